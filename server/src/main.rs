//! The companion of the status page: `statuspane serve`, `publish`, `check` and `key`.

fn main() -> std::process::ExitCode {
    statuspane_server::cli::main()
}
