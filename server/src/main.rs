//! The companion of the status page: `statuspane serve`, `publish`, `check`, `key`, `backup` and `restore`.

fn main() -> std::process::ExitCode {
    statuspane_server::cli::main()
}
