//! A scripted API that records its requests.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;
use tokio::sync::watch;

/// A request as it came.
#[derive(Clone, Debug)]
pub struct Asked {
    pub method: String,
    pub path: String,
    headers: Vec<(String, String)>,
    pub body: String,
}

impl Asked {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str())
    }

    pub fn header_names(&self) -> Vec<&str> {
        self.headers.iter().map(|(name, _)| name.as_str()).collect()
    }

    /// `GET /v1/incidents`
    pub fn line(&self) -> String {
        format!("{} {}", self.method, self.path)
    }
}

/// The reaction to a request.
#[derive(Clone, Debug)]
pub enum Reaction {
    /// A whole answer.
    Answer { status: u16, headers: Vec<(&'static str, String)>, body: String },
    /// A head and half of the body that it announces.
    Half(String),
    /// The connection is closed without a word.
    HangUp,
    /// Nothing, for longer than anybody waits.
    Silence,
}

impl Reaction {
    pub fn json(status: u16, body: impl ToString) -> Self {
        let headers = vec![("Content-Type", "application/json".to_owned())];
        Self::Answer { status, headers, body: body.to_string() }
    }

    pub fn html(status: u16) -> Self {
        let headers = vec![("Content-Type", "text/html".to_owned())];
        Self::Answer { status, headers, body: "<!DOCTYPE html><html><h1>Gateway</h1></html>".to_owned() }
    }

    pub fn with(self, name: &'static str, value: &str) -> Self {
        match self {
            Self::Answer { status, mut headers, body } => {
                headers.push((name, value.to_owned()));
                Self::Answer { status, headers, body }
            }
            other => other,
        }
    }
}

type React = dyn Fn(&Asked) -> Reaction + Send + Sync;

/// A listener on loopback; it lives as long as the test's process.
pub struct Script {
    address: SocketAddr,
    react: Arc<Mutex<Arc<React>>>,
    asked: watch::Sender<Vec<Asked>>,
}

impl Script {
    /// An API without maintenances: it answers the call for them with 404, and doesn't record it.
    pub fn start(react: impl Fn(&Asked) -> Reaction + Send + Sync + 'static) -> Self {
        Self::of(react, false)
    }

    /// One that reacts to this call as to any other.
    pub fn with_maintenances(react: impl Fn(&Asked) -> Reaction + Send + Sync + 'static) -> Self {
        Self::of(react, true)
    }

    fn of(react: impl Fn(&Asked) -> Reaction + Send + Sync + 'static, has_maintenances: bool) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = listener.local_addr().expect("an address");
        let react: Arc<Mutex<Arc<React>>> = Arc::new(Mutex::new(Arc::new(react)));
        let asked = watch::Sender::default();
        let script = Self { address, react: react.clone(), asked: asked.clone() };
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (react, asked) = (react.clone(), asked.clone());
                thread::spawn(move || serve(stream, &react, has_maintenances, &asked));
            }
        });
        script
    }

    /// Does the same whatever it is asked.
    pub fn always(reaction: Reaction) -> Self {
        Self::start(move |_| reaction.clone())
    }

    /// Reacts differently from now on.
    pub fn change(&self, react: impl Fn(&Asked) -> Reaction + Send + Sync + 'static) {
        *self.react.lock().expect("no panic") = Arc::new(react);
    }

    /// Its base address.
    pub fn base(&self) -> String {
        format!("http://{}/v1", self.address)
    }

    /// All requests so far.
    pub fn asked(&self) -> Vec<Asked> {
        self.asked.borrow().clone()
    }

    /// How many there were.
    pub fn count(&self) -> usize {
        self.asked.borrow().len()
    }

    /// Waits until there were this many.
    pub async fn has_received(&self, count: usize) {
        let mut asked = self.asked.subscribe();
        asked.wait_for(|asked| asked.len() >= count).await.expect("the script has the sender");
    }
}

fn serve(mut stream: TcpStream, react: &Mutex<Arc<React>>, has_maintenances: bool, all: &watch::Sender<Vec<Asked>>) {
    let Some(asked) = read(&mut stream) else { return };
    let reaction = if !has_maintenances && asked.line() == "GET /v1/maintenances" {
        Reaction::json(404, "{}")
    } else {
        all.send_modify(|all| all.push(asked.clone()));
        let react = react.lock().expect("no panic").clone();
        react(&asked)
    };
    // The client may have left.
    let _gone = match reaction {
        Reaction::Answer { status, headers, body } => {
            let headers: String = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
            let length = body.len();
            let head = format!("HTTP/1.1 {status} Status\r\n{headers}Content-Length: {length}\r\n");
            write!(stream, "{head}Connection: close\r\n\r\n{body}")
        }
        Reaction::Half(body) => {
            write!(stream, "HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{body}", body.len() * 2)
        }
        Reaction::HangUp => Ok(()),
        // Until the other side leaves.
        Reaction::Silence => stream.read(&mut [0; 16]).map(drop),
    };
}

fn read(stream: &mut TcpStream) -> Option<Asked> {
    let mut bytes = Vec::new();
    let mut buffer = [0; 4096];
    let end = loop {
        if let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
            break end;
        }
        match stream.read(&mut buffer) {
            Ok(0) | Err(_) => return None,
            Ok(length) => bytes.extend_from_slice(&buffer[..length]),
        }
    };
    let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
    let mut lines = head.split("\r\n");
    let mut words = lines.next()?.split(' ');
    let (method, path) = (words.next()?.to_owned(), words.next()?.to_owned());
    let headers: Vec<(String, String)> = lines
        .filter_map(|line| line.split_once(": "))
        .map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()))
        .collect();
    let length = headers.iter().find(|(name, _)| name == "content-length").and_then(|(_, value)| value.parse().ok());
    let mut body = bytes[end + 4..].to_vec();
    while body.len() < length.unwrap_or(0) {
        match stream.read(&mut buffer) {
            Ok(0) | Err(_) => return None,
            Ok(read) => body.extend_from_slice(&buffer[..read]),
        }
    }
    Some(Asked { method, path, headers, body: String::from_utf8_lossy(&body).into_owned() })
}
