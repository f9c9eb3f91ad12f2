//! What is in force for a method and a caller: limits and the response cache, as plain numbers, and what becomes of
//! them over time.
//!
//! The checker and the runtime both come here, so that they cannot disagree. Nothing here knows of definitions, of
//! configurations or of clocks: whoever calls brings numbers and the time.

mod cache;
mod chain;
mod date;
mod level;
mod quota;
mod rate;
mod setting;

pub use cache::{Cache, CacheSetting, CacheSource, UnauthorizedStrategy, Uncached};
pub use chain::{Chain, Half, Layer, Link, Source};
pub use date::{Date, DateError};
pub use level::Level;
pub use quota::{Quota, QuotaPeriod};
pub use rate::{Rate, Throttle};
pub use setting::{
    ANY_VERBS, Closeness, MethodName, MethodSetting, PlanSettings, StageSettings, ThrottleSetting,
};
