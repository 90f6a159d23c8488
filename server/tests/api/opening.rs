//! Which files are opened as a database, which are created, and which are left alone.

use crate::program::{Finished, database, run};
use crate::support::Process;
use crate::support::client::Call;
use crate::support::process::{PROGRAM, create_token, serve};
use serde_json::json;
use sqlx::{Connection, SqliteConnection};
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::Command;

async fn create(process: &Process, token: &str, name: &str) {
    let body = json!({"name": name, "incidentImpact": "critical"});
    Call::new(process.address, "POST /v1/incidents").auth(token).json(&body).send().await.expect(200);
}

/// The names of the incidents that a visitor sees.
async fn listed(process: &Process) -> Vec<String> {
    let list = process.call("GET /public/v1/incidents").await.expect(200).json();
    let incidents = list["incidents"].as_array().expect("a list");
    incidents.iter().map(|incident| incident["name"].as_str().expect("a name").to_owned()).collect()
}

/// A database in a folder, of which everything but its beginning is in its log: the server was killed.
async fn killed(folder: &Path) -> PathBuf {
    std::fs::create_dir(folder).expect("a folder");
    let path = folder.join("own.db");
    let token = create_token(&database(path.clone()));
    let mut process = Process::start(&mut serve(&["--database", &database(path.clone())]), 1);
    create(&process, &token, "outage").await;
    process.kill();
    path
}

fn try_to_serve(path: &Path, more: &[&str]) -> Result<Process, String> {
    Process::try_to_start(serve(&["--database", &database(path.to_owned())]).args(more), 1)
}

fn set_mode(path: &Path, mode: u32) {
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).expect("permissions");
}

/// The program as a user with limited rights: for root, who may write everything, another one is
/// asked. That one gets all that is in the folder.
struct Plain {
    is_root: bool,
    folder: PathBuf,
}

impl Plain {
    fn in_folder(folder: &Path) -> Self {
        let is_root = folder.metadata().expect("it is there").uid() == 0;
        if is_root {
            // By another process: a file that this one has open for writing couldn't be run by other tests.
            let copied = Command::new("cp").arg(PROGRAM).arg(folder.join("program")).status().expect("cp runs");
            assert!(copied.success(), "copied");
        }
        Self { is_root, folder: folder.to_owned() }
    }

    fn serve(&self, path: &Path) -> Result<Process, String> {
        let mut command = Command::new(PROGRAM);
        if self.is_root {
            let given = Command::new("chown").args(["-R", "65534:65534"]).arg(&self.folder).status();
            assert!(given.expect("chown runs").success());
            command = Command::new("setpriv");
            command.args(["--reuid=65534", "--regid=65534", "--clear-groups"]).arg(self.folder.join("program"));
        }
        command.args(["serve", "--listen", "127.0.0.1:0", "--database", &database(path.to_owned())]);
        Process::try_to_start(&mut command, 1)
    }
}

/// That the outage is shown, or nothing is started, in one line.
async fn check_shown_or_refused(plain: &Plain, path: &Path, must_start: bool, case: &str) {
    match plain.serve(path) {
        Ok(process) => assert_eq!(listed(&process).await, ["outage"], "{case}"),
        Err(message) => assert!(!must_start && message.lines().count() == 1, "{case}: {message}"),
    }
}

