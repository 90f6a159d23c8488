//! `statuspane serve`.

use super::ServeArguments;
use crate::bundle::BuiltPage;
use crate::clock::{Clock, SystemClock};
use crate::credential::{AccessKey, ApiToken, SecretKey};
use crate::demo;
use crate::failure::Failure;
use crate::local_api::StoreSource;
use crate::log::Log;
use crate::proxy::{Patience, Upstream};
use crate::random;
#[cfg(feature = "faults")]
use crate::serve::faults::{CONTROL, Faults};
use crate::serve::site::{ConfigSource, FILES_WINDOW, ServedConfig, Site, SiteOptions};
use crate::serve::{ConnectionLimits, Server};
use crate::serve::{RequestHandler, ServerOptions};
use crate::source::IncidentSource;
use crate::store::{Location, NewCredential, Store, StoreError};
use data_encoding::HEXLOWER;
use std::fmt::Display;
use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::Path;
use std::sync::Arc;
use tempfile::TempDir;
use tokio::net::TcpListener;

pub(super) async fn serve(arguments: ServeArguments) -> Result<(), Failure> {
    // Checked first, before anything is created.
    let stop = Stop::listen()?;
    let source = match (&arguments.config, arguments.demo) {
        (Some(path), _) => ConfigSource::File(path.clone()),
        (None, true) => ConfigSource::Text(demo::config()),
        (None, false) => ConfigSource::Site,
    };
    let settings = ServedConfig::load(source)?;
    let page = BuiltPage::of(arguments.site.clone());
    check_site(page.as_ref())?;
    check_theme(arguments.theme.as_deref())?;
    let addresses = arguments.listen.addresses().await?;
    #[cfg(feature = "faults")]
    check_faults(arguments.faults, &addresses)?;
    let clock: Arc<dyn Clock> = Arc::new(SystemClock::new());
    let mut options = ServerOptions::new(clock.clone());
    options.allowed_origins = arguments.allowed_origins.clone();
    options.trusted_proxies = arguments.trusted_proxies.clone();
    #[cfg(feature = "faults")]
    if arguments.faults {
        tracing::warn!(
            at = CONTROL,
            "fault injection is on: anyone on this machine can break responses; use it for tests only"
        );
        options.faults = Some(Faults::default());
    }
    let upstream = arguments.upstream.as_deref().map(|address| {
        let api = super::upstream::ApiOption { option: "--upstream", nothing: "Nothing was started." };
        let credential = api.credential(arguments.key_file.as_deref())?;
        // Admins' credentials use the same connection, so it warns even without a key.
        let base = api.base(address, true)?;
        if credential.is_none() {
            tracing::warn!("no key for the upstream API; visitors see what it returns without one");
        }
        Ok(Arc::new(Upstream::new(base, credential, clock.clone(), options.limits, Patience::default())))
    });
    let upstream = upstream.transpose()?;
    let place = arguments.listen.bind(&addresses).await?;

    let has_page = page.is_some();
    match upstream {
        None => from_database(arguments, settings, page, options, place, stop).await?,
        Some(upstream) => {
            options.documents = upstream.documents().clone();
            let site = site(&arguments, settings, page, upstream.clone(), &options)?;
            // Requested before the first visitor comes, so that a wrong key or address is logged at once.
            let _not_known_yet = upstream.last();
            run(RequestHandler::with_upstream(upstream, site, options), place, has_page, None, stop).await?;
        }
    }
    tracing::info!("stopped");
    Ok(())
}

/// Serves the API and the page from a database.
async fn from_database(
    arguments: ServeArguments,
    settings: ServedConfig,
    page: Option<BuiltPage>,
    options: ServerOptions,
    place: Vec<TcpListener>,
    stop: Stop,
) -> Result<(), Failure> {
    let temporary = arguments.demo.then(demo::temporary_folder).transpose().map_err(|error| {
        Failure::new(format!(
            "Couldn't create a folder for the demo's database: {error}. Nothing was started. Set TMPDIR to a folder \
             that this user can write to."
        ))
    })?;
    let location = match &temporary {
        Some(folder) => Location::from(folder.path().join("statuspane.db")),
        None => arguments.database.clone(),
    };
    let store = Arc::new(match arguments.accept_incomplete {
        false if arguments.create || arguments.demo => Store::open_or_create(&location).await?,
        false => Store::open(&location).await?,
        true => Store::open_incomplete(&location).await?,
    });
    let demo_keys = match &temporary {
        Some(_) => Some(fill(&store, options.clock.as_ref()).await.map_err(|error| not_filled(&error))?),
        None => None,
    };
    let source = Arc::new(StoreSource::new(store.clone(), options.clock.clone()));
    let has_page = page.is_some();
    let site = site(&arguments, settings, page, source, &options)?;
    let handler = RequestHandler::new(store.clone(), site, options);
    if store.credentials().await.is_ok_and(|credentials| credentials.is_empty()) {
        tracing::warn!("no API keys yet; create one with `statuspane key create`, even while the server is running");
    }
    run(handler, place, has_page, demo_keys.as_ref(), stop).await?;
    store.close().await;
    let folder = temporary.as_ref().map(|folder| folder.path().display().to_string());
    if let Some(Err(error)) = temporary.map(TempDir::close) {
        tracing::warn!(%error, folder, "couldn't remove the demo's folder");
    }
    Ok(())
}

