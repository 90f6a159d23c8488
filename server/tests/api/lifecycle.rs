//! Connections: slow ones, and the end of all.

use crate::support::{Reply, StoppedClock, TestServer, TestServerBuilder};
use serde_json::json;
use statuspane_server::http::Limits;
use statuspane_server::serve::ConnectionLimits;
use statuspane_server::serve::ServerOptions;
use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};

const SECOND: Duration = Duration::from_secs(1);

/// A connection that is looked at without waiting for it.
struct Watched {
    stream: TcpStream,
    bytes: Vec<u8>,
}

impl Watched {
    /// A connection on which this much was sent, and whatever the server can do with it was done.
    async fn open(server: &TestServer, sent: &[u8]) -> Self {
        let mut stream = TcpStream::connect(server.address()).await.expect("connected");
        stream.write_all(sent).await.expect("sent");
        settle(server).await;
        Self { stream, bytes: Vec::new() }
    }

    /// Waits until the server has sent this. Other threads read its database, which `settle`
    /// does not wait for: a limit that begins after a look-up has begun for certain once the server says something that
    /// it says only then.
    async fn until_it_said(&mut self, words: &[u8]) {
        let start = Instant::now();
        while !self.bytes.ends_with(words) {
            assert!(start.elapsed() < 20 * SECOND, "not said: {:?}", String::from_utf8_lossy(words));
            assert!(!self.is_over(), "over after {:?}", String::from_utf8_lossy(&self.bytes));
            tokio::task::yield_now().await;
        }
    }

    /// Takes the bytes received so far, and returns whether the server has closed the connection.
    fn is_over(&mut self) -> bool {
        let mut buffer = [0; 4096];
        loop {
            match self.stream.try_read(&mut buffer) {
                Ok(length @ 1..) => self.bytes.extend_from_slice(&buffer[..length]),
                Err(error) if error.kind() == ErrorKind::WouldBlock => return false,
                Ok(_) | Err(_) => return true,
            }
        }
    }
}

/// Lets the server do whatever it can do without the clock moving: it has done it all when it has answered a question
/// that came later.
async fn settle(server: &TestServer) {
    for _ in 0..2 {
        server.call("GET /healthz").send().await.expect(200);
    }
}

/// Moves the time on second by second, and lets all tasks run after each. A single step would run past limits of
/// work that another thread is only about to start.
async fn pass(clock: &StoppedClock, server: &TestServer, length: Duration) {
    for _ in 0..length.as_secs() {
        clock.pass(SECOND).await;
        settle(server).await;
    }
}

/// Lets all tasks run until this is true. A test that waits for too long has failed.
async fn until(what: &str, mut holds: impl FnMut() -> bool) {
    let start = Instant::now();
    while !holds() {
        assert!(start.elapsed() < 20 * SECOND, "{what}");
        tokio::task::yield_now().await;
    }
}

/// Reads until the server closes or resets the connection. A test that waits for too long has failed.
async fn read_to_end(stream: &mut TcpStream) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut buffer = vec![0; 256 * 1024];
    let reading = async {
        while let Ok(length @ 1..) = stream.read(&mut buffer).await {
            bytes.extend_from_slice(&buffer[..length]);
        }
    };
    tokio::time::timeout(Duration::from_secs(20), reading).await.expect("the server ends the connection");
    bytes
}

#[tokio::test]
async fn requests_under_way_are_finished_before_the_end() {
    let server = TestServer::start().await;
    let address = server.address();
    let body = br#"{"name": "under way"}"#;
    let call = server
        .admin("POST /v1/incidents")
        .header("Expect", "100-continue")
        .header("Content-Length", &body.len().to_string())
        .body("application/json", b"");
    let mut stream = TcpStream::connect(address).await.expect("connected");
    stream.write_all(call.head().as_bytes()).await.expect("sent");
    // The server says this when it begins to wait for the body: the request is under way.
    let mut go_on = [0; GO_ON.len()];
    stream.read_exact(&mut go_on).await.expect("an answer");
    assert_eq!(go_on, GO_ON);

    let stopping = tokio::spawn(server.stop());
    // Refused once the server has begun to stop.
    while TcpStream::connect(address).await.is_ok() {
        tokio::task::yield_now().await;
    }
    assert!(!stopping.is_finished(), "it waits for the request");
    stream.write_all(body).await.expect("sent");
    let reply = Reply::read(&mut stream).await.expect(200);
    assert_eq!(reply.json()["name"], "under way");
    stopping.await.expect("it ends");
}

