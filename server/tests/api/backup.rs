//! Backups, other copies, and the mark that distinguishes them.

use crate::program::{Finished, database, run};
use crate::support::Process;
use crate::support::client::Call;
use crate::support::preload::Preload;
use crate::support::process::{PROGRAM, create_token, serve};
use crate::support::seed::{kills, seed};
use fastrand::Rng;
use serde_json::json;
use sqlx::{Connection, SqliteConnection};
use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use tempfile::TempDir;
use tokio::sync::watch;

/// How many clients write at the same time.
const WRITERS: usize = 4;

/// Clients that write without a pause, and the changes that the server has acknowledged.
struct Writers {
    acknowledged: watch::Receiver<BTreeSet<String>>,
    stop: Arc<AtomicBool>,
    tasks: Vec<tokio::task::JoinHandle<()>>,
}

impl Writers {
    fn start(server: SocketAddr, token: &str, random: &mut Rng) -> Self {
        let (acknowledge, acknowledged) = watch::channel(BTreeSet::new());
        let stop = Arc::new(AtomicBool::new(false));
        let mut write = || {
            let (acknowledge, stop, token) = (acknowledge.clone(), stop.clone(), token.to_owned());
            let mut random = random.fork();
            tokio::spawn(async move {
                while !stop.load(Ordering::Relaxed) {
                    let entry = json!({"message": "m".repeat(random.usize(1..9_900)), "sendNotification": false});
                    let call = Call::new(server, "POST /v1/incidents").auth(&token);
                    let call = call.json(&json!({"name": "n", "entry": entry}));
                    let Some(reply) = call.send_if_possible().await else { return };
                    let id = reply.expect(200).json()["id"].as_str().expect("an id").to_owned();
                    acknowledge.send_modify(|all| {
                        all.insert(id);
                    });
                }
            })
        };
        let tasks = (0..WRITERS).map(|_| write()).collect();
        Self { acknowledged, stop, tasks }
    }

    /// The IDs of the acknowledged incidents.
    fn acknowledged(&self) -> BTreeSet<String> {
        self.acknowledged.borrow().clone()
    }

    /// Waits until so many more are acknowledged.
    async fn go_on(&self, more: usize) {
        let enough = self.acknowledged().len() + more;
        let mut acknowledged = self.acknowledged.clone();
        acknowledged.wait_for(|all| all.len() >= enough).await.expect("some clients still write");
    }

    async fn stop(self) -> BTreeSet<String> {
        self.stop.store(true, Ordering::Relaxed);
        for task in self.tasks {
            task.await.expect("it ends in order");
        }
        self.acknowledged.borrow().clone()
    }
}

/// The ids of the incidents in a file, which has to be sound.
async fn ids(path: &Path) -> BTreeSet<String> {
    let mut connection = SqliteConnection::connect(&database(path.to_owned())).await.expect("opened");
    let (sound,): (String,) = sqlx::query_as("PRAGMA integrity_check").fetch_one(&mut connection).await.expect("read");
    assert_eq!(sound, "ok", "{}", path.display());
    let (headless,): (i64,) =
        sqlx::query_as("SELECT count(*) FROM incident WHERE seq NOT IN (SELECT incident FROM entry)")
            .fetch_one(&mut connection)
            .await
            .expect("read");
    assert_eq!(headless, 0, "an incident without its entry");
    let ids: Vec<(String,)> = sqlx::query_as("SELECT id FROM incident").fetch_all(&mut connection).await.expect("read");
    connection.close().await.expect("closed");
    ids.into_iter().map(|(id,)| id).collect()
}

async fn served(process: &Process) -> BTreeSet<String> {
    let list = process.call("GET /public/v1/incidents").await.expect(200).json();
    let incidents = list["incidents"].as_array().expect("a list");
    incidents.iter().map(|incident| incident["id"].as_str().expect("an id").to_owned()).collect()
}

