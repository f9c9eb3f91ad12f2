//! Integration URIs: what they lead to, and what is put into them for each request
//! (reference `openapi-extensions`, section 5).

use std::borrow::Cow;

/// A URI with its variable parts found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UriTemplate {
    text: String,
    parts: Vec<UriPart>,
}

/// A part of a URI, with its bytes in the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UriPart {
    /// Text as it stands.
    Text(std::ops::Range<usize>),
    /// `${stageVariables.NAME}`
    StageVariable {
        /// The whole reference.
        range: std::ops::Range<usize>,
        /// The name.
        name: String,
    },
    /// `{name}`: a path parameter of the integration request.
    Placeholder {
        /// The whole placeholder.
        range: std::ops::Range<usize>,
        /// The name.
        name: String,
    },
}

/// What an integration leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum IntegrationTarget<'a> {
    /// An HTTP or HTTPS URL.
    Http,
    /// A function.
    Lambda {
        /// The function's ARN, which may hold references to stage variables.
        function: &'a str,
        /// Whether its answer is streamed.
        streaming: bool,
    },
    /// An action of a service: `…:dynamodb:action/PutItem`.
    ServiceAction {
        /// The region.
        region: &'a str,
        /// The service, with a subdomain before it where there is one.
        service: &'a str,
        /// The action, with what follows it.
        action: &'a str,
    },
    /// A path of a service: `…:s3:path/bucket/key`.
    ServicePath {
        /// The region.
        region: &'a str,
        /// The service, with a subdomain before it where there is one.
        service: &'a str,
        /// The path.
        path: &'a str,
    },
    /// An ARN that is none of an integration.
    Arn,
    /// It begins with a reference, so that nobody can tell before a stage is chosen.
    Unknown,
    /// None of these.
    Invalid,
}

impl UriTemplate {
    /// Finds the variable parts of `text`. Nothing can be wrong: an open brace is text.
    pub fn parse(text: &str) -> Self {
        let mut parts = Vec::new();
        let mut plain = 0;
        let mut at = 0;
        while let Some(found) = text.get(at..).and_then(|rest| rest.find('{')) {
            let open = at + found;
            let Some(inner) = text.get(open + 1..) else { break };
            let Some(len) = inner.find('}') else { break };
            let name = inner.get(..len).unwrap_or("");
            let after = open + 1 + len + 1;
            let dollar = open
                .checked_sub(1)
                .filter(|_| text.get(..open).is_some_and(|before| before.ends_with('$')));
            let part = match (dollar, name.strip_prefix("stageVariables.")) {
                (Some(start), Some(name)) => {
                    Some(UriPart::StageVariable { range: start..after, name: name.to_owned() })
                }
                // `${path}` without the prefix stays as it is, as do placeholders of CloudFormation.
                (Some(_), None) => None,
                (None, _) => (!name.is_empty() && !name.contains('{'))
                    .then(|| UriPart::Placeholder { range: open..after, name: name.to_owned() }),
            };
            if let Some(part) = part {
                let start = part.range().start;
                if plain < start {
                    parts.push(UriPart::Text(plain..start));
                }
                parts.push(part);
                plain = after;
            }
            at = after;
        }
        if plain < text.len() {
            parts.push(UriPart::Text(plain..text.len()));
        }
        Self { text: text.to_owned(), parts }
    }

    /// The text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The parts in order.
    pub fn parts(&self) -> &[UriPart] {
        &self.parts
    }

    /// The names of the path parameters that it needs.
    pub fn placeholders(&self) -> impl Iterator<Item = &str> {
        self.parts.iter().filter_map(|part| match part {
            UriPart::Placeholder { name, .. } => Some(name.as_str()),
            UriPart::Text(_) | UriPart::StageVariable { .. } => None,
        })
    }

    /// The names of the stage variables that it needs.
    pub fn stage_variables(&self) -> impl Iterator<Item = &str> {
        self.parts.iter().filter_map(|part| match part {
            UriPart::StageVariable { name, .. } => Some(name.as_str()),
            UriPart::Text(_) | UriPart::Placeholder { .. } => None,
        })
    }

