//! The smallest single change of a request that lets it in. Each candidate is made and judged; what is not let in by it
//! is never told.

use core::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use crate::access::Fact;
use crate::iam::{Condition, Policy, PrincipalElement, Statement, moment};

use super::bodies::{completed, excerpt};
use super::keys::key_chain;
use super::report::{ReportOutcome, RequestChange};
use super::routes::near_routes;
use super::subject::Found;
use super::{Case, Question, RuntimePhase, Signer, Standing};

/// So many changes are told.
const TOLD: usize = 3;

/// So many candidates are tried: policies can hold thousands of values.
const TRIED: usize = 400;

/// So many routes that are close to one that does not exist are tried.
const NEAREST: usize = 3;

/// What it costs to change something: what callers change easily comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Cost {
    Header,
    Parameter,
    Credential,
    Verb,
    Path,
    Network,
    Caller,
    Stage,
    Time,
}

/// A change that may help.
struct Candidate {
    cost: Cost,
    what: String,
    from: Option<String>,
    to: String,
    or: Option<String>,
    changed: Question,
}

impl Candidate {
    /// How far its address is from that of the request.
    fn distance(&self, question: &Question) -> u128 {
        let number = |own: &Question| match own.source_ip.known() {
            Some(IpAddr::V4(own)) => u128::from(u32::from(*own)),
            Some(IpAddr::V6(own)) => u128::from(*own),
            None => 0,
        };
        if question.source_ip.known().is_none() {
            return 0;
        }
        number(&self.changed).abs_diff(number(question))
    }
}

