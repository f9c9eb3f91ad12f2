//! Artifacts: what a checked definition becomes outside of this process.

mod bundle;
mod not_served;
mod openapi;
mod reference;

pub use bundle::{CODES as BUILD_CODES, bundle, domains, report_left_out};
pub use not_served::{CODES as NOT_SERVED_CODES, report_domain_fault, report_not_served};
pub use openapi::{
    CODES as EXPORT_CODES, ExportExtensions, ExportFormat, ExportOptions, Exported, export,
};
pub use reference::{Page, ReferenceError, finding_pages, manifest_page};
