//! What people see, the same in the browser and when prerendered: data in, markup out.
//!
//! A screen's first render depends on its data alone. The visitor's zone and "3 minutes ago" come in a second step,
//! through the signals of [`Context`], once the app runs.

pub mod context;
pub mod feed;

pub use context::{Context, SharedZone};
pub use feed::{Feed, Subject, Trouble, Waiting, ZoneChoice};
