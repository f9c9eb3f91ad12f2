//! Where methods and routes take something from `$context`.

use crate::diag::Sink;
use crate::ir::{Authorization, AuthorizationType, Integration, MappingTemplate};
use crate::mapping::{Expression, ExpressionSide};
use crate::source::Span;
use crate::vtl::Mentioned;

use super::{Context, Owner, Rule};

/// So many different parts of the context are printed for the record, and not because each is needed.
const MANY: usize = 6;

/// One part of `$context` that an integration takes.
#[derive(Debug)]
pub(super) struct ContextUse<'a> {
    /// Which integration it is of.
    place: usize,
    /// The method or route.
    pub(super) owner: Owner<'a>,
    /// Who may call it.
    pub(super) authorization: &'a Authorization,
    /// Whether it is a route of an HTTP API.
    pub(super) is_http: bool,
    /// The names behind `$context`.
    pub(super) path: Vec<String>,
    /// The place.
    pub(super) span: Span,
    /// Whether it stands in a template that prints many parts of the context.
    pub(super) is_one_of_many: bool,
}

impl ContextUse<'_> {
    /// The part as it is usually written.
    fn name(&self) -> String {
        format!("context.{}", self.path.join("."))
    }
}

/// The parts of `$context` that `is_vain` is true of, with one finding for each method or route.
pub(super) fn report_vain(
    cx: &Context<'_>,
    rule: &'static Rule,
    sink: &mut Sink,
    vain: impl Fn(&ContextUse<'_>) -> Option<&'static str>,
) {
    let all = cx.context_uses();
    let mut rest = all
        .iter()
        .filter(|own| !asks_for_unknown(cx, own))
        .filter_map(|own| Some((own, vain(own)?)))
        .peekable();
    while let Some((first, why)) = rest.next() {
        let mut others = 0;
        while rest.next_if(|(own, _)| own.place == first.place).is_some() {
            others += 1;
        }
        let (name, owner) = (first.name(), first.owner);
        let message = match others {
            0 => format!("`{name}` has no value in `{owner}`"),
            _ => format!("`{name}` and {others} more have no value in `{owner}`"),
        };
        sink.report(rule, first.span, message)
            .label(why)
            .related(first.authorization.origin.span(), "who may call is said here")
            .help("take it out, or let the method ask for what fills it in");
    }
}

/// Whether the method asks for a security scheme that nobody has defined: then it was meant to be protected, and other
/// rules say that it is not.
fn asks_for_unknown(cx: &Context<'_>, own: &ContextUse<'_>) -> bool {
    let needs_key = match own.owner {
        Owner::Method(method) => *method.method.api_key_required,
        Owner::Route(_) => false,
    };
    let said = cx.sources().text(own.authorization.origin.span());
    let asked = said.split_once(':').map_or("", |(_, asked)| asked.trim());
    own.authorization.authorization_type == AuthorizationType::None
        && !needs_key
        && said.contains("security")
        && !matches!(asked, "" | "[]" | "[{}]")
}

/// All parts of `$context` that requests to backends are made of.
pub(super) fn all<'a>(cx: &Context<'a>) -> Vec<ContextUse<'a>> {
    let mut found = Vec::new();
    for (place, at) in cx.integrations().iter().enumerate() {
        let (authorization, is_http) = match at.owner {
            Owner::Method(method) => (&method.method.authorization, false),
            Owner::Route(route) => (&route.route.authorization, true),
        };
        let mut add = |path: Vec<String>, span: Span, is_one_of_many: bool| {
            let owner = at.owner;
            found.push(ContextUse {
                place,
                owner,
                authorization,
                is_http,
                path,
                span,
                is_one_of_many,
            });
        };
        mapped(at.integration, is_http, &mut add);
        for template in at.integration.request_templates.values() {
            in_template(cx, template, &mut add);
        }
    }
    found
}

fn mapped(integration: &Integration, is_http: bool, add: &mut impl FnMut(Vec<String>, Span, bool)) {
    for value in integration.request_parameters.values() {
        let path = if is_http {
            value.strip_prefix("$context.").map(str::to_owned)
        } else {
            match Expression::parse(value, ExpressionSide::Request) {
                Ok(Expression::Context(path)) => Some(path),
                _ => None,
            }
        };
        if let Some(path) = path {
            add(path.split('.').map(str::to_owned).collect(), value.span(), false);
        }
    }
}

fn in_template(
    cx: &Context<'_>,
    template: &MappingTemplate,
    add: &mut impl FnMut(Vec<String>, Span, bool),
) {
    let text = template.text.text();
    if !text.contains("context") {
        return;
    }
    let Some(parsed) = cx.template(text) else { return };
    let mentions = parsed.references();
    let paths = || {
        mentions.iter().filter_map(|mention| match &mention.what {
            Mentioned::Context(path) if !path.is_empty() => Some((mention, path)),
            _ => None,
        })
    };
    let mut different: Vec<&Vec<&str>> = paths().map(|(_, path)| path).collect();
    different.sort_unstable();
    different.dedup();
    let is_one_of_many = different.len() >= MANY;
    for (mention, path) in paths() {
        let path = path.iter().map(|name| (*name).to_owned()).collect();
        add(path, template.text.span(mention.start, mention.end), is_one_of_many);
    }
}
