//! Incidents together with their entries.

use super::incidents::{EntryRow, entry, listing};
use super::{Listing, Store, StoreError};
use statuspane::domain::Entry;
use statuspane::domain::incident::Timeline;
use std::collections::HashMap;

/// Which incidents are given their entries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Told {
    /// Those that are open.
    Open,
    /// All of them.
    All,
}

/// The incident's id, and a row of its entries.
type RowOfIncident = (String, String, String, i64, String, String, bool, Option<i64>);

impl Store {
    /// Every incident, newest first, these with their entries.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn incidents_told(&self, told: Told) -> Result<Listing, StoreError> {
        let overlay = self.ahead.overlay();
        // One transaction, as in `incidents`.
        let mut reading = self.readers.begin().await?;
        let mut listing = listing(&mut reading, &overlay).await?;
        let rows: Vec<RowOfIncident> = sqlx::query_as(
            "SELECT incident.id, entry.id, message, date, entry.status, components, notify, edited \
             FROM incident JOIN entry ON entry.incident = incident.seq \
             WHERE ? OR incident.status <> 'resolved' ORDER BY incident.seq, date DESC, entry.seq DESC",
        )
        .bind(told == Told::All || !overlay.is_empty())
        .fetch_all(&mut *reading)
        .await?;
        reading.commit().await?;
        let mut entries: HashMap<String, Vec<Entry>> = HashMap::new();
        for (of, id, message, date, status, components, notify, edited) in rows {
            let row: EntryRow = (id, message, date, status, components, notify, edited);
            entries.entry(of).or_default().push(entry(row)?.entry);
        }
        for incident in &mut listing.incidents {
            if told == Told::All || incident.is_open() {
                let entries = entries.remove(incident.id.as_str()).unwrap_or_default();
                incident.timeline = Some(Timeline::new(entries, 0));
            }
        }
        Ok(listing)
    }
}
