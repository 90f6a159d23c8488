//! Cached answers: their encodings, lifetime, number of renderings and memory.

use crate::polling::incident;
use crate::support::client::Call;
use crate::support::{Reply, TestServer, TestServerBuilder, site};
use futures_util::future::BoxFuture;
use model::incident::Timeline;
use model::{Impact, Incident, IncidentId, IncidentList, Status, StatusData, Timestamp};
use serde_json::{Value, json};
use statuspane_server::http::representations::Budget;
use statuspane_server::serve::site::FILES_WINDOW;
use statuspane_server::source::{IncidentSource, Reading, Unavailable};
use statuspane_server::store::{Location, Store};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::{Semaphore, mpsc};

/// The body as it was before it was compressed.
pub fn unpacked(reply: &Reply) -> Vec<u8> {
    use std::io::Read;

    let (mut body, mut plain) = (Vec::new(), reply.body.as_slice());
    match reply.header("content-encoding").as_deref() {
        Some("br") => Read::read_to_end(&mut brotli::Decompressor::new(plain, 4096), &mut body),
        Some("gzip") => Read::read_to_end(&mut flate2::bufread::GzDecoder::new(plain), &mut body),
        _ => Read::read_to_end(&mut plain, &mut body),
    }
    .expect("it unpacks");
    body
}

#[tokio::test]
async fn s70_lists_are_compressed_for_clients_that_accept_it() {
    let server = TestServer::start().await;
    for count in [0, 20, 1_500] {
        let more = count - server.public("/incidents").await.json()["incidents"].as_array().map_or(0, Vec::len);
        server.store.import((0..more).map(|n| incident(n as i64)).collect()).await.expect("imported");
        for path in ["/public/v1/incidents", "/v1/incidents"] {
            let is_public = path.starts_with("/public");
            let plain = server.admin(&format!("GET {path}")).send().await.expect(200);
            assert_eq!(plain.json()["incidents"].as_array().map(Vec::len), Some(count));
            assert_eq!(plain.header("content-encoding"), None);
            let mut tags = vec![plain.header("etag")];
            for (accepted, encoding) in [
                ("gzip, deflate, br", Some("br")),
                ("gzip", Some("gzip")),
                ("br;q=0, gzip;q=0.5", Some("gzip")),
                ("br;q=0, *", Some("gzip")),
                ("identity", None),
                ("br;q=0, gzip;q=0", None),
            ] {
                let case = format!("{count} {path} {accepted}");
                let encoding = encoding.filter(|_| count > 0);
                let call = |method: &str| server.admin(&format!("{method} {path}")).header("Accept-Encoding", accepted);
                let reply = call("GET").send().await.expect(200);
                assert_eq!(reply.header("content-encoding").as_deref(), encoding, "{case}");
                assert!(unpacked(&reply) == plain.body, "{case}");
                assert_eq!(reply.header("vary").as_deref(), Some("Accept-Encoding"), "{case}");
                assert_eq!(reply.header("content-type").as_deref(), Some("application/json"), "{case}");
                assert_eq!(reply.header("content-length"), Some(reply.body.len().to_string()), "{case}");
                assert!(encoding.is_none() || reply.body.len() * 2 < plain.body.len(), "{case}");
                let head = call("HEAD").send().await.expect(200);
                assert!(head.body.is_empty(), "{case}");
                for name in ["content-encoding", "content-length", "etag", "vary", "cache-control"] {
                    assert_eq!(head.header(name), reply.header(name), "{case}: {name}");
                }
                let tag = reply.header("etag");
                assert_eq!(tag.is_some(), is_public, "{case}");
                let Some(tag) = tag else {
                    assert_eq!(reply.header("cache-control").as_deref(), Some("no-store"), "{case}");
                    continue;
                };
                assert!(tag.starts_with('"'), "a strong tag: {tag}");
                assert_eq!(reply.header("cache-control").as_deref(), Some("no-cache"), "{case}");
                let known = call("GET").header("If-None-Match", &tag).send().await.expect(304);
                assert!(known.body.is_empty() && known.header("content-encoding").is_none(), "{case}");
                assert_eq!(known.header("etag"), Some(tag.clone()), "{case}");
                assert_eq!(known.header("vary").as_deref(), Some("Accept-Encoding"), "{case}");
                // The tag of another encoding doesn't prove that the client has this one.
                for other in tags.iter().flatten().filter(|other| **other != tag) {
                    call("GET").header("If-None-Match", other).send().await.expect(200);
                }
                tags.push(Some(tag));
            }
            let distinct: std::collections::HashSet<_> = tags.iter().flatten().collect();
            assert_eq!(
                distinct.len(),
                if !is_public {
                    0
                } else if count > 0 {
                    3
                } else {
                    1
                },
                "{tags:?}"
            );
        }
    }
    let plain = server.call("GET /v1/incidents").header("Accept-Encoding", "br").send().await.expect(401);
    assert_eq!(plain.header("content-encoding"), None);
}

