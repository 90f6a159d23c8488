//! The command line.

use crate::bundle::Mode;
use crate::failure::UsageError;
use crate::load::LoadOptions;
use crate::serve::ServeOptions;
use crate::shots::ShotsOptions;
use lexopt::Arg::{self, Long, Short, Value};
use lexopt::Parser;
use std::ffi::OsString;
use std::ops::RangeInclusive;
use std::str::FromStr;

/// A command with its options.
#[derive(Debug, PartialEq, Eq)]
pub enum Task {
    /// Print a help text.
    Help(&'static str),
    /// Install missing tools.
    Setup,
    /// Build `dist/`.
    Build(Mode),
    /// Build `dist/` and a server binary with it embedded.
    BuildBinary,
    /// Build `dist/` and serve the demo.
    Serve(ServeOptions),
    /// Run some sections of the tests, or all of them.
    Test {
        /// Section names; empty for all.
        only: Vec<String>,
    },
    /// Measure how soon a published page is readable.
    Bench {
        /// How many times each page is visited.
        runs: u8,
    },
    /// Compare the server's throughput with nginx, or measure its memory under load.
    Load(LoadOptions),
    /// Make contact sheets of every screen, or renew the stored pictures.
    Shots(ShotsOptions),
    /// Print which modules depend on which, and the cycles.
    Graph,
    /// Post-process Trunk's staged files.
    Finish,
}

/// Parses the arguments. The error is a message for the terminal.
pub fn parse(arguments: impl IntoIterator<Item = String>) -> Result<Task, UsageError> {
    let mut parser = Parser::from_args(arguments.into_iter().map(OsString::from));
    let command = match parser.next()? {
        None => return Err(UsageError::new(format!("No command given.\n\n{HELP}"))),
        Some(Long("help") | Short('h')) => return Ok(Task::Help(HELP)),
        Some(argument) => shown(argument),
    };
    match command.as_str() {
        "help" => Ok(Task::Help(HELP)),
        "serve" => serve(&mut parser),
        "build" => build(&mut parser),
        "test" => test(&mut parser),
        "bench" => bench(&mut parser),
        "load" => load(&mut parser),
        "shots" => shots(&mut parser),
        "graph" => nothing(&mut parser, "graph", GRAPH_HELP, Task::Graph),
        "setup" => nothing(&mut parser, "setup", SETUP_HELP, Task::Setup),
        "finish" => nothing(&mut parser, "finish", FINISH_HELP, Task::Finish),
        unknown => Err(UsageError::new(format!("Unknown command `{unknown}`.\n\n{HELP}"))),
    }
}

fn serve(parser: &mut Parser) -> Result<Task, UsageError> {
    let mut options = ServeOptions { mode: Mode::Release, port: 8080, open: false };
    while let Some(argument) = parser.next()? {
        match argument {
            Long("dev") => options.mode = Mode::Dev,
            Long("open") => options.open = true,
            Long("port") => options.port = number(parser, "--port", 1..=u16::MAX, "from 1 to 65535")?,
            other => return help_or_unexpected("serve", other, SERVE_HELP),
        }
    }
    Ok(Task::Serve(options))
}

fn build(parser: &mut Parser) -> Result<Task, UsageError> {
    let (mut dev, mut binary) = (false, false);
    while let Some(argument) = parser.next()? {
        match argument {
            Long("dev") => dev = true,
            Long("binary") => binary = true,
            other => return help_or_unexpected("build", other, BUILD_HELP),
        }
    }
    match (dev, binary) {
        (true, true) => Err(UsageError::new("`--binary` embeds the release bundle: leave out `--dev`.")),
        (true, false) => Ok(Task::Build(Mode::Dev)),
        (false, false) => Ok(Task::Build(Mode::Release)),
        (false, true) => Ok(Task::BuildBinary),
    }
}

/// `--only` takes the rest of the arguments as names, separated by spaces or commas.
fn test(parser: &mut Parser) -> Result<Task, UsageError> {
    let mut values: Option<Vec<OsString>> = None;
    while let Some(argument) = parser.next()? {
        match (argument, &mut values) {
            // It fails if there are no values, which the check below reports.
            (Long("only"), _) => values.get_or_insert_default().extend(parser.values().into_iter().flatten()),
            (Value(value), Some(values)) => values.push(value),
            (other, _) => return help_or_unexpected("test", other, TEST_HELP),
        }
    }
    let Some(values) = values else { return Ok(Task::Test { only: Vec::new() }) };
    let values: Vec<_> = values.iter().map(|value| value.to_string_lossy()).collect();
    let names = values.iter().flat_map(|names| names.split(',')).filter(|name| !name.is_empty());
    let only: Vec<String> = names.map(str::to_owned).collect();
    crate::test::check_names(&only).map(|()| Task::Test { only })
}

fn bench(parser: &mut Parser) -> Result<Task, UsageError> {
    let mut runs = 9;
    while let Some(argument) = parser.next()? {
        match argument {
            Long("runs") => runs = number(parser, "--runs", 1..=99, "from 1 to 99")?,
            other => return help_or_unexpected("bench", other, BENCH_HELP),
        }
    }
    Ok(Task::Bench { runs })
}

fn load(parser: &mut Parser) -> Result<Task, UsageError> {
    let mut options = LoadOptions { soak: None, incidents: 10_000 };
    while let Some(argument) = parser.next()? {
        match argument {
            Long("soak") => options.soak = Some(number(parser, "--soak", 1..=u32::MAX, "of at least 1")?),
            Long("incidents") => options.incidents = number(parser, "--incidents", 1..=u32::MAX, "of at least 1")?,
            other => return help_or_unexpected("load", other, LOAD_HELP),
        }
    }
    Ok(Task::Load(options))
}

fn shots(parser: &mut Parser) -> Result<Task, UsageError> {
    let mut options = ShotsOptions { renew: false, only: String::new() };
    while let Some(argument) = parser.next()? {
        match argument {
            Long("renew") => options.renew = true,
            Long("only") => match parser.value() {
                Ok(value) => options.only = value.to_string_lossy().into_owned(),
                Err(_) => return Err(UsageError::new("`--only` needs a part of a state's name.")),
            },
            other => return help_or_unexpected("shots", other, SHOTS_HELP),
        }
    }
    Ok(Task::Shots(options))
}

/// For a command without options.
fn nothing(parser: &mut Parser, command: &str, help: &'static str, request: Task) -> Result<Task, UsageError> {
    match parser.next()? {
        None => Ok(request),
        Some(Long("help") | Short('h')) => Ok(Task::Help(help)),
        Some(argument) => {
            let argument = shown(argument);
            Err(UsageError::new(format!("`cargo xtask {command}` takes no arguments, but got `{argument}`.")))
        }
    }
}

/// The value of an option that takes a number in a range, which errors describe.
fn number<T: FromStr + PartialOrd>(
    parser: &mut Parser,
    option: &str,
    range: RangeInclusive<T>,
    described: &str,
) -> Result<T, UsageError> {
    let value = parser.value().unwrap_or_default();
    let value = value.to_string_lossy();
    let number = value.parse().ok().filter(|number| range.contains(number));
    number.ok_or_else(|| UsageError::new(format!("`{option}` needs a number {described}, not `{value}`.")))
}

fn help_or_unexpected(command: &str, argument: Arg<'_>, help: &'static str) -> Result<Task, UsageError> {
    match argument {
        Long("help") | Short('h') => Ok(Task::Help(help)),
        other => {
            let argument = shown(other);
            Err(UsageError::new(format!("`cargo xtask {command}` has no option `{argument}`.\n\n{help}")))
        }
    }
}

/// An argument as it was typed.
fn shown(argument: Arg<'_>) -> String {
    match argument {
        Short(letter) => format!("-{letter}"),
        Long(name) => format!("--{name}"),
        Value(value) => value.to_string_lossy().into_owned(),
    }
}

const HELP: &str = "\
Statuspane's tasks. Each installs missing tools first.

