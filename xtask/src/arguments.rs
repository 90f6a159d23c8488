//! The command line.

use crate::bundle::Mode;
use crate::load::LoadOptions;
use crate::serve::ServeOptions;

/// A command with its options.
#[derive(Debug, PartialEq, Eq)]
pub enum Request {
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
    /// Print which modules depend on which, and the cycles.
    Graph,
    /// Post-process Trunk's staged files.
    Finish,
}

/// Parses the arguments. The error is a message for the terminal.
pub fn parse(arguments: impl IntoIterator<Item = String>) -> Result<Request, String> {
    let mut arguments = arguments.into_iter();
    let Some(command) = arguments.next() else {
        return Err(format!("Which command?\n\n{HELP}"));
    };
    let rest: Vec<String> = arguments.collect();
    let asks_for_help = rest.iter().any(|argument| argument == "--help" || argument == "-h");
    match command.as_str() {
        "help" | "--help" | "-h" => Ok(Request::Help(HELP)),
        "serve" if asks_for_help => Ok(Request::Help(SERVE_HELP)),
        "serve" => serve(&rest).map(Request::Serve),
        "build" if asks_for_help => Ok(Request::Help(BUILD_HELP)),
        "build" => build(&rest),
        "test" if asks_for_help => Ok(Request::Help(TEST_HELP)),
        "test" => test(&rest).map(|only| Request::Test { only }),
        "bench" if asks_for_help => Ok(Request::Help(BENCH_HELP)),
        "bench" => bench(&rest).map(|runs| Request::Bench { runs }),
        "load" if asks_for_help => Ok(Request::Help(LOAD_HELP)),
        "load" => load(&rest).map(Request::Load),
        "graph" if asks_for_help => Ok(Request::Help(GRAPH_HELP)),
        "graph" => nothing(&rest, "graph").map(|()| Request::Graph),
        "setup" if asks_for_help => Ok(Request::Help(SETUP_HELP)),
        "setup" => nothing(&rest, "setup").map(|()| Request::Setup),
        "finish" if asks_for_help => Ok(Request::Help(FINISH_HELP)),
        "finish" => nothing(&rest, "finish").map(|()| Request::Finish),
        unknown => Err(format!("There is no command `{unknown}`.\n\n{HELP}")),
    }
}

fn serve(arguments: &[String]) -> Result<ServeOptions, String> {
    let mut options = ServeOptions { mode: Mode::Release, port: 8080, open: false };
    let mut arguments = arguments.iter();
    while let Some(argument) = arguments.next() {
        match (argument.as_str(), argument.strip_prefix("--port=")) {
            ("--dev", _) => options.mode = Mode::Dev,
            ("--open", _) => options.open = true,
            (_, Some(value)) => options.port = port(value)?,
            ("--port", _) => options.port = port(arguments.next().map_or("", String::as_str))?,
            (unknown, _) => return Err(unexpected("serve", unknown, SERVE_HELP)),
        }
    }
    Ok(options)
}

fn port(value: &str) -> Result<u16, String> {
    match value.parse() {
        Ok(port) if port > 0 => Ok(port),
        _ => Err(format!("`--port` needs a number from 1 to 65535, not `{value}`.")),
    }
}

fn build(arguments: &[String]) -> Result<Request, String> {
    let (mut dev, mut binary) = (false, false);
    for argument in arguments {
        match argument.as_str() {
            "--dev" => dev = true,
            "--binary" => binary = true,
            unknown => return Err(unexpected("build", unknown, BUILD_HELP)),
        }
    }
    match (dev, binary) {
        (true, true) => Err("`--binary` carries the release bundle: leave `--dev` out.".into()),
        (true, false) => Ok(Request::Build(Mode::Dev)),
        (false, false) => Ok(Request::Build(Mode::Release)),
        (false, true) => Ok(Request::BuildBinary),
    }
}

/// `--only` takes the rest of the arguments as names, separated by spaces or commas.
fn test(arguments: &[String]) -> Result<Vec<String>, String> {
    let (named, names) = match arguments.split_first() {
        None => return Ok(Vec::new()),
        Some((first, rest)) => match first.strip_prefix("--only=") {
            Some(value) => (true, [&[value.to_owned()], rest].concat()),
            None => (first == "--only", rest.to_vec()),
        },
    };
    if !named {
        return Err(unexpected("test", &arguments[0], TEST_HELP));
    }
    let names: Vec<String> =
        names.iter().flat_map(|names| names.split(',')).filter(|name| !name.is_empty()).map(str::to_owned).collect();
    crate::test::check_names(&names).map(|()| names)
}