    /// The URI of one stage: an undefined stage variable is the empty string. Placeholders stay, and braces that a
    /// stage variable brings are no placeholders.
    #[must_use]
    pub fn with_stage_variables<'v>(&self, lookup: impl Fn(&str) -> Option<&'v str>) -> Self {
        let mut text = String::with_capacity(self.text.len());
        let mut parts = Vec::with_capacity(self.parts.len());
        for part in &self.parts {
            let start = text.len();
            match part {
                UriPart::Text(range) => text.push_str(self.text.get(range.clone()).unwrap_or("")),
                UriPart::StageVariable { name, .. } => text.push_str(lookup(name).unwrap_or("")),
                UriPart::Placeholder { range, .. } => {
                    text.push_str(self.text.get(range.clone()).unwrap_or(""));
                }
            }
            parts.push(match part {
                UriPart::Text(_) | UriPart::StageVariable { .. } => {
                    UriPart::Text(start..text.len())
                }
                UriPart::Placeholder { name, .. } => {
                    UriPart::Placeholder { range: start..text.len(), name: name.clone() }
                }
            });
        }
        Self { text, parts }
    }

    /// The URI of one request. A placeholder without a value stays as it is; a value is put in as it stands.
    pub fn with_parameters<'v>(&self, lookup: impl Fn(&str) -> Option<&'v str>) -> Cow<'_, str> {
        if self.placeholders().next().is_none() {
            return Cow::Borrowed(&self.text);
        }
        let mut text = String::with_capacity(self.text.len() + 16);
        for part in &self.parts {
            let own = self.text.get(part.range()).unwrap_or("");
            match part {
                UriPart::Text(_) | UriPart::StageVariable { .. } => text.push_str(own),
                UriPart::Placeholder { name, .. } => text.push_str(lookup(name).unwrap_or(own)),
            }
        }
        Cow::Owned(text)
    }

    /// What it leads to.
    pub fn target(&self) -> IntegrationTarget<'_> {
        let text = self.text.as_str();
        if matches!(self.parts.first(), Some(UriPart::StageVariable { .. }))
            || text.starts_with("${")
        {
            return IntegrationTarget::Unknown;
        }
        let scheme = text.split_once("://").map(|(scheme, _)| scheme);
        match scheme {
            Some(scheme)
                if scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https") =>
            {
                return IntegrationTarget::Http;
            }
            _ => {}
        }
        if text.starts_with("arn:") { arn(text) } else { IntegrationTarget::Invalid }
    }
}

impl UriPart {
    /// The bytes of the part in the text.
    pub fn range(&self) -> std::ops::Range<usize> {
        match self {
            Self::Text(range)
            | Self::StageVariable { range, .. }
            | Self::Placeholder { range, .. } => range.clone(),
        }
    }
}

/// `arn:{partition}:apigateway:{region}:{service}:{path|action}/…`
fn arn(text: &str) -> IntegrationTarget<'_> {
    let fields = arn_fields(text);
    let [_, _, kind, region, service, rest] = fields.as_slice() else {
        return IntegrationTarget::Arn;
    };
    let (region, service, rest) = (*region, *service, *rest);
    if *kind != "apigateway" && !kind.starts_with("${") {
        return IntegrationTarget::Arn;
    }
    if service.starts_with("${") || rest.starts_with("${") {
        return IntegrationTarget::Unknown;
    }
    if let Some(path) = rest.strip_prefix("path/") {
        if service == "lambda" {
            let after = path.trim_start_matches('/');
            let invocation = after
                .split_once("/functions/")
                .and_then(|(_, function)| Some((function.strip_suffix("/invocations")?, false)));
            let streaming = after.split_once("/functions/").and_then(|(_, function)| {
                Some((function.strip_suffix("/response-streaming-invocations")?, true))
            });
            if let Some((function, streaming)) = invocation.or(streaming) {
                return IntegrationTarget::Lambda { function, streaming };
            }
        }
        return IntegrationTarget::ServicePath { region, service, path };
    }
    match rest.strip_prefix("action/") {
        Some(action) => IntegrationTarget::ServiceAction { region, service, action },
        None => IntegrationTarget::Arn,
    }
}

