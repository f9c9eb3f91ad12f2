//! What is wrong with a policy, and where.

use super::*;

/// The findings of `yaml`: names, the text that each points at, and messages.
fn findings(yaml: &str, kind: PolicyKind) -> Vec<(&'static str, String, String)> {
    let text: Arc<str> = yaml.into();
    let (tree, problems) = read_yaml(FileId::FIRST, &text);
    assert!(problems.is_empty(), "{problems:?}");
    let mut sink = Sink::default();
    Document::read(tree.root(), kind, &mut sink);
    let found = sink.into_diagnostics().into_iter();
    found.map(|own| (own.code.name, at(&text, own.primary.span).to_owned(), own.message)).collect()
}

#[track_caller]
fn check(yaml: &str, wanted: &[(&str, &str)]) {
    let found = findings(yaml, PolicyKind::Resource);
    let found: Vec<(&str, &str)> =
        found.iter().map(|(name, place, _)| (*name, place.as_str())).collect();
    assert_eq!(found, wanted);
}

/// A policy of one statement with `lines` in place of those that start alike.
fn with(lines: &str) -> String {
    let mut all = vec![
        ("Effect", "Effect: Allow"),
        ("Principal", "Principal: '*'"),
        ("Action", "Action: execute-api:Invoke"),
        ("Resource", "Resource: execute-api:/*"),
    ];
    all.retain(|(name, _)| {
        !lines.lines().any(|line| line.trim_start_matches("Not").starts_with(name))
    });
    let mut text = "Version: '2012-10-17'\nStatement:\n- Sid: One\n".to_owned();
    let lines =
        all.into_iter().map(|(_, line)| line).chain(lines.lines().filter(|line| !line.is_empty()));
    for line in lines {
        text.push_str("  ");
        text.push_str(line);
        text.push('\n');
    }
    text
}

#[test]
fn a_good_policy_has_no_findings() {
    check(&with(""), &[]);
    check(
        &with(
            "Condition: { IpAddress: { aws:SourceIp: [203.0.113.0/24, 2001:db8::/32] }, Null: { aws:Referer: true } }",
        ),
        &[],
    );
}

#[test]
fn documents_and_elements() {
    check("[]", &[("malformed-policy", "[]")]);
    check("Version: '2012-10-17'", &[("missing-policy-element", "Version: '2012-10-17'")]);
    check("Statement: []", &[("missing-policy-element", "Statement")]);
    check("Statement: [ 1 ]", &[("malformed-policy", "1")]);
    check(
        &with("").replace("2012-10-17", "2012-10-18"),
        &[("unknown-policy-version", "'2012-10-18'")],
    );
    check(&with("Conditions: {}"), &[("unknown-policy-element", "Conditions")]);
    check(
        &with("effect: Allow").replace("  Effect: Allow\n", ""),
        &[("policy-element-case", "effect")],
    );
    check(&with("Effect: allow"), &[("unknown-effect", "allow")]);
    check(&with("Action: []"), &[("malformed-policy", "[]")]);
    check(&with("Action: [{ a: b }]"), &[("malformed-policy", "{ a: b }")]);
    let both = with("NotAction: execute-api:Invoke").replace("- Sid: One\n", "- Action: '*'\n");
    check(&both, &[("conflicting-policy-elements", "NotAction")]);
    let missing = with("").replace("  Action: execute-api:Invoke\n", "");
    let found = findings(&missing, PolicyKind::Resource);
    assert_eq!(
        (found[0].0, found[0].2.as_str()),
        ("missing-policy-element", "a statement has no `Action`")
    );
}

#[test]
fn names_of_statements() {
    let two =
        with("") + "- { Sid: One, Effect: Deny, Principal: '*', Action: '*', Resource: '*' }\n";
    check(&two, &[("duplicate-statement-id", "One")]);
    let odd = "Statement: { Sid: a-b, Effect: Allow, Action: '*', Resource: '*' }";
    assert_eq!(findings(odd, PolicyKind::Identity)[0].0, "malformed-statement-id");
}

#[test]
fn principals() {
    check(&with("Principal: Ann"), &[("malformed-principal", "Ann")]);
    check(
        &with("Principal: { AWS: 'arn:aws:iam::111122223333:role/*' }"),
        &[("malformed-principal", "'arn:aws:iam::111122223333:role/*'")],
    );
    check(
        &with("Principal: { AWS: ['11112222333'] }"),
        &[("malformed-principal", "'11112222333'")],
    );
    check(&with("Principal: { Aws: '*' }"), &[("malformed-principal", "Aws")]);
    check(&with("Principal: { Service: apigateway }"), &[("malformed-principal", "apigateway")]);
    check(&with("Principal: { AWS: 111122223333 }"), &[]);
    let of_user = "Statement: { Effect: Allow, Principal: '*', Action: '*', Resource: '*' }";
    assert_eq!(findings(of_user, PolicyKind::Identity)[0].0, "unexpected-principal");
    assert!(findings(of_user, PolicyKind::Authorizer).is_empty());
}

