//! Reads a policy document out of a tree.

use std::collections::BTreeMap;

use crate::diag::{Code, Diagnostic, Severity, Sink, closest};
use crate::source::{
    Kind, Node, Problem, ProblemKind, Span, intrinsic_call, intrinsic_text, read_embedded_json,
};

use super::codes;
use super::document::{Document, Effect, PolicyKind, Statement, TextElement, Version, Written};
use super::read_condition;
use super::read_principal;
use super::read_text;

const DOCUMENT_ELEMENTS: &[&str] = &["Version", "Id", "Statement"];
const STATEMENT_ELEMENTS: &[&str] = &[
    "Sid",
    "Effect",
    "Principal",
    "NotPrincipal",
    "Action",
    "NotAction",
    "Resource",
    "NotResource",
    "Condition",
];

/// What is the same for all parts of one document.
pub(super) struct Reader<'s> {
    pub(super) kind: PolicyKind,
    pub(super) version: Version,
    /// Whether the tree is of a file, so that its places mean something.
    pub(super) is_placed: bool,
    pub(super) sink: &'s mut Sink,
    is_broken: bool,
    /// The first part that only a deployment knows, and how many there are.
    open: Option<(Span, String, usize)>,
}

/// Whether a finding makes the document unusable.
pub(super) fn is_error(found: &Diagnostic) -> bool {
    found.code.severity == Severity::Error
}

/// Reads the document at `node`, an object or JSON text.
pub(super) fn document(
    node: Node<'_>,
    kind: PolicyKind,
    is_placed: bool,
    sink: &mut Sink,
) -> Document {
    let mut cx =
        Reader { kind, version: Version::V2008, is_placed, sink, is_broken: false, open: None };
    let Some(text) = node.as_str().filter(|_| intrinsic_call(node).is_none()) else {
        return cx.document(node);
    };
    if text.trim().is_empty() {
        cx.report(&codes::MALFORMED_POLICY, node.span(), "the policy is empty");
        return cx.finish(node, Vec::new());
    }
    let (tree, problems) = read_embedded_json(&node.embedded());
    let is_readable = !problems.iter().any(Problem::is_fatal);
    for problem in problems {
        cx.report_problem(problem);
    }
    if is_readable { cx.document(tree.root()) } else { cx.finish(node, Vec::new()) }
}

