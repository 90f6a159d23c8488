//! The components of the public page, and what the admin view shows of them: badges, times,
//! affected components and notices.
//!
//! A component is a `#[component]` that returns a [`Node`](crate::dom::Node), because Leptos' usual `impl IntoView` nearly
//! doubles the weight of a page that visitors wait for (`docs/size.md` has the figures). It's used in `view!` like any
//! other, `view! { <Banner view/> }`, and it's transparent, so that it stays a node in a build with `erase_components`.
//! Inside, elements are put together with the names of Leptos' builder; a function that returns text or an unfinished
//! element isn't a component.
//!
//! The first render depends on the data of a [`PageView`] alone. The visitor's zone and "3 minutes ago" come in a second
//! step, with another view and through its [`Clock`], once the app runs. An element that stays is updated in place, so
//! that a refresh never takes focus, scroll position or selection. `style` attributes and scripts in the markup
//! aren't used anywhere; the page's policy forbids them.

pub(crate) mod affected;
mod badge;
pub(crate) mod banner;
pub(crate) mod component_list;
pub(crate) mod day_bars;
pub(crate) mod day_list;
pub(crate) mod facts;
pub(crate) mod figures;
mod formatting;
pub(crate) mod freshness;
pub(crate) mod incident_card;
pub(crate) mod logo;
pub(crate) mod maintenance_card;
mod message;
pub(crate) mod month_links;
pub(crate) mod notice;
mod page_view;
mod scheme_switch;
pub(crate) mod sentence;
pub(crate) mod skeleton;
mod table;
pub(crate) mod time;
pub(crate) mod timeline;
mod tone;

pub use affected::ComponentGroups;
pub use badge::{Badge, ImpactBadge, PhaseBadge, StatusBadge};
pub use figures::Figures;
pub use formatting::{Formatting, SharedZone, component_name, utc};
pub use maintenance_card::{MaintenanceBadge, StateBadge};
pub use message::Message;
pub use month_links::EARLIER_MAX;
pub use page_view::{
    Clock, DayChoice, FileFormat, PageAction, PageView, Search, SharedClock, Subject, Waiting, ZoneChoice, subject_in,
};
pub use scheme_switch::SchemeSwitch;
pub use time::DateTime;
pub use tone::Tone;
