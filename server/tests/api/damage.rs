//! A published folder that something has changed, and runs that end half-way.

use crate::program::run;
use crate::publish::{NOVEMBER, Press, PublishedFiles, changed, finish};
use crate::support::bundle::{TestBundle, write};
use crate::support::process::PROGRAM;
use crate::support::stub::Stub;
use data_encoding::HEXLOWER;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use statuspane_server::random;
use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::{FileTypeExt, MetadataExt, PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

const DAY: i64 = 86_400_000;
/// A script that no page names any more.
const SCRIPT: &[u8] =
    b"export default 'of an earlier build, and long enough to get smaller when it is packed, packed';\n";

/// An API whose answers are those of one moment, so that two runs make the same files. Its open incident has this message.
fn still(message: &str) -> Stub {
    let incident = |id: &str, status: &str, days: i64| {
        json!({"id": id, "name": format!("Trouble {id}"), "incidentStatus": status, "incidentImpact": "minor",
            "creationTime": (NOVEMBER - days * DAY).to_string()})
    };
    let list = json!({"version": "one", "incidents": [
        incident("open", "investigating", 0),
        incident("over", "resolved", 40),
        incident("old", "resolved", 80),
    ]});
    let entries = |message: &str| json!({"entries": [{"message": message, "incidentStatus": "investigating"}]});
    let (own, others) = (entries(message), entries("We know."));
    Stub::start(move |path| match path {
        "/v1/incidents" => (200, list.to_string()),
        "/v1/as-of" => (200, json!({"asOf": NOVEMBER.to_string(), "version": "one"}).to_string()),
        "/v1/incidents/open/entries" => (200, own.to_string()),
        _ => (200, others.to_string()),
    })
}

/// A whole site with everything in it that a run takes over, a script of an earlier build included.
struct PublishedSite {
    press: Press,
    bundle: TestBundle,
    retired: String,
    files: PublishedFiles,
}

impl PublishedSite {
    async fn published(stub: &Stub) -> Self {
        let press = Press::new(stub.base(), None);
        let dist = press.path("dist");
        fs::remove_dir_all(&dist).expect("it goes");
        let bundle = TestBundle::write(&dist);
        let retired = format!("page-{}.js", HEXLOWER.encode(&Sha256::digest(SCRIPT)[..8]));
        write(&dist, &retired, SCRIPT);
        press.run(&[]).await.expect(0);
        for suffix in ["", ".br", ".gz"] {
            fs::remove_file(dist.join(format!("{retired}{suffix}"))).expect("it goes");
        }
        press.run(&[]).await.expect(0);
        let files = press.files();
        assert!(files.contains_key(&format!("{retired}.br")), "{:?}", files.keys());
        Self { press, bundle, retired, files }
    }

    fn place(&self, name: &str) -> PathBuf {
        self.press.path("out").join(name)
    }

    /// The output of `check`.
    async fn checked(&self) -> String {
        let out = self.press.path("out");
        run(&["check", "--site", out.to_str().expect("text")]).await.stdout
    }

    /// Whether every file is a regular file, with the rights of a new one.
    fn assert_plain(&self, moment: &str) {
        let probe = self.press.path("probe");
        fs::write(&probe, "").expect("a file");
        let usual = fs::metadata(&probe).expect("a file").permissions().mode();
        for name in self.press.files().keys() {
            let metadata = fs::symlink_metadata(self.place(name)).expect("a file");
            assert!(metadata.is_file(), "{moment}: {name}");
            assert_eq!(metadata.permissions().mode(), usual, "{moment}: {name}");
        }
    }
}

/// The names of files that differ in their bytes, whatever their times.
fn differing(before: &PublishedFiles, after: &PublishedFiles) -> BTreeSet<String> {
    let bytes = |files: &PublishedFiles, name: &String| files.get(name).map(|(bytes, _)| bytes.clone());
    let names = before.keys().chain(after.keys());
    names.filter(|name| bytes(before, name) != bytes(after, name)).cloned().collect()
}

type Damage = fn(&Path);

fn rewrite(path: &Path, change: impl FnOnce(&mut Vec<u8>)) {
    let mut bytes = fs::read(path).expect("bytes");
    let modified = path.metadata().and_then(|metadata| metadata.modified()).expect("a time");
    change(&mut bytes);
    fs::write(path, bytes).expect("a file");
    // As a disk damages a file, or a tool that keeps times.
    fs::File::options().write(true).open(path).and_then(|file| file.set_modified(modified)).expect("a time");
}

fn replace_by_link(path: &Path, target: &str) {
    let aside = PathBuf::from(format!("{}.{target}", path.display()));
    fs::rename(path, &aside).expect("moved");
    let target = if target == "aside" { aside.file_name().expect("a name").to_owned() } else { "nowhere".into() };
    symlink(target, path).expect("a link");
}

/// Ways to damage a file, and whether each changes its bytes.
const DAMAGES: [(&str, Damage, bool); 12] = [
    ("emptied", |path| rewrite(path, Vec::clear), true),
    ("truncated", |path| rewrite(path, |bytes| bytes.truncate(bytes.len() / 2)), true),
    ("zeroed", |path| rewrite(path, |bytes| bytes.fill(0)), true),
    ("other bytes of the same size", |path| rewrite(path, |bytes| bytes.reverse()), true),
    ("one bit", |path| rewrite(path, |bytes| bytes[0] ^= 4), true),
    ("longer", |path| rewrite(path, |bytes| bytes.extend(b"<!-- -->")), true),
    ("missing", |path| fs::remove_file(path).expect("it goes"), true),
    ("a link to the same", |path| replace_by_link(path, "aside"), false),
    ("a link to nothing", |path| replace_by_link(path, "nowhere"), true),
    ("a folder", |path| fs::remove_file(path).and_then(|()| fs::create_dir(path)).expect("a folder"), true),
    ("nobody may read it", |path| fs::set_permissions(path, PermissionsExt::from_mode(0o600)).expect("set"), false),
    ("all may write it", |path| fs::set_permissions(path, PermissionsExt::from_mode(0o666)).expect("set"), false),
];

#[tokio::test]
async fn s77_damaged_published_files_are_rewritten_by_the_next_run() {
    let stub = still("We know.");
    for (what, damage, _) in DAMAGES {
        let site = PublishedSite::published(&stub).await;
        // Everything except files that a run has no source for.
        let names = site.files.iter().filter(|(name, (bytes, _))| !name.contains(&site.retired) && !bytes.is_empty());
        names.for_each(|(name, _)| damage(&site.place(name)));
        let report = site.press.run(&[]).await.expect(0).stdout;
        assert!(report.contains("had been changed or damaged"), "{what}: {report}");
        let after = site.press.files();
        assert_eq!(differing(&site.files, &after), BTreeSet::new(), "{what}");
        site.assert_plain(what);
        let report = site.press.run(&[]).await.expect(0).stdout;
        assert!(report.contains(" 0 files written"), "{what}: {report}");
        assert_eq!(changed(&after, &site.press.files()), BTreeSet::new(), "{what}");

        // A script of an earlier build is right, or gone.
        for suffix in ["", ".br", ".gz"] {
            damage(&site.place(&format!("{}{suffix}", site.retired)));
        }
        let run = site.press.run(&[]).await.expect(0);
        let left = differing(&after, &site.press.files());
        assert!(left.iter().all(|name| name.contains(&site.retired)), "{what}: {left:?}");
        assert!(left.is_empty() || !site.press.files().keys().any(|name| name.contains(&site.retired)), "{what}");
        assert_eq!(left.is_empty(), !run.stderr.contains(&site.retired), "{what}: {}", run.stderr);
        site.assert_plain(what);
        assert_eq!(site.checked().await.matches("error").count(), 0, "{what}");
    }
}

#[tokio::test]
async fn only_a_damaged_file_is_rewritten() {
    let stub = still("We know.");
    let site = PublishedSite::published(&stub).await;
    let retired = site.retired.clone();
    for name in [
        "incidents/old/index.html",
        "incidents/old/index.html.br",
        "incidents/old/index.html.gz",
        "history/2026-10/index.html.br",
        "incidents.json.gz",
        "favicon.ico",
        &format!("{}.br", site.bundle.page),
        &site.bundle.admin,
        &format!("{retired}.br"),
    ] {
        assert!(site.files.contains_key(name), "{name}: {:?}", site.files.keys());
        let before = site.press.files();
        rewrite(&site.place(name), |bytes| bytes[0] ^= 4);
        let report = site.press.run(&[]).await.expect(0).stdout;
        let after = site.press.files();
        assert_eq!(differing(&site.files, &after), BTreeSet::new(), "{name}");
        let plain = name.trim_end_matches(".br").trim_end_matches(".gz");
        let differing = changed(&before, &after);
        assert!(differing.contains(name), "{name}: {differing:?}");
        assert!(differing.iter().all(|other| other.starts_with(plain)), "{name}: {differing:?}");
        assert!(report.contains(" 1 of the files written had been"), "{name}: {report}");
    }

    // Changed text in the list isn't used as the API's.
    rewrite(&site.place("incidents.json"), |bytes| {
        let at = bytes.windows(8).position(|word| word == b"We know.").expect("the words");
        bytes[at..at + 8].copy_from_slice(b"We lied.");
    });
    // Foreign files aren't used either.
    fs::write(site.place("stray.html"), "stray").expect("a file");
    fs::write(site.place("theme.css.br"), "stray").expect("a file");
    fs::write(site.place("page-0123456789abcdef.js"), "stray").expect("a file");
    // A run doesn't wait for a writer when it finds a pipe in place of a file.
    let page = site.place("incidents/over/index.html");
    fs::remove_file(&page).expect("it goes");
    assert!(Command::new("mkfifo").arg(&page).status().expect("mkfifo is there").success());
    assert!(fs::symlink_metadata(&page).expect("a pipe").file_type().is_fifo());
    // A whole folder that leads elsewhere.
    let elsewhere = site.press.path("elsewhere");
    fs::rename(site.place("history"), &elsewhere).expect("moved");
    symlink(&elsewhere, site.place("history")).expect("a link");
    site.press.run(&[]).await.expect(0);
    assert_eq!(differing(&site.files, &site.press.files()), BTreeSet::new());
    assert!(fs::symlink_metadata(site.place("history")).expect("a folder").is_dir());
    site.assert_plain("at the end");

    // Without the notes of the last run, everything is written or compared. Copies may be packed otherwise.
    for damage in
        [|path: &Path| fs::write(path, "").expect("a file"), |path: &Path| fs::remove_file(path).expect("gone")]
    {
        let generation = fs::read_link(site.press.path("out")).expect("a link");
        damage(&site.press.path(&format!("{}.json", generation.display())));
        rewrite(&site.place("incidents/old/index.html"), |bytes| bytes.fill(0));
        site.press.run(&[]).await.expect(0);
        let differing = differing(&site.files, &site.press.files());
        assert!(differing.iter().all(|name| name.contains(&retired) && *name != retired), "{differing:?}");
    }
}

#[tokio::test]
async fn s78_the_advice_of_check_works_and_all_rewrites_every_file() {
    let stub = still("We know.");
    let site = PublishedSite::published(&stub).await;
    let names = [
        "index.html".to_owned(),
        "incidents/old/index.html".to_owned(),
        "incidents/old/index.html.br".to_owned(),
        "history/2026-10/index.html.gz".to_owned(),
        "admin/index.html".to_owned(),
        "404.html".to_owned(),
        "incidents.json".to_owned(),
        "config.json".to_owned(),
        site.bundle.page.clone(),
        format!("{}.br", site.bundle.css),
        site.bundle.wasm.clone(),
        site.bundle.guard.clone(),
        site.retired.clone(),
    ];
    let clean = |found: &str| found.lines().all(|line| line.contains("Check that the publishing timer runs"));
    assert!(clean(&site.checked().await), "{}", site.checked().await);
    for (what, damage, changes) in DAMAGES {
        for name in &names {
            if site.place(name).exists() {
                damage(&site.place(name));
            }
        }
        let found = site.checked().await;
        let is_plain = |name: &&String| **name != site.retired && !name.ends_with(".br") && !name.ends_with(".gz");
        for name in names.iter().filter(is_plain).filter(|_| changes) {
            assert!(found.contains(name.as_str()), "{what}, {name}: {found}");
        }
        // “Publish again.”
        site.press.run(&[]).await.expect(0);
        let found = site.checked().await;
        assert!(clean(&found), "{what}: {found}");
        site.assert_plain(what);
    }
    // “Remove it, or publish again.”
    fs::create_dir(site.place("incidents/gone")).expect("a folder");
    fs::copy(site.place("incidents/old/index.html"), site.place("incidents/gone/index.html")).expect("copied");
    fs::write(site.place("incidents/old/index.html.br"), "nonsense").expect("a file");
    fs::write(site.place(".env"), "A=1").expect("a file");
    assert!(!clean(&site.checked().await));
    for name in ["incidents/gone/index.html", "incidents/old/index.html.br", ".env"] {
        fs::remove_file(site.place(name)).expect("it goes");
    }
    let found = site.checked().await;
    assert!(!found.contains("error"), "{found}");
    site.press.run(&[]).await.expect(0);
    assert!(clean(&site.checked().await));

    for (what, damage, _) in DAMAGES {
        let site = PublishedSite::published(&stub).await;
        let inodes = |site: &PublishedSite| -> BTreeSet<u64> {
            let place = |name: &String| fs::metadata(site.place(name)).map(|metadata| metadata.ino());
            site.files.keys().filter_map(|name| place(name).ok()).collect()
        };
        let before = inodes(&site);
        let names = site.files.iter().filter(|(name, (bytes, _))| !name.contains(&site.retired) && !bytes.is_empty());
        names.for_each(|(name, _)| damage(&site.place(name)));
        let report = site.press.run(&["--all"]).await.expect(0).stdout;
        assert!(report.contains(", 0 unchanged"), "{what}: {report}");
        assert_eq!(differing(&site.files, &site.press.files()), BTreeSet::new(), "{what}");
        assert!(inodes(&site).is_disjoint(&before), "{what}: a file of the last generation is still there");
        assert!(clean(&site.checked().await), "{what}");
    }
}

/// All paths in the folder of generations, without their content.
fn generations(folder: &Path) -> BTreeSet<PathBuf> {
    let (mut all, mut folders) = (BTreeSet::new(), vec![folder.to_owned()]);
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder").flatten() {
            if entry.file_type().expect("a kind").is_dir() {
                folders.push(entry.path());
            }
            all.insert(entry.path());
        }
    }
    all
}

