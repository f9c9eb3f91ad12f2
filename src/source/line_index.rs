//! Lines and columns of byte offsets.

/// A place in a text for people: both numbers count from 1, the column in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Position {
    /// The line.
    pub line: u32,
    /// The column, in Unicode scalar values.
    pub column: u32,
}

/// The starts of all lines of a text, so that a position costs a binary search and the characters of a short way.
#[derive(Clone, Debug)]
pub struct LineIndex {
    starts: Vec<u32>,
    /// Places in long lines, in order, with the characters of their lines before them: a document without spaces is one
    /// line of megabytes.
    marks: Vec<(u32, u32)>,
}

/// So many bytes of a line stand between two marks.
const STEP: usize = 4096;

impl LineIndex {
    /// Indexes `text`. Lines end at `\n`; a `\r` before it belongs to the line.
    pub fn new(text: &str) -> Self {
        let mut starts = vec![0];
        for at in memchr::memchr_iter(b'\n', text.as_bytes()) {
            starts.push(u32::try_from(at + 1).unwrap_or(u32::MAX));
        }
        let ends =
            starts.iter().skip(1).copied().chain([u32::try_from(text.len()).unwrap_or(u32::MAX)]);
        let mut marks = Vec::new();
        for (start, end) in starts.iter().zip(ends) {
            let line = text.get(*start as usize..end as usize).unwrap_or("");
            mark(line, *start, &mut marks);
        }
        Self { starts, marks }
    }

    /// The number of lines.
    pub fn lines(&self) -> usize {
        self.starts.len()
    }

    /// The line that holds byte `offset`, counted from 0.
    pub fn line_of(&self, offset: u32) -> usize {
        self.starts.partition_point(|&start| start <= offset).saturating_sub(1)
    }

    /// The byte at which line `line` (from 0) starts; the last line's start when there is no such line.
    pub fn line_start(&self, line: usize) -> u32 {
        self.starts.get(line).or(self.starts.last()).copied().unwrap_or(0)
    }

    /// The position of byte `offset` of `text`, the text that was indexed.
    pub fn position(&self, text: &str, offset: u32) -> Position {
        let line = self.line_of(offset);
        let start = self.line_start(line);
        let before = self.marks.partition_point(|(place, _)| *place <= offset).checked_sub(1);
        let mark = before.and_then(|at| self.marks.get(at)).filter(|(place, _)| *place > start);
        let (from, known) = mark.copied().unwrap_or((start, 0));
        let rest = text.get(from as usize..offset as usize).unwrap_or("").chars().count();
        let column = u32::try_from(rest + 1).unwrap_or(u32::MAX).saturating_add(known);
        Position { line: u32::try_from(line + 1).unwrap_or(u32::MAX), column }
    }
}

/// Marks a line that begins at `start`.
fn mark(line: &str, start: u32, marks: &mut Vec<(u32, u32)>) {
    let (mut at, mut characters) = (0, 0);
    while line.len() - at > STEP {
        let next = line.ceil_char_boundary(at + STEP);
        characters += line.get(at..next).unwrap_or("").chars().count();
        at = next;
        let (place, known) = (u32::try_from(at), u32::try_from(characters));
        let (Ok(place), Ok(known)) = (place, known) else { return };
        marks.push((start.saturating_add(place), known));
    }
}

#[cfg(test)]
mod tests {
    use super::{LineIndex, Position, STEP};

    /// Every position is what counting from the start of its line gives, over long lines and short ones.
    #[test]
    fn marks_change_no_position() {
        let long = "é→x\u{1f600}".repeat(STEP);
        let text = format!("short\n{long}\n\n{long}z\r\nend");
        let index = LineIndex::new(&text);
        assert!(index.marks.len() > 8);
        let (mut line, mut column) = (1, 1);
        for (offset, letter) in text.char_indices() {
            let offset = u32::try_from(offset).unwrap();
            assert_eq!(index.position(&text, offset), Position { line, column }, "{offset}");
            (line, column) = if letter == '\n' { (line + 1, 1) } else { (line, column + 1) };
        }
        let end = u32::try_from(text.len()).unwrap();
        assert_eq!(index.position(&text, end), Position { line, column });
    }
}
