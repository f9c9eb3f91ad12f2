//! Texts of a policy that are more than letters: wildcards, policy variables, and the tokens of templates.
//!
//! `${aws:username}` is a variable of the request, under version 2012-10-17 alone. `${Name}`, `${Name.Attribute}` and
//! `${AWS::Region}` are no variables: another tool fills them in, and until then nobody knows what stands there.

use super::Version;
use super::context::{Context, Scratch, State};
use super::keys::Key;
use super::pattern::{Pattern, Token, tokens};
use super::truth::Truth;

/// A part of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Token(Token),
    Variable(Variable),
    /// What another tool fills in.
    Hole(String),
}

/// A policy variable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Variable {
    pub(super) key: Key,
    /// The key as it was written.
    pub(super) name: String,
    pub(super) default: Option<String>,
}

/// What is wrong with a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum TemplateFault {
    /// `${` without `}`.
    Unclosed,
    /// A variable that no request has.
    UnknownVariable(String),
    /// A variable where the version of the policy knows none.
    OldVersion(String),
    /// A default value that does not stand in single quotes.
    Default(String),
}

/// A text in parts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Template {
    pub(super) parts: Vec<Part>,
}

/// How a text is to be read.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reading {
    pub(super) version: Version,
    /// Whether `*` and `?` are wildcards.
    pub(super) wildcards: bool,
}

impl Template {
    /// Reads `text`. What is wrong is kept as the letters that it is.
    pub(super) fn parse(text: &str, reading: Reading) -> (Self, Vec<TemplateFault>) {
        let mut own = Self::default();
        let mut faults = Vec::new();
        let mut rest = text;
        while let Some(at) = rest.find("${") {
            let (before, opened) = rest.split_at(at);
            own.push_text(before, reading);
            let Some(end) = opened.find('}') else {
                faults.push(TemplateFault::Unclosed);
                own.push_text(opened, reading);
                rest = "";
                break;
            };
            let (whole, behind) = opened.split_at(end + 1);
            let inner = whole.get(2..end).unwrap_or("");
            own.push_inner(whole, inner, reading, &mut faults);
            rest = behind;
        }
        own.push_text(rest, reading);
        (own, faults)
    }

    fn push_text(&mut self, text: &str, reading: Reading) {
        if reading.wildcards {
            self.parts.extend(tokens(text).into_iter().map(Part::Token));
        } else if !text.is_empty() {
            self.push_letters(text);
        }
    }

    fn push_letters(&mut self, text: &str) {
        match self.parts.last_mut() {
            Some(Part::Token(Token::Text(last))) => last.push_str(text),
            _ => self.parts.push(Part::Token(Token::Text(text.to_owned()))),
        }
    }

    fn push_inner(
        &mut self,
        whole: &str,
        inner: &str,
        reading: Reading,
        faults: &mut Vec<TemplateFault>,
    ) {
        // `${!x}` is how `Fn::Sub` writes a `${x}` that it leaves alone.
        let inner = inner.strip_prefix('!').unwrap_or(inner).trim();
        let is_variable = is_variable(inner);
        if !is_variable && !matches!(inner, "*" | "?" | "$") {
            self.parts.push(Part::Hole(inner.to_owned()));
            return;
        }
        if reading.version == Version::V2008 {
            faults.push(TemplateFault::OldVersion(inner.to_owned()));
            self.push_text(whole, reading);
            return;
        }
        if !is_variable {
            self.push_letters(inner);
            return;
        }
        let (name, default) = match inner.split_once(',') {
            None => (inner, None),
            Some((name, default)) => (name.trim(), Some(default.trim())),
        };
        let default = match default {
            None => None,
            Some(text) => {
                let quoted = text.strip_prefix('\'').and_then(|text| text.strip_suffix('\''));
                if quoted.is_none() {
                    faults.push(TemplateFault::Default(text.to_owned()));
                }
                quoted.map(str::to_owned)
            }
        };
        let key = Key::new(name);
        if !key.is_known() {
            faults.push(TemplateFault::UnknownVariable(name.to_owned()));
        }
        self.parts.push(Part::Variable(Variable { key, name: name.to_owned(), default }));
    }

