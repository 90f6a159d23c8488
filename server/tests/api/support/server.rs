//! A server with its database.

use super::client::Call;
use super::{Reply, TestClock, jwt};
use serde_json::Value;
use statuspane_server::bundle::{BuiltPage, Carried};
use statuspane_server::clock::Clock;
use statuspane_server::credential::{AccessKey, ApiToken, SecretKey};
use statuspane_server::http::Limits;
use statuspane_server::http::representations::Budget;
use statuspane_server::local_api::StoreSource;
use statuspane_server::serve::faults::Faults;
use statuspane_server::serve::site::{ConfigSource, ServedConfig, Site, SiteOptions};
use statuspane_server::serve::{ConnectionLimits, Server};
use statuspane_server::serve::{RequestHandler, ServerOptions};
use statuspane_server::source::IncidentSource;
use statuspane_server::store::{Location, NewCredential, Store};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use tempfile::TempDir;
use tokio::net::TcpListener;

/// Differences from the defaults.
pub struct TestServerBuilder {
    pub origins: Vec<&'static str>,
    pub proxies: Vec<&'static str>,
    pub limits: Limits,
    pub request_time: Duration,
    pub connections: ConnectionLimits,
    pub site: Option<PathBuf>,
    pub settings: ConfigSource,
    pub theme: Option<PathBuf>,
    pub faults: bool,
    /// The files of a page that the program carries.
    pub carried: Option<Carried>,
    pub url: Option<&'static str>,
    /// Other incidents than those of the database.
    pub source: Option<Arc<dyn IncidentSource>>,
    /// The memory that kept documents take together.
    pub documents: Budget,
    /// How long files are good for once they were looked at: tests change them and look at once.
    pub files_window: model::Duration,
}

impl Default for TestServerBuilder {
    fn default() -> Self {
        Self {
            origins: Vec::new(),
            proxies: Vec::new(),
            limits: Limits::default(),
            request_time: Duration::from_secs(30),
            connections: ConnectionLimits::default(),
            site: None,
            settings: ConfigSource::Site,
            theme: None,
            faults: false,
            carried: None,
            url: None,
            source: None,
            documents: Budget::default(),
            files_window: model::Duration::from_millis(0),
        }
    }
}

/// A server that is running.
pub struct TestServer {
    server: Server,
    address: SocketAddr,
    pub clock: Arc<TestClock>,
    pub store: Arc<Store>,
    pub folder: TempDir,
    token: String,
    access_key: AccessKey,
    secret: SecretKey,
}

impl TestServerBuilder {
    pub async fn start(self) -> TestServer {
        let folder = tempfile::tempdir().expect("a folder");
        let location = Location::from(folder.path().join("test.db"));
        let store = Arc::new(Store::open_or_create(&location).await.unwrap_or_else(|failure| panic!("{failure}")));
        let clock = Arc::new(TestClock::new());
        let token = ApiToken::generate();
        let (access_key, secret) = (AccessKey::generate(), SecretKey::generate());
        for (id, credential) in [("t", NewCredential::Token(&token)), ("p", NewCredential::Pair(&access_key, &secret))]
        {
            store.add_credential(id, "test", clock.now(), credential).await.expect("a credential is kept");
        }
        let settings = ServedConfig::load(self.settings).unwrap_or_else(|failure| panic!("{failure}"));
        let source = self.source.unwrap_or_else(|| Arc::new(StoreSource::new(store.clone(), clock.clone())));
        let url = self.url.map(|url| url.parse().expect("an address"));
        let theme = self.theme;
        let site = Site::new(SiteOptions {
            page: self.site.map(BuiltPage::Folder).or(self.carried.map(BuiltPage::Carried)),
            settings,
            theme,
            url,
            source,
            clock: clock.clone(),
            documents: self.documents.clone(),
            files_window: self.files_window,
        });
        let site = site.expect("a site");
        let mut options = ServerOptions::new(clock.clone());
        options.documents = self.documents;
        options.allowed_origins = self.origins.iter().map(|origin| origin.parse().expect("an origin")).collect();
        options.trusted_proxies = self.proxies.iter().map(|proxy| proxy.parse().expect("a network")).collect();
        options.limits = self.limits;
        options.request_time = self.request_time;
        options.faults = self.faults.then(Faults::default);
        let app = Arc::new(RequestHandler::new(store.clone(), site, options));
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let server = Server::start(listener, app, self.connections).expect("an address");
        let address = server.address();
        TestServer { server, address, clock, store, folder, token: token.expose().to_owned(), access_key, secret }
    }
}

impl TestServer {
    pub async fn start() -> Self {
        TestServerBuilder::default().start().await
    }

    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// A call without a credential: `GET /path`.
    pub fn call(&self, line: &str) -> Call {
        Call::new(self.address, line)
    }

    /// A call with the plain token.
    pub fn admin(&self, line: &str) -> Call {
        self.call(line).auth(&self.token)
    }

    /// A call signed by the key pair.
    pub fn signed_call(&self, line: &str) -> Call {
        self.call(line).auth(&self.signed(&self.claims()))
    }

    pub fn token(&self) -> &str {
        &self.token
    }

    pub fn access_key(&self) -> &str {
        self.access_key.as_str()
    }

    pub fn secret(&self) -> &str {
        self.secret.expose()
    }

    /// The value of `Authorization` with these claims, signed with the pair's secret.
    pub fn signed(&self, claims: &Value) -> String {
        format!("StatusEntry {}:{}", self.access_key(), jwt::sign(claims, self.secret()))
    }

    /// Claims that are right now.
    pub fn claims(&self) -> Value {
        jwt::claims(self.access_key(), self.clock.seconds())
    }

    /// Creates an incident and returns its ID.
    pub async fn create(&self, body: &Value) -> String {
        let reply = self.admin("POST /v1/incidents").json(body).send().await.expect(200);
        reply.json()["id"].as_str().expect("an id").to_owned()
    }

    /// Reads an incident.
    pub async fn incident(&self, id: &str) -> Value {
        self.admin(&format!("GET /v1/incidents/{id}")).send().await.expect(200).json()
    }

    /// Posts an entry and returns its ID.
    pub async fn post_entry(&self, id: &str, body: &Value) -> String {
        let reply = self.admin(&format!("POST /v1/incidents/{id}/entries")).json(body).send().await.expect(200);
        reply.json()["id"].as_str().expect("an id").to_owned()
    }

    /// Reads without a credential.
    pub async fn public(&self, path: &str) -> Reply {
        self.call(&format!("GET /public/v1{path}")).send().await
    }

    /// Asks it to stop, as a signal would, and waits for its end.
    pub async fn stop(self) {
        self.server.stop().await;
        self.store.close().await;
    }
}
