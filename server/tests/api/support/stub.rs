//! A scripted API.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

type Answers = dyn Fn(&str) -> (u16, String) + Send + Sync;

/// A listener on loopback; it lives as long as the test's process.
pub struct Stub {
    address: SocketAddr,
    answers: Arc<Mutex<Arc<Answers>>>,
}

impl Stub {
    /// Answers each path with a status and a body. It has no maintenances.
    pub fn start(answers: impl Fn(&str) -> (u16, String) + Send + Sync + 'static) -> Self {
        Self::with_maintenances(without_maintenances(answers))
    }

    /// The same for all paths.
    pub fn with_maintenances(answers: impl Fn(&str) -> (u16, String) + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = listener.local_addr().expect("an address");
        let answers: Arc<Mutex<Arc<Answers>>> = Arc::new(Mutex::new(Arc::new(answers)));
        let shared = answers.clone();
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let answers = shared.lock().expect("no panic").clone();
                thread::spawn(move || answer(stream, &*answers));
            }
        });
        Self { address, answers }
    }

    /// Answers differently from now on. It has no maintenances.
    pub fn change(&self, answers: impl Fn(&str) -> (u16, String) + Send + Sync + 'static) {
        self.change_all(without_maintenances(answers));
    }

    /// The same for all paths.
    pub fn change_all(&self, answers: impl Fn(&str) -> (u16, String) + Send + Sync + 'static) {
        *self.answers.lock().expect("no panic") = Arc::new(answers);
    }

    /// Its base address.
    pub fn base(&self) -> String {
        format!("http://{}/v1", self.address)
    }
}

fn without_maintenances(
    answers: impl Fn(&str) -> (u16, String) + Send + Sync + 'static,
) -> impl Fn(&str) -> (u16, String) + Send + Sync + 'static {
    move |path| if path.ends_with("/maintenances") { (404, String::new()) } else { answers(path) }
}

fn answer(mut stream: TcpStream, answers: &Answers) {
    let mut head = Vec::new();
    let mut buffer = [0; 4096];
    while !head.windows(4).any(|window| window == b"\r\n\r\n") {
        match stream.read(&mut buffer) {
            Ok(0) | Err(_) => return,
            Ok(length) => head.extend_from_slice(&buffer[..length]),
        }
    }
    let head = String::from_utf8_lossy(&head).into_owned();
    let (status, body) = answers(head.split(' ').nth(1).unwrap_or(""));
    let reply = format!(
        "HTTP/1.1 {status} Status\r\nContent-Length: {}\r\nLocation: /elsewhere\r\nConnection: close\r\n\r\n",
        body.len()
    );
    // The client may have been killed.
    let _gone = stream.write_all(reply.as_bytes()).and_then(|()| stream.write_all(body.as_bytes()));
}
