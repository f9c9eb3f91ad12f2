//! The smallest edit of a policy that lets a request in. Each candidate is applied to the policy as it stands, read
//! again and judged; what is not let in by it is never told.

use serde_json::{Map, Value, json};

use crate::access::{Api, ApiParts, StageKind};
use crate::iam::{
    Actual, Document, Effect, Element, ElementTrace, Identity, Policy, PolicyKind, PolicyTrace,
    Principal, State, StatementTrace, Truth,
};

use super::report::PolicyEdit;
use super::subject::Found;
use super::{AuthorizerSaid, Case, Question, Signer, Standing};

/// So many edits are told.
const TOLD: usize = 3;

/// A policy that can be edited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Site {
    Resource,
    Endpoint,
    Identity(usize),
    Authorizer,
}

/// What an edit costs: how much of the policy it changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Cost {
    /// A value for this request alone.
    Value,
    /// A condition for this request alone.
    Condition,
    /// A value that is for more requests than this one.
    Range,
    Statement,
    Removal,
    Policy,
}

struct Candidate {
    cost: Cost,
    site: Site,
    what: String,
    place: Option<String>,
    statement: Option<Value>,
    edited: Value,
}

impl Site {
    const fn title(self) -> &'static str {
        match self {
            Self::Resource => StageKind::ResourcePolicy.title(),
            Self::Endpoint => StageKind::VpcEndpointPolicy.title(),
            Self::Identity(_) => StageKind::IdentityPolicies.title(),
            Self::Authorizer => "policy of the authorizer",
        }
    }

    const fn kind(self) -> PolicyKind {
        match self {
            Self::Resource => PolicyKind::Resource,
            Self::Endpoint => PolicyKind::Endpoint,
            Self::Identity(_) => PolicyKind::Identity,
            Self::Authorizer => PolicyKind::Authorizer,
        }
    }
}