async fn create(process: &Process, token: &str) {
    let body = json!({"name": "n", "entry": {"message": "m", "sendNotification": false}});
    Call::new(process.address, "POST /v1/incidents").auth(token).json(&body).send().await.expect(200);
}

fn end(process: Process, signal: &str) {
    process.signal(signal);
    let (status, log) = process.wait();
    assert_eq!(status.success(), signal == "TERM", "{log}");
}

/// `serve` on this database: a server, or its error if it doesn't start.
fn try_to_serve(path: &Path, more: &[&str]) -> Result<Process, String> {
    let database = database(path.to_owned());
    Process::try_to_start(serve(&["--database", &database]).args(more), 1)
}

fn mode(path: &Path) -> u32 {
    path.metadata().expect("it is there").permissions().mode() & 0o777
}

fn names(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).expect("a folder");
    let mut names: Vec<String> =
        entries.map(|entry| entry.expect("an entry").file_name().into_string().expect("text")).collect();
    names.sort();
    names
}

async fn back_up(from: &Path, to: &Path) -> Finished {
    run(&["backup", to.to_str().expect("text"), "--database", &database(from.to_owned())]).await
}

async fn restore(from: &Path, to: &Path) -> Finished {
    run(&["restore", from.to_str().expect("text"), "--database", &database(to.to_owned())]).await
}

/// A folder with a database in it, and a token to that.
fn with_database() -> (TempDir, PathBuf, String) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("own.db");
    let token = create_token(&database(path.clone()));
    (folder, path, token)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s35_a_backup_under_writes_has_all_acknowledged_changes() {
    let (folder, path, token) = with_database();
    let process = try_to_serve(&path, &[]).expect("it starts");
    let mut random = Rng::with_seed(seed());
    let writers = Writers::start(process.address, &token, &mut random);
    let mut made = Vec::new();
    for number in 0..20 {
        writers.go_on(5 + random.usize(..20)).await;
        let before = writers.acknowledged();
        let file = folder.path().join(format!("{number}.backup"));
        let message = back_up(&path, &file).await.expect(0).stdout;
        assert_eq!(mode(&file), 0o600);
        let held = ids(&file).await;
        assert!(before.is_subset(&held), "backup {number} lacks {} changes", before.difference(&held).count());
        let expected = format!(
            "Backed up {0} incidents, {0} entries, 0 maintenances and 1 key to {1}.\n",
            held.len(),
            file.display()
        );
        assert_eq!(message, expected);
        made.push((file, held));
    }
    let all = writers.stop().await;
    assert_eq!(served(&process).await, all, "the server is none the worse for it");
    end(process, "TERM");
    assert!(all.len() > 100, "{} incidents are few", all.len());
    for (file, held) in made {
        let restored = file.with_extension("db");
        let message = restore(&file, &restored).await.expect(0).stdout;
        let expected = format!(
            "Restored {0} incidents, {0} entries, 0 maintenances and 1 key to {1}.\n",
            held.len(),
            restored.display()
        );
        assert_eq!(message, expected);
        assert_eq!(mode(&restored), 0o600);
        let process = try_to_serve(&restored, &[]).expect("it starts");
        assert_eq!(served(&process).await, held);
        create(&process, &token).await;
        end(process, "TERM");
    }
    let left: Vec<String> = names(folder.path()).into_iter().filter(|name| name.contains(".part")).collect();
    assert!(left.is_empty(), "{left:?}");
}

