//! Reads a template: text, references, directives and blocks.
//!
//! Errors are collected; behind a directive that cannot be read the parser goes on, so that one run reports them all.

use super::ast::{Block, Define, Expression, Foreach, If, Node, Reference, Set};
use super::error::{VtlError, VtlErrorKind};
use super::expression;
use super::lexer::{Lexer, Origin, is_name_start};
use super::scope::Symbols;

/// The longest template, in bytes. The service takes 300 KB; this bound only keeps positions small.
const MAX_LENGTH: usize = 16 << 20;
/// The deepest nesting of blocks, strings and brackets.
const MAX_DEPTH: usize = 60;
/// More errors than this help nobody.
const MAX_ERRORS: usize = 50;

/// What all parts of a template share while it is read.
#[derive(Debug)]
pub(super) struct Shared {
    pub(super) symbols: Symbols,
    errors: Vec<VtlError>,
    depth: usize,
}

/// How a block ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Close {
    End,
    Else,
    ElseIf,
    /// The end of the text.
    Text,
}

/// The reader of a template, or of a string inside of one.
pub(super) struct Parser<'t, 's> {
    pub(super) lexer: Lexer<'t>,
    pub(super) shared: &'s mut Shared,
    in_string: bool,
    open: Vec<Open>,
}

/// A block that is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Open {
    If,
    /// An `#if` behind its `#else`.
    Else,
    Other,
}

pub(super) fn parse(text: &str) -> Result<(Block, Symbols), Vec<VtlError>> {
    if text.len() > MAX_LENGTH {
        let message = "the template is longer than 16 MiB";
        return Err(vec![VtlError::new(VtlErrorKind::TooLarge, (0, 0), message)]);
    }
    let mut shared = Shared { symbols: Symbols::new(), errors: Vec::new(), depth: 0 };
    let lexer = Lexer::new(text, Origin::start_at(0));
    let body = Parser { lexer, shared: &mut shared, in_string: false, open: Vec::new() }.block().0;
    if shared.errors.is_empty() {
        return Ok((body, shared.symbols));
    }
    shared.errors.sort_by_key(|error| (error.start, error.end));
    Err(shared.errors)
}

impl Shared {
    pub(super) fn report(&mut self, error: VtlError) {
        if self.errors.len() < MAX_ERRORS && !self.errors.contains(&error) {
            self.errors.push(error);
        }
    }

    /// Goes one level deeper, as far as that is allowed.
    pub(super) fn enter(&mut self, place: (u32, u32)) -> Result<(), VtlError> {
        if self.depth >= MAX_DEPTH {
            let message = "the template is nested more than 60 levels deep";
            return Err(VtlError::new(VtlErrorKind::TooLarge, place, message));
        }
        self.depth += 1;
        Ok(())
    }

    pub(super) fn leave(&mut self) {
        self.depth -= 1;
    }
}

/// The content of a string in double quotes, which is a template of its own.
pub(super) fn string_content(lexer: Lexer<'_>, shared: &mut Shared) -> Block {
    Parser { lexer, shared, in_string: true, open: Vec::new() }.block().0
}

/// The nodes of a block, with the text between them.
#[derive(Default)]
struct Builder {
    nodes: Vec<Node>,
    text: String,
}

impl Builder {
    fn push(&mut self, node: Node) {
        self.flush();
        self.nodes.push(node);
    }

    fn flush(&mut self) {
        if !self.text.is_empty() {
            self.nodes.push(Node::Text(std::mem::take(&mut self.text).into()));
        }
    }

    /// Halves the backslashes at the end of the text, which stand before a reference or a directive. An odd one
    /// escapes what follows.
    fn escapes(&mut self) -> bool {
        let plain = self.text.trim_end_matches('\\').len();
        let count = self.text.len() - plain;
        self.text.truncate(plain + count / 2);
        count % 2 == 1
    }

    fn finish(mut self) -> Block {
        self.flush();
        Block { nodes: self.nodes }
    }
}

impl Parser<'_, '_> {
    /// Nodes up to what closes the block.
    fn block(&mut self) -> (Block, Close) {
        let mut builder = Builder::default();
        let close = loop {
            let Some(sign) = self.lexer.next_sign() else {
                builder.text.push_str(self.lexer.rest());
                self.lexer.at = self.lexer.len();
                break Close::Text;
            };
            builder.text.push_str(self.lexer.slice(self.lexer.at, sign));
            self.lexer.at = sign;
            if self.lexer.rest().starts_with('$') {
                self.dollar(&mut builder);
            } else if let Some(close) = self.hash(&mut builder) {
                break close;
            }
        };
        (builder.finish(), close)
    }

