//! Who gets in.

mod gateway;
mod policies;
mod shown;
