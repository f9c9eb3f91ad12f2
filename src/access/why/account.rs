//! The whole answer: what becomes of a request, step by step, with all that follows from it.

use crate::access::{
    ApiKeyOutcome, Explanation, Fact, Need, Outcome, Stage, StageKind, StageResult,
};
use crate::iam::{
    self, Decision, Element, ElementTrace, PolicyTrace, StatementTrace, Truth, Verdict,
};
use crate::limits::Layer;
use crate::source::Span;

use super::keys::{KeyChain, key_chain};
use super::report::{
    ElementReport, LimitReport, NearRoute, NeedReport, PolicyReport, Report, RequestReport,
    ResponseReport, StatementReport, StepReport, StepResult, WaysIn,
};
use super::routes::{Near, near_routes};
use super::subject::Found;
use super::{
    Answer, AuthorizerSaid, Case, Judgement, Question, RuntimePhase, Signer, Standing, TokenSaid,
    words,
};

/// So many routes are told that are close to one that does not exist.
const NEAREST: usize = 3;

/// So many routes are told where none is close.
const ROUTES: usize = 5;

impl Case<'_> {
    /// What becomes of a request, and why. It is what [`Case::judge`] says.
    pub fn explain(&self, question: &Question) -> Report {
        let judged = self.judge(question);
        let mut report = self.reasons(question, &judged);
        if judged.standing != Standing::Allowed {
            report.request_changes = self.request_changes(question);
        }
        // Where it is not known what a policy decides, there is nothing in it to mend.
        if judged.standing == Standing::Denied {
            report.policy_edits = self.policy_edits(question);
        }
        report
    }

    /// What became of a request, without what would have to change.
    pub(super) fn reasons(&self, question: &Question, judged: &Judgement) -> Report {
        let limits = (self.runtime)(question, None).limits;
        let mut report = Report {
            version: Report::VERSION,
            outcome: judged.standing.into(),
            summary: String::new(),
            request: request(question),
            response: judged.answer.as_ref().map(response),
            needs: Vec::new(),
            rule: None,
            steps: vec![self.stage_step(question)],
            nearest_routes: Vec::new(),
            ways_in: WaysIn::default(),
            request_changes: Vec::new(),
            policy_edits: Vec::new(),
            limits: limits
                .iter()
                .map(|own| LimitReport {
                    layer: layer_name(own.layer).to_owned(),
                    rate: own.throttle.rate.to_string(),
                    burst: own.throttle.burst,
                })
                .collect(),
        };
        if is_passed(&report) {
            self.explain_route(question, judged, &mut report);
        }
        report.summary = summary(&report);
        report
    }

    fn stage_step(&self, question: &Question) -> StepReport {
        let stages: Vec<&str> = self.subject.stages().collect();
        let name = &question.stage;
        if stages.contains(&name.as_str()) {
            return step("stage", "stage", StepResult::Passed, format!("`{name}`"));
        }
        let known = words::joined(stages.into_iter());
        let note = format!("there is no stage `{name}`; the stages are {known}");
        step("stage", "stage", StepResult::Refused, note)
    }

    fn explain_route(&self, question: &Question, judged: &Judgement, report: &mut Report) {
        let Some(found) = self.found(question) else {
            let (verb, path) = (question.counting_verb(), &question.path);
            let note = format!("no method is for {verb} `{path}`");
            let near = near_routes(self.subject, question, NEAREST);
            let mut own = step("route", "route", StepResult::Refused, note);
            if near.is_empty() {
                own.details = self.all_routes();
            }
            report.steps.push(own);
            report.nearest_routes = near.into_iter().map(|near| self.near_route(near)).collect();
            return;
        };
        let span = self.subject.place_of(&found);
        let own = step("route", "route", StepResult::Passed, found.name());
        report.steps.push(StepReport { place: self.place(span), span, ..own });
        report.request.route = Some(found.name());
        report.request.authorization_type = Some(found.method.authorization_type.clone());
        let chain = key_chain(self.subject, question, &found);
        self.ask(&self.subject.api, question, &found, |call| {
            let explanation = call.explain();
            self.explain_access(question, &explanation, report);
            report.ways_in = self.ways_in(question, &found, call, &chain);
        });
        let goes_on = report.steps.iter().all(|own| own.result != StepResult::Refused);
        if goes_on {
            self.explain_rest(&found, judged.answer.as_ref(), &chain, report);
        }
    }

    /// What routes there are, where none is close to the request.
    fn all_routes(&self) -> Vec<String> {
        let count = self.subject.methods().count();
        if count == 0 {
            return vec!["the API has no routes".to_owned()];
        }
        let mut lines: Vec<String> = self
            .subject
            .methods()
            .take(ROUTES)
            .map(|own| format!("there is {}", own.name()))
            .collect();
        if count > ROUTES {
            lines.push(format!("and {} more", count - ROUTES));
        }
        lines
    }

    fn near_route(&self, near: Near<'_>) -> NearRoute {
        let place = self.place(self.subject.place_of(&near.found));
        NearRoute { route: near.found.name(), difference: near.difference, place }
    }

    fn explain_access(&self, question: &Question, own: &Explanation<'_>, report: &mut Report) {
        report.request.arn = Some(own.method_arn.to_owned());
        report.rule = Some(own.flow.rule().to_owned());
        report.needs = own.needs.iter().map(need).collect();
        let outcome = own.decision.outcome();
        for stage in &own.stages {
            report.steps.push(self.access_step(question, stage, outcome));
        }
        // Where what counts is what several policies come to together, the last of them ends the request.
        let ended = report.steps.iter().any(|own| own.result == StepResult::Refused);
        if own.decision.is_refused()
            && !ended
            && let Some(last) = report.steps.last_mut()
        {
            last.result = StepResult::Refused;
        }
    }

    fn access_step(
        &self,
        question: &Question,
        stage: &Stage<'_>,
        outcome: Option<Outcome>,
    ) -> StepReport {
        let result = match stage.result {
            StageResult::Passed => StepResult::Passed,
            StageResult::Refused(_) => StepResult::Refused,
            // What is not known may count in the end.
            StageResult::Noted if stage.verdict.is_some_and(|own| own.decided().is_none()) => {
                StepResult::Open
            }
            StageResult::Noted => StepResult::Noted,
            StageResult::Open => StepResult::Open,
        };
        let policies = stage.policies.iter().map(|own| self.policy(own, outcome)).collect();
        let mut own = step(stage.kind.name(), stage.kind.title(), result, stage.note.to_string());
        if own.note.is_empty()
            && let Some(verdict) = stage.verdict
        {
            verdict_words(verdict).clone_into(&mut own.note);
        }
        match (stage.kind, &question.signer, &question.token, &question.authorizer) {
            (StageKind::Authentication, Signer::Wrong(_, lines), ..)
            | (StageKind::Authentication, _, TokenSaid::Refused(_, lines), _) => {
                own.details.clone_from(lines);
            }
            (StageKind::Authentication, _, TokenSaid::Unknown, _)
                if result == StepResult::Refused =>
            {
                let found = self.found(question);
                let sources = found.map(|own| self.identity_sources(question, &own));
                let missing = sources.into_iter().flatten().filter_map(|(name, value)| {
                    let is_missing = matches!(value, Fact::Absent);
                    is_missing.then(|| name.rsplit('.').next().unwrap_or_default().to_owned())
                });
                for header in missing {
                    let why =
                        format!(": the request has no header `{header}`, where the token belongs");
                    own.note.push_str(&why);
                }
            }
            (StageKind::LambdaAuthorizer, _, _, AuthorizerSaid::Nonsense(why)) => {
                own.details.push(why.clone());
            }
            _ => {}
        }
        StepReport { policies, ..own }
    }

    fn policy(&self, own: &PolicyTrace<'_>, outcome: Option<Outcome>) -> PolicyReport {
        let decides = match (outcome, own.verdict.decided()) {
            (Some(Outcome::ExplicitDeny), Some(Decision::ExplicitDeny))
            | (Some(Outcome::Allowed), Some(Decision::Allow)) => true,
            (_, _) => false,
        };
        let deciding: Vec<usize> =
            if decides { own.deciding().map(|own| own.index).collect() } else { Vec::new() };
        PolicyReport {
            verdict: verdict_name(own.verdict).to_owned(),
            statements: own
                .statements
                .iter()
                .map(|own| self.statement(own, deciding.contains(&own.index)))
                .collect(),
        }
    }

    fn statement(&self, own: &StatementTrace<'_>, decides: bool) -> StatementReport {
        StatementReport {
            index: own.index,
            sid: own.sid.map(str::to_owned),
            effect: own.effect.map(|own| own.name().to_owned()),
            applies: known(own.applies),
            decides,
            place: self.place(own.span),
            elements: own.elements.iter().map(|own| self.element(own)).collect(),
            span: own.span,
        }
    }

    fn element(&self, own: &ElementTrace<'_>) -> ElementReport {
        let api_arn = self.subject.api.identity().arn();
        let (operator, key) = match own.element {
            Element::Condition { operator, key } => {
                (Some(operator.to_owned()), Some(key.to_owned()))
            }
            Element::Principal | Element::Action | Element::Resource | Element::Open(_) => {
                (None, None)
            }
        };
        ElementReport {
            element: words::element_name(own),
            operator,
            key,
            holds: known(own.truth),
            negated: own.negated,
            wanted: own.values.iter().map(|value| value.written.to_owned()).collect(),
            actual: words::actual(own, &api_arn),
            because: words::because_name(own.because).to_owned(),
            sentence: words::sentence(own, &api_arn),
            place: self.place(at(own)),
            span: at(own),
        }
    }

    /// What stands between the authorization and the integration.
    fn explain_rest(
        &self,
        found: &Found<'_>,
        answer: Option<&Answer>,
        chain: &KeyChain,
        report: &mut Report,
    ) {
        // An answer of the authorization is one that is possible, and not one that ends the request.
        let answer = answer.filter(|own| own.phase != RuntimePhase::Authorize);
        let phase = answer.map(|own| own.phase);
        let cause = || answer.and_then(|own| own.cause.clone()).unwrap_or_default();
        if phase == Some(RuntimePhase::Payload) {
            report.steps.push(step("payload", "payload", StepResult::Refused, cause()));
            return;
        }
        if found.method.api_key_required {
            report.steps.push(self.key_step(chain));
            if report.steps.last().is_some_and(|own| own.result == StepResult::Refused) {
                return;
            }
        }
        if phase == Some(RuntimePhase::Admit) {
            report.steps.push(step("limits", "limits", StepResult::Refused, cause()));
            return;
        }
        if let Some(strictest) = strictest(report) {
            report.steps.push(step("limits", "limits", StepResult::Noted, strictest));
        }
        if let Some(name) = &found.method.request_validator {
            let (result, note) = match phase {
                Some(RuntimePhase::Validate) => (StepResult::Refused, cause()),
                _ => (StepResult::Passed, "the request has what it asks for".to_owned()),
            };
            let title = format!("request validator `{name}`");
            report.steps.push(step("request-validator", &title, result, note));
        }
    }

    fn key_step(&self, chain: &KeyChain) -> StepReport {
        let result = match chain.outcome {
            Some(ApiKeyOutcome::Accepted | ApiKeyOutcome::NotRequired) => StepResult::Passed,
            Some(_) => StepResult::Refused,
            None => StepResult::Open,
        };
        let note = chain.outcome.map_or("nobody has said which key is sent", ApiKeyOutcome::reason);
        let mut own =
            step(StageKind::ApiKey.name(), StageKind::ApiKey.title(), result, note.to_owned());
        own.details = chain
            .links
            .iter()
            .map(|(link, holds)| match holds {
                Some(true) => format!("{link}: yes"),
                Some(false) => format!("{link}: no"),
                None => format!("{link}: not known"),
            })
            .collect();
        if result == StepResult::Refused && !chain.plans.is_empty() {
            let plans = words::joined(chain.plans.iter().map(String::as_str));
            own.details.push(format!("keys of {plans} are let in"));
        }
        own.span = chain.name.as_ref().and_then(|name| self.subject.place_of_key(name));
        own.place = self.place(own.span);
        own
    }

    pub(super) fn place(&self, span: Option<Span>) -> Option<String> {
        self.subject.named(span?)
    }
}

