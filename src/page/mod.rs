//! The public page: its screens, which are the same in the browser and prerendered, and the app that keeps them live.
//!
//! A screen is a `#[component]` that returns a [`Node`](crate::dom::Node), made of those in `components`. Half the weight of
//! `impl IntoView` decided it: visitors wait for this code. The admin view, which they never load, stays with Leptos' own
//! elements in `view!`.
//!
//! `state` owns all data that can change. One loop asks `source`; events and answers change the state, and its `show`
//! alone puts a new view on screen, at most once in a task. The whole page follows from that one value, so there's nothing
//! for signals to track, and the code that tracks them would be 6 KB for each visitor. Texts that count seconds are live
//! (`dom::live`) and read the clock each second; they may change words, but never add or remove a key (an element that
//! `web/document.js` compares).
//!
//! The app takes over in two steps within one task. It first adopts every prerendered node and changes no pixel; then come
//! absolute links, the visitor's time zone and the present. A time can be longer in another zone, so each has a line to
//! itself or room for the longest (`data-room` in the banner).
//!
//! While all is well, the page extends `<html data-until>`; `web/guard.js` withdraws the present tense when that time
//! passes. After a withdrawal or a sleep it comes back only with an attempt that began later and counted. A partial list,
//! as a document carries it, can be current, but every other screen waits for the whole list.

pub mod screens;

#[cfg(feature = "browser")]
mod content;
#[cfg(feature = "browser")]
mod mounted;
#[cfg(feature = "browser")]
mod source;
#[cfg(feature = "browser")]
mod start;
#[cfg(feature = "browser")]
mod state;

#[cfg(feature = "browser")]
pub use start::start;
