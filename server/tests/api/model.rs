//! Random stories, held against the rule as the contract has it, read slowly.

use crate::support::seed::seed;
use crate::support::{TestClock, TestServer};
use serde_json::{Value, json};

const STATUSES: [&str; 4] = ["investigating", "identified", "monitoring", "resolved"];
const STORIES: u64 = 60;
const STEPS: usize = 14;

#[derive(Clone, Debug)]
struct ModelEntry {
    id: String,
    date: i64,
    status: &'static str,
    /// When it was posted, in steps.
    posted: usize,
}

/// The newest of those whose date is not after the present, of equal dates the one that was posted last.
fn decides(entries: &[ModelEntry], now: i64) -> Option<&ModelEntry> {
    entries.iter().filter(|entry| entry.date <= now).max_by_key(|entry| (entry.date, entry.posted))
}

/// Dates, changes of dates, deletions and the passing of time, in any order; two servers, of which one is read after
/// every step and the other only at the end: the result doesn't depend on reads in between.
#[tokio::test]
async fn the_entry_that_decides_is_the_one_that_the_contract_names() {
    let seed = seed();
    let (watched, alone) = (TestServer::start().await, TestServer::start().await);
    for story in 0..STORIES {
        let mut random = fastrand::Rng::with_seed(seed ^ story);
        let mut entries: Vec<ModelEntry> = Vec::new();
        let near = |random: &mut fastrand::Rng, now: i64| now + random.i64(-20..=20) * 1000;
        let began = random.choice(STATUSES).expect("there are four");
        let mut ids = Vec::new();
        for server in [&watched, &alone] {
            ids.push(server.create(&json!({"name": format!("{story}"), "incidentStatus": began})).await);
        }
        // Without an entry the incident keeps its values; with the first one they become the fallback.
        let mut base = began;
        let mut steps = Vec::new();
        for posted in 0..STEPS {
            let now = watched.clock.millis();
            match random.u8(..10) {
                0..=4 => {
                    let (date, status) = (near(&mut random, now), random.choice(STATUSES).expect("there are four"));
                    let body = json!({"message": "m", "date": date.to_string(), "incidentStatus": status});
                    let id = watched.post_entry(&ids[0], &body).await;
                    let twin = alone.post_entry(&ids[1], &body).await;
                    entries.push(ModelEntry { id: format!("{id} {twin}"), date, status, posted });
                    steps.push(format!("post {} {status}", date - now));
                }
                5..=6 if !entries.is_empty() => {
                    let place = random.usize(..entries.len());
                    let date = near(&mut random, now);
                    let body = json!({"message": "m", "date": date.to_string()});
                    put_or_delete("PUT", Some(&body), &entries[place].id, &ids, [&watched, &alone]).await;
                    entries[place].date = date;
                    steps.push(format!("move {place} to {}", date - now));
                }
                7 if !entries.is_empty() => {
                    let place = random.usize(..entries.len());
                    let was = decides(&entries, now).map_or(base, |entry| entry.status);
                    put_or_delete("DELETE", None, &entries[place].id, &ids, [&watched, &alone]).await;
                    entries.remove(place);
                    if entries.is_empty() {
                        base = was;
                        // The other one may have to be looked at for its status to be kept.
                    }
                    steps.push(format!("delete {place}"));
                }
                _ => {
                    let seconds = random.i64(0..30);
                    watched.clock.pass_seconds(seconds);
                    alone.clock.pass_seconds(seconds);
                    steps.push(format!("{seconds} seconds"));
                }
            }
            let incident = watched.incident(&ids[0]).await;
            let decided = decides(&entries, watched.clock.millis()).map_or(base, |entry| entry.status);
            assert_eq!(incident["incidentStatus"], decided, "story {story}, began {began}: {steps:#?}\n{entries:#?}");
            assert_eq!(incident.get("resolutionTime").is_some(), decided == "resolved", "story {story}: {steps:#?}");
        }
        let of = |incident: Value| (incident["incidentStatus"].clone(), incident["resolutionTime"].clone());
        let (one, other) = (watched.incident(&ids[0]).await, alone.incident(&ids[1]).await);
        assert_eq!(of(one), of(other), "story {story}, began {began}: {steps:#?}");
    }
    assert!(watched.clock.millis() > TestClock::START);
}

async fn put_or_delete(method: &str, body: Option<&Value>, ids: &str, of: &[String], servers: [&TestServer; 2]) {
    for ((entry, incident), server) in ids.split(' ').zip(of).zip(servers) {
        let call = server.admin(&format!("{method} /v1/incidents/{incident}/entries/{entry}"));
        let call = match body {
            Some(body) => call.json(body),
            None => call,
        };
        call.send().await.expect(200);
    }
}
