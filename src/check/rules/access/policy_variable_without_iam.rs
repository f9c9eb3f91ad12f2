//! `policy-variable-without-iam`

use crate::check::Context;
use crate::check::condition_keys::variable_needs_signature;
use crate::check::policy::{self, Several};
use crate::diag::Sink;
use crate::iam::{Condition, Principal, Statement, TextElement, Truth, Version, Written};
use crate::ir::RestApi;

rule! {
    /// A policy variable stands for something that only signed calls carry, and the calls are not signed.
    ///
    /// ## Why
    /// `${aws:username}` and other variables of the caller have a value on methods of the type `AWS_IAM` alone. On all
    /// others a text with such a variable matches nothing: the statement allows nobody, or denies nobody (AWS docs,
    /// "IAM policy elements: Variables and tags"). A default value, `${aws:username, 'anybody'}`, is taken in its place.
    ///
    /// ```yaml,fails
    /// x-amazon-apigateway-policy:
    ///   Version: "2012-10-17"
    ///   Statement:
    ///     - Effect: Allow
    ///       Principal: "*"
    ///       Action: execute-api:Invoke
    ///       Resource: "execute-api:/*/*/users/${aws:username}"
    /// paths:
    ///   /users/{name}:
    ///     get:
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "https://pets.example.com" }
    /// ```
    /// ```yaml,passes
    /// x-amazon-apigateway-policy:
    ///   Version: "2012-10-17"
    ///   Statement:
    ///     - Effect: Allow
    ///       Principal: "*"
    ///       Action: execute-api:Invoke
    ///       Resource: "execute-api:/*/*/users/${aws:username}"
    /// paths:
    ///   /users/{name}:
    ///     get:
    ///       security: [{ iam: [] }]
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "https://pets.example.com" }
    /// components:
    ///   securitySchemes:
    ///     iam: { type: apiKey, name: Authorization, in: header, x-amazon-apigateway-authtype: awsSigv4 }
    /// ```
    "policy-variable-without-iam", Warning, RestApi => check
}

fn check(cx: &Context<'_>, _: &RestApi, sink: &mut Sink) {
    let readable = policy::readable(cx).filter(|document| document.version() == Version::V2012);
    let Some(document) = readable else { return };
    for statement in document.statements() {
        // A statement about AWS principals is the matter of other rules.
        if statement.is_about(Principal::Anonymous) == Truth::False {
            continue;
        }
        let Some((value, name)) = variable(statement) else { continue };
        let methods = policy::methods_of(cx, document, statement);
        let Some(first) = methods.first().filter(|_| methods.iter().all(policy::is_unsigned))
        else {
            continue;
        };
        let message = format!("calls of {} never carry `{name}`", Several(&methods));
        sink.report(&RULE, policy::place(cx, value.span()), message)
            .label("so this matches nothing")
            .related(cx.key(first.origin.span()), "this method does not ask for signatures")
            .help("make the methods `AWS_IAM`, or write what the variable is to stand for");
    }
}

/// The first text of a statement with a variable that unsigned calls never carry, and the name of the variable.
fn variable(statement: &Statement) -> Option<(&Written<String>, &str)> {
    let conditions = statement.conditions().iter().flat_map(Condition::values);
    // What `NotResource` does not match is all the more what the statement is about.
    let resource = statement.resource().filter(|own| !own.is_negated());
    let mut all = resource.into_iter().flat_map(TextElement::values).chain(conditions);
    all.find_map(|value| {
        let mut names = value.split("${").skip(1).filter_map(|rest| Some(rest.split_once('}')?.0));
        let name = names.find(|name| variable_needs_signature(name))?;
        Some((value, name))
    })
}
