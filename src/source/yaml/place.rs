//! Exact places in YAML: the parser's marks leave out block headers, take in trailing blanks and stand behind
//! some dashes, so the bytes around them are looked at again.

/// The text under reading.
#[derive(Clone, Copy)]
pub(super) struct Places<'s> {
    pub(super) bytes: &'s [u8],
}

impl Places<'_> {
    fn at(self, at: usize) -> Option<u8> {
        self.bytes.get(at).copied()
    }

    /// From `at`, over blanks, line breaks and comments.
    fn skip_blank(self, mut at: usize) -> usize {
        while let Some(byte) = self.at(at) {
            match byte {
                b' ' | b'\t' | b'\n' | b'\r' => at += 1,
                b'#' => at = self.line_end(at),
                _ => break,
            }
        }
        at
    }

    /// The end of the line that holds `at`.
    fn line_end(self, at: usize) -> usize {
        let rest = self.bytes.get(at..).unwrap_or(&[]);
        memchr::memchr2(b'\n', b'\r', rest).map_or(self.bytes.len(), |length| at + length)
    }

    /// The end of the anchor or tag that starts at `at`.
    fn property_end(self, at: usize) -> usize {
        let rest = self.bytes.get(at..).unwrap_or(&[]);
        if rest.starts_with(b"!<")
            && let Some(length) = memchr::memchr2(b'>', b'\n', rest)
        {
            return at + length + 1;
        }
        let ends = |byte: &u8| {
            matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | b',' | b'[' | b']' | b'{' | b'}')
        };
        rest.iter().position(ends).map_or(self.bytes.len(), |length| at + length)
    }

    /// The start of the node whose anchor or tag starts at `at`.
    pub(super) fn after_properties(self, at: usize) -> usize {
        let mut at = self.skip_blank(at);
        while let Some(b'&' | b'!') = self.at(at) {
            at = self.skip_blank(self.property_end(at));
        }
        at
    }

    /// The end of the quoted scalar that opens at `start`; `None` when none opens or closes.
    pub(super) fn quoted_end(self, start: usize) -> Option<usize> {
        let quote = self.at(start).filter(|byte| matches!(byte, b'"' | b'\''))?;
        let mut at = start + 1;
        loop {
            let rest = self.bytes.get(at..)?;
            at += if quote == b'"' {
                memchr::memchr2(b'"', b'\\', rest)?
            } else {
                memchr::memchr(b'\'', rest)?
            };
            let escaped =
                self.at(at) == Some(b'\\') || (quote == b'\'' && self.at(at + 1) == Some(b'\''));
            if !escaped {
                return Some(at + 1);
            }
            at += 2;
        }
    }

    /// The header (`|` or `>`) of the next block scalar from `at` on, before `limit`.
    pub(super) fn block_header(self, mut at: usize, limit: usize) -> Option<usize> {
        while at < limit {
            match self.at(at)? {
                b'|' | b'>' => return Some(at),
                b'#' => at = self.line_end(at),
                b'&' | b'!' => at = self.property_end(at),
                b'%' if at == 0 || self.at(at - 1) == Some(b'\n') => at = self.line_end(at),
                _ => at += 1,
            }
        }
        None
    }

    /// The end of the block scalar with its header at `start`, of which the parser says that it ends at `end`:
    /// the end of the last line that is not blank, or of the header.
    pub(super) fn block_end(self, start: usize, end: usize) -> usize {
        let header_line = self.line_end(start);
        let header = self.bytes.get(start + 1..header_line).unwrap_or(&[]);
        let indicators = header.iter().take_while(|byte| matches!(byte, b'+' | b'-' | b'0'..=b'9'));
        let header_end = start + 1 + indicators.count();
        let content = self.bytes.get(header_line..end).unwrap_or(&[]);
        let blank = |byte: &u8| matches!(byte, b' ' | b'\t' | b'\n' | b'\r');
        content.iter().rposition(|byte| !blank(byte)).map_or(header_end, |last| {
            // Trailing blanks of the last line belong to it.
            self.line_end(header_line + last)
        })
    }

    /// The first dash or bracket of the list that follows a key, which ends at `at`.
    pub(super) fn list_after_key(self, at: usize, limit: usize) -> Option<usize> {
        let mut at = self.skip_blank(at);
        while at < limit && matches!(self.at(at), Some(b':' | b'?' | b'&' | b'!')) {
            let next = if matches!(self.at(at), Some(b':' | b'?')) {
                at + 1
            } else {
                self.property_end(at)
            };
            at = self.skip_blank(next);
        }
        (at < limit && matches!(self.at(at), Some(b'-' | b'['))).then_some(at)
    }

    /// `at`, moved back over blanks, but not before `from`.
    pub(super) fn back_over_blank(self, mut at: usize, from: usize) -> usize {
        let blank = |at: usize| matches!(self.at(at), Some(b' ' | b'\t' | b'\n' | b'\r'));
        while at > from && blank(at - 1) {
            at -= 1;
        }
        at
    }
}
