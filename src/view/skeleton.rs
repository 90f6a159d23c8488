//! A placeholder for content on its way. It appears only after a while: a flash of it would look like a fault.

use super::node::{Node, el, live, nothing};
use super::{Feed, Waiting};
use crate::message::page;
use leptos::prelude::*;

/// The placeholder, when something is visibly awaited.
pub fn skeleton(waiting: Waiting) -> Node {
    match waiting {
        Waiting::Briefly | Waiting::Over => nothing(),
        Waiting::Visibly => {
            let bone = || el("div").class("bone");
            let said = el("p").class("visually-hidden").child(page::LOADING);
            let skeleton = el("div").class("skeleton").set("aria-busy", "true");
            skeleton.child(said).child(bone()).child(bone()).child(bone()).into()
        }
    }
}

/// The same for whatever waits for the list.
pub fn awaited(feed: Feed) -> Node {
    live(move || skeleton(feed.waiting.get()))
}