/// Where what an element finds was written: the value that matches, else the element.
fn at(own: &ElementTrace<'_>) -> Option<Span> {
    let matching = own.values.iter().find(|value| value.matches == Truth::True);
    matching.and_then(|value| value.span).or(own.span)
}

fn is_passed(report: &Report) -> bool {
    report.steps.iter().all(|own| own.result == StepResult::Passed)
}

pub(super) fn known(truth: Truth) -> Option<bool> {
    match truth {
        Truth::True => Some(true),
        Truth::False => Some(false),
        Truth::Unknown => None,
    }
}

fn step(name: &str, title: &str, result: StepResult, note: String) -> StepReport {
    StepReport {
        name: name.to_owned(),
        title: title.to_owned(),
        result,
        note,
        details: Vec::new(),
        place: None,
        policies: Vec::new(),
        span: None,
    }
}

fn request(question: &Question) -> RequestReport {
    RequestReport {
        method: question.counting_verb().to_owned(),
        path: question.path.clone(),
        stage: question.stage.clone(),
        route: None,
        authorization_type: None,
        arn: None,
        caller: match &question.signer {
            Signer::Caller(known) => known.caller.identity.arn().to_owned(),
            Signer::Nobody | Signer::Unknown | Signer::Wrong(..) => "anonymous".to_owned(),
        },
    }
}

