//! Who gets in: the runtime with signed tokens and signed requests, without sockets.

pub(crate) mod api;
mod aws_iam;
mod custom;
mod invalidation;
mod key_sets;
mod mutual_tls;
mod signed;
mod user_pools;
