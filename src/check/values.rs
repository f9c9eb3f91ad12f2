//! Texts with a form of their own, read as far as a rule needs it.

/// Whether a part of `text` is filled in by another tool before or at deployment: `${Name}` of CloudFormation or
/// Terraform. `${stageVariables.name}` is API Gateway's own and is none of these.
pub(super) fn is_open(text: &str) -> bool {
    text.match_indices("${").any(|(at, mark)| {
        !text.get(at + mark.len()..).is_some_and(|rest| rest.starts_with("stageVariables."))
    }) || text.contains("{{")
        || text.contains("%{")
}

/// What the URI of an integration or authorizer leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Target<'a> {
    /// `arn:…:apigateway:REGION:lambda:path/…/functions/ARN/invocations`
    Lambda,
    /// Another service by `path/…` or `action/…`.
    Service(&'a str),
    /// `http://…` or `https://…`
    Http,
    /// Any other ARN: of a function, a load balancer's listener, a Cloud Map service.
    OtherArn,
    /// Parts that decide it are filled in later.
    Open,
    /// None of these, and why.
    Invalid(&'static str),
}

/// Reads a URI (reference `openapi-extensions`, section 5).
pub(super) fn target(uri: &str) -> Target<'_> {
    let uri = uri.trim();
    if uri.starts_with("${") || uri.starts_with("{{") || uri.starts_with("%{") {
        return Target::Open;
    }
    let lower = uri.get(..8).unwrap_or(uri).to_ascii_lowercase();
    if lower.starts_with("http://") || lower.starts_with("https://") {
        return Target::Http;
    }
    if !uri.starts_with("arn:") {
        return Target::Invalid("it is neither an ARN nor an HTTP URL");
    }
    let parts = split_arn(uri);
    let (Some(service), Some(action)) = (parts.get(4), parts.get(5)) else {
        return Target::Invalid("the ARN has too few parts");
    };
    if parts.get(2).is_some_and(|part| *part != "apigateway" && !is_open(part)) {
        return Target::OtherArn;
    }
    if is_open(service) || is_open(action) && action.starts_with("${") {
        return Target::Open;
    }
    let Some((kind, rest)) = action.split_once('/').filter(|(kind, _)| *kind == "path" || *kind == "action")
    else {
        return Target::Invalid("the ARN contains neither `path/` nor `action/`");
    };
    if *service != "lambda" {
        return Target::Service(service);
    }
    if kind == "path" && is_invocation(rest) || is_open(rest) {
        return Target::Lambda;
    }
    Target::Invalid("the path is not `2015-03-31/functions/FUNCTION_ARN/invocations`")
}

/// Whether `path` invokes a function, with or without streaming.
fn is_invocation(path: &str) -> bool {
    let mut parts = path.splitn(3, '/');
    let version = parts.next().unwrap_or("");
    let functions = parts.next() == Some("functions");
    let rest = parts.next().unwrap_or("");
    let ending = match version {
        "2015-03-31" => "/invocations",
        "2021-11-15" => "/response-streaming-invocations",
        _ => return false,
    };
    functions && rest.strip_suffix(ending).is_some_and(|function| !function.is_empty())
}

/// The parts of an ARN. Colons inside of `${AWS::Region}` separate nothing.
pub(super) fn split_arn(arn: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut rest = arn;
    // The sixth part is whatever is left.
    while parts.len() < 5 {
        let Some(at) = colon(rest) else { break };
        let (part, after) = rest.split_at(at);
        parts.push(part);
        rest = after.strip_prefix(':').unwrap_or("");
    }
    parts.push(rest);
    parts
}

fn colon(text: &str) -> Option<usize> {
    let mut depth = 0usize;
    let mut before = ' ';
    for (at, c) in text.char_indices() {
        match c {
            '{' if before == '$' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            ':' if depth == 0 => return Some(at),
            _ => {}
        }
        before = c;
    }
    None
}

/// The `{name}` placeholders of a URI, without those of `${…}`: byte offset of the brace, and the name.
pub(super) fn placeholders(uri: &str) -> Vec<(usize, &str)> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(open) = uri.get(at..).and_then(|rest| rest.find('{')).map(|open| at + open) {
        let Some(close) = uri.get(open..).and_then(|rest| rest.find('}')).map(|close| open + close)
        else {
            break;
        };
        let own = uri.get(..open).is_none_or(|before| !before.ends_with('$'));
        if let Some(name) = uri.get(open + 1..close).filter(|_| own) {
            found.push((open, name));
        }
        at = close + 1;
    }
    found
}

/// Whether `text` is a status code: `[1-5]\d\d`.
pub(super) fn is_status_code(text: &str) -> bool {
    matches!(text.as_bytes(), [b'1'..=b'5', b'0'..=b'9', b'0'..=b'9'])
}

/// The text of a fixed value in a mapping: `'text'` without its quotes.
pub(super) fn literal(expression: &str) -> Option<&str> {
    expression.trim().strip_prefix('\'')?.strip_suffix('\'')
}

#[cfg(test)]
mod tests {
    use super::{Target, is_open, literal, placeholders, split_arn, target};

    #[test]
    fn uris_lead_somewhere() {
        let lambda = "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:1:function:f/invocations";
        assert_eq!(target(lambda), Target::Lambda);
        assert_eq!(
            target("arn:${AWS::Partition}:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${F.Arn}/invocations"),
            Target::Lambda
        );
        assert_eq!(target("arn:aws:apigateway:us-east-1:sqs:path/1/q"), Target::Service("sqs"));
        assert_eq!(target("HTTPS://a.example"), Target::Http);
        assert_eq!(target("arn:aws:lambda:us-east-1:1:function:f"), Target::OtherArn);
        assert_eq!(target("${invoke_arn}"), Target::Open);
        assert_eq!(target("${stageVariables.url}/pets"), Target::Open);
        for bad in ["pets.example.com", "arn:aws:apigateway", "arn:aws:apigateway:r:lambda:test/x"] {
            assert!(matches!(target(bad), Target::Invalid(_)), "{bad}");
        }
        assert!(matches!(
            target("arn:aws:apigateway:us-east-1:lambda:path/random/value/invocations"),
            Target::Invalid(_)
        ));
    }

    #[test]
    fn parts_are_told_apart() {
        assert_eq!(split_arn("arn:${A::B}:c:d:e:f:g").get(5), Some(&"f:g"));
        assert_eq!(placeholders("http://${stageVariables.h}/{a}/{b+}"), [(27, "a"), (31, "b+")]);
        assert_eq!(placeholders("{a"), []);
        assert!(is_open("a${B}") && !is_open("${stageVariables.b}"));
        assert_eq!(literal(" 'a' "), Some("a"));
        assert_eq!(literal("'"), None);
    }
}
