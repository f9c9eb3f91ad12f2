//! The answer for a person: the verdict first, then the reasons, then what would have to change.

use std::io;

use crate::access::{
    CauseReport, CausesReport, ElementReport, EntryReport, LogSummary, PolicyReport, Report,
    ReportOutcome, Requirement, StatementReport, StepReport, StepResult, Way,
};
use crate::diag::{Label, Severity, Style, excerpt};
use crate::source::Sources;

/// So many statements of a policy are shown that do not apply, the closest first.
const MISSES: usize = 3;

/// The signs of a tree.
struct Signs {
    yes: &'static str,
    no: &'static str,
    open: &'static str,
    noted: &'static str,
    branch: &'static str,
    last: &'static str,
    down: &'static str,
}

const UNICODE: Signs =
    Signs {
        yes: "✓", no: "✗", open: "?", noted: "·", branch: "├─ ", last: "└─ ", down: "│  "
    };
const ASCII: Signs =
    Signs { yes: "+", no: "x", open: "?", noted: "-", branch: "|- ", last: "`- ", down: "|  " };

/// A line of a tree with those below it.
struct Line {
    text: String,
    below: Vec<Self>,
}

impl Line {
    fn new(text: impl Into<String>) -> Self {
        Self { text: text.into(), below: Vec::new() }
    }
}

/// Writes a report.
pub(in crate::cli) fn write(
    out: &mut dyn io::Write,
    report: &Report,
    sources: &Sources,
    style: &Style,
) -> io::Result<()> {
    let signs = if style.unicode { &UNICODE } else { &ASCII };
    writeln!(out, "{}", headline(report))?;
    writeln!(out, "{}", report.summary)?;
    for text in excerpts(report, sources, style) {
        write!(out, "\n{}", text.trim_end_matches('\n'))?;
        writeln!(out)?;
    }
    answer(out, report)?;
    section(out, "what happens", &steps(report, signs), signs)?;
    section(out, "nearest routes", &nearest(report), signs)?;
    let rule = report.rule.as_deref().map_or(String::new(), |rule| format!(": {rule}"));
    section(out, &format!("ways in{rule}"), &ways(report, signs), signs)?;
    changes(out, report, signs)
}

/// The verdict in a line.
fn headline(report: &Report) -> String {
    let request = &report.request;
    let asked = format!("{} {} in stage {}", request.method, request.path, request.stage);
    match (report.outcome, &report.response) {
        (ReportOutcome::Allowed, _) => format!("allowed: {asked}"),
        (ReportOutcome::Undecided, _) => format!("undecided: {asked}"),
        (ReportOutcome::Denied, None) => format!("denied: {asked}"),
        (ReportOutcome::Denied, Some(response)) => {
            let kind =
                response.response_type.as_deref().map_or(String::new(), |own| format!(" {own}"));
            format!("denied: {}{kind} for {asked}", response.status)
        }
    }
}

/// The statements that decide, in their files; where none does, the one that comes closest to allow it.
fn excerpts(report: &Report, sources: &Sources, style: &Style) -> Vec<String> {
    let all =
        || report.steps.iter().flat_map(|step| step.policies.iter().map(move |own| (step, own)));
    let mut shown: Vec<(&StepReport, &StatementReport)> = Vec::new();
    for (step, policy) in all() {
        for own in policy.statements.iter().filter(|own| own.decides) {
            if !shown.iter().any(|(_, known)| known.span == own.span) {
                shown.push((step, own));
            }
        }
    }
    let is_denied = report.outcome == ReportOutcome::Denied;
    if shown.is_empty() && is_denied {
        let allows =
            all().flat_map(|(step, policy)| policy.statements.iter().map(move |own| (step, own)));
        let allows = allows.filter(|(_, own)| own.effect.as_deref() == Some("Allow"));
        shown.extend(allows.min_by_key(|(_, own)| misses(own).count()));
    }
    shown.truncate(MISSES);
    let severity = if is_denied { Severity::Error } else { Severity::Info };
    let texts = shown.into_iter().filter_map(|(_, own)| {
        let primary = Label { span: own.span?, text: String::new() };
        let told: Vec<&ElementReport> =
            if own.decides { own.elements.iter().collect() } else { misses(own).collect() };
        let labels: Vec<Label> = told
            .into_iter()
            .filter(|own| own.operator.is_some() || own.holds != Some(true))
            .filter_map(|own| Some(Label { span: own.span?, text: own.sentence.clone() }))
            .collect();
        let message = match (own.decides, own.effect.as_deref()) {
            (true, Some("Deny")) => format!("{} denies it", named(own)),
            (true, _) => format!("{} allows it", named(own)),
            (false, _) => format!("{} comes closest to allow it", named(own)),
        };
        match labels.split_first() {
            Some((first, rest)) => excerpt(sources, style, severity, &message, first, rest),
            None => excerpt(sources, style, severity, &message, &primary, &[]),
        }
    });
    texts.collect()
}

