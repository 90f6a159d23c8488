//! A full disk, and a database that can't be written: a clear error, and reading still works.

use crate::program::database;
use crate::support::client::Call;
use crate::support::process::{PROGRAM, create_token, serve};
use crate::support::{Process, Reply};
use serde_json::json;
use sqlx::{Connection, SqliteConnection};
use std::path::Path;
use std::process::Command;

/// A message long enough to fill a small disk soon.
async fn create(process: &Process, token: &str) -> Reply {
    let body = json!({"name": "n", "entry": {"message": "m".repeat(10_000)}});
    Call::new(process.address, "POST /v1/incidents").auth(token).json(&body).send().await
}

/// How many incidents a visitor sees.
async fn listed(process: &Process) -> usize {
    let list = process.call("GET /public/v1/incidents").await.expect(200).json();
    list["incidents"].as_array().expect("a list").len()
}

/// That a change is refused, and in which words.
fn check_refused(reply: &Reply, file: &str) {
    assert_eq!((reply.status, reply.code().as_str()), (503, "not_saved"), "{}", reply.text());
    let text = reply.text();
    assert!(text.contains("Nothing was changed") && text.contains("reading still works"), "{text}");
    assert!(!text.to_lowercase().contains("sqlite") && !text.contains(file), "no inner detail: {text}");
}

/// Too little to begin to write, and enough for the log of the program.
pub const NEXT_TO_NOTHING: u32 = 20;

/// The program below a shell that lets no file grow beyond this many blocks: writing fails as on a disk without room.
/// A block has 512 bytes or 1024, by the shell. Only the soft limit is set, so that it can be lifted.
pub fn on_a_disk_of(blocks: u32, arguments: &[&str]) -> Command {
    let script = format!("trap '' XFSZ; ulimit -S -f {blocks}; exec \"$0\" \"$@\"");
    let mut command = Command::new("sh");
    command.args(["-c", &script, PROGRAM]).args(arguments);
    command
}

#[tokio::test]
async fn s24_a_full_disk_is_reported_and_reading_keeps_working() {
    let folder = tempfile::tempdir().expect("a folder");
    let database = database(folder.path().join("full.db"));
    let token = create_token(&database);
    // Enough to start with, and little enough to fill.
    let mut command = on_a_disk_of(400, &["serve", "--listen", "127.0.0.1:0", "--database", &database]);
    let process = Process::start(&mut command, 1);
    let mut kept = 0;
    let refused = loop {
        let reply = create(&process, &token).await;
        if reply.status != 200 {
            break reply;
        }
        kept += 1;
        assert!(kept < 200, "the disk never fills");
    };
    check_refused(&refused, "full.db");
    assert_eq!(listed(&process).await, kept, "what was acknowledged, and nothing half-done");
    process.call("GET /healthz").await.expect(200);
    let signed_in = Call::new(process.address, "GET /v1/incidents").auth(&token).send().await.expect(200);
    assert_eq!(signed_in.json()["incidents"].as_array().map(Vec::len), Some(kept));
    // Refused again and again does no harm.
    check_refused(&create(&process, &token).await, "full.db");
    assert_eq!(listed(&process).await, kept);

    #[cfg(target_os = "linux")]
    {
        let id = process.id().to_string();
        let lifted = Command::new("prlimit").args(["--pid", &id, "--fsize=unlimited"]).status();
        assert!(lifted.expect("prlimit is there").success());
        create(&process, &token).await.expect(200);
        assert_eq!(listed(&process).await, kept + 1, "with room again it goes on without a new start");
    }
    process.signal("TERM");
    let (_, log) = process.wait();
    assert!(log.contains("the database failed"), "the reason is in the log: {log}");
}

/// A database with one incident, closed in order, and a token to it.
async fn with_one_incident(folder: &Path) -> (String, String) {
    let database = database(folder.join("kept.db"));
    let token = create_token(&database);
    let process = Process::start(&mut serve(&["--database", &database]), 1);
    create(&process, &token).await.expect(200);
    process.signal("TERM");
    assert!(process.wait().0.success());
    (database, token)
}

