//! Deployments: immutable snapshots of an API that stages point to, and their history
//! (reference `endpoints-domains-stages`, sections 4, 5 and 7).
//!
//! What is changed in a definition takes effect when it is deployed; what is changed in a stage, at once. A deployment
//! goes by its content: the same API is the same deployment, however often it is deployed. Nothing here reads or writes
//! a file: whoever keeps a [`History`] gives it, with the time.

mod content;
mod endpoint;
mod history;
mod surroundings;

pub use content::{deployment_id, snapshot};
pub use history::{Deed, DeedKind, DeployedStage, Deployment, History, Refusal, StagePlan};
pub use surroundings::Surroundings;
