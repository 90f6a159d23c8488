//! `statuspane key`, while a server is running.

use crate::program::{database, run};
use crate::support::{TestServer, jwt};
use statuspane_server::clock::{Clock, SystemClock};

/// The rest of the line that begins with this.
fn line<'a>(output: &'a str, start: &str) -> &'a str {
    let found = output.lines().find_map(|line| line.strip_prefix(start));
    found.unwrap_or_else(|| panic!("no line `{start}` in {output}"))
}

#[tokio::test]
async fn s28_a_running_server_honours_new_and_revoked_keys_at_once() {
    let server = TestServer::start().await;
    let database = database(server.folder.path().join("test.db"));

    let created =
        run(&["key", "create", "--token", "--name", "deploy script", "--database", &database]).await.expect(0);
    let (id, token) = (line(&created.stdout, "ID: ").to_owned(), line(&created.stdout, "API token: ").to_owned());
    assert_eq!(server.call("GET /v1/incidents").auth(&token).send().await.status, 200);

    let created = run(&["key", "create", "--name", "Ada", "--database", &database]).await.expect(0);
    let access_key = line(&created.stdout, "Access key: ");
    let secret = line(&created.stdout, "Secret key: ");
    let claims = jwt::claims(access_key, server.clock.seconds());
    let pair = format!("StatusEntry {access_key}:{}", jwt::sign(&claims, secret));
    assert_eq!(server.call("GET /v1/incidents").auth(&pair).send().await.status, 200);

    let listed = run(&["key", "list", "--database", &database]).await.expect(0).stdout;
    for part in [id.as_str(), "token", "deploy script", "Ada", "key pair", &access_key[access_key.len() - 4..]] {
        assert!(listed.contains(part), "{part} in {listed}");
    }
    let year = &SystemClock::new().now().to_iso()[..4];
    assert!(listed.contains(year), "when they were made: {listed}");
    for secret in [token.as_str(), secret] {
        assert!(!listed.contains(secret), "no secret in {listed}");
    }

    let revoked = run(&["key", "revoke", &id, "--database", &database]).await.expect(0);
    assert!(revoked.stdout.contains("Revoked key"), "{}", revoked.stdout);
    assert_eq!(server.call("GET /v1/incidents").auth(&token).send().await.status, 401);
    assert_eq!(server.call("GET /v1/incidents").auth(&pair).send().await.status, 200, "the other one is still good");

    let again = run(&["key", "revoke", &id, "--database", &database]).await.expect(1);
    assert!(again.stderr.contains("No key has the ID"), "{}", again.stderr);
}

#[tokio::test]
async fn keys_can_be_made_before_the_first_start() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("new.db");
    let database = database(path.clone());
    let none = run(&["key", "list", "--database", &database]).await.expect(1);
    assert!(none.stderr.contains("There is no database"), "{}", none.stderr);
    assert!(!path.exists(), "asking makes nothing");
    run(&["key", "create", "--database", &database]).await.expect(0);
    let listed = run(&["key", "list", "--database", &database]).await.expect(0).stdout;
    assert_eq!(listed.lines().count(), 2, "{listed}");
}

#[tokio::test]
async fn s27_only_the_owner_may_read_the_database() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("keys.db");
    let mode = |suffix: &str| {
        let name = format!("{}{suffix}", path.display());
        std::fs::metadata(&name)
            .map(|metadata| metadata.permissions().mode() & 0o777)
            .unwrap_or_else(|error| panic!("{name}: {error}"))
    };
    // As an older version, a copy or a restored backup may have left it.
    run(&["key", "create", "--database", &database(path.clone())]).await.expect(0);
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o644)).expect("permissions");
    let location = statuspane_server::store::Location::from(path.clone());
    let store =
        statuspane_server::store::Store::open_or_create(&location).await.unwrap_or_else(|failure| panic!("{failure}"));
    for suffix in ["", "-wal", "-shm"] {
        assert_eq!(mode(suffix), 0o600, "keys.db{suffix}");
    }
    store.close().await;

    let fresh = TestServer::start().await;
    for suffix in ["", "-wal", "-shm"] {
        let name = fresh.folder.path().join(format!("test.db{suffix}"));
        let mode = std::fs::metadata(&name).expect("it is there").permissions().mode() & 0o777;
        assert_eq!(mode, 0o600, "{}", name.display());
    }
}