#[tokio::test]
async fn s61_a_database_behind_links_is_opened_with_its_log_or_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| folder.path().join(name);
    let plain = Plain::in_folder(folder.path());
    for is_read_only in [false, true] {
        for (number, kind) in
            ["file", "folder", "both", "chain", "relative", "hard", "hard elsewhere"].iter().enumerate()
        {
            let case = format!("{kind}, read-only: {is_read_only}");
            let real = at(&format!("{is_read_only}-{number}"));
            let path = killed(&real).await;
            let link = at(&format!("{is_read_only}-{number}-link"));
            let (link, must_start) = match *kind {
                "file" => {
                    symlink(&path, &link).expect("linked");
                    (link, true)
                }
                "folder" => {
                    symlink(&real, &link).expect("linked");
                    (link.join("own.db"), true)
                }
                "both" => {
                    symlink(&real, &link).expect("linked");
                    symlink("own.db", real.join("other.db")).expect("linked");
                    (link.join("other.db"), true)
                }
                "chain" => {
                    let middle = link.with_extension("middle");
                    symlink(&path, &middle).expect("linked");
                    symlink(middle.file_name().expect("a name"), &link).expect("linked");
                    (link, true)
                }
                "relative" => (real.join("../").join(real.file_name().expect("a name")).join("./own.db"), true),
                "hard" => {
                    std::fs::hard_link(&path, real.join("other.db")).expect("linked");
                    (real.join("other.db"), false)
                }
                _ => {
                    std::fs::hard_link(&path, &link).expect("linked");
                    (link, false)
                }
            };
            if is_read_only {
                set_mode(&path, 0o400);
            }
            check_shown_or_refused(&plain, &link, must_start, &case).await;
            if !must_start {
                // By the name with the log next to it, it is complete.
                check_shown_or_refused(&plain, &path, true, &case).await;
            }
        }
    }
    // A log that is a link, an unreadable log, and a dangling link.
    let path = killed(&at("log")).await;
    let log = PathBuf::from(format!("{}-wal", path.display()));
    std::fs::rename(&log, at("elsewhere")).expect("moved");
    symlink(at("elsewhere"), &log).expect("linked");
    check_shown_or_refused(&plain, &path, false, "a log that is a link").await;
    symlink(at("nothing"), at("dangling.db")).expect("linked");
    for arguments in [&["--create"][..], &[]] {
        let message = try_to_serve(&at("dangling.db"), arguments).err().expect("refused");
        assert!(message.contains("broken link") && message.lines().count() == 1, "{message}");
    }
    assert!(!at("nothing").exists());
}

#[tokio::test]
async fn s68_a_hard_linked_database_is_used_only_if_its_log_cannot_be_missing() {
    let folder = tempfile::tempdir().expect("a folder");
    let (path, other) = (folder.path().join("own.db"), folder.path().join("other.db"));
    let token = create_token(&database(path.clone()));
    std::fs::hard_link(&path, &other).expect("linked");
    // It was closed in order: nothing is missing, whatever the name.
    let process = try_to_serve(&other, &[]).expect("it starts");
    create(&process, &token, "outage").await;
    assert!(process.log().contains("hard links"), "{}", process.log());
    // As long as it is in use, the other name has no log.
    let message = try_to_serve(&path, &[]).err().expect("refused");
    assert!(message.contains("without its log") && message.lines().count() == 1, "{message}");
    process.signal("TERM");
    assert!(process.wait().0.success());
    assert_eq!(listed(&try_to_serve(&path, &[]).expect("it starts")).await, ["outage"]);
    // A version without marks leaves no sign of a log elsewhere.
    let (path, other) = (folder.path().join("older.db"), folder.path().join("older-too.db"));
    create_token(&database(path.clone()));
    let mut bytes = std::fs::read(&path).expect("read");
    bytes[60..64].fill(0);
    bytes[68..72].fill(0);
    std::fs::write(&path, &bytes).expect("written");
    std::fs::hard_link(&path, &other).expect("linked");
    let message = try_to_serve(&other, &[]).err().expect("refused");
    assert!(message.contains("hard links") && message.lines().count() == 1, "{message}");
    std::fs::remove_file(&path).expect("removed");
    try_to_serve(&other, &[]).expect("with one name it starts");
}

