//! Sets of texts, compared without a request: whether the resource of a policy is about calls of a method, and whether
//! one pattern matches all that another does.
//!
//! Nothing here decides about a request; that is what [`super::Policy`] does. What only a deployment knows counts as
//! any text, and whoever asks learns that it did.

use super::Version;
use super::pattern::Token;
use super::read_text::SHORT;
use super::template::{Part, Reading, Template};

/// One step through a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    Exactly(char),
    /// One character.
    One {
        slash: bool,
    },
    /// Any number of characters.
    Any {
        slash: bool,
    },
}

/// Texts of one form: a pattern, or the calls that a method answers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Shape(Vec<Step>);

impl Step {
    const fn is_any(self) -> bool {
        matches!(self, Self::Any { .. })
    }

    /// Whether a character is of both steps.
    fn meets(self, other: Self) -> bool {
        match (self, other) {
            (Self::Exactly(one), Self::Exactly(two)) => one == two,
            (Self::Exactly('/'), step) | (step, Self::Exactly('/')) => step.has_slash(),
            _ => true,
        }
    }

    /// Whether every character of `other` is one of this step, and as many of them.
    fn takes(self, other: Self) -> bool {
        let is_wide = self.has_slash() || !other.has_slash();
        match (self, other) {
            (Self::Exactly(one), Self::Exactly(two)) => one == two,
            (Self::Exactly(_), Self::One { .. } | Self::Any { .. })
            | (Self::One { .. }, Self::Any { .. }) => false,
            (Self::One { .. }, Self::Exactly(_) | Self::One { .. }) | (Self::Any { .. }, _) => {
                is_wide
            }
        }
    }

    fn has_slash(self) -> bool {
        match self {
            Self::Exactly(own) => own == '/',
            Self::One { slash } | Self::Any { slash } => slash,
        }
    }
}

impl Shape {
    /// The texts that `template` matches, and whether a part of it is not known.
    pub(super) fn of(template: &Template) -> (Self, bool) {
        let mut own = Self::default();
        let mut is_open = false;
        for part in &template.parts {
            match part {
                Part::Token(Token::Text(text)) => own.text(text),
                Part::Token(Token::One) => own.one(true),
                Part::Token(Token::Any) => own.any(true),
                Part::Hole(_) | Part::Variable(_) => {
                    is_open = true;
                    own.any(true);
                }
            }
        }
        (own, is_open)
    }

    pub(super) fn text(&mut self, text: &str) {
        self.0.extend(text.chars().map(Step::Exactly));
    }

    /// One character stands before any number of them, so that two ways to write one pattern are the same.
    fn one(&mut self, slash: bool) {
        let at = match self.0.last() {
            Some(Step::Any { slash: true }) => self.0.len() - 1,
            _ => self.0.len(),
        };
        self.0.insert(at, Step::One { slash });
    }

    fn any(&mut self, slash: bool) {
        if self.0.last() != Some(&Step::Any { slash }) {
            self.0.push(Step::Any { slash });
        }
    }

    /// One character or more, without a slash.
    fn segment(&mut self) {
        self.one(false);
        self.any(false);
    }

    /// Whether a text has both forms.
    pub(super) fn meets(&self, other: &Self) -> bool {
        search(&self.0, &other.0, |one, two, left| {
            // A star may stand for nothing.
            if one.is_some_and(Step::is_any) {
                left.push((1, 0));
            }
            if two.is_some_and(Step::is_any) {
                left.push((0, 1));
            }
            if let (Some(one), Some(two)) = (one, two)
                && one.meets(two)
            {
                left.push((usize::from(!one.is_any()), usize::from(!two.is_any())));
            }
        })
    }

    /// Whether every text of the form `other` has this form. What `other` leaves open is matched by `*` alone, so that
    /// "yes" is always right; "no" may be said of a pattern that is written in a roundabout way.
    pub(super) fn contains(&self, other: &Self) -> bool {
        search(&self.0, &other.0, |one, two, left| {
            let Some(one) = one else { return };
            if one.is_any() {
                left.push((1, 0));
            }
            if two.is_some_and(|two| one.takes(two)) {
                left.push((usize::from(!one.is_any()), 1));
            }
        })
    }
}

