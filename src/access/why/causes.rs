//! From what a caller was told to what may have caused it: the causes that are possible in this API, and only those, the
//! likeliest first (reference `access-control`, sections 7 and 8.4).

use crate::iam::{Effect, Truth};
use crate::ir::ResponseType;
use crate::source::Span;

use super::case::source_names;
use super::known::KNOWN;
use super::report::{CauseReport, CausesReport, Report, Suspect};
use super::subject::Found;
use super::{Case, Question, Subject};

/// So many places are named for one cause.
const SUSPECTS: usize = 5;

/// What a caller was told.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Symptom {
    /// The status.
    pub status: Option<u16>,
    /// The gateway response.
    pub response_type: Option<ResponseType>,
    /// The message.
    pub message: Option<String>,
}

/// One thing that callers are told for, with where it can be so.
pub(super) struct Known {
    /// Its name for programs.
    pub(super) name: &'static str,
    /// The statuses that come with it.
    pub(super) status: u16,
    /// The gateway response that tells it; nothing where none can change it.
    pub(super) response_type: Option<ResponseType>,
    /// Whether a message, in lower case, can be of it.
    pub(super) says: fn(&str) -> bool,
    /// How likely it is where it is possible; the most likely first.
    pub(super) rank: u8,
    /// What it is.
    pub(super) what: &'static str,
    /// What to look at.
    pub(super) look: &'static str,
    /// Where it is possible; nowhere where it is not.
    pub(super) suspects: fn(&Scope<'_>) -> Vec<Place>,
}

/// Where a cause is possible: a name, and where that was written.
pub(super) type Place = (String, Option<Span>);

/// What a symptom is about: the whole API, or one method.
pub(super) struct Scope<'s> {
    pub(super) case: &'s Case<'s>,
    pub(super) methods: Vec<Found<'s>>,
    /// The request, where the message names it.
    pub(super) question: Option<Question>,
    /// The ARN of the caller, where the message names it.
    pub(super) caller: Option<String>,
}

impl Case<'_> {
    /// The causes of a symptom that are possible. `about` is the request that it came of, where that is known; otherwise
    /// what the message says of it counts.
    pub fn causes(&self, symptom: &Symptom, about: Option<&Question>) -> CausesReport {
        let message = symptom.message.as_deref().map(plain);
        let named = message.as_deref().and_then(question_of);
        let question = about.cloned().or(named);
        let found = question.as_ref().and_then(|question| self.found(question));
        let methods = match found {
            Some(found) => vec![found],
            None => self.subject.methods().collect(),
        };
        let caller = message.as_deref().and_then(|text| {
            let (_, rest) = text.split_once("User: arn:")?;
            Some(format!("arn:{}", rest.split(' ').next()?))
        });
        let scope = Scope { case: self, methods, question: question.clone(), caller };
        let lower = message.as_deref().map(str::to_lowercase);
        let mut all: Vec<(u8, CauseReport)> = Vec::new();
        for known in KNOWN.iter().filter(|known| known.fits(symptom, lower.as_deref())) {
            let suspects = (known.suspects)(&scope);
            if !suspects.is_empty() {
                all.push((known.rank, self.cause(known, suspects)));
            }
        }
        all.sort_by_key(|(rank, _)| *rank);
        CausesReport {
            version: Report::VERSION,
            message,
            status: symptom.status,
            request: question
                .map(|own| format!("{} {} in stage {}", own.verb, own.path, own.stage)),
            causes: all.into_iter().map(|(_, own)| own).collect(),
        }
    }

    fn cause(&self, known: &Known, suspects: Vec<Place>) -> CauseReport {
        let more = suspects.len().saturating_sub(SUSPECTS);
        let suspects = suspects.into_iter().take(SUSPECTS);
        CauseReport {
            name: known.name.to_owned(),
            status: known.status,
            response_type: known.response_type.map(|own| own.name().to_owned()),
            what: known.what.to_owned(),
            look: known.look.to_owned(),
            suspects: suspects
                .map(|(name, span)| Suspect { name, place: self.place(span) })
                .collect(),
            more,
        }
    }
}

impl Known {
    fn fits(&self, symptom: &Symptom, message: Option<&str>) -> bool {
        let of_type = match symptom.response_type {
            Some(kind) => self.response_type == Some(kind),
            None => true,
        };
        of_type
            && symptom.status.is_none_or(|status| status == self.status)
            && message.is_none_or(self.says)
    }
}

impl<'s> Scope<'s> {
    pub(super) fn subject(&self) -> &'s Subject<'s> {
        self.case.subject
    }

