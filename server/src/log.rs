//! The log. Callers only queue lines; a separate thread writes them, however long that takes.
//!
//! So a full disk, a closed pipe or a pipe that isn't read doesn't block anything else. Lines that don't fit in the
//! queue or can't be written are counted; the count is written as soon as possible.

use crate::clock::{Clock, SystemClock};
use std::backtrace::{Backtrace, BacktraceStatus};
use std::io::{self, ErrorKind, Write};
use std::panic::PanicHookInfo;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};
use tracing_subscriber::fmt::MakeWriter;

/// The maximum number of queued bytes.
const WAITING: usize = 1024 * 1024;
/// The pause before retrying an output that isn't ready.
const PAUSE: Duration = Duration::from_millis(20);
/// How long [`Log::end`] waits for the last lines.
const FAREWELL: Duration = Duration::from_secs(2);

/// A handle to the queue. Clones share it.
#[derive(Clone, Debug)]
pub struct Log(Arc<Shared>);

#[derive(Debug, Default)]
struct Shared {
    state: Mutex<QueueState>,
    /// Signals that lines were queued or written.
    changed: Condvar,
}

#[derive(Debug, Default)]
struct QueueState {
    /// Queued bytes, in whole lines.
    waiting: Vec<u8>,
    /// The number of lines lost since the last one written.
    lost: usize,
    /// No more lines are accepted.
    is_ending: bool,
    /// No more lines are written.
    has_ended: bool,
}

impl Log {
    /// Starts the thread that writes to an output. If it can't be started, all lines are lost.
    pub fn to(output: impl Write + Send + 'static) -> Self {
        let shared = Arc::new(Shared::default());
        let own = shared.clone();
        let started = thread::Builder::new().name("log".to_owned()).spawn(move || own.write_all(output));
        if started.is_err() {
            let mut state = shared.state();
            (state.is_ending, state.has_ended) = (true, true);
        }
        Self(shared)
    }

    /// Queues whole lines, each with its line break.
    pub fn push(&self, lines: &[u8]) {
        let mut state = self.0.state();
        if state.is_ending || state.waiting.len() + lines.len() > WAITING {
            state.lost += count(lines);
            return;
        }
        let was_empty = state.waiting.is_empty();
        state.waiting.extend_from_slice(lines);
        drop(state);
        // If lines were queued before, the thread checks again after its write.
        if was_empty {
            self.0.changed.notify_all();
        }
    }

    /// Queues a line, given without its line break.
    pub fn say(&self, line: &str) {
        self.push(format!("{line}\n").as_bytes());
    }

    /// Waits for a limited time until everything is written. Later lines are lost.
    pub fn end(&self) {
        let end = Instant::now() + FAREWELL;
        let mut state = self.0.state();
        state.is_ending = true;
        self.0.changed.notify_all();
        while !state.has_ended {
            let left = end.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return;
            }
            state = self.0.changed.wait_timeout(state, left).unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    /// Writes panic messages to this log, as writing to standard error could block or fail.
    pub fn take_panics(&self) {
        let log = self.clone();
        std::panic::set_hook(Box::new(move |panic| log.say(&line_of(panic))));
    }
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, QueueState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The loop of the thread. Writes everything that is queued, without holding the lock.
    fn write_all(&self, mut output: impl Write) {
        let mut begins_line = true;
        loop {
            let mut state = self.state();
            while state.waiting.is_empty() && !state.is_ending {
                state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
            }
            let is_last = state.waiting.is_empty();
            let (lines, lost) = (std::mem::take(&mut state.waiting), std::mem::take(&mut state.lost));
            drop(state);

            let mut first = if begins_line { String::new() } else { "\n".to_owned() };
            if lost > 0 {
                first.push_str(&notice(lost));
            }
            let lost = match write(&mut output, first.as_bytes(), &mut begins_line) {
                Ok(()) => write(&mut output, &lines, &mut begins_line).err().unwrap_or(0),
                Err(_) => lost + count(&lines),
            };

            let mut state = self.state();
            state.lost += lost;
            state.has_ended = is_last;
            self.changed.notify_all();
            if is_last {
                return;
            }
        }
    }
}

/// Writes all bytes. The error is the number of lines that weren't written whole.
fn write(output: &mut impl Write, mut bytes: &[u8], begins_line: &mut bool) -> Result<(), usize> {
    while !bytes.is_empty() {
        match output.write(bytes) {
            Ok(length @ 1..) => {
                *begins_line = bytes[length - 1] == b'\n';
                bytes = &bytes[length..];
            }
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) if error.kind() == ErrorKind::WouldBlock => thread::sleep(PAUSE),
            Ok(_) | Err(_) => return Err(count(bytes)),
        }
    }
    output.flush().or(Ok(()))
}

fn count(lines: &[u8]) -> usize {
    lines.iter().filter(|byte| **byte == b'\n').count()
}