  cargo xtask serve    build the page and the admin view, and serve a demo
  cargo xtask build    build the bundle in dist/, ready to copy to a host
  cargo xtask test     run all checks and tests
  cargo xtask bench    measure how soon a published page is readable, compared with a handwritten one
  cargo xtask load     compare the server with nginx, or measure its memory under load
  cargo xtask shots    make pictures of every screen in every state
  cargo xtask graph    print the dependencies between modules
  cargo xtask setup    install missing tools

`cargo xtask COMMAND --help` shows the options of a command. Tools are installed in $STATUSPANE_TOOLS, or in
statuspane/tools in the cache folder. Set CHROMIUM and CHROMEDRIVER, FIREFOX, WEBKIT_DRIVER or XVFB to use other programs
than the ones found.";

const SERVE_HELP: &str = "\
cargo xtask serve [--dev] [--port N] [--open]

Builds the release bundle and runs `statuspane serve --demo` on 127.0.0.1, with a temporary database and a fixed set of
incidents. Prints the URLs of the page and the admin view, an API token and a key pair. Press Ctrl-C to stop.

  --dev       build faster, without optimisation, and rebuild when a source file changes
  --port N    use this port (default: 8080)
  --open      open the page in your browser";

const BUILD_HELP: &str = "\
cargo xtask build [--dev | --binary]

Builds the public page in dist/ and the admin view in dist/admin/. Copy dist/ to any static host.

