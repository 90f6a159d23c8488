//! The server as its clients see it: over loopback, on a database of its own for each test.

mod auth;
mod check;
mod conformance;
mod corrections;
mod cors;
mod deciding;
mod deploy;
mod disk;
mod durability;
mod entries;
mod errors;
mod faults;
mod first_trip;
mod idempotency;
mod keys;
mod lifecycle;
mod load;
mod model;
mod older;
mod polling;
mod program;
mod publish;
mod secrets;
mod site;
mod support;
mod upstream;
