//! How much the readers follow before they refuse, so that no text can exhaust a stack or the memory.

/// The deepest nesting, with every alias counted as all that it stands for. Real definitions stay below 60.
pub(super) const MAX_DEPTH: u32 = 200;

/// The largest document in bytes. The service takes definitions up to 6 MB, which `quota` knows and a rule reports.
pub(super) const MAX_BYTES: usize = 32 * 1024 * 1024;

/// The most nodes, with every alias counted as all that it stands for.
pub(super) const MAX_WEIGHT: u64 = 4_000_000;

/// The most bytes of text, with every alias counted as all that it stands for.
pub(super) const MAX_TEXT: u64 = 64 * 1024 * 1024;

/// The most different explicit tags.
pub(super) const MAX_TAGS: usize = 1000;

/// The most repeated keys that are reported one by one.
pub(super) const MAX_REPEATED: usize = 200;
