//! Changes without pause, and a server that is killed again and again: whatever was acknowledged stays, and nothing is
//! there by half.

use crate::program::database;
use crate::support::client::Call;
use crate::support::process::{create_token, serve};
use crate::support::seed::{kills, seed};
use crate::support::{Process, TestServer};
use serde_json::{Value, json};
use sqlx::{Connection, SqliteConnection};
use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use tokio::task::LocalSet;

/// Clients that write at the same time.
const CLIENTS: usize = 6;
/// A client that has more incidents than this removes some.
const ENOUGH: usize = 6;

/// An entry: its message, its status, and its id where it is known.
#[derive(Clone, Debug)]
struct KnownEntry {
    id: Option<String>,
    message: String,
    status: String,
}

impl PartialEq for KnownEntry {
    fn eq(&self, other: &Self) -> bool {
        (&self.message, &self.status) == (&other.message, &other.status)
    }
}

/// An incident: its id, its impact, its entries, oldest first, and how many changes its log has.
#[derive(Clone, Debug)]
struct KnownIncident {
    id: String,
    impact: String,
    entries: Vec<KnownEntry>,
    changes: usize,
}

impl PartialEq for KnownIncident {
    fn eq(&self, other: &Self) -> bool {
        (&self.impact, &self.entries, self.changes) == (&other.impact, &other.entries, other.changes)
    }
}

/// Incidents by their names, which no two share.
type KnownIncidents = BTreeMap<String, KnownIncident>;

/// Somebody who makes one change after the other.
struct WritingClient {
    random: fastrand::Rng,
    name: String,
    made: usize,
    /// The server's answers.
    state: KnownIncidents,
    /// The unacknowledged change: the name of the incident, and its possible states now.
    unsure: Option<(String, Option<KnownIncident>)>,
}

impl WritingClient {
    fn new(number: usize, seed: u64) -> Self {
        let random = fastrand::Rng::with_seed(seed ^ (number as u64 + 1));
        Self { random, name: format!("client {number}"), made: 0, state: KnownIncidents::new(), unsure: None }
    }

    /// Makes changes until one is not acknowledged.
    async fn work(&mut self, server: std::net::SocketAddr, token: &str, acknowledged: impl Fn()) {
        while self.change(server, token).await {
            acknowledged();
        }
    }

    /// One change; whether it was acknowledged.
    async fn change(&mut self, server: std::net::SocketAddr, token: &str) -> bool {
        let chosen = self.random.usize(..=self.state.len());
        let Some((name, incident)) = self.state.iter().nth(chosen).map(|(name, of)| (name.clone(), of.clone())) else {
            return self.create(server, token).await;
        };
        let path = format!("/v1/incidents/{}", incident.id);
        let entry = self.new_entry();
        let mut after = KnownIncident { changes: incident.changes + 1, ..incident.clone() };
        let entries = &mut after.entries;
        let place = self.random.usize(..entries.len());
        let what = if self.state.len() > ENOUGH { 11 } else { self.random.u8(..12) };
        let (line, body) = match (what, &incident.entries[place].id) {
            (0..=1, Some(id)) => {
                let line = format!("PUT {path}/entries/{id}");
                entries[place] = KnownEntry { id: Some(id.clone()), ..entry.clone() };
                (line, Some(json!({"message": entry.message, "incidentStatus": entry.status})))
            }
            (2..=3, Some(id)) if entries.len() > 1 => {
                entries.remove(place);
                (format!("DELETE {path}/entries/{id}"), None)
            }
            (8..=9, _) => {
                let mut others = vec!["none", "minor", "major", "critical"];
                others.retain(|impact| *impact != incident.impact);
                after.impact = self.random.choice(others).expect("there are three").to_owned();
                (format!("PATCH {path}"), Some(json!({"incidentImpact": after.impact})))
            }
            (0..=7, _) => {
                entries.push(entry.clone());
                (format!("POST {path}/entries"), Some(self.body(&entry)))
            }
            _ => (format!("DELETE {path}"), None),
        };
        let left = if line == format!("DELETE {path}") { None } else { Some(after) };
        self.unsure = Some((name.clone(), left.clone()));
        let Some(answer) = send(server, token, &line, body).await else { return false };
        self.unsure = None;
        match left {
            None => drop(self.state.remove(&name)),
            Some(mut after) => {
                if line.starts_with("POST") {
                    let id = answer["id"].as_str().expect("an entry has an id");
                    after.entries.last_mut().expect("the new one").id = Some(id.to_owned());
                }
                self.state.insert(name, after);
            }
        }
        true
    }

