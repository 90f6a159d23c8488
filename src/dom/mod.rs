//! Markup as values: what a component of the public page returns.
//!
//! Leptos' `view!` makes a type for every shape of markup, and the compiler writes out building, updating, hydrating
//! and removing for each: the public page came to more than twice its budget that way. Here markup is a value, a
//! [`Node`], and the code that renders it exists once. It implements the same traits as any other view, so a node can
//! be part of a `view!`, and mounts and prerenders like everything else in Leptos.
//!
//! Updates go element by element and row by key, so focus, scroll position and open details stay. A browser that
//! translates a page replaces texts with elements; a text that has to change is then written again. A bare text can't clear
//! what replaced it, so a text that follows the clock needs an element around it.

pub mod attr;
mod build;
pub mod el;
mod html;
mod hydrate;
mod node;
pub mod prop;
mod state;
pub mod svg;
mod update;
#[cfg_attr(not(feature = "browser"), path = "no_walk.rs")]
mod walk;

pub use node::{Element, Node, Row, Text, live, nothing, present, rows};
pub use state::NodeState;
