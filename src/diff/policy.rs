//! Resource policies: not compared as texts, but by what they decide.
//!
//! Requests are made of what both policies mention (principals, addresses, VPC endpoints, stages, resources) and of
//! something that neither does. Each is put to both editions, as the runtime would; one that is decided otherwise is the
//! proof of a change. That none was found proves nothing, and is said so.

use core::net::IpAddr;
use std::collections::BTreeSet;

use crate::access::{
    Api, AuthorizerCall, AuthorizerOutcome, Call, Caller, Credentials, Fact, INVOKE, Request,
    Signature, TokenOutcome,
};
use crate::iam::{
    AddressSet, Condition, Document, GlobalKey, Identity, Policy, PolicyKind, PrincipalElement,
    Statement, TextElement,
};
use crate::ir::DEFAULT_STAGE;
use crate::limits::ANY_VERBS;

use super::change::{Change, Class, Subject, Witness};
use super::compare::common;
use super::edition::{Edition, Operation, variable};
use super::kinds::Kind;
use super::words::listed;

/// So many requests are put to both editions; a comparison takes no longer than a check.
const MOST: usize = 60_000;

/// So many values of one kind are tried.
const MOST_OF_A_KIND: usize = 24;

/// Compares who gets in by the resource policy and the endpoint type.
pub(super) fn compare(old: &Edition, new: &Edition, found: &mut Vec<Change>) {
    let member = |edition: &Edition, name: &str| {
        let part = edition.parts.get(&Subject::Api);
        part.and_then(|own| own.value.get(name)).cloned().filter(|own| !own.is_null())
    };
    let (one, two) = (member(old, "policy"), member(new, "policy"));
    let is_private = |edition: &Edition| edition.api.as_ref().is_some_and(Api::is_private);
    if one == two && is_private(old) == is_private(new) {
        return;
    }
    let shown = match (&old.api, &new.api) {
        (Some(before), Some(after)) => decisions(old, new, before, after),
        // Nobody knows what a policy decides that cannot be read.
        _ => Vec::new(),
    };
    let place =
        |edition: &Edition| edition.parts.get(&Subject::Api).and_then(|own| own.place.clone());
    if shown.is_empty() && one != two {
        let message = match (one.is_some(), two.is_some()) {
            (false, _) => "there is a resource policy",
            (_, false) => "the resource policy is gone",
            _ => "the resource policy is another",
        };
        let message = format!("{message}, and no request was found that it decides otherwise");
        let change = Change::new(Kind::Policy, Class::Behaviour, Subject::Api, message);
        found.push(change.at(place(old).as_ref(), place(new).as_ref()));
    }
    for (witness, operations) in shown {
        let (class, word) = if witness.is_allowed_now {
            (Class::WidenedAccess, "lets in")
        } else {
            (Class::NarrowedAccess, "no longer lets in")
        };
        let of = listed(operations.iter().map(String::as_str));
        let message = format!("the resource policy {word} `{witness}` (seen at {of})");
        let mut change = Change::new(Kind::PolicyDecision, class, Subject::Api, message);
        change.operations = operations;
        change.witness = Some(witness);
        found.push(change.at(place(old).as_ref(), place(new).as_ref()));
    }
}

/// The first request that is newly let in, and the first that no longer is, each with the operations where there is one.
fn decisions(
    old: &Edition,
    new: &Edition,
    before: &Api,
    after: &Api,
) -> Vec<(Witness, Vec<String>)> {
    let cast = Cast::of(old, new, before, after);
    let sides = (Side::new(before), Side::new(after));
    let mut left = MOST;
    let (mut wider, mut narrower): (Option<Shown>, Option<Shown>) = (None, None);
    for (_, one, two) in common(old, new) {
        let mut seen = (false, false);
        cast.requests(one, &mut |trial| {
            left = left.saturating_sub(1);
            let was = sides.0.decide(&one.authorization.kind, trial);
            let is = sides.1.decide(&two.authorization.kind, trial);
            match (was, is) {
                (Some(false), Some(true)) if !seen.0 => {
                    seen.0 = true;
                    add(&mut wider, trial, true, &two.name);
                }
                (Some(true), Some(false)) if !seen.1 => {
                    seen.1 = true;
                    add(&mut narrower, trial, false, &two.name);
                }
                _ => {}
            }
            left > 0 && seen != (true, true)
        });
        if left == 0 {
            break;
        }
    }
    narrower.into_iter().chain(wider).collect()
}

