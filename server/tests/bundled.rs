//! The program that carries its page: one file is the whole product.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};

const PROGRAM: &str = env!("CARGO_BIN_EXE_statuspane");

/// Ends with the test.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _gone = self.0.kill();
        let _gone = self.0.wait();
    }
}

/// The head and the body of an answer.
fn get(address: &str, path: &str, header: &str) -> (String, Vec<u8>) {
    let mut stream = TcpStream::connect(address).expect("it listens");
    write!(stream, "GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n{header}\r\n").expect("sent");
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).expect("an answer");
    let end = answer.windows(4).position(|window| window == b"\r\n\r\n").expect("a whole head");
    (String::from_utf8_lossy(&answer[..end]).to_ascii_lowercase(), answer.split_off(end + 4))
}

#[test]
fn the_program_serves_and_publishes_its_embedded_page() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut command = Command::new(PROGRAM);
    command.args(["serve", "--demo", "--listen", "127.0.0.1:0"]).current_dir(folder.path());
    let mut running = Running(command.stdout(Stdio::piped()).spawn().expect("it starts"));
    let lines = BufReader::new(running.0.stdout.take().expect("its output")).lines();
    let mut lines = lines.map(|line| line.expect("text"));
    let page = lines.find_map(|line| line.strip_prefix("Status page: http://").map(str::to_owned)).expect("a page");
    let address = page.trim_end_matches('/');

    let (head, front) = get(address, "/", "");
    let front = String::from_utf8_lossy(&front).into_owned();
    assert!(head.starts_with("http/1.1 200") && front.contains("id=\"statuspane-data\""), "{head}");
    let (head, assets) = get(address, "/assets.json", "");
    assert!(head.contains("content-type: application/json"), "{head}");
    let assets: serde_json::Value = serde_json::from_slice(&assets).expect("JSON");
    let script = assets["page.js"]["file"].as_str().expect("a name");
    assert!(front.contains(script), "{script}");
    let wasm = assets["page.wasm"]["file"].as_str().expect("a name");
    let (head, plain) = get(address, &format!("/{wasm}"), "");
    assert!(head.contains("content-type: application/wasm") && head.contains("immutable"), "{head}");
    assert!(plain.starts_with(b"\0asm"));
    let (head, small) = get(address, &format!("/{wasm}"), "Accept-Encoding: br\r\n");
    assert!(head.contains("content-encoding: br") && small.len() < plain.len(), "{head}");
    let (head, admin) = get(address, "/admin/", "");
    assert!(head.starts_with("http/1.1 200") && String::from_utf8_lossy(&admin).contains("admin-"), "{head}");

    let to = folder.path().join("out");
    let mut command = Command::new(PROGRAM);
    command.args(["publish", "--from", &format!("http://{address}/public/v1")]).arg("--to").arg(&to);
    for name in ["http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"] {
        command.env_remove(name);
    }
    let output = command.output().expect("it ran");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(std::fs::read(to.join(wasm)).expect("bytes"), plain);
    assert_eq!(std::fs::read(to.join(format!("{wasm}.br"))).expect("bytes"), small);
    assert!(std::fs::read_to_string(to.join("index.html")).expect("text").contains(script));
}
