//! Access logs, entry by entry. No more than one line is held at a time, however long the log is.

use std::fs;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;

use crate::access::{Case, EntryReport, LONGEST_LINE, LineFault, LogFormat, LogSummary};
use crate::cli::error::CliError;

/// So many of the lines that are no entries are told.
const TOLD: usize = 5;

/// Reads the log at `path`, `-` for standard input, and hands on what is said of each entry that is refused.
pub(in crate::cli) fn read(
    path: &Path,
    format: &LogFormat,
    case: &Case<'_>,
    stage: &str,
    tell: &mut dyn FnMut(EntryReport) -> Result<(), CliError>,
) -> Result<LogSummary, CliError> {
    let failed = |source| CliError::Read { path: path.to_owned(), source };
    let mut reader = open(path).map_err(failed)?;
    let mut summary = LogSummary::default();
    let mut line = Vec::new();
    let mut number = 0;
    while let Some(is_whole) = next_line(&mut reader, &mut line).map_err(failed)? {
        number += 1;
        let text = String::from_utf8_lossy(&line);
        if text.trim().is_empty() {
            continue;
        }
        summary.lines += 1;
        let read = if is_whole { format.read(&text) } else { Err(LineFault::TooLong) };
        match read {
            Ok(record) if Case::is_of_interest(&record) => {
                summary.explained += 1;
                tell(EntryReport { line: number, ..case.explain_entry(&record, stage) })?;
            }
            Ok(_) => {}
            Err(fault) => {
                summary.malformed += 1;
                if summary.first_malformed.len() < TOLD {
                    summary.first_malformed.push(format!("line {number}: {fault}"));
                }
            }
        }
    }
    Ok(summary)
}

fn open(path: &Path) -> io::Result<Box<dyn BufRead>> {
    if path == Path::new("-") {
        return Ok(Box::new(BufReader::new(io::stdin())));
    }
    if fs::metadata(path)?.is_dir() {
        return Err(io::Error::from(io::ErrorKind::IsADirectory));
    }
    Ok(Box::new(BufReader::with_capacity(64 * 1024, fs::File::open(path)?)))
}

/// Reads one line into `line`, and says whether it is whole; nothing at the end. Of a line that is too long for an entry
/// the rest is thrown away.
fn next_line(reader: &mut dyn BufRead, line: &mut Vec<u8>) -> io::Result<Option<bool>> {
    line.clear();
    let most = u64::try_from(LONGEST_LINE).unwrap_or(u64::MAX).saturating_add(1);
    if Read::take(&mut *reader, most).read_until(b'\n', line)? == 0 {
        return Ok(None);
    }
    if line.ends_with(b"\n") || line.len() <= LONGEST_LINE {
        return Ok(Some(true));
    }
    loop {
        let held = reader.fill_buf()?;
        if held.is_empty() {
            return Ok(Some(false));
        }
        let end = held.iter().position(|byte| *byte == b'\n');
        let length = end.map_or(held.len(), |end| end + 1);
        reader.consume(length);
        if end.is_some() {
            return Ok(Some(false));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::next_line;
    use crate::access::LONGEST_LINE;

    #[test]
    fn a_line_that_is_too_long_is_left_out_and_the_next_one_is_read() {
        let long = "x".repeat(3 * LONGEST_LINE);
        let text = format!("one\n{long}\ntwo\n{}\nlast", "y".repeat(LONGEST_LINE));
        let mut reader = text.as_bytes();
        let (mut line, mut seen) = (Vec::new(), Vec::new());
        while let Some(is_whole) = next_line(&mut reader, &mut line).unwrap() {
            assert!(line.len() <= LONGEST_LINE + 1);
            seen.push((
                line.iter().take(3).map(|byte| char::from(*byte)).collect::<String>(),
                is_whole,
            ));
        }
        let seen: Vec<(&str, bool)> =
            seen.iter().map(|(text, whole)| (text.as_str(), *whole)).collect();
        assert_eq!(
            seen,
            [("one", true), ("xxx", false), ("two", true), ("yyy", true), ("las", true)]
        );
    }
}
