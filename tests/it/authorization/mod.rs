//! Who gets in: the runtime with signed tokens and signed requests, without sockets.

mod api;
mod key_sets;
mod user_pools;