impl Reader<'_> {
    fn document(mut self, node: Node<'_>) -> Document {
        if let Some(call) = intrinsic_call(node) {
            let open = self.open(node, call.full_name());
            return self.finish(node, vec![Statement::open(open)]);
        }
        if !node.is_mapping() {
            self.report(&codes::MALFORMED_POLICY, node.span(), "a policy is an object")
                .help("it has `Version` and `Statement`");
            return self.finish(node, Vec::new());
        }
        let elements = self.elements(node, DOCUMENT_ELEMENTS, "policy");
        if let Some((_, version)) = elements.get("Version") {
            self.read_version(*version);
        }
        let Some((key, statement)) = elements.get("Statement").copied() else {
            self.report(
                &codes::MISSING_POLICY_ELEMENT,
                node.span(),
                "the policy has no `Statement`",
            );
            return self.finish(node, Vec::new());
        };
        let statements = self.statements(key, statement);
        self.check_sids(&statements);
        self.finish(node, statements)
    }

    fn finish(self, node: Node<'_>, statements: Vec<Statement>) -> Document {
        if let Some((span, name, count)) = self.open {
            let others = match count {
                1 => String::new(),
                _ => format!(", and {} more parts of the policy", count - 1),
            };
            let verb = if count == 1 { "is" } else { "are" };
            let message = format!("`{name}`{others} {verb} known only after a deployment");
            self.sink.report(&codes::UNRESOLVED_POLICY_VALUE, span, message);
        }
        let span = self.is_placed.then(|| node.span());
        let Self { kind, version, is_broken, .. } = self;
        Document { kind, version, statements, span, is_broken }
    }

    fn read_version(&mut self, node: Node<'_>) {
        match intrinsic_text(node).as_deref() {
            Some("2012-10-17") => self.version = Version::V2012,
            Some("2008-10-17") => self.version = Version::V2008,
            found => {
                let message = match found {
                    Some(text) => format!("`{text}` is no version of the policy language"),
                    None => "`Version` is not a text".to_owned(),
                };
                self.report(&codes::UNKNOWN_POLICY_VERSION, node.span(), message)
                    .help("write `2012-10-17`");
            }
        }
    }

    fn statements(&mut self, key: Node<'_>, node: Node<'_>) -> Vec<Statement> {
        match node.kind() {
            Kind::Sequence if intrinsic_call(node).is_none() => {
                if node.is_empty() {
                    let message = "the policy has no statements";
                    self.report(&codes::MISSING_POLICY_ELEMENT, key.span(), message);
                }
                node.items().filter_map(|item| self.statement(item)).collect()
            }
            _ => self.statement(node).into_iter().collect(),
        }
    }

    fn statement(&mut self, node: Node<'_>) -> Option<Statement> {
        if let Some(call) = intrinsic_call(node) {
            let open = self.open(node, call.full_name());
            return Some(Statement::open(open));
        }
        if !node.is_mapping() {
            self.report(&codes::MALFORMED_POLICY, node.span(), "a statement is an object");
            return None;
        }
        let elements = self.elements(node, STATEMENT_ELEMENTS, "statement");
        let mut open = None;
        let effect = elements.get("Effect").and_then(|(_, own)| self.effect(*own, &mut open));
        if !elements.contains_key("Effect") {
            self.report(&codes::MISSING_POLICY_ELEMENT, node.span(), "a statement has no `Effect`")
                .help("write `Effect: Allow` or `Effect: Deny`");
        }
        let conditions = match elements.get("Condition") {
            Some((_, block)) => read_condition::block(self, *block, &mut open),
            None => Vec::new(),
        };
        Some(Statement {
            sid: elements.get("Sid").and_then(|(_, sid)| self.sid(*sid)),
            effect,
            principal: read_principal::element(self, node, &elements, &mut open),
            action: self.text_element(node, &elements, "Action", &mut open),
            resource: self.text_element(node, &elements, "Resource", &mut open),
            conditions,
            span: self.place(node),
            open,
        })
    }

    fn sid(&mut self, node: Node<'_>) -> Option<Written<String>> {
        let Some(text) = intrinsic_text(node) else {
            self.report(&codes::MALFORMED_POLICY, node.span(), "`Sid` is not a text");
            return None;
        };
        let is_plain = text.bytes().all(|byte| byte.is_ascii_alphanumeric());
        if self.kind == PolicyKind::Identity && !is_plain && !text.contains("${") {
            let message = format!("the `Sid` `{text}` has something else than letters and digits");
            self.report(&codes::MALFORMED_STATEMENT_ID, node.span(), message);
        }
        Some(Written::new(text, self.place(node)))
    }

    fn check_sids(&mut self, statements: &[Statement]) {
        let sids: Vec<&Written<String>> =
            statements.iter().filter_map(Statement::sid).filter(|sid| !sid.is_empty()).collect();
        for (at, sid) in sids.iter().enumerate() {
            let first = sids.iter().take(at).find(|other| other.as_str() == sid.as_str());
            let Some(first) = first else { continue };
            let message = format!("two statements are named `{}`", sid.as_str());
            let place = sid.place();
            let found = self.report(&codes::DUPLICATE_STATEMENT_ID, place, message);
            if let Some(span) = first.span() {
                found.related(span, "the first of them");
            }
        }
    }

    fn effect(&mut self, node: Node<'_>, open: &mut Option<Written<String>>) -> Option<Effect> {
        let text = intrinsic_text(node);
        let near = match text.as_deref() {
            Some("Allow") => return Some(Effect::Allow),
            Some("Deny") => return Some(Effect::Deny),
            Some(text) if text.contains("${") => {
                let name = text.to_owned();
                *open = Some(self.open(node, name));
                return None;
            }
            Some(text) => {
                ["Allow", "Deny"].into_iter().find(|word| word.eq_ignore_ascii_case(text))
            }
            None => None,
        };
        let message = match &text {
            Some(text) => format!("`{text}` is no effect"),
            None => "`Effect` is not a text".to_owned(),
        };
        let found = self.report(&codes::UNKNOWN_EFFECT, node.span(), message);
        match near {
            Some(word) => found.help(format!("write `{word}`")),
            None => found.help("write `Allow` or `Deny`"),
        };
        None
    }

    fn text_element(
        &mut self,
        statement: Node<'_>,
        elements: &Elements<'_>,
        name: &'static str,
        open: &mut Option<Written<String>>,
    ) -> Option<TextElement> {
        let (negated, key, node) = self.one_of(statement, elements, name)?;
        let values = self.values(key, node, open);
        for value in &values {
            match name {
                "Action" => read_text::check_action(self, value),
                _ => read_text::check_resource(self, value),
            }
        }
        let span = self.place(key).map(|from| from.to(node.span()));
        Some(TextElement { negated, span, values })
    }

    /// The element `name` or its opposite, of which a statement has just one.
    pub(super) fn one_of<'t>(
        &mut self,
        statement: Node<'t>,
        elements: &Elements<'t>,
        name: &'static str,
    ) -> Option<(bool, Node<'t>, Node<'t>)> {
        let opposite = format!("Not{name}");
        match (elements.get(name), elements.get(opposite.as_str())) {
            (Some((key, node)), None) => Some((false, *key, *node)),
            (None, Some((key, node))) => Some((true, *key, *node)),
            (Some((first, _)), Some((second, _))) => {
                let message = format!("a statement has `{name}` and `{opposite}`");
                self.report(&codes::CONFLICTING_POLICY_ELEMENTS, second.span(), message)
                    .related(first.span(), "the other one");
                None
            }
            (None, None) => {
                let message = format!("a statement has no `{name}`");
                self.report(&codes::MISSING_POLICY_ELEMENT, statement.span(), message);
                None
            }
        }
    }

    /// The texts of an element that is one text or a list of them.
    pub(super) fn values(
        &mut self,
        key: Node<'_>,
        node: Node<'_>,
        open: &mut Option<Written<String>>,
    ) -> Vec<Written<String>> {
        let is_list = node.is_sequence() && intrinsic_call(node).is_none();
        if is_list && node.is_empty() {
            let message = format!("`{}` is an empty list", key.scalar_text().unwrap_or(""));
            self.report(&codes::MALFORMED_POLICY, node.span(), message);
        }
        let items: Vec<Node<'_>> = if is_list { node.items().collect() } else { vec![node] };
        let mut values = Vec::with_capacity(items.len());
        for item in items {
            let is_text = !item.is_null();
            match intrinsic_text(item).filter(|_| is_text) {
                Some(text) => {
                    // A function may stand for a list of which nobody knows the length.
                    if read_text::has_holes(&text, self.version) {
                        self.open(item, text.clone());
                    }
                    values.push(Written::new(text, self.place(item)));
                }
                None if intrinsic_call(item).is_some() => {
                    let name = intrinsic_call(item).map(|call| call.full_name());
                    *open = Some(self.open(item, name.unwrap_or_default()));
                }
                None => {
                    let name = key.scalar_text().unwrap_or("");
                    let message = format!("a value of `{name}` is not a text");
                    self.report(&codes::MALFORMED_POLICY, item.span(), message);
                }
            }
        }
        values
    }

    /// The members of an object by their proper names.
    fn elements<'t>(&mut self, node: Node<'t>, known: &[&'static str], what: &str) -> Elements<'t> {
        let mut all = Elements::new();
        for (key, value) in node.entries() {
            let name = key.scalar_text().unwrap_or("");
            if let Some(element) = known.iter().find(|known| **known == name) {
                all.insert(element, (key, value));
                continue;
            }
            if let Some(element) = known.iter().find(|known| known.eq_ignore_ascii_case(name)) {
                let message = format!("`{name}` is written `{element}`");
                self.report(&codes::POLICY_ELEMENT_CASE, key.span(), message);
                all.entry(element).or_insert((key, value));
                continue;
            }
            let message = format!("a {what} has no element `{name}`");
            let found = self.report(&codes::UNKNOWN_POLICY_ELEMENT, key.span(), message);
            match closest(name, known.iter().copied()) {
                Some(near) => found.help(format!("did you mean `{near}`?")),
                None => found.help("take it out"),
            };
        }
        all
    }

    /// Notes a part that only a deployment knows.
    pub(super) fn open(&mut self, node: Node<'_>, name: String) -> Written<String> {
        match &mut self.open {
            Some((_, _, count)) => *count += 1,
            None => self.open = Some((node.span(), name.clone(), 1)),
        }
        Written::new(name, self.place(node))
    }

    pub(super) fn place(&self, node: Node<'_>) -> Option<Span> {
        self.is_placed.then(|| node.span())
    }

    pub(super) fn report(
        &mut self,
        code: &'static Code,
        span: Span,
        message: impl Into<String>,
    ) -> &mut Diagnostic {
        self.is_broken |= code.severity == Severity::Error;
        self.sink.report(code, span, message)
    }

    fn report_problem(&mut self, problem: Problem) {
        let code = match problem.kind {
            ProblemKind::DuplicateKey => &codes::DUPLICATE_POLICY_KEY,
            _ => &codes::MALFORMED_POLICY,
        };
        let message = match problem.kind {
            ProblemKind::DuplicateKey => problem.message,
            _ => format!("the policy is not JSON: {}", problem.message),
        };
        let found = self.report(code, problem.span, message);
        for (span, words) in problem.related {
            found.related(span, words);
        }
        if let Some(help) = problem.help {
            found.help(help);
        }
    }
}

/// The members of an object: key and value by name.
pub(super) type Elements<'t> = BTreeMap<&'static str, (Node<'t>, Node<'t>)>;

impl Statement {
    /// A statement of which nothing is known but that it may be there.
    fn open(open: Written<String>) -> Self {
        Self {
            sid: None,
            effect: None,
            principal: None,
            action: None,
            resource: None,
            conditions: Vec::new(),
            span: open.span(),
            open: Some(open),
        }
    }
}
