//! Reads references and expressions.

use super::ast::{Access, Binary, Call, Expression, Operator, Prepared, Reference};
use super::error::{VtlError, VtlErrorKind};
use super::functions::Dispatch;
use super::json;
use super::lexer::{Lexer, Origin};
use super::parser::{Parser, string_content};
use crate::java_regex::JavaRegex;
use crate::json_path::JsonPath;

/// The most operators in a row, and the most steps of one reference.
const MAX_CHAIN: usize = 100;

/// What is said about text that does not fit.
pub(super) fn unexpected(lexer: &Lexer<'_>, wanted: &str) -> VtlError {
    let at = lexer.at;
    let Some(c) = lexer.peek() else {
        let message = format!("the text ends where {wanted} is expected");
        return VtlError::new(VtlErrorKind::Unclosed, lexer.span(at, at), message);
    };
    let span = lexer.span(at, at + c.len_utf8());
    let shown = if c.is_control() { "the line end".to_owned() } else { format!("`{c}`") };
    let message = format!("{wanted} is expected here, not {shown}");
    VtlError::new(VtlErrorKind::BadExpression, span, message)
}

/// A reference, at its dollar sign.
pub(super) fn reference(parser: &mut Parser<'_, '_>) -> Result<Reference, VtlError> {
    let start = parser.lexer.at;
    parser.lexer.eat("$");
    // The quiet form says what the service does anyway: what is undefined prints as nothing.
    parser.lexer.eat("!");
    let braces = parser.lexer.eat("{");
    let Some(name) = parser.lexer.name() else {
        let end = parser.lexer.at + parser.lexer.peek().map_or(0, char::len_utf8);
        let span = parser.lexer.span(start, end);
        let error = VtlError::new(VtlErrorKind::BadReference, span, "the reference has no name");
        return Err(error.help("`#[[` and `]]#` print what stands between them as it is"));
    };
    let slot = parser.shared.symbols.slot(name);
    let mut steps = Vec::new();
    while let Some(step) = access(parser)? {
        steps.push(step);
        if steps.len() > MAX_CHAIN {
            let span = parser.lexer.span(start, parser.lexer.at);
            let message = "the reference has more than 100 parts";
            return Err(VtlError::new(VtlErrorKind::TooLarge, span, message));
        }
    }
    if braces && !parser.lexer.eat("}") {
        return Err(unclosed_braces(parser, start));
    }
    let (start, end) = parser.lexer.span(start, parser.lexer.at);
    Ok(Reference { slot, steps, start, end })
}

fn unclosed_braces(parser: &Parser<'_, '_>, start: usize) -> VtlError {
    let span = parser.lexer.span(start, parser.lexer.at);
    if parser.lexer.peek() == Some('|') {
        let message = "an alternative value is not part of this version of the language";
        return VtlError::new(VtlErrorKind::BadReference, span, message)
            .help("choose the value with `#if`");
    }
    VtlError::new(VtlErrorKind::BadReference, span, "the braces of the reference are not closed")
        .help("close it with `}`; a name has letters, digits, `-` and `_`")
}

/// The next property, method or index, if one follows.
fn access(parser: &mut Parser<'_, '_>) -> Result<Option<Access>, VtlError> {
    let start = parser.lexer.at;
    if parser.lexer.eat("[") {
        let index = bracketed(parser, expression)?;
        parser.lexer.spaces();
        if !parser.lexer.eat("]") {
            return Err(unexpected(&parser.lexer, "`]`"));
        }
        return Ok(Some(Access::Index(index)));
    }
    if !parser.lexer.eat(".") {
        return Ok(None);
    }
    let Some(name) = parser.lexer.name() else {
        // The dot ends a sentence.
        parser.lexer.at = start;
        return Ok(None);
    };
    if !parser.lexer.eat("(") {
        return Ok(Some(Access::Property(name.into())));
    }
    let arguments = bracketed(parser, |parser| list(parser, ")"))?;
    let (start, end) = parser.lexer.span(start + 1, parser.lexer.at);
    let dispatch = Dispatch::of(name);
    let prepared = prepare(&dispatch, &arguments);
    let call = Call { name: name.into(), arguments, dispatch, prepared, start, end };
    Ok(Some(Access::Call(Box::new(call))))
}

/// Paths and patterns that the template spells out are compiled once. One that does not compile fails when it is
/// used, as in the service.
fn prepare(dispatch: &Dispatch, arguments: &[Expression]) -> Prepared {
    let Some(Expression::Text(first)) = arguments.first() else { return Prepared::Nothing };
    if dispatch.takes_path() {
        JsonPath::parse(first).map_or(Prepared::Nothing, Prepared::Path)
    } else if dispatch.takes_pattern() {
        JavaRegex::new(first).map_or(Prepared::Nothing, Prepared::Pattern)
    } else {
        Prepared::Nothing
    }
}

/// What `read` reads, one level deeper.
fn bracketed<T>(
    parser: &mut Parser<'_, '_>,
    read: impl FnOnce(&mut Parser<'_, '_>) -> Result<T, VtlError>,
) -> Result<T, VtlError> {
    let place = parser.lexer.span(parser.lexer.at, parser.lexer.at);
    parser.shared.enter(place)?;
    let result = read(parser);
    parser.shared.leave();
    result
}

