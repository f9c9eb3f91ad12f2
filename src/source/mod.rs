//! Source text: files, byte spans, positioned trees, pointers and text edits.
//!
//! This layer does no I/O of its own: files come through [`Loader`].

mod build;
mod decode;
mod edit;
mod embed;
mod file;
mod fragment;
mod intrinsic;
mod json;
mod limits;
mod line_index;
mod loader;
mod pointer;
mod problem;
mod read;
mod span;
#[cfg(test)]
mod testing;
mod tree;
mod yaml;

pub use build::{Extent, TreeBuilder};
pub use decode::{DecodeFault, Decoded, FaultKind, decode};
pub use edit::TextEdit;
pub use embed::{Embedded, read_embedded_json, read_embedded_yaml};
pub use file::{SourceFile, Sources};
pub use fragment::Fragment;
pub use intrinsic::{IntrinsicCall, intrinsic_call, intrinsic_text};
pub use json::read_json;
pub use line_index::{LineIndex, Position};
pub use loader::{LoadError, Loader, io_reason};
pub use pointer::Pointer;
pub use problem::{Problem, ProblemKind};
pub use read::{Read, read};
pub use span::{FileId, Origin, Span, Spanned, SpannedMap};
pub use tree::{Children, Entries, Kind, Node, Scalar, ScalarText, Style, Tree};
pub use yaml::read_yaml;
