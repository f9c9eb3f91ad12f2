//! What the exit status says.

use std::process::ExitCode;

/// How a command ended. The numbers are a promise to scripts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Exit {
    /// It is done, and there is nothing to complain about.
    Done,
    /// It is done, and something was found: findings at or over `--fail-on`, a request that is denied.
    Found,
    /// The input or the usage is wrong, so that the work could not be done.
    Unusable,
    /// It is done, and the answer depends on what is not known.
    Undecided,
}

impl Exit {
    /// The number of it.
    const fn status(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Found => 1,
            Self::Unusable => 2,
            Self::Undecided => 3,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.status())
    }
}