fn notice(lost: usize) -> String {
    let (now, lines) = (SystemClock::new().now().to_iso(), if lost == 1 { "line was" } else { "lines were" });
    format!("{now}  WARN {lost} {lines} lost here: the log couldn't be written\n")
}

fn line_of(panic: &PanicHookInfo<'_>) -> String {
    let now = SystemClock::new().now().to_iso();
    let place = panic.location().map(|place| format!(" at {place}")).unwrap_or_default();
    let message = panic.payload_as_str().unwrap_or("without a message");
    let thread = thread::current();
    let line = format!("{now} ERROR thread {:?} panicked{place}: {message}", thread.name().unwrap_or("?"));
    let trace = Backtrace::capture();
    match trace.status() {
        BacktraceStatus::Captured => format!("{line}\n{trace}"),
        _ => line,
    }
}

/// A writer for an event, which is queued as a whole.
#[derive(Debug)]
pub struct Event<'a>(&'a Log);

impl Write for Event<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.push(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Log {
    type Writer = Event<'a>;

    fn make_writer(&'a self) -> Event<'a> {
        Event(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc::{Receiver, Sender, channel};

    /// An output controlled by a test.
    struct ControlledOutput {
        next: Receiver<io::Result<usize>>,
        written: Arc<Mutex<Vec<u8>>>,
    }

    impl Write for ControlledOutput {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            let length = self.next.recv().unwrap_or(Ok(usize::MAX))?.min(bytes.len());
            self.written.lock().expect("no panic").extend_from_slice(&bytes[..length]);
            Ok(length)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    struct ControlledLog {
        log: Log,
        next: Option<Sender<io::Result<usize>>>,
        written: Arc<Mutex<Vec<u8>>>,
    }

    impl ControlledLog {
        fn new() -> Self {
            let (sender, next) = channel();
            let written = Arc::new(Mutex::new(Vec::new()));
            Self { log: Log::to(ControlledOutput { next, written: written.clone() }), next: Some(sender), written }
        }

        fn next(&self, result: io::Result<usize>) {
            self.next.as_ref().expect("not ended").send(result).expect("it writes");
        }

        /// Ends the log, and returns everything written, without times.
        fn end(mut self) -> Vec<String> {
            self.next = None;
            self.log.end();
            let written = self.written.lock().expect("no panic");
            let lines = String::from_utf8_lossy(&written).into_owned();
            lines.lines().map(|line| line.split_once("Z  WARN ").map_or(line, |(_, rest)| rest).to_owned()).collect()
        }
    }

    #[test]
    fn lines_come_in_order() {
        let watched = ControlledLog::new();
        for line in ["one", "two", "three"] {
            watched.log.say(line);
        }
        assert_eq!(watched.end(), ["one", "two", "three"]);
    }

    #[test]
    fn nobody_waits_for_an_output_that_is_not_ready() {
        let watched = ControlledLog::new();
        let line = "x".repeat(1023);
        for _ in 0..5000 {
            watched.log.say(&line);
        }
        let lines = watched.end();
        let lost = lines.iter().filter_map(|line| line.split_once(" lines were lost")?.0.parse::<usize>().ok());
        let (lost, written) = (lost.sum::<usize>(), lines.iter().filter(|own| **own == line).count());
        assert_eq!(lost + written, 5000);
        // The bytes being written, and those queued.
        assert!((1024..=2048).contains(&written), "{written}");
    }

    #[test]
    fn lines_that_could_not_be_written_are_counted_and_told() {
        let watched = ControlledLog::new();
        let log = &watched.log;
        let until_lost = |lines| {
            let mut state = log.0.state();
            while state.lost != lines {
                state = log.0.changed.wait(state).expect("no panic");
            }
        };
        watched.next(Err(io::Error::from(ErrorKind::StorageFull)));
        log.say("lost");
        until_lost(1);
        watched.next(Err(io::Error::from(ErrorKind::BrokenPipe)));
        log.push(b"lost\nlost\n");
        until_lost(3);
        watched.next(Ok(usize::MAX));
        // Half of a line, then the disk is full.
        watched.next(Ok(2));
        watched.next(Err(io::Error::from(ErrorKind::StorageFull)));
        log.say("half");
        until_lost(1);
        watched.next(Err(io::Error::from(ErrorKind::Interrupted)));
        watched.next(Err(io::Error::from(ErrorKind::WouldBlock)));
        log.say("whole");
        let notice = |count: &str| format!("{count} lost here: the log couldn't be written");
        assert_eq!(watched.end(), [notice("3 lines were"), "ha".to_owned(), notice("1 line was"), "whole".to_owned()]);
    }

    #[test]
    fn the_end_waits_for_a_bounded_time() {
        let watched = ControlledLog::new();
        watched.log.say("never written");
        watched.log.end();
        watched.log.say("too late");
        assert_eq!(watched.log.0.state().lost, 1);
    }
}
