//! Limits, quotas and the response cache of the runtime, under a clock that the test turns.

mod agreement;
mod api;
mod cache;
mod kept;
mod killed;
mod quota;
mod shown;
mod throttle;
