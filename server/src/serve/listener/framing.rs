//! Checks the framing of requests before they reach the HTTP library, which is lenient in cases where a proxy and this
//! server could disagree on where a request ends. For instance, it drops a `Content-Length` next to a
//! `Transfer-Encoding`, so this can be seen only in the raw bytes.
//!
//! If a head is ambiguous about its host or its body, a line is appended that is invalid in any head. The library then
//! responds with 400 and closes the connection, and nothing that follows is read.

use std::io;
use std::mem::take;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

/// A line that makes any head invalid.
const SPOILT: &[u8] = b"\0\r\n\r\n";
/// The longest line that is checked, in bytes. The library refuses longer ones.
const LINE: usize = 64 * 1024;

/// A connection that passes on only unambiguously framed requests.
pub(super) struct Framed<S> {
    stream: S,
    framing: Framing,
    /// The bytes still to be passed on before the end of the stream, once something was wrong.
    ending: Option<&'static [u8]>,
}

/// Tracks what the next byte belongs to.
#[derive(Debug, Default)]
struct Framing {
    place: MessagePart,
    /// The part of the current line received so far.
    line: Vec<u8>,
    head: Head,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum MessagePart {
    #[default]
    Head,
    /// The rest of a body, in bytes.
    Body(u64),
    /// The line before a chunk, with its size.
    Size,
    /// The rest of a chunk, in bytes.
    Chunk(u64),
    /// The end of the line after a chunk.
    ChunkEnd,
    /// The lines after the last chunk.
    Trailers,
    /// Another protocol, or a head that is too long. The library refuses both.
    Foreign,
}

/// The framing fields of a head, as read so far.
#[derive(Debug, Default)]
struct Head {
    version: Option<Version>,
    hosts: usize,
    lengths: usize,
    length: u64,
    encodings: usize,
    is_wrong: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Version {
    Http10,
    Http11,
    Other,
}

/// Bytes before `at` are passed on, then `ending`, then the stream ends.
#[derive(Debug, PartialEq, Eq)]
struct Wrong {
    at: usize,
    ending: &'static [u8],
}

impl<S> Framed<S> {
    pub(super) fn new(stream: S) -> Self {
        Self { stream, framing: Framing::default(), ending: None }
    }

    fn end(&mut self, buffer: &mut ReadBuf<'_>) {
        let rest = self.ending.unwrap_or_default();
        let (now, later) = rest.split_at(rest.len().min(buffer.remaining()));
        buffer.put_slice(now);
        self.ending = Some(later);
    }
}

impl Framing {
    /// Processes bytes as they arrive.
    fn follow(&mut self, bytes: &[u8]) -> Result<(), Wrong> {
        let mut at = 0;
        while let Some(rest) = bytes.get(at..).filter(|rest| !rest.is_empty()) {
            match self.place {
                MessagePart::Foreign => return Ok(()),
                MessagePart::Body(left) | MessagePart::Chunk(left) => {
                    let taken = u64::try_from(rest.len()).unwrap_or(u64::MAX).min(left);
                    self.place = match (self.place, left - taken) {
                        (MessagePart::Body(_), 0) => MessagePart::Head,
                        (MessagePart::Body(_), left) => MessagePart::Body(left),
                        (_, 0) => MessagePart::ChunkEnd,
                        (_, left) => MessagePart::Chunk(left),
                    };
                    at += usize::try_from(taken).unwrap_or(rest.len());
                }
                MessagePart::Head | MessagePart::Size | MessagePart::ChunkEnd | MessagePart::Trailers => {
                    let end = rest.iter().position(|byte| *byte == b'\n');
                    let part = &rest[..end.unwrap_or(rest.len())];
                    if self.line.len() + part.len() > LINE {
                        if self.place != MessagePart::Head {
                            return Err(self.wrong(at));
                        }
                        self.place = MessagePart::Foreign;
                        continue;
                    }
                    self.line.extend_from_slice(part);
                    let Some(end) = end else { return Ok(()) };
                    let line = take(&mut self.line);
                    self.place = self.after(&line).ok_or_else(|| self.wrong(at))?;
                    // Reuse the allocation.
                    self.line = line;
                    self.line.clear();
                    at += end + 1;
                }
            }
        }
        Ok(())
    }

    /// The state after this line; `None` if the line is invalid.
    fn after(&mut self, line: &[u8]) -> Option<MessagePart> {
        let bare = line.strip_suffix(b"\r");
        match self.place {
            MessagePart::Head => match bare.unwrap_or(line) {
                [] if self.head.version.is_none() => Some(MessagePart::Head),
                [] => take(&mut self.head).body(),
                line => {
                    self.head.read(line);
                    Some(MessagePart::Head)
                }
            },
            MessagePart::Size => match size(bare?)? {
                0 => Some(MessagePart::Trailers),
                size => Some(MessagePart::Chunk(size)),
            },
            MessagePart::ChunkEnd => bare?.is_empty().then_some(MessagePart::Size),
            MessagePart::Trailers if bare?.is_empty() => Some(MessagePart::Head),
            place @ (MessagePart::Trailers | MessagePart::Body(_) | MessagePart::Chunk(_) | MessagePart::Foreign) => {
                Some(place)
            }
        }
    }

