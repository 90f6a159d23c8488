//! Faults on demand, as the specs of the page use them.

use crate::program::run;
use crate::support::client::{Call, Reply};
use crate::support::{TestServer, TestServerBuilder};
use serde_json::{Value, json};
use statuspane_server::serve::faults::CONTROL;
use std::io::ErrorKind;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

const LIST: &str = "GET /public/v1/incidents";

async fn start() -> TestServer {
    TestServerBuilder { faults: true, ..TestServerBuilder::default() }.start().await
}

async fn set(server: &TestServer, rules: Value) -> Reply {
    server.call(&format!("PUT {CONTROL}")).json(&rules).send().await
}

async fn seen(server: &TestServer) -> Value {
    server.call(&format!("GET {CONTROL}")).send().await.expect(200).json()["requests"].clone()
}

/// Everything that comes, until the server closes.
async fn raw(call: Call, server: &TestServer) -> String {
    let mut stream = TcpStream::connect(server.address()).await.expect("the server listens");
    stream.write_all(call.head().as_bytes()).await.expect("the head is sent");
    let mut text = Vec::new();
    // A reset connection has ended too.
    let _reset = stream.read_to_end(&mut text).await;
    String::from_utf8_lossy(&text).into_owned()
}

#[tokio::test]
async fn without_the_option_the_control_address_does_not_exist() {
    let server = TestServer::start().await;
    for method in ["GET", "PUT", "DELETE"] {
        let reply = server.call(&format!("{method} {CONTROL}")).json(&json!([])).send().await;
        assert!(matches!(reply.status, 404 | 405), "{method}: {}", reply.status);
    }
}

#[tokio::test]
async fn an_answer_is_replaced_the_requested_number_of_times() {
    let server = start().await;
    let rule = json!({"path": "/public/v1/incidents", "status": 503, "body": "no", "times": 2, "headers": {"retry-after": "7"}});
    set(&server, json!([rule])).await.expect(200);
    for _ in 0..2 {
        let reply = server.call(LIST).send().await.expect(503);
        assert_eq!((reply.text(), reply.header("retry-after")), ("no".to_owned(), Some("7".to_owned())));
    }
    server.call(LIST).send().await.expect(200);
    let statuses: Vec<Value> =
        seen(&server).await.as_array().expect("a list").iter().map(|one| one["status"].clone()).collect();
    assert_eq!(statuses, [503, 503, 200]);
}

#[tokio::test]
async fn a_rule_is_for_its_path_and_its_method() {
    let server = start().await;
    set(
        &server,
        json!([
            {"path": "/v1/*", "method": "POST", "status": 500},
            {"path": "/public/v1/incidents", "status": 418},
        ]),
    )
    .await
    .expect(200);
    server.call(LIST).send().await.expect(418);
    server.call("GET /public/v1/incidents/nowhere").send().await.expect(404);
    server.admin("GET /v1/incidents").send().await.expect(200);
    server.admin("POST /v1/incidents").json(&json!({"name": "n"})).send().await.expect(500);
    server.call(&format!("DELETE {CONTROL}")).send().await.expect(200);
    server.call(LIST).send().await.expect(200);
    assert_eq!(seen(&server).await.as_array().map(Vec::len), Some(1), "what came before is forgotten");
}

#[tokio::test]
async fn the_servers_own_answer_can_be_changed() {
    let server = start().await;
    let headers = json!({"date": "Mon, 01 Jan 2001 00:00:00 GMT", "access-control-allow-origin": null});
    set(&server, json!([{"path": "/public/v1/incidents", "headers": headers, "fill": 200_000}])).await.expect(200);
    let reply = server.call(LIST).send().await.expect(200);
    assert_eq!(reply.header("date").as_deref(), Some("Mon, 01 Jan 2001 00:00:00 GMT"));
    assert_eq!(reply.header("access-control-allow-origin"), None);
    assert_eq!(reply.json()["incidents"], json!([]));
    assert_eq!(reply.body.len(), 200_000 + reply.text().trim_end().len());
    assert_eq!(seen(&server).await[0]["bytes"], reply.body.len());
}

