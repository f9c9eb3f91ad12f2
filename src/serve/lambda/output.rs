//! What functions print: to the log, line by line, and not more than anybody would read.

use std::cell::Cell;
use std::io::{self, Write};
use std::rc::Rc;

use tokio::io::{AsyncRead, AsyncReadExt};

/// How many bytes of one event's output are shown.
const BUDGET: usize = 64 * 1024;

/// How long a line of the log becomes before it is broken.
const LINE: usize = 4 * 1024;

/// The output of one process.
#[derive(Debug)]
pub(super) struct Output {
    name: String,
    left: Cell<usize>,
    has_said_so: Cell<bool>,
}

impl Output {
    /// The output of a process of the function `name`.
    pub(super) fn new(name: &str) -> Rc<Self> {
        let (left, has_said_so) = (Cell::new(BUDGET), Cell::new(false));
        Rc::new(Self { name: name.to_owned(), left, has_said_so })
    }

    /// The next event has room for its own output.
    pub(super) fn begin(&self) {
        self.left.set(BUDGET);
        self.has_said_so.set(false);
    }

    /// Says something of the function that it does not say itself.
    pub(super) fn note(&self, text: &str) {
        write(&line(&self.name, text.as_bytes()));
    }

    /// Shows what comes until there is no more. What is over the budget is read and thrown away, so that a function
    /// that prints on is not held up.
    pub(super) async fn show(self: Rc<Self>, mut stream: impl AsyncRead + Unpin) {
        let mut buffer = vec![0; LINE];
        let mut begun = Vec::new();
        let mut last = 0;
        while let Ok(length) = stream.read(&mut buffer).await {
            if length == 0 {
                break;
            }
            let mut text = String::new();
            for byte in buffer.iter().take(length) {
                // Runtimes of Lambda break the lines of one message by carriage returns.
                let is_break = matches!(byte, b'\n' | b'\r');
                let is_behind_return = *byte == b'\n' && last == b'\r';
                if (is_break && !is_behind_return) || begun.len() >= LINE {
                    self.push(&mut text, &begun);
                    begun.clear();
                }
                if !is_break {
                    begun.push(*byte);
                }
                last = *byte;
            }
            write(&text);
        }
        let mut text = String::new();
        if !begun.is_empty() {
            self.push(&mut text, &begun);
        }
        write(&text);
    }

    fn push(&self, text: &mut String, own: &[u8]) {
        let left = self.left.get();
        if own.len() < left {
            self.left.set(left - own.len() - 1);
            text.push_str(&line(&self.name, own));
        } else if !self.has_said_so.replace(true) {
            self.left.set(0);
            text.push_str(&line(&self.name, b"[more output of this event is left out]"));
        }
    }
}

/// One line. Control characters are written as what they are, so that output cannot pass for something else.
fn line(name: &str, own: &[u8]) -> String {
    let mut text = format!("{name} | ");
    for letter in String::from_utf8_lossy(own).chars() {
        if letter.is_control() && letter != '\t' {
            text.extend(letter.escape_default());
        } else {
            text.push(letter);
        }
    }
    text.push('\n');
    text
}

fn write(text: &str) {
    // Nobody is left to tell when standard error is closed.
    let _ = io::stderr().lock().write_all(text.as_bytes());
}

#[cfg(test)]
mod tests {
    use super::{BUDGET, LINE, Output, line};

    #[test]
    fn output_cannot_pass_for_something_else() {
        assert_eq!(line("pets", b"\ta\x1b[2J\xff"), "pets | \ta\\u{1b}[2J\u{fffd}\n");
    }

    #[test]
    fn an_event_has_a_budget() {
        let output = Output::new("pets");
        let mut text = String::new();
        for _ in 0..100 {
            output.push(&mut text, &[b'x'; LINE]);
        }
        assert!(text.len() < BUDGET + 2 * LINE, "{}", text.len());
        assert_eq!(text.matches("left out").count(), 1);
        output.begin();
        text.clear();
        output.push(&mut text, b"again");
        assert_eq!(text, "pets | again\n");
    }
}