    /// Puts in what `tokens` knows of what another tool fills in.
    pub(super) fn fill(&mut self, known: &dyn Fn(&str) -> Option<String>) {
        for part in &mut self.parts {
            if let Part::Hole(name) = part
                && let Some(text) = known(name)
            {
                *part = Part::Token(Token::Text(text));
            }
        }
    }

    /// The text in lower case.
    pub(super) fn fold(&mut self) {
        for part in &mut self.parts {
            if let Part::Token(Token::Text(text)) = part {
                text.make_ascii_lowercase();
            }
        }
    }

    pub(super) fn has_variables(&self) -> bool {
        self.parts.iter().any(|part| matches!(part, Part::Variable(_)))
    }

    pub(super) fn holes(&self) -> impl Iterator<Item = &str> {
        self.parts.iter().filter_map(|part| match part {
            Part::Hole(name) => Some(name.as_str()),
            Part::Token(_) | Part::Variable(_) => None,
        })
    }

    /// The text, where it consists of letters alone.
    pub(super) fn letters(&self) -> Option<&str> {
        match self.parts.as_slice() {
            [] => Some(""),
            [Part::Token(Token::Text(text))] => Some(text),
            _ => None,
        }
    }

    /// The text cut at colons, at most into `most` pieces.
    pub(super) fn split_at_colons(&self, most: usize) -> Vec<Self> {
        let mut pieces = vec![Self::default()];
        for part in &self.parts {
            let Part::Token(Token::Text(text)) = part else {
                if let Some(last) = pieces.last_mut() {
                    last.parts.push(part.clone());
                }
                continue;
            };
            for (at, piece) in text.splitn(most + 1 - pieces.len(), ':').enumerate() {
                if at > 0 {
                    pieces.push(Self::default());
                }
                if let Some(last) = pieces.last_mut().filter(|_| !piece.is_empty()) {
                    last.push_letters(piece);
                }
            }
        }
        pieces
    }

    /// Prepares it for matching.
    pub(super) fn into_matcher(self) -> Matcher {
        if self.has_variables() {
            return Matcher::Varying(self);
        }
        let is_certain = self.holes().next().is_none();
        let tokens: Vec<Token> = self
            .parts
            .into_iter()
            .map(|part| match part {
                Part::Token(token) => token,
                Part::Hole(_) | Part::Variable(_) => Token::Any,
            })
            .collect();
        let pattern = Pattern::new(&tokens);
        if is_certain { Matcher::Fixed(pattern) } else { Matcher::Holed(pattern) }
    }
}

/// `prefix:name`, and not `Prefix::Name`.
fn is_variable(inner: &str) -> bool {
    let Some((prefix, name)) = inner.split_once(':') else { return false };
    let letters = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    !prefix.is_empty() && prefix.bytes().all(letters) && !name.is_empty() && !name.starts_with(':')
}

/// A text of a policy, prepared for matching.
#[derive(Clone, Debug)]
pub(super) enum Matcher {
    Fixed(Pattern),
    /// With parts that nobody knows yet; in their place the pattern has stars.
    Holed(Pattern),
    /// With variables, which the request fills in.
    Varying(Template),
}