/// Goes through two forms side by side. `next` says how many steps (none or one of each) may be taken next. Every pair
/// of steps is looked at once.
fn search(
    own: &[Step],
    other: &[Step],
    next: impl Fn(Option<Step>, Option<Step>, &mut Vec<(usize, usize)>),
) -> bool {
    let width = other.len() + 1;
    let mut seen = vec![false; (own.len() + 1) * width];
    let mut left = vec![(0, 0)];
    let mut moves = Vec::new();
    while let Some((at, there)) = left.pop() {
        let Some(mark) = seen.get_mut(at * width + there) else { continue };
        if std::mem::replace(mark, true) {
            continue;
        }
        let (one, two) = (own.get(at).copied(), other.get(there).copied());
        if one.is_none() && two.is_none() {
            return true;
        }
        next(one, two, &mut moves);
        left.extend(moves.drain(..).map(|(first, second)| (at + first, there + second)));
    }
    false
}

/// A segment of the path of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CallSegment<'a> {
    /// This text.
    Text(&'a str),
    /// Any one segment.
    One,
    /// One segment or more.
    Rest,
}

/// Calls of one form: what follows the id of the API in their ARNs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Calls {
    shape: Shape,
    /// The same behind the id of an API that is not known.
    with_id: Shape,
}

impl Calls {
    /// The calls of a stage, with a verb, on a path. What is `None` may be anything.
    pub fn new<'a>(
        stage: Option<&str>,
        verb: Option<&str>,
        path: impl IntoIterator<Item = CallSegment<'a>>,
    ) -> Self {
        let mut shape = Shape::default();
        let mut with_id = Shape::default();
        with_id.segment();
        with_id.text("/");
        for part in [stage, verb] {
            match part {
                Some(text) => shape.text(text),
                None => shape.segment(),
            }
            shape.text("/");
        }
        for (at, segment) in path.into_iter().enumerate() {
            if at > 0 {
                shape.text("/");
            }
            match segment {
                CallSegment::Text(text) => shape.text(text),
                CallSegment::One => shape.segment(),
                CallSegment::Rest => {
                    shape.one(true);
                    shape.any(true);
                }
            }
        }
        with_id.0.extend(&shape.0);
        Self { shape, with_id }
    }
}

/// A resource of a policy as far as it tells calls of one API apart.
#[derive(Clone, Debug)]
pub struct ResourcePattern {
    region: Option<String>,
    account: Option<String>,
    id: Option<String>,
    shape: Shape,
    /// Whether the shape starts at the id of the API, because a wildcard there may reach over it.
    has_id: bool,
    is_open: bool,
    rest: Option<String>,
}

impl ResourcePattern {
    /// The pattern of a resource as it was written; nothing where it is about something else than calls of APIs.
    pub fn of(text: &str, version: Version) -> Option<Self> {
        let parse = |text| Template::parse(text, Reading { version, wildcards: true }).0;
        let mut own = Self {
            region: None,
            account: None,
            id: None,
            shape: Shape::default(),
            has_id: false,
            is_open: false,
            rest: None,
        };
        if let Some(rest) = text.strip_prefix(SHORT) {
            (own.shape, own.is_open) = Shape::of(&parse(rest));
            own.rest = Some(rest.to_owned());
            return Some(own);
        }
        let template = parse(text);
        let pieces = template.split_at_colons(6);
        let [_, _, service, region, account, call] = pieces.as_slice() else {
            // `*`, or something that another tool makes an ARN of.
            own.shape.any(true);
            own.is_open = template.holes().next().is_some();
            return Some(own);
        };
        let mut wanted = Shape::default();
        wanted.text("execute-api");
        if !Shape::of(service).0.meets(&wanted) {
            return None;
        }
        let letters = |piece: &Template| piece.letters().map(str::to_owned);
        (own.region, own.account) = (letters(region), letters(account));
        if let Some((id, rest)) = split_at_slash(call) {
            own.id = letters(&id);
            (own.shape, own.is_open) = Shape::of(&rest);
            let written = text.splitn(6, ':').nth(5).unwrap_or("");
            own.rest = Some(written.split_once('/').map_or("", |(_, rest)| rest).to_owned());
        } else {
            own.has_id = true;
            (own.shape, own.is_open) = Shape::of(call);
        }
        Some(own)
    }

    /// The region, where it is written in letters.
    pub fn region(&self) -> Option<&str> {
        self.region.as_deref()
    }

