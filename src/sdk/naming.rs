//! Names: words out of what a document says, unlike any other of their scope in every language.
//!
//! Two names of one scope differ in their letters, whatever case they are written in and whether anything stands
//! between their words. So a language only chooses the case, and keeps clear of its own reserved words.

use std::collections::HashSet;
use std::fmt::Write;

/// A name as its words: ASCII letters and digits in lower case. There is at least one, and the first begins with a
/// letter.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Name {
    words: Vec<String>,
}

impl Name {
    /// The name in `text`: `X-Request-ID`, `petId`, `2fa` and `größe` are names too. `fallback` is the word when no
    /// letter or digit can be made of it.
    pub fn of(text: &str, fallback: &str) -> Self {
        let mut words = split(&spelled(text));
        if words.is_empty() {
            words = split(&symbols(text));
        }
        if words.is_empty() {
            words.push(fallback.to_owned());
        }
        Self::from_words(words)
    }

    /// This name with the words of `other` after its own.
    #[must_use]
    pub fn with(&self, other: &Self) -> Self {
        Self::from_words(self.words.iter().chain(&other.words).cloned().collect())
    }

    /// This name with a word after its own.
    #[must_use]
    pub fn and(&self, word: &str) -> Self {
        let mut words = self.words.clone();
        words.push(word.to_owned());
        Self::from_words(words)
    }

    /// `PetStore`
    pub fn pascal(&self) -> String {
        let mut name = String::new();
        self.words.iter().for_each(|word| push_capitalized(&mut name, word));
        name
    }

    /// `petStore`
    pub fn camel(&self) -> String {
        let mut words = self.words.iter();
        let mut name = words.next().cloned().unwrap_or_default();
        words.for_each(|word| push_capitalized(&mut name, word));
        name
    }

    /// `pet_store`
    pub fn snake(&self) -> String {
        self.words.join("_")
    }

    /// `PET_STORE`
    pub fn screaming(&self) -> String {
        self.snake().to_ascii_uppercase()
    }

    /// `pet-store`
    pub fn kebab(&self) -> String {
        self.words.join("-")
    }

    /// `petstore`
    pub fn flat(&self) -> String {
        self.words.concat()
    }

    /// Its words.
    pub(super) fn words(&self) -> &[String] {
        &self.words
    }

    /// The first words of this name.
    #[must_use]
    pub fn shortened(&self, words: usize) -> Self {
        Self { words: self.words.iter().take(words.max(1)).cloned().collect() }
    }

    fn from_words(mut words: Vec<String>) -> Self {
        let starts_with_digit = words
            .first()
            .is_some_and(|word| word.starts_with(|first: char| first.is_ascii_digit()));
        if starts_with_digit {
            words.insert(0, "n".to_owned());
        }
        Self { words }
    }
}

/// The names of one scope.
#[derive(Clone, Debug, Default)]
pub(super) struct Scope {
    taken: HashSet<String>,
}

impl Scope {
    /// A scope in which these are taken already.
    pub(super) fn with(reserved: &[&str]) -> Self {
        Self { taken: reserved.iter().map(|word| word.replace('_', "")).collect() }
    }

    /// Whether nothing has the name yet.
    pub(super) fn is_free(&self, name: &Name) -> bool {
        !self.taken.contains(&name.flat())
    }

    /// Takes `name`, or the first free one with a number after it.
    pub(super) fn claim(&mut self, name: Name) -> Name {
        if self.taken.insert(name.flat()) {
            return name;
        }
        let numbered = (2_u32..).map(|number| {
            let mut words = name.words.clone();
            if let Some(last) = words.last_mut() {
                // A number after a number would read as another number.
                if last.ends_with(|last: char| last.is_ascii_digit()) {
                    last.push('x');
                }
                last.push_str(&number.to_string());
            }
            Name { words }
        });
        let free = numbered.into_iter().find(|name| self.is_free(name)).unwrap_or(name);
        self.taken.insert(free.flat());
        free
    }
}

/// Adds a word that begins with a capital.
pub(super) fn push_capitalized(name: &mut String, word: &str) {
    let mut letters = word.chars();
    name.extend(letters.next().map(|first| first.to_ascii_uppercase()));
    name.push_str(letters.as_str());
}

/// The words of ASCII text: runs of letters and digits, which a capital after a small letter or digit divides, and a
/// capital before a small letter.
fn split(text: &str) -> Vec<String> {
    let letters: Vec<char> = text.chars().collect();
    let mut words = Vec::new();
    let mut word = String::new();
    for (at, letter) in letters.iter().enumerate() {
        if !letter.is_ascii_alphanumeric() {
            words.extend((!word.is_empty()).then(|| std::mem::take(&mut word)));
            continue;
        }
        let before = at.checked_sub(1).and_then(|before| letters.get(before));
        let after = letters.get(at + 1);
        // The `s` of `userIDs` begins no word.
        let plural = after == Some(&'s')
            && letters.get(at + 2).is_none_or(|next| !next.is_ascii_lowercase());
        let begins = letter.is_ascii_uppercase()
            && before.is_some_and(|before| {
                before.is_ascii_lowercase()
                    || before.is_ascii_digit()
                    || (before.is_ascii_uppercase()
                        && !plural
                        && after.is_some_and(char::is_ascii_lowercase))
            });
        if begins && !word.is_empty() {
            words.push(std::mem::take(&mut word));
        }
        word.push(letter.to_ascii_lowercase());
    }
    words.extend((!word.is_empty()).then_some(word));
    words
}