fn misses(own: &StatementReport) -> impl Iterator<Item = &ElementReport> {
    own.elements.iter().filter(|own| own.holds == Some(false))
}

fn answer(out: &mut dyn io::Write, report: &Report) -> io::Result<()> {
    for need in &report.needs {
        let argument =
            need.argument.as_deref().map_or(String::new(), |own| format!("; say it with {own}"));
        writeln!(out, "\n`{}` has to be known: {}{argument}", need.name, need.why)?;
    }
    let Some(response) = report.response.as_ref() else { return Ok(()) };
    match report.outcome {
        ReportOutcome::Allowed => return Ok(()),
        ReportOutcome::Denied => writeln!(out, "\nthe caller gets")?,
        ReportOutcome::Undecided => writeln!(out, "\nif it is refused, the caller may get")?,
    }
    writeln!(out, "  HTTP/1.1 {}", response.status)?;
    if let Some(error) = &response.error_type {
        writeln!(out, "  x-amzn-errortype: {error}")?;
    }
    for line in response.body.lines() {
        writeln!(out, "  {line}")?;
    }
    Ok(())
}

fn section(out: &mut dyn io::Write, title: &str, lines: &[Line], signs: &Signs) -> io::Result<()> {
    if lines.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n{title}")?;
    tree(out, lines, "", signs)
}

fn tree(out: &mut dyn io::Write, lines: &[Line], before: &str, signs: &Signs) -> io::Result<()> {
    for (place, line) in lines.iter().enumerate() {
        let is_last = place + 1 == lines.len();
        let (branch, down) = if is_last { (signs.last, "   ") } else { (signs.branch, signs.down) };
        writeln!(out, "{before}{branch}{}", line.text)?;
        tree(out, &line.below, &format!("{before}{down}"), signs)?;
    }
    Ok(())
}

fn steps(report: &Report, signs: &Signs) -> Vec<Line> {
    let lines = report.steps.iter().map(|step| {
        let sign = match step.result {
            StepResult::Passed => signs.yes,
            StepResult::Refused => signs.no,
            StepResult::Noted => signs.noted,
            StepResult::Open => signs.open,
        };
        let place = step.place.as_deref().map_or(String::new(), |own| format!(" ({own})"));
        let note = if step.note.is_empty() { String::new() } else { format!(": {}", step.note) };
        let mut line = Line::new(format!("{sign} {}{note}{place}", step.title));
        line.below.extend(step.details.iter().map(Line::new));
        line.below.extend(step.policies.iter().flat_map(|policy| statements(policy, signs)));
        line
    });
    lines.collect()
}

/// The statements that apply or may, and those that come closest.
fn statements(policy: &PolicyReport, signs: &Signs) -> Vec<Line> {
    let (applying, mut others): (Vec<&StatementReport>, Vec<&StatementReport>) =
        policy.statements.iter().partition(|own| own.applies != Some(false));
    others.sort_by_key(|own| misses(own).count());
    let hidden = others.len().saturating_sub(MISSES);
    others.truncate(MISSES);
    let mut lines: Vec<Line> =
        applying.into_iter().chain(others).map(|own| statement(own, signs)).collect();
    if hidden > 0 {
        let plural = if hidden == 1 { " does" } else { "s do" };
        lines.push(Line::new(format!("{hidden} further statement{plural} not apply")));
    }
    lines
}

