//! A Java pattern, rewritten into the syntax of the engines.

use std::fmt::Write;

use super::class;

/// The deepest nesting of groups and classes.
const MAX_DEPTH: usize = 100;
/// What ends a line for Java's `.` and `$`.
const LINE_END: &str = r"\n\r\x{85}\x{2028}\x{2029}";

/// What the pattern is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Purpose {
    /// The whole text must match.
    Whole,
    /// Matches are looked for in the text.
    Search,
}

pub(super) struct Translated {
    pub(super) pattern: String,
    /// Whether only the backtracking engine reads the pattern as Java does.
    pub(super) backtracks: bool,
}

#[derive(Clone, Copy, Default)]
struct Flags {
    dot_all: bool,
    multi_line: bool,
    comments: bool,
}

struct Translator<'p> {
    rest: &'p str,
    out: String,
    flags: Flags,
    /// The flags outside of each open group.
    groups: Vec<Flags>,
    purpose: Purpose,
    backtracks: bool,
    /// Whether the last thing was a quantifier, so that a `+` behind it makes it possessive.
    quantified: bool,
}

/// Rewrites `pattern`, or says in one line why it cannot be.
pub(super) fn translate(pattern: &str, purpose: Purpose) -> Result<Translated, &'static str> {
    let mut translator = Translator {
        rest: pattern,
        out: String::with_capacity(pattern.len() + 16),
        flags: Flags::default(),
        groups: Vec::new(),
        purpose,
        backtracks: false,
        quantified: false,
    };
    if purpose == Purpose::Whole {
        translator.out.push_str(r"\A(?:");
    }
    translator.run()?;
    if purpose == Purpose::Whole {
        translator.out.push_str(r")\z");
    }
    Ok(Translated { pattern: translator.out, backtracks: translator.backtracks })
}

