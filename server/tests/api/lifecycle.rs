//! Connections: slow ones, and the end of all.

use crate::support::{Reply, TestServer, TestServerBuilder};
use statuspane_server::demo::TemporaryFolder;
use statuspane_server::http::ConnectionLimits;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};

const SHORT: Duration = Duration::from_millis(100);

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
    let mut go_on = [0; 25];
    stream.read_exact(&mut go_on).await.expect("an answer");
    assert!(go_on.starts_with(b"HTTP/1.1 100 Continue"));

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
async fn the_end_waits_for_a_bounded_time() {
    let connections = ConnectionLimits { grace: SHORT, ..ConnectionLimits::default() };
    let server = TestServerBuilder { connections, ..TestServerBuilder::default() }.start().await;
    let call = server.admin("POST /v1/incidents").header("Content-Length", "10").body("application/json", b"");
    let mut stream = TcpStream::connect(server.address()).await.expect("connected");
    stream.write_all(call.head().as_bytes()).await.expect("sent");
    tokio::time::timeout(Duration::from_secs(20), server.stop()).await.expect("it ends without the body");
}

#[tokio::test]
async fn heads_that_do_not_come_are_not_waited_for() {
    let connections = ConnectionLimits { head_time: SHORT, ..ConnectionLimits::default() };
    let server = TestServerBuilder { connections, ..TestServerBuilder::default() }.start().await;
    for beginning in ["", "GET /healthz HTTP/1.1\r\nHost:"] {
        let mut stream = TcpStream::connect(server.address()).await.expect("connected");
        stream.write_all(beginning.as_bytes()).await.expect("sent");
        let answer = read_to_end(&mut stream).await;
        assert!(!answer.starts_with(b"HTTP/1.1 200"), "{beginning:?}");
    }
    server.call("GET /healthz").send().await.expect(200);
}

#[tokio::test]
async fn heads_that_do_not_end_are_refused() {
    let server = TestServer::start().await;
    let mut stream = TcpStream::connect(server.address()).await.expect("connected");
    let head = format!("GET /healthz HTTP/1.1\r\nHost: x\r\nX-Long: {}\r\n\r\n", "x".repeat(200_000));
    let _cut_off = stream.write_all(head.as_bytes()).await;
    let answer = read_to_end(&mut stream).await;
    assert!(answer.is_empty() || answer.starts_with(b"HTTP/1.1 431"), "{:?}", String::from_utf8_lossy(&answer));
}

#[tokio::test]
async fn a_client_that_does_not_read_is_cut_off() {
    let folder = TemporaryFolder::create().expect("a folder");
    crate::support::site::build(folder.path(), "0123456789abcdef");
    // More than the buffers of both sides hold.
    let large = vec![0; 12 * 1024 * 1024];
    std::fs::write(folder.path().join("large.bin"), &large).expect("a file");
    let connections = ConnectionLimits { stall_time: SHORT, ..ConnectionLimits::default() };
    let site = Some(folder.path().to_owned());
    let server = TestServerBuilder { connections, site, ..TestServerBuilder::default() }.start().await;
    let socket = TcpSocket::new_v4().expect("a socket");
    socket.set_recv_buffer_size(4096).expect("a small buffer");
    let mut stream = socket.connect(server.address()).await.expect("connected");
    stream.write_all(b"GET /large.bin HTTP/1.1\r\nHost: x\r\n\r\n").await.expect("sent");
    stream.readable().await.expect("the answer begins");
    // Reading nothing is the point of this test: several times what the server allows.
    tokio::time::sleep(SHORT * 5).await;
    assert!(read_to_end(&mut stream).await.len() < large.len(), "the rest was not kept waiting");
}

#[tokio::test]
async fn an_answer_that_takes_too_long_is_given_up() {
    use sqlx::Connection;
    let server = TestServerBuilder { request_time: SHORT * 4, ..TestServerBuilder::default() }.start().await;
    let url = format!("sqlite:{}", server.folder.path().join("test.db").display());
    let mut other = sqlx::SqliteConnection::connect(&url).await.expect("opened");
    let holding = other.begin_with("BEGIN IMMEDIATE").await.expect("the right to write");
    let call = || server.admin("POST /v1/incidents").json(&serde_json::json!({"name": "n"}));
    let reply = call().send().await.expect(503);
    assert_eq!(reply.code(), "timeout");
    server.public("/incidents").await.expect(200);
    holding.rollback().await.expect("let go");
    let list = server.public("/incidents").await.expect(200).json();
    assert_eq!(list["incidents"], serde_json::json!([]), "nothing was changed behind anybody's back");
    // What was given up holds nothing: others can write, and so can the server.
    let writing = other.begin_with("BEGIN IMMEDIATE").await.expect("the right to write");
    writing.rollback().await.expect("let go");
    other.close().await.expect("closed");
    server.create(&serde_json::json!({"name": "n"})).await;
}

#[tokio::test]
async fn too_many_connections_wait_for_their_turn() {
    let connections = ConnectionLimits { connections: 2, ..ConnectionLimits::default() };
    let server = TestServerBuilder { connections, ..TestServerBuilder::default() }.start().await;
    let mut held = Vec::new();
    for _ in 0..2 {
        let mut stream = TcpStream::connect(server.address()).await.expect("connected");
        stream.write_all(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n").await.expect("sent");
        let mut first = [0; 15];
        stream.read_exact(&mut first).await.expect("an answer");
        held.push(stream);
    }
    let mut third = TcpStream::connect(server.address()).await.expect("connected, by the system");
    third.write_all(b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").await.expect("sent");
    let mut byte = [0; 1];
    let early = tokio::time::timeout(SHORT, third.peek(&mut byte)).await;
    assert!(early.is_err(), "nobody answers while two others are open");
    held.pop();
    assert_eq!(Reply::read(&mut third).await.status, 200);
}