/// Another program's interrupted change is next to it, which has to be rolled back before any read.
#[tokio::test]
async fn s69_an_interrupted_change_is_rolled_back_or_the_database_is_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("own.db");
    let token = create_token(&database(path.clone()));
    let process = try_to_serve(&path, &[]).expect("it starts");
    create(&process, &token, "outage").await;
    process.signal("TERM");
    assert!(process.wait().0.success());
    // With a journal in place of a log, in the middle of removing the incident, as after a crash.
    let mut connection = SqliteConnection::connect(&database(path.clone())).await.expect("opened");
    sqlx::raw_sql("PRAGMA journal_mode = DELETE; PRAGMA cache_size = 1; PRAGMA cache_spill = 1")
        .execute(&mut connection)
        .await
        .expect("set");
    let filler = "INSERT INTO incident (id, name, status, impact, created) SELECT hex(randomblob(2000)), 'n', \
                  'investigating', 'none', 1 FROM (SELECT 1 FROM sqlite_schema a, sqlite_schema b LIMIT 400)";
    sqlx::raw_sql(sqlx::AssertSqlSafe(format!("BEGIN; DELETE FROM incident; {filler}")))
        .execute(&mut connection)
        .await
        .expect("changed");
    let copied = folder.path().join("copied.db");
    let beside = |path: &Path| PathBuf::from(format!("{}-journal", path.display()));
    std::fs::copy(&path, &copied).expect("copied");
    std::fs::copy(beside(&path), beside(&copied)).expect("copied");
    connection.close().await.expect("closed");
    assert!(beside(&copied).metadata().is_ok_and(|journal| journal.len() > 512), "there is something to take back");
    let shown = try_to_serve(&copied, &[]);
    match shown {
        Ok(process) => assert_eq!(listed(&process).await, ["outage"]),
        Err(message) => assert_eq!(message.lines().count(), 1, "{message}"),
    }
}

/// Everything about a file that a command could change.
fn state(path: &Path) -> Vec<(PathBuf, u32, Option<Vec<u8>>)> {
    let mut all = vec![path.to_owned()];
    if path.is_dir() {
        all.extend(std::fs::read_dir(path).expect("a folder").map(|entry| entry.expect("an entry").path()));
    }
    all.sort();
    let of = |path: PathBuf| {
        let metadata = path.symlink_metadata().expect("it is there");
        let content = metadata.is_file().then(|| std::fs::read(&path).expect("read"));
        (path, metadata.permissions().mode(), content)
    };
    all.into_iter().map(of).collect()
}

