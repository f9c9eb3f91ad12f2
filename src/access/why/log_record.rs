//! What an entry of an access log says of a request.

use core::net::IpAddr;

use crate::limits::Date;

/// One entry, as far as its format has it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LogRecord {
    /// The status that the caller got.
    pub status: u16,
    /// The verb.
    pub verb: Option<String>,
    /// The path with the stage, without a query.
    pub path: Option<String>,
    /// The path template of the method.
    pub resource_path: Option<String>,
    /// The stage.
    pub stage: Option<String>,
    /// The caller's address.
    pub source_ip: Option<IpAddr>,
    /// `User-Agent`.
    pub user_agent: Option<String>,
    /// The ARN of who signed.
    pub user_arn: Option<String>,
    /// The name of the API key.
    pub api_key_id: Option<String>,
    /// When, in seconds since 1970.
    pub time: Option<i64>,
    /// The id of the request.
    pub request_id: Option<String>,
    /// What the caller was told.
    pub message: Option<String>,
    /// The gateway response.
    pub response_type: Option<String>,
    /// What the request validator said.
    pub validation_error: Option<String>,
    /// What became of the authorizer.
    pub authorizer_error: Option<String>,
    /// The status that the integration answered with. There is none where it was not called.
    pub integration_status: Option<String>,
}

impl LogRecord {
    /// An entry out of the values of `$context` variables; nothing where there is no status.
    pub(super) fn new(pairs: &[(String, String)]) -> Option<Self> {
        let get = |name: &str| {
            let found = pairs.iter().find(|(own, _)| own == name).map(|(_, value)| value.trim());
            // A variable without a value is written as a hyphen.
            found.filter(|value| !matches!(*value, "" | "-" | "null")).map(str::to_owned)
        };
        let status = get("status")?.parse().ok()?;
        let epoch = get("requestTimeEpoch").and_then(|text| text.parse::<i64>().ok());
        let quoted = get("error.messageString");
        let unquoted = quoted.map(|text| match text.strip_prefix('"') {
            Some(rest) => rest.trim_end_matches('"').to_owned(),
            None => text,
        });
        let resource = get("resourcePath");
        let user_arn = [get("identity.userArn"), get("identity.user"), get("identity.caller")];
        Some(Self {
            status,
            verb: get("httpMethod").map(|verb| verb.to_ascii_uppercase()),
            // Other servers have the whole target where the service has the resource.
            path: get("path")
                .or_else(|| resource.clone().filter(|own| own.contains('?')))
                .map(|own| own.split_once('?').map_or(own.clone(), |(path, _)| path.to_owned())),
            resource_path: resource.filter(|own| !own.contains('?')),
            stage: get("stage"),
            source_ip: get("identity.sourceIp").and_then(|text| text.parse().ok()),
            user_agent: get("identity.userAgent"),
            user_arn: user_arn.into_iter().flatten().find(|own| own.starts_with("arn:")),
            api_key_id: get("identity.apiKeyId"),
            time: epoch.map(|own| own / 1000).or_else(|| moment(&get("requestTime")?)),
            request_id: get("requestId").or_else(|| get("extendedRequestId")),
            message: get("error.message").or(unquoted),
            response_type: get("error.responseType"),
            validation_error: get("error.validationErrorString"),
            authorizer_error: get("authorizer.error").or_else(|| get("authorize.error")),
            integration_status: get("integrationStatus"),
        })
    }
}

/// The seconds of `02/Mar/2026:10:03:58 +0000`.
fn moment(text: &str) -> Option<i64> {
    const MONTHS: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let (date, rest) = text.split_once(':')?;
    let (clock, zone) = rest.split_once(' ').unwrap_or((rest, "+0000"));
    let mut parts = date.split('/');
    let (day, month, year) = (parts.next()?, parts.next()?, parts.next()?);
    let month = MONTHS.iter().position(|own| own.eq_ignore_ascii_case(month))? + 1;
    let date: Date = format!("{year}-{month}-{day}").parse().ok()?;
    let mut parts = clock.split(':').map(|part| part.parse::<i64>().ok());
    let (hours, minutes, seconds) = (parts.next()??, parts.next()??, parts.next()??);
    let days = i64::try_from(date.number()).ok()?;
    let (sign, zone) = match zone.split_at_checked(1)? {
        ("-", zone) => (-1, zone),
        (_, zone) => (1, zone),
    };
    let (zone_hours, zone_minutes) = zone.split_at_checked(2)?;
    let zone = zone_hours.parse::<i64>().ok()? * 60 + zone_minutes.parse::<i64>().ok()?;
    days.checked_mul(86_400)?
        .checked_add(hours.checked_mul(3_600)?)?
        .checked_add(minutes.checked_mul(60)?)?
        .checked_add(seconds - sign * zone * 60)
}
