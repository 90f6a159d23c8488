//! The browser of the tests.

use super::debian;
use crate::failure::Failure;
use crate::output::Output;
use crate::run;
use std::path::{Path, PathBuf};

/// The name of the program and of the distribution's package.
const SHELL: &str = "chromium-headless-shell";

/// A Chromium and its driver.
#[derive(Clone, Debug)]
pub struct Browser {
    /// Chromium's headless shell if there is one, as the specs take a third less time in it, and vary less; otherwise
    /// the browser.
    pub chromium: PathBuf,
    /// ChromeDriver, for `wasm-bindgen-test`.
    pub driver: PathBuf,
}

impl Browser {
    /// Finds or installs both.
    pub fn prepare(out: &Output) -> Result<Self, Failure> {
        if Self::find()?.is_none() && debian::can_install() {
            let packages =
                ["chromium", "chromium-driver", "fonts-liberation", "fonts-dejavu", "fonts-noto-color-emoji"];
            debian::install(&packages, "a browser for the tests", out)?;
        }
        // Not every release of the distribution has this package.
        if named("CHROMIUM")?.is_none()
            && run::on_path(SHELL).is_none()
            && debian::can_install()
            && debian::knows(SHELL)
        {
            debian::install(&[SHELL], "a headless browser for faster tests", out)?;
        }
        Self::find()?.ok_or_else(|| {
            Failure::new("Chromium and its driver are missing; the tests run the pages in a real browser.").next(
                "Run sudo apt-get install chromium chromium-driver (Debian) or brew install --cask chromium \
                 chromedriver (macOS). Or set CHROMIUM and CHROMEDRIVER to a browser and a driver of the same \
                 version. Then try again.",
            )
        })
    }

    fn find() -> Result<Option<Self>, Failure> {
        let names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
        let application = Path::new("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome");
        let found = || {
            let application = application.is_file().then(|| application.to_path_buf());
            names.iter().find_map(|name| run::on_path(name)).or(application)
        };
        let named_browser = named("CHROMIUM")?;
        let is_named = named_browser.is_some();
        let chromium = named_browser.or_else(found);
        let driver = named("CHROMEDRIVER")?.or_else(|| run::on_path("chromedriver"));
        Ok(chromium.zip(driver).map(|(chromium, driver)| {
            let shell = if is_named { None } else { run::on_path(SHELL) };
            Self { chromium: shell.unwrap_or(chromium), driver }
        }))
    }
}

/// The program that an environment variable names, if it is set.
pub(super) fn named(variable: &str) -> Result<Option<PathBuf>, Failure> {
    match std::env::var_os(variable).filter(|value| !value.is_empty()).map(PathBuf::from) {
        Some(path) if !path.is_file() => {
            Err(Failure::new(format!("{variable} is set to {}, which isn't a file.", path.display()))
                .next(format!("Correct {variable}, or unset it to search for the program.")))
        }
        named => Ok(named),
    }
}