/// A request with the operations where one like it was found.
type Shown = (Witness, Vec<String>);

fn add(shown: &mut Option<Shown>, trial: &Trial<'_>, is_allowed_now: bool, operation: &str) {
    let (_, operations) = shown.get_or_insert_with(|| (trial.witness(is_allowed_now), Vec::new()));
    operations.push(operation.to_owned());
}

/// One request as both editions get it.
#[derive(Clone, Copy)]
struct Trial<'t> {
    stage: &'t str,
    verb: &'t str,
    path: &'t str,
    caller: Option<&'t Identity>,
    address: IpAddr,
    vpc_endpoint: Option<&'t str>,
    vpc: Option<&'t str>,
    header: Option<(GlobalKey, &'t str)>,
}

impl Trial<'_> {
    fn witness(&self, is_allowed_now: bool) -> Witness {
        let headers = self.header.into_iter().filter_map(|(key, value)| {
            let name = match key {
                GlobalKey::Referer => "referer",
                GlobalKey::UserAgent => "user-agent",
                _ => return None,
            };
            Some((name, value.to_owned()))
        });
        Witness {
            stage: self.stage.to_owned(),
            verb: self.verb.to_owned(),
            path: self.path.to_owned(),
            caller: self.caller.map(|own| own.arn().to_owned()),
            source_ip: Some(self.address),
            vpc_endpoint: self.vpc_endpoint.map(str::to_owned),
            vpc: self.vpc.map(str::to_owned),
            headers: headers.collect(),
            is_allowed_now,
        }
    }

    fn request(&self) -> Request<'_> {
        let header = |wanted: GlobalKey| match self.header {
            Some((key, value)) if key == wanted => Fact::Known(value),
            _ => Fact::Absent,
        };
        Request {
            source_ip: Fact::Known(self.address),
            vpc: self.vpc.into(),
            vpc_endpoint: self.vpc_endpoint.into(),
            referer: header(GlobalKey::Referer),
            user_agent: header(GlobalKey::UserAgent),
            ..Request::new(self.stage, self.verb, self.path)
        }
    }
}

/// One edition, which is asked.
struct Side<'a> {
    api: &'a Api,
    /// The answer of an authorizer that lets everybody in.
    everything: Option<Policy>,
    /// What a caller may do whose own policies let it do all.
    own: Option<Policy>,
}

impl<'a> Side<'a> {
    fn new(api: &'a Api) -> Self {
        let all = serde_json::json!({
            "Version": "2012-10-17",
            "Statement": [{ "Effect": "Allow", "Action": INVOKE, "Resource": "*" }],
        });
        let prepare = |kind| Some(api.prepare(Document::from_value(&all, kind).ok()?));
        Self {
            api,
            everything: prepare(PolicyKind::Authorizer),
            own: prepare(PolicyKind::Identity),
        }
    }

    /// Whether a caller is let in that has all that the method asks for; nothing where that is not known.
    fn decide(&self, authorization: &str, trial: &Trial<'_>) -> Option<bool> {
        let caller = trial.caller.map(|identity| {
            Caller::with_policies(identity.clone(), self.own.iter().cloned().collect())
        });
        let credentials = match (authorization, &caller) {
            ("AWS_IAM", Some(caller)) => Credentials::Iam(Signature::Verified(caller)),
            // Nobody signs what need not be signed, and nobody gets in without a signature that does.
            ("AWS_IAM", None) | (_, Some(_)) => return None,
            ("CUSTOM", None) => Credentials::Custom(AuthorizerCall {
                sources: &[],
                validation: None,
                outcome: AuthorizerOutcome::Policy(self.everything.as_ref()?),
            }),
            ("COGNITO_USER_POOLS", None) => Credentials::Cognito(TokenOutcome::Valid),
            _ => Credentials::None,
        };
        let decision = Call::new(self.api, &trial.request(), credentials).decide();
        match (decision.is_allowed(), decision.is_refused()) {
            (true, _) => Some(true),
            (_, true) => Some(false),
            _ => None,
        }
    }
}

