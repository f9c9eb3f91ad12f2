//! Lines that the parser finds indented too little, and everybody else accepts.
//!
//! By the letter of YAML a bracket that closes a list must be indented further than the list's key. People put it
//! below the key, and the parsers that the service and its tools use read that. So the parser is given the text
//! with such lines moved to the right, and its marks are counted back. Blanks there stand for nothing: all these
//! lines are inside of brackets or quotes.

use std::borrow::Cow;

/// How far a line is moved: further than anything is indented.
const WIDTH: usize = 256;

/// The starts of the lines that are moved, in bytes, ascending.
#[derive(Clone, Debug, Default)]
pub(super) struct Padding {
    starts: Vec<usize>,
}

impl Padding {
    /// Adds the lines that start at `starts`; false when nothing was new.
    pub(super) fn add(&mut self, starts: &[usize]) -> bool {
        let before = self.starts.len();
        self.starts.extend(starts);
        self.starts.sort_unstable();
        self.starts.dedup();
        self.starts.len() > before
    }

    /// `text` with its lines moved.
    pub(super) fn apply<'t>(&self, text: &'t str) -> Cow<'t, str> {
        if self.starts.is_empty() {
            return Cow::Borrowed(text);
        }
        let mut padded = String::with_capacity(text.len() + self.starts.len() * WIDTH);
        let mut from = 0;
        for start in &self.starts {
            padded.push_str(text.get(from..*start).unwrap_or(""));
            padded.push_str(&" ".repeat(WIDTH));
            from = *start;
        }
        padded.push_str(text.get(from..).unwrap_or(""));
        Cow::Owned(padded)
    }

    /// The way back from characters of the padded `text` to its own.
    pub(super) fn moves(&self, text: &str) -> Moves {
        let mut moves = Vec::with_capacity(self.starts.len());
        let (mut from, mut characters) = (0, 0);
        for (place, start) in self.starts.iter().enumerate() {
            characters += text.get(from..*start).unwrap_or("").chars().count();
            moves.push(characters + place * WIDTH);
            from = *start;
        }
        Moves { padded_starts: moves }
    }
}

/// Where the moved lines start in the padded text, in characters.
#[derive(Debug, Default)]
pub(super) struct Moves {
    padded_starts: Vec<usize>,
}

impl Moves {
    /// The character of the text that is character `index` of the padded text; the line's first for the padding.
    pub(super) fn back(&self, index: usize) -> usize {
        let moved = self.padded_starts.partition_point(|start| *start <= index);
        let Some(last) = moved.checked_sub(1).and_then(|at| self.padded_starts.get(at)) else {
            return index;
        };
        index.max(last + WIDTH) - moved * WIDTH
    }
}

#[cfg(test)]
mod tests {
    use super::{Padding, WIDTH};

    #[test]
    fn characters_are_counted_back() {
        let text = "ä: [\nb,\nc\n]\n";
        let mut padding = Padding::default();
        assert_eq!(padding.apply(text), text);
        assert!(padding.add(&[11, 6]));
        assert!(!padding.add(&[6]));
        let padded = padding.apply(text);
        let moves = padding.moves(text);
        for (at, character) in padded.chars().enumerate() {
            let back = text.chars().nth(moves.back(at)).unwrap();
            assert!(character == back || character == ' ', "{at}: {character:?} and {back:?}");
        }
        assert_eq!(moves.back(4), 4);
        assert_eq!(moves.back(5), 5);
        assert_eq!(moves.back(5 + WIDTH), 5);
        assert_eq!(moves.back(6 + WIDTH), 6);
        assert_eq!(moves.back(padded.chars().count()), text.chars().count());
    }
}
