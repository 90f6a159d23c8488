//! The command line.

#[cfg(all(target_os = "linux", target_env = "gnu"))]
mod arenas;
mod backup;
mod check;
mod keys;
mod listen;
mod publish;
mod serve;
mod upstream;

use crate::failure::Failure;
use crate::http::client_address::Network;
use crate::http::cors::AllowedOrigin;
use crate::log::Log;
use crate::publish::PublicUrl;
use crate::store::Location;
use clap::{Args, Parser, Subcommand};
use listen::Listen;
use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

/// Serve, publish and check a status page and its Incident API.
#[derive(Debug, Parser)]
#[command(name = "statuspane", version, propagate_version = true, arg_required_else_help = true)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the Incident API, the status page and the admin view
    Serve(ServeArguments),
    /// Write the status page as plain files for any web server
    Publish(PublishArguments),
    /// Check a configuration or a site folder for problems
    #[command(after_help = CHECK_HELP)]
    Check(CheckArguments),
    /// Create, list and revoke API keys
    Key(KeyArguments),
    /// Back up the database to a new file, even while a server uses it
    Backup(BackupArguments),
    /// Create a database from a backup
    Restore(RestoreArguments),
}

/// The arguments of `serve`.
#[derive(Debug, Args)]
struct ServeArguments {
    /// Address to listen on, such as 127.0.0.1:8080, [::1]:8080 or localhost:8080; use 8080 for that port on 127.0.0.1
    /// and :8080 for all addresses of this machine
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8080")]
    listen: Listen,
    /// SQLite file with the incidents and keys; created by `key create` or --create
    #[arg(long, value_name = "URL", default_value = "sqlite:statuspane.db", conflicts_with = "demo")]
    database: Location,
    /// Create the database if it doesn't exist
    #[arg(long, conflicts_with_all = ["upstream", "demo", "accept_incomplete"])]
    create: bool,
    /// Start with a database that was copied without its write-ahead log, losing the changes that were in the log
    #[arg(long, conflicts_with_all = ["upstream", "demo"])]
    accept_incomplete: bool,
    /// Use another Incident API instead of a database: its base URL with the version, such as
    /// https://api.example.com/v1; requests of visitors and admins pass through this server
    #[arg(long, value_name = "URL", conflicts_with_all = ["database", "demo"])]
    upstream: Option<String>,
    /// File with the key for reading that API on behalf of visitors: a token on one line, or an access key and a secret
    /// key on two; defaults to STATUSPANE_KEY, or STATUSPANE_ACCESS_KEY and STATUSPANE_SECRET_KEY
    #[arg(long, value_name = "FILE", requires = "upstream")]
    key_file: Option<PathBuf>,
    /// Folder of the built page; defaults to the embedded page if there is one, otherwise API only
    #[arg(long, value_name = "DIR")]
    site: Option<PathBuf>,
    /// Use this config.json instead of the site's
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Use this style sheet instead of the site's theme.css
    #[arg(long, value_name = "FILE")]
    theme: Option<PathBuf>,
    /// Public URL of the page, for sitemap.xml and link previews
    #[arg(long, value_name = "URL")]
    url: Option<PublicUrl>,
    /// Allow pages on this origin to call the API; can be repeated
    #[arg(long = "allow-origin", value_name = "ORIGIN")]
    allowed_origins: Vec<AllowedOrigin>,
    /// Trust X-Forwarded-For from this address or CIDR block; can be repeated
    #[arg(long = "trusted-proxy", value_name = "CIDR")]
    trusted_proxies: Vec<Network>,
    /// Serve a temporary database with sample incidents, and print credentials for it
    #[arg(long)]
    demo: bool,
    /// Inject faults on demand, for tests: see server/src/serve/faults.rs
    #[cfg(feature = "faults")]
    #[arg(long, hide = true)]
    faults: bool,
}

/// The arguments of `publish`. There is none for the key, as all users of a machine can see command lines.
#[derive(Debug, Args)]
struct PublishArguments {
    /// Base URL of the Incident API with its version, such as https://api.example.com/v1
    #[arg(long, value_name = "URL")]
    from: String,
    /// Folder of the built page; defaults to the embedded page if there is one
    #[arg(long, value_name = "DIR", required = cfg!(not(feature = "bundled")))]
    site: Option<PathBuf>,
    /// Where to publish; becomes a symbolic link to the latest version of the site
    #[arg(long, value_name = "DIR")]
    to: PathBuf,
    /// File with the API key: a token on one line, or an access key and a secret key on two; defaults to
    /// STATUSPANE_KEY, or STATUSPANE_ACCESS_KEY and STATUSPANE_SECRET_KEY
    #[arg(long, value_name = "FILE")]
    key_file: Option<PathBuf>,
    /// Use this config.json instead of the built page's
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Use this style sheet instead of the built page's theme.css
    #[arg(long, value_name = "FILE")]
    theme: Option<PathBuf>,
    /// Fetch everything, rewrite every file, and remove the previous version of the site at once; use it when published
    /// content must disappear
    #[arg(long)]
    all: bool,
    /// How often you run this command; after three missed runs, visitors see that the page is out of date
    #[arg(long, value_name = "SECONDS", default_value = "300", value_parser = clap::value_parser!(u32).range(5..=86_400))]
    every: u32,
    /// Public URL of the page, for sitemap.xml, link previews and the links in 404.html
    #[arg(long, value_name = "URL")]
    url: Option<PublicUrl>,
}