    /// The methods with an authorization type, and some other property.
    pub(super) fn methods_of(
        &self,
        authorization_type: &str,
        fits: impl Fn(&Found<'_>) -> bool,
    ) -> Vec<Place> {
        let own = |found: &&Found<'_>| found.method.authorization_type == authorization_type;
        self.named(self.methods.iter().filter(own).filter(|found| fits(found)))
    }

    /// The methods with some property.
    pub(super) fn methods_with(&self, fits: impl Fn(&Found<'_>) -> bool) -> Vec<Place> {
        self.named(self.methods.iter().filter(|found| fits(found)))
    }

    fn named<'f>(&self, methods: impl Iterator<Item = &'f Found<'s>>) -> Vec<Place>
    where
        's: 'f,
    {
        methods.map(|found| (found.name(), self.subject().place_of(found))).collect()
    }

    /// The authorizers of methods of a type, and some other property, each with how many methods have it.
    pub(super) fn authorizers(
        &self,
        authorization_type: &str,
        fits: impl Fn(&crate::bundle::AuthorizerConfig, usize) -> bool,
    ) -> Vec<Place> {
        let mut names: Vec<&str> = Vec::new();
        for found in
            self.methods.iter().filter(|own| own.method.authorization_type == authorization_type)
        {
            let Some((name, _)) = self.subject().authorizer(found.method) else { continue };
            if !names.contains(&name) {
                names.push(name);
            }
        }
        let mut all = Vec::new();
        for name in names {
            let Some(own) = self.subject().config.rest_api.authorizers.get(name) else { continue };
            let users = self.subject().methods();
            let count =
                users.filter(|found| found.method.authorizer.as_deref() == Some(name)).count();
            if fits(own, count) {
                let sources: Vec<&str> = source_names(own).collect();
                let sources = sources.join(", ");
                let text =
                    format!("authorizer `{name}` ({count} methods, told apart by {sources})");
                all.push((text, self.subject().place_of_authorizer(name)));
            }
        }
        all
    }

    /// The statements of the resource policy with an effect that are about the request, where it is known.
    pub(super) fn statements(&self, effect: Effect) -> Vec<Place> {
        let Some(policy) = self.subject().api.policy() else { return Vec::new() };
        let name = |index: usize, sid: Option<&str>| match sid {
            Some(sid) => format!("statement `{sid}` of the resource policy"),
            None => format!("statement {} of the resource policy", index + 1),
        };
        let found = self.question.as_ref().and_then(|own| Some((own, self.case.found(own)?)));
        let Some((question, found)) = found else {
            let all = policy.document().statements().iter().enumerate();
            return all
                .filter(|(_, own)| own.effect() == Some(effect))
                .map(|(index, own)| (name(index, own.sid().map(|own| own.as_str())), own.span()))
                .collect();
        };
        self.case.ask(&self.subject().api, question, &found, |call| {
            let asked = call.asked();
            let trace = policy.trace(&asked);
            let all = trace.statements.iter();
            all.filter(|own| own.effect == Some(effect) && own.applies != Truth::False)
                .map(|own| (name(own.index, own.sid), own.span))
                .collect()
        })
    }

    /// The resource policy itself, where there is one.
    pub(super) fn resource_policy(&self) -> Vec<Place> {
        let Some(policy) = self.subject().api.policy() else { return Vec::new() };
        vec![("the resource policy".to_owned(), policy.document().span())]
    }

    /// Whether the caller that the message names is of the API's account; nothing where it names none.
    pub(super) fn is_own_account(&self) -> Option<bool> {
        let caller = self.caller.as_deref()?;
        let account = caller.split(':').nth(4)?;
        Some(account == self.subject().api.identity().account)
    }
}

/// The API itself, or a part of it that was written nowhere.
pub(super) fn anywhere(name: &str) -> Vec<Place> {
    vec![(name.to_owned(), None)]
}

/// The message itself, where it came as a body.
fn plain(text: &str) -> String {
    let text = text.trim();
    if let Ok(serde_json::Value::Object(members)) = serde_json::from_str(text) {
        let found = members.iter().find(|(name, _)| name.eq_ignore_ascii_case("message"));
        if let Some((_, value)) = found {
            return value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        }
    }
    text.trim_matches('"').to_owned()
}

/// The request that a message names by its ARN. The account in it is hidden but for four digits.
fn question_of(text: &str) -> Option<Question> {
    let (_, rest) = text.split_once("on resource: ")?;
    let arn = rest.split(' ').next()?;
    let parts: Vec<&str> = arn.splitn(6, ':').collect();
    let ["arn", _, "execute-api", _, _, resource] = parts.as_slice() else { return None };
    let mut parts = resource.splitn(4, '/');
    let (_, stage, verb) = (parts.next()?, parts.next()?, parts.next()?);
    let path = parts.next().unwrap_or("");
    let mut question = Question::new(stage, verb, &format!("/{path}"));
    question.unknown_rest = Some("the message does not say it");
    let caller = text.split_once("User: ").and_then(|(_, rest)| rest.split(' ').next());
    if let Some(identity) = caller.and_then(|arn| crate::iam::Identity::parse(arn).ok()) {
        let caller = crate::access::Caller::new(identity);
        let known = super::KnownCaller { caller, documents: Vec::new() };
        question.signer = super::Signer::Caller(Box::new(known));
    }
    Some(question)
}