pub(super) fn response(answer: &Answer) -> ResponseReport {
    let error =
        answer.headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("x-amzn-errortype"));
    ResponseReport {
        status: answer.status,
        response_type: answer.response_type.map(|own| own.name().to_owned()),
        error_type: error.map(|(_, value)| value.clone()),
        body: answer.body.clone(),
    }
}

const fn verdict_name_of(decision: Decision) -> &'static str {
    match decision {
        Decision::Allow => "allow",
        Decision::ImplicitDeny => "implicit-deny",
        Decision::ExplicitDeny => "explicit-deny",
    }
}

fn verdict_name(verdict: Verdict) -> &'static str {
    verdict.decided().map_or("unknown", verdict_name_of)
}

fn verdict_words(verdict: Verdict) -> &'static str {
    match verdict.decided() {
        Some(Decision::Allow) => "allows the call",
        Some(Decision::ImplicitDeny) => "says nothing of the call",
        Some(Decision::ExplicitDeny) => "denies the call",
        None => "depends on what is not known",
    }
}

/// The name of a layer of limits.
pub(super) const fn layer_name(layer: Layer) -> &'static str {
    match layer {
        Layer::ClientMethod => "client-method",
        Layer::Client => "client",
        Layer::Method => "method",
        Layer::Account => "account",
    }
}

