//! Why a rendering failed.

/// A template that could not be rendered; the service answers 500. The bytes `start..end` of the template are where
/// it happened.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct RenderError {
    /// What kind of failure it is.
    pub kind: RenderErrorKind,
    /// What is so, in one line.
    pub message: String,
    /// The first byte of the reference or directive.
    pub start: u32,
    /// The byte behind the last one.
    pub end: u32,
}

/// What kind of failure a rendering has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RenderErrorKind {
    /// More steps than allowed.
    TooManySteps,
    /// More output than allowed.
    OutputTooLong,
    /// More texts, lists and maps than allowed.
    TooMuchMemory,
    /// Values or definitions nested too deeply.
    TooDeep,
    /// The argument of `$util.parseJson` is not JSON.
    InvalidJson,
    /// The argument of `$input.path` or `$input.json` is not a path.
    InvalidPath,
    /// An argument is not a regular expression or not a replacement for it.
    InvalidPattern,
    /// A position outside of a text or a list.
    OutOfBounds,
    /// A text that cannot be decoded or read as a number.
    InvalidText,
}

/// A failure on its way up, small so that the way without failure stays short.
#[derive(Debug)]
pub(super) struct Fault(Box<RenderError>);

impl Fault {
    pub(super) fn into_error(self) -> RenderError {
        *self.0
    }
}

pub(super) type Outcome<T> = Result<T, Fault>;

/// A failure whose place is not known yet.
pub(super) fn fault(kind: RenderErrorKind, message: impl Into<String>) -> Fault {
    Fault(Box::new(RenderError { kind, message: message.into(), start: 0, end: 0 }))
}

pub(super) fn too_deep() -> Fault {
    fault(RenderErrorKind::TooDeep, "the value is nested too deeply")
}

pub(super) fn output_too_long() -> Fault {
    fault(RenderErrorKind::OutputTooLong, "the output of the template is too long")
}

pub(super) fn too_much_memory() -> Fault {
    fault(RenderErrorKind::TooMuchMemory, "the template makes too much text")
}

/// Gives a failure its place, unless a part of that place is known already.
pub(super) fn at<T>(outcome: Outcome<T>, start: u32, end: u32) -> Outcome<T> {
    outcome.map_err(|mut fault| {
        if fault.0.end == 0 {
            fault.0.start = start;
            fault.0.end = end;
        }
        fault
    })
}
