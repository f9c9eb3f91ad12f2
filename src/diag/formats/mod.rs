//! Report formats: one file and one line each.
//!
//! All of them write the same findings in the same order: by file, position and name. Only the human format
//! leaves findings out when there are many, and says so.

#[macro_use]
mod registry;
mod report;
mod snippet;
mod text;

report_formats! { concise, github, gitlab, human, json, junit, sarif }

pub use human::excerpt;
pub use registry::Format;
pub use report::{Limits, Report, Style};