/// The words for a layer of limits.
pub(super) const fn layer_words(layer: &str) -> &'static str {
    match layer.as_bytes() {
        b"client-method" => "the usage plan's limit for each key at this method",
        b"client" => "the usage plan's limit for each key",
        b"method" => "the stage's limit for this method",
        _ => "the account's limit in its region",
    }
}

fn strictest(report: &Report) -> Option<String> {
    let by_rate = report.limits.iter().min_by(|one, two| {
        let rate = |own: &LimitReport| own.rate.parse::<f64>().unwrap_or(f64::MAX);
        rate(one).total_cmp(&rate(two))
    })?;
    let by_burst = report.limits.iter().min_by_key(|own| own.burst)?;
    let (rate, burst) = (layer_words(&by_rate.layer), layer_words(&by_burst.layer));
    Some(if rate == burst {
        format!("429 over {} requests a second or {} at once: {rate}", by_rate.rate, by_burst.burst)
    } else {
        format!(
            "429 over {} requests a second, {rate}, or {} at once, {burst}",
            by_rate.rate, by_burst.burst
        )
    })
}

/// What has to be known, with the argument that says it.
fn need(own: &Need<'_>) -> NeedReport {
    let (name, why) = match own {
        Need::Fact { name, why } => ((*name).to_owned(), (*why).to_owned()),
        Need::Policy { stage, need } => match need {
            iam::Need::Key { name, why } => {
                ((*name).to_owned(), format!("{why}; the {} asks for it", stage.title()))
            }
            iam::Need::Principal => {
                ("who signed the request".to_owned(), format!("the {} asks for it", stage.title()))
            }
            iam::Need::Part { name, .. } => (
                (*name).to_owned(),
                format!("a part of the {} that another tool fills in", stage.title()),
            ),
            iam::Need::Policy => (
                stage.title().to_owned(),
                "it has errors, so nobody knows what it decides; `check` tells them".to_owned(),
            ),
        },
    };
    let argument = argument(&name).map(str::to_owned).or_else(|| {
        let header = name.strip_prefix("method.request.header.")?;
        Some(format!("--header '{header}: …'"))
    });
    NeedReport { name, why, argument }
}

