//! Ratios between two ways of doing one thing, measured in one run.

fn main() {}
