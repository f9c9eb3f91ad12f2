//! Who gets in: the runtime with signed tokens and signed requests, without sockets.

mod api;
mod aws_iam;
mod custom;
mod key_sets;
mod user_pools;
