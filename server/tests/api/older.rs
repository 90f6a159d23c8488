//! Databases of earlier versions.

use crate::program::database;
use model::{EntryId, IncidentId, Status, Timestamp};
use serde_json::json;
use sqlx::migrate::{Migration, MigrationType, Migrator};
use sqlx::{Connection, SqlSafeStr, SqliteConnection};
use statuspane_server::clock::{Clock, SystemClock};
use statuspane_server::store::{ChangedBy, Location, Store};

const FIRST: &str = include_str!("../../migrations/0001_incidents.sql");

/// As the first version has left it: every row as it wrote it, with incidents that are open, over, and ahead.
async fn first_version(path: &str, now: i64) {
    std::fs::write(path.trim_start_matches("sqlite:"), "").expect("a file");
    let mut connection = SqliteConnection::connect(path).await.expect("opened");
    let step = Migration::new(1, "incidents".into(), MigrationType::Simple, FIRST.into_sql_str(), false);
    Migrator::with_migrations(vec![step]).run(&mut connection).await.expect("made");
    let sql = format!(
        "PRAGMA foreign_keys = ON;
         INSERT INTO installation VALUES (1, 'customer-1', 41);
         INSERT INTO credential VALUES ('id', 'Ada', {now}, 'hint', NULL, NULL, x'0102');
         INSERT INTO incident VALUES (1, 'open', 'Open', 'identified', 'major', {now} - 9000, NULL, NULL);
         INSERT INTO incident VALUES (2, 'over', 'Over', 'resolved', 'minor', {now} - 9000, {now} - 5000, NULL);
         INSERT INTO incident VALUES (3, 'bare', 'Bare', 'resolved', 'none', {now} - 9000, {now} - 9000, {now} - 9000);
         INSERT INTO incident VALUES (4, 'planned', 'Planned', 'investigating', 'none', {now} + 900000, NULL, NULL);
         INSERT INTO incident VALUES (5, 'early', 'Early', 'resolved', 'minor', {now} - 9000, {now} + 900000, NULL);
         INSERT INTO incident VALUES (6, 'written', 'Written', 'resolved', 'minor', {now} - 9000, {now} - 9000, NULL);
         INSERT INTO entry VALUES (1, 'e1', 1, 'm1', {now} - 9000, 'investigating', '[]', 1);
         INSERT INTO entry VALUES (2, 'e2', 1, 'm2', {now} - 8000, 'identified', '[]', 0);
         INSERT INTO entry VALUES (3, 'e3', 2, 'm3', {now} - 9000, 'investigating', '[]', 1);
         INSERT INTO entry VALUES (4, 'e4', 2, 'm4', {now} - 4000, 'resolved', '[]', 1);
         INSERT INTO entry VALUES (5, 'e5', 2, 'm5', {now} - 5000, 'resolved', '[]', 1);
         INSERT INTO entry VALUES (6, 'e6', 4, 'm6', {now} + 900000, 'investigating',
             '[{{\"componentId\":\"db\",\"componentStatus\":\"under_maintenance\"}}]', 1);
         INSERT INTO entry VALUES (7, 'e7', 5, 'm7', {now} - 9000, 'monitoring', '[]', 1);
         INSERT INTO entry VALUES (8, 'e8', 5, 'm8', {now} + 900000, 'resolved', '[]', 1);
         INSERT INTO entry VALUES (9, 'e9', 6, 'm9', {now} - 9000, 'resolved', '[]', 1);"
    );
    sqlx::raw_sql(sqlx::AssertSqlSafe(sql)).execute(&mut connection).await.expect("filled");
    connection.close().await.expect("closed");
}

#[tokio::test]
async fn s29_an_older_database_is_migrated_without_loss() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = database(folder.path().join("old.db"));
    let now = SystemClock::new().now();
    first_version(&path, now.millis()).await;
    let open = async || Store::open(&path.parse::<Location>().expect("a place")).await;
    let store = open().await.unwrap_or_else(|failure| panic!("{failure}"));
    assert_eq!(store.customer(), "customer-1");
    let keys = store.credentials().await.expect("read");
    assert_eq!(keys.iter().map(|key| (key.id.as_str(), key.name.as_str())).collect::<Vec<_>>(), [("id", "Ada")]);
    store.apply_due(now).await.expect("applied");
    let mut seen = Vec::new();
    for incident in store.incidents().await.expect("read").incidents {
        let entries = store.entries(&incident.id).await.expect("read").expect("it is there");
        let messages: Vec<_> = entries.iter().map(|stored| stored.entry.message.clone()).collect();
        assert!(entries.iter().all(|stored| stored.entry.edited.is_none()));
        let after = |time: Option<Timestamp>| time.map(|time| time.millis() - now.millis());
        seen.push(json!([
            incident.id.as_str(),
            incident.name,
            incident.status.as_str(),
            incident.impact.as_str(),
            after(incident.created),
            after(incident.resolved),
            messages
        ]));
    }
    seen.sort_by_key(|one| one[0].to_string());
    assert_eq!(
        seen,
        [
            json!(["bare", "Bare", "resolved", "none", -9000, -9000, []]),
            // An end in the future doesn't count yet; older versions showed it.
            json!(["early", "Early", "monitoring", "minor", -9000, null, ["m8", "m7"]]),
            json!(["open", "Open", "identified", "major", -9000, null, ["m2", "m1"]]),
            json!(["over", "Over", "resolved", "minor", -9000, -5000, ["m4", "m5", "m3"]]),
            json!(["planned", "Planned", "investigating", "none", 900_000, null, ["m6"]]),
            json!(["written", "Written", "resolved", "minor", -9000, -9000, ["m9"]]),
        ]
    );
    assert!(store.log(&IncidentId::new("open").expect("an id")).await.expect("read").expect("there").is_empty());

    // Later changes and removals of entries take effect.
    let id = |text: &str| IncidentId::new(text).expect("an id");
    let by = ChangedBy { at: now, key: "Ada (id)".into(), request: None };
    let remove = async |incident: &str, entry: &str| {
        let entry = EntryId::new(entry).expect("an id");
        assert!(store.delete_entry(&id(incident), &entry, &by).await.expect("written"));
        let incident = store.incident(&id(incident)).await.expect("read").expect("it is there");
        (incident.status, incident.resolved.map(|time| time.millis() - now.millis()))
    };
    assert_eq!(remove("open", "e2").await, (Status::Investigating, None));
    assert_eq!(remove("over", "e5").await, (Status::Resolved, Some(-4000)));
    assert_eq!(remove("over", "e4").await, (Status::Investigating, None));
    assert_eq!(remove("written", "e9").await, (Status::Resolved, Some(-9000)));
    let later = now.plus_millis(900_000);
    store.apply_due(later).await.expect("applied");
    let early = store.incident(&id("early")).await.expect("read").expect("it is there");
    assert_eq!((early.status, early.resolved), (Status::Resolved, Some(later)));
    store.close().await;
    // Once more, with no work left.
    let store = open().await.unwrap_or_else(|failure| panic!("{failure}"));
    assert_eq!(store.incidents().await.expect("read").incidents.len(), 6);
    store.close().await;
}