/// The files of a database, copied one after the other.
fn copy(from: &Path, to: &Path, suffixes: &[&str]) {
    for suffix in suffixes {
        let name = |path: &Path| PathBuf::from(format!("{}{suffix}", path.display()));
        if name(from).exists() {
            std::fs::copy(name(from), name(to)).expect("copied");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s36_a_copy_is_refused_or_has_all_acknowledged_changes() {
    let (folder, path, token) = with_database();
    let process = try_to_serve(&path, &[]).expect("it starts");
    let mut random = Rng::with_seed(seed());
    let writers = Writers::start(process.address, &token, &mut random);
    let mut refused = 0;
    for number in 0..40 {
        writers.go_on(1 + random.usize(..20)).await;
        let before = writers.acknowledged();
        let to = folder.path().join(format!("{number}.db"));
        copy(&path, &to, &[""]);
        match try_to_serve(&to, &[]) {
            Ok(process) => {
                end(process, "TERM");
                let held = ids(&to).await;
                let lost = before.difference(&held).count();
                assert_eq!(lost, 0, "copy {number} was taken, and lacks {lost} changes");
            }
            Err(message) => {
                refused += 1;
                let is_complete = message.contains("statuspane backup") && message.contains("--accept-incomplete");
                assert!(is_complete && message.lines().count() == 1, "{message}");
            }
        }
    }
    assert_eq!(refused, 40, "a file alone has all of it only where nobody uses it");
    let all = writers.stop().await;
    assert!(all.len() > 200, "{} incidents are too few for a log to be moved", all.len());
    end(process, "TERM");
    // Of a file that was closed the file alone will do.
    let to = folder.path().join("closed.db");
    copy(&path, &to, &[""]);
    assert_eq!(ids(&to).await, all);
    end(try_to_serve(&to, &[]).expect("it starts"), "TERM");
}

/// The number in the file, and which beginning its log is from.
fn moment(path: &Path) -> (Vec<u8>, Vec<u8>) {
    let start = |path: &str, length: usize| {
        let mut bytes = vec![0; length];
        let read = std::fs::File::open(path).and_then(|mut file| std::io::Read::read_exact(&mut file, &mut bytes));
        read.map(|()| bytes).unwrap_or_default()
    };
    let path = path.display().to_string();
    (start(&path, 64).split_off(60), start(&format!("{path}-wal"), 24))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s60_a_file_and_log_copied_in_turn_are_refused_or_complete() {
    let (folder, path, token) = with_database();
    let process = try_to_serve(&path, &[]).expect("it starts");
    let mut random = Rng::with_seed(seed());
    let writers = Writers::start(process.address, &token, &mut random);
    // Pairs copied while the log was moved into the file or restarted, and some others.
    let (mut taken, mut refused, mut tries) = (0, 0, 0);
    while taken + refused < pairs() {
        tries += 1;
        writers.go_on(1).await;
        let (before, then) = (writers.acknowledged(), moment(&path));
        let to = folder.path().join("pair.db");
        copy(&path, &to, &[""]);
        if tries % 3 == 0 {
            writers.go_on(random.usize(..40)).await;
        }
        copy(&path, &to, &["-wal"]);
        if then == moment(&path) && tries % 20 != 0 {
            continue;
        }
        let backup = folder.path().join("pair.backup");
        let finished = back_up(&to, &backup).await;
        if finished.code == Some(0) {
            taken += 1;
            let held = ids(&backup).await;
            let lost = before.difference(&held).count();
            assert_eq!(lost, 0, "pair {tries} was taken, and lacks {lost} changes");
            std::fs::remove_file(backup).expect("removed");
        } else {
            refused += 1;
            let message = finished.stderr;
            assert!(
                message.contains("with a log (-wal) from another time") && message.lines().count() == 1,
                "{tries}: {message}"
            );
        }
        drop(std::fs::remove_file(format!("{}-shm", to.display())));
    }
    assert!(taken > 0, "a pair of a quiet moment has everything");
    let all = writers.stop().await;
    assert_eq!(served(&process).await, all);
    end(process, "KILL");
    let process = try_to_serve(&path, &[]).expect("its own database is never refused");
    assert_eq!(served(&process).await, all);
    end(process, "TERM");
}

/// How many pairs are looked at.
fn pairs() -> usize {
    std::env::var("STATUSPANE_PAIRS").map_or(30, |text| text.parse().expect("a number"))
}

#[tokio::test]
async fn a_log_of_another_moment_is_refused() {
    let (folder, path, token) = with_database();
    let process = try_to_serve(&path, &[]).expect("it starts");
    create(&process, &token).await;
    let (early, late) = (folder.path().join("early.db"), folder.path().join("late.db"));
    copy(&path, &early, &["", "-wal"]);
    // Long enough for the log to be moved into the file and restarted.
    for _ in 0..60 {
        let body = json!({"name": "n", "entry": {"message": "m".repeat(9_900), "sendNotification": false}});
        for _ in 0..10 {
            let body = body.clone();
            Call::new(process.address, "POST /v1/incidents").auth(&token).json(&body).send().await.expect(200);
        }
    }
    copy(&path, &late, &["", "-wal"]);
    let name = |path: &Path| format!("{}-wal", path.display());
    let kept = folder.path().join("kept");
    std::fs::copy(name(&early), &kept).expect("copied");
    std::fs::copy(name(&late), name(&early)).expect("copied");
    std::fs::copy(&kept, name(&late)).expect("copied");
    for mixed in [&early, &late] {
        let before = std::fs::read(mixed).expect("read");
        let message = try_to_serve(mixed, &[]).err().unwrap_or_else(|| panic!("{} was taken", mixed.display()));
        assert!(message.contains("with a log (-wal) from another time"), "{message}");
        assert_eq!(std::fs::read(mixed).expect("read"), before, "it is left as it is");
        assert!(Path::new(&name(mixed)).exists(), "and so is its log");
    }
}

#[tokio::test]
async fn a_copy_without_its_log_is_taken_when_that_is_asked_for() {
    let (folder, path, token) = with_database();
    let process = try_to_serve(&path, &[]).expect("it starts");
    create(&process, &token).await;
    let to = folder.path().join("copy.db");
    copy(&path, &to, &[""]);
    let (file, beside) = (to.to_str().expect("text").to_owned(), database(to.clone()));
    let backup = folder.path().join("x.backup");
    // None of them makes it pass for a whole one.
    for arguments in [
        vec!["key", "list", "--database", &beside],
        vec!["key", "create", "--database", &beside],
        vec!["key", "revoke", "x", "--database", &beside],
        vec!["backup", backup.to_str().expect("text"), "--database", &beside],
        vec!["restore", &file, "--database", "sqlite:never.db"],
        vec!["serve", "--listen", "127.0.0.1:0", "--database", &beside],
    ] {
        let finished = run(&arguments).await.expect(1);
        assert!(finished.stderr.contains("statuspane backup"), "{arguments:?}: {}", finished.stderr);
        assert_eq!(finished.stderr.lines().count(), 1, "{}", finished.stderr);
    }
    assert!(!backup.exists());
    let taken = try_to_serve(&to, &["--accept-incomplete"]).expect("it starts");
    assert_eq!(served(&taken).await.len(), 0, "what was in the log only is not there");
    // From now on it counts as complete: after a crash, after an end in order, and as a copy.
    end(taken, "KILL");
    let taken = try_to_serve(&to, &[]).expect("it starts");
    create(&taken, &token).await;
    end(taken, "TERM");
    end(try_to_serve(&to, &[]).expect("it starts"), "TERM");
    // A complete database is accepted too.
    end(process, "TERM");
    end(try_to_serve(&path, &["--accept-incomplete"]).expect("it starts"), "TERM");
}

#[tokio::test]
async fn a_damaged_copy_is_not_taken_whatever_is_accepted() {
    let (folder, path, token) = with_database();
    let process = try_to_serve(&path, &[]).expect("it starts");
    create(&process, &token).await;
    let to = folder.path().join("copy.db");
    copy(&path, &to, &[""]);
    let mut bytes = std::fs::read(&to).expect("read");
    bytes[3 * 4096..5 * 4096].fill(0x5a);
    std::fs::write(&to, bytes).expect("written");
    let message = try_to_serve(&to, &["--accept-incomplete"]).err().expect("it is refused");
    assert!(message.contains("is damaged") && message.lines().count() == 1, "{message}");
}

/// The number of the signal KILL.
const KILLED: i32 = 9;

/// Waits for the end of a server while clients go on.
async fn wait(process: Process) -> (ExitStatus, String) {
    tokio::task::spawn_blocking(|| process.wait()).await.expect("it ends")
}

/// Each kill comes right before a change of a file, so that every state that files can be left in may occur.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s37_a_killed_server_can_always_open_its_database() {
    let Some(preload) = Preload::make() else { return };
    let (_folder, path, token) = with_database();
    let database = database(path.clone());
    let start = || Process::try_to_start(preload.below(&mut serve(&["--database", &database])), 1);
    let create_key = || {
        let mut command = Command::new(PROGRAM);
        command.args(["key", "create", "--database", &database]);
        preload.below(&mut command).output().expect("it ran").status
    };
    // The numbers of changes when nothing disturbs them.
    let since = |changes: u64| preload.changes() - changes;
    let changes = preload.changes();
    let process = start().expect("it starts");
    let starting = since(changes);
    let changes = preload.changes();
    create(&process, &token).await;
    let working = 10 * since(changes);
    let changes = preload.changes();
    end(process, "TERM");
    let ending = since(changes);
    let changes = preload.changes();
    assert!(create_key().success());
    let making = since(changes);
    assert!([starting, working, ending, making].iter().all(|changes| *changes > 0), "the library sees the changes");

    let mut random = Rng::with_seed(seed());
    let (kills, mut killed) = (kills(40), 0);
    for round in 0..kills {
        let started = || start().unwrap_or_else(|message| panic!("in round {round}: {message}"));
        let is_killed = match round % 4 {
            // While it starts.
            0 => {
                preload.kill_at_change(1 + random.u64(..starting));
                start().map(|process| end(process, "KILL")).is_err()
            }
            // While it works.
            1 => {
                let process = started();
                let writers = Writers::start(process.address, &token, &mut random);
                preload.kill_at_change(1 + random.u64(..working));
                let (status, _) = wait(process).await;
                drop(writers);
                status.signal() == Some(KILLED)
            }
            // While it ends.
            2 => {
                let process = started();
                create(&process, &token).await;
                preload.kill_at_change(1 + random.u64(..ending));
                process.signal("TERM");
                wait(process).await.0.signal() == Some(KILLED)
            }
            // While a key is made.
            _ => {
                preload.kill_at_change(1 + random.u64(..making));
                create_key().signal() == Some(KILLED)
            }
        };
        killed += usize::from(is_killed);
        preload.kill_no_more();
    }
    eprintln!("{killed} of {kills} were killed: at {starting}, {working}, {ending} and {making} changes of files");
    assert!(killed > kills / 2, "most kills meet a change");
    let process = try_to_serve(&path, &[]).expect("it starts");
    // After an orderly stop the file is complete.
    end(process, "TERM");
    let copied = path.with_extension("copy.db");
    copy(&path, &copied, &[""]);
    assert_eq!(ids(&copied).await, ids(&path).await);
    end(try_to_serve(&copied, &[]).expect("it starts"), "TERM");
}

/// A kill may leave a log that has just restarted and has no change yet.
#[tokio::test]
async fn s93_a_server_killed_twice_can_open_its_database() {
    let Some(preload) = Preload::make() else { return };
    let (folder, path, token) = with_database();
    let start =
        |path: &Path| Process::try_to_start(preload.below(&mut serve(&["--database", &database(path.to_owned())])), 1);
    // The header of a log and each change in it carry the same salts, which are new whenever it restarts.
    let has_just_restarted = |path: &Path| {
        let log = std::fs::read(format!("{}-wal", path.display())).unwrap_or_default();
        log.get(40..48).is_some_and(|first_change| first_change != &log[16..24])
    };
    let mut restarted = Vec::new();
    for kill_at in 1.. {
        let process = start(&path).expect("it starts");
        create(&process, &token).await;
        preload.kill_at_change(kill_at);
        process.signal("TERM");
        let was_killed = wait(process).await.0.signal() == Some(KILLED);
        preload.kill_no_more();
        if !was_killed {
            break;
        }
        if has_just_restarted(&path) {
            let kept = folder.path().join(format!("killed-at-{kill_at}.db"));
            copy(&path, &kept, &["", "-wal"]);
            restarted.push(kept);
        }
    }
    assert!(!restarted.is_empty(), "the log restarts while a server ends");
    let again = folder.path().join("again.db");
    for killed in restarted {
        for kill_at in (1..).step_by(3) {
            let _ = std::fs::remove_file(again.with_extension("db-shm"));
            copy(&killed, &again, &["", "-wal"]);
            let mut command = Command::new(PROGRAM);
            command.args(["key", "create", "--database", &database(again.clone())]);
            preload.kill_at_change(kill_at);
            let status = preload.below(&mut command).output().expect("it ran").status;
            preload.kill_no_more();
            if status.signal() != Some(KILLED) {
                break;
            }
            let listed = run(&["key", "list", "--database", &database(again.clone())]).await;
            assert_eq!(listed.stderr, "", "{} and {kill_at}", killed.display());
        }
    }
}

#[tokio::test]
async fn an_empty_log_does_not_stop_a_start() {
    let (_folder, path, token) = with_database();
    let log = format!("{}-wal", path.display());
    std::fs::write(&log, "").expect("written");
    let process = try_to_serve(&path, &[]).expect("it starts");
    create(&process, &token).await;
    end(process, "TERM");
    assert!(!Path::new(&log).exists());
    let process = try_to_serve(&path, &[]).expect("it starts");
    end(process, "KILL");
    // Where there was something in it, it is one.
    std::fs::write(&log, "").expect("written");
    let message = try_to_serve(&path, &[]).err().expect("it is refused");
    assert!(message.contains("without its log") && message.lines().count() == 1, "{message}");
}

#[tokio::test]
async fn s38_processes_that_share_a_database_leave_it_complete() {
    let (_folder, path, token) = with_database();
    let database = database(path.clone());
    let is_complete = |wanted: bool| {
        let path = path.clone();
        async move {
            let to = path.with_extension("copy.db");
            copy(&path, &to, &[""]);
            let refused = try_to_serve(&to, &[]).map(|process| end(process, "TERM")).is_err();
            assert_eq!(refused, !wanted);
        }
    };
    is_complete(true).await;
    // Beside a server: the file stays one in use.
    let server = try_to_serve(&path, &[]).expect("it starts");
    for command in ["create", "list"] {
        run(&["key", command, "--database", &database]).await.expect(0);
    }
    create(&server, &token).await;
    is_complete(false).await;
    // After a crash: the key is made, and the log is moved into the file with it.
    end(server, "KILL");
    is_complete(false).await;
    run(&["key", "create", "--database", &database]).await.expect(0);
    is_complete(true).await;
    // Two servers: the last one closes it, whichever that is.
    for first in [0, 1] {
        let mut servers =
            vec![try_to_serve(&path, &[]).expect("it starts"), try_to_serve(&path, &[]).expect("it starts")];
        create(&servers[1], &token).await;
        end(servers.remove(first), "TERM");
        create(&servers[0], &token).await;
        is_complete(false).await;
        end(servers.remove(0), "TERM");
        is_complete(true).await;
    }
    // A start that fails after the file was opened.
    let server = try_to_serve(&path, &[]).expect("it starts");
    create(&server, &token).await;
    end(server, "KILL");
    let folder = path.parent().expect("a folder").to_str().expect("text");
    assert!(try_to_serve(&path, &["--site", folder]).is_err());
    let server = try_to_serve(&path, &[]).expect("it starts");
    let expected = ids(&path).await;
    assert_eq!(served(&server).await, expected);
    end(server, "TERM");
}

#[tokio::test]
async fn a_database_from_before_the_mark_is_taken() {
    let (_folder, path, token) = with_database();
    let mut bytes = std::fs::read(&path).expect("read");
    bytes[60..64].fill(0);
    bytes[68..72].fill(0);
    std::fs::write(&path, &bytes).expect("written");
    let backup = path.with_extension("backup");
    back_up(&path, &backup).await.expect(0);
    assert_eq!(std::fs::read(&path).expect("read"), bytes, "a backup changes nothing");
    let restored = path.with_extension("restored.db");
    restore(&path, &restored).await.expect(0);
    for path in [&path, &backup, &restored] {
        let server = try_to_serve(path, &[]).expect("it starts");
        create(&server, &token).await;
        end(server, "TERM");
    }
}

/// Runs both commands and expects one line and unchanged files.
struct Refusals {
    folder: TempDir,
}

impl Refusals {
    async fn check(&self, arguments: &[&str], parts: &[&str]) {
        let before = names(self.folder.path());
        let finished = run(arguments).await.expect(1);
        let message = finished.stderr.strip_prefix("statuspane: ").expect("its name is before it").trim_end();
        for part in parts {
            assert!(message.contains(part), "{arguments:?}: no {part:?} in {message}");
        }
        assert!(message.ends_with('.') && !message.contains('\n'), "one line: {message}");
        assert_eq!(finished.stdout, "");
        assert_eq!(names(self.folder.path()), before, "{arguments:?}");
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }
}

#[tokio::test]
async fn s39_an_impossible_backup_or_restore_is_reported_in_one_line() {
    let (folder, path, token) = with_database();
    let process = try_to_serve(&path, &[]).expect("it starts");
    for _ in 0..20 {
        create(&process, &token).await;
    }
    end(process, "TERM");
    let good = folder.path().join("good.backup");
    back_up(&path, &good).await.expect(0);
    let refusals = Refusals { folder };
    let write = |name: &str, bytes: &[u8]| std::fs::write(refusals.path(name), bytes).expect("written");
    let bytes = std::fs::read(&good).expect("read");
    write(
        "text",
        b"this is no database, and never was one: it is text, longer than the header of a file of SQLite's is",
    );
    write("empty", b"");
    write("short", &bytes[..50]);
    write("half", &bytes[..bytes.len() / 2]);
    write("cut", &bytes[..bytes.len() - 1]);
    let mut damaged = bytes.clone();
    let middle = 2 * 4096..bytes.len() - 4096;
    damaged[middle].fill(0xa5);
    write("damaged", &damaged);
    write("with-log", &bytes);
    write("with-log-wal", b"something");
    symlink("nowhere", refusals.path("dangling")).expect("linked");
    for (name, sql) in [
        ("newer", "INSERT INTO _sqlx_migrations VALUES (9999, 'later', 0, TRUE, x'00', 0)"),
        ("other", "UPDATE _sqlx_migrations SET checksum = x'00' WHERE version = 1"),
        ("foreign", "DROP TABLE credential"),
        ("stranger", "PRAGMA application_id = 252006674"),
    ] {
        std::fs::copy(&good, refusals.path(name)).expect("copied");
        let mut connection = SqliteConnection::connect(&database(refusals.path(name))).await.expect("opened");
        sqlx::raw_sql(sql).execute(&mut connection).await.expect("changed");
        connection.close().await.expect("closed");
    }
    let wrong = [
        ("text", "isn't an SQLite database"),
        ("empty", "isn't an SQLite database"),
        ("short", "isn't an SQLite database"),
        ("half", "damaged"),
        ("cut", "damaged"),
        ("damaged", "damaged"),
        ("newer", "newer version"),
        ("other", "newer version"),
        ("foreign", "isn't a Statuspane database"),
        ("stranger", "another program"),
    ];
    let (new, old) = (refusals.path("new.db"), database(path.clone()));
    let new_url = database(new.clone());
    for (name, part) in wrong {
        let file = refusals.path(name);
        let file_url = database(file.clone());
        let (file, out) = (file.to_str().expect("text"), refusals.path("out.backup"));
        refusals.check(&["restore", file, "--database", &new_url], &[name, part, "Nothing was restored"]).await;
        let out = out.to_str().expect("text");
        refusals.check(&["backup", out, "--database", &file_url], &[name, part, "Nothing was backed up"]).await;
    }
    // A missing source, and an existing target.
    let text = |name: &str| refusals.path(name).to_str().expect("text").to_owned();
    let good = good.to_str().expect("text");
    let missing = database(refusals.path("missing.db"));
    refusals.check(&["backup", &text("out"), "--database", &missing], &["There is no database", "--database"]).await;
    refusals.check(&["backup", &text("empty"), "--database", &old], &["empty already exists"]).await;
    refusals.check(&["backup", &text("dangling"), "--database", &old], &["dangling already exists"]).await;
    refusals.check(&["backup", &text("no/out"), "--database", &old], &["Couldn't write", "folder"]).await;
    refusals.check(&["backup", &text(""), "--database", &old], &["already exists"]).await;
    refusals.check(&["restore", &text("missing"), "--database", &new_url], &["There is no file"]).await;
    refusals.check(&["restore", good, "--database", &old], &["already exists", "--database"]).await;
    let linked = database(refusals.path("dangling"));
    refusals.check(&["restore", good, "--database", &linked], &["already exists"]).await;
    let nowhere = database(refusals.path("no/new.db"));
    refusals.check(&["restore", good, "--database", &nowhere], &["Couldn't write"]).await;
    let in_use = &["database in use", "Nothing was restored", "statuspane backup"];
    refusals.check(&["restore", &text("with-log"), "--database", &new_url], in_use).await;
    for suffix in ["-wal", "-shm", "-journal"] {
        let beside = refusals.path(&format!("new.db{suffix}"));
        std::fs::write(&beside, "").expect("written");
        refusals.check(&["restore", good, "--database", &new_url], &[suffix, "already exists"]).await;
        std::fs::remove_file(beside).expect("removed");
    }
    // And then it works.
    run(&["restore", good, "--database", &new_url]).await.expect(0);
    assert_eq!(ids(&new).await.len(), 20);
}

#[tokio::test]
async fn s40_a_backup_that_fails_half_way_leaves_no_file() {
    let (folder, path, token) = with_database();
    let process = try_to_serve(&path, &[]).expect("it starts");
    for _ in 0..60 {
        let body = json!({"name": "n", "entry": {"message": "m".repeat(9_900), "sendNotification": false}});
        Call::new(process.address, "POST /v1/incidents").auth(&token).json(&body).send().await.expect(200);
    }
    let (backup, restored) = (folder.path().join("good.backup"), folder.path().join("new.db"));
    back_up(&path, &backup).await.expect(0);
    let before = names(folder.path());
    let small = |arguments: &[&str]| {
        let mut command = Command::new("sh");
        command.args(["-c", "trap '' XFSZ; ulimit -S -f 100; exec \"$0\" \"$@\"", PROGRAM]).args(arguments);
        command.output().expect("it ran")
    };
    let other = folder.path().join("other.backup");
    let (own, new) = (database(path.clone()), database(restored));
    for arguments in [
        ["backup", other.to_str().expect("text"), "--database", &own],
        ["restore", backup.to_str().expect("text"), "--database", &new],
    ] {
        let output = small(&arguments);
        let message = String::from_utf8_lossy(&output.stderr);
        assert!(
            output.status.code() == Some(1) && message.contains("the disk has free space"),
            "{arguments:?}: {message}"
        );
        assert_eq!(message.lines().count(), 1, "{message}");
        assert_eq!(names(folder.path()), before, "{arguments:?}");
    }
    create(&process, &token).await;
    end(process, "TERM");
}
