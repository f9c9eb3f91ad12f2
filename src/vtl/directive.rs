//! Reads directives: what stands in their parentheses and the blocks that they open.

use super::ast::{Block, Define, Expression, Foreach, If, Node, Reference, Set};
use super::error::{VtlError, VtlErrorKind};
use super::expression;
use super::parser::{Builder, Close, Open, Parser};

/// The directives of the service, and those of Velocity that it treats in a way of their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Directive {
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
    pub(super) fn named(word: &str) -> Option<Self> {
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
    pub(super) fn has_head(self) -> bool {
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

impl Parser<'_, '_> {
    pub(super) fn directive(
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
