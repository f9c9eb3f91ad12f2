//! Functions that really run.

mod faults;
mod node;
mod programs;
mod project;
mod python;
