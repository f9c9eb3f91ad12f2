//! What an engine works by: a configuration with everything prepared that can be.

mod unenforced;

use std::collections::BTreeMap;

use crate::bundle::Config;

pub use unenforced::{Control, Unenforced, Unserved};

/// A configuration, prepared.
#[derive(Debug)]
pub struct Plan {
    unenforced: Vec<Unenforced>,
    unserved: Vec<Unserved>,
}

/// How a plan is made.
#[derive(Clone, Default)]
pub struct PlanOptions {
    /// The controls that may be missing, by [`Control::name`]. Methods behind a control that this version does not
    /// enforce are refused, unless it is named here.
    pub allow: Vec<String>,
    /// The values of the environment variables that secrets of the configuration refer to.
    pub environment: BTreeMap<String, String>,
}

/// Without the environment, which holds secrets.
impl std::fmt::Debug for PlanOptions {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PlanOptions").field("allow", &self.allow).finish_non_exhaustive()
    }
}

/// Why no plan can be made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PlanError {
    /// A control is to be allowed to be missing that is none.
    #[error("`{0}` is no control; the controls are {list}", list = Control::list())]
    UnknownControl(String),
    /// Something in the configuration cannot be prepared.
    #[error("{place}: {message}")]
    Invalid {
        /// Where it was written.
        place: String,
        /// What is wrong.
        message: String,
    },
}

impl Plan {
    /// Prepares `config`.
    pub fn new(config: &Config, options: &PlanOptions) -> Result<Self, PlanError> {
        let unknown = options.allow.iter().find(|name| Control::parse(name).is_none());
        if let Some(unknown) = unknown {
            return Err(PlanError::UnknownControl(unknown.clone()));
        }
        let _ = &config.rest_api;
        Ok(Self { unenforced: Vec::new(), unserved: Vec::new() })
    }

    /// The controls that the configuration declares and this version does not enforce. Whoever serves the plan must
    /// say so.
    pub fn unenforced(&self) -> &[Unenforced] {
        &self.unenforced
    }

    /// The methods that this version cannot answer, with the reason.
    pub fn unserved(&self) -> &[Unserved] {
        &self.unserved
    }
}