#[tokio::test]
async fn a_body_can_be_cut_off() {
    let server = start().await;
    let whole = server.call(LIST).send().await.expect(200).text();
    for (cut, rest) in [(0, ""), (5, r#"{"inc"#), (99, whole.as_str())] {
        set(&server, json!([{"path": "/public/v1/incidents", "cut": cut}])).await.expect(200);
        let text = raw(server.call(LIST), &server).await;
        let (head, body) = text.split_once("\r\n\r\n").unwrap_or_else(|| panic!("no head: {text:?}"));
        assert!(head.contains(&format!("content-length: {}", whole.len())), "{head}");
        assert_eq!(body, rest);
    }
}

#[tokio::test]
async fn a_connection_can_end_without_an_answer() {
    let server = start().await;
    set(&server, json!([{"path": "/public/v1/incidents", "close": true}])).await.expect(200);
    assert_eq!(raw(server.call(LIST), &server).await, "");
}

#[tokio::test]
async fn a_body_can_stop_without_an_end() {
    let server = start().await;
    set(&server, json!([{"path": "/public/v1/incidents", "stall": 5}])).await.expect(200);
    let mut stream = TcpStream::connect(server.address()).await.expect("the server listens");
    stream.write_all(server.call(LIST).head().as_bytes()).await.expect("the head is sent");
    let mut text = String::new();
    while !text.ends_with(r#"{"inc"#) {
        let mut buffer = [0; 1024];
        let length = stream.read(&mut buffer).await.expect("it stays open");
        assert_ne!(length, 0, "it stays open: {text}");
        text.push_str(std::str::from_utf8(&buffer[..length]).expect("text"));
    }
    // Once the server has answered later requests, it has sent all that it is going to send.
    for _ in 0..2 {
        server.call("GET /healthz").send().await.expect(200);
    }
    let more = stream.try_read(&mut [0]);
    assert!(more.as_ref().is_err_and(|error| error.kind() == ErrorKind::WouldBlock), "nothing more comes: {more:?}");
}

#[tokio::test]
async fn a_request_can_be_held_until_the_rules_change() {
    let server = start().await;
    set(&server, json!([{"path": "/public/v1/incidents", "hold": true}])).await.expect(200);
    let held = tokio::spawn(server.call(LIST).send());
    while seen(&server).await.as_array().is_none_or(Vec::is_empty) {
        tokio::task::yield_now().await;
    }
    assert_eq!(seen(&server).await[0]["status"], Value::Null);
    assert!(!held.is_finished());
    set(&server, json!([])).await.expect(200);
    held.await.expect("it ends").expect(200);
}

#[tokio::test]
async fn invalid_rules_are_refused_without_effect() {
    let server = start().await;
    set(&server, json!([{"path": "/public/v1/incidents", "status": 418}])).await.expect(200);
    for rules in [
        json!({}),
        json!([1]),
        json!([{}]),
        json!([{"path": "public"}]),
        json!([{"path": "/", "statsu": 500}]),
        json!([{"path": "/", "status": 7}]),
        json!([{"path": "/", "times": 0}]),
        json!([{"path": "/", "cut": -1}]),
        json!([{"path": "/", "headers": {"a b": "c"}}]),
        json!([{"path": "/", "headers": {"a": 1}}]),
    ] {
        let reply = set(&server, rules.clone()).await;
        assert_eq!(reply.status, 400, "{rules}");
    }
    server.call(&format!("PUT {CONTROL}")).body("application/json", b"[").send().await.expect(400);
    server.call(&format!("POST {CONTROL}")).json(&json!([])).send().await.expect(400);
    server.call(LIST).send().await.expect(418);
}

#[tokio::test]
async fn only_this_machine_may_break_answers() {
    let finished = run(&["serve", "--faults", "--listen", "0.0.0.0:0", "--demo"]).await.expect(1);
    assert!(finished.stderr.contains("Nothing was started."), "{}", finished.stderr);
}
