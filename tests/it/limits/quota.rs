//! Quotas of usage plans (reference `throttling-quotas`, section 4.4).

use std::sync::Arc;
use std::time::Duration;

use portcullis::gateway::{
    AuthorizerResult, Bucket, Counter, FetchedKeys, KeptResponse, MemoryState, Meter, RoleSession,
    Shelf, State, StoredResponse, Ticket,
};

use super::api::{Api, document, key};

const DAY: Duration = Duration::from_hours(24);

fn manifest(quota: &str) -> String {
    let (app, other) = (key("app"), key("other"));
    format!(
        "stages: {{ prod: {{}}, test: {{}} }}
apiKeys: {{ app: {{ value: \"{app}\" }}, other: {{ value: \"{other}\" }} }}
usagePlans: {{ free: {{ stages: [prod, test], keys: [app, other], {quota} }} }}\n"
    )
}

fn api(quota: &str) -> Api {
    Api::new(&document(&["GET /a !", "GET /b !", "GET /open"]), &manifest(quota))
}

#[test]
fn a_quota_is_one_count_for_all_that_a_key_calls() {
    let mut api = api("quota: { limit: 5, per: DAY }");
    let (app, other) = (key("app"), key("other"));
    assert_eq!(api.admitted("GET /prod/a", Some(&app), 2), 2);
    assert_eq!(api.admitted("GET /test/b", Some(&app), 9), 3);
    assert_eq!(api.admitted("GET /prod/a", Some(&other), 9), 5);
    assert_eq!(api.admitted("GET /prod/open", Some(&app), 9), 9);
    // It is noon, and a day begins at midnight.
    api.wait(Duration::from_nanos(12 * 3_600_000_000_000 - 1));
    assert_eq!(api.admitted("GET /prod/a", Some(&app), 9), 0);
    api.wait(Duration::from_nanos(1));
    assert_eq!(api.admitted("GET /prod/a", Some(&app), 9), 5);
}

#[test]
fn a_caller_whose_quota_is_used_up_is_told_in_the_services_words() {
    let api = api("quota: { limit: 1, per: MONTH }");
    let app = key("app");
    assert_eq!(api.status("GET /prod/a", Some(&app)), 200);
    let answer = api.answer("GET /prod/a", &[("x-api-key", &app)]);
    assert_eq!((answer.status, answer.body.as_str()), (429, "{\"message\":\"Limit Exceeded\"}"));
    assert!(
        answer.log.contains("Key quota exhausted for Usage Plan ID free. Limit: 1 Period: MONTH"),
        "{}",
        answer.log
    );
    let response = api.response("GET /prod/a", &[("x-api-key", &app)]);
    assert_eq!(response.headers["x-amzn-errortype"], "LimitExceededException");
}

#[test]
fn the_first_period_has_less_by_the_offset() {
    let mut api = api("quota: { limit: 4, per: WEEK, offset: 3 }");
    let app = key("app");
    assert_eq!(api.admitted("GET /prod/a", Some(&app), 9), 1);
    // From Thursday to Saturday it is the same week.
    api.wait(2 * DAY);
    assert_eq!(api.admitted("GET /prod/a", Some(&app), 9), 0);
    api.wait(DAY);
    assert_eq!(api.admitted("GET /prod/a", Some(&app), 9), 4);
}

#[test]
fn what_is_throttled_does_not_count() {
    let mut api = api("throttle: { rate: 1, burst: 2 }, quota: { limit: 3, per: DAY }");
    let app = key("app");
    assert_eq!(api.admitted("GET /prod/a", Some(&app), 9), 2);
    api.wait(Duration::from_secs(5));
    assert_eq!(api.admitted("GET /prod/a", Some(&app), 1), 1);
    let answer = api.answer("GET /prod/a", &[("x-api-key", &app)]);
    assert_eq!(answer.body, "{\"message\":\"Limit Exceeded\"}");
    assert_eq!(api.state.counter("free", "app").usage().days.values().sum::<u64>(), 3);
    // What the quota refused took no token either.
    api.wait(10 * DAY);
    assert_eq!(api.admitted("GET /prod/a", Some(&app), 9), 2);
}

#[test]
fn a_reload_forgets_no_count() {
    let text = document(&["GET /a !"]);
    let app = key("app");
    let before = Api::new(&text, &manifest("quota: { limit: 3, per: DAY }"));
    assert_eq!(before.admitted("GET /prod/a", Some(&app), 2), 2);
    let after =
        Api::over(&text, &manifest("quota: { limit: 5, per: MONTH }"), Arc::clone(&before.state));
    assert_eq!(after.admitted("GET /prod/a", Some(&app), 9), 3);
}

/// State whose counts are kept elsewhere, or cannot be.
#[derive(Debug)]
struct Elsewhere {
    memory: MemoryState,
    keeps: bool,
}

impl State for Elsewhere {
    fn bucket(&self, name: &str) -> Arc<Bucket> {
        self.memory.bucket(name)
    }

    fn counter(&self, plan: &str, key: &str) -> Arc<Counter> {
        self.memory.counter(plan, key)
    }

    fn keeps_counts(&self) -> bool {
        self.keeps
    }

    fn keep(&self, counter: &Arc<Counter>) -> Option<Ticket> {
        counter.to_keep().1.last().map(|(_, used)| Ticket(*used))
    }

    fn responses(&self, stage: &str, bytes: u64) -> Arc<Shelf<StoredResponse>> {
        self.memory.responses(stage, bytes)
    }

    fn keep_response(&self, kept: &KeptResponse<'_>) {
        self.memory.keep_response(kept);
    }

    fn forget_responses(&self, stage: &str, bytes: u64) {
        self.memory.forget_responses(stage, bytes);
    }

    fn authorizer_results(&self, stage: &str) -> Arc<Shelf<AuthorizerResult>> {
        self.memory.authorizer_results(stage)
    }

    fn key_sets(&self) -> Arc<Shelf<FetchedKeys>> {
        self.memory.key_sets()
    }

    fn role_sessions(&self) -> Arc<Shelf<RoleSession>> {
        self.memory.role_sessions()
    }

    fn meter(&self, name: &str) -> Arc<Meter> {
        self.memory.meter(name)
    }
}

#[test]
fn an_answer_says_what_it_waits_for() {
    let state = Elsewhere { memory: MemoryState::new(), keeps: true };
    let text = document(&["GET /a !", "GET /open"]);
    let api = Api::over(&text, &manifest("quota: { limit: 2, per: DAY }"), Arc::new(state));
    let ticket = |request: &str| api.response(request, &[("x-api-key", &key("app"))]).ticket;
    assert_eq!(ticket("GET /prod/a"), Some(Ticket(1)));
    assert_eq!(ticket("GET /prod/open"), None);
    assert_eq!(ticket("GET /prod/a"), Some(Ticket(2)));
    assert_eq!(ticket("GET /prod/a"), None, "what was not counted waits for nothing");
}

#[test]
fn what_cannot_be_counted_is_refused() {
    let state = Elsewhere { memory: MemoryState::new(), keeps: false };
    let text = document(&["GET /a !", "GET /open"]);
    let api = Api::over(&text, &manifest("quota: { limit: 2, per: DAY }"), Arc::new(state));
    let answer = api.answer("GET /prod/a", &[("x-api-key", &key("app"))]);
    assert_eq!(
        (answer.status, answer.body.as_str()),
        (500, "{\"message\":\"Internal server error\"}")
    );
    assert!(answer.log.contains("Usage Plan check failed due to an internal error"));
    assert_eq!(api.status("GET /prod/open", None), 200);
}