impl Translator<'_> {
    fn next(&mut self) -> Option<char> {
        let mut chars = self.rest.chars();
        let c = chars.next()?;
        self.rest = chars.as_str();
        Some(c)
    }

    fn eat(&mut self, prefix: &str) -> bool {
        match self.rest.strip_prefix(prefix) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    fn run(&mut self) -> Result<(), &'static str> {
        while let Some(c) = self.next() {
            if self.flags.comments && self.skips(c) {
                continue;
            }
            let was_quantified = std::mem::take(&mut self.quantified);
            match c {
                '\\' => self.escape(false)?,
                '[' => self.class(1)?,
                '(' => self.open()?,
                ')' => self.close()?,
                '.' => self.dot(),
                '^' if self.flags.multi_line => self.out.push_str("(?m:^)"),
                '^' => self.out.push_str(r"\A"),
                '$' => self.dollar(),
                '*' | '?' | '+' => self.quantifier(c, was_quantified),
                '{' => self.repetition()?,
                c => self.out.push(c),
            }
        }
        Ok(())
    }

    /// White space and comments, under the flag `x`.
    fn skips(&mut self, c: char) -> bool {
        if c == '#' {
            let end = self.rest.find('\n').unwrap_or(self.rest.len());
            self.rest = self.rest.get(end..).unwrap_or_default();
        }
        c == '#' || c.is_ascii_whitespace()
    }

    fn quantifier(&mut self, c: char, was_quantified: bool) {
        if was_quantified && c == '+' {
            self.backtracks = true;
        }
        self.out.push(c);
        // `a+?` ends the quantifier; in `a+` one more sign may follow.
        self.quantified = !was_quantified;
    }

    fn repetition(&mut self) -> Result<(), &'static str> {
        let (inside, rest) = self.rest.split_once('}').ok_or("an open brace is not closed")?;
        let (least, most) = inside.split_once(',').unwrap_or((inside, ""));
        let number = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
        if least.is_empty() || !number(least) || !number(most) {
            return Err("a repetition in braces has no numbers");
        }
        self.out.push('{');
        self.out.push_str(inside);
        self.out.push('}');
        self.rest = rest;
        self.quantified = true;
        Ok(())
    }

    fn dot(&mut self) {
        if self.flags.dot_all {
            self.out.push_str("(?s:.)");
        } else {
            class::write(&mut self.out, LINE_END, true, false);
        }
    }

    /// Java's `$` also stands before a line end that is the last of the text, which matters to searches. In a match
    /// of the whole text nothing may follow, so there the plain end serves, and keeps the pattern linear.
    fn dollar(&mut self) {
        let last = self.rest.is_empty() || self.rest.starts_with([')', '|']);
        if self.flags.multi_line {
            self.backtracks = true;
            self.out.push_str(r"(?=[\n\r\x{85}\x{2028}\x{2029}]|\z)");
        } else if self.purpose == Purpose::Whole && last {
            self.out.push_str(r"\z");
        } else {
            self.final_end();
        }
    }

    fn final_end(&mut self) {
        self.backtracks = true;
        self.out.push_str(r"(?=(?:\r\n|[\n\r\x{85}\x{2028}\x{2029}])?\z)");
    }

    fn open(&mut self) -> Result<(), &'static str> {
        if self.groups.len() >= MAX_DEPTH {
            return Err("it is nested too deeply");
        }
        if !self.rest.starts_with('?') {
            self.groups.push(self.flags);
            self.out.push('(');
            return Ok(());
        }
        for (prefix, backtracks) in
            [("?:", false), ("?=", true), ("?!", true), ("?<=", true), ("?<!", true), ("?>", true)]
        {
            if self.eat(prefix) {
                self.backtracks |= backtracks;
                self.groups.push(self.flags);
                self.out.push('(');
                self.out.push_str(prefix);
                return Ok(());
            }
        }
        if self.eat("?<") {
            let (name, rest) = self.rest.split_once('>').ok_or("a group name is not closed")?;
            self.groups.push(self.flags);
            self.out.push_str("(?<");
            self.out.push_str(name);
            self.out.push('>');
            self.rest = rest;
            return Ok(());
        }
        self.eat("?");
        self.flag_group()
    }

    /// `(?i)` and `(?i:...)`. Only `i` is left to the engines: `s`, `m` and `x` are spelled out here, and `d`, `u` and
    /// `U` mean other things to the engines.
    fn flag_group(&mut self) -> Result<(), &'static str> {
        let outer = self.flags;
        let mut kept = [String::new(), String::new()];
        let mut off = false;
        loop {
            let flag = self.next().ok_or("a group is not closed")?;
            match flag {
                '-' if !off => off = true,
                's' => self.flags.dot_all = !off,
                'm' => self.flags.multi_line = !off,
                'x' => self.flags.comments = !off,
                'i' => {
                    if let Some(kept) = kept.get_mut(usize::from(off)) {
                        kept.push(flag);
                    }
                }
                'd' | 'u' | 'U' => {}
                ')' | ':' => {
                    let [on, off] = kept;
                    self.out.push_str("(?");
                    self.out.push_str(&on);
                    if !off.is_empty() {
                        self.out.push('-');
                        self.out.push_str(&off);
                    }
                    let bare = on.is_empty() && off.is_empty();
                    if flag == ':' {
                        self.groups.push(outer);
                        self.out.push(':');
                    } else {
                        self.out.push_str(if bare { ":)" } else { ")" });
                    }
                    return Ok(());
                }
                _ => return Err("a group has an unknown flag"),
            }
        }
    }

    fn close(&mut self) -> Result<(), &'static str> {
        self.flags = self.groups.pop().ok_or("a closing parenthesis has no opening one")?;
        self.out.push(')');
        Ok(())
    }

    /// What follows a backslash, `inside` of a class or not.
    fn escape(&mut self, inside: bool) -> Result<(), &'static str> {
        let letter = self.next().ok_or("a backslash stands at the end")?;
        if let Some((members, negated)) = class::predefined(letter) {
            class::write(&mut self.out, members, negated, inside);
            return Ok(());
        }
        match letter {
            'p' | 'P' => return self.property(letter == 'P', inside),
            'Q' => self.quoted(),
            '0' => self.octal()?,
            'u' => self.hexadecimal(4)?,
            'x' => self.hexadecimal(2)?,
            'c' => {
                let control = self.next().filter(char::is_ascii).ok_or("`\\c` needs a letter")?;
                self.code(u32::from(control) ^ 0x40);
            }
            'e' => self.code(0x1B),
            't' | 'n' | 'r' | 'f' | 'a' => self.out.extend(['\\', letter]),
            '1'..='9' if !inside => {
                self.backtracks = true;
                self.out.extend(['\\', letter]);
            }
            'k' if !inside => {
                self.backtracks = true;
                self.out.push_str("\\k");
            }
            'b' | 'B' | 'A' | 'z' if !inside => self.out.extend(['\\', letter]),
            'G' if !inside => {
                self.backtracks = true;
                self.out.push_str("\\G");
            }
            'Z' if !inside => self.final_end(),
            'R' if !inside => {
                self.out.push_str(r"(?:\r\n|[\n\x0B\x0C\r\x{85}\x{2028}\x{2029}])");
            }
            letter if letter.is_ascii_alphanumeric() => return Err("an escape is unknown"),
            letter => self.literal(letter),
        }
        Ok(())
    }

    /// `\p{Name}`, `\pL`, and `^` inside the braces as a second way to negate.
    fn property(&mut self, negated: bool, inside: bool) -> Result<(), &'static str> {
        let name = if self.eat("{") {
            let (name, rest) = self.rest.split_once('}').ok_or("a property name is not closed")?;
            self.rest = rest;
            name.to_owned()
        } else {
            self.next().ok_or("`\\p` needs a name")?.to_string()
        };
        if !name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'=' | b' ')) {
            return Err("a property name is unknown");
        }
        class::write(&mut self.out, &class::property(&name), negated, inside);
        Ok(())
    }

    fn quoted(&mut self) {
        let (text, rest) = self.rest.split_once("\\E").unwrap_or((self.rest, ""));
        for c in text.chars() {
            self.literal(c);
        }
        self.rest = rest;
    }

    fn literal(&mut self, c: char) {
        // Every sign is escaped by its number: which signs may carry a backslash differs between the dialects.
        if c.is_ascii() && !c.is_ascii_alphanumeric() {
            self.code(u32::from(c));
        } else {
            self.out.push(c);
        }
    }

    fn code(&mut self, code: u32) {
        // Writing to a string does not fail.
        let _ = write!(self.out, "\\x{{{code:X}}}");
    }

    fn octal(&mut self) -> Result<(), &'static str> {
        let digits = self.rest.bytes().take(3).take_while(|b| matches!(b, b'0'..=b'7')).count();
        // Three digits only up to `\0377`.
        let digits =
            if digits == 3 && !self.rest.starts_with(['0', '1', '2', '3']) { 2 } else { digits };
        self.number(digits, 8)
    }

    fn hexadecimal(&mut self, digits: usize) -> Result<(), &'static str> {
        if digits == 2 && self.eat("{") {
            let (inside, rest) = self.rest.split_once('}').ok_or("`\\x{` is not closed")?;
            let code = u32::from_str_radix(inside, 16).map_err(|_| "`\\x{` needs a number")?;
            self.rest = rest;
            self.code(code);
            return Ok(());
        }
        self.number(digits, 16)
    }

    fn number(&mut self, digits: usize, radix: u32) -> Result<(), &'static str> {
        let text = self.rest.get(..digits).filter(|text| !text.is_empty());
        let code = text.and_then(|text| u32::from_str_radix(text, radix).ok());
        let code = code.ok_or("an escape needs a number")?;
        self.rest = self.rest.get(digits..).unwrap_or_default();
        self.code(code);
        Ok(())
    }

    /// A bracket expression, behind its opening bracket.
    fn class(&mut self, depth: usize) -> Result<(), &'static str> {
        if depth > MAX_DEPTH {
            return Err("it is nested too deeply");
        }
        self.out.push('[');
        if self.eat("^") {
            self.out.push('^');
        }
        let mut first = true;
        loop {
            let c = self.next().ok_or("a bracket is not closed")?;
            match c {
                ']' if !first => {
                    self.out.push(']');
                    return Ok(());
                }
                '[' => self.class(depth + 1)?,
                '\\' => self.escape(true)?,
                '&' if self.eat("&") => self.out.push_str("&&"),
                '-' => self.hyphen(first),
                c if self.flags.comments && c.is_ascii_whitespace() => continue,
                c => self.literal(c),
            }
            first = false;
        }
    }

    /// A hyphen is a range between two members and itself at either end; two in a row would be an operator of the
    /// engines.
    fn hyphen(&mut self, first: bool) {
        if first || self.rest.starts_with([']', '[']) || self.rest.starts_with("&&") {
            self.literal('-');
        } else if self.eat("-") {
            self.out.push('-');
            self.literal('-');
        } else {
            self.out.push('-');
        }
    }
}
