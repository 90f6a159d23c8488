//! The list of incidents: reading it and the newest updates, its rows, what others have posted, and deleting.

pub mod latest;
pub mod news;
pub mod visible;

mod deletion;
mod list;
mod row;
mod state;

#[cfg(feature = "browser")]
mod controller;
#[cfg(feature = "browser")]
mod delete;
#[cfg(feature = "browser")]
mod marks;
#[cfg(feature = "browser")]
mod polling;
#[cfg(feature = "browser")]
mod timelines;

#[cfg(feature = "browser")]
pub(super) use controller::{IncidentsController, fresh_answer};
pub(super) use deletion::DeleteDialog;
pub use deletion::Deletion;
pub(super) use list::{ListHeading, OpenIncidents, PastIncidents};
#[cfg(feature = "browser")]
pub(super) use row::{name_id, row_id};
pub use state::{IncidentsAction, IncidentsState, RowMark};

/// The id of the list's heading.
pub const LIST_HEADING: &str = "incidents-heading";
