//! Who gets in.

mod gateway;
mod policies;
