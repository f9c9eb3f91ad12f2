//! What an engine holds of the state that outlives it.

use std::sync::Arc;

use super::method_plan::StagePlan;
use super::{AuthorizerResult, Plan, Shelf, State};

/// Handles for everything that a plan names, asked for once.
#[derive(Debug)]
pub(super) struct Handles {
    stages: Vec<StageHandles>,
}

#[derive(Debug)]
struct StageHandles {
    authorizer_results: Arc<Shelf<AuthorizerResult>>,
}

impl Handles {
    /// Asks `state` for what `plan` names.
    pub(super) fn new(plan: &Plan, state: &dyn State) -> Self {
        let stages = plan.stage_plans.iter().map(|stage| StageHandles {
            authorizer_results: state.authorizer_results(&stage.name),
        });
        Self { stages: stages.collect() }
    }

    /// The answers of the authorizers of a stage.
    pub(super) fn authorizer_results(&self, stage: &StagePlan) -> Option<&Shelf<AuthorizerResult>> {
        self.stages.get(stage.number).map(|own| &*own.authorizer_results)
    }
}