#[tokio::test]
async fn s65_foreign_files_are_not_changed() {
    let folder = tempfile::tempdir().expect("a folder");
    let own = folder.path().join("things");
    std::fs::create_dir(&own).expect("a folder");
    set_mode(&own, 0o755);
    let at = |name: &str| own.join(name);
    let good = folder.path().join("good.db");
    create_token(&database(good.clone()));
    let write = |name: &str, bytes: &[u8]| {
        std::fs::write(at(name), bytes).expect("written");
        set_mode(&at(name), 0o644);
    };
    write(
        "notes.txt",
        b"milk, eggs, and a text that is longer than the header of any database of SQLite's would be, so",
    );
    write("short.txt", b"milk");
    write("empty.db", b"");
    write("empty.db-wal", b"");
    for (name, sql) in [
        ("plain.db", "CREATE TABLE note (text TEXT)"),
        ("marked.db", "CREATE TABLE note (text TEXT); PRAGMA application_id = 252006674"),
        ("wal.db", "PRAGMA journal_mode = WAL; CREATE TABLE note (text TEXT)"),
        ("sqlx.db", "CREATE TABLE _sqlx_migrations (version); CREATE TABLE incident (id); CREATE TABLE entry (id)"),
    ] {
        write(name, b"");
        let mut connection = SqliteConnection::connect(&database(at(name))).await.expect("opened");
        sqlx::raw_sql(sql).execute(&mut connection).await.expect("made");
        connection.close().await.expect("closed");
    }
    std::fs::create_dir(at("folder")).expect("a folder");
    set_mode(&at("folder"), 0o755);
    let made = Command::new("mkfifo").arg(at("pipe")).status().expect("mkfifo is there");
    assert!(made.success());
    set_mode(&at("pipe"), 0o644);
    let socket = std::os::unix::net::UnixListener::bind(at("socket")).expect("bound");
    symlink("notes.txt", at("link")).expect("linked");
    symlink("notes.txt", at("link-wal")).expect("linked");
    let before = state(&own);
    let things = [
        "notes.txt",
        "short.txt",
        "empty.db",
        "plain.db",
        "marked.db",
        "wal.db",
        "sqlx.db",
        "folder",
        "pipe",
        "socket",
        "link",
        "",
        "../../../../../../../dev/null",
        "../../../../../../../dev/zero",
        "notes.txt/x.db",
    ];
    let out = folder.path().join("out");
    let out = out.to_str().expect("text");
    for name in things {
        let file = database(at(name));
        let path = at(name);
        for arguments in [
            &["key", "list", "--database", &file][..],
            &["key", "create", "--database", &file],
            &["key", "revoke", "x", "--database", &file],
            &["backup", out, "--database", &file],
            &["restore", path.to_str().expect("text"), "--database", out],
            &["restore", good.to_str().expect("text"), "--database", &file],
            &["serve", "--listen", "127.0.0.1:0", "--database", &file],
            &["serve", "--listen", "127.0.0.1:0", "--create", "--database", &file],
            &["serve", "--listen", "127.0.0.1:0", "--accept-incomplete", "--database", &file],
        ] {
            let Finished { code, stdout, stderr } = run(arguments).await;
            assert_eq!((code, stdout.as_str()), (Some(1), ""), "{arguments:?}: {stderr}");
            assert_eq!(stderr.lines().count(), 1, "{arguments:?}: {stderr}");
            assert_eq!(state(&own), before, "{arguments:?}");
            assert!(!Path::new(out).exists(), "{arguments:?}");
        }
    }
    drop(socket);
}

#[tokio::test]
async fn s64_a_database_is_created_only_on_request() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("new.db");
    let file = database(path.clone());
    let names = || std::fs::read_dir(folder.path()).expect("a folder").count();
    let message = try_to_serve(&path, &[]).err().expect("there is none");
    assert!(message.contains("key create") && message.contains("--create"), "{message}");
    assert_eq!((message.lines().count(), names()), (1, 0), "{message}");
    for arguments in [&["key", "list"][..], &["key", "revoke", "x"], &["backup", "never"]] {
        let finished = run(&[arguments, &["--database", &file]].concat()).await.expect(1);
        assert!(finished.stderr.contains("There is no database") && names() == 0, "{}", finished.stderr);
    }
    // An empty file is a remnant.
    std::fs::write(&path, "").expect("written");
    for arguments in [&["--create"][..], &[], &["--accept-incomplete"]] {
        let message = try_to_serve(&path, arguments).err().expect("refused");
        assert!(message.contains("is empty") && message.lines().count() == 1, "{message}");
    }
    let finished = run(&["key", "create", "--database", &file]).await.expect(1);
    assert!(finished.stderr.contains("is empty"), "{}", finished.stderr);
    assert_eq!(path.metadata().expect("it is there").len(), 0);
    std::fs::remove_file(&path).expect("removed");
    // On request it is created, complete and readable only by its owner; the second time it exists.
    for _ in 0..2 {
        let process = try_to_serve(&path, &["--create"]).expect("it starts");
        assert!(listed(&process).await.is_empty());
        assert_eq!(path.metadata().expect("it is there").permissions().mode() & 0o777, 0o600);
        process.signal("TERM");
        assert!(process.wait().0.success());
    }
    assert_eq!(names(), 1);
    try_to_serve(&path, &[]).expect("it starts");
    // Two who make it at the same time have one.
    let path = folder.path().join("both.db");
    let file = database(path.clone());
    let create = ["key", "create", "--database", &file];
    let (one, other) = tokio::join!(run(&create), run(&create));
    one.expect(0);
    other.expect(0);
    let keys = run(&["key", "list", "--database", &file]).await.expect(0).stdout;
    assert_eq!(keys.lines().count(), 3, "{keys}");
}

