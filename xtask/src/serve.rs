//! Runs the demo.

use crate::bundle::{self, Mode};
use crate::failure::Failure;
use crate::inputs;
use crate::output::Output;
use crate::run::{self, Run};
use crate::setup::{self, Needs, Tools};
use crate::workspace::Workspace;
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::process::{Child, ExitStatus};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

/// The options of `cargo xtask serve`.
#[derive(Debug, PartialEq, Eq)]
pub struct ServeOptions {
    /// The kind of bundle.
    pub mode: Mode,
    /// The port on 127.0.0.1.
    pub port: u16,
    /// Whether to open the page in a browser.
    pub open: bool,
}

/// Builds the bundle and the server, and runs the server until it exits or is interrupted.
pub fn serve(workspace: &Workspace, options: ServeOptions, out: &Output) -> Result<(), Failure> {
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, options.port));
    check_free(address)?;
    let tools = setup::prepare(workspace, Needs::BUILD, out);
    // The last step of the bundle uses one core only.
    let (bundle, server) = thread::scope(|scope| {
        let server = scope.spawn(|| build_server(workspace, out));
        (bundle::build(workspace, &tools, options.mode, out), server.join())
    });
    bundle?;
    server.unwrap_or_else(|_| Err(Failure::new("Compiling the server panicked.")))?;

    let interrupted = on_interrupt()?;
    let mut server = Run::new(workspace.server_program(), "The server")
        .within(workspace.root())
        .args(["serve", "--demo", "--listen", &address.to_string(), "--site"])
        .args([workspace.dist()])
        .start()?;
    if options.open {
        let out = out.clone();
        thread::spawn(move || open_when_ready(address, &out));
    }
    let mut sources = WatchedInputs::new(workspace, options.mode)?;
    while !interrupted.load(Ordering::Relaxed) {
        if let Some(status) = finished(&mut server)? {
            return ended(status);
        }
        thread::sleep(Duration::from_millis(200));
        sources.rebuild_if_changed(workspace, &tools, out)?;
    }
    end(&mut server, out)
}

/// Compiles the server with the dev profile: a release build takes minutes longer, and a demo has one visitor. It can
/// inject faults, which the browser specs need.
pub fn build_server(workspace: &Workspace, out: &Output) -> Result<(), Failure> {
    let run = Run::new("cargo", "Compiling the server")
        .within(workspace.root())
        .args(["build", "--quiet", "--package", "statuspane-server", "--features", "faults"])
        .next("Fix the compiler errors above, then run the command again.");
    match workspace.server_program().exists() {
        true => run.stream(out),
        false => out.step("Compiling the server", || run.stream(out)),
    }
}

/// Compiles the release binary with the bundle embedded.
pub fn build_binary(workspace: &Workspace, out: &Output) -> Result<(), Failure> {
    out.say("Compiling the companion with the embedded bundle (the first time takes a few minutes).");
    Run::new("cargo", "Compiling the companion")
        .within(workspace.root())
        .args(["build", "--quiet", "--release", "--package", "statuspane-server", "--features", "bundled"])
        .env("STATUSPANE_DIST", workspace.dist())
        .next("Fix the compiler errors above. The bundle in dist/ is complete.")
        .stream(out)?;
    out.say("The page is embedded in target/release/statuspane: `serve` and `publish` need no --site.");
    Ok(())
}

/// Checked before the build, so that the error comes early.
fn check_free(address: SocketAddr) -> Result<(), Failure> {
    match TcpListener::bind(address) {
        Ok(_) => Ok(()),
        Err(error) => Err(Failure::new(format!("Couldn't listen on {address}: {error}."))
            .next("Stop the program that uses this port, or choose another port with --port.")),
    }
}

/// From now on Ctrl-C only sets a flag, so that the server can shut down before this program.
fn on_interrupt() -> Result<Arc<AtomicBool>, Failure> {
    let interrupted = Arc::new(AtomicBool::new(false));
    let noted = Arc::clone(&interrupted);
    ctrlc::set_handler(move || noted.store(true, Ordering::Relaxed))
        .map_err(|error| Failure::new(format!("Couldn't listen for Ctrl-C: {error}.")))?;
    Ok(interrupted)
}

fn finished(server: &mut Child) -> Result<Option<ExitStatus>, Failure> {
    server.try_wait().map_err(|error| Failure::new(format!("Couldn't wait for the server: {error}.")))
}

fn ended(status: ExitStatus) -> Result<(), Failure> {
    match status.success() {
        true => Ok(()),
        false => Err(Failure::new(format!("The server exited unexpectedly ({status}). Its last lines above say why."))),
    }
}

/// Waits for the server to exit. Ctrl-C reaches it too, but a signal sent only to this program doesn't, so after a
/// second SIGTERM is sent.
fn end(server: &mut Child, out: &Output) -> Result<(), Failure> {
    if ends_within(server, Duration::from_secs(1))? {
        return Ok(());
    }
    let process = server.id().to_string();
    Run::new("kill", "Stopping the server").args(["-TERM", &process]).capture_any()?;
    if ends_within(server, Duration::from_secs(10))? {
        return Ok(());
    }
    out.say("The server didn't stop within ten seconds, so it's being killed.");
    server.kill().map_err(|error| {
        Failure::new(format!("Couldn't stop the server: {error}.")).next(format!("Stop process {process}."))
    })
}

fn ends_within(server: &mut Child, limit: Duration) -> Result<bool, Failure> {
    let started = Instant::now();
    while started.elapsed() < limit {
        if finished(server)?.is_some() {
            return Ok(true);
        }
        thread::sleep(Duration::from_millis(20));
    }
    Ok(false)
}

fn open_when_ready(address: SocketAddr, out: &Output) {
    let started = Instant::now();
    while TcpStream::connect(address).is_err() {
        if started.elapsed() > Duration::from_secs(30) {
            return;
        }
        thread::sleep(Duration::from_millis(100));
    }
    let opener = ["xdg-open", "open"].into_iter().find_map(run::on_path);
    let page = format!("http://{address}/");
    let opened = opener.map(|opener| Run::new(opener, "Opening the page").args([&page]).capture_any());
    if !matches!(opened, Some(Ok(_))) {
        out.say(format!("Found no program to open the page with. Open {page} in your browser."));
    }
}

/// Watches the inputs of a dev bundle by polling: that needs no library, works on every file system, and is cheap at
/// this size.
struct WatchedInputs {
    watched: bool,
    seen: Vec<(std::path::PathBuf, Option<(u64, std::time::SystemTime)>)>,
}

impl WatchedInputs {
    fn new(workspace: &Workspace, mode: Mode) -> Result<Self, Failure> {
        Ok(Self { watched: mode == Mode::Dev, seen: inputs::glance(&inputs::bundle(workspace)?) })
    }

    fn rebuild_if_changed(&mut self, workspace: &Workspace, tools: &Tools, out: &Output) -> Result<(), Failure> {
        if !self.watched {
            return Ok(());
        }
        let mut now = inputs::glance(&inputs::bundle(workspace)?);
        if now == self.seen {
            return Ok(());
        }
        // An editor or a checkout may still be writing.
        while now != self.seen {
            self.seen = now;
            thread::sleep(Duration::from_millis(150));
            now = inputs::glance(&inputs::bundle(workspace)?);
        }
        match bundle::build(workspace, tools, Mode::Dev, out) {
            Ok(()) => out.say("Reload the page to see the change."),
            Err(failure) => Output::complain(&failure),
        }
        Ok(())
    }
}
