//! A client that sends exactly the given bytes, also ones that no browser would send.

use serde_json::Value;
use std::net::SocketAddr;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// A request that is being put together.
#[derive(Clone, Debug)]
pub struct Call {
    address: SocketAddr,
    line: String,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

/// An answer.
#[derive(Clone, Debug)]
pub struct Reply {
    pub status: u16,
    headers: Vec<(String, String)>,
    pub body: Vec<u8>,
    /// How many bytes came, the head included.
    pub length: usize,
}

impl Call {
    /// `GET /path`.
    pub fn new(address: SocketAddr, line: &str) -> Self {
        Self { address, line: line.to_owned(), headers: Vec::new(), body: Vec::new() }
    }

    pub fn address(&self) -> SocketAddr {
        self.address
    }

    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    pub fn auth(self, value: &str) -> Self {
        self.header("Authorization", value)
    }

    pub fn json(self, body: &Value) -> Self {
        self.body("application/json", body.to_string().as_bytes())
    }

    pub fn body(self, media_type: &str, body: &[u8]) -> Self {
        let mut call = self.header("Content-Type", media_type);
        call.body = body.to_vec();
        call
    }

    /// The head as it goes over the wire.
    pub fn head(&self) -> String {
        let mut head = format!("{} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n", self.line, self.address);
        for (name, value) in &self.headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        let has_length = self.headers.iter().any(|(name, _)| name == "Content-Length" || name == "Transfer-Encoding");
        let bodyless = ["GET", "HEAD", "OPTIONS"].iter().any(|method| self.line.starts_with(method));
        let nothing_to_tell = bodyless && self.body.is_empty();
        if !has_length && !nothing_to_tell {
            head.push_str(&format!("Content-Length: {}\r\n", self.body.len()));
        }
        head + "\r\n"
    }

    /// All of it as it goes over the wire.
    pub fn bytes(&self) -> Vec<u8> {
        [self.head().as_bytes(), &self.body].concat()
    }

    /// Sends it on a new connection and reads the answer to its end.
    pub async fn send(self) -> Reply {
        let mut stream = TcpStream::connect(self.address).await.expect("the server listens");
        stream.write_all(self.head().as_bytes()).await.expect("the head is sent");
        // A server that refuses by the head alone may close before the body is sent.
        let _refused = stream.write_all(&self.body).await;
        Reply::read(&mut stream).await
    }

    /// Sends it to a server that may be killed in between. `None` unless a whole answer came.
    pub async fn send_if_possible(self) -> Option<Reply> {
        let mut stream = TcpStream::connect(self.address).await.ok()?;
        stream.write_all(self.head().as_bytes()).await.ok()?;
        stream.write_all(&self.body).await.ok()?;
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).await.ok()?;
        let end = bytes.windows(4).position(|window| window == b"\r\n\r\n")?;
        let reply = Reply::parse(&bytes);
        let length = reply.header("content-length").map_or(Some(0), |length| length.parse().ok())?;
        (bytes.len() == end + 4 + length).then_some(reply)
    }
}

impl Reply {
    /// Reads until the server closes.
    pub async fn read(stream: &mut TcpStream) -> Self {
        let mut bytes = Vec::new();
        let mut buffer = vec![0; 64 * 1024];
        loop {
            match stream.read(&mut buffer).await {
                Ok(0) => break,
                Ok(length) => bytes.extend_from_slice(&buffer[..length]),
                // Reset after the answer, as bytes of the request were left unread.
                Err(_) if !bytes.is_empty() => break,
                Err(error) => panic!("no answer: {error}"),
            }
        }
        Self::parse(&bytes)
    }

    /// Reads a whole answer.
    pub fn parse(bytes: &[u8]) -> Self {
        let end = bytes.windows(4).position(|window| window == b"\r\n\r\n").unwrap_or_else(|| {
            panic!("no whole head in {:?}", String::from_utf8_lossy(bytes));
        });
        let head = std::str::from_utf8(&bytes[..end]).expect("the head is text");
        let mut lines = head.split("\r\n");
        let status = lines.next().and_then(|line| line.split(' ').nth(1)?.parse().ok()).expect("a status");
        let headers = lines
            .filter_map(|line| line.split_once(": "))
            .map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()))
            .collect();
        Self { status, headers, body: bytes[end + 4..].to_vec(), length: bytes.len() }
    }

    /// A header's value; several of one name are joined.
    pub fn header(&self, name: &str) -> Option<String> {
        let values: Vec<&str> =
            self.headers.iter().filter(|(own, _)| own == name).map(|(_, value)| value.as_str()).collect();
        (!values.is_empty()).then(|| values.join(", "))
    }

    /// All headers, by their names in small letters.
    pub fn headers(&self) -> impl Iterator<Item = (String, String)> {
        self.headers.iter().cloned()
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error} in {:?}", self.text()))
    }

    /// The same reply, once its status was found to be as expected.
    pub fn expect(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{}", self.text());
        self
    }

    /// The code in an error body.
    pub fn code(&self) -> String {
        self.json()["error"]["code"].as_str().expect("an error has a code").to_owned()
    }
}
