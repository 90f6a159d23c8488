//! Statuspane: a status page and its admin view over the Incident API.
//!
//! `docs/ARCHITECTURE.md` is the map. In short: `domain <- api <- (remote, config, route, message) <- view
//! <- (page, admin)`. Everything up to `message` is pure: no clock, no network, no browser.

pub mod api;
pub mod config;
pub mod domain;
pub mod interference;
pub mod message;
pub mod remote;
pub mod route;

#[cfg(any(feature = "browser", feature = "ssr"))]
pub mod admin;
#[cfg(feature = "browser")]
pub mod page;
#[cfg(feature = "browser")]
pub mod platform;
#[cfg(any(feature = "browser", feature = "ssr"))]
pub mod view;
