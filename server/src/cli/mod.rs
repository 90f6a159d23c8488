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

/// The status page's companion: the Incident API on an embedded database, and the page on top of it.
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
    /// Write the status page as plain files, for any web server
    Publish(PublishArguments),
    /// Say what is wrong with a configuration, or with a folder that is to be served, and where
    #[command(after_help = CHECK_HELP)]
    Check(CheckArguments),
    /// Make, list and revoke the keys of the API
    Key(KeyArguments),
    /// Write everything in the database into one new file, also while a server uses it
    Backup(BackupArguments),
    /// Make a new database from a backup
    Restore(RestoreArguments),
}

/// The arguments of `serve`.
#[derive(Debug, Args)]
struct ServeArguments {
    /// Where to listen: an address or a name with a port, such as 127.0.0.1:8080, [::1]:8080 or localhost:8080; 8080 is
    /// that port on 127.0.0.1, and :8080 on every address of this machine
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8080")]
    listen: Listen,
    /// The SQLite file that holds incidents and keys; `key create` makes it, or --create
    #[arg(long, value_name = "URL", default_value = "sqlite:statuspane.db", conflicts_with = "demo")]
    database: Location,
    /// Make the database if there is none
    #[arg(long, conflicts_with_all = ["upstream", "demo", "accept_incomplete"])]
    create: bool,
    /// Start with a copy of a database that was made without its log, and do without the changes that it lacks
    #[arg(long, conflicts_with_all = ["upstream", "demo"])]
    accept_incomplete: bool,
    /// In place of a database: the base address of an Incident API with its version, such as
    /// https://api.example.com/v1, which visitors read through this server and admins write through it
    #[arg(long, value_name = "URL", conflicts_with_all = ["database", "demo"])]
    upstream: Option<String>,
    /// A file with the key that visitors' reads are made with: a token on one line, or an access key and a secret key
    /// on two; without it, STATUSPANE_KEY or STATUSPANE_ACCESS_KEY and STATUSPANE_SECRET_KEY
    #[arg(long, value_name = "FILE", requires = "upstream")]
    key_file: Option<PathBuf>,
    /// The folder of the built page; without it the page that this program carries, if it does, else only the API
    #[arg(long, value_name = "DIR")]
    site: Option<PathBuf>,
    /// A config.json in place of the site's
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// A style sheet in place of the site's theme.css
    #[arg(long, value_name = "FILE")]
    theme: Option<PathBuf>,
    /// Where visitors find the page, for sitemap.xml and previews of links
    #[arg(long, value_name = "URL")]
    url: Option<PublicUrl>,
    /// Let a page on this origin use the API; may be given more than once
    #[arg(long = "allow-origin", value_name = "ORIGIN")]
    allowed_origins: Vec<AllowedOrigin>,
    /// Believe this address or block about whom it forwards for; may be given more than once
    #[arg(long = "trusted-proxy", value_name = "CIDR")]
    trusted_proxies: Vec<Network>,
    /// Show a temporary database with made-up incidents, and a key to it
    #[arg(long)]
    demo: bool,
    /// Break answers on demand, for tests: see server/src/serve/faults.rs
    #[cfg(feature = "faults")]
    #[arg(long, hide = true)]
    faults: bool,
}

/// The arguments of `publish`. There is none for the key, as all users of a machine can see command lines.
#[derive(Debug, Args)]
struct PublishArguments {
    /// The base address of the Incident API with its version, such as https://api.example.com/v1
    #[arg(long, value_name = "URL")]
    from: String,
    /// The folder of the built page; without it the page that this program carries, if it does
    #[arg(long, value_name = "DIR", required = cfg!(not(feature = "bundled")))]
    site: Option<PathBuf>,
    /// Where to publish: a name that will be a link to the newest generation
    #[arg(long, value_name = "DIR")]
    to: PathBuf,
    /// A file with the key: a token on one line, or an access key and a secret key on two; without it,
    /// STATUSPANE_KEY or STATUSPANE_ACCESS_KEY and STATUSPANE_SECRET_KEY
    #[arg(long, value_name = "FILE")]
    key_file: Option<PathBuf>,
    /// A config.json in place of the built page's
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// A style sheet in place of the built page's theme.css
    #[arg(long, value_name = "FILE")]
    theme: Option<PathBuf>,
    /// Ask the API for everything, write every file anew, and remove the last generation at once: when something that was
    /// published has to be gone
    #[arg(long)]
    all: bool,
    /// How often this command is run; three times that, and visitors are told that the page is old
    #[arg(long, value_name = "SECONDS", default_value = "300", value_parser = clap::value_parser!(u32).range(5..=86_400))]
    every: u32,
    /// Where visitors find the page, for sitemap.xml, previews of links, and the way back from 404.html
    #[arg(long, value_name = "URL")]
    url: Option<PublicUrl>,
}

const CHECK_HELP: &str = "Prints a line for each thing that is wrong: error or warning, the file, the place in it, and \
                          what to do, with tabs between them. Ends with 0 when there is no error, with 1 when there is \
                          one, and with 2 when the command line makes no sense.";

/// The arguments of `check`.
#[derive(Debug, Args)]
#[group(required = true, multiple = true)]
struct CheckArguments {
    /// The folder of a published site, or of a built page
    #[arg(long, value_name = "DIR")]
    site: Option<PathBuf>,
    /// A config.json by itself; the one in the folder is checked with the folder
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
}

#[derive(Debug, Args)]
struct KeyArguments {
    #[command(subcommand)]
    command: KeyCommand,
}

#[derive(Debug, Subcommand)]
enum KeyCommand {
    /// Make a key and show it, this once
    Create {
        /// What it is for
        #[arg(long, default_value = "")]
        name: String,
        /// Make a plain token for scripts, in place of an access key with a secret key
        #[arg(long)]
        token: bool,
        #[command(flatten)]
        database: DatabaseArgument,
    },
    /// Show which keys there are
    List {
        #[command(flatten)]
        database: DatabaseArgument,
    },
    /// Take a key back; a server that is running refuses it at once
    Revoke {
        /// The key's id, as the list shows it
        id: String,
        #[command(flatten)]
        database: DatabaseArgument,
    },
}

/// The arguments of `backup`.
#[derive(Debug, Args)]
struct BackupArguments {
    /// The file to write, which must not be there yet; it holds secrets, and only its owner may read it
    file: PathBuf,
    #[command(flatten)]
    database: DatabaseArgument,
}

/// The arguments of `restore`.
#[derive(Debug, Args)]
struct RestoreArguments {
    /// A file that `backup` has written
    file: PathBuf,
    /// The SQLite file to make, which must not be there yet
    #[arg(long, value_name = "URL", default_value = "sqlite:statuspane.db")]
    database: Location,
}

#[derive(Debug, Args)]
struct DatabaseArgument {
    /// The SQLite file that holds incidents and keys
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
        Failure::new(format!("The program could not start its threads: {error}. Nothing was started. Try again."))
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
    Failure::new(format!("Standard output could not be written: {error}. {unaffected}"))
}