impl Case<'_> {
    /// The smallest single changes that let a request in; where there is none, those behind which it depends on what is
    /// not known.
    pub(super) fn request_changes(&self, question: &Question) -> Vec<RequestChange> {
        let judged = self.judge(question);
        let before = judged.standing;
        let phase = judged.answer.map(|answer| answer.phase);
        let mut candidates = self.candidates(question, phase);
        candidates.sort_by_key(|own| (own.cost, own.distance(question)));
        candidates.truncate(TRIED);
        let mut found: Vec<(Standing, RequestChange)> = Vec::new();
        for own in candidates {
            let standing = self.judge(&own.changed).standing;
            if standing == Standing::Denied || standing == before {
                continue;
            }
            if found.iter().any(|(other, known)| *other == standing && known.what == own.what) {
                continue;
            }
            let Candidate { what, from, to, or, .. } = own;
            found.push((standing, RequestChange { what, from, to, or, outcome: standing.into() }));
        }
        let lets_in = found.iter().any(|(standing, _)| *standing == Standing::Allowed);
        let wanted = if lets_in { ReportOutcome::Allowed } else { ReportOutcome::Undecided };
        let mut told: Vec<RequestChange> =
            found.into_iter().map(|(_, own)| own).filter(|own| own.outcome == wanted).collect();
        told.truncate(TOLD);
        told
    }

    fn candidates(&self, question: &Question, phase: Option<RuntimePhase>) -> Vec<Candidate> {
        let mut all = Vec::new();
        for name in self.subject.stages().filter(|name| *name != question.stage) {
            let changed = Question { stage: name.to_owned(), ..question.clone() };
            push(
                &mut all,
                Cost::Stage,
                "stage",
                Some(question.stage.clone()),
                name.to_owned(),
                changed,
            );
        }
        let Some(found) = self.found(question) else {
            self.routes(question, &mut all);
            return all;
        };
        if phase == Some(RuntimePhase::Validate) {
            // Who asks has come as far as the method that is meant; another one is no way out.
            self.bodies(question, &found, &mut all);
        } else {
            Self::verbs(question, &found, &mut all);
        }
        self.credentials(question, &found, &mut all);
        Self::parameters(question, &found, &mut all);
        self.networks_and_headers(question, &mut all);
        self.signers(question, &found, &mut all);
        all
    }

    fn routes(&self, question: &Question, all: &mut Vec<Candidate>) {
        for near in near_routes(self.subject, question, NEAREST) {
            let Some((verb, path)) = near.instead else { continue };
            let has_verb = verb == question.verb;
            let has_path = path == question.path;
            if !has_verb && !has_path {
                continue;
            }
            let (cost, what) = if has_path { (Cost::Verb, "verb") } else { (Cost::Path, "path") };
            let (from, to) = if has_path {
                (question.verb.clone(), verb.clone())
            } else {
                (question.path.clone(), path.clone())
            };
            let changed = Question { verb, path, ..question.clone() };
            push(all, cost, what, Some(from), to, changed);
        }
    }

    fn verbs(question: &Question, found: &Found<'_>, all: &mut Vec<Candidate>) {
        // The answer to a preflight is nothing that anybody wants instead.
        let verbs =
            found.resource.methods.keys().filter(|own| !matches!(own.as_str(), "ANY" | "OPTIONS"));
        for verb in verbs.filter(|own| *own != question.counting_verb()) {
            let changed = Question { verb: verb.clone(), ..question.clone() };
            // A request of another verb is another request, so it is the last thing to try.
            push(all, Cost::Time, "verb", Some(question.verb.clone()), verb.clone(), changed);
        }
    }

    /// API keys and what an authorizer tells callers apart by.
    fn credentials(&self, question: &Question, found: &Found<'_>, all: &mut Vec<Candidate>) {
        let chain = key_chain(self.subject, question, found);
        if found.method.api_key_required
            && self.subject.config.rest_api.api_key_source != "AUTHORIZER"
        {
            for (value, name) in &self.subject.keys {
                if chain.name.as_ref() == Some(name) {
                    continue;
                }
                let mut changed = question.clone();
                changed.set_header("x-api-key", value);
                let to = format!("the key `{name}`");
                push(all, Cost::Credential, "header `x-api-key`", chain.name.clone(), to, changed);
            }
        }
        for (name, value) in self.identity_sources(question, found) {
            let header = name.strip_prefix("method.request.header.");
            let Some(header) = header.filter(|_| matches!(value, Fact::Absent)) else { continue };
            let mut changed = question.clone();
            changed.set_header(header, "…");
            let what = format!("header `{header}`");
            push(
                all,
                Cost::Header,
                &what,
                None,
                "with the credentials of the caller".to_owned(),
                changed,
            );
        }
    }

    /// Parameters that a request validator asks for.
    fn parameters(question: &Question, found: &Found<'_>, all: &mut Vec<Candidate>) {
        for (key, required) in &found.method.request_parameters {
            if !required {
                continue;
            }
            if let Some(name) = key.strip_prefix("method.request.querystring.")
                && matches!(question.parameter(name), Fact::Absent)
            {
                let separator = if question.query.is_empty() { "" } else { "&" };
                let query = format!("{}{separator}{name}=1", question.query);
                let changed = Question { query, ..question.clone() };
                let what = format!("query parameter `{name}`");
                push(all, Cost::Parameter, &what, None, "with any value".to_owned(), changed);
            }
            if let Some(name) = key.strip_prefix("method.request.header.")
                && matches!(question.header(name), Fact::Absent)
            {
                let mut changed = question.clone();
                changed.set_header(name, "1");
                let what = format!("header `{name}`");
                push(all, Cost::Parameter, &what, None, "with any value".to_owned(), changed);
            }
        }
    }

    /// The payload that the model asks for.
    fn bodies(&self, question: &Question, found: &Found<'_>, all: &mut Vec<Candidate>) {
        let content_type = question.header("content-type");
        let content_type = content_type.known().copied();
        let models = &self.subject.config.rest_api.models;
        let Some(value) = completed(found.method, models, content_type, &question.body) else {
            return;
        };
        let body = value.to_string();
        let from =
            (!question.body.is_empty()).then(|| excerpt(&String::from_utf8_lossy(&question.body)));
        let to = excerpt(&body);
        let changed = Question { body: body.into_bytes(), ..question.clone() };
        push(all, Cost::Parameter, "payload", from, to, changed);
    }

    /// What policies ask of a request, out of their own words.
    fn networks_and_headers(&self, question: &Question, all: &mut Vec<Candidate>) {
        for condition in self.policies(question).iter().flat_map(|own| conditions(own)) {
            let key = condition.key().to_ascii_lowercase();
            for value in condition.values() {
                match key.as_str() {
                    "aws:sourceip" | "aws:vpcsourceip" => addresses(question, value, all),
                    "aws:sourcevpce" => {
                        let changed = Question {
                            vpc_endpoint: Fact::Known(value.to_string()),
                            ..question.clone()
                        };
                        let from = question.vpc_endpoint.known().cloned();
                        push(all, Cost::Network, "VPC endpoint", from, value.to_string(), changed);
                    }
                    "aws:sourcevpc" => {
                        let changed =
                            Question { vpc: Fact::Known(value.to_string()), ..question.clone() };
                        let from = question.vpc.known().cloned();
                        push(all, Cost::Network, "VPC", from, value.to_string(), changed);
                    }
                    "aws:referer" => headers(question, "Referer", value, all),
                    "aws:useragent" => headers(question, "User-Agent", value, all),
                    "aws:currenttime" | "aws:epochtime" => times(question, value, all),
                    _ => {}
                }
            }
        }
    }

    /// Callers that the definition and its policies know.
    fn signers(&self, question: &Question, found: &Found<'_>, all: &mut Vec<Candidate>) {
        if found.method.authorization_type != "AWS_IAM" {
            return;
        }
        let policy = self.subject.api.policy();
        let named = policy.into_iter().flat_map(|own| own.document().statements());
        let named = named.filter_map(|own| own.principal()).flat_map(PrincipalElement::values);
        let known =
            self.subject.callers.iter().map(|(_, own)| own.caller.identity.arn().to_owned());
        let arns: Vec<String> = known.chain(named.map(|own| own.to_string())).collect();
        let from = match &question.signer {
            Signer::Caller(own) => Some(own.caller.identity.arn().to_owned()),
            Signer::Nobody | Signer::Unknown | Signer::Wrong(..) => None,
        };
        for arn in arns {
            if from.as_ref() == Some(&arn) {
                continue;
            }
            let Some(caller) = self.subject.caller(&arn) else { continue };
            let changed = Question { signer: Signer::Caller(Box::new(caller)), ..question.clone() };
            push(all, Cost::Caller, "caller", from.clone(), arn, changed);
        }
    }

    /// The policies that a request meets.
    pub(super) fn policies<'q>(&'q self, question: &'q Question) -> Vec<&'q Policy> {
        let api = &self.subject.api;
        let mut all: Vec<&Policy> = api.policy().into_iter().chain(api.endpoint_policy()).collect();
        if let Signer::Caller(own) = &question.signer {
            all.extend(own.caller.policies.known().into_iter().flatten());
        }
        if let super::AuthorizerSaid::Policy(own) = &question.authorizer {
            all.push(&own.0);
        }
        all
    }
}

