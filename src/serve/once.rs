//! One call of an upstream or a function without a server around it, for `invoke`.

use std::io;

use tokio::runtime::{Builder, LocalOptions};

use super::lambda::{FunctionSet, Functions};
use super::upstream::Upstreams;
use crate::gateway::{FunctionCall, FunctionOutcome, UpstreamCall, UpstreamOutcome};

/// Calls an upstream on this thread and waits for the whole answer, within the call's time.
pub fn call_once(call: UpstreamCall) -> io::Result<UpstreamOutcome> {
    let mut builder = Builder::new_current_thread();
    let runtime = builder.enable_all().build_local(LocalOptions::default())?;
    let upstreams = Upstreams::new();
    let whole = UpstreamCall { stream: false, ..call };
    let answered = runtime.block_on(upstreams.call(&whole));
    runtime.shutdown_background();
    Ok(answered.outcome)
}

/// Calls a function of `set` and waits for what it returns, within the call's time. Its processes are ended.
pub fn invoke_once(set: FunctionSet, call: FunctionCall) -> io::Result<FunctionOutcome> {
    let functions = Functions::default();
    functions.replace(set)?;
    let runtime = Builder::new_current_thread().enable_time().build()?;
    let outcome = runtime.block_on(functions.invoke(call));
    functions.shut_down();
    Ok(outcome)
}
