//! `statuspane check`: what is wrong with a configuration or with a folder that is to be served, and where.
//!
//! Every file is read once and judged by itself and beside the others: what it names has to be there, and what it says
//! has to agree with the rest. Nothing is changed, and nothing is asked of any server.

mod address;
mod copies;
mod digests;
mod document;
mod finding;
mod folder;
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
use site::Site;
use statuspane::domain::Timestamp;
use std::path::PathBuf;

/// What a check is told.
#[derive(Debug)]
pub struct Options {
    /// A published site, or a built page.
    pub site: Option<PathBuf>,
    /// A configuration by itself.
    pub config: Option<PathBuf>,
}

/// What a folder is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// What `statuspane publish` leaves.
    Published,
    /// What the build leaves: a page without incidents.
    Built,
}

/// What a check has found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// What the folder is, if one was named and is anything at all.
    pub kind: Option<Kind>,
    /// When the site was published, as far as it says so.
    pub as_of: Option<Timestamp>,
    /// How many files were read.
    pub files: usize,
    /// What is wrong, file by file.
    pub findings: Vec<Finding>,
}

impl Report {
    /// How many errors there are, and how many warnings.
    pub fn counts(&self) -> (usize, usize) {
        let errors = self.findings.iter().filter(|finding| finding.level == Level::Error).count();
        (errors, self.findings.len() - errors)
    }
}

/// Checks what was named.
pub fn check(options: &Options, clock: &dyn Clock) -> Report {
    let mut findings = Findings::default();
    let mut report = Report { kind: None, as_of: None, files: 0, findings: Vec::new() };
    if let Some(config) = &options.config {
        report.files += 1;
        settings::of_file(config, &mut findings);
    }
    if let Some(folder) = options.site.as_deref().and_then(|site| Folder::read(site, &mut findings)) {
        report.files += folder.names().count();
        if let Some(site) = Site::read(&folder, clock.now(), &mut findings) {
            (report.kind, report.as_of) = (Some(site.kind), site.as_of());
            findings.take_in(whole::check(&site));
        }
    }
    report.findings = findings.sorted();
    report
}
