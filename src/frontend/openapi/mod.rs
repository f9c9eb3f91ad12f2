//! OpenAPI 3.0, OpenAPI 3.1 and Swagger 2.0 documents with the extensions of API Gateway
//! (reference `openapi-extensions`).

mod api_kind;
mod base_path;
mod bodies;
mod callers;
mod context;
mod describe;
mod dropped;
mod extensions;
mod http_api;
mod integration_responses;
mod lowering;
mod merge;
mod method;
mod models;
mod parameters;
mod paths;
mod read;
mod responses;
mod rest_api;
mod root;
mod schema_3_1;
mod security;
mod version;

use std::path::Path;
use std::sync::Arc;

use crate::diag::Sink;
use crate::ir::{Api, Definition, Hint, Local, Throttle};
use crate::source::{Loader, Origin, Sources, SpannedMap, Tree};

use super::library::Library;
use super::options::{ApiKind, ImportOptions};
use super::references::References;
use context::{Context, Findings};

pub use merge::import_over;

/// Compiles the document `tree`, which was read from `path`, with all files that it refers to.
pub(super) fn compile(
    loader: &dyn Loader,
    path: &Path,
    tree: Arc<Tree>,
    options: &ImportOptions,
    sources: &mut Sources,
    sink: &mut Sink,
) -> Option<Definition> {
    let dialect = version::dialect(tree.root(), sink)?;
    let library = Library::gather(loader, path, tree, sources, sink);
    let references = References::resolve(&library, sink);
    let root = library.root()?.root();
    let mut findings = Findings::new(sink);
    let api_kind = api_kind::decide(root, dialect, options, &mut findings);
    let cx =
        Context { library: &library, references: &references, options, dialect, api_kind, root };
    let document = root::lower(&cx, &mut findings);
    let (api, security) = match api_kind {
        ApiKind::Rest => {
            let (api, security) = rest_api::lower(&cx, document, &mut findings);
            (Api::Rest(Box::new(api)), security)
        }
        ApiKind::Http => {
            let (api, security) = http_api::lower(&cx, document, &mut findings);
            (Api::Http(Box::new(api)), security)
        }
    };
    findings.finish();
    Some(Definition {
        dialect: Hint(Some(dialect)),
        api,
        name: None,
        region: None,
        account: None,
        account_throttle: Throttle::default(),
        stages: SpannedMap::default(),
        usage_plans: SpannedMap::default(),
        api_keys: SpannedMap::default(),
        domains: SpannedMap::default(),
        local: Local::default(),
        check: Hint::none(),
        security_schemes: Hint(Some(security.schemes)),
        servers: Hint(Some(callers::servers(&cx))),
        security_requirements: Hint(Some(security.requirements)),
        origin: Origin(root.span()),
    })
}
