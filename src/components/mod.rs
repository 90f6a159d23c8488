//! What people see, the same in the browser and when prerendered: data in, markup out.
//!
//! A screen's first render depends on its data alone. The visitor's zone and "3 minutes ago" come in a second step,
//! with another [`Scene`] and through its [`Clock`], once the app runs.
//!
//! A screen is a function from a [`Scene`] to [`node::Node`]s. What is in the document is brought to what the function
//! gives: an element that stays is updated in place, so that a refresh never takes focus, scroll or selection.
//! There is no `style` attribute and no inline script anywhere; the policy of the page forbids them.

pub(crate) mod affected;
mod badge;
pub(crate) mod banner;
pub(crate) mod component_list;
mod context;
pub(crate) mod day_list;
pub(crate) mod facts;
pub(crate) mod incident_card;
pub mod linked;
pub(crate) mod month_links;
pub(crate) mod notice;
pub(crate) mod pulse;
mod scene;
pub(crate) mod skeleton;
pub(crate) mod time;
pub(crate) mod timeline;
mod tone;

pub use badge::{badge, impact_badge, phase_badge, stage_badge};
pub use context::{Context, Setting, SharedZone};
pub use month_links::EARLIER_MAX;
pub use scene::{Clock, Scene, Subject, Waiting, Wish, ZoneChoice, subject_in};
pub use time::moment;
pub use tone::Tone;