impl Case<'_> {
    /// The smallest single edits of a policy that let a request in.
    pub(super) fn policy_edits(&self, question: &Question) -> Vec<PolicyEdit> {
        let Some(found) = self.found(question) else { return Vec::new() };
        let mut candidates = self.edit_candidates(question, &found);
        candidates.sort_by_key(|own| own.cost);
        let mut told = Vec::new();
        for own in candidates {
            if told.len() == TOLD {
                break;
            }
            let Some((api, changed)) = self.edited(question, own.site, &own.edited) else {
                continue;
            };
            if self.judge_with(&api, &changed).standing != Standing::Allowed {
                continue;
            }
            let Candidate { site, what, place, statement, .. } = own;
            told.push(PolicyEdit { policy: site.title().to_owned(), what, place, statement });
        }
        told
    }

    fn edit_candidates(&self, question: &Question, found: &Found<'_>) -> Vec<Candidate> {
        self.ask(&self.subject.api, question, found, |call| {
            let asked = call.asked();
            let mut all = Vec::new();
            for (site, policy, text) in self.sites(question) {
                // A policy whose text does not say the same (another tool fills in a part) cannot be edited here.
                if policy.document().is_broken() {
                    continue;
                }
                let trace = policy.trace(&asked);
                self.of_trace(site, &trace, text, &mut all);
                let statement = self.allowing(site, question, found, asked.principal());
                all.extend(Self::added(site, text, statement));
            }
            if self.subject.api.policy().is_none() {
                let statement = self.allowing(Site::Resource, question, found, asked.principal());
                all.push(Candidate {
                    cost: Cost::Policy,
                    site: Site::Resource,
                    what: "give the API a resource policy that allows the method".to_owned(),
                    place: None,
                    edited: json!({ "Version": "2012-10-17", "Statement": [statement.clone()] }),
                    statement: Some(statement),
                });
            }
            self.given_to_caller(question, found, &mut all);
            all
        })
    }

    /// A policy that the caller has not got yet.
    fn given_to_caller(&self, question: &Question, found: &Found<'_>, all: &mut Vec<Candidate>) {
        let Signer::Caller(own) = &question.signer else { return };
        let Some(policies) = own.caller.policies.known() else { return };
        let site = Site::Identity(policies.len());
        let statement = self.allowing(site, question, found, Principal::Anonymous);
        all.push(Candidate {
            cost: Cost::Policy,
            site,
            what: "give the caller a policy that allows the method".to_owned(),
            place: None,
            edited: json!({ "Version": "2012-10-17", "Statement": [statement.clone()] }),
            statement: Some(statement),
        });
    }

    /// The policies that can be edited, with their texts.
    fn sites<'q>(&'q self, question: &'q Question) -> Vec<(Site, &'q Policy, &'q Value)> {
        let api = &self.subject.api;
        let mut all = Vec::new();
        let text = self.subject.config.rest_api.policy.as_ref();
        all.extend(api.policy().zip(text).map(|(own, text)| (Site::Resource, own, text)));
        let text = self.subject.endpoint_document.as_ref();
        all.extend(api.endpoint_policy().zip(text).map(|(own, text)| (Site::Endpoint, own, text)));
        if let Signer::Caller(own) = &question.signer {
            let policies = own.caller.policies.known().map_or(&[][..], Vec::as_slice);
            let pairs = policies.iter().zip(&own.documents).enumerate();
            all.extend(pairs.map(|(at, (own, text))| (Site::Identity(at), own, text)));
        }
        if let AuthorizerSaid::Policy(own) = &question.authorizer {
            all.push((Site::Authorizer, &own.0, &own.1));
        }
        all
    }

    /// The API and the request with another text for one of the policies.
    fn edited(&self, question: &Question, site: Site, text: &Value) -> Option<(Api, Question)> {
        let api = &self.subject.api;
        let document = Document::from_value(text, site.kind()).ok()?;
        let mut changed = question.clone();
        let parts = |policy, endpoint_policy| {
            Api::new(ApiParts {
                identity: api.identity().clone(),
                is_private: api.is_private(),
                policy,
                endpoint_policy,
            })
        };
        let own = |policy: Option<&Policy>| policy.map(|own| own.document().clone());
        let api = match site {
            Site::Resource => parts(Some(document), own(api.endpoint_policy())),
            Site::Endpoint => parts(own(api.policy()), Some(document)),
            Site::Identity(at) => {
                let Signer::Caller(own) = &mut changed.signer else { return None };
                let crate::access::Fact::Known(policies) = &mut own.caller.policies else {
                    return None;
                };
                let policy = api.prepare(document);
                match policies.get_mut(at) {
                    Some(own) => *own = policy,
                    None => policies.push(policy),
                }
                api.clone()
            }
            Site::Authorizer => {
                let policy = api.prepare(document);
                changed.authorizer = AuthorizerSaid::Policy(Box::new((policy, text.clone())));
                api.clone()
            }
        };
        Some((api, changed))
    }

    fn of_trace(
        &self,
        site: Site,
        trace: &PolicyTrace<'_>,
        text: &Value,
        all: &mut Vec<Candidate>,
    ) {
        for own in &trace.statements {
            match own.effect {
                Some(Effect::Deny) if own.applies == Truth::True => {
                    self.of_denying(site, own, text, all);
                }
                Some(Effect::Allow) if own.applies == Truth::False => {
                    let mut misses = own.misses();
                    if let (Some(miss), None) = (misses.next(), misses.next()) {
                        all.extend(self.widened(site, own, miss, text));
                    }
                }
                Some(_) | None => {}
            }
        }
    }

    /// A statement that denies: it is to except the request, or not to be there.
    fn of_denying(
        &self,
        site: Site,
        own: &StatementTrace<'_>,
        text: &Value,
        all: &mut Vec<Candidate>,
    ) {
        for element in &own.elements {
            all.extend(self.narrowed(site, own, element, text));
        }
        all.extend(self.excepted(site, own, text));
        let mut edited = text.clone();
        let others = match edited.get_mut("Statement") {
            Some(Value::Array(statements)) if own.index < statements.len() => {
                statements.remove(own.index);
                statements.len()
            }
            _ => 0,
        };
        if others > 0 {
            all.push(Candidate {
                cost: Cost::Removal,
                site,
                what: format!("take {} out", name(own)),
                place: self.place(own.span),
                statement: None,
                edited,
            });
        }
    }

    /// One value less in an element of a statement that denies, or one more where it is negated.
    fn narrowed(
        &self,
        site: Site,
        own: &StatementTrace<'_>,
        element: &ElementTrace<'_>,
        text: &Value,
    ) -> Option<Candidate> {
        let change = match element.element {
            _ if element.negated => Change::Add(wanted(site, element)?),
            Element::Principal => return None,
            _ => Change::Remove(only_match(element)?),
        };
        self.changed(site, own, element, text, change)
    }

    /// One value more in the element that keeps a statement from allowing, or one less where it is negated.
    fn widened(
        &self,
        site: Site,
        own: &StatementTrace<'_>,
        element: &ElementTrace<'_>,
        text: &Value,
    ) -> Option<Candidate> {
        let change = if element.negated {
            Change::Remove(only_match(element)?)
        } else {
            Change::Add(wanted(site, element)?)
        };
        self.changed(site, own, element, text, change)
    }

    fn changed(
        &self,
        site: Site,
        own: &StatementTrace<'_>,
        element: &ElementTrace<'_>,
        text: &Value,
        change: Change,
    ) -> Option<Candidate> {
        let mut edited = text.clone();
        let statement = statement_mut(&mut edited, own.index)?;
        let (values, path) = match element.element {
            Element::Action | Element::Resource => {
                let base =
                    if matches!(element.element, Element::Action) { "Action" } else { "Resource" };
                let member = if element.negated { format!("Not{base}") } else { base.to_owned() };
                (statement.get_mut(&member)?, member)
            }
            Element::Condition { operator, key } => {
                let path = format!("Condition.{operator}.{key}");
                (statement.get_mut("Condition")?.get_mut(operator)?.get_mut(key)?, path)
            }
            Element::Principal => {
                let member = if element.negated { "NotPrincipal" } else { "Principal" };
                let whom = statement.get_mut(member)?;
                let Change::Add(value) = &change else { return None };
                if value == "*" {
                    *whom = json!("*");
                    (whom, member.to_owned())
                } else {
                    (
                        whom.as_object_mut()?.entry("AWS").or_insert_with(|| json!([])),
                        format!("{member}.AWS"),
                    )
                }
            }
            Element::Open(_) => return None,
        };
        let cost = match &change {
            Change::Add(value) if value != "*" => Cost::Value,
            Change::Remove(value) if !value.contains(['*', '?', '/']) => Cost::Value,
            Change::Add(_) | Change::Remove(_) => Cost::Range,
        };
        let what = match change {
            Change::Add(value) if *values == json!(value) => {
                format!("in {}, set `{path}` to `{value}`", name(own))
            }
            Change::Add(value) => {
                add(values, &value);
                format!("in {}, add `{value}` to `{path}`", name(own))
            }
            Change::Remove(value) => {
                remove(values, &value)?;
                format!("in {}, take `{value}` out of `{path}`", name(own))
            }
        };
        let statement = Value::Object(statement_mut(&mut edited, own.index)?.clone());
        let place = self.place(element.span.or(own.span));
        Some(Candidate { cost, site, what, place, statement: Some(statement), edited })
    }

    /// A condition more, that a statement which denies does not hold for this request.
    fn excepted(&self, site: Site, own: &StatementTrace<'_>, text: &Value) -> Option<Candidate> {
        let of_address =
            own.elements.iter().find_map(|element| match (element.element, element.actual) {
                (Element::Condition { key, .. }, Actual::Key(State::One(value)))
                    if key.to_ascii_lowercase().ends_with("sourceip") =>
                {
                    Some((key, value.to_string()))
                }
                _ => None,
            });
        let (key, address) = of_address?;
        let range = single(&address);
        let mut edited = text.clone();
        let statement = statement_mut(&mut edited, own.index)?;
        let conditions =
            statement.entry("Condition").or_insert_with(|| json!({})).as_object_mut()?;
        let values =
            conditions.entry("NotIpAddress").or_insert_with(|| json!({})).as_object_mut()?;
        if values.contains_key(key) {
            return None;
        }
        values.insert(key.to_owned(), json!(range));
        let statement = Value::Object(statement.clone());
        Some(Candidate {
            cost: Cost::Condition,
            site,
            what: format!(
                "in {}, except `{range}`: add the condition `NotIpAddress` `{key}`",
                name(own)
            ),
            place: self.place(own.span),
            statement: Some(statement),
            edited,
        })
    }

    fn added(site: Site, text: &Value, statement: Value) -> Option<Candidate> {
        let mut edited = text.clone();
        match edited.get_mut("Statement")? {
            Value::Array(all) => all.push(statement.clone()),
            one => *one = json!([one.clone(), statement]),
        }
        Some(Candidate {
            cost: Cost::Statement,
            site,
            what: "add a statement that allows the method".to_owned(),
            place: None,
            statement: Some(statement),
            edited,
        })
    }

    /// A statement that allows the method and nothing else, to the caller and to nobody else.
    fn allowing(
        &self,
        site: Site,
        question: &Question,
        found: &Found<'_>,
        principal: Principal<'_>,
    ) -> Value {
        let (stage, verb) = (&question.stage, question.counting_verb());
        let path: Vec<&str> = found
            .resource
            .path
            .split('/')
            .map(|part| if part.starts_with('{') && part.ends_with('}') { "*" } else { part })
            .collect();
        let path = path.join("/");
        let path = path.trim_start_matches('/');
        let base = match site {
            Site::Resource => "execute-api:".to_owned(),
            Site::Endpoint | Site::Identity(_) | Site::Authorizer => {
                self.subject.api.identity().arn()
            }
        };
        let mut statement = Map::new();
        statement.insert("Effect".to_owned(), json!("Allow"));
        match (site, principal) {
            (Site::Identity(_) | Site::Authorizer, _) => {}
            (_, Principal::Identity(own)) => {
                statement.insert("Principal".to_owned(), json!({ "AWS": principal_of(own) }));
            }
            (_, Principal::Anonymous | Principal::Service(_) | Principal::Unknown) => {
                statement.insert("Principal".to_owned(), json!("*"));
            }
        }
        statement.insert("Action".to_owned(), json!("execute-api:Invoke"));
        statement.insert("Resource".to_owned(), json!(format!("{base}/{stage}/{verb}/{path}")));
        Value::Object(statement)
    }
}