fn bench(arguments: &[String]) -> Result<u8, String> {
    let mut runs = 9;
    let mut arguments = arguments.iter();
    while let Some(argument) = arguments.next() {
        let value = match (argument.as_str(), argument.strip_prefix("--runs=")) {
            (_, Some(value)) => value,
            ("--runs", _) => arguments.next().map_or("", String::as_str),
            (unknown, _) => return Err(unexpected("bench", unknown, BENCH_HELP)),
        };
        runs = match value.parse() {
            Ok(runs @ 1..=99) => runs,
            _ => return Err(format!("`--runs` needs a number from 1 to 99, not `{value}`.")),
        };
    }
    Ok(runs)
}

fn load(arguments: &[String]) -> Result<LoadOptions, String> {
    let mut options = LoadOptions { soak: None, incidents: 10_000 };
    let mut arguments = arguments.iter();
    while let Some(argument) = arguments.next() {
        let (name, value) = match argument.split_once('=') {
            Some((name, value)) => (name, value),
            None => (argument.as_str(), arguments.next().map_or("", String::as_str)),
        };
        let number = || match value.parse() {
            Ok(number) if number > 0 => Ok(number),
            _ => Err(format!("`{name}` needs a number from 1 on, not `{value}`.")),
        };
        match name {
            "--soak" => options.soak = Some(number()?),
            "--incidents" => options.incidents = number()?,
            unknown => return Err(unexpected("load", unknown, LOAD_HELP)),
        }
    }
    Ok(options)
}

fn nothing(arguments: &[String], command: &str) -> Result<(), String> {
    match arguments.first() {
        None => Ok(()),
        Some(argument) => Err(format!("`cargo xtask {command}` takes no arguments, and got `{argument}`.")),
    }
}

fn unexpected(command: &str, argument: &str, help: &str) -> String {
    format!("`cargo xtask {command}` does not know `{argument}`.\n\n{help}")
}

const HELP: &str = "\
Statuspane's tasks. Each sets up what it needs first, once.

  cargo xtask serve    build the page and the admin view, and run a demo of them
  cargo xtask build    leave the bundle in dist/, ready to copy to a host
  cargo xtask test     run every check and every test
  cargo xtask bench    measure how soon a published page can be read, beside one written by hand
  cargo xtask load     measure the server beside nginx, or its memory under load
  cargo xtask graph    print which modules depend on which
  cargo xtask setup    only install what is missing

`cargo xtask COMMAND --help` tells more about one. Tools go to $STATUSPANE_TOOLS, else to statuspane/tools in the cache
folder. CHROMIUM and CHROMEDRIVER name another browser and driver than the ones found, FIREFOX, WEBKIT_DRIVER and XVFB
the programs of the other two engines.";

const SERVE_HELP: &str = "\
cargo xtask serve [--dev] [--port N] [--open]

Builds the release bundle and runs `statuspane serve --demo` on 127.0.0.1, with a temporary database and a fixed set of
incidents. Prints the addresses of the page and of the admin view, and an admin key. Ctrl-C ends it.

  --dev       a quick, unoptimised bundle, built again when a source file changes
  --port N    another port than 8080
  --open      open the page in the browser";

const BUILD_HELP: &str = "\
cargo xtask build [--dev | --binary]

Leaves the bundle in dist/: the public page, and the admin view in dist/admin/. Copy dist/ to any static host.

  --dev       quick, unoptimised and uncompressed
  --binary    also the companion that carries it, as one file: target/release/statuspane";

const TEST_HELP: &str = "\
cargo xtask test [--only SECTION...]

Runs every check and every test, names what it could not run and why, and ends with a summary. The exit code is 0 only
if nothing failed.

  --only      only these sections, separated by spaces or commas, for instance --only fmt,clippy";

const BENCH_HELP: &str = "\
cargo xtask bench [--runs N]

Publishes 200 incidents, writes a page by hand with the same text, and visits both in turn in a browser on a slow link.
Prints when each was painted and readable and what it weighs. The exit code is 0 only if the published incidents are
readable no later than 1.1 times the page written by hand.

  --runs N    another number of visits to each than 9";

const LOAD_HELP: &str = "\
cargo xtask load [--soak SECONDS [--incidents N]]

