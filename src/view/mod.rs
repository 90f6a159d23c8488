//! What people see, the same in the browser and when prerendered: data in, markup out.
//!
//! A screen's first render depends on its data alone. The visitor's zone and "3 minutes ago" come in a second step,
//! through the signals of [`Context`], once the app runs.
//!
//! Lists are keyed, and an element that stays is updated in place: a refresh never takes focus, scroll or selection.
//! There is no `style` attribute and no inline script anywhere; the policy of the page forbids them.

mod affected;
mod announcer;
mod badge;
mod banner;
mod component_list;
mod context;
mod day_list;
mod facts;
mod feed;
mod incident_card;
mod month_links;
pub mod node;
mod notice;
mod pulse;
mod screen;
mod shell;
mod skeleton;
mod time;
mod timeline;
mod tone;

pub use badge::{badge, impact_badge, stage_badge};
pub use context::{Context, KnownMonths, Setting, SharedZone};
pub use feed::{Feed, Subject, Trouble, Waiting, ZoneChoice};
pub use screen::{home, incident, month, not_found};
pub use shell::{page, waiting_page};
pub use time::moment;
pub use tone::Tone;
