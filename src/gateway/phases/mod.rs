//! What a request goes through, in the service's order (reference `pipeline`, section 0). Each phase takes the proof
//! of the one before, which only that phase can make, so none can be left out:
//!
//! 1. [`route`]: stage and method, [`route::Routed`]
//! 2. [`authorize`]: who may call, [`authorize::Authorized`]
//! 3. [`throttle`]: API key and limits, [`throttle::Admitted`]
//! 4. [`validate`]: parameters and payload, [`validate::Validated`]
//! 5. [`cache`]: whether the answer is there already, [`cache::Missed`]
//! 6. [`map`]: what the integration gets, [`map::Mapped`]
//! 7. [`integrate`]: the call itself, [`integrate::Answered`]
//! 8. [`respond`]: what the caller gets

pub(super) mod authorize;
pub(super) mod cache;
pub(super) mod integrate;
pub(super) mod map;
pub(super) mod respond;
pub(super) mod route;
pub(super) mod throttle;
pub(super) mod validate;

mod render;
