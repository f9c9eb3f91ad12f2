//! Policies that people wrote, and what `check` says about them.

use std::fmt::Write;
use std::fs;
use std::sync::Arc;

use portcullis::check::{Settings, check};
use portcullis::diag::{Severity, Sink};
use portcullis::iam::{
    Context, Decision, Document, Policy, PolicyKind, Principal, Request, Setting, State,
};
use portcullis::source::{FileId, Problem, read_json};

use crate::conventions::words::files;
use crate::frontends::compile::compile_text;
use crate::shared::shared;

/// A document with `policy` below its extension.
fn found(policy: &str) -> String {
    let text = format!(
        "openapi: 3.0.1\ninfo: {{ title: a }}\npaths: {{}}\nx-amazon-apigateway-policy:\n{policy}"
    );
    let outcome = compile_text(&text);
    let mut sink = Sink::default();
    check(&outcome.definition.unwrap(), &outcome.sources, &Settings::default(), &mut sink);
    let lines = sink.diagnostics().iter().filter(|own| own.code.name.contains("poli"));
    let lines = lines.map(|own| {
        let place = outcome.sources.position(own.primary.span);
        format!(
            "{}:{} {}[{}] {}\n",
            place.line, place.column, own.severity, own.code.name, own.message
        )
    });
    lines.collect()
}

#[test]
fn check_reports_what_is_wrong_with_the_resource_policy() {
    let report = found(
        "  Version: '2012-10-17'\n  Statement:\n  - Effect: Allow\n    Action: execute-api:Invoke\n    Resource: '*'\n    Conditions: {}\n",
    );
    assert_eq!(
        report,
        "10:5 error[unknown-policy-element] a statement has no element `Conditions`\n\
         7:5 error[missing-policy-element] a statement has no `Principal`\n"
    );
    let text = "  '{\"Statement\": []}'\n";
    assert_eq!(found(text), "5:5 error[missing-policy-element] the policy has no statements\n");
}

/// What is written as a policy in `text`: the whole, or the members that are.
fn policies(text: &str) -> Vec<(PolicyKind, String)> {
    let Ok(value) = serde_json::from_str::<serde_json::Value>(text) else { return Vec::new() };
    let of_authorizer = value.get("policyDocument");
    let (kind, document) = match of_authorizer {
        Some(own) => (PolicyKind::Authorizer, own),
        None => (PolicyKind::Resource, &value),
    };
    if document.get("Statement").is_none() {
        return Vec::new();
    }
    let names_nobody = !document.to_string().contains("Principal\":");
    let kind = if names_nobody && of_authorizer.is_none() { PolicyKind::Identity } else { kind };
    vec![(kind, document.to_string())]
}

#[test]
fn policies_that_people_wrote_are_read_and_decided() {
    let Some(folder) = shared("corpus/policies", "policies_that_people_wrote_are_read_and_decided")
    else {
        return;
    };
    let mut paths = Vec::new();
    files(&folder, &["json"], &mut paths);
    let (mut read, mut errors) = (0, String::new());
    for path in &paths {
        for (kind, text) in policies(&fs::read_to_string(path).unwrap()) {
            read += 1;
            let text: Arc<str> = text.into();
            let (tree, problems) = read_json(FileId::FIRST, &text);
            assert!(!problems.iter().any(Problem::is_fatal));
            let mut sink = Sink::default();
            let document = Document::read(tree.root(), kind, &mut sink);
            for own in sink.diagnostics() {
                assert!(text.get(own.primary.span.range()).is_some(), "{}", path.display());
                if own.severity == Severity::Error {
                    let name = path.strip_prefix(&folder).unwrap().display();
                    writeln!(errors, "{name}: {}", own.message).unwrap();
                }
            }
            decide(document);
        }
    }
    assert!(read > 40, "{read} policies");
    // An effect of a page's syntax summary, accounts of five and six digits, statements that SAM completes.
    let mut wrong: Vec<&str> =
        errors.lines().filter_map(|line| line.split_once(": ").map(|own| own.1)).collect();
    wrong.sort_unstable();
    wrong.dedup();
    assert_eq!(
        wrong,
        [
            "`123456` is neither an account nor the ARN of an identity",
            "`12345` is neither an account nor the ARN of an identity",
            "`67890` is neither an account nor the ARN of an identity",
            "`Permission` is no effect",
            "`execute-api:*/*/*` is no resource",
            "`execute-api:/*/*/*` is short for a resource only in the policy of an API",
            "a statement has no `Effect`",
        ],
        "{errors}"
    );
}

fn decide(document: Document) {
    let is_broken = document.is_broken();
    let own = "arn:aws:execute-api:us-east-1:123456789012:a1b2c3d4e5";
    let policy = Policy::new(document, &Setting { own: Some(own), tokens: &[] });
    let context = Context::new(State::Absent("not sent"));
    let resource = format!("{own}/prod/GET/pets");
    let request = Request::new(Principal::Anonymous, "execute-api:Invoke", &resource, &context);
    let trace = policy.trace(&request);
    assert_eq!(trace.verdict, policy.evaluate(&request));
    assert!(!is_broken || trace.verdict.decided() != Some(Decision::Allow));
}
