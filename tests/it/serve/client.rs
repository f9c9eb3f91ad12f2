//! A client that shows what is on the wire.

use std::io::{BufRead, BufReader, ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

/// No test waits longer than this for a byte.
const PATIENCE: Duration = Duration::from_secs(20);

/// One connection.
pub(crate) struct Client {
    reader: BufReader<TcpStream>,
}

/// One answer.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: String,
}

impl Answer {
    /// The first header of that name, which is given in lower case.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(own, _)| own == name);
        found.map(|(_, value)| value.as_str())
    }
}

impl Client {
    pub(crate) fn connect(address: SocketAddr) -> Self {
        let stream = TcpStream::connect(address).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream.set_write_timeout(Some(PATIENCE)).unwrap();
        Self { reader: BufReader::new(stream) }
    }

    /// Sends bytes as they are.
    pub(crate) fn send(&mut self, text: &str) {
        self.reader.get_mut().write_all(text.as_bytes()).unwrap();
    }

    /// Sends a request without a body.
    pub(crate) fn request(&mut self, method: &str, path: &str) {
        self.send(&format!("{method} {path} HTTP/1.1\r\nHost: test.example\r\n\r\n"));
    }

    /// Asks for `path` and reads the answer.
    pub(crate) fn get(&mut self, path: &str) -> Answer {
        self.request("GET", path);
        self.answer()
    }

    /// Sends a body and reads the answer.
    pub(crate) fn post(&mut self, path: &str, body: &str) -> Answer {
        self.send(&format!(
            "POST {path} HTTP/1.1\r\nHost: test.example\r\nContent-Type: application/json\r\n\
             Content-Length: {}\r\n\r\n{body}",
            body.len()
        ));
        self.answer()
    }

    /// Reads one answer.
    pub(crate) fn answer(&mut self) -> Answer {
        let mut answer = self.head();
        answer.body = if answer.header("transfer-encoding") == Some("chunked") {
            std::iter::from_fn(|| self.chunk()).collect()
        } else {
            let length = answer.header("content-length").map_or(0, |value| value.parse().unwrap());
            self.read_exactly(length)
        };
        answer
    }

    /// Reads the head of an answer; its body is left to be read.
    pub(crate) fn head(&mut self) -> Answer {
        let status_line = self.line();
        let status = status_line.split(' ').nth(1).unwrap_or_else(|| panic!("{status_line:?}"));
        let status = status.parse().unwrap();
        let headers = std::iter::from_fn(|| {
            let line = self.line();
            let (name, value) = line.split_once(':')?;
            Some((name.to_lowercase(), value.trim().to_owned()))
        });
        Answer { status, headers: headers.collect(), body: String::new() }
    }

    /// Reads one chunk of a body; none at the end.
    pub(crate) fn chunk(&mut self) -> Option<String> {
        let length = usize::from_str_radix(&self.line(), 16).unwrap();
        let text = self.read_exactly(length);
        assert_eq!(self.line(), "");
        (length > 0).then_some(text)
    }

    /// Whether the server closed the connection, after everything that it sent was read.
    pub(crate) fn is_closed(&mut self) -> bool {
        let mut rest = Vec::new();
        if let Err(error) = self.reader.read_to_end(&mut rest) {
            // A reset is a way to close as well.
            assert_eq!(error.kind(), ErrorKind::ConnectionReset, "it is not closed");
        }
        assert_eq!(String::from_utf8_lossy(&rest), "", "the server had more to say");
        true
    }

    /// Waits for that time, in which the server has nothing to say and keeps the connection.
    pub(crate) fn is_silent(&mut self, time: Duration) {
        self.reader.get_ref().set_read_timeout(Some(time)).unwrap();
        let kind = self.reader.fill_buf().map(<[u8]>::len).map_err(|error| error.kind());
        assert_eq!(kind, Err(ErrorKind::WouldBlock));
        self.reader.get_ref().set_read_timeout(Some(PATIENCE)).unwrap();
    }

    /// Everything until the server closes the connection.
    pub(crate) fn rest(&mut self) -> String {
        let mut rest = Vec::new();
        let _ = self.reader.read_to_end(&mut rest);
        String::from_utf8(rest).unwrap()
    }

    fn line(&mut self) -> String {
        let mut line = String::new();
        self.reader.read_line(&mut line).unwrap();
        assert!(line.ends_with("\r\n"), "the connection ended with {line:?}");
        line.trim_end().to_owned()
    }

    fn read_exactly(&mut self, length: usize) -> String {
        let mut bytes = vec![0; length];
        self.reader.read_exact(&mut bytes).unwrap();
        String::from_utf8(bytes).unwrap()
    }
}

/// Asks for `path` on a connection of its own.
pub(crate) fn get(address: SocketAddr, path: &str) -> Answer {
    Client::connect(address).get(path)
}
