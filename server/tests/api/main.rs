//! The server as its clients see it: over loopback, on a database of its own for each test.

mod auth;
mod check;
mod conformance;
mod cors;
mod entries;
mod errors;
mod faults;
mod first_trip;
mod keys;
mod lifecycle;
mod polling;
mod program;
mod publish;
mod site;
mod support;
mod upstream;
