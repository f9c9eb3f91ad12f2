//! An open load: requests that come when they come, whether or not those before them have been answered.
//!
//! Callers who know nothing of each other are a Poisson process. What a request waits is counted from when it was to be
//! sent: what holds one up counts for all behind it, which is lost where each caller waits for its answer first.

use std::collections::VecDeque;
use std::io::{ErrorKind, Read as _, Write as _};
use std::net::TcpStream;
use std::num::NonZero;
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::thread::set_current_timer_slack;

use super::wrk::{Seen, Target};

/// Over how many connections it asks. Requests for which none is free wait.
const CONNECTIONS: usize = 64;

/// The most that is read at once; an answer has less.
const BUFFER: usize = 4096;

/// Asks at `rate` requests a second on average. An answer other than 200 and a connection that broke stop the benchmark.
pub(crate) fn poisson(target: &Target, seconds: u32, rate: f64) -> Seen {
    // A pause is tens of microseconds here, and the kernel would add fifty.
    set_current_timer_slack(NonZero::new(1)).unwrap();
    let mut load = Load::new(target);
    let mut clock = Arrivals::new(rate, Duration::from_secs(seconds.into()));
    let start = Instant::now();
    loop {
        while let Some(due) = clock.due() {
            load.waiting.push_back(due);
        }
        load.send();
        let pause = clock.pause();
        if pause.is_none() && load.is_done() {
            break;
        }
        load.receive(pause.unwrap_or(Duration::from_secs(1)));
    }
    load.seen(start.elapsed())
}

/// When requests are to be sent: the same moments in every run.
struct Arrivals {
    next: Instant,
    end: Instant,
    rate: f64,
    /// The state of `SplitMix64`.
    state: u64,
}

impl Arrivals {
    fn new(rate: f64, length: Duration) -> Self {
        let now = Instant::now();
        Self { next: now, end: now + length, rate, state: 1 }
    }

    /// The next request, if its time has come.
    fn due(&mut self) -> Option<Instant> {
        let due = self.next;
        if due > Instant::now() || due >= self.end {
            return None;
        }
        let pause = -self.chance().ln() / self.rate;
        self.next += Duration::from_secs_f64(pause);
        Some(due)
    }

    /// How long there is nothing to send; nothing when all has been.
    fn pause(&self) -> Option<Duration> {
        (self.next < self.end).then(|| self.next.saturating_duration_since(Instant::now()))
    }

    /// A number between 0 and 1, and neither of them.
    #[expect(clippy::cast_precision_loss, reason = "53 bits fit")]
    fn chance(&mut self) -> f64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut word = self.state;
        word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((word ^ (word >> 31)) >> 11) as f64 / (1_u64 << 53) as f64 + f64::EPSILON / 4.0
    }
}

/// A connection, and what has come of an answer.
struct Line {
    stream: TcpStream,
    answer: Vec<u8>,
}

/// All connections.
struct Load {
    request: String,
    free: Vec<Line>,
    /// Those that wait for an answer, with when its request was due.
    busy: Vec<(Instant, Line)>,
    /// When the requests were due for which no connection was free.
    waiting: VecDeque<Instant>,
    waited: Vec<Duration>,
}

impl Load {
    fn new(target: &Target) -> Self {
        let (host, path) = target.url.strip_prefix("http://").unwrap().split_once('/').unwrap();
        let key = target.key.map(|key| format!("x-api-key: {key}\r\n")).unwrap_or_default();
        let line = |_| {
            let stream = TcpStream::connect(host).unwrap();
            stream.set_nodelay(true).unwrap();
            stream.set_nonblocking(true).unwrap();
            Line { stream, answer: Vec::with_capacity(BUFFER) }
        };
        Self {
            request: format!("GET /{path} HTTP/1.1\r\nHost: {host}\r\n{key}\r\n"),
            free: (0..CONNECTIONS).map(line).collect(),
            busy: Vec::with_capacity(CONNECTIONS),
            waiting: VecDeque::new(),
            waited: Vec::new(),
        }
    }

    /// Sends what waits, as far as there are connections.
    fn send(&mut self) {
        while let Some(due) = self.waiting.front().copied() {
            let Some(mut line) = self.free.pop() else { return };
            line.stream.write_all(self.request.as_bytes()).unwrap();
            self.busy.push((due, line));
            self.waiting.pop_front();
        }
    }

    fn is_done(&self) -> bool {
        self.waiting.is_empty() && self.busy.is_empty()
    }

    /// Waits for answers, no longer than `pause`.
    fn receive(&mut self, pause: Duration) {
        let mut asked: Vec<PollFd<'_>> =
            self.busy.iter().map(|(_, line)| PollFd::new(&line.stream, PollFlags::IN)).collect();
        poll(&mut asked, Some(&Timespec::try_from(pause).unwrap())).unwrap();
        let readable: Vec<bool> = asked.iter().map(|own| !own.revents().is_empty()).collect();
        for ((due, mut line), readable) in std::mem::take(&mut self.busy).into_iter().zip(readable)
        {
            if readable && line.is_answered() {
                self.waited.push(due.elapsed());
                self.free.push(line);
            } else {
                self.busy.push((due, line));
            }
        }
    }

    fn seen(mut self, length: Duration) -> Seen {
        self.waited.sort_unstable();
        let requests = f64::from(u32::try_from(self.waited.len()).unwrap());
        let p99 = self
            .waited
            .get(self.waited.len() * 99 / 100)
            .map_or(f64::NAN, |own| own.as_secs_f64() * 1e3);
        Seen { requests, rate: requests / length.as_secs_f64(), p99 }
    }
}

impl Line {
    /// Reads what has come, and says whether the answer is whole.
    fn is_answered(&mut self) -> bool {
        let mut buffer = [0; BUFFER];
        match self.stream.read(&mut buffer) {
            Ok(0) => panic!("a connection was closed"),
            Ok(count) => self.answer.extend_from_slice(buffer.get(..count).unwrap()),
            Err(error) if error.kind() == ErrorKind::WouldBlock => return false,
            Err(error) => panic!("a connection broke: {error}"),
        }
        let is_whole = is_whole(std::str::from_utf8(&self.answer).unwrap());
        if is_whole {
            self.answer.clear();
        }
        is_whole
    }
}

/// Whether an answer has come to its end. All gateways give the length of theirs.
fn is_whole(answer: &str) -> bool {
    let Some((head, body)) = answer.split_once("\r\n\r\n") else { return false };
    assert!(head.starts_with("HTTP/1.1 200 "), "{head}");
    let length = head.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        let is_length = name.eq_ignore_ascii_case("content-length");
        is_length.then(|| value.trim().parse::<usize>().unwrap())
    });
    body.len() >= length.unwrap()
}
