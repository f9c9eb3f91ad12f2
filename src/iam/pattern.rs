//! Texts with `*` and `?`, matched in time that grows with the text and hardly with the pattern.
//!
//! A pattern is cut at its stars. The first piece is compared with the start of the text, the last one with its end,
//! and each piece between them is searched for once, from where the one before it ended: the leftmost place is always
//! a right one, so nothing is ever tried again. A piece of letters is searched by `memchr`; one with `?` by an automaton
//! of bits, 64 letters at a step.

use memchr::memmem;

/// A part of a pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Token {
    /// These characters.
    Text(String),
    /// `?`: one character.
    One,
    /// `*`: any characters, also none.
    Any,
}

/// A text with wildcards, prepared.
#[derive(Clone, Debug)]
pub(super) struct Pattern {
    /// What the text starts with; all of it where there is no star.
    head: Piece,
    /// What follows behind stars; nothing where there is no star.
    tail: Option<Tail>,
    /// The least number of bytes that a text has.
    least: usize,
}

#[derive(Clone, Debug)]
struct Tail {
    /// What is found anywhere, in this order.
    middle: Box<[Search]>,
    /// What the text ends with.
    end: Piece,
}

/// Characters between two stars.
#[derive(Clone, Debug)]
enum Piece {
    Text(Box<str>),
    /// `None` stands for any one character.
    Loose(Box<[Option<char>]>),
}

/// A piece that is searched for.
#[derive(Clone, Debug)]
enum Search {
    Text(Box<memmem::Finder<'static>>),
    Loose(Box<Automaton>),
}

/// A piece with `?` as sets of bits: bit `i` of a row says that character `i` of the piece may be that one.
#[derive(Clone, Debug)]
struct Automaton {
    length: usize,
    /// The characters that the piece has, sorted, with their rows.
    rows: Box<[(char, Box<[u64]>)]>,
    /// The row of every other character: the places of `?`.
    others: Box<[u64]>,
}

impl Pattern {
    /// The pattern that is made of `tokens`.
    pub(super) fn new(tokens: &[Token]) -> Self {
        let mut pieces: Vec<Vec<Option<char>>> = vec![Vec::new()];
        for token in tokens {
            let last = match token {
                Token::Any => {
                    pieces.push(Vec::new());
                    continue;
                }
                Token::Text(_) | Token::One => pieces.last_mut(),
            };
            match (last, token) {
                (Some(piece), Token::Text(text)) => piece.extend(text.chars().map(Some)),
                (Some(piece), Token::One) => piece.push(None),
                (_, Token::Any) | (None, _) => {}
            }
        }
        let least = pieces.iter().flatten().map(|one| one.map_or(1, char::len_utf8)).sum();
        let mut pieces = pieces.into_iter();
        let head = Piece::new(&pieces.next().unwrap_or_default());
        let mut rest: Vec<Vec<Option<char>>> = pieces.collect();
        let tail = rest.pop().map(|end| Tail {
            middle: rest.iter().filter(|one| !one.is_empty()).map(|one| Search::new(one)).collect(),
            end: Piece::new(&end),
        });
        Self { head, tail, least }
    }

    /// The pattern of a text in which `*` and `?` are wildcards.
    pub(super) fn parse(text: &str) -> Self {
        Self::new(&tokens(text))
    }

    /// Whether the pattern is a single star, which every text matches.
    pub(super) fn is_everything(&self) -> bool {
        self.least == 0 && self.tail.is_some()
    }