fn conditions(policy: &Policy) -> impl Iterator<Item = &Condition> {
    policy.document().statements().iter().flat_map(Statement::conditions)
}

fn push(
    all: &mut Vec<Candidate>,
    cost: Cost,
    what: &str,
    from: Option<String>,
    to: String,
    changed: Question,
) {
    all.push(Candidate { cost, what: what.to_owned(), from, to, or: None, changed });
}

/// An address of a range, and the ones that are just outside of it.
fn addresses(question: &Question, range: &str, all: &mut Vec<Candidate>) {
    let Some((first, last)) = bounds(range) else { return };
    let from = question.source_ip.known().map(ToString::to_string);
    let inside = inner(first, last);
    // The address right behind a range is often that of a network.
    let behind = next(last).map(|own| next(own).unwrap_or(own));
    let before = previous(first).map(|own| previous(own).unwrap_or(own));
    let outside = [behind, before].into_iter().flatten().map(|own| (own, false));
    for (address, is_inside) in [(inside, true)].into_iter().chain(outside) {
        let changed = Question { source_ip: Fact::Known(address), ..question.clone() };
        let or = if !range.contains('/') {
            None
        } else if is_inside {
            Some(format!("any address of {range}"))
        } else {
            Some(format!("any address outside of {range} that nothing else keeps out"))
        };
        all.push(Candidate {
            cost: Cost::Network,
            what: "source address".to_owned(),
            from: from.clone(),
            to: address.to_string(),
            or,
            changed,
        });
    }
}

