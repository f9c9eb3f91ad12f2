//! What is different between two editions of an API, and what that means for those who call it.
//!
//! An [`Edition`] is an API in its normal form: what is written in another order, in another notation or in another file
//! is the same. [`compare`] gives the [`Change`]s between two of them, each with its [`Class`], its place in both, a
//! sentence, and when it takes effect. A [`Report`] is the same for programs and for a changelog.
//!
//! Who gets in is not compared as text: a policy that says the same in other words is no change, and one that says
//! something else is shown with a request that is decided otherwise, as [`crate::access`] decides it.

mod access;
mod change;
mod compare;
mod edition;
mod integration;
mod kinds;
mod normal;
mod of_config;
mod of_definition;
mod operation;
mod parts;
mod policy;
mod report;
mod schema;
mod told;
mod transition;
mod words;

#[cfg(test)]
mod tests;

pub use change::{Change, Class, Effect, Place, Subject, Witness};
pub use compare::compare;
pub use edition::Edition;
pub use kinds::Kind;
pub use normal::normal_api;
pub use report::{ChangeReport, Report, WitnessReport};
pub use transition::{Transition, names_vpc, transition};
