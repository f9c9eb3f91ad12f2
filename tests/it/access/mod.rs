//! Who gets in.

mod agreement;
mod gateway;
mod policies;
mod shown;