fn statement(own: &StatementReport, signs: &Signs) -> Line {
    let effect = own.effect.as_deref().unwrap_or("a statement whose effect is not known");
    let applies = match own.applies {
        Some(true) => "applies",
        Some(false) => "does not apply",
        None => "may apply",
    };
    let name = own.sid.as_deref().map_or(format!("{}", own.index + 1), |sid| format!("`{sid}`"));
    let place = own.place.as_deref().map_or(String::new(), |own| format!(" ({own})"));
    let sign_of = match (own.applies, effect) {
        (Some(false), _) => signs.noted,
        // What denies is no good news for the caller.
        (Some(true), "Deny") => signs.no,
        (applies, _) => sign(applies, signs),
    };
    let mut line = Line::new(format!("{sign_of} {effect} {name} {applies}{place}"));
    let told = own.elements.iter().filter(|element| {
        // Of a statement that does not apply, only what keeps it from that is worth a line.
        own.applies != Some(false) || element.holds == Some(false)
    });
    line.below.extend(told.map(|own| {
        let name = match (&own.operator, &own.key) {
            (Some(operator), Some(key)) => format!("{operator} {key}"),
            (_, _) => own.element.clone(),
        };
        Line::new(format!("{} {name}: {}", sign(own.holds, signs), own.sentence))
    }));
    line
}

const fn sign(truth: Option<bool>, signs: &Signs) -> &'static str {
    match truth {
        Some(true) => signs.yes,
        Some(false) => signs.no,
        None => signs.open,
    }
}

fn named(own: &StatementReport) -> String {
    match &own.sid {
        Some(sid) => format!("statement `{sid}`"),
        None => format!("statement {}", own.index + 1),
    }
}

fn nearest(report: &Report) -> Vec<Line> {
    let lines = report.nearest_routes.iter().map(|own| {
        let place = own.place.as_deref().map_or(String::new(), |own| format!(" ({own})"));
        Line::new(format!("{}: {}{place}", own.route, own.difference))
    });
    lines.collect()
}

fn ways(report: &Report, signs: &Signs) -> Vec<Line> {
    let ways = &report.ways_in;
    let mut lines = Vec::new();
    let group = |title: &str, below: Vec<Line>, lines: &mut Vec<Line>| {
        if !below.is_empty() {
            lines.push(Line { text: title.to_owned(), below });
        }
    };
    group("one of", ways.any_of.iter().map(|own| way(own, signs)).collect(), &mut lines);
    group("unless", ways.unless.iter().map(|own| way(own, signs)).collect(), &mut lines);
    group("and", ways.all_of.iter().map(|own| requirement(own, signs)).collect(), &mut lines);
    lines
}

fn way(own: &Way, signs: &Signs) -> Line {
    let place = own.place.as_deref().map_or(String::new(), |own| format!(" ({own})"));
    Line {
        text: format!("{}{place}", own.title),
        below: own.requirements.iter().map(|own| requirement(own, signs)).collect(),
    }
}

fn requirement(own: &Requirement, signs: &Signs) -> Line {
    Line::new(format!("{} {}", sign(own.holds, signs), own.what))
}

