//! The formats of access logs (reference `observability`, section 2): what a line says, whatever format it is in.

use regex::Regex;
use serde_json::Value;

use crate::mapping::{AccessLogFormat, LogPart, LogStyle};

use super::log_record::LogRecord;

/// A line longer than this is not an entry: the service writes no longer ones.
pub const LONGEST_LINE: usize = 1024 * 1024;

/// What other servers write, and what is left of the service's own format where the ids were cut off.
const COMMON: &str = "$context.identity.sourceIp $context.identity.caller $context.identity.user \
     [$context.requestTime] \"$context.httpMethod $context.path $context.protocol\" $context.status \
     $context.responseLength";

/// The members of JSON entries by the names that people give them, without case, dots and other signs.
const MEMBERS: &[(&str, &str)] = &[
    ("status", "status"),
    ("statuscode", "status"),
    ("httpstatus", "status"),
    ("httpmethod", "httpMethod"),
    ("method", "httpMethod"),
    ("verb", "httpMethod"),
    ("requestmethod", "httpMethod"),
    ("path", "path"),
    ("requestpath", "path"),
    ("uri", "path"),
    ("resourcepath", "resourcePath"),
    ("resource", "resourcePath"),
    ("route", "resourcePath"),
    ("stage", "stage"),
    ("ip", "identity.sourceIp"),
    ("sourceip", "identity.sourceIp"),
    ("identitysourceip", "identity.sourceIp"),
    ("clientip", "identity.sourceIp"),
    ("remoteaddr", "identity.sourceIp"),
    ("caller", "identity.caller"),
    ("identitycaller", "identity.caller"),
    ("user", "identity.user"),
    ("userarn", "identity.userArn"),
    ("identityuserarn", "identity.userArn"),
    ("useragent", "identity.userAgent"),
    ("identityuseragent", "identity.userAgent"),
    ("apikeyid", "identity.apiKeyId"),
    ("identityapikeyid", "identity.apiKeyId"),
    ("requesttime", "requestTime"),
    ("time", "requestTime"),
    ("timestamp", "requestTime"),
    ("requesttimeepoch", "requestTimeEpoch"),
    ("requestid", "requestId"),
    ("extendedrequestid", "extendedRequestId"),
    ("responsetype", "error.responseType"),
    ("errorresponsetype", "error.responseType"),
    ("errortype", "error.responseType"),
    ("errormessage", "error.message"),
    ("errormessagestring", "error.messageString"),
    ("message", "error.message"),
    ("error", "error.message"),
    ("validationerror", "error.validationErrorString"),
    ("errorvalidationerrorstring", "error.validationErrorString"),
    ("authorizererror", "authorizer.error"),
    ("authorizerstatus", "authorizer.status"),
    ("authorizerprincipalid", "authorizer.principalId"),
    ("authorizeerror", "authorize.error"),
    ("authenticateerror", "authenticate.error"),
    ("integrationstatus", "integrationStatus"),
    ("integrationerror", "integration.error"),
];

/// How the lines of a log are read.
#[derive(Clone, Debug)]
pub struct LogFormat {
    /// Patterns of whole lines; the first that matches counts.
    patterns: Vec<Pattern>,
    /// The members of JSON entries that the stage's own format names, with their variables.
    members: Vec<(String, String)>,
}

/// A pattern of whole lines.
#[derive(Clone, Debug)]
struct Pattern {
    line: Regex,
    /// The variables of its groups.
    names: Vec<String>,
    /// How values are written.
    style: LogStyle,
}

/// Why a line is no entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LineFault {
    /// It is longer than an entry can be.
    #[error("it is longer than an entry can be")]
    TooLong,
    /// It is in no format that is known.
    #[error("it is neither JSON nor CLF nor in the format of the stage")]
    Format,
    /// It has no status.
    #[error("it has no status")]
    NoStatus,
}

impl LogFormat {
    /// The format of a stage, `json`, `clf`, `xml`, `csv` or a text of `$context` variables, and beside it all that the
    /// service's console offers.
    pub fn new(own: Option<&str>) -> Self {
        let own = own.filter(|own| own.contains("$context.") || own.contains("${context."));
        let known = AccessLogFormat::names().chain([COMMON]);
        let patterns = own.and_then(pattern).into_iter().chain(known.filter_map(pattern)).collect();
        Self { patterns, members: own.map(members).unwrap_or_default() }
    }

