//! The policies that a question brings along: those of identities, of a VPC endpoint, of an authorizer.

use std::path::Path;

use serde_json::Value;

use crate::access::{
    Api, ApiIdentity, ApiParts, AuthorizerAnswer, AuthorizerSaid, Caller, Fact, KnownCaller,
};
use crate::bundle::Config;
use crate::cli::error::CliError;
use crate::cli::project;
use crate::diag::{Severity, Sink};
use crate::iam::{Document, Identity, PolicyKind, policy_json};
use crate::ir::Definition;
use crate::source::{Fragment, Node, Problem, Sources, Tree, read};

/// A policy in a file, and its text as JSON.
pub(in crate::cli) fn policy(
    path: &Path,
    kind: PolicyKind,
    sources: &mut Sources,
) -> Result<(Document, Value), CliError> {
    let tree = tree(path, sources)?;
    document(path, tree.root(), kind, sources)
}

fn tree(path: &Path, sources: &mut Sources) -> Result<Tree, CliError> {
    let bytes = project::read_bytes(path)?;
    let name = path.display().to_string();
    let file = sources.next_id();
    let read = read(file, &name, bytes);
    sources.add(name, read.text);
    match read.problems.iter().find(|own| own.is_fatal()) {
        None => Ok(read.tree),
        Some(problem) => Err(fault(path, sources, problem)),
    }
}

fn fault(path: &Path, sources: &Sources, problem: &Problem) -> CliError {
    let line = sources.position(problem.span).line;
    CliError::Usage {
        message: format!("`{}` cannot be read: {} in line {line}", path.display(), problem.message),
        help: problem.help.clone(),
    }
}

fn document(
    path: &Path,
    node: Node<'_>,
    kind: PolicyKind,
    sources: &Sources,
) -> Result<(Document, Value), CliError> {
    let mut sink = Sink::default();
    let document = Document::read(node, kind, &mut sink);
    let mut errors = sink.diagnostics().iter().filter(|own| own.severity == Severity::Error);
    if let Some(error) = errors.next() {
        let line = sources.position(error.primary.span).line;
        return Err(CliError::Usage {
            message: format!("`{}` is no policy: {} in line {line}", path.display(), error.message),
            help: error.help.clone(),
        });
    }
    Ok((document, policy_json(node)))
}

/// What stands before all methods of the API.
pub(in crate::cli) fn api(
    config: &Config,
    definition: Option<&Definition>,
    endpoint_policy: Option<Document>,
) -> Result<Api, CliError> {
    if let Some(api) = definition.and_then(Api::of) {
        return Ok(Api::new(ApiParts {
            identity: api.identity().clone(),
            is_private: api.is_private(),
            policy: api.policy().map(|own| own.document().clone()),
            endpoint_policy,
        }));
    }
    let policy = config.rest_api.policy.as_ref();
    let policy = policy.map(|own| Document::from_value(own, PolicyKind::Resource)).transpose();
    let policy = policy.map_err(|error| CliError::Usage {
        message: format!("the resource policy cannot be read: {error}"),
        help: None,
    })?;
    let (region, account) = (config.region.as_deref(), config.account.as_deref());
    let own = ApiIdentity::new(region, account, &config.name, policy.as_ref());
    let identity = ApiIdentity { id: config.rest_api.id.clone(), ..own };
    let is_private = config.rest_api.endpoint.endpoint_type == "PRIVATE";
    Ok(Api::new(ApiParts { identity, is_private, policy, endpoint_policy }))
}

/// The identities that the definition knows, with their policies.
pub(in crate::cli) fn callers(
    config: &Config,
    definition: Option<&Definition>,
    api: &Api,
) -> Vec<(String, KnownCaller)> {
    let written = |name: &str| definition?.local.identities.get(name);
    let callers = config.identities.iter().filter_map(|(name, own)| {
        let identity = Identity::parse(&own.arn).ok()?;
        let kind = PolicyKind::Identity;
        let documents: Vec<Document> = if let Some(written) = written(name) {
            // With the places of the files.
            let nodes = written.documents.iter().map(Fragment::node);
            nodes.map(|node| Document::read(node, kind, &mut Sink::default())).collect()
        } else {
            own.policies.iter().filter_map(|text| Document::from_value(text, kind).ok()).collect()
        };
        let policies = documents.into_iter().map(|own| api.prepare(own)).collect();
        let caller = Caller::with_policies(identity, policies);
        Some((name.clone(), KnownCaller { caller, documents: own.policies.clone() }))
    });
    callers.collect()
}

/// What the function of an authorizer answers, in a file: its whole answer, the policy in it alone, or `"Unauthorized"`.
/// With it comes the API key that it answers with.
pub(in crate::cli) fn authorizer(
    path: &Path,
    api: &Api,
    sources: &mut Sources,
) -> Result<(AuthorizerSaid, Fact<String>), CliError> {
    let tree = tree(path, sources)?;
    let root = tree.root();
    if root.get("Statement").is_some() {
        let (document, text) = document(path, root, PolicyKind::Authorizer, sources)?;
        let said = AuthorizerSaid::Policy(Box::new((api.prepare(document), text)));
        return Ok((said, Fact::Absent));
    }
    let error = root.get("errorMessage").and_then(Node::as_str).or_else(|| root.as_str());
    if error == Some("Unauthorized") {
        return Ok((AuthorizerSaid::Unauthorized, Fact::Absent));
    }
    let answer = match AuthorizerAnswer::read(&root.to_json(), api) {
        Ok(answer) => answer,
        Err(fault) => return Ok((AuthorizerSaid::Nonsense(fault.to_string()), Fact::Absent)),
    };
    let node = root.get("policyDocument").unwrap_or(root);
    let (document, text) = document(path, node, PolicyKind::Authorizer, sources)?;
    let said = AuthorizerSaid::Policy(Box::new((api.prepare(document), text)));
    Ok((said, answer.usage_identifier_key.into()))
}