/// A small page, and a server whose files are good for as long as they are outside of tests.
async fn with_page(change: impl FnOnce(&mut TestServerBuilder)) -> (TestServer, TempDir) {
    let folder = tempfile::tempdir().expect("a folder");
    site::build(&folder.path().join("dist"), "0123456789abcdef");
    let mut builder = TestServerBuilder {
        site: Some(folder.path().join("dist")),
        files_window: FILES_WINDOW,
        ..TestServerBuilder::default()
    };
    change(&mut builder);
    (builder.start().await, folder)
}

#[tokio::test]
async fn s71_cached_answers_are_served_while_the_database_is_busy() {
    let (server, folder) = with_page(|_| {}).await;
    server.store.import((0..2_000).map(incident).collect()).await.expect("imported");
    let paths =
        ["/public/v1/as-of", "/public/v1/incidents", "/", "/incidents.json", "/as-of.json", "/history/2023-11/"];
    let mut before = Vec::new();
    for path in paths {
        before.push(server.call(&format!("GET {path}")).send().await.expect(200));
    }
    // Every read connection is taken by a waiting request.
    let mut taken = Vec::new();
    for _ in 0..4 {
        let (store, (to, mut from)) = (server.store.clone(), mpsc::channel(1));
        let reading = tokio::spawn(async move { store.stream(to).await.is_ok() });
        from.recv().await.expect("it reads");
        taken.push((reading, from));
    }
    std::fs::remove_dir_all(folder.path().join("dist")).expect("it goes");
    for (path, before) in paths.into_iter().zip(before) {
        let reply = server.call(&format!("GET {path}")).send().await.expect(200);
        assert!(reply.body == before.body, "{path}");
    }
    // The cached data is from then, and no answer claims that it is current.
    server.clock.pass_millis(100);
    server.call("GET /public/v1/as-of").send().await.expect(503);
    for (reading, mut from) in taken {
        while from.recv().await.is_some() {}
        assert!(reading.await.expect("no panic"));
    }
    server.call("GET /public/v1/as-of").send().await.expect(200);
}

#[tokio::test]
async fn s72_cached_state_is_used_for_a_tenth_of_a_second_at_its_own_time() {
    let server = TestServer::start().await;
    let other = Store::open(&Location::from(server.folder.path().join("test.db"))).await;
    let other = other.unwrap_or_else(|failure| panic!("{failure}"));
    let as_of = async || server.public("/as-of").await.expect(200).json();
    let listed = async || server.public("/incidents").await.expect(200).json()["incidents"].as_array().map(Vec::len);
    let second = |millis: i64| json!((millis / 1000 * 1000).to_string());

    server.clock.pass_millis(950);
    let start = server.clock.millis();
    let first = as_of().await;
    assert_eq!((listed().await, &first["asOf"]), (Some(0), &second(start)));
    other.import(vec![incident(1)]).await.expect("imported");
    server.clock.pass_millis(60);
    // Another second has begun, and no answer claims its time without a new check.
    assert_eq!(as_of().await, first);
    server.clock.pass_millis(40);
    let next = as_of().await;
    assert_eq!((listed().await, &next["asOf"]), (Some(1), &second(start + 100)));
    assert_ne!(next["version"], first["version"]);

    // Changes made by this process are visible at once, and so is a later state that any request has read.
    other.import(vec![incident(2)]).await.expect("imported");
    let id = server.create(&json!({"name": "n"})).await;
    assert_eq!(listed().await, Some(3));
    other.import(vec![incident(3)]).await.expect("imported");
    let read = server.public(&format!("/incidents/{id}")).await.expect(200).json();
    assert_eq!(read["version"], as_of().await["version"]);
    assert_eq!(listed().await, Some(4));

    // The time of an update comes to the millisecond, whenever it was last looked.
    let due = server.clock.millis() + 30;
    let body = json!({"message": "m", "incidentStatus": "monitoring", "date": due.to_string()});
    server.post_entry(&id, &body).await;
    let status = async || {
        let list = server.public("/incidents").await.json();
        let list = list["incidents"].as_array().expect("a list").clone();
        list.iter().find(|one| one["id"] == json!(id)).map(|one| one["incidentStatus"].clone())
    };
    assert_eq!(status().await, Some(json!("investigating")));
    server.clock.pass_millis(29);
    assert_eq!(status().await, Some(json!("investigating")));
    server.clock.pass_millis(1);
    assert_eq!(status().await, Some(json!("monitoring")));

    // A clock that jumps back has no look of the future.
    server.clock.pass_seconds(-3600);
    assert_eq!(as_of().await["asOf"], second(server.clock.millis()));
    other.close().await;
}

