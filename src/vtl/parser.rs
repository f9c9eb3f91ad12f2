//! Reads a template: text, references, directives and blocks.
//!
//! Errors are collected; behind a directive that cannot be read the parser goes on, so that one run reports them all.

use super::ast::{Block, Node};
use super::directive::Directive;
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
pub(super) enum Close {
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
    pub(super) open: Vec<Open>,
}

/// A block that is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Open {
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
pub(super) struct Builder {
    nodes: Vec<Node>,
    text: String,
}

impl Builder {
    pub(super) fn push(&mut self, node: Node) {
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
    pub(super) fn block(&mut self) -> (Block, Close) {
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
    pub(super) fn skip_parentheses(&mut self) -> bool {
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
}
