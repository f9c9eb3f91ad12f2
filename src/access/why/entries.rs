//! Why an entry of an access log has the status that it has.

use core::net::IpAddr;

use crate::access::Fact;
use crate::ir::ResponseType;

use super::report::{EntryReport, ReportOutcome};
use super::{Case, LogRecord, Question, Standing, Symptom};

/// Why nothing is known of what a log does not have.
const NOT_IN_LOG: &str = "the log does not have it";

/// So many causes are named where the reason is not certain.
const CAUSES: usize = 3;

impl Case<'_> {
    /// Whether an entry is one that is explained: 401, 403 or 429.
    pub const fn is_of_interest(record: &LogRecord) -> bool {
        matches!(record.status, 401 | 403 | 429)
    }

    /// Why an entry has its status. `stage` is that of entries which name none.
    pub fn explain_entry(&self, record: &LogRecord, stage: &str) -> EntryReport {
        let question = self.question_of(record, stage);
        let mut entry = EntryReport {
            line: 0,
            status: record.status,
            request: format!("{} {}", question.verb, question.path),
            stage: question.stage.clone(),
            source_ip: record.source_ip.as_ref().map(IpAddr::to_string),
            request_id: record.request_id.clone(),
            is_certain: true,
            reason: String::new(),
            causes: Vec::new(),
        };
        if record.integration_status.is_some() && record.response_type.is_none() {
            let reason = "the integration answered it, and not the gateway".to_owned();
            return EntryReport { reason, ..entry };
        }
        let judged = self.judge(&question);
        let says_so = judged.answer.as_ref().is_some_and(|own| {
            own.status == record.status
                && record.response_type.as_ref().is_none_or(|kind| {
                    own.response_type.is_some_and(|own| own.name().eq_ignore_ascii_case(kind))
                })
        });
        if judged.standing == Standing::Denied && says_so {
            let report = self.reasons(&question, &judged);
            entry.reason = report.summary;
            entry.reason.extend(
                report
                    .nearest_routes
                    .first()
                    .map(|own| format!("; nearest is {}: {}", own.route, own.difference)),
            );
            return entry;
        }
        entry.is_certain = false;
        let symptom = Symptom {
            status: Some(record.status),
            response_type: record.response_type.as_deref().and_then(ResponseType::parse),
            message: record.message.clone(),
        };
        entry.causes = self.causes(&symptom, Some(&question)).causes;
        entry.causes.truncate(CAUSES);
        entry.reason = match entry.causes.first() {
            Some(cause) => cause.what.clone(),
            None if ReportOutcome::from(judged.standing) == ReportOutcome::Allowed => {
                "this definition lets it in: the integration answered it, or another definition was deployed"
                    .to_owned()
            }
            None => "nothing in this definition answers so: the integration did, or another definition was deployed"
                .to_owned(),
        };
        if let Some(error) = &record.authorizer_error {
            entry.reason = format!("{}; the log says of the authorizer: {error}", entry.reason);
        }
        entry
    }

    fn question_of(&self, record: &LogRecord, stage: &str) -> Question {
        let has_stage = |name: &str| self.subject.config.stages.contains_key(name);
        let path = record.path.as_deref().or(record.resource_path.as_deref()).unwrap_or("/");
        let (first, rest) = path
            .trim_start_matches('/')
            .split_once('/')
            .unwrap_or((path.trim_start_matches('/'), ""));
        // The service writes the path with the stage, and the resource without.
        let is_resource = record.path.is_none()
            && self.subject.config.rest_api.resources.iter().any(|own| own.path == path);
        let (own, path) = if !is_resource && has_stage(first) {
            (Some(first.to_owned()), format!("/{rest}"))
        } else {
            (None, path.to_owned())
        };
        let stage = record.stage.clone().or(own).unwrap_or_else(|| stage.to_owned());
        let verb = record.verb.as_deref().unwrap_or("GET");
        let mut question = Question::new(&stage, verb, &path);
        question.unknown_rest = Some(NOT_IN_LOG);
        if let Some(address) = record.source_ip {
            question.source_ip = Fact::Known(address);
        }
        if let Some(agent) = &record.user_agent {
            question.headers.push(("User-Agent".to_owned(), agent.clone()));
        }
        if let Some(time) = record.time {
            question.time = Fact::Known(time);
        }
        if let Some(known) = record.user_arn.as_deref().and_then(|arn| self.subject.caller(arn)) {
            question.signer = super::Signer::Caller(Box::new(known));
        }
        if let Some(value) =
            record.api_key_id.as_deref().and_then(|name| self.subject.key_value(name))
        {
            question.headers.push(("x-api-key".to_owned(), value.to_owned()));
        }
        question
    }
}