Serves 200 incidents with the optimised program, and asks for the front page and the public list in turns with nginx,
which sends the same bytes from files. Prints medians of five rounds. The exit code is 0 only if the companion answers at
least half as often. docs/load.md has the figures.

  --soak SECONDS   in place of that: 64 clients who read, leave and write for so long, and the memory that this takes
  --incidents N    the incidents of the soak, 10000 where nothing is said; the limit is 150 MB up to there, then 400 MB";

const GRAPH_HELP: &str = "\
cargo xtask graph

Prints which crates depend on which, and which modules of each crate, then every cycle with the file and line of one use
for each step. The exit code is 0 only if there are no cycles.";

const SETUP_HELP: &str = "\
cargo xtask setup

Installs what building and testing need and what is not there yet: a compiler with the source of the standard library,
Trunk, wasm-bindgen, the npm packages, browsers, a web server. What it can't install, it names with the command to type.";

const FINISH_HELP: &str = "\
cargo xtask finish

Trunk's post-build hook: bundles scripts and styles, shrinks the WebAssembly, writes integrity values and compresses.
Trunk calls it; there is no need to do so by hand.";

#[cfg(test)]
mod tests {
    use super::*;

    fn check(arguments: &str, expected: Result<Request, &str>) {
        let got = parse(arguments.split_whitespace().map(str::to_owned));
        match (got, expected) {
            (Ok(got), Ok(expected)) => assert_eq!(got, expected, "{arguments}"),
            (Err(got), Err(part)) => assert!(got.contains(part), "{arguments}: {got}"),
            (got, expected) => panic!("{arguments}: expected {expected:?}, got {got:?}"),
        }
    }

    fn serve(mode: Mode, port: u16, open: bool) -> Request {
        Request::Serve(ServeOptions { mode, port, open })
    }

    #[test]
    fn command_lines_make_requests() {
        check("serve", Ok(serve(Mode::Release, 8080, false)));
        check("serve --dev --open", Ok(serve(Mode::Dev, 8080, true)));
        check("serve --port 9000", Ok(serve(Mode::Release, 9000, false)));
        check("serve --port=9000", Ok(serve(Mode::Release, 9000, false)));
        check("build", Ok(Request::Build(Mode::Release)));
        check("build --dev", Ok(Request::Build(Mode::Dev)));
        check("build --binary", Ok(Request::BuildBinary));
        check("test", Ok(Request::Test { only: Vec::new() }));
        check("test --only fmt,clippy", Ok(Request::Test { only: vec!["fmt".into(), "clippy".into()] }));
        check("test --only=fmt clippy", Ok(Request::Test { only: vec!["fmt".into(), "clippy".into()] }));
        check("bench", Ok(Request::Bench { runs: 9 }));
        check("bench --runs 3", Ok(Request::Bench { runs: 3 }));
        check("bench --runs=21", Ok(Request::Bench { runs: 21 }));
        let load = |soak, incidents| Ok(Request::Load(LoadOptions { soak, incidents }));
        check("load", load(None, 10_000));
        check("load --soak 600 --incidents=50000", load(Some(600), 50_000));
        check("graph", Ok(Request::Graph));
        check("setup", Ok(Request::Setup));
        check("finish", Ok(Request::Finish));
        check("--help", Ok(Request::Help(HELP)));
        check("test --help", Ok(Request::Help(TEST_HELP)));
    }

    #[test]
    fn wrong_command_lines_say_what_is_wrong() {
        check("", Err("Which command?"));
        check("sevre", Err("no command `sevre`"));
        check("serve --prot 1", Err("does not know `--prot`"));
        check("serve --port", Err("needs a number"));
        check("serve --port 70000", Err("not `70000`"));
        check("serve --port 0", Err("not `0`"));
        check("build --release", Err("does not know `--release`"));
        check("build --binary --dev", Err("leave `--dev` out"));
        check("test fmt", Err("does not know `fmt`"));
        check("test --only", Err("needs a section"));
        check("test --only fmt,clipy", Err("no section `clipy`"));
        check("bench --runs", Err("needs a number"));
        check("bench --runs 0", Err("not `0`"));
        check("bench 3", Err("does not know `3`"));
        check("load --soak", Err("needs a number"));
        check("load --incidents 0 --soak 1", Err("not `0`"));
        check("load now", Err("does not know `now`"));
        check("graph server", Err("takes no arguments"));
        check("setup now", Err("takes no arguments"));
    }
}