/// The argument of the command that says something.
fn argument(name: &str) -> Option<&'static str> {
    const ARGUMENTS: [(&str, &str); 16] = [
        ("aws:SourceIp", "--from"),
        ("aws:VpcSourceIp", "--from"),
        ("aws:SourceVpc", "--vpc"),
        ("aws:SourceVpce", "--vpce"),
        ("aws:UserAgent", "--header 'User-Agent: …'"),
        ("aws:Referer", "--header 'Referer: …'"),
        ("aws:CurrentTime", "--time"),
        ("aws:EpochTime", "--time"),
        ("who signed the request", "--as"),
        ("the answer of the authorizer", "--authorizer-policy"),
        ("the token", "--claims"),
        ("the policies of the caller", "--identity-policy"),
        ("permissions boundary", "--identity-policy"),
        ("session policy", "--identity-policy"),
        ("service control policies", "--identity-policy"),
        ("policy of the VPC endpoint", "--endpoint-policy"),
    ];
    let found = ARGUMENTS.iter().find(|(own, _)| own.eq_ignore_ascii_case(name));
    found.map(|(_, argument)| *argument)
}

/// Why, in a sentence.
fn summary(report: &Report) -> String {
    use super::report::ReportOutcome;
    let refused = report.steps.iter().rfind(|own| own.result == StepResult::Refused);
    match report.outcome {
        ReportOutcome::Allowed => allowed(report),
        ReportOutcome::Undecided => {
            // Two policies can ask for the same.
            let mut names: Vec<&str> = Vec::with_capacity(report.needs.len());
            for need in &report.needs {
                if !names.contains(&need.name.as_str()) {
                    names.push(&need.name);
                }
            }
            match names.len() {
                0 => "it depends on what is not known".to_owned(),
                _ => format!("it depends on {}", words::joined(names.into_iter())),
            }
        }
        ReportOutcome::Denied => match (denying(report), refused) {
            (Some(why), _) => why,
            (None, Some(step)) if !step.policies.is_empty() || step.note.starts_with("says") => {
                silent(report)
            }
            (None, Some(step)) => step.note.clone(),
            (None, None) => "it is refused whatever is not known".to_owned(),
        },
    }
}

fn named(own: &StatementReport) -> String {
    match &own.sid {
        Some(sid) => format!("statement `{sid}`"),
        None => format!("statement {}", own.index + 1),
    }
}

/// All statements with the titles of their steps.
fn statements(report: &Report) -> impl Iterator<Item = (&StepReport, &StatementReport)> {
    report.steps.iter().flat_map(|step| {
        let policies = step.policies.iter();
        policies.flat_map(move |policy| policy.statements.iter().map(move |own| (step, own)))
    })
}

fn policy_title(step: &StepReport) -> &str {
    step.title.split(',').next().unwrap_or(&step.title)
}

fn denying(report: &Report) -> Option<String> {
    let mut deciding = statements(report).filter(|(_, own)| own.decides);
    let (step, own) = deciding.find(|(_, own)| own.effect.as_deref() == Some("Deny"))?;
    let conditions: Vec<&str> = own
        .elements
        .iter()
        .filter(|own| own.operator.is_some())
        .map(|own| own.sentence.as_str())
        .collect();
    let why = if conditions.is_empty() {
        String::new()
    } else {
        format!(": {}", conditions.join(", and "))
    };
    Some(format!("{} of the {} denies it{why}", named(own), policy_title(step)))
}

fn allowed(report: &Report) -> String {
    let mut deciding = statements(report).filter(|(_, own)| own.decides);
    match deciding.find(|(_, own)| own.effect.as_deref() == Some("Allow")) {
        Some((step, own)) => format!("{} of the {} allows it", named(own), policy_title(step)),
        None => match report.request.authorization_type.as_deref() {
            Some("COGNITO_USER_POOLS") => {
                "the token is valid, and no policy stands before it".to_owned()
            }
            _ => "nothing stands before the method that keeps it out".to_owned(),
        },
    }
}

/// Nothing allows it; the statement that comes closest is named, which is none that allows it already: of two policies
/// that both have to allow, one may.
fn silent(report: &Report) -> String {
    let nearest = statements(report)
        .filter(|(_, own)| own.effect.as_deref() == Some("Allow") && own.applies != Some(true))
        .min_by_key(|(_, own)| misses(own).count());
    let Some((step, own)) = nearest else {
        return "no statement of any policy allows it".to_owned();
    };
    let why: Vec<&str> = misses(own).map(|own| own.sentence.as_str()).collect();
    format!(
        "nothing allows it; {} of the {} comes closest: {}",
        named(own),
        policy_title(step),
        why.join(", and ")
    )
}

pub(super) fn misses(own: &StatementReport) -> impl Iterator<Item = &ElementReport> {
    own.elements.iter().filter(|own| own.holds == Some(false))
}
