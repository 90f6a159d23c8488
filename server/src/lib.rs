//! Statuspane's companion: the Incident API on an embedded database, and the status page on top of it.
//!
//! The map: [`cli`] reads the command line and starts the rest. [`http`] takes connections and hands each request to
//! [`app`], which chooses a room by its path: [`api`] (with a credential, by [`auth`]), the visitors' part of it, or
//! [`site`] (the files). All of them stand on [`store`], the only place that knows SQL. Types, decoding and rules come
//! from the `statuspane` library; nothing here decides for itself what an incident is. [`publish`] needs none of them: it
//! asks an API like any other client and writes plain files. [`pages`] renders the documents, for both; [`forms`] keeps
//! what is sent many times. [`check`] reads such files and says what is wrong. [`faults`] stands around all of it in tests.

pub mod api;
pub mod app;
pub mod auth;
pub mod bundle;
pub mod check;
pub mod cli;
pub mod clock;
pub mod demo;
pub mod failure;
pub mod faults;
pub mod forms;
pub mod http;
pub mod log;
mod made;
pub mod network;
pub mod pages;
pub mod publish;
pub mod random;
pub mod site;
mod spelling;
pub mod store;
pub mod tagged;
mod text;
pub mod upstream;
