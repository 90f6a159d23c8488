//! The data block of a published page.

use super::source::StatusAnswer;
use crate::browser::{clock, document};
use contract::config::Config;
use contract::snapshot::DataBlock;
use model::bars::Past;
use model::{Answer, Duration, Month, Source};
use std::sync::Arc;

/// The content of a published page's data block.
pub struct Content {
    /// A part of the data: what the page shows.
    pub answer: StatusAnswer,
    /// The version of the data that they are a part of.
    pub version: Option<String>,
    /// The months that it links to. The incidents do not reach back to all of them.
    pub months: Option<Arc<Vec<Month>>>,
    /// The intervals of the time that it shows, as far as the incidents do not reach back to it either.
    pub past: Option<Arc<Past>>,
}

/// The configuration and the content of the document's data block.
pub fn embedded() -> Option<(Config, Content)> {
    let text = document::data_block(DataBlock::ID)?;
    let DataBlock { as_of, config, part, months, past } = DataBlock::decode(&text).ok()?;
    if config.is_null() {
        return None;
    }
    let (config, _) = Config::from_value(&config);
    let answer = Answer {
        data: part.data,
        source: Source::Embedded,
        as_of,
        age_on_arrival: None,
        received: clock::now(),
        stale_after: Duration::from_millis(0),
    };
    let (months, past) = (months.map(Arc::new), past.map(Arc::new));
    Some((config, Content { answer, version: part.version, months, past }))
}