/// The program below a shell that lets no file grow beyond this many blocks: writing fails as on a disk without room.
fn on_a_disk_of(blocks: u32, command: &Command) -> Command {
    let mut limited = Command::new("sh");
    limited.args(["-c", &format!("trap '' XFSZ; ulimit -S -f {blocks}; exec \"$0\" \"$@\""), PROGRAM]);
    limited.args(command.get_args()).stdin(Stdio::null());
    limited
}

#[tokio::test]
async fn s79_a_publish_that_fails_half_way_leaves_no_files() {
    // Words that no packing makes small.
    let noise = |length: usize| (0..length).map(|_| HEXLOWER.encode(&random::bytes::<16>())).collect::<String>();
    let (small, large) = (still("We know."), still(&noise(2_000)));
    let mut press = Press::new(small.base(), None);
    // A first run, and one that follows another.
    for is_first in [true, false] {
        let folder = press.path(".out.generations");
        let before = if is_first { BTreeSet::new() } else { generations(&folder) };
        let served = fs::read_link(press.path("out")).ok();
        press.from = large.base();
        let mut failures = BTreeSet::new();
        // With more and more room it fails at another file each time, until it fits.
        for blocks in [0, 1, 2, 4, 8, 16, 32, 48, 64, 96, 128, 160, 192, 256, 512, 4096] {
            let run = finish(on_a_disk_of(blocks, &press.command(&[]))).await;
            if run.code == Some(0) {
                break;
            }
            let message = run.stderr.lines().next().unwrap_or_default().to_owned();
            assert!(message.contains("is unchanged") && run.stderr.lines().count() == 1, "{}", run.stderr);
            failures.insert(message);
            let mut left = generations(&folder);
            if is_first {
                left.remove(&folder.join("lock"));
            }
            assert_eq!(left, before, "{blocks}: {}", run.stderr);
            assert_eq!(fs::read_link(press.path("out")).ok(), served);
        }
        assert!(failures.len() >= if is_first { 3 } else { 2 }, "it fails at several files: {failures:?}");
        assert_ne!(fs::read_link(press.path("out")).ok(), served, "with enough room it is published");
        press.from = small.base();
        press.run(&[]).await.expect(0);
    }

    // An API that fails late, also after a run that was killed, whose files are removed.
    let folder = press.path(".out.generations");
    let before = generations(&folder);
    fs::create_dir_all(folder.join("99/incidents/a")).expect("a folder");
    fs::write(folder.join("99/incidents/a/index.html"), "half").expect("a file");
    fs::write(folder.join("99.json"), "").expect("a file");
    symlink("99", folder.join("next")).expect("a link");
    let list = |id: &str| json!({"id": id, "name": id, "incidentStatus": "investigating"});
    let incidents: Vec<Value> = ["a", "b", "c"].map(list).to_vec();
    let list = json!({ "incidents": incidents });
    let late = Stub::start(move |path| match path {
        "/v1/incidents" => (200, list.to_string()),
        "/v1/incidents/c/entries" => (500, String::new()),
        _ => (200, json!({"entries": []}).to_string()),
    });
    press.from = late.base();
    let run = press.run(&[]).await.expect(1);
    assert!(run.stderr.contains("is unchanged"), "{}", run.stderr);
    assert_eq!(generations(&folder), before);
}