    /// What a line says.
    pub fn read(&self, line: &str) -> Result<LogRecord, LineFault> {
        if line.len() > LONGEST_LINE {
            return Err(LineFault::TooLong);
        }
        let line = line.trim();
        let mut pairs = Vec::new();
        if line.starts_with('{')
            && let Ok(value @ Value::Object(_)) = serde_json::from_str(line)
        {
            self.collect("", &value, &mut pairs);
        } else {
            let found = self.patterns.iter().find_map(|own| Some((own.line.captures(line)?, own)));
            let (captures, pattern) = found.ok_or(LineFault::Format)?;
            let values = captures.iter().skip(1);
            for (name, value) in pattern.names.iter().zip(values) {
                let Some(value) = value else { continue };
                let value = pattern.style.unescape(value.as_str()).into_owned();
                pairs.push((name.clone(), value));
            }
        }
        LogRecord::new(&pairs).ok_or(LineFault::NoStatus)
    }

    /// All values below `value`, by the variables that they are of.
    fn collect(&self, name: &str, value: &Value, pairs: &mut Vec<(String, String)>) {
        match value {
            Value::Object(members) => {
                for (member, value) in members {
                    let name =
                        if name.is_empty() { member.clone() } else { format!("{name}.{member}") };
                    self.collect(&name, value, pairs);
                }
            }
            Value::Null | Value::Array(_) => {}
            Value::String(text) => pairs.extend(self.variable(name).map(|own| (own, text.clone()))),
            Value::Bool(_) | Value::Number(_) => {
                pairs.extend(self.variable(name).map(|own| (own, value.to_string())));
            }
        }
    }

    /// The variable that the member `name` holds.
    fn variable(&self, name: &str) -> Option<String> {
        let last = name.rsplit('.').next().unwrap_or(name);
        if let Some((_, variable)) = self.members.iter().find(|(own, _)| own == last || own == name)
        {
            return Some(variable.clone());
        }
        let plain = |text: &str| -> String {
            let letters = text.chars().filter(char::is_ascii_alphanumeric);
            letters.map(|letter| letter.to_ascii_lowercase()).collect()
        };
        let whole = plain(name.strip_prefix("context.").unwrap_or(name));
        let known = |wanted: &str| MEMBERS.iter().find(|(own, _)| *own == wanted);
        let found = known(&whole).or_else(|| known(&plain(last)));
        found.map(|(_, variable)| (*variable).to_owned())
    }
}

/// The pattern of the lines in a format; nothing where those name no variable.
fn pattern(format: &str) -> Option<Pattern> {
    let format = AccessLogFormat::parse(format);
    let (mut text, mut names) = (String::from("^"), Vec::new());
    for part in format.parts() {
        match part {
            LogPart::Text(plain) => text.push_str(&regex::escape(plain)),
            LogPart::Context(name) => {
                text.push_str(group(name));
                names.push(name.clone());
            }
        }
    }
    // What stands behind the last variable of a format may be cut off or added by whoever keeps the log.
    text.push_str(r"(?:\s.*)?$");
    if names.is_empty() {
        return None;
    }
    Some(Pattern { line: Regex::new(&text).ok()?, names, style: format.style() })
}

/// What a variable can be.
const fn group(name: &str) -> &'static str {
    match name.as_bytes() {
        b"status" => r"(\d{3}|-)",
        b"httpMethod" => r"([A-Za-z-]+)",
        b"identity.sourceIp" => r"([0-9A-Fa-f.:%]+|-)",
        b"responseLength" | b"requestTimeEpoch" => r"(\d+|-)",
        b"path" | b"resourcePath" | b"routeKey" => r"(\S*?)",
        _ => "(.*?)",
    }
}

