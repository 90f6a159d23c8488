//! The configuration, addresses, messages and time zone that a view formats with.

use contract::config::Config;
use contract::route::SiteUrls;
use model::{ComponentId, Utc, Zone};
use std::sync::Arc;
use text::PageText;

/// A zone that signals can carry.
pub type SharedZone = Arc<dyn Zone + Send + Sync>;

/// UTC as a zone to share.
pub fn utc() -> SharedZone {
    Arc::new(Utc)
}

/// What a page formats with at one moment.
#[derive(Clone)]
pub struct Formatting {
    /// The configuration.
    pub config: Arc<Config>,
    /// Builds addresses.
    pub links: SiteUrls,
    /// The zone in which times are shown.
    pub zone: SharedZone,
    /// The messages.
    pub text: PageText,
}

impl Formatting {
    /// A component's name, or its ID when the configuration doesn't name it.
    pub fn component<'a>(&'a self, id: &'a ComponentId) -> &'a str {
        component_name(&self.config, id)
    }
}

/// A component's name, or its ID when the configuration doesn't name it.
pub fn component_name<'a>(config: &'a Config, id: &'a ComponentId) -> &'a str {
    let named = config.components.iter().find(|component| component.id == *id);
    named.map_or(id.as_str(), |component| &component.name)
}
