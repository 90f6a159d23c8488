//! What the whole admin view formats with.

use crate::components::SharedZone;
use contract::config::Config;
use contract::route::SiteUrls;
use leptos::prelude::*;
use model::Timestamp;
use std::sync::Arc;
use text::AdminText;

/// Given to the whole tree with `provide_context`, read with [`Context::get`].
#[derive(Clone)]
pub struct Context {
    /// The configuration.
    pub config: Arc<Config>,
    /// Builds addresses.
    pub links: Signal<SiteUrls>,
    /// The zone in which times are shown.
    pub zone: Signal<SharedZone>,
    /// The present by the API's clock, once it's known.
    pub present: Signal<Option<Timestamp>>,
    /// The messages.
    pub text: AdminText,
}

impl Context {
    /// With fixed links, a fixed zone and no present.
    pub fn at_rest(config: Arc<Config>, links: SiteUrls, zone: SharedZone, text: AdminText) -> Self {
        Self { config, links: Signal::stored(links), zone: Signal::stored(zone), present: Signal::stored(None), text }
    }

    /// The context of the tree.
    ///
    /// # Panics
    /// Where none was provided, which is a mistake in the code that mounts the tree.
    pub fn get() -> Self {
        expect_context()
    }
}