  --dev       build faster, without optimisation and compression
  --binary    also build target/release/statuspane, a single program that contains both";

const TEST_HELP: &str = "\
cargo xtask test [--only SECTION...]

Runs all checks and tests, and prints a summary with the reason for each that it couldn't run. The exit code is 0 only if
nothing failed.

  --only      run only these sections, separated by spaces or commas, such as --only fmt,clippy";

const BENCH_HELP: &str = "\
cargo xtask bench [--runs N]

Publishes 200 incidents, and visits the page in turn with a handwritten one of the same text, in a browser on a slow
connection. Prints when each was painted and readable, and its size. The exit code is 0 only if the published incidents
are readable within 1.1 times the time of the handwritten page.

  --runs N    visits to each page (default: 9)";

const LOAD_HELP: &str = "\
cargo xtask load [--soak SECONDS [--incidents N]]

Serves 200 incidents with the optimised program, and requests the front page and the public list from it and from nginx
in turn. nginx sends the same bytes from files. Prints medians of five rounds. The exit code is 0 only if the companion
answers at least half as many requests. docs/load.md has the figures.

  --soak SECONDS   instead, measure memory while 64 clients read, disconnect and write for this long
  --incidents N    incidents of the soak (default: 10000); the limit is 150 MB up to the default, 400 MB above it";

const SHOTS_HELP: &str = "\
cargo xtask shots [--renew] [--only NAME]

Builds the bundle and the server, and makes a contact sheet for each state of each screen in target/shots: at 390 and
1280 pixels, in light and dark. Some states are also shown at 320, 768 and 1920 pixels, in forced colours and in print.

  --renew        instead, renew the pictures and accessibility trees in tests/reference; that needs no build
  --only NAME    only states whose name contains this";

const GRAPH_HELP: &str = "\
cargo xtask graph

Prints the dependencies between crates and between the modules of each crate, then every cycle, with the file and line of
one use for each step. The exit code is 0 only if there are no cycles.";

const SETUP_HELP: &str = "\
cargo xtask setup

Installs the missing tools for building and testing: a compiler with the source of the standard library, Trunk,
wasm-bindgen, the npm packages, browsers and a web server. If it can't install one, it prints the command to run.";

const FINISH_HELP: &str = "\
cargo xtask finish

Trunk's post-build hook: bundles scripts and styles, shrinks the WebAssembly, writes integrity values and compresses.
Trunk runs it; you don't need to.";

#[cfg(test)]
mod tests {
    use super::*;

