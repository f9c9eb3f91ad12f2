//! The resource policy beside the methods that it is about.

use std::fmt;

use crate::access::INVOKE;
use crate::iam::{
    CallSegment, Calls, Condition, Document, Effect, Principal, PrincipalElement, ResourcePattern,
    Statement, TextElement, Truth, Version, Written,
};
use crate::ir::{AuthorizationType, DEFAULT_STAGE, Definition, HttpMethod};
use crate::limits::ANY_VERBS;
use crate::mapping::{PathSegment, segments};
use crate::source::Span;

use super::{Context, MethodAt};

/// A method with the calls that it answers, in every stage that the definition has.
#[derive(Debug)]
pub(super) struct MethodCalls<'a> {
    pub(super) at: MethodAt<'a>,
    calls: Vec<CallsOf<'a>>,
}

/// The calls of one method with one verb in one stage.
#[derive(Debug)]
pub(super) struct CallsOf<'a> {
    /// The stage; nothing where it may have any name.
    pub(super) stage: Option<&'a str>,
    pub(super) verb: &'static str,
    calls: Calls,
}

/// A request that a method answers.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Sample {
    pub(super) stage: String,
    pub(super) verb: &'static str,
    pub(super) path: String,
}

impl<'a> MethodCalls<'a> {
    /// All methods of a REST API.
    pub(super) fn all(cx: &Context<'a>) -> Vec<Self> {
        let stages = stages(cx.definition());
        let of = |at: &MethodAt<'a>| {
            let pairs = stages
                .iter()
                .flat_map(|stage| verbs(*at).into_iter().map(move |verb| (*stage, verb)));
            let calls =
                pairs.map(|(stage, verb)| CallsOf { stage, verb, calls: calls(*at, stage, verb) });
            Self { at: *at, calls: calls.collect() }
        };
        cx.methods().iter().map(of).collect()
    }

    /// The verbs with which it is called.
    pub(super) fn verbs(&self) -> Vec<&'static str> {
        let mut verbs: Vec<&'static str> = self.calls.iter().map(|own| own.verb).collect();
        verbs.sort_unstable();
        verbs.dedup();
        verbs
    }

    /// Requests such that no resource of `document` tells others apart: one of any path, and one for each resource that
    /// is about some paths alone. Nothing where a resource cannot be told from the others so easily.
    pub(super) fn samples(&self, document: Option<&Document>) -> Option<Vec<Sample>> {
        let path = filled(&self.at.resource.path, FILLER);
        let mut found = Vec::new();
        for own in &self.calls {
            let stage = own.stage.unwrap_or(DEFAULT_STAGE);
            found.push(Sample { stage: stage.to_owned(), verb: own.verb, path: path.clone() });
            for value in document.into_iter().flat_map(Document::statements).flat_map(resources) {
                let version = document.map_or(Version::V2012, Document::version);
                let Some(pattern) = ResourcePattern::of(value, version) else { continue };
                if !pattern.meets(&own.calls) || pattern.covers(&own.calls) {
                    continue;
                }
                let Some(rest) = pattern.rest().or_else(|| behind_id(value)) else {
                    // Of a resource that is filled in as a whole nothing can be told, of any call.
                    if pattern.is_open() {
                        continue;
                    }
                    return None;
                };
                found.push(self.instance(own, rest, &pattern)?);
            }
        }
        found.sort();
        found.dedup();
        Some(found)
    }

    /// A call that the resource of `pattern` is about, which has `rest` behind the id of the API. What a deployment fills
    /// in may be about every call.
    fn instance(&self, own: &CallsOf<'a>, rest: &str, pattern: &ResourcePattern) -> Option<Sample> {
        let written = rest.split('/').next().filter(|stage| !stage.contains(['*', '?', '$']));
        let stage = own.stage.or(written).unwrap_or(DEFAULT_STAGE);
        let is_one = |path: &String| {
            let text = format!("execute-api:/{stage}/{}{path}", own.verb);
            ResourcePattern::of(&text, Version::V2008)
                .is_some_and(|exact| exact.meets(&own.calls) && pattern.is_about(&exact))
        };
        let path = self.paths(rest).find(is_one)?;
        Some(Sample { stage: stage.to_owned(), verb: own.verb, path })
    }

    /// Paths that requests to the method may have, made of what a resource says behind the id of the API: its path, and
    /// that of the method with pieces of it. A wildcard of the stage or the verb may reach over any number of them.
    fn paths(&self, rest: &str) -> impl Iterator<Item = String> {
        let template = self.at.resource.path.as_str();
        let rest = without_holes(rest).replace('*', FILLER).replace('?', "~");
        let whole = rest.splitn(3, '/').nth(2).map(|path| format!("/{path}"));
        let tails = rest.match_indices('/').filter_map(|(at, _)| rest.get(at + 1..));
        let pieces = rest.split('/').chain(tails).filter(|piece| !piece.is_empty());
        let made: Vec<String> = pieces
            .flat_map(|piece| [filled(template, piece), filled_at_end(template, piece)])
            .collect();
        whole.into_iter().chain([filled(template, FILLER)]).chain(made)
    }

    /// Whether `pattern` is about a call of the method, as far as it is known.
    pub(super) fn meets(&self, pattern: &ResourcePattern) -> bool {
        self.calls.iter().any(|own| pattern.meets(&own.calls))
    }

    /// Whether `statement` is about a call of the method: what is not known may be.
    pub(super) fn is_met_by(&self, statement: &Statement, document: &Document) -> bool {
        let Some(element) = statement.resource() else { return true };
        let patterns = || {
            let values = element.values().iter();
            values.filter_map(|value| ResourcePattern::of(value, document.version()))
        };
        if element.is_negated() {
            return !self.calls.iter().all(|of| patterns().any(|own| own.covers(&of.calls)));
        }
        patterns().any(|pattern| self.meets(&pattern))
    }
}