enum Change {
    Add(String),
    Remove(String),
}

/// The one value that matches, where others are left without it.
fn only_match(element: &ElementTrace<'_>) -> Option<String> {
    let mut matching = element.values.iter().filter(|value| value.matches == Truth::True);
    let one = matching.next().filter(|_| element.values.len() > 1)?;
    matching.next().is_none().then(|| one.written.to_owned())
}

/// The value that an element wants for this request.
fn wanted(site: Site, element: &ElementTrace<'_>) -> Option<String> {
    match (element.element, element.actual) {
        (Element::Principal, Actual::Principal(Principal::Identity(own))) => {
            Some(principal_of(own).to_owned())
        }
        (Element::Principal, Actual::Principal(Principal::Anonymous)) => Some("*".to_owned()),
        (Element::Action, Actual::Text(text)) => Some(text.to_owned()),
        (Element::Resource, Actual::Text(text)) => {
            // The short form is for resource policies alone; the API's own part is what stands before the stage.
            let is_short =
                element.values.iter().any(|value| value.written.starts_with("execute-api:/"));
            let rest = text.splitn(6, ':').nth(5).and_then(|own| own.split_once('/'));
            match rest {
                Some((_, rest)) if is_short && site == Site::Resource => {
                    Some(format!("execute-api:/{rest}"))
                }
                _ => Some(text.to_owned()),
            }
        }
        (Element::Condition { operator, .. }, Actual::Key(State::One(value))) => {
            let base = operator.rsplit(':').next().unwrap_or(operator);
            let text = value.to_string();
            let is_address = base.contains("IpAddress");
            let is_of_values = base.contains("Equals") || base.contains("Like");
            let is_order = base.contains("LessThan") || base.contains("GreaterThan");
            if is_address {
                Some(single(&text))
            } else {
                (is_of_values && !is_order && !base.starts_with("Bool")).then_some(text)
            }
        }
        _ => None,
    }
}

/// The ARN that a policy names an identity by: for a session, that of its role.
fn principal_of(own: &Identity) -> &str {
    own.principal_arn()
}

/// The range of one address.
fn single(address: &str) -> String {
    if address.contains(':') { format!("{address}/128") } else { format!("{address}/32") }
}

fn name(own: &StatementTrace<'_>) -> String {
    match own.sid {
        Some(sid) => format!("statement `{sid}`"),
        None => format!("statement {}", own.index + 1),
    }
}

fn statement_mut(policy: &mut Value, index: usize) -> Option<&mut Map<String, Value>> {
    match policy.get_mut("Statement")? {
        Value::Array(all) => all.get_mut(index)?.as_object_mut(),
        Value::Object(one) if index == 0 => Some(one),
        _ => None,
    }
}

fn add(values: &mut Value, value: &str) {
    match values {
        Value::Array(all) => all.push(json!(value)),
        one => *one = json!([one.clone(), value]),
    }
}

fn remove(values: &mut Value, value: &str) -> Option<()> {
    let Value::Array(all) = values else { return None };
    let before = all.len();
    all.retain(|own| own != value);
    (all.len() < before && !all.is_empty()).then_some(())
}
