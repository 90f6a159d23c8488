//! What an incident is and what follows from a list of them. Pure: nothing here reads a clock, a zone or a network.

pub mod calendar;
pub mod correction;
pub mod draft;
pub mod history;
pub mod incident;
pub mod news;
pub mod overview;
pub mod time;

pub use calendar::{Date, Month};
pub use history::Phase;
pub use incident::{
    AffectedComponent, ComponentId, ComponentStatus, Entry, EntryId, Impact, Incident, IncidentId, IncidentList, Status,
};
pub use news::News;
pub use overview::{Overall, Overview};
pub use time::{Length, Offset, Timestamp, Utc, Zone};