#[tokio::test]
async fn idle_connections_do_not_hold_up_the_end() {
    let server = TestServer::start().await;
    let mut stream = TcpStream::connect(server.address()).await.expect("connected");
    stream.write_all(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n").await.expect("sent");
    let mut first = [0; 15];
    stream.read_exact(&mut first).await.expect("an answer");
    assert_eq!(&first, b"HTTP/1.1 200 OK");
    server.stop().await;
    read_to_end(&mut stream).await;
}

#[tokio::test]
async fn s18_a_stop_waits_a_bounded_time() {
    let server = TestServer::start().await;
    let clock = StoppedClock::stop();
    let call = server.admin("POST /v1/incidents").header("Content-Length", "10").body("application/json", b"");
    let held = Watched::open(&server, call.head().as_bytes()).await;
    let address = server.address();
    let stopping = tokio::spawn(server.stop());
    while TcpStream::connect(address).await.is_ok() {
        tokio::task::yield_now().await;
    }
    let grace = ConnectionLimits::default().grace;
    clock.pass(grace - SECOND).await;
    assert!(!stopping.is_finished(), "it waits for the body");
    clock.pass(2 * SECOND).await;
    until("it ends without the body", || stopping.is_finished()).await;
    drop(held);
}

/// The server's answer when it begins to wait for a body.
const GO_ON: &[u8] = b"HTTP/1.1 100 Continue\r\n\r\n";

/// A client that sends `first`, and hears `begun`, then sends `then` every second, is cut off after `limit` and hears
/// `answer`.
async fn check_slow(
    name: &str,
    (first, begun): (&[u8], &[u8]),
    then: &[u8],
    limit: Duration,
    answer: Option<(u16, &str)>,
) {
    let server = TestServer::start().await;
    let clock = StoppedClock::stop();
    let token = format!("Authorization: {}\r\n", server.token());
    let first = String::from_utf8_lossy(first).replace("TOKEN\r\n", &token);
    let mut slow = Watched::open(&server, first.as_bytes()).await;
    slow.until_it_said(begun).await;
    let mut seconds = 0;
    while !slow.is_over() {
        if seconds > limit.as_secs() + 1 {
            // The clock is stopped from here on: the server's earlier output only has to arrive, which the
            // system may put off while it is busy.
            until(&format!("{name}: still open after {seconds} seconds"), || slow.is_over()).await;
            break;
        }
        // Bytes sent after the end are lost.
        let _refused = slow.stream.try_write(then);
        clock.pass(SECOND).await;
        settle(&server).await;
        seconds += 1;
    }
    // The runtime counts in milliseconds and never too few.
    assert!(seconds >= limit.as_secs(), "{name}: cut off after {seconds} seconds already");
    match answer {
        Some((status, code)) => {
            let reply = Reply::parse(slow.bytes.strip_prefix(GO_ON).unwrap_or(&slow.bytes)).expect(status);
            assert!(code.is_empty() || reply.code() == code, "{name}: {}", reply.text());
        }
        None => assert_eq!(String::from_utf8_lossy(&slow.bytes), "", "{name}"),
    }
}

#[tokio::test]
async fn s13_missing_heads_time_out() {
    let limit = ConnectionLimits::default().head_time;
    check_slow("nothing", (b"", b""), b"", limit, None).await;
    check_slow("half a head", (b"GET /healthz HTTP/1.1\r\nHost:", b""), b"", limit, None).await;
    check_slow("a byte every second", (b"GET /healthz HTTP/1.1\r\nX-Slow: ", b""), b"x", limit, None).await;
    check_slow("a header every second", (b"GET /healthz HTTP/1.1\r\n", b""), b"X: y\r\n", limit, None).await;
    let answered: (&[u8], &[u8]) = (b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n", b"\r\n\r\nok");
    check_slow("nothing after an answer", answered, b"", limit, Some((200, ""))).await;
}

#[tokio::test]
async fn s14_missing_bodies_time_out() {
    let limit = Limits::default().body_time;
    let head = "POST /v1/incidents HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTOKEN\r\nExpect: 100-continue\r\n\
                Content-Type: application/json\r\n";
    let announced = format!("{head}Content-Length: 1000\r\n\r\n");
    let chunked = format!("{head}Transfer-Encoding: chunked\r\n\r\n");
    let expected = Some((408, "body_timeout"));
    check_slow("nothing", (announced.as_bytes(), GO_ON), b"", limit, expected).await;
    check_slow("a byte every second", (announced.as_bytes(), GO_ON), b" ", limit, expected).await;
    check_slow("half a body", (format!("{announced}{{\"name\"").as_bytes(), GO_ON), b"", limit, expected).await;
    check_slow("a chunk every second", (chunked.as_bytes(), GO_ON), b"1\r\n \r\n", limit, expected).await;
    check_slow("a chunk without its end", (format!("{chunked}ff\r\n{{").as_bytes(), GO_ON), b"", limit, expected).await;
}

#[tokio::test]
async fn s12_wrong_or_endless_heads_are_refused() {
    let server = TestServer::start().await;
    let many: String = (0..200).map(|number| format!("X-{number}: y\r\n")).collect();
    for (name, head, statuses) in [
        ("a long header", format!("GET /healthz HTTP/1.1\r\nX: {}\r\n\r\n", "x".repeat(200_000)), vec![431]),
        ("many headers", format!("GET /healthz HTTP/1.1\r\n{many}\r\n"), vec![431]),
        ("a long address", format!("GET /{} HTTP/1.1\r\n\r\n", "x".repeat(200_000)), vec![414, 431]),
        ("no HTTP", "hello\r\n\r\n".to_owned(), vec![400]),
        ("a header without a colon", "GET /healthz HTTP/1.1\r\nHost\r\n\r\n".to_owned(), vec![400]),
        (
            "two lengths",
            "POST /v1/incidents HTTP/1.1\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}x".to_owned(),
            vec![400],
        ),
        ("a length that is none", "POST /v1/incidents HTTP/1.1\r\nContent-Length: -1\r\n\r\n".to_owned(), vec![400]),
        ("another version", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_owned(), vec![400, 505]),
    ] {
        let mut stream = TcpStream::connect(server.address()).await.expect("connected");
        let _cut_off = stream.write_all(head.as_bytes()).await;
        let answer = read_to_end(&mut stream).await;
        // The answer may be lost where the server ends the connection before everything was sent.
        if !answer.is_empty() {
            let reply = Reply::parse(&answer);
            assert!(statuses.contains(&reply.status), "{name}: {}", String::from_utf8_lossy(&answer));
        }
        server.call("GET /healthz").send().await.expect(200);
    }
}

/// The answers to a client that sends this on one connection, and then either waits or closes its side.
async fn say(server: &TestServer, bytes: &[u8], ends: bool) -> String {
    let mut stream = TcpStream::connect(server.address()).await.expect("connected");
    let _cut_off = stream.write_all(bytes).await;
    if ends {
        stream.shutdown().await.expect("a socket");
    }
    String::from_utf8_lossy(&read_to_end(&mut stream).await).into_owned()
}

#[tokio::test]
async fn s56_a_client_that_closes_its_side_gets_its_answers() {
    let server = TestServer::start().await;
    let post = |name: &str| {
        let body = format!("{{\"name\": \"{name}\"}}");
        format!(
            "POST /v1/incidents HTTP/1.1\r\nHost: x\r\nAuthorization: {}\r\nContent-Type: application/json\r\n\
             Content-Length: {}\r\n\r\n{body}",
            server.token(),
            body.len()
        )
    };
    // Without `Connection: close`, so that the server would wait for more if it could still come.
    let heard = say(&server, post("one").as_bytes(), true).await;
    assert!(heard.starts_with("HTTP/1.1 200 ") && heard.contains("\"one\""), "{heard}");
    let heard = say(&server, (post("two") + &post("three")).as_bytes(), true).await;
    assert_eq!(heard.matches("HTTP/1.1 200 ").count(), 2, "{heard}");
    let heard = say(&server, b"GET /public/v1/incidents HTTP/1.1\r\nHost: x\r\n\r\n", true).await;
    assert_eq!(["one", "two", "three"].map(|name| heard.matches(&format!("\"{name}\"")).count()), [1; 3], "{heard}");
    // An empty request and a partial one: no work waits for the rest.
    assert_eq!(say(&server, b"", true).await, "");
    let part = post("four");
    let heard = say(&server, &part.as_bytes()[..part.len() - 1], true).await;
    assert!(heard.is_empty() || heard.starts_with("HTTP/1.1 4"), "{heard}");
    let heard = say(&server, b"GET /healthz HTTP/1.1\r\nHo", true).await;
    assert!(heard.is_empty() || heard.starts_with("HTTP/1.1 4"), "{heard}");
    let list = server.public("/incidents").await.json();
    assert_eq!(list["incidents"].as_array().map(Vec::len), Some(3));
    server.stop().await;
}

#[tokio::test]
async fn s57_an_ambiguous_request_is_refused() {
    let server = TestServer::start().await;
    let token = format!("Authorization: {}\r\nContent-Type: application/json\r\n", server.token());
    let inner =
        format!("POST /v1/incidents HTTP/1.1\r\nHost: x\r\n{token}Content-Length: 17\r\n\r\n{{\"name\": \"inner\"}}");
    let (chunk, end) = (format!("{:x}\r\n{inner}\r\n", inner.len()), "0\r\n\r\n");
    let length = inner.len();
    let refused = [
        ("no host", "1.1", String::new(), inner.clone()),
        ("two hosts", "1.1", "Host: x\r\nHost: x\r\n".into(), inner.clone()),
        ("two hosts in one", "1.1", "Host: x, y\r\n".into(), inner.clone()),
        ("two hosts in 1.0", "1.0", "Host: x\r\nHost: y\r\n".into(), inner.clone()),
        ("chunked twice", "1.1", "Host: x\r\nTransfer-Encoding: chunked, chunked\r\n".into(), chunk.clone() + end),
        (
            "chunked on two lines",
            "1.1",
            "Host: x\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n".into(),
            chunk.clone() + end,
        ),
        ("behind chunked", "1.1", "Host: x\r\nTransfer-Encoding: chunked, gzip\r\n".into(), chunk.clone() + end),
        ("before chunked", "1.1", "Host: x\r\nTransfer-Encoding: gzip, chunked\r\n".into(), chunk.clone() + end),
        ("no encoding", "1.1", "Host: x\r\nTransfer-Encoding: identity\r\n".into(), inner.clone()),
        ("an encoding in 1.0", "1.0", "Host: x\r\nTransfer-Encoding: chunked\r\n".into(), chunk.clone() + end),
        (
            "a length and then an encoding",
            "1.1",
            format!("Host: x\r\nContent-Length: {length}\r\nTransfer-Encoding: chunked\r\n"),
            chunk.clone() + end,
        ),
        (
            "an encoding and then a length",
            "1.1",
            format!("Host: x\r\nTransfer-Encoding: chunked\r\nContent-Length: {length}\r\n"),
            chunk.clone() + end,
        ),
        ("a length with a sign", "1.1", format!("Host: x\r\nContent-Length: +{length}\r\n"), inner.clone()),
        ("two lengths", "1.1", format!("Host: x\r\nContent-Length: 0\r\nContent-Length: {length}\r\n"), inner.clone()),
        ("two lengths in one", "1.1", format!("Host: x\r\nContent-Length: 0, {length}\r\n"), inner.clone()),
        ("a length that goes on", "1.1", format!("Host: x\r\nContent-Length: 1\r\n {length}\r\n"), inner.clone()),
        ("a folded line", "1.1", "Host: x\r\nX: y\r\n z\r\n".into(), inner.clone()),
        ("a blank before the colon", "1.1", format!("Host: x\r\nContent-Length : {length}\r\n"), inner.clone()),
    ];
    for (name, version, fields, body) in refused {
        let head = format!("POST /v1/incidents HTTP/{version}\r\n{fields}{token}\r\n");
        let heard = say(&server, (head + &body + &inner).as_bytes(), false).await;
        assert!(heard.starts_with("HTTP/1.1 400 ") || heard.starts_with("HTTP/1.0 400 "), "{name}: {heard}");
        assert_eq!(heard.matches("HTTP/1.").count(), 1, "{name}: one answer, and the end: {heard}");
    }
    // Behind a request that is in order, too.
    let heard = say(
        &server,
        format!("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\nGET /healthz HTTP/1.1\r\n\r\n{inner}").as_bytes(),
        false,
    )
    .await;
    let statuses: Vec<&str> = heard.match_indices("HTTP/1.1 ").map(|(at, _)| &heard[at + 9..at + 12]).collect();
    assert_eq!(statuses, ["200", "400"], "{heard}");
    // A chunk longer than its announced length ends the connection.
    let broken = format!(
        "POST /v1/incidents HTTP/1.1\r\nHost: x\r\n{token}Transfer-Encoding: chunked\r\n\r\n2\r\n{{}}x\r\n0\r\n\r\n{inner}"
    );
    let heard = say(&server, broken.as_bytes(), false).await;
    assert_eq!(heard.matches("HTTP/1.1 4").count(), 1, "{heard}");
    assert_eq!(heard.matches("HTTP/1.1 ").count(), 1, "{heard}");
    assert_eq!(server.public("/incidents").await.json()["incidents"], json!([]), "no body was taken for a request");

    // Unambiguous requests are accepted, however they are split.
    let chunks = "8;a=b\r\n{\"name\":\r\n6\r\n \"one\"\r\n1\r\n}\r\n0\r\nX-Trailer: y\r\n\r\n";
    let whole = format!(
        "POST /v1/incidents HTTP/1.1\r\nHost: x\r\n{token}Transfer-Encoding: chunked\r\n\r\n{chunks}{inner}\
         GET /healthz HTTP/1.0\r\n\r\n"
    );
    let mut stream = TcpStream::connect(server.address()).await.expect("connected");
    stream.set_nodelay(true).expect("a socket");
    for piece in whole.as_bytes().chunks(7) {
        stream.write_all(piece).await.expect("sent");
        tokio::task::yield_now().await;
    }
    let heard = String::from_utf8_lossy(&read_to_end(&mut stream).await).into_owned();
    assert_eq!(heard.matches(" 200 ").count(), 3, "{heard}");
}

#[tokio::test]
async fn s15_a_client_that_does_not_read_is_cut_off() {
    let folder = tempfile::tempdir().expect("a folder");
    crate::support::site::build(folder.path(), "0123456789abcdef");
    // More than the buffers of both sides hold.
    let large = vec![0; 12 * 1024 * 1024];
    std::fs::write(folder.path().join("large.bin"), &large).expect("a file");
    let site = Some(folder.path().to_owned());
    let server = TestServerBuilder { site, ..TestServerBuilder::default() }.start().await;
    let clock = StoppedClock::stop();
    for (rounds, is_cut) in [(0, false), (4, true)] {
        let socket = TcpSocket::new_v4().expect("a socket");
        socket.set_recv_buffer_size(4096).expect("a small buffer");
        let mut stream = socket.connect(server.address()).await.expect("connected");
        stream.write_all(b"GET /large.bin HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").await.expect("sent");
        stream.readable().await.expect("the answer begins");
        for _ in 0..rounds {
            pass(&clock, &server, ConnectionLimits::default().stall_time).await;
        }
        settle(&server).await;
        let read = read_to_end(&mut stream).await.len();
        assert_eq!(read < large.len(), is_cut, "{read} bytes after {rounds} times the limit");
    }
}

#[tokio::test]
async fn s81_wrong_sign_ins_share_a_budget_over_all_connections() {
    // From one machine, from one IPv6 network, and behind a proxy that sends no client address.
    let addresses: [&dyn Fn(usize) -> String; 3] =
        [&|_| "203.0.113.9".to_owned(), &|n| format!("2001:db8:7:7::{n:x}"), &|_| "unknown".to_owned()];
    for address in addresses {
        let server = TestServerBuilder { proxies: vec!["127.0.0.1"], ..TestServerBuilder::default() }.start().await;
        let _stopped = StoppedClock::stop();
        let call = |n: usize, authorization: &str| {
            server.call("GET /v1/incidents").auth(authorization).header("X-Forwarded-For", &address(n))
        };
        let (mut wrong, mut right) = (Vec::new(), Vec::new());
        for n in 0..100 {
            let guesses = [0, 1, 2, 3].map(|guess| match guess % 2 {
                0 => call(n, &format!("st_guess-{n}-{guess}")),
                _ => call(n, &format!("{}x", server.signed(&server.claims()))),
            });
            wrong.push(tokio::spawn(async move {
                let mut replies = Vec::new();
                for guess in guesses {
                    replies.push(guess.send().await);
                }
                replies
            }));
            if n % 10 == 0 {
                right.push(tokio::spawn(call(n, server.token()).send()));
                right.push(tokio::spawn(call(n, &server.signed(&server.claims())).send()));
            }
        }
        // Nothing waits for the time to pass, so no connection is held.
        until("every guess is answered", || wrong.iter().all(|guesses| guesses.is_finished())).await;
        let mut statuses = BTreeMap::new();
        for guesses in wrong {
            for reply in guesses.await.expect("no panic") {
                *statuses.entry(reply.status).or_insert(0) += 1;
                let wait = (reply.status == 429).then(|| "60".to_owned());
                assert_eq!(reply.header("retry-after"), wait, "{}", reply.text());
            }
        }
        assert_eq!(statuses, BTreeMap::from([(401, 10), (429, 390)]), "{}", address(0));
        for reply in right {
            assert_eq!(reply.await.expect("no panic").status, 200, "{}", address(0));
        }
    }
}

#[tokio::test]
async fn s16_an_answer_that_takes_too_long_is_abandoned() {
    use sqlx::Connection;
    let server = TestServer::start().await;
    let url = format!("sqlite:{}", server.folder.path().join("test.db").display());
    let mut other = sqlx::SqliteConnection::connect(&url).await.expect("opened");
    let holding = other.begin_with("BEGIN IMMEDIATE").await.expect("the right to write");
    let clock = StoppedClock::stop();
    let call = server.admin("POST /v1/incidents").json(&json!({"name": "n"}));
    let mut waiting = Watched::open(&server, &call.bytes()).await;
    let limit = ServerOptions::new(Arc::new(crate::support::TestClock::new())).request_time;
    pass(&clock, &server, limit - SECOND).await;
    assert!(!waiting.is_over() && waiting.bytes.is_empty(), "it is not given up yet");
    pass(&clock, &server, 2 * SECOND).await;
    assert!(waiting.is_over());
    assert_eq!(Reply::parse(&waiting.bytes).expect(503).code(), "timeout");
    server.public("/incidents").await.expect(200);
    holding.rollback().await.expect("let go");
    let list = server.public("/incidents").await.expect(200).json();
    assert_eq!(list["incidents"], json!([]), "nothing was changed behind anybody's back");
    // An abandoned call holds no lock: other processes can write, and so can the server.
    let writing = other.begin_with("BEGIN IMMEDIATE").await.expect("the right to write");
    writing.rollback().await.expect("let go");
    other.close().await.expect("closed");
    server.create(&json!({"name": "n"})).await;
}

#[tokio::test]
async fn s17_too_many_connections_wait_for_their_turn() {
    let connections = ConnectionLimits { connections: 2, ..ConnectionLimits::default() };
    let server = TestServerBuilder { connections, ..TestServerBuilder::default() }.start().await;
    let question = b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n";
    let mut held = Vec::new();
    for _ in 0..2 {
        held.push(TcpStream::connect(server.address()).await.expect("connected"));
        answered(held.last_mut().expect("it was pushed"), question).await;
    }
    let mut third = TcpStream::connect(server.address()).await.expect("connected, by the system");
    third.write_all(b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").await.expect("sent");
    for _ in 0..5 {
        answered(&mut held[0], question).await;
    }
    let early = third.try_read(&mut [0; 1]).map_err(|error| error.kind());
    assert_eq!(early, Err(ErrorKind::WouldBlock), "the third is not answered while two others are open");
    held.pop();
    assert_eq!(Reply::read(&mut third).await.status, 200);
}

/// Asks on a connection that stays open, and reads the whole answer.
async fn answered(stream: &mut TcpStream, question: &[u8]) {
    stream.write_all(question).await.expect("sent");
    let (mut answer, mut buffer) = (Vec::new(), [0; 1024]);
    while !answer.ends_with(b"\r\n\r\nok") {
        let length = stream.read(&mut buffer).await.expect("an answer");
        assert_ne!(length, 0, "the server keeps the connection");
        answer.extend_from_slice(&buffer[..length]);
    }
    assert!(answer.starts_with(b"HTTP/1.1 200"));
}
