//! `statuspane check`: finds problems in a configuration or a folder of a site.
//!
//! Each file is checked, and compared with the others: the files it refers to have to exist, and its contents have to
//! be consistent with theirs. Nothing is changed, and no requests are made. The folder is read as a web server would read
//! it, without knowledge of how it was written.

mod address;
mod brand;
mod copies;
mod digests;
mod finding;
mod folder;
mod html_document;
mod incidents;
mod key;
mod page;
mod policy;
mod settings;
mod site;
mod theme;
mod whole;

pub use finding::{Finding, Level};

use crate::clock::Clock;
use finding::Findings;
use folder::Folder;
use model::Timestamp;
use site::CheckedSite;
use std::path::PathBuf;

/// The paths to check.
#[derive(Debug)]
pub struct CheckOptions {
    /// The folder of a published site, or of a built page.
    pub site: Option<PathBuf>,
    /// A configuration file.
    pub config: Option<PathBuf>,
    /// A theme.
    pub theme: Option<PathBuf>,
}

/// The kind of folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SiteKind {
    /// The output of `statuspane publish`.
    Published,
    /// The output of the build: a page without incidents.
    Built,
}

/// The result of a check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckReport {
    /// The kind of folder, if one was given and recognised.
    pub kind: Option<SiteKind>,
    /// When the site was published, if it says.
    pub as_of: Option<Timestamp>,
    /// The number of files checked.
    pub files: usize,
    /// The findings, sorted by file.
    pub findings: Vec<Finding>,
}

impl CheckReport {
    /// The number of findings with this severity.
    pub fn count(&self, level: Level) -> usize {
        self.findings.iter().filter(|finding| finding.level == level).count()
    }
}

/// Checks the files in `options`.
pub fn check(options: &CheckOptions, clock: &dyn Clock) -> CheckReport {
    let mut findings = Findings::default();
    let mut report = CheckReport { kind: None, as_of: None, files: 0, findings: Vec::new() };
    if let Some(config) = &options.config {
        report.files += 1;
        settings::of_file(config, &mut findings);
    }
    if let Some(theme) = &options.theme {
        report.files += 1;
        theme::of_file(theme, &mut findings);
    }
    if let Some(folder) = options.site.as_deref().and_then(|site| Folder::read(site, &mut findings)) {
        report.files += folder.names().count();
        if let Some(site) = CheckedSite::read(&folder, clock.now(), &mut findings) {
            (report.kind, report.as_of) = (Some(site.kind), site.as_of());
            findings.take_in(whole::check(&site));
        }
    }
    report.findings = findings.sorted();
    report
}
