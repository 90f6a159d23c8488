//! A disk that fails for a moment or for good, and a clock that is set: the program below a library that makes them.

use crate::program::database;
use crate::support::client::Call;
use crate::support::preload::Preload;
use crate::support::process::{create_token, serve};
use crate::support::{Process, Reply};
use serde_json::{Value, json};
use tempfile::TempDir;

/// A database, a token to it, and a library below the program.
struct Setup {
    _folder: TempDir,
    database: String,
    token: String,
    preload: Preload,
}

impl Setup {
    fn make() -> Option<Self> {
        let preload = Preload::make()?;
        let folder = tempfile::tempdir().expect("a folder");
        let database = database(folder.path().join("own.db"));
        let token = create_token(&database);
        Some(Self { _folder: folder, database, token, preload })
    }

    fn serve(&self) -> Process {
        Process::start(self.preload.below(&mut serve(&["--database", &self.database])), 1)
    }

    async fn send(&self, process: &Process, line: &str, body: Option<Value>, key: Option<&str>) -> Reply {
        let mut call = Call::new(process.address, line).auth(&self.token);
        if let Some(key) = key {
            call = call.header("Idempotency-Key", key);
        }
        match body {
            Some(body) => call.json(&body).send().await,
            None => call.send().await,
        }
    }
}

/// All that visitors and admins can read, except for values that change with time.
async fn all(setup: &Setup, process: &Process) -> Value {
    let list = process.call("GET /public/v1/incidents").await.expect(200).json();
    let mut all = Vec::new();
    for incident in list["incidents"].as_array().expect("a list") {
        let id = incident["id"].as_str().expect("an id");
        let entries = setup.send(process, &format!("GET /v1/incidents/{id}/entries"), None, None).await.expect(200);
        let log = setup.send(process, &format!("GET /v1/incidents/{id}/log"), None, None).await.expect(200);
        all.push(json!([incident, entries.json()["entries"], log.json()]));
    }
    json!([all, list["version"]])
}

#[tokio::test]
async fn s62_a_change_that_may_not_have_reached_the_disk_is_an_unknown_outcome() {
    let Some(setup) = Setup::make() else { return };
    let incident = json!({"name": "n", "entry": {"message": "m"}});
    for (number, what) in
        ["incident", "incident again", "entry", "entry again", "PATCH", "PUT", "DELETE entry", "DELETE"]
            .iter()
            .enumerate()
    {
        let mut process = setup.serve();
        let made = setup.send(&process, "POST /v1/incidents", Some(incident.clone()), None).await.expect(200).json();
        let path = format!("/v1/incidents/{}", made["id"].as_str().expect("an id"));
        let entries = setup.send(&process, &format!("GET {path}/entries"), None, None).await.expect(200).json();
        let entry = format!("{path}/entries/{}", entries["entries"][0]["id"].as_str().expect("an id"));
        let key = what.ends_with("again").then(|| format!("key-{number}"));
        let message = Some(json!({"message": "later", "incidentStatus": "resolved"}));
        let (line, body) = match *what {
            "incident" | "incident again" => ("POST /v1/incidents".to_owned(), Some(json!({"name": "new"}))),
            "entry" | "entry again" => (format!("POST {path}/entries"), message),
            "PATCH" => (format!("PATCH {path}"), Some(json!({"incidentImpact": "critical"}))),
            "PUT" => (format!("PUT {entry}"), message),
            "DELETE entry" => (format!("DELETE {entry}"), None),
            _ => (format!("DELETE {path}"), None),
        };
        let before = all(&setup, &process).await;
        setup.preload.fail_syncs_of_logs(1);
        let reply = setup.send(&process, &line, body.clone(), key.as_deref()).await;
        assert!(!setup.preload.is_pending(), "{what}: the disk was asked");
        assert_eq!((reply.status, reply.code().as_str()), (503, "outcome_unknown"), "{what}: {}", reply.text());
        let text = reply.text();
        assert!(text.contains("may or may not have been saved") && text.contains("Reload"), "{what}: {text}");
        assert!(!text.to_lowercase().contains("nothing was changed"), "{what}: {text}");
        // From now on reads show the state that a restart finds.
        let shown = all(&setup, &process).await;
        process.call("GET /healthz").await.expect(200);
        process.kill();
        let mut process = setup.serve();
        assert_eq!(all(&setup, &process).await, shown, "{what}");
        if let Some(key) = key {
            let again = setup.send(&process, &line, body.clone(), Some(&key)).await.expect(200);
            let was_made = shown != before;
            assert_eq!(again.header("idempotency-replayed").is_some(), was_made, "{what}");
            let twice = setup.send(&process, &line, body, Some(&key)).await.expect(200);
            assert_eq!(twice.body, again.body, "{what}: once");
        }
        // It continues, and later acknowledged changes stay.
        setup.send(&process, "POST /v1/incidents", Some(json!({"name": "after"})), None).await.expect(200);
        let kept = all(&setup, &process).await;
        process.kill();
        let process = setup.serve();
        assert_eq!(all(&setup, &process).await, kept, "{what}");
        process.signal("TERM");
        assert!(process.wait().0.success(), "{what}");
    }
}