const CHECK_HELP: &str = "Prints one line per finding: error, warning or note, file, location, and what to do, separated by \
                          tabs. Exits with 0 if there are no errors, 1 if there are, and 2 if the command line is \
                          invalid.";

/// The arguments of `check`.
#[derive(Debug, Args)]
#[group(required = true, multiple = true)]
struct CheckArguments {
    /// Folder of a published site or a built page
    #[arg(long, value_name = "DIR")]
    site: Option<PathBuf>,
    /// Another config.json to check; the one in --site is always checked
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Another theme.css to check; the one in --site is always checked
    #[arg(long, value_name = "FILE")]
    theme: Option<PathBuf>,
}

#[derive(Debug, Args)]
struct KeyArguments {
    #[command(subcommand)]
    command: KeyCommand,
}

#[derive(Debug, Subcommand)]
enum KeyCommand {
    /// Create a key and print it; it is shown only once
    Create {
        /// Name to show in the list, such as who uses the key
        #[arg(long, default_value = "")]
        name: String,
        /// Create an API token for scripts instead of an access key and a secret key
        #[arg(long)]
        token: bool,
        #[command(flatten)]
        database: DatabaseArgument,
    },
    /// List all keys
    List {
        #[command(flatten)]
        database: DatabaseArgument,
    },
    /// Revoke a key; running servers reject it immediately
    Revoke {
        /// ID of the key, as shown by `key list`
        id: String,
        #[command(flatten)]
        database: DatabaseArgument,
    },
}

/// The arguments of `backup`.
#[derive(Debug, Args)]
struct BackupArguments {
    /// File to write; must not exist yet; contains secrets, so only its owner can read it
    file: PathBuf,
    #[command(flatten)]
    database: DatabaseArgument,
}

/// The arguments of `restore`.
#[derive(Debug, Args)]
struct RestoreArguments {
    /// Backup file written by `backup`
    file: PathBuf,
    /// SQLite file to create; must not exist yet
    #[arg(long, value_name = "URL", default_value = "sqlite:statuspane.db")]
    database: Location,
}

#[derive(Debug, Args)]
struct DatabaseArgument {
    /// SQLite file with the incidents and keys
    #[arg(long, value_name = "URL", default_value = "sqlite:statuspane.db")]
    database: Location,
}

/// Runs the program. The exit code is 0 on success, 1 on failure, and 2 for an invalid command line.
pub fn main() -> ExitCode {
    let arguments = Arguments::try_parse();
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    if matches!(&arguments, Ok(Arguments { command: Command::Serve(_) })) {
        // Before there are threads or open files.
        arenas::limit();
    }
    let log = Ending(Log::to(io::stderr()));
    log.0.take_panics();
    let done = match arguments {
        Ok(arguments) => run(arguments.command, &log.0),
        Err(error) => match error.print().and_then(|()| io::stdout().flush()) {
            Err(unsaid) if !error.use_stderr() => Err(unwritten(&unsaid, "Nothing was done.")),
            Ok(()) | Err(_) => return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2)),
        },
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            log.0.say(&format!("statuspane: {failure}"));
            ExitCode::FAILURE
        }
    }
}

/// Waits for the last lines of the log when dropped, however the program ends.
struct Ending(Log);

impl Drop for Ending {
    fn drop(&mut self) {
        self.0.end();
    }
}

fn run(command: Command, log: &Log) -> Result<(), Failure> {
    tracing_subscriber::fmt()
        .with_writer(log.clone())
        // These would go to standard error, with a panic if that can't be written.
        .log_internal_errors(false)
        .with_ansi(false)
        .with_target(false)
        .with_max_level(match command {
            Command::Serve(_) => tracing::Level::INFO,
            Command::Publish(_) | Command::Check(_) | Command::Key(_) | Command::Backup(_) | Command::Restore(_) => {
                tracing::Level::WARN
            }
        })
        .init();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let runtime = runtime.map_err(|error| {
        Failure::new(format!("Couldn't start the program's threads: {error}. Nothing was started. Try again."))
    })?;
    match command {
        Command::Publish(arguments) => publish::publish(arguments),
        Command::Check(arguments) => check::check(arguments, log),
        Command::Serve(arguments) => runtime.block_on(serve::serve(arguments)),
        Command::Key(KeyArguments { command }) => runtime.block_on(keys::run(command)),
        Command::Backup(arguments) => runtime.block_on(backup::backup(arguments)),
        Command::Restore(arguments) => runtime.block_on(backup::restore(arguments)),
    }
}

/// Writes a line of a command's result to standard output. On failure the message ends with `unaffected`: what holds
/// nevertheless, and what to do.
fn say(line: &str, unaffected: &str) -> Result<(), Failure> {
    writeln!(io::stdout(), "{line}").map_err(|error| unwritten(&error, unaffected))
}

fn unwritten(error: &io::Error, unaffected: &str) -> Failure {
    Failure::new(format!("Couldn't write to standard output: {error}. {unaffected}"))
}