    /// The account, where it is written in letters.
    pub fn account(&self) -> Option<&str> {
        self.account.as_deref()
    }

    /// The id of the API, where it is written in letters.
    pub fn id(&self) -> Option<&str> {
        self.id.as_deref()
    }

    /// What follows the id of the API, as it was written: `prod/GET/pets`. Nothing where a wildcard reaches over it.
    pub fn rest(&self) -> Option<&str> {
        self.rest.as_deref()
    }

    /// Whether a part of it is known only after a deployment, or with the request.
    pub const fn is_open(&self) -> bool {
        self.is_open
    }

    /// Whether it is about any of `calls` of the API that the policy belongs to. What is not known counts as anything.
    pub fn meets(&self, calls: &Calls) -> bool {
        self.shape.meets(if self.has_id { &calls.with_id } else { &calls.shape })
    }

    /// Whether it is about all of `calls` of that API, for certain.
    pub fn covers(&self, calls: &Calls) -> bool {
        !self.is_open
            && self.shape.contains(if self.has_id { &calls.with_id } else { &calls.shape })
    }

    /// Whether it is about a call of that API that `other` is about. What is not known counts as anything.
    pub fn is_about(&self, other: &Self) -> bool {
        match (self.has_id, other.has_id) {
            (true, false) => self.shape.meets(&other.behind_any_id()),
            (false, true) => self.behind_any_id().meets(&other.shape),
            (true, true) | (false, false) => self.shape.meets(&other.shape),
        }
    }

    /// Whether it is about every call of that API that `other` is about, for certain.
    pub(super) fn contains(&self, other: &Self) -> bool {
        let same_name =
            |own: Option<&String>, other: Option<&String>| own.is_none() || own == other;
        let is_everything = self.shape.0 == [Step::Any { slash: true }] && !self.has_id;
        !self.is_open
            && !other.is_open
            && same_name(self.region.as_ref(), other.region.as_ref())
            && same_name(self.account.as_ref(), other.account.as_ref())
            && same_name(self.id.as_ref(), other.id.as_ref())
            && (is_everything
                || self.has_id == other.has_id && self.shape.contains(&other.shape)
                || self.has_id && self.shape.contains(&other.behind_any_id()))
    }

    fn behind_any_id(&self) -> Shape {
        let mut shape = Shape::default();
        shape.segment();
        shape.text("/");
        shape.0.extend(&self.shape.0);
        shape
    }
}

/// What stands before and behind the first slash. Nothing where a wildcard stands before it, or where that cannot be
/// told.
fn split_at_slash(call: &Template) -> Option<(Template, Template)> {
    let text = |text: &str| Part::Token(Token::Text(text.to_owned()));
    let mut before = Template::default();
    for (place, part) in call.parts.iter().enumerate() {
        match part {
            Part::Token(Token::Text(own)) => {
                let Some((head, tail)) = own.split_once('/') else {
                    before.parts.push(part.clone());
                    continue;
                };
                let mut parts = vec![text(tail)];
                parts.extend(call.parts.iter().skip(place + 1).cloned());
                if before.parts.is_empty() || !head.is_empty() {
                    before.parts.push(text(head));
                }
                return Some((before, Template { parts }));
            }
            Part::Hole(_) => before.parts.push(part.clone()),
            Part::Variable(_) | Part::Token(Token::One | Token::Any) => return None,
        }
    }
    // Without a slash it is an id alone, unless a part of it is not known.
    before.letters().is_some().then(|| (before, Template::default()))
}

#[cfg(test)]
mod tests {
    use super::super::pattern::Pattern;
    use super::*;

    fn shape(text: &str) -> Shape {
        let reading = Reading { version: Version::V2012, wildcards: true };
        Shape::of(&Template::parse(text, reading).0).0
    }

    /// All texts of up to four letters.
    fn texts() -> Vec<String> {
        let mut all = vec![String::new()];
        let mut last = all.clone();
        for _ in 0..4 {
            last = last
                .iter()
                .flat_map(|text| ["a", "b", "/"].map(|one| format!("{text}{one}")))
                .collect();
            all.extend(last.clone());
        }
        all
    }