/// Expressions with commas between them, up to `close`, which is taken.
fn list(parser: &mut Parser<'_, '_>, close: &str) -> Result<Vec<Expression>, VtlError> {
    let mut items = Vec::new();
    parser.lexer.spaces();
    if parser.lexer.eat(close) {
        return Ok(items);
    }
    loop {
        items.push(expression(parser)?);
        parser.lexer.spaces();
        if parser.lexer.eat(close) {
            return Ok(items);
        }
        if !parser.lexer.eat(",") {
            return Err(unexpected(&parser.lexer, &format!("`,` or `{close}`")));
        }
    }
}

/// An expression, with the blanks before it.
pub(super) fn expression(parser: &mut Parser<'_, '_>) -> Result<Expression, VtlError> {
    binary(parser, 0)
}

/// The operators from the weakest to the strongest.
const LEVELS: [&[(&str, Operator)]; 6] = [
    &[("||", Operator::Or), ("or", Operator::Or)],
    &[("&&", Operator::And), ("and", Operator::And)],
    &[
        ("==", Operator::Equal),
        ("!=", Operator::NotEqual),
        ("eq", Operator::Equal),
        ("ne", Operator::NotEqual),
    ],
    &[
        ("<=", Operator::LessOrEqual),
        ("<", Operator::Less),
        (">=", Operator::GreaterOrEqual),
        (">", Operator::Greater),
        ("le", Operator::LessOrEqual),
        ("lt", Operator::Less),
        ("ge", Operator::GreaterOrEqual),
        ("gt", Operator::Greater),
    ],
    &[("+", Operator::Add), ("-", Operator::Subtract)],
    &[("*", Operator::Multiply), ("/", Operator::Divide), ("%", Operator::Remainder)],
];

fn binary(parser: &mut Parser<'_, '_>, level: usize) -> Result<Expression, VtlError> {
    let Some(operators) = LEVELS.get(level) else { return unary(parser) };
    let start = parser.lexer.at;
    let mut left = binary(parser, level + 1)?;
    let mut count = 0;
    while let Some(operator) = operator(parser, operators) {
        count += 1;
        if count > MAX_CHAIN {
            let span = parser.lexer.span(start, parser.lexer.at);
            let message = "the expression has more than 100 operators in a row";
            return Err(VtlError::new(VtlErrorKind::TooLarge, span, message));
        }
        let right = binary(parser, level + 1)?;
        left = Expression::Binary(Box::new(Binary { operator, left, right }));
    }
    Ok(left)
}

fn operator(parser: &mut Parser<'_, '_>, known: &[(&str, Operator)]) -> Option<Operator> {
    let before = parser.lexer.at;
    parser.lexer.spaces();
    for (sign, operator) in known {
        if sign.starts_with(char::is_alphabetic) {
            let at = parser.lexer.at;
            if parser.lexer.word() == *sign {
                return Some(*operator);
            }
            parser.lexer.at = at;
        } else if parser.lexer.eat(sign) {
            return Some(*operator);
        }
    }
    parser.lexer.at = before;
    None
}

fn unary(parser: &mut Parser<'_, '_>) -> Result<Expression, VtlError> {
    parser.lexer.spaces();
    let before = parser.lexer.at;
    let not = parser.lexer.eat("!") || parser.lexer.word() == "not";
    if !not {
        parser.lexer.at = before;
        return primary(parser);
    }
    let inner = bracketed(parser, unary)?;
    Ok(Expression::Not(Box::new(inner)))
}

fn primary(parser: &mut Parser<'_, '_>) -> Result<Expression, VtlError> {
    match parser.lexer.peek() {
        Some('$') => reference(parser).map(Expression::Reference),
        Some('"') => double_quoted(parser),
        Some('\'') => single_quoted(parser),
        Some('(') => {
            parser.lexer.eat("(");
            let inner = bracketed(parser, expression)?;
            parser.lexer.spaces();
            if parser.lexer.eat(")") { Ok(inner) } else { Err(unexpected(&parser.lexer, "`)`")) }
        }
        Some('[') => {
            parser.lexer.eat("[");
            bracketed(parser, list_or_range)
        }
        Some('{') => {
            parser.lexer.eat("{");
            bracketed(parser, map)
        }
        Some('-' | '.' | '0'..='9') => number(parser),
        _ => word(parser),
    }
}

fn word(parser: &mut Parser<'_, '_>) -> Result<Expression, VtlError> {
    let before = parser.lexer.at;
    let word = parser.lexer.word();
    Ok(match word {
        "true" => Expression::Bool(true),
        "false" => Expression::Bool(false),
        "null" => Expression::Null,
        _ => {
            parser.lexer.at = before;
            if word.is_empty() {
                return Err(unexpected(&parser.lexer, "a value"));
            }
            let span = parser.lexer.span(before, before + word.len());
            let message = format!("`{word}` is no value");
            let error = VtlError::new(VtlErrorKind::BadExpression, span, message);
            return Err(error.help("write a variable with `$` and a text with quotes"));
        }
    })
}

