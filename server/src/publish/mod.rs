//! `statuspane publish`: from an Incident API to a whole site of plain files.
//!
//! What is asked of the API is asked first, and anything that is not a whole and readable answer ends the run there.
//! The site is then built beside the one that is served, and takes its place by one system call.

mod before;
mod bundle;
pub(crate) mod compress;
mod edition;
mod generations;
mod rights;
mod seal;
mod served;
mod settings;
mod source;
mod tree;

pub use crate::pages::PublicUrl;

use crate::bundle::BuiltPage;
use crate::clock::Clock;
use crate::failure::Failure;
use crate::upstream::{Client, Credential};
use bundle::Bundle;
use edition::Edition;
use generations::Generations;
use statuspane::api::Base;
use std::path::PathBuf;
use tree::Counts;

/// What a run is told.
#[derive(Debug)]
pub struct Options {
    /// The base address of the Incident API, with its version.
    pub from: Base,
    /// What the API is asked with; none for one that needs none.
    pub credential: Option<Credential>,
    /// The built page.
    pub site: BuiltPage,
    /// Where the site is published: a name that will be a symbolic link.
    pub to: PathBuf,
    /// A configuration in place of the built page's.
    pub config: Option<PathBuf>,
    /// A style sheet in place of the built page's `theme.css`.
    pub theme: Option<PathBuf>,
    /// How often this is run, in seconds: visitors are told that the data is old after three times that.
    pub every_seconds: u32,
    /// Where visitors find the site.
    pub url: Option<PublicUrl>,
    /// Whether every file is written anew, and the last generation is removed.
    pub all: bool,
}

/// What a run has done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Report {
    /// How many incidents there are.
    pub incidents: usize,
    /// How many files were written.
    pub written: usize,
    /// How many of those had been changed, damaged or removed since they were published.
    pub restored: usize,
    /// How many files stayed as they were.
    pub kept: usize,
}

/// How every failure here ends.
const UNTOUCHED: &str = "What was published last stands untouched.";

/// Publishes once.
///
/// # Errors
/// When anything at all could not be read or written. What was published last then stands untouched.
pub fn publish(options: &Options, clock: &dyn Clock) -> Result<Report, Failure> {
    let bundle = Bundle::read(&options.site)?;
    let settings = settings::read(options.config.as_deref(), options.theme.as_deref(), &options.site)?;
    let generations = Generations::enter(&options.to)?;
    let client = Client::new(options.from.clone(), options.credential.clone(), source::LIMITS);
    let served = generations.served();
    let reading = source::read(&client, clock, served.as_ref().filter(|_| !options.all))?;
    let incidents = reading.list.incidents().len();
    let edition = Edition::new(bundle, settings, reading, options.every_seconds, options.url.clone())?;
    let draft = generations.begin(served, options.all)?;
    let notes = edition.write(&draft, generations.notes())?;
    let Counts { written, kept, restored } = draft.counts();
    generations.publish(draft, &notes)?;
    if options.all {
        generations.remove_last()?;
    }
    Ok(Report { incidents, written, kept, restored })
}
