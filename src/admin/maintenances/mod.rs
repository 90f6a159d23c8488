//! The list of scheduled maintenances: reading it, its rows, what one click changes, and deleting.

pub mod change;
pub mod visible;

mod confirmation;
mod list;
mod row;
mod state;

#[cfg(feature = "browser")]
mod controller;
#[cfg(feature = "browser")]
mod writing;

pub use change::QuickChange;
pub use confirmation::Confirmation;
pub(super) use confirmation::MaintenanceDialog;
#[cfg(feature = "browser")]
pub(super) use controller::MaintenancesController;
pub(super) use list::MaintenanceSection;
#[cfg(feature = "browser")]
pub(super) use row::{name_id, row_id};
pub use state::{MaintenancesAction, MaintenancesState, Progress};

/// The id of the section's heading.
pub const MAINTENANCES_HEADING: &str = "maintenances-heading";
