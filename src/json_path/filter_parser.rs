//! Reads a filter.

use super::filter::{Filter, Operand, Operator, Selection};
use super::parser::{self, Cursor, JsonPathError};

/// The deepest nesting of parentheses and filters.
const MAX_DEPTH: usize = 24;

/// A condition in parentheses.
pub(super) fn parenthesized(cursor: &mut Cursor<'_>) -> Result<Filter, JsonPathError> {
    if cursor.filters >= MAX_DEPTH {
        return Err(cursor.error("the filter is nested too deeply"));
    }
    cursor.expect("(")?;
    cursor.filters += 1;
    let filter = either(cursor)?;
    cursor.filters -= 1;
    cursor.spaces();
    cursor.expect(")")?;
    Ok(filter)
}

fn either(cursor: &mut Cursor<'_>) -> Result<Filter, JsonPathError> {
    let first = both(cursor)?;
    let mut parts = vec![first];
    while separator(cursor, "||") {
        parts.push(both(cursor)?);
    }
    Ok(if parts.len() == 1 { parts.remove(0) } else { Filter::Or(parts) })
}

fn both(cursor: &mut Cursor<'_>) -> Result<Filter, JsonPathError> {
    let first = unary(cursor)?;
    let mut parts = vec![first];
    while separator(cursor, "&&") {
        parts.push(unary(cursor)?);
    }
    Ok(if parts.len() == 1 { parts.remove(0) } else { Filter::And(parts) })
}

fn separator(cursor: &mut Cursor<'_>, sign: &str) -> bool {
    cursor.spaces();
    cursor.eat(sign)
}

fn unary(cursor: &mut Cursor<'_>) -> Result<Filter, JsonPathError> {
    cursor.spaces();
    match cursor.peek() {
        Some('!') => {
            if cursor.filters >= MAX_DEPTH {
                return Err(cursor.error("the filter is nested too deeply"));
            }
            cursor.eat("!");
            cursor.filters += 1;
            let inner = unary(cursor)?;
            cursor.filters -= 1;
            Ok(Filter::Not(Box::new(inner)))
        }
        Some('(') => parenthesized(cursor),
        _ => comparison(cursor),
    }
}

fn comparison(cursor: &mut Cursor<'_>) -> Result<Filter, JsonPathError> {
    let left = operand(cursor)?;
    cursor.spaces();
    if cursor.eat("=~") {
        cursor.spaces();
        return Ok(Filter::Like(left, pattern(cursor)?));
    }
    if let Some(negated) = membership(cursor) {
        return Ok(Filter::In { value: left, list: literals(cursor)?, negated });
    }
    let Some(operator) = operator(cursor) else {
        return match left {
            Operand::Selection(selection) => Ok(Filter::Exists(selection)),
            Operand::Text(_) | Operand::Number(_) | Operand::Bool(_) | Operand::Null => {
                Err(cursor.error("an operator is expected here"))
            }
        };
    };
    let right = operand(cursor)?;
    Ok(Filter::Compare(left, operator, right))
}

/// `in` or `nin`, and whether it is the latter.
fn membership(cursor: &mut Cursor<'_>) -> Option<bool> {
    [("nin", true), ("in", false)]
        .into_iter()
        .find_map(|(word, negated)| eat_word(cursor, word).then_some(negated))
}

fn operator(cursor: &mut Cursor<'_>) -> Option<Operator> {
    let signs = [
        ("==", Operator::Equal),
        ("!=", Operator::NotEqual),
        ("<=", Operator::LessOrEqual),
        ("<", Operator::Less),
        (">=", Operator::GreaterOrEqual),
        (">", Operator::Greater),
    ];
    let words =
        [("contains", Operator::Contains), ("size", Operator::Size), ("empty", Operator::Empty)];
    signs
        .into_iter()
        .find_map(|(sign, operator)| cursor.eat(sign).then_some(operator))
        .or_else(|| words.into_iter().find_map(|(w, op)| eat_word(cursor, w).then_some(op)))
}

fn eat_word(cursor: &mut Cursor<'_>, word: &str) -> bool {
    let ends = cursor
        .rest()
        .strip_prefix(word)
        .is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphanumeric() || c == '_'));
    ends && cursor.eat(word)
}

fn operand(cursor: &mut Cursor<'_>) -> Result<Operand, JsonPathError> {
    cursor.spaces();
    match cursor.peek() {
        Some(sign @ ('@' | '$')) => {
            cursor.at += 1;
            let route = parser::route(cursor)?;
            Ok(Operand::Selection(Selection { from_root: sign == '$', route }))
        }
        Some('\'' | '"') => Ok(Operand::Text(cursor.quoted()?.into())),
        Some(c) if c == '-' || c.is_ascii_digit() => number(cursor),
        _ => {
            for (word, operand) in [
                ("true", Operand::Bool(true)),
                ("false", Operand::Bool(false)),
                ("null", Operand::Null),
            ] {
                if eat_word(cursor, word) {
                    return Ok(operand);
                }
            }
            Err(cursor.error("a path, a text or a number is expected here"))
        }
    }
}

fn number(cursor: &mut Cursor<'_>) -> Result<Operand, JsonPathError> {
    let start = cursor.at;
    let text =
        cursor.take_while(|c| c.is_ascii_digit() || matches!(c, '-' | '+' | '.' | 'e' | 'E'));
    match text.parse() {
        Ok(number) => Ok(Operand::Number(number)),
        Err(_) => Err(cursor.error_at(start, cursor.at, format!("`{text}` is not a number"))),
    }
}

fn literals(cursor: &mut Cursor<'_>) -> Result<Vec<Operand>, JsonPathError> {
    cursor.spaces();
    cursor.expect("[")?;
    let mut list = Vec::new();
    cursor.spaces();
    if cursor.eat("]") {
        return Ok(list);
    }
    loop {
        list.push(operand(cursor)?);
        cursor.spaces();
        if cursor.eat("]") {
            return Ok(list);
        }
        cursor.expect(",")?;
    }
}

/// `/pattern/` and its flags; the whole text must match, as in Java's `matches`.
fn pattern(cursor: &mut Cursor<'_>) -> Result<regex::Regex, JsonPathError> {
    let start = cursor.at;
    cursor.expect("/")?;
    let mut source = String::new();
    loop {
        source.push_str(cursor.take_while(|c| c != '/' && c != '\\'));
        if cursor.eat("\\/") {
            source.push('/');
        } else if cursor.eat("\\") {
            source.push('\\');
            if let Some(escaped) = cursor.peek() {
                source.push(escaped);
                cursor.at += escaped.len_utf8();
            }
        } else if cursor.eat("/") {
            break;
        } else {
            return Err(cursor.error_at(start, cursor.at, "the pattern is not closed"));
        }
    }
    let ignore_case = cursor.eat("i");
    regex::RegexBuilder::new(&format!(r"\A(?:{source})\z"))
        .case_insensitive(ignore_case)
        .size_limit(1 << 20)
        .build()
        .map_err(|_| {
            let message = format!("`{source}` is not a pattern that can be evaluated");
            cursor.error_at(start, cursor.at, message)
        })
}