    #[test]
    fn patterns_meet_and_contain_as_the_matcher_says() {
        let patterns = [
            "", "a", "b", "?", "*", "a*", "*a", "*a*", "a?", "?a", "?*", "*?", "a*b", "a?*b",
            "*/*", "a/*", "*/b", "**", "a*a", "??",
        ];
        let texts = texts();
        let mut missed = Vec::new();
        for one in patterns {
            let matcher = Pattern::parse(one);
            for two in patterns {
                let other = Pattern::parse(two);
                let both = texts.iter().any(|text| matcher.matches(text) && other.matches(text));
                let all = texts.iter().all(|text| matcher.matches(text) || !other.matches(text));
                assert_eq!(shape(one).meets(&shape(two)), both, "`{one}` meets `{two}`");
                let contains = shape(one).contains(&shape(two));
                assert!(all || !contains, "`{one}` contains `{two}`");
                if contains != all {
                    missed.push((one, two));
                }
            }
        }
        // A `?` is never matched with what a star of the other pattern is followed by.
        let roundabout = ["?*", "*?"]
            .into_iter()
            .flat_map(|one| ["*a", "*a*", "*/*", "*/b"].into_iter().map(move |two| (one, two)));
        assert_eq!(missed, roundabout.collect::<Vec<_>>());
    }

    fn pattern(text: &str) -> ResourcePattern {
        ResourcePattern::of(text, Version::V2012).unwrap()
    }

    #[test]
    fn resources_are_about_calls() {
        use CallSegment::{One, Rest, Text};
        let pets = Calls::new(Some("prod"), Some("GET"), [Text("pets"), One]);
        let all = Calls::new(None, None, [Rest]);
        let arn = "arn:aws:execute-api:eu-central-1:111122223333:a1b2c3";
        for (text, meets, covers) in [
            ("*".to_owned(), true, true),
            ("execute-api:/*".to_owned(), true, true),
            ("execute-api:/prod/GET/pets/*".to_owned(), true, true),
            ("execute-api:/prod/GET/pets/7".to_owned(), true, false),
            ("execute-api:/prod/GET/pets".to_owned(), false, false),
            ("execute-api:/*/POST/*".to_owned(), false, false),
            ("execute-api:/dev/*".to_owned(), false, false),
            (format!("{arn}/prod/*/pets/*"), true, true),
            (format!("{arn}/"), false, false),
            (arn.to_owned(), false, false),
            ("arn:aws:execute-api:*:*:*".to_owned(), true, true),
            ("arn:aws:execute-api:*:*:*/prod/GET/pets/*".to_owned(), true, true),
            ("arn:aws:execute-api:*:*:*/dev/GET/pets/*".to_owned(), false, false),
            ("arn:aws:execute-api:*:*:${Api}/prod/GET/pets/*".to_owned(), true, true),
            ("arn:aws:execute-api:*:*:${Api}/${Stage}/GET/pets/*".to_owned(), true, false),
            ("${Whole}".to_owned(), true, false),
        ] {
            assert_eq!(pattern(&text).meets(&pets), meets, "{text}");
            assert_eq!(pattern(&text).covers(&pets), covers, "{text}");
        }
        assert!(pattern("execute-api:/*").covers(&all));
        assert!(!pattern("execute-api:/prod/*").covers(&all));
        assert!(ResourcePattern::of("arn:aws:lambda:*:*:function:x", Version::V2012).is_none());
        let own = pattern(&format!("{arn}/prod/GET/pets"));
        assert_eq!(
            (own.region(), own.account(), own.id(), own.rest()),
            (Some("eu-central-1"), Some("111122223333"), Some("a1b2c3"), Some("prod/GET/pets"))
        );
    }

    #[test]
    fn resources_contain_resources() {
        let contains = |one: &str, two: &str| pattern(one).contains(&pattern(two));
        let arn = "arn:aws:execute-api:eu-central-1:111122223333:a1b2c3";
        assert!(contains("*", &format!("{arn}/prod/*")));
        assert!(contains("execute-api:/*", &format!("{arn}/prod/*")));
        assert!(contains("execute-api:/prod/*", &format!("{arn}/prod/GET/pets")));
        assert!(contains("arn:aws:execute-api:*:*:*", "execute-api:/prod/GET/pets"));
        assert!(!contains(&format!("{arn}/*"), "execute-api:/prod/GET/pets"));
        assert!(!contains("execute-api:/prod/*", "execute-api:/*"));
        assert!(!contains("execute-api:/prod/*", "execute-api:/${Stage}/GET/pets"));
    }
}