/// The members of a format that is JSON with variables in it: `"ip": "$context.identity.sourceIp"`.
fn members(format: &str) -> Vec<(String, String)> {
    let Ok(member) = Regex::new(r#""([^"]+)"\s*:\s*"?\$\{?context\.([A-Za-z0-9._-]*[A-Za-z0-9])"#)
    else {
        return Vec::new();
    };
    let found = member.captures_iter(format);
    found
        .filter_map(|own| Some((own.get(1)?.as_str().to_owned(), own.get(2)?.as_str().to_owned())))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{LineFault, LogFormat};

    fn check(format: Option<&str>, line: &str, expected: &str) {
        let read = LogFormat::new(format).read(line);
        let actual = match &read {
            Err(fault) => fault.to_string(),
            Ok(own) => format!(
                "{} {} {} {} {:?} {}",
                own.status,
                own.verb.as_deref().unwrap_or("-"),
                own.path.as_deref().or(own.resource_path.as_deref()).unwrap_or("-"),
                own.source_ip.map_or("-".to_owned(), |ip| ip.to_string()),
                own.time,
                own.message.as_deref().unwrap_or("-"),
            ),
        };
        assert_eq!(actual, expected, "{line}");
    }

    #[test]
    fn predefined_formats_are_read_without_being_told() {
        let expected = "403 GET /pets/{petId} 207.172.87.12 Some(1772445838) -";
        check(
            None,
            "207.172.87.12 - - [02/Mar/2026:10:03:58 +0000] \"GET /pets/{petId} HTTP/1.1\" 403 60 id ext=",
            expected,
        );
        check(
            None,
            "{ \"requestId\":\"id\", \"ip\": \"207.172.87.12\", \"caller\":\"-\", \"user\":\"-\", \
             \"requestTime\":\"02/Mar/2026:10:03:58 +0000\", \"httpMethod\":\"GET\", \
             \"resourcePath\":\"/pets/{petId}\", \"status\":\"403\" }",
            expected,
        );
        check(
            None,
            "207.172.87.12,-,-,02/Mar/2026:10:03:58 +0000,GET,/pets/{petId},HTTP/1.1,403,60,id,ext=",
            expected,
        );
        check(
            None,
            "<request id=\"id\"> <extendedRequestId>e</extendedRequestId> <ip>207.172.87.12</ip> <caller>-</caller> \
             <user>-</user> <requestTime>02/Mar/2026:10:03:58 +0000</requestTime> <httpMethod>GET</httpMethod> \
             <resourcePath>/pets/{petId}</resourcePath> <status>403</status> <protocol>HTTP/1.1</protocol> \
             <responseLength>60</responseLength> </request>",
            expected,
        );
    }

    #[test]
    fn other_servers_write_paths_with_queries() {
        check(
            None,
            "2001:db8::7 - frank [02/Mar/2026:12:03:58 +0200] \"GET /prod/pets?type=dog HTTP/2\" 401 60 \"-\" \"curl\"",
            "401 GET /prod/pets 2001:db8::7 Some(1772445838) -",
        );
    }

    #[test]
    fn the_format_of_the_stage_counts_first() {
        let format = "$context.status|$context.error.message|$context.httpMethod $context.path|from $context.identity.sourceIp";
        check(
            Some(format),
            "403|User: anonymous is not|GET /prod/pets|from 192.0.2.1",
            "403 GET /prod/pets 192.0.2.1 None User: anonymous is not",
        );
        let format = "{\"s\": $context.status, \"who\": {\"addr\": \"$context.identity.sourceIp\"}, \"m\": \"$context.httpMethod\", \"e\": $context.error.messageString}";
        check(
            Some(format),
            "{\"s\": 401, \"who\": {\"addr\": \"192.0.2.1\"}, \"m\": \"PUT\", \"e\": \"Unauthorized\"}",
            "401 PUT - 192.0.2.1 None Unauthorized",
        );
        // A message with quotes makes the line no JSON; it is still in the format.
        let format = "{\"s\":$context.status,\"e\":\"$context.error.message\"}";
        check(
            Some(format),
            "{\"s\":403,\"e\":\"'a' not a \"valid\" pair\"}",
            "403 - - - None 'a' not a \"valid\" pair",
        );
    }

    #[test]
    fn what_is_no_entry_is_told() {
        check(None, "", "it is neither JSON nor CLF nor in the format of the stage");
        check(None, "{\"httpMethod\": \"GET\"}", "it has no status");
        check(None, "[1, 2]", "it is neither JSON nor CLF nor in the format of the stage");
        let long = "x".repeat(super::LONGEST_LINE + 1);
        assert_eq!(LogFormat::new(None).read(&long), Err(LineFault::TooLong));
    }
}