    fn dollar(&mut self, builder: &mut Builder) {
        let start = self.lexer.at;
        let behind = self.lexer.slice(start + 1, self.lexer.len());
        let name = behind.strip_prefix('!').unwrap_or(behind);
        if behind.is_empty() && !self.in_string {
            let error = VtlError::new(
                VtlErrorKind::BadReference,
                self.lexer.span(start, start + 1),
                "a template cannot end with `$`",
            );
            self.shared.report(error.help("put any character behind it, such as a line end"));
        }
        if !name.starts_with('{') && !name.starts_with(is_name_start) {
            builder.text.push('$');
            self.lexer.at = start + 1;
            return;
        }
        match expression::reference(self) {
            Ok(reference) => {
                if builder.escapes() {
                    builder.text.push_str(self.lexer.slice(start, self.lexer.at));
                } else {
                    builder.push(Node::Print(reference));
                }
            }
            Err(error) => {
                self.shared.report(error);
                // What was read so far belongs to the broken reference.
                self.lexer.at = self.lexer.at.max(start + 1);
            }
        }
    }

    /// What a `#` begins; something when it closes the block.
    fn hash(&mut self, builder: &mut Builder) -> Option<Close> {
        let start = self.lexer.at;
        if self.lexer.eat("##") {
            self.lexer.take_while(|c| !matches!(c, '\n' | '\r'));
            self.lexer.line_end();
            return None;
        }
        if self.lexer.eat("#*") {
            self.past("*#", start, "the comment is not closed", "close it with `*#`");
            return None;
        }
        if self.lexer.eat("#[[") {
            let from = self.lexer.at;
            if self.past("]]#", start, "the literal text is not closed", "close it with `]]#`") {
                builder.text.push_str(self.lexer.slice(from, self.lexer.at - 3));
            }
            return None;
        }
        self.lexer.eat("#");
        let braces = self.lexer.eat("{");
        let word = self.lexer.word();
        if word.is_empty() || (braces && !self.lexer.eat("}")) {
            builder.text.push('#');
            self.lexer.at = start + 1;
            return None;
        }
        let Some(directive) = Directive::named(word) else {
            self.unknown(builder, start);
            return None;
        };
        let behind = self.lexer.at;
        self.lexer.blanks();
        let open = self.lexer.eat("(");
        if !open {
            self.lexer.at = behind;
            // `#set` without a parenthesis is a word like any other.
            if directive == Directive::Set {
                builder.text.push_str(self.lexer.slice(start, behind));
                return None;
            }
        }
        if builder.escapes() {
            self.lexer.at = behind;
            builder.text.push_str(self.lexer.slice(start, behind));
            return None;
        }
        if directive.has_head() && !open {
            let span = self.lexer.span(start, behind);
            let message = format!("`#{word}` has no parentheses");
            self.shared.report(VtlError::new(VtlErrorKind::BadDirective, span, message));
        }
        if !directive.has_head() {
            // The parenthesis is text behind the directive.
            self.lexer.at = behind;
        }
        self.directive(directive, start, open, builder)
    }

    fn past(&mut self, mark: &str, start: usize, message: &str, help: &'static str) -> bool {
        let found = self.lexer.skip_past(mark);
        if !found {
            let span = self.lexer.span(start, start + 2);
            self.shared.report(VtlError::new(VtlErrorKind::Unclosed, span, message).help(help));
            self.lexer.at = self.lexer.len();
        }
        found
    }

    /// What is no directive of the service prints as it stands, its arguments too (`vtl`, "Directives").
    fn unknown(&mut self, builder: &mut Builder, start: usize) {
        let behind = self.lexer.at;
        self.lexer.blanks();
        if self.lexer.eat("(") && self.skip_parentheses() {
            builder.text.push_str(self.lexer.slice(start, self.lexer.at));
        } else {
            self.lexer.at = behind;
            builder.text.push_str(self.lexer.slice(start, behind));
        }
    }

    /// Skips to the parenthesis that closes an open one; strings count as one piece.
    fn skip_parentheses(&mut self) -> bool {
        let mut open = 1_usize;
        let mut quote = None;
        for (offset, c) in self.lexer.rest().char_indices() {
            match (quote, c) {
                (Some(q), c) if q == c => quote = None,
                (None, '"' | '\'') => quote = Some(c),
                (None, '(') => open += 1,
                (None, ')') => {
                    open -= 1;
                    if open == 0 {
                        self.lexer.at += offset + 1;
                        return true;
                    }
                }
                (_, _) => {}
            }
        }
        false
    }

