//! All rules: one file and one line each.

rules! {
    /// What callers may send and what comes back: models, parameters, responses.
    contract { undefined_model, }
}