/// The stages of a definition; one that may have any name where it has none.
fn stages(definition: &Definition) -> Vec<Option<&str>> {
    let named: Vec<Option<&str>> =
        definition.stages.keys().map(|name| Some(name.as_str())).collect();
    if named.is_empty() { vec![None] } else { named }
}

/// The verbs with which a method is called.
fn verbs(at: MethodAt<'_>) -> Vec<&'static str> {
    if at.method.http_method != HttpMethod::Any {
        return vec![at.method.http_method.name()];
    }
    let taken = |verb: &str| {
        HttpMethod::parse(verb).is_some_and(|own| at.resource.methods.contains_key(&own))
    };
    ANY_VERBS.into_iter().filter(|verb| !taken(verb)).collect()
}

fn calls(at: MethodAt<'_>, stage: Option<&str>, verb: &str) -> Calls {
    let path = segments(&at.resource.path).map(|segment| match segment {
        PathSegment::Literal(text) => CallSegment::Text(text),
        PathSegment::Variable(_) => CallSegment::One,
        PathSegment::Greedy(_) => CallSegment::Rest,
    });
    Calls::new(stage, Some(verb), path)
}

/// What stands behind the id of the API in an ARN.
fn behind_id(arn: &str) -> Option<&str> {
    Some(arn.splitn(6, ':').nth(5)?.split_once('/')?.1)
}

/// A path that a request to the resource may have.
pub(super) fn example(template: &str) -> String {
    filled(template, "x")
}

/// Stands for any text in the path of a sample: longer than the question marks of any policy, and of a letter that none
/// has.
const FILLER: &str = "~~~~~~~~~~~~~~~~";

/// The same with `filler` for the last variable alone.
fn filled_at_end(template: &str, filler: &str) -> String {
    match template.rfind('{') {
        Some(at) => {
            let (start, end) = template.split_at(at);
            filled(
                &format!("{start}{filler}{}", end.split_once('}').map_or("", |(_, end)| end)),
                FILLER,
            )
        }
        None => template.to_owned(),
    }
}

/// A text with fillers in place of what another tool fills in.
fn without_holes(text: &str) -> String {
    let mut parts = text.split("${");
    let mut made = parts.next().unwrap_or("").to_owned();
    for part in parts {
        made.push_str(FILLER);
        made.push_str(part.split_once('}').map_or("", |(_, rest)| rest));
    }
    made
}

fn filled(template: &str, filler: &str) -> String {
    let parts: Vec<&str> = segments(template)
        .map(|segment| match segment {
            PathSegment::Literal(text) => text,
            PathSegment::Variable(_) | PathSegment::Greedy(_) => filler,
        })
        .collect();
    format!("/{}", parts.join("/"))
}

/// The policy, where it could be read.
pub(super) fn readable<'c>(cx: &'c Context<'_>) -> Option<&'c Document> {
    cx.policy().filter(|policy| !policy.is_broken())
}

/// The statements of a policy that could be read.
pub(super) fn statements<'c>(cx: &'c Context<'_>) -> &'c [Statement] {
    readable(cx).map_or(&[], Document::statements)
}

/// All conditions of a policy that could be read, with their statements.
pub(super) fn conditions<'c>(
    cx: &'c Context<'_>,
) -> impl Iterator<Item = (&'c Statement, &'c Condition)> {
    statements(cx)
        .iter()
        .flat_map(|statement| statement.conditions().iter().map(move |own| (statement, own)))
}

