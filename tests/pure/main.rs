//! The pure library, tested through its promises: tables of cases, and properties over generated input.

// proptest and the time-zone database belong to the native side.
#![cfg(not(target_arch = "wasm32"))]
#![expect(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

mod addresses;
mod bars;
mod builders;
mod calendar;
mod config;
mod config_schema;
mod contrast;
mod corrections;
mod credentials;
mod documents;
mod drafts;
mod encoding;
mod errors;
mod failure_modes;
mod figures;
mod freshness;
mod fuzz;
mod history;
mod incidents;
mod interference;
mod maintenances;
mod markup;
mod news;
mod overview;
mod palettes;
mod preview;
mod quirks;
mod renames;
mod requests;
mod routes;
mod samples;
mod search;
mod sentences;
mod slot;
mod snapshot;
mod styles;
mod time;
mod zones;