    fn check(arguments: &str, expected: Result<Task, &str>) {
        let got = parse(arguments.split_whitespace().map(str::to_owned));
        match (got, expected) {
            (Ok(got), Ok(expected)) => assert_eq!(got, expected, "{arguments}"),
            (Err(got), Err(part)) => assert!(got.to_string().contains(part), "{arguments}: {got}"),
            (got, expected) => panic!("{arguments}: expected {expected:?}, got {got:?}"),
        }
    }

    fn serve(mode: Mode, port: u16, open: bool) -> Task {
        Task::Serve(ServeOptions { mode, port, open })
    }

    #[test]
    fn command_lines_make_requests() {
        check("serve", Ok(serve(Mode::Release, 8080, false)));
        check("serve --dev --open", Ok(serve(Mode::Dev, 8080, true)));
        check("serve --port 9000", Ok(serve(Mode::Release, 9000, false)));
        check("serve --port=9000", Ok(serve(Mode::Release, 9000, false)));
        check("build", Ok(Task::Build(Mode::Release)));
        check("build --dev", Ok(Task::Build(Mode::Dev)));
        check("build --binary", Ok(Task::BuildBinary));
        check("test", Ok(Task::Test { only: Vec::new() }));
        check("test --only fmt,clippy", Ok(Task::Test { only: vec!["fmt".into(), "clippy".into()] }));
        check("test --only=fmt clippy", Ok(Task::Test { only: vec!["fmt".into(), "clippy".into()] }));
        check("bench", Ok(Task::Bench { runs: 9 }));
        check("bench --runs 3", Ok(Task::Bench { runs: 3 }));
        check("bench --runs=21", Ok(Task::Bench { runs: 21 }));
        let load = |soak, incidents| Ok(Task::Load(LoadOptions { soak, incidents }));
        check("load", load(None, 10_000));
        check("load --soak 600 --incidents=50000", load(Some(600), 50_000));
        let shots = |renew, only: &str| Ok(Task::Shots(ShotsOptions { renew, only: only.into() }));
        check("shots", shots(false, ""));
        check("shots --only home-stale", shots(false, "home-stale"));
        check("shots --renew", shots(true, ""));
        check("graph", Ok(Task::Graph));
        check("setup", Ok(Task::Setup));
        check("finish", Ok(Task::Finish));
        check("--help", Ok(Task::Help(HELP)));
        check("test --help", Ok(Task::Help(TEST_HELP)));
        check("graph -h", Ok(Task::Help(GRAPH_HELP)));
        check("serve --dev --help", Ok(Task::Help(SERVE_HELP)));
    }

    #[test]
    fn wrong_command_lines_say_what_is_wrong() {
        check("", Err("No command given"));
        check("--serve", Err("command `--serve`"));
        check("serve -d", Err("no option `-d`"));
        check("serve --dev=1", Err("--dev"));
        check("sevre", Err("command `sevre`"));
        check("serve --prot 1", Err("no option `--prot`"));
        check("serve --port", Err("needs a number"));
        check("serve --port 70000", Err("not `70000`"));
        check("serve --port 0", Err("not `0`"));
        check("build --release", Err("no option `--release`"));
        check("build --binary --dev", Err("leave out `--dev`"));
        check("test fmt", Err("no option `fmt`"));
        check("test --only", Err("needs a section"));
        check("test --only fmt,clipy", Err("section `clipy`"));
        check("bench --runs", Err("needs a number"));
        check("bench --runs 0", Err("not `0`"));
        check("bench 3", Err("no option `3`"));
        check("load --soak", Err("needs a number"));
        check("load --incidents 0 --soak 1", Err("not `0`"));
        check("load now", Err("no option `now`"));
        check("shots --only", Err("needs a part"));
        check("shots renew", Err("no option `renew`"));
        check("graph server", Err("takes no arguments"));
        check("setup now", Err("takes no arguments"));
    }
}
