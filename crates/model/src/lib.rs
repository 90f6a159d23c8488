//! Incidents, and the rules that follow from a list of them. Pure: nothing here reads a clock, a zone or a network.

pub mod affected;
pub mod answer;
pub mod ascii;
pub mod assessment;
pub mod bars;
pub mod civil;
pub mod component;
pub mod correction;
pub mod draft;
pub mod figures;
pub mod history;
pub mod incident;
pub mod instant;
pub mod maintenance;
pub mod markup;
pub mod news;
pub mod overview;
pub mod renames;
pub mod search;
pub mod status_data;

pub use answer::{Answer, MonotonicInstant, Source};
pub use assessment::Assessment;
pub use civil::{Date, Month};
pub use history::Phase;
pub use incident::{
    AffectedComponent, ComponentId, ComponentStatus, Entry, EntryId, Impact, Incident, IncidentId, IncidentList, Status,
};
pub use instant::{Duration, Offset, Timestamp, Utc, Zone};
pub use maintenance::{Maintenance, MaintenanceId, MaintenanceList, MaintenanceState};
pub use news::News;
pub use overview::{Overall, Overview};
pub use renames::Renames;
pub use status_data::StatusData;