    /// Whether all of `text` matches.
    pub(super) fn matches(&self, text: &str) -> bool {
        if text.len() < self.least {
            return false;
        }
        let Some(rest) = self.head.strip_from_start(text) else { return false };
        let Some(tail) = &self.tail else { return rest.is_empty() };
        let Some(mut rest) = tail.end.strip_from_end(rest) else { return false };
        for search in &tail.middle {
            let Some(found) = search.behind(rest) else { return false };
            rest = found;
        }
        true
    }
}

/// The tokens of a text in which `*` and `?` are wildcards.
pub(super) fn tokens(text: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find(['*', '?']) {
        let (before, wildcard) = rest.split_at(at);
        if !before.is_empty() {
            tokens.push(Token::Text(before.to_owned()));
        }
        tokens.push(if wildcard.starts_with('*') { Token::Any } else { Token::One });
        rest = wildcard.get(1..).unwrap_or("");
    }
    if !rest.is_empty() {
        tokens.push(Token::Text(rest.to_owned()));
    }
    tokens
}

impl Piece {
    fn new(characters: &[Option<char>]) -> Self {
        let text: Option<String> = characters.iter().copied().collect();
        text.map_or_else(|| Self::Loose(characters.into()), |text| Self::Text(text.into()))
    }

    /// What follows the piece, where `text` starts with it.
    fn strip_from_start<'t>(&self, text: &'t str) -> Option<&'t str> {
        match self {
            Self::Text(own) => text.strip_prefix(&**own),
            Self::Loose(own) => {
                let mut rest = text.chars();
                own.iter().all(|one| fits(*one, rest.next())).then_some(rest.as_str())
            }
        }
    }

    /// What precedes the piece, where `text` ends with it.
    fn strip_from_end<'t>(&self, text: &'t str) -> Option<&'t str> {
        match self {
            Self::Text(own) => text.strip_suffix(&**own),
            Self::Loose(own) => {
                let mut rest = text.chars();
                own.iter().rev().all(|one| fits(*one, rest.next_back())).then_some(rest.as_str())
            }
        }
    }
}

/// Whether a character is there and is the one that is wanted, or any one is.
fn fits(wanted: Option<char>, found: Option<char>) -> bool {
    found.is_some() && (wanted.is_none() || wanted == found)
}

impl Search {
    fn new(characters: &[Option<char>]) -> Self {
        match Piece::new(characters) {
            Piece::Text(text) => {
                Self::Text(Box::new(memmem::Finder::new(text.as_bytes()).into_owned()))
            }
            Piece::Loose(characters) => Self::Loose(Box::new(Automaton::new(&characters))),
        }
    }

    /// What follows the leftmost place of the piece in `text`.
    fn behind<'t>(&self, text: &'t str) -> Option<&'t str> {
        match self {
            Self::Text(finder) => {
                let at = finder.find(text.as_bytes())?;
                text.get(at + finder.needle().len()..)
            }
            Self::Loose(automaton) => automaton.behind(text),
        }
    }
}

impl Automaton {
    fn new(characters: &[Option<char>]) -> Self {
        let words = characters.len().div_ceil(64);
        let mut others: Box<[u64]> = vec![0; words].into();
        for (place, _) in characters.iter().enumerate().filter(|(_, one)| one.is_none()) {
            set(&mut others, place);
        }
        let mut rows: Vec<(char, Box<[u64]>)> = Vec::new();
        for (place, wanted) in characters.iter().enumerate() {
            let Some(wanted) = wanted else { continue };
            let at = match rows.binary_search_by_key(wanted, |(own, _)| *own) {
                Ok(at) => at,
                Err(at) => {
                    rows.insert(at, (*wanted, others.clone()));
                    at
                }
            };
            if let Some((_, row)) = rows.get_mut(at) {
                set(row, place);
            }
        }
        Self { length: characters.len(), rows: rows.into(), others }
    }

    fn row(&self, character: char) -> &[u64] {
        match self.rows.binary_search_by_key(&character, |(own, _)| *own) {
            Ok(at) => self.rows.get(at).map_or(&self.others, |(_, row)| row),
            Err(_) => &self.others,
        }
    }