#[tokio::test]
async fn a_permanently_failing_disk_is_read_only() {
    let Some(setup) = Setup::make() else { return };
    let mut process = setup.serve();
    let create = async |process: &Process, name: &str| {
        setup.send(process, "POST /v1/incidents", Some(json!({"name": name})), None).await
    };
    create(&process, "kept").await.expect(200);
    setup.preload.fail_syncs_of_logs(1_000_000);
    let reply = create(&process, "unknown").await.expect(503);
    assert_eq!(reply.code(), "outcome_unknown");
    let shown = all(&setup, &process).await;
    process.call("GET /healthz").await.expect(200);
    for _ in 0..3 {
        let reply = create(&process, "refused").await.expect(503);
        assert_eq!(reply.code(), "not_saved", "nothing of it was written");
        assert_eq!(all(&setup, &process).await, shown);
    }
    // It works again, without a new start.
    setup.preload.fail_syncs_of_logs(0);
    create(&process, "after").await.expect(200);
    let shown = all(&setup, &process).await;
    let names: Vec<&str> =
        shown[0].as_array().into_iter().flatten().filter_map(|one| one[0]["name"].as_str()).collect();
    assert!(names.contains(&"kept") && names.contains(&"after") && !names.contains(&"refused"), "{names:?}");
    process.kill();
    // The file itself fails, when the log is moved into it.
    let process = setup.serve();
    assert_eq!(all(&setup, &process).await, shown);
    setup.preload.fail_syncs_of_files(3);
    process.signal("TERM");
    let (_, log) = process.wait();
    assert!(!setup.preload.is_pending() || log.contains("couldn't move"), "{log}");
    setup.preload.fail_syncs_of_files(0);
    let process = setup.serve();
    assert_eq!(all(&setup, &process).await, shown);
    process.signal("TERM");
    assert!(process.wait().0.success());
}

#[tokio::test]
async fn s63_future_dates_of_a_wrong_clock_never_win_over_a_later_write() {
    const HOUR: i64 = 60 * 60;
    let Some(setup) = Setup::make() else { return };
    let now = || {
        let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).expect("after 1970");
        i64::try_from(now.as_millis()).expect("a time")
    };
    let process = setup.serve();
    let create = async |date: Option<i64>| {
        let mut body = json!({"name": "n", "entry": {"message": "m", "sendNotification": false}});
        if let Some(date) = date {
            body["entry"]["date"] = date.to_string().into();
        }
        let made = setup.send(&process, "POST /v1/incidents", Some(body), None).await.expect(200).json();
        let created: i64 = made["creationTime"].as_str().and_then(|time| time.parse().ok()).expect("a time");
        (made["id"].as_str().expect("an id").to_owned(), created)
    };
    let post = async |id: &str, status: &str, date: Option<i64>| {
        let mut body = json!({"message": "m", "incidentStatus": status, "sendNotification": false});
        if let Some(date) = date {
            body["date"] = date.to_string().into();
        }
        let posted = setup.send(&process, &format!("POST /v1/incidents/{id}/entries"), Some(body), None).await;
        posted.expect(200).json()["id"].as_str().expect("an id").to_owned()
    };
    let status = async |id: &str| {
        let read = process.call(&format!("GET /public/v1/incidents/{id}")).await.expect(200).json();
        read["incidentStatus"].as_str().expect("a status").to_owned()
    };
    // Everything was written before the clock is set back by an hour: with its dates or without.
    let mut ids = Vec::new();
    for date in [None, Some(now())] {
        let (id, _) = create(date).await;
        post(&id, "identified", date).await;
        ids.push(id);
    }
    setup.preload.set_clock_ahead(-HOUR);
    for id in &ids {
        post(id, "resolved", None).await;
        assert_eq!(status(id).await, "resolved");
    }
    let (_, created) = create(None).await;
    assert!((created - (now() - HOUR * 1000)).abs() < 300_000, "it begins by the clock that there is");

    // A clock that was ahead is set right: later writes count, whatever their date.
    setup.preload.set_clock_ahead(HOUR);
    let mut ids = Vec::new();
    for _ in 0..4 {
        let (id, _) = create(None).await;
        post(&id, "identified", None).await;
        ids.push(id);
    }
    setup.preload.set_clock_ahead(0);
    for (id, date) in ids.iter().zip([None, Some(now()), Some(now() - 300_000), Some(now() - 2 * HOUR * 1000)]) {
        post(id, "resolved", date).await;
        assert_eq!(status(id).await, "resolved", "{date:?}");
        // A planned incident stays planned.
        post(id, "monitoring", Some(now() + 2 * HOUR * 1000)).await;
        assert_eq!(status(id).await, "resolved", "{date:?}");
        post(id, "identified", Some(now())).await;
        assert_eq!(status(id).await, "identified", "{date:?}");
    }
    // An entry that is given another date counts as arriving with it.
    let (id, _) = create(Some(now() - HOUR * 1000)).await;
    let early = post(&id, "monitoring", Some(now() - HOUR * 500)).await;
    setup.preload.set_clock_ahead(HOUR);
    post(&id, "identified", None).await;
    setup.preload.set_clock_ahead(0);
    let body = json!({"message": "m", "incidentStatus": "resolved", "date": now().to_string()});
    setup.send(&process, &format!("PUT /v1/incidents/{id}/entries/{early}"), Some(body), None).await.expect(200);
    assert_eq!(status(&id).await, "resolved");
    process.signal("TERM");
    assert!(process.wait().0.success());
}
