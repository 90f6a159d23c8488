//! The companion of the status page: the Incident API on an embedded database.

fn main() {}
