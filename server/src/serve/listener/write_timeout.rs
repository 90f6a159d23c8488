//! Disconnects a client that doesn't read its response, or reads it far too slowly.

use std::io::{self, IoSlice};
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Sleep, sleep};

/// The minimum that a client must read within the limit, in bytes: about 0.5 KiB per second with the default of 30
/// seconds.
const LEAST: usize = 16 * 1024;

/// A connection that limits how long it may take to write [`LEAST`] bytes. Reading isn't limited here: the head and the
/// body of a request have limits elsewhere.
pub(super) struct WriteTimeout<S> {
    stream: S,
    limit: Duration,
    waiting: Option<PendingWrite>,
}

/// A pending write: its deadline, and the number of bytes written so far.
struct PendingWrite {
    end: Pin<Box<Sleep>>,
    written: usize,
}

impl<S> WriteTimeout<S> {
    pub(super) fn new(stream: S, limit: Duration) -> Self {
        Self { stream, limit, waiting: None }
    }

    /// Stops the timer once enough has been written.
    fn written(&mut self, cx: &mut Context<'_>, progress: Poll<io::Result<usize>>) -> Poll<io::Result<usize>> {
        if let Poll::Ready(Ok(length)) = progress {
            self.waiting.take_if(|waiting| {
                waiting.written += length;
                waiting.written >= LEAST
            });
        }
        self.unless_waited(cx, progress)
    }

    /// Stops the timer, as everything has been written.
    fn finished(&mut self, cx: &mut Context<'_>, progress: Poll<io::Result<()>>) -> Poll<io::Result<()>> {
        if progress.is_ready() {
            self.waiting = None;
        }
        self.unless_waited(cx, progress)
    }

    /// Starts the timer when the client isn't ready for more, and fails once it has run out.
    fn unless_waited<T>(&mut self, cx: &mut Context<'_>, progress: Poll<io::Result<T>>) -> Poll<io::Result<T>> {
        if progress.is_ready() {
            return progress;
        }
        let limit = self.limit;
        let waiting = self.waiting.get_or_insert_with(|| PendingWrite { end: Box::pin(sleep(limit)), written: 0 });
        waiting.end.as_mut().poll(cx).map(|()| Err(io::ErrorKind::TimedOut.into()))
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for WriteTimeout<S> {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(cx, buffer)
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for WriteTimeout<S> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let progress = Pin::new(&mut self.stream).poll_write(cx, bytes);
        self.written(cx, progress)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let progress = Pin::new(&mut self.stream).poll_write_vectored(cx, slices);
        self.written(cx, progress)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let progress = Pin::new(&mut self.stream).poll_flush(cx);
        self.finished(cx, progress)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let progress = Pin::new(&mut self.stream).poll_shutdown(cx);
        self.finished(cx, progress)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream, duplex};
    use tokio::time::Instant;

    const LIMIT: Duration = Duration::from_secs(30);
    const PIPE: usize = 1024;

    /// Writes `length` bytes to a client that reads with `read`, on a clock that advances whenever all tasks wait.
    /// Returns the result and the elapsed seconds.
    async fn write(length: usize, read: impl AsyncFnOnce(DuplexStream)) -> (io::Result<()>, u64) {
        let (near, far) = duplex(PIPE);
        let mut patient = WriteTimeout::new(near, LIMIT);
        let start = Instant::now();
        let writing = async move {
            patient.write_all(&vec![0; length]).await?;
            patient.flush().await
        };
        let writing = async { (writing.await, start.elapsed().as_secs()) };
        tokio::select! {
            written = writing => written,
            () = async { read(far).await; std::future::pending().await } => unreachable!("it waits for ever"),
        }
    }

    /// Reads `bytes` bytes at a time, with a pause before each read.
    async fn read_slowly(mut stream: DuplexStream, bytes: usize, pause: Duration) {
        let mut buffer = vec![0; bytes];
        loop {
            sleep(pause).await;
            if stream.read_exact(&mut buffer).await.is_err() {
                return;
            }
        }
    }

    #[tokio::test(start_paused = true)]
    async fn who_reads_too_little_is_given_up_and_who_reads_enough_is_not() {
        let check = async |name: &str, bytes: usize, pause: u64, expect: Option<u64>| {
            let (result, seconds) =
                write(8 * LEAST, async |stream| read_slowly(stream, bytes, Duration::from_secs(pause)).await).await;
            assert_eq!(result.is_err().then_some(seconds), expect, "{name}: {result:?}");
            let kind = result.err().map(|error| error.kind());
            assert!(kind.is_none_or(|kind| kind == io::ErrorKind::TimedOut), "{name}: {kind:?}");
        };
        check("nothing", 1, 100_000, Some(30)).await;
        check("a byte a second", 1, 1, Some(30)).await;
        check("a byte just before the limit", 1, 29, Some(30)).await;
        check("half of the least", LEAST / 60, 1, Some(30)).await;
        check("twice the least", LEAST / 15, 1, None).await;
        check("all that there is, with long pauses", LEAST, 29, None).await;
        check("all at once", 8 * LEAST, 0, None).await;
    }

    #[tokio::test(start_paused = true)]
    async fn waiting_for_one_answer_does_not_count_against_the_next() {
        let (near, mut far) = duplex(PIPE);
        let mut patient = WriteTimeout::new(near, LIMIT);
        let mut buffer = vec![0; 2 * PIPE];
        for _ in 0..5 {
            let writing = async {
                patient.write_all(&vec![0; 2 * PIPE]).await?;
                patient.flush().await
            };
            let reading = async {
                sleep(LIMIT * 2 / 3).await;
                far.read_exact(&mut buffer).await
            };
            let (written, read) = tokio::join!(writing, reading);
            assert!(written.is_ok() && read.is_ok(), "{written:?} {read:?}");
        }
    }
}
