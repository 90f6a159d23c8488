//! The companion of the status page: `statuspane serve`, `statuspane key`.

fn main() -> std::process::ExitCode {
    statuspane_server::cli::main()
}
