//! Portcullis compiles API definitions for Amazon API Gateway: it reads OpenAPI and Swagger documents with
//! `x-amazon-apigateway-*` extensions, checks them, explains access decisions, and emits what runs.
//!
//! The modules stand in layer order: each may use only the ones above it (see the book, "Architecture").

pub mod source;

pub mod diag;
pub mod java_regex;
pub mod json_path;

pub mod iam;
pub mod json_schema;
pub mod jwt;
pub mod limits;
pub mod mapping;
pub mod sigv4;
pub mod vtl;

pub mod bundle;
pub mod ir;
pub mod quota;

pub mod frontend;

pub mod access;

pub mod diff;

pub mod check;

pub mod deploy;
pub mod emit;
pub mod gateway;
pub mod sdk;

pub mod docs;

pub mod serve;

pub mod cli;