fn site(
    arguments: &ServeArguments,
    settings: ServedConfig,
    page: Option<BuiltPage>,
    source: Arc<dyn IncidentSource>,
    options: &ServerOptions,
) -> Result<Site, Failure> {
    let (clock, documents, files_window) = (options.clock.clone(), options.documents.clone(), FILES_WINDOW);
    // The browser specs change a file and look at once.
    #[cfg(feature = "faults")]
    let files_window = if arguments.faults { model::Duration::from_millis(0) } else { files_window };
    let (theme, url) = (arguments.theme.clone(), arguments.url.clone());
    let shown = page.as_ref().map(BuiltPage::shown).unwrap_or_default();
    let options = SiteOptions { page, settings, theme, url, source, clock, documents, files_window };
    Site::new(options).map_err(|error| no_site(&shown, &error))
}

/// Accepts connections until a signal asks to stop.
async fn run(
    handler: RequestHandler,
    place: Vec<TcpListener>,
    has_page: bool,
    demo_keys: Option<&DemoKeys>,
    stop: Stop,
) -> Result<(), Failure> {
    let server =
        Server::start_on(place, Arc::new(handler), as_many_as_fit(ConnectionLimits::default())).map_err(|error| {
            Failure::new(format!("Couldn't determine the server's address: {error}. Nothing was started. Try again."))
        })?;
    // Written through a log too, so that a slow reader can't block the server.
    let lines = Log::to(io::stdout());
    announce(&lines, server.address(), has_page, demo_keys);
    tracing::info!(address = %server.address(), "started");

    stop.wait().await;
    tracing::info!("stopping: finishing requests in progress, accepting no new connections");
    server.stop().await;
    lines.end();
    Ok(())
}

/// Limits connections by the number of open files. Raises the soft limit of open files as needed and allowed; if it is
/// still too low, fewer connections are accepted at once. A connection over the limit waits, but without file
/// descriptors the database would fail.
#[cfg(unix)]
fn as_many_as_fit(limits: ConnectionLimits) -> ConnectionLimits {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    /// The database and its log, the sockets that listen, files of the site, and calls to an API.
    const BESIDE: u64 = 128;
    let wanted = u64::try_from(limits.connections).unwrap_or(u64::MAX).saturating_add(BESIDE);
    let Rlimit { current, maximum } = getrlimit(Resource::Nofile);
    let allowed = maximum.map_or(wanted, |maximum| maximum.min(wanted));
    if current.is_some_and(|current| current < allowed)
        && let Err(error) = setrlimit(Resource::Nofile, Rlimit { current: Some(allowed), maximum })
    {
        tracing::debug!(%error, "couldn't raise the limit on open files");
    }
    let Some(limit) = getrlimit(Resource::Nofile).current.filter(|limit| *limit < wanted) else { return limits };
    let connections = usize::try_from(limit.saturating_sub(BESIDE).max(limit / 2)).unwrap_or(limits.connections).max(1);
    tracing::warn!(
        limit,
        connections,
        wanted,
        "the limit on open files allows fewer connections than usual; further clients wait. Raise it with \
         LimitNOFILE= in the systemd unit, or with ulimit -n"
    );
    ConnectionLimits { connections, ..limits }
}

#[cfg(not(unix))]
fn as_many_as_fit(limits: ConnectionLimits) -> ConnectionLimits {
    limits
}

/// The credentials for the demo's admin view.
struct DemoKeys {
    token: ApiToken,
    access_key: AccessKey,
    secret: SecretKey,
}

async fn fill(store: &Store, clock: &dyn Clock) -> Result<DemoKeys, StoreError> {
    let now = clock.now();
    store.import(demo::incidents(now)).await?;
    store.import_maintenances(demo::maintenances(now)).await?;
    let keys =
        DemoKeys { token: ApiToken::generate(), access_key: AccessKey::generate(), secret: SecretKey::generate() };
    let id = || HEXLOWER.encode(&random::bytes::<4>());
    store.add_credential(&id(), "demo", now, NewCredential::Token(&keys.token)).await?;
    store.add_credential(&id(), "demo", now, NewCredential::Pair(&keys.access_key, &keys.secret)).await?;
    Ok(keys)
}

