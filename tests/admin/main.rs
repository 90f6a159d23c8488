//! The admin view off the browser: its states and the steps between them, in tables, and its markup as text.

mod builders;
mod component_defaults;
mod config_check;
mod corrections;
mod date_warning;
mod draft_storage;
mod form_errors;
mod maintenances;
mod markup;
mod news;
mod reconcile;
mod reference;
mod session;
mod sign_in;
mod submission;
mod visible_incidents;
mod wording;