    fn directive(
        &mut self,
        directive: Directive,
        start: usize,
        open: bool,
        builder: &mut Builder,
    ) -> Option<Close> {
        match directive {
            Directive::Set => {
                if let Some(set) = self.head(start, Self::set) {
                    builder.push(Node::Set(Box::new(set)));
                }
            }
            Directive::If => {
                let condition = self.head_if(open, start, expression::expression);
                let node = self.conditional(condition, start);
                builder.push(Node::If(Box::new(node)));
            }
            Directive::Foreach => {
                let head = self.head_if(open, start, Self::foreach_head);
                let written = self.lexer.slice(start, self.lexer.at).trim_end().len();
                let (_, end) = self.lexer.span(start, start + written);
                let body = self.nested(start, "#foreach", Open::Other).0;
                if let Some((variable, items)) = head {
                    let start = self.lexer.place(start);
                    let node = Foreach { variable, items, body, start, end };
                    builder.push(Node::Foreach(Box::new(node)));
                }
            }
            Directive::Define => {
                let head = self.head_if(open, start, Self::variable);
                let body = self.nested(start, "#define", Open::Other).0;
                if let Some(variable) = head {
                    builder.push(Node::Define(Box::new(Define { variable, body })));
                }
            }
            Directive::Macro => {
                // The service knows no macros: the definition disappears and calls print as they stand.
                if open && !self.skip_parentheses() {
                    self.report_at(start, VtlErrorKind::Unclosed, "the parenthesis is not closed");
                }
                self.lexer.swallow_line_end();
                self.nested(start, "#macro", Open::Other);
            }
            Directive::Include | Directive::Parse => {
                let span = self.lexer.span(start, self.lexer.at);
                let message = "a mapping template cannot read other templates";
                let error = VtlError::new(VtlErrorKind::UnsupportedDirective, span, message);
                self.shared.report(error.help("write the text here"));
                if open {
                    self.skip_parentheses();
                }
            }
            Directive::Break => builder.push(Node::Break),
            Directive::Stop => builder.push(Node::Stop),
            Directive::End => {
                self.lexer.swallow_line_end();
                return self.closes(Close::End, start);
            }
            Directive::Else => {
                self.lexer.swallow_line_end();
                return self.closes(Close::Else, start);
            }
            Directive::ElseIf => {
                if open {
                    // The condition is read by the `#if` that this belongs to.
                    return self.closes(Close::ElseIf, start);
                }
            }
        }
        None
    }

    /// The expression or whatever `read` reads, up to the closing parenthesis and the line end behind it. Nothing
    /// when it could not be read; that is reported, and the rest of the parentheses skipped.
    fn head<T>(
        &mut self,
        start: usize,
        read: impl FnOnce(&mut Self) -> Result<T, VtlError>,
    ) -> Option<T> {
        let inside = self.lexer.at;
        let result = read(self).and_then(|value| {
            self.lexer.spaces();
            if self.lexer.eat(")") {
                Ok(value)
            } else {
                Err(expression::unexpected(&self.lexer, "`)`"))
            }
        });
        match result {
            Ok(value) => {
                self.lexer.swallow_line_end();
                Some(value)
            }
            Err(error) => {
                let at_end = error.kind == VtlErrorKind::Unclosed;
                self.shared.report(error);
                self.lexer.at = inside;
                if self.skip_parentheses() {
                    self.lexer.swallow_line_end();
                } else {
                    if !at_end {
                        let message = "the parenthesis is not closed";
                        self.report_at(start, VtlErrorKind::Unclosed, message);
                    }
                    self.lexer.take_while(|c| c != '\n');
                }
                None
            }
        }
    }

    fn head_if<T>(
        &mut self,
        open: bool,
        start: usize,
        read: impl FnOnce(&mut Self) -> Result<T, VtlError>,
    ) -> Option<T> {
        if open { self.head(start, read) } else { None }
    }

    fn report_at(&mut self, start: usize, kind: VtlErrorKind, message: &str) {
        let word = self.lexer.slice(start, self.lexer.len());
        let ends = |c: char| !c.is_ascii_alphanumeric() && !matches!(c, '#' | '{' | '}');
        let word = word.get(1..).unwrap_or_default();
        let length = 1 + word.find(|c| c == '#' || ends(c)).unwrap_or(word.len());
        let span = self.lexer.span(start, start + length);
        self.shared.report(VtlError::new(kind, span, message));
    }

