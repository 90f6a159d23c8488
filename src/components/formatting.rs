//! The configuration, addresses, messages and time zone that a view formats with.

use contract::config::Config;
use contract::route::SiteUrls;
use model::ascii::is_one_of;
use model::{Assessment, ComponentId, Utc, Zone};
use std::sync::Arc;
use text::PageText;
use text::page::Headline;

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
    /// The zone of the service hours; `None` if none are configured, or if nobody knows their zone. Then all time counts.
    pub service_zone: Option<SharedZone>,
    /// The messages.
    pub text: PageText,
}

impl Formatting {
    /// A component's name, or its ID when the configuration doesn't name it.
    pub fn component<'a>(&'a self, id: &'a ComponentId) -> &'a str {
        component_name(&self.config, id)
    }

    /// The banner's headline.
    pub fn headline(&self, assessment: &Assessment) -> Headline {
        self.text.headline(assessment, &self.subject(assessment), &*self.zone)
    }

    /// The same as a statement about the time of the data.
    pub fn past_headline(&self, assessment: &Assessment) -> Headline {
        self.text.past_headline(assessment, &self.subject(assessment), &*self.zone)
    }

    /// The components that the headline is about. An ID or a very long name would say nothing at a glance.
    fn subject(&self, assessment: &Assessment) -> String {
        const LONGEST: usize = 60;
        let mut names: Vec<&str> = Vec::new();
        for id in &assessment.subjects {
            if let Some(component) = self.config.component(id).filter(|component| component.name.len() <= LONGEST) {
                names.push(&component.name);
            }
        }
        self.text.subject(&names)
    }

    /// An address of the configuration, which is relative to the site's root, not to the page.
    pub fn address(&self, address: &str) -> String {
        let mut first = address.bytes().take_while(|byte| !is_one_of(*byte, b"/?#"));
        let absolute = address.starts_with('/') || first.any(|byte| byte == b':');
        if absolute { address.to_owned() } else { self.links.file(address) }
    }
}

/// A component's name, or its ID when the configuration doesn't name it.
pub fn component_name<'a>(config: &'a Config, id: &'a ComponentId) -> &'a str {
    config.component(id).map_or(id.as_str(), |component| &component.name)
}