/// `10`, `-3`, `100.0`, `.5`, `1.5e3`. Two dots belong to a range.
fn number(parser: &mut Parser<'_, '_>) -> Result<Expression, VtlError> {
    let lexer = &mut parser.lexer;
    let start = lexer.at;
    let digit = |c: char| c.is_ascii_digit();
    lexer.eat("-");
    let mut any = !lexer.take_while(digit).is_empty();
    let mut whole = true;
    let mut fraction = lexer.rest().chars();
    if fraction.next() == Some('.') && fraction.next().is_some_and(digit) {
        whole = false;
        lexer.eat(".");
        any |= !lexer.take_while(digit).is_empty();
    }
    if !any {
        lexer.at = start;
        return Err(unexpected(lexer, "a value"));
    }
    let before = lexer.at;
    if lexer.eat("e") || lexer.eat("E") {
        let _ = lexer.eat("-") || lexer.eat("+");
        if lexer.take_while(digit).is_empty() {
            lexer.at = before;
        } else {
            whole = false;
        }
    }
    let text = lexer.slice(start, lexer.at);
    Ok(match json::number(text, whole) {
        super::value::Value::Int(number) => Expression::Int(number),
        super::value::Value::Double(number) => Expression::Double(number),
        _ => Expression::Big(text.into()),
    })
}

fn list_or_range(parser: &mut Parser<'_, '_>) -> Result<Expression, VtlError> {
    parser.lexer.spaces();
    if parser.lexer.eat("]") {
        return Ok(Expression::List(Vec::new()));
    }
    let first = expression(parser)?;
    parser.lexer.spaces();
    if parser.lexer.eat("..") {
        let last = expression(parser)?;
        parser.lexer.spaces();
        if !parser.lexer.eat("]") {
            return Err(unexpected(&parser.lexer, "`]`"));
        }
        return Ok(Expression::Range(Box::new((first, last))));
    }
    let mut items = vec![first];
    if !parser.lexer.eat("]") {
        if !parser.lexer.eat(",") {
            return Err(unexpected(&parser.lexer, "`,` or `]`"));
        }
        items.extend(list(parser, "]")?);
    }
    Ok(Expression::List(items))
}

fn map(parser: &mut Parser<'_, '_>) -> Result<Expression, VtlError> {
    let mut entries = Vec::new();
    parser.lexer.spaces();
    if parser.lexer.eat("}") {
        return Ok(Expression::Map(entries));
    }
    loop {
        let key = expression(parser)?;
        parser.lexer.spaces();
        if !parser.lexer.eat(":") {
            return Err(unexpected(&parser.lexer, "`:`"));
        }
        entries.push((key, expression(parser)?));
        parser.lexer.spaces();
        if parser.lexer.eat("}") {
            return Ok(Expression::Map(entries));
        }
        if !parser.lexer.eat(",") {
            return Err(unexpected(&parser.lexer, "`,` or `}`"));
        }
    }
}

/// The parts of a string between its doubled quotes, with their places in the text; the lexer goes behind the string.
fn quoted(lexer: &mut Lexer<'_>, quote: char) -> Result<(String, Vec<(usize, usize)>), VtlError> {
    let start = lexer.at;
    lexer.at += 1;
    let mut text = String::new();
    let mut parts = Vec::new();
    loop {
        parts.push((text.len(), lexer.at));
        text.push_str(lexer.take_while(|c| c != quote));
        if lexer.peek().is_none() {
            let span = lexer.span(start, start + 1);
            let error = VtlError::new(VtlErrorKind::Unclosed, span, "the text is not closed");
            return Err(error.help("close it with the quote that it begins with"));
        }
        lexer.at += 1;
        if lexer.peek() != Some(quote) {
            return Ok((text, parts));
        }
        lexer.at += 1;
        text.push(quote);
    }
}

fn single_quoted(parser: &mut Parser<'_, '_>) -> Result<Expression, VtlError> {
    let (text, _) = quoted(&mut parser.lexer, '\'')?;
    Ok(Expression::Text(text.into()))
}

/// A string in double quotes is a template of its own when anything in it could be a reference or a directive.
fn double_quoted(parser: &mut Parser<'_, '_>) -> Result<Expression, VtlError> {
    let place = parser.lexer.span(parser.lexer.at, parser.lexer.at + 1);
    let (text, parts) = quoted(&mut parser.lexer, '"')?;
    if !text.contains(['$', '#']) {
        return Ok(Expression::Text(text.into()));
    }
    let mut origin = Origin::start_at(place.1);
    for (within, at) in parts {
        origin.jump(within, parser.lexer.place(at));
    }
    parser.shared.enter(place)?;
    let mut block = string_content(Lexer::new(&text, origin), parser.shared);
    parser.shared.leave();
    Ok(match block.nodes.as_mut_slice() {
        [] => Expression::Text("".into()),
        [super::ast::Node::Text(text)] => Expression::Text(std::mem::take(text)),
        _ => Expression::Interpolated(block),
    })
}
