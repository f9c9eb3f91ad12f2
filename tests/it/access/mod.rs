//! Who gets in.

mod policies;
