//! Documentation for those who call an API: a site that needs no network, and Markdown for those who have a site.
//!
//! Both are renderings of the same pages (`view`), which say what is true of the API: operations, models and errors are
//! those of `sdk::surface`, and who gets in, how often, and what is cached are the answers of `check`. Whatever the
//! definition says is text: none of it becomes markup, a script, or a link to anything but the web.

mod answers;
mod authentication;
mod changes;
mod curl;
mod files;
mod groups;
mod in_force;
mod operation;
mod overview;
mod prose;
mod render;
mod schema;
mod search;
mod site;
mod view;

pub use changes::Since;
pub use render::DocsError;
pub use site::{DocsOptions, Format, docs};
