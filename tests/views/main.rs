//! Behaviour of the public page's screens, rendered as text: the claims they may and must never make.

mod builders;
mod component_page;
mod components;
mod day_bars;
mod dom;
mod figures;
#[path = "../support/gallery.rs"]
mod gallery;
mod history;
mod hostile;
mod message;
#[path = "../support/page_state.rs"]
mod page_state;
#[path = "../support/day_bars.rs"]
mod read_bars;
mod reference;
mod render;
mod screens;
mod search;
#[path = "../support/builders.rs"]
mod shared;
mod translation;
mod truth;
mod wording;
