//! A caller that asks one thing after another over a kept connection.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, TcpStream};
use std::time::Duration;

use super::gateways::KEY;

/// A connection.
pub(crate) struct Caller {
    stream: BufReader<TcpStream>,
}

impl Caller {
    /// Connects to `port` of the loopback interface.
    pub(crate) fn connect(port: u16) -> io::Result<Self> {
        let stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port))?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(Duration::from_secs(10)))?;
        // Ten thousand of them are to take little here.
        Ok(Self { stream: BufReader::with_capacity(512, stream) })
    }

    /// Asks for `path` and gives the status of the answer, which is read to its end.
    pub(crate) fn get(&mut self, path: &str) -> io::Result<u16> {
        let head = format!("GET {path} HTTP/1.1\r\nHost: bench\r\nx-api-key: {KEY}\r\n\r\n");
        self.stream.get_mut().write_all(head.as_bytes())?;
        let mut line = String::new();
        let (mut status, mut length) = (None, 0);
        loop {
            line.clear();
            if self.stream.read_line(&mut line)? == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            let text = line.trim_end();
            if status.is_none() {
                status = text.split(' ').nth(1).and_then(|own| own.parse().ok());
            } else if text.is_empty() {
                break;
            } else if let Some((name, value)) = text.split_once(':')
                && name.eq_ignore_ascii_case("content-length")
            {
                length = value.trim().parse().map_err(io::Error::other)?;
            }
        }
        io::copy(&mut self.stream.by_ref().take(length), &mut io::sink())?;
        status.ok_or_else(|| io::ErrorKind::InvalidData.into())
    }
}
