//! Lambda functions on this machine.

use crate::gateway::{FunctionCall, FunctionFailure, FunctionFailureKind, FunctionOutcome};

/// Calls a function and waits for what it returns.
pub(super) fn invoke(call: &FunctionCall) -> FunctionOutcome {
    let name = &call.function.name;
    FunctionOutcome::Failure(FunctionFailure {
        kind: FunctionFailureKind::UnknownFunction,
        detail: format!("there is no function `{name}` on this machine"),
    })
}
