//! The data block of a published page.

use super::source::Incidents;
use crate::browser::{clock, document};
use contract::config::Config;
use model::{Answer, Duration, Month, Source, Timestamp};
use std::sync::Arc;

/// The content of a published page's data block.
pub struct Content {
    /// A part of the incidents: those that the page shows.
    pub incidents: Incidents,
    /// The version of the data that they are a part of.
    pub version: Option<String>,
    /// The months that it links to. The incidents do not reach back to all of them.
    pub months: Option<Arc<Vec<Month>>>,
}

/// The configuration and the content of the document's data block.
pub fn embedded() -> Option<(Config, Content)> {
    let text = document::data_block("statuspane-data")?;
    let data: serde_json::Value = serde_json::from_str(&text).ok()?;
    let (config, _) = Config::from_value(data.get("config")?);
    let (list, version) = contract::incident_api::decode::decode_versioned_list(&text).ok()?;
    let months = data.get("months").and_then(|months| months.as_array());
    let months = months.map(|months| months.iter().filter_map(|month| Month::parse(month.as_str()?)).collect());
    let incidents = Answer {
        data: Arc::new(list),
        source: Source::Embedded,
        as_of: data.get("asOf")?.as_str().and_then(Timestamp::parse),
        age_on_arrival: None,
        received: clock::now(),
        stale_after: Duration::from_millis(0),
    };
    Some((config, Content { incidents, version, months: months.map(Arc::new) }))
}