    async fn create(&mut self, server: std::net::SocketAddr, token: &str) -> bool {
        let entry = self.new_entry();
        let name = format!("{} incident {}", self.name, self.made);
        let mut body = json!({"name": name, "incidentImpact": "major", "incidentStatus": entry.status});
        body["entry"] = self.body(&entry);
        let new = KnownIncident { id: String::new(), impact: "major".to_owned(), entries: vec![entry], changes: 1 };
        self.unsure = Some((name.clone(), Some(new.clone())));
        let Some(answer) = send(server, token, "POST /v1/incidents", Some(body)).await else { return false };
        self.unsure = None;
        let id = answer["id"].as_str().expect("an incident has an id").to_owned();
        self.state.insert(name, KnownIncident { id, ..new });
        true
    }

    fn new_entry(&mut self) -> KnownEntry {
        self.made += 1;
        let status = self.random.choice(["investigating", "identified", "monitoring", "resolved"]);
        // Some fit into a page of the database, some need several. None ends in the blank, which would not be kept.
        let length = self.random.usize(1..9_000);
        let message = format!("{} entry {} {}", self.name, self.made, "m".repeat(length));
        KnownEntry { id: None, message, status: status.expect("there are four").to_owned() }
    }

    /// Each entry is dated after the one before, so that the last is the newest.
    fn body(&self, entry: &KnownEntry) -> Value {
        let date = (1_795_435_200_000 + self.made as i64 * 1000).to_string();
        json!({"message": entry.message, "date": date, "incidentStatus": entry.status, "sendNotification": false,
            "affectedComponents": [{"componentId": "c", "componentStatus": "partial_outage"}]})
    }

    /// Compares the stored state with the answers, and continues from the stored state.
    fn check(&mut self, found: &KnownIncidents) {
        let own = |name: &str| name.starts_with(&format!("{} ", self.name));
        let found: KnownIncidents =
            found.iter().filter(|(name, _)| own(name)).map(|(n, i)| (n.clone(), i.clone())).collect();
        let unsure = self.unsure.take();
        let names: std::collections::BTreeSet<&String> = found.keys().chain(self.state.keys()).collect();
        for name in names {
            let (is, answered) = (found.get(name), self.state.get(name));
            let may_be = unsure.as_ref().filter(|(of, _)| of == name).map(|(_, may_be)| may_be.as_ref());
            assert!(
                is == answered || may_be == Some(is),
                "{name}: found {is:?}, answered {answered:?}, unsure {may_be:?}"
            );
        }
        self.state = found;
    }
}

/// The answer's body, if the change was acknowledged.
async fn send(server: std::net::SocketAddr, token: &str, line: &str, body: Option<Value>) -> Option<Value> {
    let call = Call::new(server, line).auth(token);
    let call = match &body {
        Some(body) => call.json(body),
        None => call,
    };
    let reply = call.send_if_possible().await?.expect(200);
    Some(if reply.body.is_empty() { Value::Null } else { reply.json() })
}

/// The content of the database, after its integrity check.
async fn read(connection: &mut SqliteConnection) -> KnownIncidents {
    let (sound,): (String,) = sqlx::query_as("PRAGMA integrity_check").fetch_one(&mut *connection).await.expect("read");
    assert_eq!(sound, "ok");
    let broken = sqlx::query("PRAGMA foreign_key_check").fetch_all(&mut *connection).await.expect("read");
    assert!(broken.is_empty(), "entries without their incident");
    let incidents: Vec<(i64, String, String, String, String, i64)> = sqlx::query_as(
        "SELECT seq, id, name, status, impact, (SELECT count(*) FROM log WHERE incident = incident.seq) FROM incident",
    )
    .fetch_all(&mut *connection)
    .await
    .expect("read");
    let mut state = KnownIncidents::new();
    for (seq, id, name, status, impact, changes) in incidents {
        let entries: Vec<(String, String, String)> =
            sqlx::query_as("SELECT id, message, status FROM entry WHERE incident = ? ORDER BY date, seq")
                .bind(seq)
                .fetch_all(&mut *connection)
                .await
                .expect("read");
        let entries: Vec<KnownEntry> =
            entries.into_iter().map(|(id, message, status)| KnownEntry { id: Some(id), message, status }).collect();
        let newest = entries.last().unwrap_or_else(|| panic!("{name}: an incident without its entry"));
        assert_eq!(status, newest.status, "{name}: an entry that its incident has not followed");
        let changes = usize::try_from(changes).expect("a count");
        assert!(state.insert(name.clone(), KnownIncident { id, impact, entries, changes }).is_none(), "{name}: twice");
    }
    state
}