/// The first and the last address of a range.
fn bounds(range: &str) -> Option<(IpAddr, IpAddr)> {
    let (address, bits) = match range.split_once('/') {
        Some((address, bits)) => (address, Some(bits.parse::<u32>().ok()?)),
        None => (range, None),
    };
    Some(match address.parse::<IpAddr>().ok()? {
        IpAddr::V4(own) => {
            let host = 32_u32.checked_sub(bits.unwrap_or(32))?;
            let mask = u32::MAX.checked_shl(host).unwrap_or(0);
            let first = u32::from(own) & mask;
            (Ipv4Addr::from(first).into(), Ipv4Addr::from(first | !mask).into())
        }
        IpAddr::V6(own) => {
            let host = 128_u32.checked_sub(bits.unwrap_or(128))?;
            let mask = u128::MAX.checked_shl(host).unwrap_or(0);
            let first = u128::from(own) & mask;
            (Ipv6Addr::from(first).into(), Ipv6Addr::from(first | !mask).into())
        }
    })
}

/// An address of a range that a host can have, where there is one.
fn inner(first: IpAddr, last: IpAddr) -> IpAddr {
    match next(first) {
        Some(second) if second < last => second,
        _ => first,
    }
}

fn next(address: IpAddr) -> Option<IpAddr> {
    Some(match address {
        IpAddr::V4(own) => Ipv4Addr::from(u32::from(own).checked_add(1)?).into(),
        IpAddr::V6(own) => Ipv6Addr::from(u128::from(own).checked_add(1)?).into(),
    })
}

fn previous(address: IpAddr) -> Option<IpAddr> {
    Some(match address {
        IpAddr::V4(own) => Ipv4Addr::from(u32::from(own).checked_sub(1)?).into(),
        IpAddr::V6(own) => Ipv6Addr::from(u128::from(own).checked_sub(1)?).into(),
    })
}

/// A header with a text that a pattern takes, with another, and left out.
fn headers(question: &Question, name: &str, pattern: &str, all: &mut Vec<Candidate>) {
    let from = question.own_header(name).known().map(|own| (*own).to_owned());
    let what = format!("header `{name}`");
    let fitting = pattern.replace('*', "").replace('?', "x");
    for value in [fitting.as_str(), "Mozilla/5.0"] {
        let mut changed = question.clone();
        changed.set_header(name, value);
        let or =
            (pattern.contains('*') && value == fitting).then(|| format!("anything like {pattern}"));
        let (from, to) = (from.clone(), value.to_owned());
        all.push(Candidate { cost: Cost::Header, what: what.clone(), from, to, or, changed });
    }
    let mut changed = question.clone();
    changed.unset_header(name);
    push(all, Cost::Header, &what, from, "not sent".to_owned(), changed);
}

/// The moments around one that a policy names.
fn times(question: &Question, text: &str, all: &mut Vec<Candidate>) {
    let Some(seconds) = moment(text) else { return };
    let from = question.time.known().map(|own| crate::iam::Value::Time(*own).to_string());
    for seconds in [seconds - 1, seconds, seconds + 1] {
        let changed = Question { time: Fact::Known(seconds), ..question.clone() };
        let to = crate::iam::Value::Time(seconds).to_string();
        push(all, Cost::Time, "time", from.clone(), to, changed);
    }
}

#[cfg(test)]
mod tests {
    use super::{bounds, inner, next, previous};

    #[test]
    fn ranges_have_ends_and_neighbours() {
        let shown = |range: &str| {
            let (first, last) = bounds(range).unwrap();
            let text =
                |own: Option<core::net::IpAddr>| own.map_or("-".to_owned(), |own| own.to_string());
            format!(
                "{first} {last} {} {} {}",
                inner(first, last),
                text(previous(first)),
                text(next(last))
            )
        };
        assert_eq!(
            shown("207.172.87.12/24"),
            "207.172.87.0 207.172.87.255 207.172.87.1 207.172.86.255 207.172.88.0"
        );
        assert_eq!(shown("192.0.2.1"), "192.0.2.1 192.0.2.1 192.0.2.1 192.0.2.0 192.0.2.2");
        assert_eq!(shown("0.0.0.0/0"), "0.0.0.0 255.255.255.255 0.0.0.1 - -");
        assert_eq!(
            shown("2001:db8::/127"),
            "2001:db8:: 2001:db8::1 2001:db8:: 2001:db7:ffff:ffff:ffff:ffff:ffff:ffff 2001:db8::2"
        );
        assert_eq!(shown("::/0"), ":: ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff ::1 - -");
        for text in ["", "x/8", "1.2.3.4/33", "1.2.3.4/x", "::1/129"] {
            assert_eq!(bounds(text), None, "{text}");
        }
    }
}