/// The text in ASCII: letters with marks lose them, others become their number. A sign before a digit is a word.
fn spelled(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut letters = text.chars().peekable();
    let mut first = true;
    while let Some(letter) = letters.next() {
        let sign = first && letters.peek().is_some_and(char::is_ascii_digit);
        first = false;
        match letter {
            '+' if sign => out.push_str("plus "),
            '-' if sign => out.push_str("minus "),
            _ if letter.is_ascii() => out.push(letter),
            _ if letter.is_alphanumeric() => match plain(letter) {
                Some(plain) => out.push_str(plain),
                None => drop(write!(out, " u{:x} ", u32::from(letter))),
            },
            _ => out.push(' '),
        }
    }
    out
}

/// The ASCII letters for a Latin letter with marks.
fn plain(letter: char) -> Option<&'static str> {
    Some(match letter {
        'à' | 'á' | 'â' | 'ã' | 'å' | 'ā' | 'ă' | 'ą' => "a",
        'ä' | 'æ' => "ae",
        'ç' | 'ć' | 'č' | 'ĉ' | 'ċ' => "c",
        'ď' | 'đ' | 'ð' => "d",
        'è' | 'é' | 'ê' | 'ë' | 'ē' | 'ė' | 'ę' | 'ě' => "e",
        'ğ' | 'ģ' => "g",
        'ì' | 'í' | 'î' | 'ï' | 'ī' | 'į' | 'ı' => "i",
        'ł' | 'ľ' | 'ļ' => "l",
        'ñ' | 'ń' | 'ň' | 'ņ' => "n",
        'ò' | 'ó' | 'ô' | 'õ' | 'ø' | 'ō' | 'ő' => "o",
        'ö' | 'œ' => "oe",
        'ř' | 'ŕ' => "r",
        'ś' | 'š' | 'ş' | 'ș' => "s",
        'ß' => "ss",
        'ť' | 'ţ' | 'ț' => "t",
        'ù' | 'ú' | 'û' | 'ū' | 'ů' | 'ű' | 'ų' => "u",
        'ü' => "ue",
        'ý' | 'ÿ' => "y",
        'ź' | 'ż' | 'ž' => "z",
        'À' | 'Á' | 'Â' | 'Ã' | 'Å' | 'Ā' | 'Ą' => "A",
        'Ä' | 'Æ' => "Ae",
        'Ç' | 'Ć' | 'Č' => "C",
        'È' | 'É' | 'Ê' | 'Ë' | 'Ē' | 'Ę' | 'Ě' => "E",
        'Ì' | 'Í' | 'Î' | 'Ï' | 'İ' => "I",
        'Ł' => "L",
        'Ñ' | 'Ń' => "N",
        'Ò' | 'Ó' | 'Ô' | 'Õ' | 'Ø' => "O",
        'Ö' | 'Œ' => "Oe",
        'Ś' | 'Š' | 'Ş' => "S",
        'Ù' | 'Ú' | 'Û' | 'Ů' => "U",
        'Ü' => "Ue",
        'Ý' => "Y",
        'Ź' | 'Ż' | 'Ž' => "Z",
        _ => return None,
    })
}

/// Words for the signs of a text that has nothing else.
fn symbols(text: &str) -> String {
    let words: Vec<&str> = text
        .chars()
        .filter_map(|sign| match sign {
            '*' => Some("star"),
            '+' => Some("plus"),
            '-' => Some("minus"),
            '<' => Some("less"),
            '>' => Some("greater"),
            '=' => Some("equal"),
            '!' => Some("not"),
            '@' => Some("at"),
            '$' => Some("dollar"),
            '#' => Some("hash"),
            '%' => Some("percent"),
            '&' => Some("and"),
            '|' => Some("or"),
            '/' => Some("slash"),
            '.' => Some("dot"),
            '_' => Some("underscore"),
            '?' => Some("question"),
            ':' => Some("colon"),
            '~' => Some("tilde"),
            '^' => Some("caret"),
            _ => None,
        })
        .collect();
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::{Name, Scope};

    fn words(text: &str) -> String {
        Name::of(text, "value").snake()
    }

    #[test]
    fn words_are_found() {
        for (text, expected) in [
            ("petId", "pet_id"),
            ("X-Request-ID", "x_request_id"),
            ("HTTPServer", "http_server"),
            ("sha256Sum", "sha256_sum"),
            ("list_pets", "list_pets"),
            ("v2Pets", "v2_pets"),
            ("ID", "id"),
            ("userIDs", "user_ids"),
            ("2fa", "n_2fa"),
            ("-1", "minus_1"),
            ("+1", "plus_1"),
            ("", "value"),
            ("  ", "value"),
            ("*", "star"),
            ("<=", "less_equal"),
            ("größe", "groesse"),
            ("Łódź", "lodz"),
            ("名前", "u540d_u524d"),
            ("a名", "a_u540d"),
            ("class", "class"),
            ("__typename", "typename"),
            ("com.example.Pet", "com_example_pet"),
            ("💥", "value"),
        ] {
            assert_eq!(words(text), expected, "{text}");
        }
    }

    #[test]
    fn cases_are_written() {
        let name = Name::of("pet-store_v2", "x");
        assert_eq!(name.pascal(), "PetStoreV2");
        assert_eq!(name.camel(), "petStoreV2");
        assert_eq!(name.screaming(), "PET_STORE_V2");
        assert_eq!(name.kebab(), "pet-store-v2");
        assert_eq!(name.flat(), "petstorev2");
    }

    #[test]
    fn names_of_a_scope_differ_in_every_case() {
        let mut scope = Scope::with(&["body"]);
        let claimed: Vec<String> = ["foo_bar", "fooBar", "foobar", "body", "v1", "v1"]
            .iter()
            .map(|text| scope.claim(Name::of(text, "x")).snake())
            .collect();
        assert_eq!(claimed, ["foo_bar", "foo_bar2", "foobar3", "body2", "v1", "v1x2"]);
    }
}
