//! Markup as values: what a component of the public page returns.

pub mod node;