#[tokio::test]
async fn s22_acknowledged_changes_survive_every_kill() {
    let seed = seed();
    let mut random = fastrand::Rng::with_seed(seed);
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("killed.db");
    let database = database(path.clone());
    let token = create_token(&database);
    let mut clients: Vec<WritingClient> = (0..CLIENTS).map(|number| WritingClient::new(number, seed)).collect();
    let (kills, mut confirmed, mut unsure, mut made) = (kills(50), 0, 0, 0);
    for round in 0..kills {
        let process = Process::start(&mut serve(&["--database", &database]), 1);
        made += check(&mut clients, &database, round).await;
        let address = process.address;
        let process = Rc::new(RefCell::new(process));
        // The server is killed when it has acknowledged so many: some client has its answer, the others wait for theirs.
        let (count, last) = (Rc::new(Cell::new(0)), random.usize(1..60));
        let working = LocalSet::new();
        let mut tasks = Vec::new();
        for mut client in std::mem::take(&mut clients) {
            let (process, count, token) = (process.clone(), count.clone(), token.clone());
            tasks.push(working.spawn_local(async move {
                let acknowledged = || {
                    count.set(count.get() + 1);
                    if count.get() == last {
                        process.borrow_mut().kill();
                    }
                };
                client.work(address, &token, acknowledged).await;
                client
            }));
        }
        let working = working.run_until(async {
            for task in tasks {
                clients.push(task.await.unwrap_or_else(|error| panic!("in round {round}: {error}")));
            }
        });
        working.await;
        confirmed += count.get();
        unsure += clients.iter().filter(|client| client.unsure.is_some()).count();
    }
    let process = Process::start(&mut serve(&["--database", &database]), 1);
    made += check(&mut clients, &database, kills).await;
    eprintln!("{confirmed} changes acknowledged, {unsure} cut off, {made} of these made nevertheless");
    assert!(unsure > kills, "the kills meet changes under way");

    // The server itself answers the same.
    for (name, incident) in clients.iter().flat_map(|client| &client.state) {
        let read = process.call(&format!("GET /public/v1/incidents/{}/entries", incident.id)).await.expect(200).json();
        let mut messages: Vec<&str> =
            read["entries"].as_array().expect("a list").iter().filter_map(|entry| entry["message"].as_str()).collect();
        messages.reverse();
        let expected: Vec<&str> = incident.entries.iter().map(|entry| entry.message.as_str()).collect();
        assert_eq!(messages, expected, "{name}");
    }
}

/// Reads the database while the new server runs, and lets every client compare. Returns how many of the changes
/// that were cut off had been made.
async fn check(clients: &mut [WritingClient], database: &str, round: usize) -> usize {
    let mut connection = SqliteConnection::connect(database).await.expect("opened");
    let found = read(&mut connection).await;
    connection.close().await.expect("closed");
    let is_made = |client: &&WritingClient| match &client.unsure {
        Some((name, may_be)) => found.get(name) == may_be.as_ref(),
        None => false,
    };
    let made = clients.iter().filter(is_made).count();
    clients.iter_mut().for_each(|client| client.check(&found));
    let known: usize = clients.iter().map(|client| client.state.len()).sum();
    assert_eq!(found.len(), known, "before round {round}: there is an incident that nobody has made");
    made
}

/// Clients that hang up in the middle leave whole incidents or none, and nothing locked.
#[tokio::test]
async fn s23_a_client_that_hangs_up_leaves_no_partial_write() {
    let seed = seed();
    let mut random = fastrand::Rng::with_seed(seed);
    let server = TestServer::start().await;
    for number in 0..60 {
        let entry = json!({"message": "m", "incidentStatus": "resolved"});
        let call = server.admin("POST /v1/incidents").json(&json!({"name": format!("{number}"), "entry": entry}));
        let bytes = call.bytes();
        let mut stream = TcpStream::connect(server.address()).await.expect("connected");
        // Most send everything and leave before the answer, some leave before they have sent everything.
        let sent = if random.u8(..4) == 0 { random.usize(..bytes.len()) } else { bytes.len() };
        stream.write_all(&bytes[..sent]).await.expect("sent");
        for _ in 0..random.usize(..300) {
            tokio::task::yield_now().await;
        }
        drop(stream);
    }
    server.create(&json!({"name": "the last", "entry": {"message": "m", "incidentStatus": "resolved"}})).await;
    let path = server.folder.path().join("test.db");
    let mut connection = SqliteConnection::connect(&database(path)).await.expect("opened");
    // An abandoned change may still be under way and finish only now: in the end list and database agree.
    let mut found = read(&mut connection).await;
    let mut listed = 0;
    for _ in 0..1000 {
        let list = server.public("/incidents").await.expect(200).json();
        listed = list["incidents"].as_array().expect("a list").len();
        let before = std::mem::replace(&mut found, read(&mut connection).await);
        if before.len() == found.len() && listed == found.len() {
            break;
        }
    }
    connection.close().await.expect("closed");
    assert!(found.contains_key("the last"));
    eprintln!("{} of 60 were made", found.len() - 1);
    assert_eq!(listed, found.len());
}