/// The behaviour of a server that couldn't write when it was started.
async fn check_reading_alone(process: Process, token: &str) {
    assert_eq!(listed(&process).await, 1);
    process.call("GET /healthz").await.expect(200);
    let admin = |line: &str| Call::new(process.address, line).auth(token);
    let list = admin("GET /v1/incidents").send().await.expect(200).json();
    let id = list["incidents"][0]["id"].as_str().expect("an id").to_owned();
    check_refused(&create(&process, token).await, "kept.db");
    check_refused(&admin(&format!("DELETE /v1/incidents/{id}")).send().await, "kept.db");
    let entry = json!({"message": "m"});
    check_refused(&admin(&format!("POST /v1/incidents/{id}/entries")).json(&entry).send().await, "kept.db");
    assert_eq!(listed(&process).await, 1);
    process.signal("TERM");
    let (status, log) = process.wait();
    assert!(status.success() && log.contains("the database can't be written"), "{log}");
}

#[tokio::test]
async fn s25_a_server_starts_on_a_full_disk_and_reads() {
    let folder = tempfile::tempdir().expect("a folder");
    let (database, token) = with_one_incident(folder.path()).await;
    let mut command = on_a_disk_of(NEXT_TO_NOTHING, &["serve", "--listen", "127.0.0.1:0", "--database", &database]);
    check_reading_alone(Process::start(&mut command, 1), &token).await;

    // After a kill the newest changes are in the log next to the file, and are read too.
    let mut process = Process::start(&mut serve(&["--database", &database]), 1);
    create(&process, &token).await.expect(200);
    process.kill();
    let mut command = on_a_disk_of(NEXT_TO_NOTHING, &["serve", "--listen", "127.0.0.1:0", "--database", &database]);
    let process = Process::start(&mut command, 1);
    assert_eq!(listed(&process).await, 2);
    check_refused(&create(&process, &token).await, "kept.db");
    assert_eq!(listed(&process).await, 2);
}

/// A client that lost its answer learns that its change was made, also where no other can be made any more.
#[tokio::test]
async fn a_repeated_request_is_answered_on_a_full_disk() {
    let folder = tempfile::tempdir().expect("a folder");
    let (database, token) = with_one_incident(folder.path()).await;
    let create = |process: &Process, key: &str| {
        let call = Call::new(process.address, "POST /v1/incidents").auth(&token).header("Idempotency-Key", key);
        call.json(&json!({"name": "n"}))
    };
    let process = Process::start(&mut serve(&["--database", &database]), 1);
    let first = create(&process, "a").send().await.expect(200);
    process.signal("TERM");
    assert!(process.wait().0.success());
    let mut command = on_a_disk_of(NEXT_TO_NOTHING, &["serve", "--listen", "127.0.0.1:0", "--database", &database]);
    let process = Process::start(&mut command, 1);
    let again = create(&process, "a").send().await.expect(200);
    assert_eq!((again.header("idempotency-replayed").as_deref(), &again.body), (Some("true"), &first.body));
    check_refused(&create(&process, "b").send().await, "kept.db");
    assert_eq!(listed(&process).await, 2);
}