#[test]
fn actions_and_resources() {
    check(&with("Action: Invoke"), &[("malformed-action", "Invoke")]);
    check(&with("Action: execute-api:Call"), &[("unknown-action", "execute-api:Call")]);
    check(&with("Action: apigateway:GET"), &[("unknown-action", "apigateway:GET")]);
    check(&with("Action: [execute-api:*, '*', execute-api:invoke]"), &[]);
    check(
        &with("Action: execute-api:${aws:username}"),
        &[("misplaced-policy-variable", "execute-api:${aws:username}")],
    );
    check(&with("Resource: /pets"), &[("malformed-resource", "/pets")]);
    check(
        &with("Resource: arn:aws:execute-api:*"),
        &[("malformed-resource", "arn:aws:execute-api:*")],
    );
    check(
        &with("Resource: arn:aws:execute-api:${aws:username}:*:*"),
        &[("misplaced-policy-variable", "arn:aws:execute-api:${aws:username}:*:*")],
    );
    check(
        &with("Resource: 'execute-api:/*/${aws:nothing}'"),
        &[("malformed-policy-variable", "'execute-api:/*/${aws:nothing}'")],
    );
    check(
        &with("Resource: 'execute-api:/*/${aws:username'"),
        &[("malformed-policy-variable", "'execute-api:/*/${aws:username'")],
    );
    let old =
        with("Resource: 'execute-api:/*/${aws:username}'").replace("Version: '2012-10-17'\n", "");
    check(&old, &[("policy-variable-without-version", "'execute-api:/*/${aws:username}'")]);
    let short =
        "Statement: { Effect: Allow, Principal: '*', Action: '*', Resource: execute-api:/* }";
    assert_eq!(findings(short, PolicyKind::Endpoint)[0].0, "malformed-resource");
}

#[test]
fn conditions() {
    let on = |block: &str| with(&format!("Condition: {{ {block} }}"));
    check(
        &on("StringMatches: { aws:UserAgent: a }"),
        &[("unknown-condition-operator", "StringMatches")],
    );
    check(
        &on("NullIfExists: { aws:UserAgent: true }"),
        &[("unknown-condition-operator", "NullIfExists")],
    );
    check(&on("stringEquals: { aws:UserAgent: a }"), &[("policy-element-case", "stringEquals")]);
    check(&on("StringEquals: { aws:UserAgnet: a }"), &[("unknown-condition-key", "aws:UserAgnet")]);
    check(
        &on("StringEquals: { aws:RequestedRegion: a }"),
        &[("unknown-condition-key", "aws:RequestedRegion")],
    );
    check(&on("StringEquals: { aws:PrincipalTag/team: a }"), &[]);
    check(
        &on("IpAddress: { aws:SourceIp: 203.0.113.300 }"),
        &[("malformed-condition-value", "203.0.113.300")],
    );
    check(
        &on("IpAddress: { aws:SourceIp: 203.0.113.9/24 }"),
        &[("network-with-host-bits", "203.0.113.9/24")],
    );
    check(
        &on("StringEquals: { aws:SourceIp: 203.0.113.9 }"),
        &[("operator-of-other-type", "aws:SourceIp")],
    );
    check(
        &on("NumericLessThan: { aws:MultiFactorAuthAge: soon }"),
        &[("malformed-condition-value", "soon")],
    );
    check(
        &on("DateLessThan: { aws:CurrentTime: tomorrow }"),
        &[("malformed-condition-value", "tomorrow")],
    );
    check(&on("Bool: { aws:SecureTransport: maybe }"), &[("malformed-condition-value", "maybe")]);
    check(&on("ArnLike: { aws:PrincipalArn: role/x }"), &[("malformed-condition-value", "role/x")]);
    check(&on("BinaryEquals: { aws:UserAgent: '?' }"), &[("malformed-condition-value", "'?'")]);
    check(
        &on("StringEquals: { aws:PrincipalOrgPaths: a }"),
        &[("multivalued-key-without-set-operator", "aws:PrincipalOrgPaths")],
    );
    check(&on("ForAnyValue:StringEquals: { aws:PrincipalOrgPaths: a }"), &[]);
    check(
        &on("IpAddress: { aws:SourceIp: \"${aws:username}\" }"),
        &[
            ("misplaced-policy-variable", "\"${aws:username}\""),
            ("malformed-condition-value", "\"${aws:username}\""),
        ],
    );
    check(&on("StringEquals: a"), &[("malformed-policy", "a")]);
}

#[test]
fn a_policy_in_a_text_points_into_the_text() {
    let yaml: Arc<str> = "policy: |\n  {\"Statement\": {\"Effect\": \"Allow\", \"Effect\": \"deny\", \"Principal\": \"*\",\n   \"Action\": \"*\", \"Resource\": \"*\"}}\n".into();
    let (tree, _) = read_yaml(FileId::FIRST, &yaml);
    let mut sink = Sink::default();
    Document::read(tree.root().get("policy").unwrap(), PolicyKind::Resource, &mut sink);
    let found: Vec<(&str, &str)> =
        sink.diagnostics().iter().map(|own| (own.code.name, at(&yaml, own.primary.span))).collect();
    assert_eq!(found, [("duplicate-policy-key", "\"Effect\""), ("unknown-effect", "\"deny\"")]);
}

#[test]
fn texts_that_are_no_policy() {
    for (text, wanted) in [
        ("", "the policy is not JSON"),
        ("{", "the policy is not JSON"),
        ("\"\"", "the policy is empty"),
        ("\"{}\"", "the policy has no `Statement`"),
        ("null", "a policy is an object"),
    ] {
        let error = Document::from_text(text, PolicyKind::Identity).unwrap_err().to_string();
        assert!(error.starts_with(wanted), "{text}: {error}");
    }
    let text = json!(r#"{"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}"#);
    assert!(Document::from_value(&text, PolicyKind::Authorizer).is_ok(), "a policy may be a text");
}

#[test]
fn every_code_is_named_once_and_explains_itself() {
    let mut names: Vec<&str> = CODES.iter().map(|code| code.name).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), CODES.len());
    for code in CODES {
        assert!(code.doc.lines().count() > 2, "{} says too little", code.name);
    }
}