fn changes(out: &mut dyn io::Write, report: &Report, signs: &Signs) -> io::Result<()> {
    if report.outcome == ReportOutcome::Allowed {
        return Ok(());
    }
    let lines: Vec<Line> = report
        .request_changes
        .iter()
        .map(|own| {
            let from =
                own.from.as_deref().map_or(String::new(), |own| format!(" instead of {own}"));
            let or = own.or.as_deref().map_or(String::new(), |own| format!(" ({own})"));
            Line::new(format!("{}: {}{from}{or}", own.what, own.to))
        })
        .collect();
    let opens = report.request_changes.iter().any(|own| own.outcome == ReportOutcome::Undecided);
    let title = match (report.outcome, lines.is_empty(), opens) {
        (ReportOutcome::Undecided, true, _) => return Ok(()),
        (ReportOutcome::Undecided, false, _) => "what would let it in",
        (_, true, _) => "no single change of the request lets it in",
        (_, false, true) => "changes of the request behind which it depends on what is not known",
        (_, false, false) => "the smallest changes of the request that let it in",
    };
    writeln!(out, "\n{title}")?;
    tree(out, &lines, "", signs)?;
    // Where no policy refuses the request, there is nothing in it to mend.
    let refused = report.steps.iter().rfind(|own| own.result == StepResult::Refused);
    let is_of_policy = refused.is_some_and(|own| !own.policies.is_empty());
    if report.outcome == ReportOutcome::Undecided
        || (report.policy_edits.is_empty() && !is_of_policy)
    {
        return Ok(());
    }
    let edits: Vec<Line> = report
        .policy_edits
        .iter()
        .map(|own| {
            let place = own.place.as_deref().map_or(String::new(), |own| format!(" ({own})"));
            let mut line = Line::new(format!("{}: {}{place}", own.policy, own.what));
            line.below.extend(own.statement.as_ref().map(|own| Line::new(own.to_string())));
            line
        })
        .collect();
    let title = if edits.is_empty() {
        "no single edit of a policy lets it in"
    } else {
        "the smallest edits of a policy that let it in"
    };
    writeln!(out, "\n{title}")?;
    tree(out, &edits, "", signs)
}

/// Writes the causes of a message.
pub(in crate::cli) fn write_causes(
    out: &mut dyn io::Write,
    report: &CausesReport,
    style: &Style,
) -> io::Result<()> {
    let signs = if style.unicode { &UNICODE } else { &ASCII };
    let about = report.request.as_deref().map_or(String::new(), |own| format!(" for {own}"));
    if report.causes.is_empty() {
        return writeln!(out, "nothing in this definition answers so{about}");
    }
    writeln!(out, "what can have caused it{about}, the likeliest first")?;
    let lines: Vec<Line> = report.causes.iter().map(cause).collect();
    tree(out, &lines, "", signs)
}

fn cause(own: &CauseReport) -> Line {
    let kind = own.response_type.as_deref().map_or(String::new(), |own| format!(" {own}"));
    let mut below = vec![Line::new(format!("look: {}", own.look))];
    below.extend(own.suspects.iter().map(|own| {
        let place = own.place.as_deref().map_or(String::new(), |own| format!(" ({own})"));
        Line::new(format!("{}{place}", own.name))
    }));
    if own.more > 0 {
        below.push(Line::new(format!("and {} more", own.more)));
    }
    Line { text: format!("{} ({}{kind}): {}", own.name, own.status, own.what), below }
}

/// Writes what is said of an entry of a log.
pub(in crate::cli) fn write_entry(out: &mut dyn io::Write, own: &EntryReport) -> io::Result<()> {
    let from = own.source_ip.as_deref().map_or(String::new(), |own| format!(" from {own}"));
    let likely = if own.is_certain { "" } else { "most likely: " };
    writeln!(
        out,
        "line {}: {} {} in stage {}{from}: {likely}{}",
        own.line, own.status, own.request, own.stage, own.reason
    )?;
    for cause in own.causes.iter().skip(1) {
        writeln!(out, "  or: {}", cause.what)?;
    }
    Ok(())
}

/// Writes what was read of a log.
pub(in crate::cli) fn write_summary(out: &mut dyn io::Write, own: &LogSummary) -> io::Result<()> {
    let plural = |count: u64| if count == 1 { "" } else { "s" };
    let (lines, explained, malformed) = (own.lines, own.explained, own.malformed);
    writeln!(
        out,
        "{lines} line{}, {explained} with status 401, 403 or 429, {malformed} that {} no entr{}",
        plural(lines),
        if malformed == 1 { "is" } else { "are" },
        if malformed == 1 { "y" } else { "ies" },
    )?;
    for text in &own.first_malformed {
        writeln!(out, "  {text}")?;
    }
    Ok(())
}