    fn wrong(&self, at: usize) -> Wrong {
        let ending = if self.place == MessagePart::Head { SPOILT } else { &[] };
        Wrong { at, ending }
    }
}

impl Head {
    fn read(&mut self, line: &[u8]) {
        if self.version.is_none() {
            self.version = Some(match line {
                line if line.ends_with(b" HTTP/1.1") => Version::Http11,
                line if line.ends_with(b" HTTP/1.0") => Version::Http10,
                _ => Version::Other,
            });
            return;
        }
        let Some(colon) = line.iter().position(|byte| *byte == b':') else {
            self.is_wrong = true;
            return;
        };
        let (name, value) = (&line[..colon], line[colon + 1..].trim_ascii());
        // A continuation line begins with whitespace, which no name contains.
        self.is_wrong |= name.is_empty() || name.iter().any(|byte| byte.is_ascii_whitespace());
        if name.eq_ignore_ascii_case(b"host") {
            self.hosts += 1;
            self.is_wrong |= !value.iter().all(|byte| is_in_host(*byte));
        } else if name.eq_ignore_ascii_case(b"content-length") {
            self.lengths += 1;
            match number(value, 10) {
                Some(length) => self.length = length,
                None => self.is_wrong = true,
            }
        } else if name.eq_ignore_ascii_case(b"transfer-encoding") {
            self.encodings += 1;
            self.is_wrong |= !value.eq_ignore_ascii_case(b"chunked");
        }
    }

    /// The state after the head; `None` if the framing is ambiguous.
    fn body(self) -> Option<MessagePart> {
        // RFC 9112, sections 3.2 and 6.3.
        let has_host = match self.version? {
            Version::Http11 => self.hosts == 1,
            Version::Http10 => self.hosts <= 1 && self.encodings == 0,
            Version::Other => return Some(MessagePart::Foreign),
        };
        match (self.encodings, self.lengths) {
            _ if self.is_wrong || !has_host => None,
            (0, 0) => Some(MessagePart::Head),
            (0, 1) if self.length == 0 => Some(MessagePart::Head),
            (0, 1) => Some(MessagePart::Body(self.length)),
            (1, 0) => Some(MessagePart::Size),
            _ => None,
        }
    }
}

/// The size of a chunk; extensions are ignored.
fn size(line: &[u8]) -> Option<u64> {
    let end = line.iter().position(|byte| *byte == b';').unwrap_or(line.len());
    number(line[..end].trim_ascii_end(), 16)
}

/// Parses digits only: no sign, no whitespace.
fn number(digits: &[u8], radix: u32) -> Option<u64> {
    let text = std::str::from_utf8(digits).ok()?;
    let are_digits = !text.is_empty() && text.chars().all(|digit| digit.is_digit(radix));
    are_digits.then(|| u64::from_str_radix(text, radix).ok())?
}

/// Whether a byte may occur in a host or its port (RFC 3986, section 3.2.2). The RFC also allows a comma, but that
/// indicates two joined `Host` fields.
fn is_in_host(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-._~%!$&'()*+;=:[]".contains(&byte)
}

impl<S: AsyncRead + Unpin> AsyncRead for Framed<S> {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        if self.ending.is_some() {
            self.end(buffer);
            return Poll::Ready(Ok(()));
        }
        let before = buffer.filled().len();
        ready!(Pin::new(&mut self.stream).poll_read(cx, buffer))?;
        if let Err(Wrong { at, ending }) = self.framing.follow(&buffer.filled()[before..]) {
            buffer.set_filled(before + at);
            self.ending = Some(ending);
            self.end(buffer);
        }
        Poll::Ready(Ok(()))
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Framed<S> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(cx, bytes)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write_vectored(cx, slices)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Follows the text at once and byte by byte. Returns the final state, or the position of the error.
    fn follow(text: &str) -> Result<MessagePart, usize> {
        let mut whole = Framing::default();
        let at_once = whole.follow(text.as_bytes()).map(|()| whole.place);
        let mut single = Framing::default();
        let mut one_by_one = Ok(single.place);
        for (at, byte) in text.bytes().enumerate() {
            one_by_one = single.follow(&[byte]).map(|()| single.place).map_err(|wrong| (at, wrong.ending));
            if one_by_one.is_err() {
                break;
            }
        }
        match (at_once, one_by_one) {
            (Ok(place), Ok(other)) => assert_eq!(place, other, "{text:?}"),
            // At once, the error is at the beginning of the line.
            (Err(wrong), Err((at, ending))) => {
                assert!(wrong.at <= at && wrong.ending == ending, "{text:?}: {wrong:?}, {at}");
            }
            (whole, single) => panic!("{text:?}: {whole:?} {single:?}"),
        }
        let mut again = Framing::default();
        again.follow(text.as_bytes()).map(|()| again.place).map_err(|wrong| wrong.at)
    }