#[tokio::test]
async fn changed_files_show_after_a_tenth_of_a_second() {
    let (server, folder) = with_page(|_| {}).await;
    let front = async || server.call("GET /").send().await.expect(200);
    let first = front().await;
    std::fs::write(folder.path().join("dist/config.json"), r#"{"title": "Another", "noindex": true}"#).expect("a file");
    let again = front().await;
    assert!(again.body == first.body && again.header("x-robots-tag").is_none());
    server.clock.pass_millis(100);
    let later = front().await;
    assert!(later.text().contains("Another") && later.header("x-robots-tag").is_some(), "{}", later.text());
}

/// Incidents without an end, or with one. Every batch needs a permit.
struct Long {
    batches: usize,
    may: Semaphore,
    begun: AtomicUsize,
    sent: AtomicUsize,
    version: AtomicUsize,
}

impl Long {
    fn of(batches: usize, permits: usize) -> Arc<Self> {
        let (begun, sent, version) = Default::default();
        Arc::new(Self { batches, may: Semaphore::new(permits), begun, sent, version })
    }
}

fn long_incident(number: usize) -> Incident {
    // Nothing in it can be compressed much.
    let mut random = fastrand::Rng::with_seed(number as u64);
    Incident {
        id: IncidentId::new(&format!("i{number}")).expect("an id"),
        name: (0..1000).map(|_| random.alphanumeric()).collect(),
        status: Status::Resolved,
        impact: Impact::Minor,
        created: Timestamp::from_millis(1_795_000_000_000),
        resolved: Timestamp::from_millis(1_795_000_100_000),
        timeline: None,
        affected: None,
    }
}

impl IncidentSource for Long {
    fn reading(&self) -> BoxFuture<'_, Result<Reading, Unavailable>> {
        Box::pin(async {
            let as_of = Timestamp::from_millis(1_795_435_200_000).expect("a time");
            let version = self.version.load(Ordering::SeqCst).to_string();
            Ok(Reading { version, data: StatusData::of(IncidentList::new(vec![long_incident(0)], 0)), as_of })
        })
    }

    fn timeline<'a>(&'a self, _: &'a Incident) -> BoxFuture<'a, Result<Option<Timeline>, Unavailable>> {
        Box::pin(async {
            self.begun.fetch_add(1, Ordering::SeqCst);
            self.may.acquire().await.expect("it is open").forget();
            Ok(None)
        })
    }

    fn stream(&self, to: mpsc::Sender<Vec<Option<Incident>>>) -> BoxFuture<'_, Result<Arc<str>, Unavailable>> {
        Box::pin(async move {
            self.begun.fetch_add(1, Ordering::SeqCst);
            let version = self.version.load(Ordering::SeqCst).to_string();
            for batch in 0..self.batches {
                self.may.acquire().await.expect("it is open").forget();
                let some = (0..50).map(|number| Some(long_incident(batch * 50 + number))).collect();
                to.send(some).await.map_err(Unavailable::new)?;
                self.sent.fetch_add(1, Ordering::SeqCst);
            }
            Ok(version.into())
        })
    }
}

