//! The configuration, links, zone and present of a view.

use contract::config::Config;
use contract::route::SiteUrls;
use leptos::prelude::*;
use model::{ComponentId, Timestamp, Utc, Zone};
use std::sync::Arc;

/// A zone that signals can carry.
pub type SharedZone = Arc<dyn Zone + Send + Sync>;

/// Given to the whole tree of the admin view with `provide_context`, read with [`Context::get`]. The screens of the
/// public page have a [`super::PageView`] instead.
#[derive(Clone)]
pub struct Context {
    /// The configuration.
    pub config: Arc<Config>,
    /// Builds addresses. Relative to the page at first, from the site's root once the app runs.
    pub links: Signal<SiteUrls>,
    /// The zone in which times are shown: the configured one or UTC at first, then the visitor's choice.
    pub zone: Signal<SharedZone>,
    /// The present by the clock of the data's source. `None` in a page at rest: nothing relative is shown then.
    pub present: Signal<Option<Timestamp>>,
}

/// The configuration, links and zone of a page at one moment.
#[derive(Clone)]
pub struct Formatting {
    /// The configuration.
    pub config: Arc<Config>,
    /// Builds addresses.
    pub links: SiteUrls,
    /// The zone in which times are shown.
    pub zone: SharedZone,
}

impl Context {
    /// For a page at rest: fixed links, a fixed zone, no present.
    pub fn at_rest(config: Arc<Config>, links: SiteUrls, zone: SharedZone) -> Self {
        Self { config, links: Signal::stored(links), zone: Signal::stored(zone), present: Signal::stored(None) }
    }

    /// The context of the tree.
    ///
    /// # Panics
    /// Where none was provided, which is a mistake in the code that mounts the tree.
    pub fn get() -> Self {
        expect_context()
    }

    /// UTC as a zone to share.
    pub fn utc() -> SharedZone {
        Arc::new(Utc)
    }
}

impl Formatting {
    /// A component's name, or its id when the configuration does not name it.
    pub fn component<'a>(&'a self, id: &'a ComponentId) -> &'a str {
        let named = self.config.components.iter().find(|component| component.id == *id);
        named.map_or(id.as_str(), |component| &component.name)
    }
}