    fn set(&mut self) -> Result<Set, VtlError> {
        self.lexer.spaces();
        let target = self.target()?;
        self.lexer.spaces();
        if self.lexer.rest().starts_with("==") || !self.lexer.eat("=") {
            return Err(expression::unexpected(&self.lexer, "`=`"));
        }
        let value = expression::expression(self)?;
        Ok(Set { target, value })
    }

    fn target(&mut self) -> Result<Reference, VtlError> {
        if self.lexer.rest().starts_with('$') {
            return expression::reference(self);
        }
        Err(expression::unexpected(&self.lexer, "a reference such as `$name`"))
    }

    /// A reference that is a name alone.
    fn variable(&mut self) -> Result<usize, VtlError> {
        self.lexer.spaces();
        let reference = self.target()?;
        if reference.steps.is_empty() {
            return Ok(reference.slot);
        }
        let span = (reference.start, reference.end);
        Err(VtlError::new(VtlErrorKind::BadDirective, span, "only a name can stand here"))
    }

    fn foreach_head(&mut self) -> Result<(usize, Expression), VtlError> {
        let variable = self.variable()?;
        self.lexer.spaces();
        let before = self.lexer.at;
        if self.lexer.word() != "in" {
            self.lexer.at = before;
            return Err(expression::unexpected(&self.lexer, "`in`"));
        }
        Ok((variable, expression::expression(self)?))
    }

    /// The branches of an `#if` whose condition has been read.
    fn conditional(&mut self, condition: Option<Expression>, start: usize) -> If {
        let mut node = If { branches: Vec::new(), otherwise: None };
        let mut condition = condition.unwrap_or(Expression::Null);
        loop {
            let (block, close) = self.nested(start, "#if", Open::If);
            node.branches.push((condition, block));
            match close {
                Close::ElseIf => {
                    let next = self.head(start, expression::expression);
                    condition = next.unwrap_or(Expression::Null);
                }
                Close::Else => {
                    node.otherwise = Some(self.nested(start, "#if", Open::Else).0);
                    return node;
                }
                Close::End | Close::Text => return node,
            }
        }
    }

    /// A block inside of the directive at `start`.
    fn nested(&mut self, start: usize, name: &str, open: Open) -> (Block, Close) {
        let place = self.lexer.span(start, start + name.len());
        if let Err(error) = self.shared.enter(place) {
            self.shared.report(error);
            self.lexer.at = self.lexer.len();
            return (Block::default(), Close::Text);
        }
        self.open.push(open);
        let (block, close) = self.block();
        self.open.pop();
        self.shared.leave();
        if close == Close::Text {
            let message = format!("`{name}` is not closed");
            let error = VtlError::new(VtlErrorKind::Unclosed, place, message);
            self.shared.report(error.help("close it with `#end`"));
        }
        (block, close)
    }

    /// A closing directive, if there is a block that it can close.
    fn closes(&mut self, close: Close, start: usize) -> Option<Close> {
        let message = match (close, self.open.last()) {
            (Close::End, Some(_)) | (Close::Else | Close::ElseIf, Some(Open::If)) => {
                return Some(close);
            }
            (Close::End | Close::Text, _) => "`#end` has no directive that it closes",
            (_, Some(Open::Else)) => "the `#else` of this `#if` has been there already",
            (_, Some(Open::Other) | None) => "there is no `#if` that this belongs to",
        };
        self.report_at(start, VtlErrorKind::Unmatched, message);
        if close == Close::ElseIf {
            self.skip_parentheses();
        }
        None
    }
}

/// The directives of the service, and those of Velocity that it treats in a way of their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Directive {
    Set,
    If,
    ElseIf,
    Else,
    End,
    Foreach,
    Define,
    Macro,
    Break,
    Stop,
    Include,
    Parse,
}

impl Directive {
    fn named(word: &str) -> Option<Self> {
        Some(match word {
            "set" => Self::Set,
            "if" => Self::If,
            "elseif" => Self::ElseIf,
            "else" => Self::Else,
            "end" => Self::End,
            "foreach" => Self::Foreach,
            "define" => Self::Define,
            "macro" => Self::Macro,
            "break" => Self::Break,
            "stop" => Self::Stop,
            "include" => Self::Include,
            "parse" => Self::Parse,
            _ => return None,
        })
    }

    /// Whether parentheses belong to it.
    fn has_head(self) -> bool {
        match self {
            Self::Else | Self::End | Self::Break | Self::Stop => false,
            Self::Set
            | Self::If
            | Self::ElseIf
            | Self::Foreach
            | Self::Define
            | Self::Macro
            | Self::Include
            | Self::Parse => true,
        }
    }
}
