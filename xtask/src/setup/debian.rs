//! Packages of Debian and its derivatives.

use crate::failure::Failure;
use crate::output::Output;
use crate::run::{self, Run};
use std::path::Path;
use std::sync::OnceLock;

/// Whether packages can be installed: on Debian or a derivative, as root.
pub fn can_install() -> bool {
    let user = || Run::new("id", "Asking for the user").args(["-u"]).capture_any();
    Path::new("/etc/debian_version").exists()
        && run::on_path("apt-get").is_some()
        && user().is_ok_and(|user| user.trim() == "0")
}

/// Whether the fetched package lists have a package of this name.
pub fn knows(package: &str) -> bool {
    let asked = Run::new("apt-cache", "Looking for a package").args(["pkgnames", package]).capture_any();
    asked.is_ok_and(|names| names.lines().any(|name| name == package))
}

/// Installs packages. `what` describes them in a few words, for messages.
pub fn install(packages: &[impl AsRef<str>], what: &str, out: &Output) -> Result<(), Failure> {
    install_with(packages, what, &[], out)
}

/// As [`install`], for packages that would start a server. `service` would start at the next boot, and is disabled.
pub fn install_idle(
    packages: &[impl AsRef<str>],
    service: Option<&str>,
    what: &str,
    out: &Output,
) -> Result<(), Failure> {
    const OFFLINE: (&str, &str) = ("SYSTEMD_OFFLINE", "1");
    install_with(packages, what, &[OFFLINE, ("RUNLEVEL", "1")], out)?;
    match service.filter(|_| run::on_path("systemctl").is_some()) {
        None => Ok(()),
        Some(service) => Run::new("systemctl", "Disabling a service")
            .args(["--quiet", "disable", service])
            .env(OFFLINE.0, OFFLINE.1)
            .next(format!("If you don't need {service}, run systemctl disable {service}."))
            .stream(out),
    }
}

fn install_with(
    packages: &[impl AsRef<str>],
    what: &str,
    environment: &[(&str, &str)],
    out: &Output,
) -> Result<(), Failure> {
    let names: Vec<&str> = packages.iter().map(AsRef::as_ref).collect();
    update(out)?;
    let run = apt_get(&format!("Installing {what}"));
    let run = environment
        .iter()
        .fold(run, |run, (name, value)| run.env(name, value))
        .args(["install", "--yes", "--quiet", "--no-install-recommends"])
        .args(&names)
        .next(format!("Run apt-get install {} by hand to see more.", names.join(" ")));
    out.step(&format!("Installing {what} ({})", names.join(" ")), || run.quietly())
}

/// Fetches the package lists, once per run.
fn update(out: &Output) -> Result<(), Failure> {
    static UPDATED: OnceLock<Result<(), Failure>> = OnceLock::new();
    let update = || {
        let run = apt_get("Fetching package lists")
            .args(["update", "--quiet"])
            .next("Check the connection to the package server and /etc/apt, then try again.");
        out.step("Fetching package lists", || run.quietly())
    };
    UPDATED.get_or_init(update).clone()
}

fn apt_get(purpose: &str) -> Run {
    // Waits for another package manager that may be running.
    Run::new("apt-get", purpose).args(["-o", "DPkg::Lock::Timeout=300"]).env("DEBIAN_FRONTEND", "noninteractive")
}
