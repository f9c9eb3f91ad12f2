//! How much a caller may ask: rates, bursts and quotas as plain numbers, and what becomes of them over time.
//!
//! The checker and the runtime both come here, so that they cannot disagree. Nothing here knows of definitions, of
//! configurations or of clocks: whoever calls brings numbers and the time.

mod date;
mod level;
mod quota;
mod rate;

pub use date::{Date, DateError};
pub use level::Level;
pub use quota::{Quota, QuotaPeriod};
pub use rate::{Rate, Throttle};