#[tokio::test]
async fn s32_a_due_update_is_shown_while_the_database_cannot_be_written() {
    let folder = tempfile::tempdir().expect("a folder");
    let (database, token) = with_one_incident(folder.path()).await;
    // Two planned updates that came due without a request in between.
    let mut connection = SqliteConnection::connect(&database).await.expect("opened");
    sqlx::raw_sql(
        "INSERT INTO incident (id, name, status, impact, created, resolved, base_status, base_resolved)
             VALUES ('again', 'Again', 'resolved', 'none', 1, 2, 'resolved', 2);
         INSERT INTO entry (id, incident, message, date, status, components, notify, in_force, arrival)
             SELECT name || ' came', seq, 'It came.', 1795435200000 - 400 * 86400000,
                 iif(id = 'again', 'identified', 'resolved'), '[]', 0, 0, 9 FROM incident;
         UPDATE entry SET date = 1000 WHERE in_force = 1;",
    )
    .execute(&mut connection)
    .await
    .expect("written");
    let stored = async |connection: &mut SqliteConnection| {
        let rows: Vec<(String, String)> = sqlx::query_as("SELECT name, status FROM incident ORDER BY name")
            .fetch_all(connection)
            .await
            .expect("read");
        rows.into_iter().map(|(name, status)| format!("{name} {status}")).collect::<Vec<_>>().join(", ")
    };
    let before = stored(&mut connection).await;
    let shown = async |process: &Process| {
        let list = process.call("GET /public/v1/incidents").await.expect(200).json();
        let mut shown = Vec::new();
        for incident in list["incidents"].as_array().expect("a list") {
            let id = incident["id"].as_str().expect("an id");
            let mut single = process.call(&format!("GET /public/v1/incidents/{id}")).await.expect(200).json();
            let version = single.as_object_mut().expect("an object").remove("version");
            assert_eq!((&single, version.as_ref()), (incident, list.get("version")));
            let as_of = process.call("GET /public/v1/as-of").await.expect(200).json();
            assert_eq!(as_of.get("version"), list.get("version"));
            shown.push(format!("{} {}", incident["name"], incident["incidentStatus"]).replace('"', ""));
        }
        shown.sort();
        shown.join(", ")
    };
    connection.close().await.expect("closed");
    let arguments = ["serve", "--listen", "127.0.0.1:0", "--database", &database];
    let process = Process::start(&mut on_a_disk_of(NEXT_TO_NOTHING, &arguments), 1);
    for _ in 0..2 {
        assert_eq!(shown(&process).await, "Again identified, n resolved");
    }
    check_refused(&create(&process, &token).await, "kept.db");
    process.signal("TERM");
    assert!(process.wait().0.success());
    let mut connection = SqliteConnection::connect(&database).await.expect("opened");
    assert_eq!(stored(&mut connection).await, before, "nothing was written");
    // With room it is.
    let process = Process::start(&mut serve(&["--database", &database]), 1);
    assert_eq!(shown(&process).await, "Again identified, n resolved");
    assert_eq!(stored(&mut connection).await, "Again identified, n resolved");
    connection.close().await.expect("closed");
}

/// As a user who may read the database, but not write it or create a file next to it. For root, who may do everything,
/// another user runs it.
#[cfg(target_os = "linux")]
#[tokio::test]
async fn s26_a_read_only_database_is_reported_and_read() {
    use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
    let nobody = 65_534;
    for folder_mode in [0o700, 0o500] {
        let folder = tempfile::tempdir().expect("a folder");
        let (database, token) = with_one_incident(folder.path()).await;
        let (program, file) = (folder.path().join("program"), folder.path().join("kept.db"));
        let is_root = file.metadata().expect("it is there").uid() == 0;
        let mut command = if is_root {
            // The program may lie where the other user can't go. Another process copies it: a file that this one has
            // open for writing is open in whatever its other tests start just then, and can't be run for so long.
            let copied = Command::new("cp").arg(PROGRAM).arg(&program).status().expect("cp runs");
            assert!(copied.success(), "copied");
            for path in [folder.path(), &program, &file] {
                chown(path, Some(nobody), Some(nobody)).expect("given away");
            }
            let mut command = Command::new("setpriv");
            command.args(["--reuid=65534", "--regid=65534", "--clear-groups"]).arg(&program);
            command
        } else {
            Command::new(PROGRAM)
        };
        let set = |path: &Path, mode| {
            std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).expect("permissions");
        };
        set(&file, 0o400);
        set(folder.path(), folder_mode);
        command.args(["serve", "--listen", "127.0.0.1:0", "--database", &database]);
        check_reading_alone(Process::start(&mut command, 1), &token).await;
        set(folder.path(), 0o700);
    }
}
