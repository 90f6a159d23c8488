//! The front end of Statuspane: the public page and the admin view, two WebAssembly apps over the Incident API.
//!
//! `docs/ARCHITECTURE.md` is the map. In short: `model <- contract <- text <- dom <- components <- (page, admin)`; the browser
//! is named by `browser`, `page`, `admin` and `bin` alone.
//!
//! The pure modules need no feature. `browser` builds both apps, `ssr` the same views as text, for native code.

pub mod interference;
pub mod remote;

#[cfg(any(feature = "browser", feature = "ssr"))]
pub mod admin;
#[cfg(feature = "browser")]
pub mod browser;
#[cfg(any(feature = "browser", feature = "ssr"))]
pub mod components;
#[cfg(any(feature = "browser", feature = "ssr"))]
pub mod dom;
#[cfg(any(feature = "browser", feature = "ssr"))]
pub mod page;
