//! Tells screen readers when the overall state changes; a refresh that changed nothing says nothing.

use super::node::{Node, el, live_text};
use super::{Context, Feed};
use crate::domain::Overall;
use crate::message::page;
use leptos::prelude::*;

/// A polite live region: empty until something changes.
pub fn announcer(feed: Feed) -> Node {
    let context = Context::get();
    let said = Memo::new(move |before: Option<&(Overall, bool, usize, String)>| {
        let standing = feed.standing.get();
        let headline = page::headline(&standing, &*context.zone.get_untracked());
        let text = match before {
            None => String::new(),
            Some((overall, fresh, open, text))
                if (*overall, *fresh, *open) == (standing.overall, standing.fresh, standing.open) =>
            {
                text.clone()
            }
            Some(_) => headline,
        };
        (standing.overall, standing.fresh, standing.open, text)
    });
    let text = live_text(move || said.with(|said| said.3.clone()));
    el("div").class("visually-hidden").set("aria-live", "polite").child(text).into()
}
