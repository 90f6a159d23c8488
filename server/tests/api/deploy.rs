//! The files of `deploy/`, as far as this machine can use them.

use crate::support::process::PROGRAM;
use crate::support::stub::Stub;
use crate::support::{Process, bundle::TestBundle, site};
use contract::document::{CacheRule, Document, path};
use model::Month;
use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use tempfile::TempDir;

/// Where a file of `deploy/` is.
fn deployed(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../deploy").join(name)
}

fn read(name: &str) -> String {
    fs::read_to_string(deployed(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

fn write(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
    fs::write(path, text).expect("a file");
}

fn message(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

/// The documents of a published site, with one page of each kind.
fn documents() -> impl Iterator<Item = Document> {
    Document::all(["a".to_owned()], ["b".to_owned()], ["c".to_owned()], Month::parse("2026-11"))
        .filter(Document::is_published)
}

/// Whether the patterns of the hosts' files match a name: `-`, 16 hexadecimal digits, and one of three extensions.
fn is_hashed(name: &str) -> bool {
    let Some((stem, "css" | "js" | "wasm")) = name.rsplit_once('.') else { return false };
    stem.rsplit_once('-').is_some_and(|(_, hash)| hash.len() == 16 && hash.chars().all(is_digit_of_hash))
}

fn is_digit_of_hash(c: char) -> bool {
    matches!(c, '0'..='9' | 'a'..='f')
}

/// A published site, and an `aws` that only records its arguments and the time in its source.
struct Bucket {
    folder: TempDir,
}

impl Bucket {
    /// On the third call another generation is published, and the one before is removed.
    const AWS: &str = r#"#!/usr/bin/env bash
set -eu
source=$3
if [ -f "$source" ]; then source=${source%/*}/; fi
{ printf '%s\t' "$(cat "$source/as-of.json")" "$(date -r "$source/incidents/a/index.html" +%Y)" "$@"; echo; } >> "$HERE/calls"
if [ "$(wc -l < "$HERE/calls")" = 3 ]; then
  ln -s generations/2 "$HERE/next"
  mv -T "$HERE/next" "$HERE/site"
  rm -r "$HERE/generations/1"
fi
"#;

    fn new() -> Self {
        let bucket = Self { folder: tempfile::tempdir().expect("a folder") };
        for (generation, as_of) in [("generations/1", "first"), ("generations/2", "other")] {
            for name in documents().map(|document| document.path()) {
                for suffix in ["", ".br", ".gz"] {
                    write(&bucket.path(&format!("{generation}/{name}{suffix}")), as_of);
                }
            }
            write(&bucket.path(&format!("{generation}/page-0123456789abcdef.js")), "");
        }
        symlink("generations/1", bucket.path("site")).expect("a link");
        write(&bucket.path("bin/aws"), Self::AWS);
        fs::set_permissions(bucket.path("bin/aws"), PermissionsExt::from_mode(0o755)).expect("it may be run");
        fs::create_dir(bucket.path("tmp")).expect("a folder");
        bucket
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Runs the script; returns the arguments of each call.
    fn sync(&self) -> Vec<Vec<String>> {
        let path = format!("{}:{}", self.path("bin").display(), std::env::var("PATH").expect("a path"));
        let mut command = Command::new(deployed("s3-cloudfront/sync.sh"));
        command.arg(self.path("site")).arg("s3://bucket/status");
        command.env("PATH", path).env("HERE", self.folder.path()).env("TMPDIR", self.path("tmp"));
        let output = command.output().expect("it started");
        assert!(output.status.success(), "{}", message(&output));
        let calls = fs::read_to_string(self.path("calls")).expect("calls");
        calls.lines().map(|line| line.trim_end_matches('\t').split('\t').map(str::to_owned).collect()).collect()
    }
}

/// The value after an option of a call.
fn option<'a>(call: &'a [String], name: &str) -> Option<&'a str> {
    let at = call.iter().position(|argument| argument == name)?;
    call.get(at + 1).map(String::as_str)
}

/// Whether `aws s3 sync` uploads a file: the last filter that matches decides.
fn is_included(call: &[String], file: &str) -> bool {
    let filters = call.windows(2).filter(|pair| ["--include", "--exclude"].contains(&pair[0].as_str()));
    filters.rev().find(|pair| fits(&pair[1], file)).is_none_or(|pair| pair[0] == "--include")
}

/// Whether a pattern with `*` and `[0-9a-f]` matches all of a text.
fn fits(pattern: &str, text: &str) -> bool {
    let mut rest = text.chars();
    match pattern.chars().next() {
        None => text.is_empty(),
        Some('*') => (0..=text.len()).any(|at| text.get(at..).is_some_and(|text| fits(&pattern[1..], text))),
        Some('[') => {
            let pattern = pattern.strip_prefix("[0-9a-f]").expect("the only set");
            rest.next().is_some_and(is_digit_of_hash) && fits(pattern, rest.as_str())
        }
        Some(own) => rest.next() == Some(own) && fits(&pattern[own.len_utf8()..], rest.as_str()),
    }
}

#[test]
fn one_generation_is_uploaded_even_during_a_publish() {
    let bucket = Bucket::new();
    let before =
        fs::metadata(bucket.path("generations/2/index.html")).and_then(|file| file.modified()).expect("a time");
    let calls = bucket.sync();
    let source = |call: &[String]| {
        let (folder, _) = call[4].rsplit_once('/').expect("a path");
        folder.to_owned()
    };
    let place = source(&calls[0]);
    assert!(place.starts_with(bucket.path("tmp").to_str().expect("text")), "{place}");
    for call in &calls {
        assert_eq!((call[0].as_str(), call[2].as_str()), ("first", "s3"), "{call:?}");
        assert_eq!(source(call), place, "{call:?}");
        assert!(call[5].starts_with("s3://bucket/status/"), "{call:?}");
        assert_eq!(call[1], "2100", "what was published lately counts as new: {call:?}");
    }
    let after = fs::metadata(bucket.path("generations/2/index.html")).and_then(|file| file.modified()).expect("a time");
    assert_eq!(before, after, "the site's own files are left alone");
    assert_eq!(fs::read_dir(bucket.path("tmp")).expect("a folder").count(), 0, "nothing is left behind");
}

#[test]
fn uploads_to_a_bucket_have_their_encoding_and_as_of_comes_last() {
    let calls = Bucket::new().sync();
    for call in &calls {
        let sent = option(call, "--include").unwrap_or(&call[4]);
        let encoding = match sent.rsplit_once('.') {
            Some((_, "br")) => Some("br"),
            Some((_, "gz")) => Some("gzip"),
            Some(_) | None => None,
        };
        assert_eq!(option(call, "--content-encoding"), encoding, "{call:?}");
        let cache = match sent.contains("[0-9a-f]") {
            true => Some(CacheRule::Immutable.header()),
            false => Some(CacheRule::Revalidate.header()).filter(|_| !call.contains(&"--delete".to_owned())),
        };
        assert_eq!(option(call, "--cache-control"), cache, "{call:?}");
    }
    let (last, sent) = calls.split_last().expect("calls");
    assert!(last.contains(&"--delete".to_owned()) && last.contains(&"--size-only".to_owned()), "{last:?}");
    let always: Vec<&str> = sent.iter().filter(|call| call[3] == "cp").map(|call| call[5].as_str()).collect();
    let expected: Vec<String> = [path::HOME, path::INCIDENTS, path::MAINTENANCES, path::AS_OF]
        .iter()
        .flat_map(|name| ["", ".br", ".gz"].map(|suffix| format!("s3://bucket/status/{name}{suffix}")))
        .collect();
    assert_eq!(always, expected);
    assert!(sent[sent.len() - expected.len()..].iter().all(|call| call[3] == "cp"), "these are the last");
}

#[test]
fn each_document_is_uploaded_to_a_bucket_once_with_its_type_and_caching() {
    let calls = Bucket::new().sync();
    let (_, sent) = calls.split_last().expect("calls");
    for document in documents() {
        let path = document.path();
        let is_sent = |call: &&Vec<String>| match call[3].as_str() {
            "cp" => call[5] == format!("s3://bucket/status/{path}"),
            _ => is_included(call, &path),
        };
        let own: Vec<&Vec<String>> = sent.iter().filter(is_sent).collect();
        let [call] = own[..] else { panic!("{path} is uploaded by {own:#?}") };
        assert_eq!(option(call, "--content-type"), Some(document.media_type()), "{path}");
        assert_eq!(option(call, "--cache-control"), Some(document.cache().header()), "{path}");
    }
}

#[test]
fn nginx_sends_each_document_with_its_type_and_caching() {
    let site = read("nginx/site.conf");
    assert!(site.contains("add_header Cache-Control $statuspane_cache always;"), "{site}");
    let (_, types) = site.split_once("types {").expect("types");
    let (types, _) = types.split_once('}').expect("their end");
    let types = types.lines().filter_map(|line| {
        let line = line.trim().strip_suffix(';')?;
        line.strip_prefix('"').map_or_else(|| line.split_once(' '), |quoted| quoted.split_once('"'))
    });
    let types: Vec<(&str, &str)> = types.collect();
    let maps = read("nginx/maps.conf");
    let cache = block(&maps, "map $uri $statuspane_cache {");
    let cache = cache.lines().filter_map(|line| line.trim().strip_suffix("\";")?.rsplit_once('"'));
    let cache: Vec<(&str, &str)> = cache.map(|(pattern, value)| (pattern.trim(), value)).collect();
    let [("default", otherwise), (r#""~-[0-9a-f]{16}\.(?:css|js|wasm)$""#, hashed)] = cache[..] else {
        panic!("{cache:?}")
    };
    assert_eq!(hashed, CacheRule::Immutable.header());
    for document in documents() {
        let path = document.path();
        let (_, extension) = path.rsplit_once('.').expect("an extension");
        let own = types.iter().find(|(_, extensions)| extensions.split_whitespace().any(|own| own == extension));
        assert_eq!(own.map(|(own, _)| *own), Some(document.media_type()), "{path}");
        let cache = if is_hashed(&path) { hashed } else { otherwise };
        assert_eq!(cache, document.cache().header(), "{path}");
    }
}

/// Caddy has types for documents, and the test of Caddy itself needs Caddy.
#[test]
fn caddy_has_the_caching_of_each_document() {
    let snippets = read("caddy/statuspane.caddy");
    let (site, _) = snippets.split_once("(statuspane_read) {").expect("the other snippet");
    let rules = site.lines().filter_map(|line| line.trim().split_once("Cache-Control "));
    let rules: Vec<(&str, &str)> = rules.map(|(rule, value)| (rule.trim(), value.trim_matches('"'))).collect();
    let [("", otherwise), ("header @hashed", hashed)] = rules[..] else { panic!("{rules:?}") };
    assert!(site.contains(r"path_regexp -[0-9a-f]{16}\.(css|js|wasm)$"), "{site}");
    assert_eq!(hashed, CacheRule::Immutable.header());
    for document in documents() {
        let cache = if is_hashed(&document.path()) { hashed } else { otherwise };
        assert_eq!(cache, document.cache().header(), "{document:?}");
    }
}

#[test]
fn nginx_caches_the_api_as_the_server_does() {
    for (file, rule) in [("nginx/api.conf", CacheRule::Never), ("nginx/read.conf", CacheRule::Revalidate)] {
        let line = format!("add_header Cache-Control {} always;", rule.header());
        assert!(read(file).contains(&line), "{file} has no {line:?}");
    }
}

#[test]
fn hosts_name_the_admin_view_and_the_page_for_unknown_addresses_by_their_paths() {
    let (missing, admin) = (Document::NotFound.path(), Document::Admin.address());
    for (file, rule) in [
        ("nginx/site.conf", format!("error_page 404 $statuspane/{missing};")),
        ("nginx/site.conf", format!("error_page 403 =404 $statuspane/{missing};")),
        ("nginx/maps.conf", format!("\"~/{admin}\" ")),
        ("caddy/statuspane.caddy", format!("rewrite * /{missing}\n")),
        ("caddy/statuspane.caddy", format!("@admin path /{admin}*\n")),
        (
            "s3-cloudfront/template.yaml",
            format!("ErrorCode: 404, ResponseCode: 404, ResponsePagePath: !Sub \"${{Path}}/{missing}\""),
        ),
        (
            "s3-cloudfront/template.yaml",
            format!("ErrorCode: 403, ResponseCode: 404, ResponsePagePath: !Sub \"${{Path}}/{missing}\""),
        ),
        ("s3-cloudfront/template.yaml", format!("PathPattern: !Sub \"${{Path}}/{admin}*\"\n")),
        ("netlify/netlify.toml", format!("for = \"/{admin}*\"\n")),
        ("cloudflare-pages/_headers", format!("\n/{admin}*\n")),
    ] {
        assert!(read(file).contains(&rule), "{file} has no {rule:?}");
    }
}

/// The text after `start` in the first line of a unit that has it, with its continuation lines.
fn setting(unit: &str, start: &str) -> String {
    let joined = unit.replace("\\\n", " ");
    let line = joined.lines().find_map(|line| line.strip_prefix(start));
    line.unwrap_or_else(|| panic!("no {start} in {unit}")).to_owned()
}

/// A machine with only the files that docs/deploying.md installs for systemd.
struct Machine {
    folder: TempDir,
}

impl Machine {
    fn installed() -> Self {
        let machine = Self { folder: tempfile::tempdir().expect("a folder") };
        for folder in ["usr/local/bin", "etc/systemd/system"] {
            fs::create_dir_all(machine.path(folder)).expect("a folder");
        }
        write(&machine.path("config.json"), "{}");
        write(&machine.path("key"), "st_secret\n");
        TestBundle::write(&machine.path("dist"));
        let guide = fs::read_to_string(deployed("../docs/deploying.md")).expect("text");
        let (_, part) = guide.split_once("**systemd.**").expect("a part");
        let (_, lines) = part.split_once("```sh\n").expect("commands");
        let (lines, _) = lines.split_once("```").expect("an end");
        let commands: Vec<&str> =
            lines.split(['\n', '&']).map(str::trim).filter(|command| command.starts_with("install ")).collect();
        assert!(commands.len() > 4, "{commands:?}");
        let script = commands
            .join("\n")
            .replace("target/release/statuspane", PROGRAM)
            .replace("KEY-FILE", "\"$ROOT/key\"")
            .replace(" config.json", " \"$ROOT/config.json\"")
            .replace(" /usr/local", " \"$ROOT\"/usr/local")
            .replace(" /etc", " \"$ROOT\"/etc");
        let mut command = Command::new("bash");
        command.args(["-euc", &script]).env("ROOT", machine.folder.path()).current_dir(deployed(".."));
        let output = command.output().expect("it started");
        assert!(output.status.success(), "{script}\n{}", message(&output));
        machine
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// A unit as it was installed.
    fn unit(&self, name: &str) -> String {
        fs::read_to_string(self.path(&format!("etc/systemd/system/{name}"))).expect("a unit")
    }

    /// A command of a unit with this machine's paths and some replaced words: the tested program has no page.
    fn command(&self, line: &str, others: &[(&str, &str)]) -> Command {
        let root = self.folder.path().to_str().expect("text");
        let words: Vec<String> = line
            .split_whitespace()
            .map(|word| others.iter().fold(word.to_owned(), |word, (from, to)| word.replace(from, to)))
            .map(|word| match word.strip_prefix("sqlite://") {
                Some(path) => format!("sqlite://{root}{path}"),
                None if word.starts_with('/') => format!("{root}{word}"),
                None => word,
            })
            .collect();
        let mut command = Command::new(&words[0]);
        command.args(&words[1..]).env_remove("STATUSPANE_KEY").stdin(std::process::Stdio::null());
        command
    }

    /// The folder that systemd makes for a unit.
    fn state(&self, unit: &str) {
        fs::create_dir_all(self.path("var/lib").join(setting(unit, "StateDirectory="))).expect("a folder");
    }
}

#[tokio::test]
async fn the_units_find_what_the_guide_installs() {
    let machine = Machine::installed();
    let site = machine.path("dist");
    let stub = Stub::start(|_| (200, r#"{"incidents": []}"#.to_owned()));
    let unit = machine.unit("statuspane-publish.service");
    machine.state(&unit);
    let credential = setting(&unit, "LoadCredential=");
    let (name, key) = credential.split_once(':').expect("a name and a file");
    let given = machine.path("credentials");
    write(&given.join(name), &fs::read_to_string(machine.path(&key[1..])).expect("the key"));
    let url = "https://status.example.com/";
    let others = [("${FROM}", &*stub.base()), ("${URL}", url), ("%d", "/credentials")];
    let mut publish = machine.command(&setting(&unit, "ExecStart="), &others);
    let run = tokio::task::spawn_blocking(move || publish.arg("--site").arg(site).output());
    let output = run.await.expect("it ran").expect("it started");
    assert!(output.status.success(), "{}", message(&output));
    assert!(machine.path("var/lib/statuspane-site/current/as-of.json").is_file());

    let unit = machine.unit("statuspane-serve.service");
    let create = unit.replace("\\\n#", " ");
    let (_, create) = create.split_once("runuser -u statuspane -- ").expect("how keys are made");
    let create = create.lines().next().expect("a line");
    let early = machine.command(create, &[]).output().expect("it started");
    assert!(!early.status.success(), "before the first start there is nowhere to keep it: {}", message(&early));
    machine.state(&unit);
    let early = machine.command(&setting(&unit, "ExecStart="), &[]).output().expect("it started");
    assert!(!early.status.success() && message(&early).contains("There is no database"), "{}", message(&early));
    let made = machine.command(create, &[]).output().expect("it started");
    assert!(made.status.success(), "{}", message(&made));
    let mut serve = machine.command(&setting(&unit, "ExecStart="), &[("127.0.0.1:8080", "127.0.0.1:0")]);
    let server = Process::start(serve.arg("--site").arg(machine.path("dist")), 1);
    server.call("GET /healthz").await.expect(200);
}

/// The unit makes one backup after the other, readable only by their owner, and removes old ones.
#[test]
fn the_unit_for_backups_keeps_the_newest() {
    let machine = Machine::installed();
    let unit = machine.unit("statuspane-backup.service");
    machine.state(&machine.unit("statuspane-serve.service"));
    machine.state(&unit);
    let root = machine.folder.path().to_str().expect("text").to_owned();
    let here = |text: &str| {
        let text = ["/usr/local", "/var/lib"]
            .iter()
            .fold(text.to_owned(), |text, start| text.replace(start, &format!("{root}{start}")));
        text.replace("%%", "%").replace("$$", "$")
    };
    let script = setting(&unit, "ExecStart=");
    let script = script.strip_prefix("/bin/sh -c '").and_then(|rest| rest.strip_suffix('\'')).expect("a script");
    let back_up = || Command::new("/bin/sh").args(["-c", &here(script)]).output().expect("it started");
    let early = back_up();
    assert!(!early.status.success() && message(&early).contains("There is no database"), "{}", message(&early));
    let url = here("sqlite:///var/lib/statuspane/statuspane.db");
    let created = Command::new(PROGRAM).args(["key", "create", "--database", &url]).output().expect("it started");
    assert!(created.status.success(), "{}", message(&created));
    let made = back_up();
    assert!(made.status.success(), "{}", message(&made));
    let folder = machine.path("var/lib/statuspane-backup");
    let names = || {
        let entries = fs::read_dir(&folder).expect("a folder").flatten();
        let mut names: Vec<String> = entries.map(|entry| entry.file_name().into_string().expect("text")).collect();
        names.sort();
        names
    };
    let [new] = &names()[..] else { panic!("{:?}", names()) };
    assert!(new.starts_with("statuspane-2") && new.ends_with("Z.db"), "{new}");
    assert_eq!(fs::metadata(folder.join(new)).expect("it is there").permissions().mode() & 0o777, 0o600);
    let day = std::time::Duration::from_secs(86_400);
    for (name, days) in [("statuspane-a.db", 13), ("statuspane-b.db", 15), (".statuspane-c.part", 15), ("other.db", 15)]
    {
        write(&folder.join(name), "");
        let file = fs::File::options().write(true).open(folder.join(name)).expect("it is there");
        file.set_modified(std::time::SystemTime::now() - day * days).expect("a time");
    }
    let tidy = here(&setting(&unit, "ExecStartPost="));
    let words: Vec<&str> = tidy.split_whitespace().collect();
    let done = Command::new(words[0]).args(&words[1..]).output().expect("it started");
    assert!(done.status.success(), "{}", message(&done));
    assert_eq!(names(), ["other.db", new, "statuspane-a.db"]);
}

/// Where systemd is, it knows every word of the units.
#[test]
fn systemd_knows_every_word_of_the_units() {
    let machine = Machine::installed();
    let units = [
        "statuspane-publish.service",
        "statuspane-publish.timer",
        "statuspane-serve.service",
        "statuspane-backup.service",
        "statuspane-backup.timer",
    ];
    let mut command = Command::new("systemd-analyze");
    command.arg("verify");
    for name in units {
        let path = machine.path(&format!("etc/systemd/system/{name}"));
        write(&path, &machine.unit(name).replace("=/usr/local/bin/statuspane ", &format!("={PROGRAM} ")));
        command.arg(path);
    }
    if let Ok(output) = command.output() {
        let message = message(&output);
        let about_units = message.lines().filter(|line| line.contains("/statuspane-")).collect::<Vec<_>>();
        assert!(about_units.is_empty(), "{about_units:#?}");
    }
}

/// Addresses, and the headers that they get.
type Rules = Vec<(String, Vec<(String, String)>)>;

/// The rules of a `_headers` file. Removed headers of an earlier rule are left out, as another header replaces them.
fn rules_of_headers(text: &str) -> Rules {
    let mut rules = Rules::new();
    for line in text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        match (line.strip_prefix("  "), rules.last_mut()) {
            (Some(header), Some((_, headers))) => {
                headers.extend(header.split_once(": ").map(|(name, value)| (name.to_owned(), value.to_owned())))
            }
            (None, _) => rules.push((line.to_owned(), Vec::new())),
            (Some(header), None) => panic!("{header} has no address"),
        }
    }
    rules
}

/// The rules of netlify.toml.
fn rules_of_tables(text: &str) -> Rules {
    let mut rules = Rules::new();
    let mut is_rule = false;
    for line in text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        is_rule = if line.starts_with('[') { line.contains("headers") } else { is_rule };
        let Some((name, value)) = line.split_once(" = ").filter(|_| is_rule) else { continue };
        let value = value.trim_matches('"').to_owned();
        match (name, rules.last_mut()) {
            ("for", _) => rules.push((value, Vec::new())),
            (name, Some((_, headers))) => headers.push((name.to_owned(), value)),
            (name, None) => panic!("{name} has no address"),
        }
    }
    rules
}

/// The values of a header for a file, in the order of the rules.
fn values<'a>(rules: &'a Rules, file: &str, header: &str) -> Vec<&'a str> {
    let address = format!("/{file}");
    let is_meant = |pattern: &str| address.starts_with(pattern.strip_suffix('*').expect("an asterisk at its end"));
    let meant = rules.iter().filter(|(pattern, _)| is_meant(pattern));
    meant.flat_map(|(_, headers)| headers).filter(|(name, _)| name == header).map(|(_, value)| value.as_str()).collect()
}

#[test]
fn hosts_with_rules_give_each_file_its_headers() {
    let machine = tempfile::tempdir().expect("a folder");
    TestBundle::write(machine.path());
    let mut files: Vec<String> = documents().map(|document| document.path().into_owned()).collect();
    for folder in ["", "admin/"] {
        for entry in fs::read_dir(machine.path().join(folder)).expect("a folder") {
            let entry = entry.expect("an entry");
            files.extend(entry.path().is_file().then(|| format!("{folder}{}", entry.file_name().display())));
        }
    }
    let hosts = [
        ("netlify", rules_of_tables(&read("netlify/netlify.toml"))),
        ("cloudflare", rules_of_headers(&read("cloudflare-pages/_headers"))),
    ];
    for (host, rules) in &hosts {
        for file in files.iter().filter(|file| !file.ends_with(".br") && !file.ends_with(".gz")) {
            let is_admin = file.starts_with("admin/");
            let get = |header: &str| values(rules, file, header);
            assert_eq!(get("Content-Security-Policy"), ["frame-ancestors 'none'"], "{host}: {file}");
            assert_eq!(get("X-Content-Type-Options"), ["nosniff"], "{host}: {file}");
            assert_eq!(get("Permissions-Policy").len(), 1, "{host}: {file}");
            let referrer = if is_admin { "no-referrer" } else { "strict-origin-when-cross-origin" };
            assert_eq!(get("Referrer-Policy").last(), Some(&referrer), "{host}: {file}");
            assert_eq!(
                get("X-Robots-Tag"),
                is_admin.then_some("noindex, nofollow").into_iter().collect::<Vec<_>>(),
                "{host}: {file}"
            );
            assert_eq!(
                get("Cross-Origin-Opener-Policy"),
                is_admin.then_some("same-origin").into_iter().collect::<Vec<_>>(),
                "{host}"
            );
            // Without a rule, both hosts revalidate. They send a rule's headers with a 404 too, which must not be cached
            // for ever.
            let kept: &[&str] = if is_hashed(file) { &["public, max-age=86400"] } else { &[] };
            assert_eq!(get("Cache-Control"), kept, "{host}: {file}");
        }
    }
    assert!(documents().all(|document| document.cache() == CacheRule::Revalidate && !is_hashed(&document.path())));
    assert!(!deployed("netlify/_headers").exists(), "a file in the folder is gone with the next publish");
    let longest = read("cloudflare-pages/_headers").lines().map(str::len).max();
    assert!(hosts[1].1.len() <= 100 && longest <= Some(2_000), "what Cloudflare takes");
}

/// The lines below `start` in a workflow, as long as they are further in, without their indentation.
fn block(workflow: &str, start: &str) -> String {
    let mut lines = workflow.lines().skip_while(|line| line.trim() != start);
    let depth = |line: &str| line.len() - line.trim_start().len();
    let outer = depth(lines.next().unwrap_or_else(|| panic!("no {start} in {workflow}")));
    let inner = lines.take_while(|line| line.trim().is_empty() || depth(line) > outer);
    inner.map(|line| line.get(outer + 2..).unwrap_or_default().to_owned() + "\n").collect()
}

/// Every run begins with an empty folder and the files that the workflow cached of the previous one.
#[tokio::test]
async fn runs_on_github_go_on_from_the_last_publish() {
    let workflow = read("github-pages/publish.yml");
    let step = |name: &str| {
        let (_, steps) = workflow.split_once("steps:\n").expect("steps");
        let found = steps.split("\n      - ").find(|step| step.contains(name));
        found.unwrap_or_else(|| panic!("no step with {name}")).to_owned()
    };
    let [restored, saved] = ["actions/cache/restore@", "actions/cache/save@"].map(|name| block(&step(name), "path: |"));
    assert_eq!(restored, saved, "what is kept is what is taken up again");
    let order = ["actions/cache/restore@", "name: Publish\n", "actions/cache/save@", "actions/upload-pages-artifact"];
    let places: Vec<_> = order.iter().map(|name| workflow.find(name)).collect();
    assert!(places.is_sorted() && places[0].is_some(), "{places:?}");

    let script = block(&step("name: Publish\n"), "run: |");
    let incident = r#"{"id": "a", "name": "Slow", "incidentStatus": "resolved", "incidentImpact": "minor",
        "creationTime": "1795000000000", "entries": []}"#;
    let stub = Stub::start(move |_| (200, format!(r#"{{"incidents": [{incident}]}}"#)));
    let (folder, api) = (tempfile::tempdir().expect("a folder"), stub.base());
    let mut leaves = Vec::new();
    for (run, hash) in [("first", "0123456789abcdef"), ("again", "0123456789abcdef"), ("other", "fedcba9876543210")] {
        let place = folder.path().join(run);
        site::build(&place.join("built/dist"), hash);
        symlink(PROGRAM, place.join("built/statuspane")).expect("a link");
        write(&place.join("config.json"), "{}");
        for kept in restored.lines().filter(|_| run != "first") {
            fs::rename(folder.path().join("kept").join(kept.trim()), place.join(kept.trim())).expect("it was kept");
        }
        let mut command = Command::new("bash");
        command.args(["-euo", "pipefail", "-c", &script]).current_dir(&place);
        command.env("API", &api).env("ADDRESS", "https://a.example/status").env("EVERY", "1800");
        command.env("STATUSPANE_KEY", "st_secret");
        let output = tokio::task::spawn_blocking(move || command.output()).await.expect("it ran").expect("it started");
        assert!(output.status.success(), "{}", message(&output));
        let uploaded = |name: &str| place.join("upload").join(name).is_file();
        assert!(uploaded(&format!("page-{hash}.js")) && uploaded("page-0123456789abcdef.js"), "{run}");
        assert!(!uploaded("index.html.br") && !uploaded("index.html.gz"), "{run}");
        let leaf = fs::metadata(place.join("site/incidents/a/index.html")).and_then(|leaf| leaf.modified());
        leaves.push(leaf.expect("a page"));
        for kept in restored.lines().map(str::trim) {
            fs::create_dir_all(folder.path().join("kept")).expect("a folder");
            fs::rename(place.join(kept), folder.path().join("kept").join(kept)).expect("it is kept");
        }
    }
    assert_eq!(leaves[0], leaves[1], "a page of something that is over is left alone");
}

/// Runs the function for CloudFront as it is, under Node.js, which the browser bundle needs anyway.
#[test]
fn cloudfront_asks_for_no_copy_that_may_not_be_there() {
    let cases = [
        ("/", "gzip, br", "/index.html.br"),
        ("/status/incidents/a/", "gzip", "/status/incidents/a/index.html.gz"),
        ("/status/404.html", "br", "/status/404.html.br"),
        ("/page-0123456789abcdef.js", "br;q=0, gzip", "/page-0123456789abcdef.js.gz"),
        ("/guard-0123456789abcdef.js", "br", "/guard-0123456789abcdef.js.br"),
        ("/status/admin/admin-0123456789abcdef.wasm", "br", "/status/admin/admin-0123456789abcdef.wasm.br"),
        ("/page-0123456789abcdef.css", "identity", "/page-0123456789abcdef.css"),
        ("/google1234.html", "br", "/google1234.html"),
        ("/my-index.html", "br", "/my-index.html"),
        ("/logo-0123456789abcdef.css", "br", "/logo-0123456789abcdef.css"),
    ];
    // Of the documents, `publish` compresses every page.
    let documents = documents().map(|document| {
        let address = format!("/status/{}", document.path());
        let sent = if document.is_page() { format!("{address}.br") } else { address.clone() };
        (address, "br", sent)
    });
    let cases = cases.map(|(address, accept, sent)| (address.to_owned(), accept, sent.to_owned()));
    let cases: Vec<_> = cases.into_iter().chain(documents).collect();
    let asked: Vec<_> = cases.iter().map(|(address, accept, _)| [address.as_str(), accept]).collect();
    let script = format!(
        "{}\nconst ask = ([uri, value]) => handler({{ request: {{ uri, headers: {{ 'accept-encoding': {{ value }} }}, \
         querystring: {{}} }} }}).uri;\nprocess.stdout.write({}.map(ask).join('\\n'));",
        read("s3-cloudfront/function.js"),
        serde_json::json!(asked),
    );
    let output = Command::new("node").args(["-e", &script]).output().expect("Node.js is there");
    assert!(output.status.success(), "{}", message(&output));
    let expected: Vec<&str> = cases.iter().map(|(_, _, expected)| expected.as_str()).collect();
    assert_eq!(message(&output).lines().collect::<Vec<_>>(), expected);
}