/// Needs the right to mount: root, or a system with user namespaces. Elsewhere it says that it
/// was not run.
#[tokio::test]
async fn s80_a_publish_on_a_full_disk_leaves_no_files_and_works_once_there_is_room() {
    const SCRIPT: &str = r#"
set -u
mount -t tmpfs -o size=4m none "$PLACE" || { echo "no right to mount"; exit 9; }
publish() { "$PROGRAM" publish --from "$1" --site "$SITE" --to "$PLACE/out" --all 2>&1; echo "ended with $?"; }
list() { find "$PLACE" | sort; df --output=used "$PLACE"; }
publish "$SMALL" > "$PLACE.first"; list > "$PLACE.before"
publish "$LARGE" > "$PLACE.second"; list > "$PLACE.after"
publish "$SMALL" > "$PLACE.third"
ls "$PLACE/out/" > "$PLACE.served"
"#;
    let noise: String = (0..20_000).map(|_| HEXLOWER.encode(&random::bytes::<16>())).collect();
    let (small, large) = (still("We know."), still(&noise));
    let press = Press::new(small.base(), None);
    let place = press.path("disk");
    fs::create_dir(&place).expect("a folder");
    let mut command = Command::new("unshare");
    let is_root = fs::metadata("/proc/self").is_ok_and(|own| own.uid() == 0);
    command.arg("--mount").args((!is_root).then_some("--map-root-user")).args(["sh", "-c", SCRIPT]);
    command.stdin(Stdio::null());
    command.env("PLACE", &place).env("PROGRAM", PROGRAM).env("SITE", press.path("dist"));
    command.env("SMALL", small.base()).env("LARGE", large.base());
    let started = tokio::task::spawn_blocking(move || command.output()).await.expect("it ran");
    let text = |step: &str| fs::read_to_string(format!("{}.{step}", place.display()));
    if text("first").is_err() {
        let why = started.map(|output| String::from_utf8_lossy(&output.stderr).into_owned());
        eprintln!("not run here, where nothing can be mounted: {why:?}");
        return;
    }
    let text = |step: &str| text(step).expect("it was written");
    assert!(text("first").ends_with("ended with 0\n"), "{}", text("first"));
    let failed = text("second");
    assert!(failed.contains("No space left") && failed.contains("is unchanged"), "{failed}");
    assert!(failed.ends_with("ended with 1\n"), "{failed}");
    assert_eq!(text("before"), text("after"), "nothing of it is left, and the disk has its room again");
    assert!(text("third").ends_with("ended with 0\n"), "{}", text("third"));
    assert!(text("served").contains("index.html"));
}