/// What both policies mention, and something that neither does.
struct Cast {
    stages: Vec<String>,
    callers: Vec<Identity>,
    addresses: Vec<IpAddr>,
    /// VPC endpoints with VPCs, either of which may be absent.
    networks: Vec<(Option<String>, Option<String>)>,
    headers: Vec<Option<(GlobalKey, String)>>,
    /// Verb and path of the resources of statements.
    calls: Vec<(String, String)>,
}

impl Cast {
    fn of(old: &Edition, new: &Edition, before: &Api, after: &Api) -> Self {
        let documents: Vec<&Document> = [before, after]
            .into_iter()
            .filter_map(|api| api.policy().map(Policy::document))
            .collect();
        let conditions: Vec<&Condition> = documents
            .iter()
            .flat_map(|own| own.statements())
            .flat_map(Statement::conditions)
            .collect();
        let mut own = Self {
            stages: old.stages.iter().filter(|own| new.stages.contains(own)).cloned().collect(),
            callers: callers(&documents, &conditions, after),
            addresses: addresses(&conditions),
            networks: networks(&conditions),
            headers: headers(&conditions),
            calls: Vec::new(),
        };
        if own.stages.is_empty() {
            own.stages.push(DEFAULT_STAGE.to_owned());
        }
        let resources = documents.iter().flat_map(|own| own.statements());
        let resources = resources.filter_map(Statement::resource).flat_map(TextElement::values);
        for resource in resources {
            own.calls.extend(call(resource));
        }
        own.calls.sort();
        own.calls.dedup();
        own
    }