    #[test]
    fn requests_end_where_they_say() {
        let check = |text: &str, place: MessagePart| assert_eq!(follow(text), Ok(place), "{text:?}");
        let get = "GET / HTTP/1.1\r\nHost: x\r\n";
        check("", MessagePart::Head);
        check("\r\n\r\n", MessagePart::Head);
        check(&format!("{get}\r\n"), MessagePart::Head);
        check(&format!("\r\n{get}\r\n{get}\r\n"), MessagePart::Head);
        check("GET / HTTP/1.1\nHost: x\n\n", MessagePart::Head);
        check("GET / HTTP/1.1\r\nhost:\r\n\r\n", MessagePart::Head);
        check("GET / HTTP/1.0\r\n\r\n", MessagePart::Head);
        check(&format!("{get}Content-Length: 0\r\n\r\n"), MessagePart::Head);
        check(&format!("{get}content-length:5\r\n\r\nab"), MessagePart::Body(3));
        check(&format!("{get}Content-Length: 5\r\n\r\nabcde{get}\r\n"), MessagePart::Head);
        let chunked = format!("{get}Transfer-Encoding: Chunked\r\n\r\n");
        check(&chunked, MessagePart::Size);
        check(&format!("{chunked}a;b=\"c\"\r\n12345"), MessagePart::Chunk(5));
        check(&format!("{chunked}5 \r\n12345"), MessagePart::ChunkEnd);
        check(&format!("{chunked}5\r\n12345\r\n0\r\nA: b\r\n"), MessagePart::Trailers);
        check(&format!("{chunked}5\r\n12345\r\n0\r\nA: b\r\n\r\n{get}\r\n"), MessagePart::Head);
        check("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", MessagePart::Foreign);
        check(&format!("{get}X: {}", "x".repeat(LINE)), MessagePart::Foreign);
    }

    #[test]
    fn what_is_not_clear_is_wrong() {
        for fields in [
            "",
            "Host: x\r\nHost: x\r\n",
            "Host: x, y\r\n",
            "Host: x y\r\n",
            "Host: x/y\r\n",
            "Host: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n",
            "Host: x\r\nTransfer-Encoding: chunked\r\nContent-Length: 1\r\n",
            "Host: x\r\nTransfer-Encoding: chunked, chunked\r\n",
            "Host: x\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
            "Host: x\r\nTransfer-Encoding: gzip, chunked\r\n",
            "Host: x\r\nTransfer-Encoding: chunked, identity\r\n",
            "Host: x\r\nTransfer-Encoding: identity\r\n",
            "Host: x\r\nTransfer-Encoding:\r\n",
            "Host: x\r\nTransfer-Encoding : chunked\r\n",
            "Host: x\r\nTransfer-Encoding:\r\n chunked\r\n",
            "Host: x\r\nContent-Length: +5\r\n",
            "Host: x\r\nContent-Length: -5\r\n",
            "Host: x\r\nContent-Length: 5 5\r\n",
            "Host: x\r\nContent-Length: 5, 5\r\n",
            "Host: x\r\nContent-Length: 5\r\nContent-Length: 5\r\n",
            "Host: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n",
            "Host: x\r\nContent-Length: 0x5\r\n",
            "Host: x\r\nContent-Length:\r\n",
            "Host: x\r\nContent-Length: 99999999999999999999\r\n",
            "Host: x\r\nA: b\r\n c\r\n",
            "Host: x\r\n A: b\r\n",
            "Host: x\r\n: b\r\n",
            "Host: x\r\nHost\r\n",
        ] {
            let head = format!("POST / HTTP/1.1\r\n{fields}");
            assert_eq!(follow(&format!("{head}\r\nGET / HTTP/1.1\r\n\r\n")), Err(head.len()), "{fields:?}");
        }
        let chunked = "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n";
        for (body, at) in
            [("+5\r\n", 0), ("0x5\r\n", 0), ("\r\n", 0), ("5\n", 0), ("5\r\n123456\r\n", 8), ("5\r\n12345\n", 8)]
        {
            assert_eq!(follow(&format!("{chunked}{body}")), Err(chunked.len() + at), "{body:?}");
        }
    }
}