/// The fields of an ARN, at most six. Colons inside of braces, as in `${AWS::Region}`, separate nothing.
pub fn arn_fields(arn: &str) -> Vec<&str> {
    let mut fields = Vec::with_capacity(6);
    let mut rest = arn;
    // The sixth field is whatever is left.
    while fields.len() < 5 {
        let mut depth = 0usize;
        let colon = rest.find(|c| {
            match c {
                '{' => depth += 1,
                '}' => depth = depth.saturating_sub(1),
                _ => {}
            }
            c == ':' && depth == 0
        });
        let Some((field, after)) = colon.and_then(|at| rest.split_at_checked(at)) else { break };
        fields.push(field);
        rest = after.strip_prefix(':').unwrap_or(after);
    }
    fields.push(rest);
    fields
}

#[cfg(test)]
mod tests {
    use super::{IntegrationTarget, UriTemplate, arn_fields};

    #[test]
    fn finds_references() {
        let uri = UriTemplate::parse("https://${stageVariables.host}/{a}/${x}/{b+}?q={c}{");
        assert_eq!(uri.placeholders().collect::<Vec<_>>(), ["a", "b+", "c"]);
        assert_eq!(uri.stage_variables().collect::<Vec<_>>(), ["host"]);
        let stage = uri.with_stage_variables(|_| Some("h.test/{z}"));
        assert_eq!(stage.text(), "https://h.test/{z}/{a}/${x}/{b+}?q={c}{");
        let full = stage.with_parameters(|name| (name == "a").then_some("1/2"));
        assert_eq!(full, "https://h.test/{z}/1/2/${x}/{b+}?q={c}{");
        assert_eq!(uri.with_stage_variables(|_| None).text(), "https:///{a}/${x}/{b+}?q={c}{");
    }

    #[test]
    fn tells_targets_apart() {
        let target = |text: &str| format!("{:?}", UriTemplate::parse(text).target());
        assert_eq!(target("http://a.test"), "Http");
        assert_eq!(target("${stageVariables.url}/x"), "Unknown");
        assert_eq!(target("ftp://a.test"), "Invalid");
        assert_eq!(target("a.test/x"), "Invalid");
        assert_eq!(
            target(
                "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:1:function:f:${stageVariables.alias}/invocations"
            ),
            "Lambda { function: \"arn:aws:lambda:us-east-1:1:function:f:${stageVariables.alias}\", streaming: false }"
        );
        assert_eq!(
            target("arn:aws:apigateway:us-east-1:dynamodb:action/PutItem"),
            "ServiceAction { region: \"us-east-1\", service: \"dynamodb\", action: \"PutItem\" }"
        );
        assert_eq!(
            target("arn:aws:apigateway:us-east-1:1.sqs:path/1/queue"),
            "ServicePath { region: \"us-east-1\", service: \"1.sqs\", path: \"1/queue\" }"
        );
        assert_eq!(target("arn:aws:lambda:us-east-1:1:function:f"), "Arn");
        assert_eq!(
            target(
                "arn:${AWS::Partition}:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${F.Arn}/invocations"
            ),
            "Lambda { function: \"${F.Arn}\", streaming: false }"
        );
        assert_eq!(target("arn:aws:apigateway:${Region}:${Service}:path/x"), "Unknown");
        assert_eq!(arn_fields("arn:${A::B}:c:d:e:f:g").last(), Some(&"f:g"));
        assert_eq!(arn_fields("a}:b"), ["a}", "b"]);
        assert_eq!(UriTemplate::parse("arn:aws:apigateway").target(), IntegrationTarget::Arn);
    }
}
