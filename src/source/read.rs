//! From the bytes of a file to its text and tree: encoding, size, and the choice between YAML and JSON.

use std::path::Path;
use std::sync::Arc;

use super::limits::MAX_BYTES;
use super::{FileId, Problem, ProblemKind, Span, Tree, TreeBuilder, read_json, read_yaml};

/// A file that was read.
#[derive(Debug)]
pub struct Read {
    /// Its text. A byte order mark at its start is part of it, so that places count the bytes of the file.
    pub text: Arc<str>,
    /// Its document; partial when a problem is fatal.
    pub tree: Tree,
    /// What is wrong with it, in document order; nothing after the first fatal problem is reported.
    pub problems: Vec<Problem>,
}

/// Reads the bytes of the file `name`. JSON is read as JSON when the name ends in `.json`, or when the text starts
/// with a bracket and is JSON; everything else is YAML.
pub fn read(file: FileId, name: &str, bytes: Vec<u8>) -> Read {
    if bytes.len() > MAX_BYTES {
        let message = format!("a document of more than {} MB is not read", MAX_BYTES / 1024 / 1024);
        let problem = Problem::new(ProblemKind::TooLarge, Span::new(file, 0, 0), message)
            .help("split it into files that refer to each other with `$ref`");
        return refused(file, "", problem);
    }
    if let Some((form, command)) = packed(&bytes) {
        let message = format!("the file is {form}, not a text");
        let problem = Problem::new(ProblemKind::Encoding, Span::new(file, 0, 0), message)
            .help(format!("unpack it first, as with `{command}`"));
        return refused(file, "", problem);
    }
    if let Some(encoding) = other_encoding(&bytes) {
        let message = format!("the document is in {encoding}, not in UTF-8");
        let problem = Problem::new(ProblemKind::Encoding, Span::new(file, 0, 0), message)
            .help(format!("save it as UTF-8, or run `iconv -f {encoding} -t UTF-8`"));
        return refused(file, "", problem);
    }
    // The bytes go before the tree is made: two copies of a large document are enough.
    let text: Arc<str> = match String::from_utf8(bytes) {
        Ok(text) => text.into(),
        Err(error) => return not_utf8(file, error.as_bytes(), error.utf8_error().valid_up_to()),
    };
    let (tree, problems) = read_text(file, name, &text);
    Read { text, tree, problems }
}

fn read_text(file: FileId, name: &str, text: &Arc<str>) -> (Tree, Vec<Problem>) {
    let extension = Path::new(name).extension().and_then(|extension| extension.to_str());
    let is = |wanted: &str| extension.is_some_and(|name| name.eq_ignore_ascii_case(wanted));
    if is("json") {
        return read_json(file, text);
    }
    if !text.trim_start_matches('\u{feff}').trim_start().starts_with(['{', '[']) {
        return read_yaml(file, text);
    }
    let (tree, problems) = read_json(file, text);
    if !problems.iter().any(Problem::is_fatal) {
        return (tree, problems);
    }
    let (yaml_tree, yaml_problems) = read_yaml(file, text);
    if is("yaml") || is("yml") || !yaml_problems.iter().any(Problem::is_fatal) {
        (yaml_tree, yaml_problems)
    } else {
        (tree, problems)
    }
}

fn refused(file: FileId, text: &str, problem: Problem) -> Read {
    let text: Arc<str> = text.into();
    let (tree, _) = TreeBuilder::new(file, Arc::clone(&text)).finish();
    Read { text, tree, problems: vec![problem] }
}

fn not_utf8(file: FileId, bytes: &[u8], at: usize) -> Read {
    let byte = bytes.get(at).copied().unwrap_or(0);
    // Up to the fault the bytes of the shown text are those of the file; there it has U+FFFD, three bytes long.
    let shown = String::from_utf8_lossy(bytes);
    let start = u32::try_from(at).unwrap_or(0);
    let message = format!("byte {at} of the file (0x{byte:02X}) is not UTF-8");
    let problem = Problem::new(ProblemKind::Encoding, Span::new(file, start, start + 3), message)
        .help("save the document as UTF-8; it may be in ISO-8859-1 or Windows-1252");
    refused(file, &shown, problem)
}

/// What the first bytes of a file show it to be packed with, and what unpacks it.
fn packed(bytes: &[u8]) -> Option<(&'static str, &'static str)> {
    match bytes {
        [0x1f, 0x8b, ..] => Some(("compressed with gzip", "gunzip")),
        [b'P', b'K', 3, 4, ..] => Some(("a zip archive", "unzip")),
        [0x28, 0xb5, 0x2f, 0xfd, ..] => Some(("compressed with Zstandard", "unzstd")),
        [b'B', b'Z', b'h', b'1'..=b'9', ..] => Some(("compressed with bzip2", "bunzip2")),
        [0xfd, b'7', b'z', b'X', b'Z', ..] => Some(("compressed with xz", "unxz")),
        _ => None,
    }
}

/// The encoding that a byte order mark or the zero bytes of the first characters show (YAML 1.2, chapter 5.2).
fn other_encoding(bytes: &[u8]) -> Option<&'static str> {
    let first = bytes.get(..4).unwrap_or(bytes);
    match first {
        [0, 0, 0xfe, 0xff] => return Some("UTF-32BE"),
        [0xff, 0xfe, 0, 0] => return Some("UTF-32LE"),
        [0xfe, 0xff, ..] => return Some("UTF-16BE"),
        [0xff, 0xfe, ..] => return Some("UTF-16LE"),
        _ => {}
    }
    match first.iter().map(|byte| *byte == 0).collect::<Vec<_>>().as_slice() {
        [true, true, true, false] => Some("UTF-32BE"),
        [false, true, true, true] => Some("UTF-32LE"),
        [true, false, ..] => Some("UTF-16BE"),
        [false, true, ..] => Some("UTF-16LE"),
        _ => None,
    }
}