/// Asks, and leaves without having read anything.
async fn ask_and_leave(call: Call, until: impl Fn() -> bool) {
    let mut stream = TcpStream::connect(call.address()).await.expect("the server listens");
    stream.write_all(&call.bytes()).await.expect("sent");
    while !until() {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn s73_clients_that_leave_do_not_start_work_twice() {
    for (path, batches) in [("/incidents.json", 3), ("/incidents/i0/", 1)] {
        let source = Long::of(batches, 0);
        let (server, _folder) = with_page(|builder| builder.source = Some(source.clone())).await;
        let begun = || source.begun.load(Ordering::SeqCst);
        for _ in 0..30 {
            ask_and_leave(server.call(&format!("GET {path}")), || begun() > 0).await;
        }
        assert_eq!(begun(), 1, "{path}");
        source.may.add_permits(batches);
        server.call(&format!("GET {path}")).send().await.expect(200);
        assert_eq!(begun(), 1, "{path}: what was begun for those who left is there for others");
    }
}

#[tokio::test]
async fn s74_an_endless_list_stays_within_the_memory_limit() {
    let budget = Budget::new(2_000_000);
    let source = Long::of(usize::MAX, Semaphore::MAX_PERMITS);
    let (server, _folder) = with_page(|builder| {
        builder.source = Some(source.clone());
        builder.documents = budget.clone();
    })
    .await;
    server.call("GET /").send().await.expect(200);
    let kept = budget.taken();
    for _ in 0..3 {
        let reply = server.call("GET /incidents.json").send().await.expect(503);
        assert!(reply.header("retry-after").is_some(), "{}", reply.text());
        assert!(budget.taken() <= kept, "{} bytes are left over", budget.taken() - kept);
        server.clock.pass_seconds(2);
    }
    assert!(source.sent.load(Ordering::SeqCst) < 3 * 60, "it was read to no end");
    server.call("GET /").send().await.expect(200);
    server.public("/incidents").await.expect(200);
}

#[tokio::test]
async fn s75_slow_clients_do_not_keep_every_version_in_memory() {
    let budget = Budget::default();
    let (server, _folder) = with_page(|builder| builder.documents = budget.clone()).await;
    server.store.import((0..6_000).map(incident).collect()).await.expect("imported");
    let list: Value = server.call("GET /incidents.json").send().await.expect(200).json();
    let all = budget.taken();
    assert!(all > 300_000, "{all}");
    let mut slow = Vec::new();
    for number in 0..8 {
        let call = server.call("GET /incidents.json");
        let mut stream = TcpStream::connect(call.address()).await.expect("the server listens");
        stream.write_all(&call.bytes()).await.expect("sent");
        let mut begun = vec![0; 1000];
        stream.read_exact(&mut begun).await.expect("it answers");
        slow.push((stream, begun));
        server.create(&json!({"name": format!("Another {number}")})).await;
    }
    let more = budget.taken() - all;
    assert!(more < all / 2, "{more} bytes more than {all} for eight versions");
    let last: Value = server.call("GET /incidents.json").send().await.expect(200).json();
    assert_eq!(last["incidents"].as_array().map(Vec::len), Some(6_008));
    assert_ne!(list["version"], last["version"]);
    // Each of them gets the version whole that it has begun to read.
    for (number, (mut stream, mut body)) in slow.into_iter().enumerate() {
        stream.read_to_end(&mut body).await.expect("it goes on");
        let text = String::from_utf8_lossy(&body);
        assert_eq!(text.matches("\"incidentImpact\"").count(), 6_000 + number, "{number}");
        assert!(text.ends_with("\"}"), "{number}");
    }
}

#[tokio::test]
async fn s76_many_clients_after_a_change_share_one_rendering() {
    let source = Long::of(1, 1);
    let (server, _folder) = with_page(|builder| builder.source = Some(source.clone())).await;
    server.call("GET /incidents.json").send().await.expect(200);
    for round in 1..4 {
        source.version.store(round, Ordering::SeqCst);
        source.may.add_permits(2);
        let replies = (0..40).map(|_| server.call("GET /incidents.json").send());
        for reply in futures_util::future::join_all(replies).await {
            assert_eq!(reply.expect(200).json()["version"], json!(round.to_string()));
        }
        assert_eq!(source.begun.load(Ordering::SeqCst), 1 + round, "one for all who asked at once");
        source.may.try_acquire().expect("one was left").forget();
    }
}
