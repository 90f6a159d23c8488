//! The browsers of the short suite: engines other than Chromium's.

use super::browser::named;
use super::debian;
use crate::failure::Failure;
use crate::output::Output;
use crate::run;
use std::path::{Path, PathBuf};

/// The browsers of the suite. Not every system has both.
#[derive(Clone, Debug)]
pub struct Engines {
    /// Firefox, driven over WebDriver BiDi without a separate driver.
    pub firefox: Option<PathBuf>,
    /// WebKit, with its driver and a display.
    pub webkit: Option<WebKit>,
}

/// The programs that run WebKitGTK's MiniBrowser without a screen. The driver finds the browser.
#[derive(Clone, Debug)]
pub struct WebKit {
    /// `WebKitWebDriver`.
    pub driver: PathBuf,
    /// `Xvfb`, a virtual display.
    pub display: PathBuf,
}

impl Engines {
    /// Finds both browsers, or installs those that the distribution has.
    pub fn prepare(out: &Output) -> Result<Self, Failure> {
        let found = Self::find()?;
        let packages: Vec<&str> = [
            found.firefox.is_none().then_some(&["firefox-esr"][..]),
            found.webkit.is_none().then_some(&["webkit2gtk-driver", "xvfb"][..]),
        ]
        .into_iter()
        .flatten()
        .flatten()
        .copied()
        .collect();
        if packages.is_empty() || !debian::can_install() {
            return Ok(found);
        }
        debian::install(&packages, "more browsers for the tests", out)?;
        Self::find()
    }

    /// A message for each missing browser, with the command that installs it, without a full stop.
    pub fn missing(&self) -> Vec<&'static str> {
        let firefox = "Firefox isn't installed (Debian: sudo apt-get install firefox-esr; macOS: brew install --cask \
                       firefox; set FIREFOX to use another one)";
        let webkit = "WebKit isn't installed (Debian: sudo apt-get install webkit2gtk-driver xvfb; elsewhere, set \
                      WEBKIT_DRIVER to WebKitGTK's WebKitWebDriver and XVFB to Xvfb)";
        [self.firefox.is_none().then_some(firefox), self.webkit.is_none().then_some(webkit)]
            .into_iter()
            .flatten()
            .collect()
    }

    fn find() -> Result<Self, Failure> {
        let application = Path::new("/Applications/Firefox.app/Contents/MacOS/firefox");
        let firefox = || {
            let installed = ["firefox-esr", "firefox"].into_iter().find_map(run::on_path);
            installed.or_else(|| application.is_file().then(|| application.to_path_buf()))
        };
        let driver = named("WEBKIT_DRIVER")?.or_else(|| run::on_path("WebKitWebDriver"));
        let display = named("XVFB")?.or_else(|| run::on_path("Xvfb"));
        Ok(Self {
            firefox: named("FIREFOX")?.or_else(firefox),
            webkit: driver.zip(display).map(|(driver, display)| WebKit { driver, display }),
        })
    }
}
