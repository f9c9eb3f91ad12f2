//! What has changed since an earlier edition, as far as callers notice it. What stands behind the operations, and names of
//! what only the owner knows, are not told.

use std::collections::HashMap;

use super::operation;
use super::schema::Models;
use super::view::{Change, ChangeSection, Changelog, Link};
use crate::diff::{self, Class, Kind, Subject};
use crate::sdk::Surface;

/// The page.
pub(super) const PAGE: &str = "changelog";

/// So many operations are named for one change.
const OPERATIONS: usize = 12;

/// What has changed, and since when.
#[derive(Clone, Debug)]
pub struct Since {
    /// What the earlier edition is called.
    pub name: String,
    /// The changes.
    pub changes: Vec<diff::Change>,
}

/// The page of what has changed.
pub(super) fn page(since: &Since, surface: &Surface, models: &Models<'_>) -> Changelog {
    let mut pages: HashMap<String, String> = HashMap::new();
    for own in &surface.operations {
        let name = format!("{} {}", own.method.unwrap_or("ANY"), own.path);
        pages.insert(name, operation::href(own));
    }
    for index in 0..models.all.len() {
        if let Some(page) = models.page(index) {
            pages.insert(format!("model {}", models.label(index)), page.clone());
        }
    }
    let of_class = |class: Class| {
        let own = since.changes.iter().filter(|own| own.class == class);
        let changes: Vec<Change> = own.filter_map(|own| of(own, &pages)).collect();
        (!changes.is_empty()).then(|| ChangeSection {
            title: class.title(),
            anchor: class.name(),
            changes,
        })
    };
    Changelog {
        since: since.name.clone(),
        sections: Class::ALL.into_iter().filter_map(of_class).collect(),
    }
}

fn of(change: &diff::Change, pages: &HashMap<String, String>) -> Option<Change> {
    let label = match &change.subject {
        Subject::Api => "the API".to_owned(),
        other => other.to_string(),
    };
    // What browsers ask by themselves has no page, and is nothing that a caller writes.
    if label.starts_with("OPTIONS ") && !pages.contains_key(&label) {
        return None;
    }
    let text = told(change)?;
    let operations = change
        .operations
        .iter()
        .filter_map(|name| Some(Link { label: name.clone(), href: pages.get(name)?.clone() }));
    let operations: Vec<Link> = operations.collect();
    let (text, among) = if operations.is_empty() { (text, "") } else { alone(&text) };
    Some(Change {
        href: pages.get(&label).cloned(),
        more: operations.len().saturating_sub(OPERATIONS),
        operations: operations.into_iter().take(OPERATIONS).collect(),
        label,
        text,
        among,
    })
}

/// A message without the operations that it names, which are links here, and whether it is about what they take or give.
fn alone(message: &str) -> (String, &'static str) {
    for among in ["in requests of", "in responses of"] {
        let begin = format!(" ({among} ");
        if let Some((before, rest)) = message.split_once(&begin) {
            let after = rest.rsplit_once(')').map_or("", |(_, after)| after);
            return (format!("{before}{after}"), among);
        }
    }
    (message.to_owned(), "")
}

/// The change in words for callers; nothing for what they never see.
fn told(change: &diff::Change) -> Option<String> {
    let other = |text: &str| Some(text.to_owned());
    match change.kind {
        Kind::OperationRemoved
        | Kind::OperationAdded
        | Kind::OperationRerouted
        | Kind::OperationRenamed
        | Kind::PathVariableRenamed
        | Kind::Deprecation
        | Kind::ParameterAdded
        | Kind::ParameterRemoved
        | Kind::ParameterRequired
        | Kind::ParameterSchema
        | Kind::BodyMediaType
        | Kind::BodyRequired
        | Kind::RequestSchema
        | Kind::ResponseSchema
        | Kind::ResponseStatus
        | Kind::ResponseHeader
        | Kind::ResponseMediaType
        | Kind::ModelAdded
        | Kind::ModelRemoved
        | Kind::Validation
        | Kind::Authorization
        | Kind::Scopes
        | Kind::ApiKeyRequired
        | Kind::ApiKeySource
        | Kind::AuthorizerAdded
        | Kind::AuthorizerRemoved
        | Kind::EndpointType
        | Kind::DefaultEndpoint
        | Kind::BinaryMediaTypes
        | Kind::Compression
        | Kind::Timeout
        | Kind::CacheKey
        | Kind::Cache
        | Kind::Cors
        | Kind::GatewayResponse
        | Kind::StageAdded
        | Kind::StageRemoved
        | Kind::Throttle
        | Kind::Quota
        | Kind::UsagePlanAdded
        | Kind::UsagePlanRemoved
        | Kind::DomainAdded
        | Kind::DomainRemoved
        | Kind::BasePath
        | Kind::MutualTls
        | Kind::TlsVersion
        | Kind::Servers => Some(change.message.clone()),
        Kind::Authorizer => other("looks at something else"),
        Kind::PolicyDecision => other("the resource policy lets others in than before"),
        Kind::VpcEndpoints => other("it is reached through other VPC endpoints"),
        Kind::ModelWording
        | Kind::Policy
        | Kind::IllegalEndpointTransition
        | Kind::Integration
        | Kind::Mapping
        | Kind::StageSetting
        | Kind::StageVariable
        | Kind::Canary
        | Kind::Observability
        | Kind::UsagePlanMembers
        | Kind::ApiKey
        | Kind::Information
        | Kind::Documentation
        | Kind::Other => None,
    }
}