/// What a text of a policy is for one request.
#[derive(Debug)]
pub(super) enum Filled<'t> {
    Pattern {
        tokens: Vec<Token>,
        /// Whether stars stand for what nobody knows.
        is_certain: bool,
    },
    /// The request does not carry this variable.
    Missing(&'t Variable),
    /// Nobody has said whether the request carries this variable.
    Unknown(&'t Variable),
}

impl Matcher {
    /// Whether every text matches.
    pub(super) fn is_everything(&self) -> bool {
        matches!(self, Self::Fixed(pattern) if pattern.is_everything())
    }

    pub(super) fn matches(&self, text: &str, cx: &Context<'_>) -> Truth {
        match self {
            Self::Fixed(pattern) => pattern.matches(text).into(),
            Self::Holed(pattern) => perhaps(pattern.matches(text)),
            Self::Varying(template) => match template.filled(cx, false) {
                Filled::Pattern { tokens, is_certain } => {
                    let matches = Pattern::new(&tokens).matches(text);
                    if is_certain { matches.into() } else { perhaps(matches) }
                }
                Filled::Missing(_) => Truth::False,
                Filled::Unknown(_) => Truth::Unknown,
            },
        }
    }

    /// The same, with the variables in lower case as well.
    pub(super) fn matches_folded(&self, text: &str, cx: &Context<'_>) -> Truth {
        match self {
            Self::Fixed(_) | Self::Holed(_) => self.matches(text, cx),
            Self::Varying(template) => match template.filled(cx, true) {
                Filled::Pattern { tokens, is_certain } => {
                    let matches = Pattern::new(&tokens).matches(text);
                    if is_certain { matches.into() } else { perhaps(matches) }
                }
                Filled::Missing(_) => Truth::False,
                Filled::Unknown(_) => Truth::Unknown,
            },
        }
    }
}

/// What does not match whatever stands in a hole does not match; the rest is open.
fn perhaps(matches: bool) -> Truth {
    if matches { Truth::Unknown } else { Truth::False }
}

impl Template {
    /// The text for one request. What a variable brings is letters, never wildcards.
    pub(super) fn filled(&self, cx: &Context<'_>, folded: bool) -> Filled<'_> {
        let mut all = Vec::with_capacity(self.parts.len());
        let mut is_certain = true;
        for part in &self.parts {
            let token = match part {
                Part::Token(token) => token.clone(),
                Part::Hole(_) => {
                    is_certain = false;
                    Token::Any
                }
                Part::Variable(variable) => match cx.state(&variable.key) {
                    State::One(value) => {
                        Token::Text(value.text(&mut Scratch::default()).to_owned())
                    }
                    State::Unknown(_) => return Filled::Unknown(variable),
                    // A key with several values is no variable (reference `access-control`, section 5.3).
                    State::Absent(_) | State::Many(_) => match &variable.default {
                        Some(default) => Token::Text(default.clone()),
                        None => return Filled::Missing(variable),
                    },
                },
            };
            all.push(match token {
                Token::Text(text) if folded => Token::Text(text.to_ascii_lowercase()),
                token => token,
            });
        }
        Filled::Pattern { tokens: all, is_certain }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NEW: Reading = Reading { version: Version::V2012, wildcards: true };

    fn text(text: &str) -> Part {
        Part::Token(Token::Text(text.to_owned()))
    }

    #[test]
    fn variables_holes_and_letters_are_told_apart() {
        let (template, faults) = Template::parse("a/${aws:username}/${Stage}/${*}?", NEW);
        let variable = Variable {
            key: Key::new("aws:username"),
            name: "aws:username".to_owned(),
            default: None,
        };
        let wanted = [
            text("a/"),
            Part::Variable(variable),
            text("/"),
            Part::Hole("Stage".to_owned()),
            text("/*"),
            Part::Token(Token::One),
        ];
        assert_eq!(template.parts, wanted);
        assert!(faults.is_empty());
    }

    #[test]
    fn pseudo_parameters_are_holes() {
        for hole in ["AWS::Region", "Api.Arn", "Stage", "!Stage"] {
            let (template, faults) = Template::parse(&format!("${{{hole}}}"), NEW);
            let name = hole.trim_start_matches('!').to_owned();
            assert_eq!(template.parts, [Part::Hole(name)]);
            assert!(faults.is_empty());
        }
    }

    #[test]
    fn the_old_version_has_no_variables() {
        let old = Reading { version: Version::V2008, wildcards: true };
        let (template, faults) = Template::parse("${aws:username}", old);
        assert_eq!(template.parts, [text("${aws:username}")]);
        assert_eq!(faults, [TemplateFault::OldVersion("aws:username".to_owned())]);
    }

    #[test]
    fn faults_are_told() {
        let faults = |text| Template::parse(text, NEW).1;
        assert_eq!(faults("a${aws:username"), [TemplateFault::Unclosed]);
        assert_eq!(
            faults("${aws:nothing}"),
            [TemplateFault::UnknownVariable("aws:nothing".to_owned())]
        );
        assert_eq!(faults("${aws:username, x}"), [TemplateFault::Default("x".to_owned())]);
        assert_eq!(faults("${aws:PrincipalTag/team, 'none'}"), []);
    }

    #[test]
    fn colons_of_variables_do_not_cut() {
        let (template, _) = Template::parse("arn:${aws:username}:b:c:d", NEW);
        let pieces = template.split_at_colons(4);
        assert_eq!(pieces.len(), 4);
        assert_eq!(pieces[0].letters(), Some("arn"));
        assert!(pieces[1].has_variables());
        assert_eq!(pieces[3].letters(), Some("c:d"));
    }
}
