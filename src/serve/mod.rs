//! Sockets, upstream calls, files and reload. The only module with tokio and hyper.

mod loader;

pub use loader::FsLoader;