/// Prints the lines for people and scripts. Secrets are only printed here, never logged.
fn announce(lines: &Log, address: SocketAddr, has_site: bool, demo: Option<&DemoKeys>) {
    let base = format!("http://{}", reachable(address));
    if has_site {
        lines.say(&format!("Status page: {base}/"));
        lines.say(&format!("Admin view: {base}/admin/"));
    } else {
        lines.say(&format!("Incident API: {base}/v1"));
    }
    if let Some(DemoKeys { token, access_key, secret }) = demo {
        lines.say(&format!("API token: {}", token.expose()));
        lines.say(&format!("Access key: {}", access_key.as_str()));
        lines.say(&format!("Secret key: {}", secret.expose()));
    }
}

/// An address that a browser on this machine can open, which an unspecified address isn't.
fn reachable(address: SocketAddr) -> SocketAddr {
    let ip = match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        ip => ip,
    };
    SocketAddr::new(ip, address.port())
}

fn check_site(page: Option<&BuiltPage>) -> Result<(), Failure> {
    let Some(BuiltPage::Folder(folder)) = page else { return Ok(()) };
    let shown = folder.display().to_string();
    match folder.metadata() {
        Ok(metadata) if metadata.is_dir() => Ok(()),
        Ok(_) => Err(no_site(&shown, &io::Error::from(io::ErrorKind::NotADirectory))),
        Err(error) => Err(no_site(&shown, &error)),
    }
}

fn check_theme(theme: Option<&Path>) -> Result<(), Failure> {
    let Some(theme) = theme else { return Ok(()) };
    crate::text_file::read(theme).map(drop).map_err(|error| {
        Failure::new(format!(
            "Couldn't read the theme {}: {error}. Nothing was started. Name another file with --theme, or leave the \
             option out.",
            theme.display()
        ))
    })
}

/// Allows faults on loopback only: anybody who can reach the address could break the page for everybody.
#[cfg(feature = "faults")]
fn check_faults(faults: bool, listen: &[SocketAddr]) -> Result<(), Failure> {
    match faults && !listen.iter().all(|address| address.ip().is_loopback()) {
        false => Ok(()),
        true => Err(Failure::new(
            "--faults is for tests on this machine, but --listen is open to others. Nothing was started. Leave out \
             --faults, or use a loopback address: --listen 127.0.0.1:8080.",
        )),
    }
}

fn no_site(shown: &str, error: &dyn Display) -> Failure {
    Failure::new(format!(
        "Can't use the built page in {shown}: {error}. Nothing was started. Run `cargo xtask build`, then name its \
         output folder, dist/, with --site."
    ))
}

fn not_filled(error: &StoreError) -> Failure {
    Failure::new(format!(
        "Couldn't fill the demo's database: {error}. Nothing was started. Check that the temporary folder has free \
         space."
    ))
}

/// The signals that ask the program to end.
#[cfg(unix)]
pub(super) struct Stop {
    interrupt: tokio::signal::unix::Signal,
    terminate: tokio::signal::unix::Signal,
    /// `None` if the program was started so as to survive the end of the terminal.
    hang_up: Option<tokio::signal::unix::Signal>,
}

#[cfg(unix)]
impl Stop {
    /// Handles these signals from now on, so that they don't end the program directly.
    pub(super) fn listen() -> Result<Self, Failure> {
        use tokio::signal::unix::{SignalKind, signal};
        let listen = |kind| {
            signal(kind).map_err(|error| {
                Failure::new(format!("Couldn't listen for signals: {error}. Nothing was started. Try again."))
            })
        };
        Ok(Self {
            interrupt: listen(SignalKind::interrupt())?,
            terminate: listen(SignalKind::terminate())?,
            hang_up: (!ignores_hang_ups()).then(|| listen(SignalKind::hangup())).transpose()?,
        })
    }

    pub(super) async fn wait(mut self) {
        let hang_up = async {
            match &mut self.hang_up {
                Some(signal) => signal.recv().await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
            _ = hang_up => {}
        }
    }
}

/// Whether SIGHUP is ignored, as under `nohup`. Only Linux shows this.
#[cfg(unix)]
fn ignores_hang_ups() -> bool {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let ignored = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    // SIGHUP is 1, the lowest bit.
    ignored.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).is_some_and(|mask| mask & 1 == 1)
}

/// Ctrl-C, on systems without other signals.
#[cfg(not(unix))]
pub(super) struct Stop;

#[cfg(not(unix))]
impl Stop {
    pub(super) fn listen() -> Result<Self, Failure> {
        Ok(Self)
    }

    pub(super) async fn wait(self) {
        if let Err(error) = tokio::signal::ctrl_c().await {
            tracing::error!(%error, "couldn't listen for Ctrl-C");
        }
    }
}
