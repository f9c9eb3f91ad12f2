//! Artifacts: what a checked definition becomes outside of this process.

mod openapi;

pub use openapi::{
    CODES as EXPORT_CODES, ExportExtensions, ExportFormat, ExportOptions, Exported, export,
};