    /// Bit `i` of the state says that the last `i + 1` characters are the first of the piece.
    fn behind<'t>(&self, text: &'t str) -> Option<&'t str> {
        if let [others] = &*self.others {
            return self.behind_short(text, *others);
        }
        let mut state = vec![0_u64; self.others.len()];
        let last = self.length - 1;
        let mut rest = text.chars();
        while let Some(character) = rest.next() {
            let mut carry = 1;
            for (word, allowed) in state.iter_mut().zip(self.row(character)) {
                let next = *word >> 63;
                *word = ((*word << 1) | carry) & allowed;
                carry = next;
            }
            if state.get(last / 64).is_some_and(|word| word >> (last % 64) & 1 == 1) {
                return Some(rest.as_str());
            }
        }
        None
    }

    /// The same for a piece of up to 64 characters, without a list of words.
    fn behind_short<'t>(&self, text: &'t str, others: u64) -> Option<&'t str> {
        let mut state = 0_u64;
        let mut rest = text.chars();
        while let Some(character) = rest.next() {
            state = ((state << 1) | 1) & self.row(character).first().copied().unwrap_or(others);
            if state >> (self.length - 1) & 1 == 1 {
                return Some(rest.as_str());
            }
        }
        None
    }
}

fn set(row: &mut [u64], place: usize) {
    if let Some(word) = row.get_mut(place / 64) {
        *word |= 1 << (place % 64);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The definition of a match, without any care for time.
    fn slow(pattern: &[char], text: &[char]) -> bool {
        match (pattern, text) {
            ([], text) => text.is_empty(),
            (['*', rest @ ..], text) => (0..=text.len()).any(|at| slow(rest, &text[at..])),
            (['?', rest @ ..], [_, text @ ..]) => slow(rest, text),
            ([wanted, rest @ ..], [found, text @ ..]) => wanted == found && slow(rest, text),
            (_, []) => false,
        }
    }

    /// Small numbers from a seed, the same in every run.
    struct Draw(u64);

    impl Draw {
        fn below(&mut self, end: usize) -> usize {
            self.0 = self
                .0
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            usize::try_from(self.0 >> 33).unwrap() % end
        }

        fn text(&mut self, letters: &[char], most: usize) -> String {
            let length = self.below(most + 1);
            (0..length).map(|_| letters[self.below(letters.len())]).collect()
        }
    }

    #[test]
    fn matches_as_defined() {
        let mut draw = Draw(7);
        let mut matched = 0;
        for _ in 0..60_000 {
            let pattern = draw.text(&['a', 'b', 'é', '*', '?'], 8);
            let text = draw.text(&['a', 'b', 'é'], 9);
            let (own, other): (Vec<char>, Vec<char>) =
                (pattern.chars().collect(), text.chars().collect());
            let wanted = slow(&own, &other);
            matched += usize::from(wanted);
            assert_eq!(
                Pattern::parse(&pattern).matches(&text),
                wanted,
                "`{pattern}` over `{text}`"
            );
        }
        assert!(matched > 5_000, "the patterns match sometimes: {matched}");
    }

    #[test]
    fn long_pieces_match_as_short_ones() {
        let piece = format!("{}?{}", "ab".repeat(60), "c".repeat(30));
        let pattern = Pattern::parse(&format!("*{piece}*"));
        let found = format!("xx{}z{}yy", "ab".repeat(61), "c".repeat(31));
        assert!(pattern.matches(&found));
        assert!(!pattern.matches(&found.replace('z', "zz")));
    }

    #[test]
    fn a_star_alone_matches_everything() {
        assert!(Pattern::parse("*").is_everything());
        assert!(Pattern::parse("***").is_everything());
        for other in ["", "?", "*?", "a*"] {
            assert!(!Pattern::parse(other).is_everything(), "{other}");
        }
    }

    #[test]
    fn hostile_patterns_take_no_time() {
        let text = "a".repeat(10_000);
        for pattern in ["*a".repeat(4_096) + "b", "*a?".repeat(2_700) + "b", "*".repeat(8_192)] {
            let pattern = Pattern::parse(&pattern);
            pattern.matches(&text);
        }
        let pattern = Pattern::parse(&format!("*{}b*", "a?".repeat(4_000)));
        assert!(!pattern.matches(&text));
    }
}
