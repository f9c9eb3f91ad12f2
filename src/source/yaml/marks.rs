//! From characters to bytes: the YAML parser counts characters, everything else counts bytes.

use super::padding::Moves;

/// One checkpoint per this many characters.
const STEP: usize = 64;

/// The way from the characters of one text to its bytes. Made in one pass; each question costs at most [`STEP`].
#[derive(Debug)]
pub(super) struct Marks<'s> {
    text: &'s str,
    /// The byte of every [`STEP`]th character; empty when all characters are one byte long.
    checkpoints: Vec<u32>,
    moves: Moves,
}

impl<'s> Marks<'s> {
    pub(super) fn new(text: &'s str, moves: Moves) -> Self {
        let mut checkpoints = Vec::new();
        if !text.is_ascii() {
            let starts = text.bytes().enumerate().filter(|(_, byte)| !is_continuation(*byte));
            checkpoints.extend(starts.step_by(STEP).map(|(at, _)| u32::try_from(at).unwrap_or(0)));
        }
        Self { text, checkpoints, moves }
    }

    /// The byte at which character number `index` of what the parser sees starts; the length of the text when it has
    /// fewer characters.
    pub(super) fn byte(&self, index: usize) -> usize {
        let index = self.moves.back(index);
        if self.checkpoints.is_empty() {
            return index.min(self.text.len());
        }
        let Some(from) = self.checkpoints.get(index / STEP) else { return self.text.len() };
        let rest = self.text.as_bytes().get(*from as usize..).unwrap_or(&[]);
        let mut starts = rest.iter().enumerate().filter(|(_, byte)| !is_continuation(**byte));
        starts.nth(index % STEP).map_or(self.text.len(), |(at, _)| *from as usize + at)
    }
}

/// Whether `byte` is one of the further bytes of a character.
fn is_continuation(byte: u8) -> bool {
    byte & 0xc0 == 0x80
}

#[cfg(test)]
mod tests {
    use super::{Marks, Moves};

    #[test]
    fn every_character_has_its_byte() {
        let long = "aä→😀 plain ".repeat(50);
        for text in ["", "plain", "ä", long.as_str()] {
            let marks = Marks::new(text, Moves::default());
            for (index, (byte, _)) in text.char_indices().enumerate() {
                assert_eq!(marks.byte(index), byte, "character {index} of {text:?}");
            }
            assert_eq!(marks.byte(text.chars().count()), text.len());
            assert_eq!(marks.byte(usize::MAX), text.len());
        }
    }
}
