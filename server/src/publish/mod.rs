//! `statuspane publish`: writes a whole site of plain files from an Incident API.
//!
//! All requests come first, and any incomplete or unreadable response ends the run. The site is then built next to the
//! current one, and replaces it with one system call.

mod bundle;
mod generations;
mod previous;
mod rights;
mod seal;
mod served;
mod settings;
mod site_snapshot;
mod source;
mod tree;

pub use crate::render::PublicUrl;

use crate::bundle::BuiltPage;
use crate::client::{ApiClient, Credential};
use crate::clock::Clock;
use crate::failure::Failure;
use bundle::Bundle;
use contract::incident_api::Base;
use generations::Generations;
use site_snapshot::SiteSnapshot;
use std::path::PathBuf;
use tree::Counts;

/// The options of a run.
#[derive(Debug)]
pub struct PublishOptions {
    /// The base address of the Incident API, with its version.
    pub from: Base,
    /// The API credential; `None` if the API needs none.
    pub credential: Option<Credential>,
    /// The built page.
    pub site: BuiltPage,
    /// The path to publish to, which becomes a symbolic link.
    pub to: PathBuf,
    /// A configuration file to use instead of the built page's.
    pub config: Option<PathBuf>,
    /// A style sheet to use instead of the built page's `theme.css`.
    pub theme: Option<PathBuf>,
    /// The interval between runs, in seconds. The page reports stale data after three times that.
    pub every_seconds: u32,
    /// The public address of the site.
    pub url: Option<PublicUrl>,
    /// Whether to write every file again, and remove the previous generation.
    pub all: bool,
}

/// The result of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PublishReport {
    /// The number of incidents.
    pub incidents: usize,
    /// The number of files written.
    pub written: usize,
    /// The number of those that had been changed, damaged or removed since they were published.
    pub restored: usize,
    /// The number of unchanged files.
    pub kept: usize,
}

/// The last sentence of every failure.
const UNTOUCHED: &str = "The published site is unchanged.";

/// Publishes the site.
///
/// # Errors
/// If anything can't be read or written. The last published site is then unchanged.
pub fn publish(options: &PublishOptions, clock: &dyn Clock) -> Result<PublishReport, Failure> {
    let bundle = Bundle::read(&options.site)?;
    let settings = settings::read(options.config.as_deref(), options.theme.as_deref(), &options.site)?;
    let generations = Generations::enter(&options.to)?;
    let client = ApiClient::new(options.from.clone(), options.credential.clone(), source::LIMITS);
    let served = generations.served();
    let fetched = source::read(&client, clock, served.as_ref().filter(|_| !options.all))?;
    let incidents = fetched.data.incidents.incidents().len();
    let snapshot = SiteSnapshot::new(bundle, settings, fetched, options.every_seconds, options.url.clone())?;
    let generation = generations.begin(served, options.all)?;
    let notes = snapshot.write(&generation, generations.notes())?;
    let Counts { written, kept, restored } = generation.counts();
    generations.publish(generation, &notes)?;
    if options.all {
        generations.remove_last()?;
    }
    Ok(PublishReport { incidents, written, kept, restored })
}