#[tokio::test]
async fn s66_an_in_memory_database_is_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let good = folder.path().join("good.db");
    create_token(&database(good.clone()));
    let good = good.to_str().expect("text");
    for address in [
        "sqlite:file:z.db?mode=memory",
        "sqlite://file:z.db?mode=memory",
        "file:z.db?mode=memory",
        "sqlite::memory:",
        "sqlite://:memory:",
        ":memory:",
        "file::memory:?cache=shared",
        "sqlite:file::memory:?cache=shared",
        "sqlite:z.db?mode=memory",
        "sqlite:z.db?vfs=memdb",
        "sqlite:",
        "",
    ] {
        for arguments in [
            &["key", "create", "--database", address][..],
            &["key", "list", "--database", address],
            &["key", "revoke", "x", "--database", address],
            &["backup", "never", "--database", address],
            &["restore", good, "--database", address],
            &["serve", "--listen", "127.0.0.1:0", "--create", "--database", address],
        ] {
            let mut command = Command::new(PROGRAM);
            let output = command.args(arguments).current_dir(folder.path()).output().expect("it ran");
            let message = String::from_utf8_lossy(&output.stderr);
            assert_eq!((output.status.code(), output.stdout.len()), (Some(2), 0), "{arguments:?}: {message}");
            assert!(message.contains("must be a"), "{arguments:?}: {message}");
        }
    }
    assert_eq!(std::fs::read_dir(folder.path()).expect("a folder").count(), 1, "nothing was made");
}

#[tokio::test]
async fn s67_the_health_check_fails_exactly_if_lists_fail() {
    let folder = tempfile::tempdir().expect("a folder");
    let whole = folder.path().join("whole.db");
    let token = create_token(&database(whole.clone()));
    let process = try_to_serve(&whole, &[]).expect("it starts");
    for number in 0..40 {
        let entry = json!({"message": "m".repeat(3_000)});
        let body = json!({"name": format!("{number} {}", "n".repeat(100)), "entry": entry});
        Call::new(process.address, "POST /v1/incidents").auth(&token).json(&body).send().await.expect(200);
    }
    // Asked for, and nothing else.
    for method in ["GET", "HEAD"] {
        process.call(&format!("{method} /healthz")).await.expect(200);
    }
    for method in ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "PROPFIND"] {
        let reply = process.call(&format!("{method} /healthz")).await.expect(405);
        assert_eq!(reply.header("allow").as_deref(), Some("GET, HEAD"), "{method}");
    }
    process.signal("TERM");
    assert!(process.wait().0.success());
    let bytes = std::fs::read(&whole).expect("read");
    let pages = bytes.len() / 4096;
    let (mut failing, mut well) = (0, 0);
    for page in 1..pages {
        let path = folder.path().join("damaged.db");
        let mut damaged = bytes.clone();
        damaged[page * 4096..(page + 1) * 4096].fill(0xa5);
        std::fs::write(&path, damaged).expect("written");
        let Ok(process) = try_to_serve(&path, &[]) else { continue };
        // Asked first: nothing is kept yet.
        let health = process.call("GET /healthz").await.status;
        let list = process.call("GET /public/v1/incidents").await.status;
        match list {
            200 => well += 1,
            _ => failing += 1,
        }
        assert_eq!(health, if list == 200 { 200 } else { 503 }, "page {page}: the list answers {list}");
        drop(process);
        for suffix in ["-wal", "-shm"] {
            drop(std::fs::remove_file(format!("{}{suffix}", path.display())));
        }
    }
    assert!(failing > 0 && well > 0, "{failing} lists fail, {well} don't");
}