/// Whether `statement` may be about calls, rather than about other actions.
pub(super) fn is_about_calls(document: &Document, statement: &Statement) -> bool {
    statement.is_about_action(INVOKE, document.version()) != Truth::False
}

/// The methods that `statement` may be about.
pub(super) fn methods_of<'a>(
    cx: &Context<'a>,
    document: &Document,
    statement: &Statement,
) -> Vec<MethodAt<'a>> {
    if !is_about_calls(document, statement) {
        return Vec::new();
    }
    let met = cx.calls().iter().filter(|own| own.is_met_by(statement, document));
    met.map(|own| own.at).collect()
}

/// The place of a part of the policy; every part of one that was read from a file has one.
pub(super) fn place(cx: &Context<'_>, span: Option<Span>) -> Span {
    let whole = || cx.definition().rest().and_then(|api| api.policy.as_ref());
    span.or_else(|| whole().map(|policy| policy.origin.span()))
        .unwrap_or_else(|| cx.definition().origin.span())
}

/// The place of whom a statement is about.
pub(super) fn principal_place(cx: &Context<'_>, statement: &Statement) -> Span {
    place(cx, statement.principal().and_then(PrincipalElement::span))
}

/// The resources of a statement as they were written.
pub(super) fn resources(statement: &Statement) -> &[Written<String>] {
    statement.resource().map_or(&[], TextElement::values)
}

/// The start of a statement, where a finding about all of it points: its name, or else its effect.
pub(super) fn head(cx: &Context<'_>, statement: &Statement) -> Span {
    let named = statement.sid().and_then(Written::span);
    let principal = statement.principal().and_then(PrincipalElement::span);
    place(cx, named.or(principal).or(statement.span()))
}

/// Whether policies know nobody as the caller of the method: it asks for no signature.
pub(super) fn is_unsigned(at: &MethodAt<'_>) -> bool {
    at.authorization.authorization_type != AuthorizationType::AwsIam
}

/// Whether only the resource policy can let callers of the method in, whoever they are (reference `access-control`,
/// sections 2.1 and 2.4): a Lambda authorizer and the policies of an identity can allow as well.
pub(super) fn needs_allow(at: &MethodAt<'_>) -> bool {
    match at.authorization.authorization_type {
        AuthorizationType::None | AuthorizationType::CognitoUserPools => true,
        AuthorizationType::AwsIam | AuthorizationType::Custom | AuthorizationType::Jwt => false,
    }
}

/// The first of some methods and how many more there are. Displays as `GET /pets` and 3 more.
pub(super) struct Several<'m, 'a>(pub(super) &'m [MethodAt<'a>]);

impl fmt::Display for Several<'_, '_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            [] => f.write_str("no method"),
            [one] => write!(f, "`{one}`"),
            [one, other] => write!(f, "`{one}` and `{other}`"),
            [first, rest @ ..] => write!(f, "`{first}` and {} more", rest.len()),
        }
    }
}

/// Whether the effect of `statement` is known to be `effect`.
pub(super) fn has_effect(statement: &Statement, effect: Effect) -> bool {
    statement.effect() == Some(effect)
}

/// What of the policy could allow an unsigned call of a method.
pub(super) enum Allowed<'c> {
    /// Nothing can be said: there is no policy that could be read, or it allows nothing at all.
    Unsaid,
    /// No statement that allows is about the method.
    Nowhere,
    /// Only statements about AWS principals; the first of them.
    Principals(&'c Statement),
    /// Statements about everybody, perhaps on conditions.
    Everyone,
}

/// What of the policy could allow an unsigned call of `at`.
pub(super) fn allowed<'c>(cx: &'c Context<'_>, at: MethodAt<'_>) -> Allowed<'c> {
    let Some(document) = readable(cx) else { return Allowed::Unsaid };
    let allows = |own: &&Statement| own.effect() != Some(Effect::Deny);
    if !document.statements().iter().any(|own| allows(&own)) {
        return Allowed::Unsaid;
    }
    let Some(own) = cx.calls().iter().find(|own| std::ptr::eq(own.at.method, at.method)) else {
        return Allowed::Unsaid;
    };
    let about = document.statements().iter().filter(allows).filter(|statement| {
        is_about_calls(document, statement) && own.is_met_by(statement, document)
    });
    let mut first = None;
    for statement in about {
        if may_be_about_anybody(statement) || statement.effect().is_none() {
            return Allowed::Everyone;
        }
        first = first.or(Some(statement));
    }
    first.map_or(Allowed::Nowhere, Allowed::Principals)
}

/// Whether the statement may be about callers that AWS does not know.
pub(super) fn may_be_about_anybody(statement: &Statement) -> bool {
    statement.is_about(Principal::Anonymous) != Truth::False
}