    /// Gives all requests to an operation to `each`, as long as it wants more.
    fn requests(&self, operation: &Operation, each: &mut dyn FnMut(&Trial<'_>) -> bool) {
        let verb = operation.name.split(' ').next().unwrap_or("GET");
        let paths = self.paths(operation);
        let callers: Vec<Option<&Identity>> =
            std::iter::once(None).chain(self.callers.iter().map(Some)).collect();
        let verbs = if verb == "ANY" { vec!["GET", "POST", "DELETE"] } else { vec![verb] };
        for stage in &self.stages {
            for path in &paths {
                for (verb, caller) in
                    verbs.iter().flat_map(|verb| callers.iter().map(move |own| (*verb, *own)))
                {
                    for (vpc_endpoint, vpc) in &self.networks {
                        for (address, header) in self
                            .addresses
                            .iter()
                            .flat_map(|own| self.headers.iter().map(move |header| (*own, header)))
                        {
                            let trial = Trial {
                                stage,
                                verb,
                                path,
                                caller,
                                address,
                                vpc_endpoint: vpc_endpoint.as_deref(),
                                vpc: vpc.as_deref(),
                                header: header.as_ref().map(|(key, own)| (*key, own.as_str())),
                            };
                            if !each(&trial) {
                                return;
                            }
                        }
                    }
                }
            }
        }
    }

    /// Paths of an operation: one that nothing mentions, and those that resources of policies name.
    fn paths(&self, operation: &Operation) -> Vec<String> {
        let usual: Vec<&str> = operation
            .path
            .split('/')
            .map(|own| if variable(own).is_some() { "x" } else { own })
            .collect();
        let mut paths = vec![usual.join("/")];
        for (_, path) in &self.calls {
            if fits(&operation.path, path) && !paths.contains(path) && paths.len() < MOST_OF_A_KIND
            {
                paths.push(path.clone());
            }
        }
        paths
    }
}

/// Whether a path is one of a template.
fn fits(template: &str, path: &str) -> bool {
    let mut own = path.split('/');
    for segment in template.split('/') {
        match (variable(segment), own.next()) {
            (Some(name), Some(there)) if name.ends_with('+') => return !there.is_empty(),
            (Some(_), Some(there)) if !there.is_empty() => {}
            (None, Some(there)) if there == segment => {}
            _ => return false,
        }
    }
    own.next().is_none()
}

/// Verb and path of the resource of a statement, with `x` where it leaves something open.
fn call(resource: &str) -> Option<(String, String)> {
    let (_, rest) = resource.split_once('/')?;
    let mut parts = rest.splitn(3, '/');
    let (_, verb, path) = (parts.next()?, parts.next()?, parts.next()?);
    let verb = if ANY_VERBS.contains(&verb) { verb } else { "GET" };
    Some((verb.to_owned(), format!("/{}", path.replace(['*', '?'], "x"))))
}

fn callers(documents: &[&Document], conditions: &[&Condition], api: &Api) -> Vec<Identity> {
    let account = &api.identity().account;
    let mut arns: BTreeSet<String> = BTreeSet::new();
    let principals = documents.iter().flat_map(|own| own.statements());
    let principals = principals.filter_map(Statement::principal).flat_map(PrincipalElement::values);
    for value in principals {
        let text = value.as_str();
        let is_account = text.len() == 12 && text.bytes().all(|own| own.is_ascii_digit());
        if is_account {
            arns.insert(format!("arn:aws:iam::{text}:root"));
            arns.insert(format!("arn:aws:iam::{text}:user/somebody"));
        } else if let Some(account) =
            text.strip_prefix("arn:aws:iam::").and_then(|own| own.strip_suffix(":root"))
        {
            arns.insert(format!("arn:aws:iam::{account}:user/somebody"));
            arns.insert(text.to_owned());
        } else {
            arns.insert(text.to_owned());
        }
    }
    for condition in conditions {
        match condition.global_key() {
            Some(GlobalKey::PrincipalArn) => {
                let values = condition.values().iter();
                arns.extend(values.map(|own| own.replace(['*', '?'], "x")));
            }
            Some(GlobalKey::PrincipalAccount) => {
                let values = condition.values().iter();
                arns.extend(
                    values.map(|own| format!("arn:aws:iam::{}:user/somebody", own.as_str())),
                );
            }
            _ => {}
        }
    }
    // Of the API's own account, and of one that nobody mentions.
    let others = [
        format!("arn:aws:iam::{account}:user/somebody"),
        "arn:aws:iam::999999999999:user/somebody".to_owned(),
    ];
    let all = others.into_iter().chain(arns).take(MOST_OF_A_KIND);
    all.filter_map(|arn| Identity::parse(&arn).ok()).collect()
}

fn addresses(conditions: &[&Condition]) -> Vec<IpAddr> {
    let mut all = vec![IpAddr::from([203, 0, 113, 9])];
    for condition in conditions {
        // The edges of what is mentioned, on both sides.
        for value in condition.values() {
            let Some(set) = AddressSet::parse(value) else { continue };
            for address in set.firsts().chain(set.complement().firsts()) {
                if !all.contains(&address) && all.len() < MOST_OF_A_KIND {
                    all.push(address);
                }
            }
        }
    }
    all
}

/// The values that conditions compare `key` with.
fn mentioned(conditions: &[&Condition], key: GlobalKey) -> Vec<String> {
    let own = conditions.iter().filter(|own| own.global_key() == Some(key));
    let values = own.flat_map(|own| own.values()).map(|own| own.replace(['*', '?'], "x"));
    let mut all: Vec<String> = values.take(MOST_OF_A_KIND).collect();
    all.sort();
    all.dedup();
    all
}

fn networks(conditions: &[&Condition]) -> Vec<(Option<String>, Option<String>)> {
    let endpoints = mentioned(conditions, GlobalKey::SourceVpce);
    let vpcs = mentioned(conditions, GlobalKey::SourceVpc);
    let other = (Some("vpce-0other0000000".to_owned()), Some("vpc-0other0000000".to_owned()));
    let mut all = vec![(None, None), other.clone()];
    for endpoint in &endpoints {
        all.push((Some(endpoint.clone()), other.1.clone()));
        all.extend(vpcs.iter().map(|vpc| (Some(endpoint.clone()), Some(vpc.clone()))));
    }
    all.extend(vpcs.iter().map(|vpc| (other.0.clone(), Some(vpc.clone()))));
    all.truncate(MOST_OF_A_KIND);
    all
}

fn headers(conditions: &[&Condition]) -> Vec<Option<(GlobalKey, String)>> {
    let keys = [GlobalKey::Referer, GlobalKey::UserAgent];
    let each = keys.into_iter().flat_map(|key| {
        mentioned(conditions, key).into_iter().map(move |value| Some((key, value)))
    });
    std::iter::once(None).chain(each).collect()
}
