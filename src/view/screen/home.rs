//! The front page: the state of things, what is open, the components, the last days.

use crate::domain::{Incident, IncidentId};
use crate::message::page;
use crate::view::banner::banner;
use crate::view::component_list::component_list;
use crate::view::day_list::{day_list, recent};
use crate::view::incident_card::incident_card;
use crate::view::month_links::month_links;
use crate::view::node::{Node, Row, el, live, nothing, rows};
use crate::view::notice::notices;
use crate::view::skeleton::awaited;
use crate::view::{Context, Feed, Waiting};
use leptos::prelude::*;

/// How many open incidents are shown in full.
const MOST: usize = 50;

/// The screen.
pub fn home(feed: Feed) -> Node {
    [
        greeting(feed),
        notices(feed),
        awaited(feed),
        open_incidents(feed),
        component_list(feed),
        recent_days(feed),
        month_links(feed),
    ]
    .into()
}

/// Nothing for the first moments: a banner that changes at once would look like a fault.
fn greeting(feed: Feed) -> Node {
    let shown = Memo::new(move |_| feed.waiting.get() != Waiting::Briefly || !feed.is_awaited());
    live(move || if shown.get() { banner(feed) } else { nothing() })
}

fn open_incidents(feed: Feed) -> Node {
    live(move || {
        let open: Vec<IncidentId> = feed.list.with(|list| {
            list.as_ref().map_or_else(Vec::new, |list| list.open().iter().map(|open| open.id.clone()).collect())
        });
        if open.is_empty() {
            return nothing();
        }
        let rest = open.len().saturating_sub(MOST);
        let cards = open.into_iter().take(MOST).map(|id| card(feed, id)).collect();
        let rest = (rest > 0).then(|| el("p").class("hint").child(page::more_open(rest)));
        let cards = el("div").class("cards").child(rows(cards));
        el("section").class("section").child(el("h2").child(page::OPEN)).child(cards).child(rest).into()
    })
}

/// A card that follows its incident: the same elements as long as the incident is open.
fn card(feed: Feed, id: IncidentId) -> Row {
    Row::new(id.as_str().to_owned(), move || {
        let context = Context::get();
        let incident: Memo<Option<Incident>> =
            Memo::new(move |_| feed.list.with(|list| list.as_ref().and_then(|list| list.find(&id).cloned())));
        let as_of = Memo::new(move |_| feed.standing.with(|standing| standing.as_of));
        live(move || {
            let setting = context.setting();
            incident.with(|incident| match incident {
                Some(incident) => incident_card(incident, as_of.get(), &setting),
                None => nothing(),
            })
        })
    })
}

fn recent_days(feed: Feed) -> Node {
    let context = Context::get();
    let days = Memo::new(move |_| {
        let as_of = feed.standing.with(|standing| standing.as_of);
        let setting = context.setting();
        feed.list.with(|list| list.as_ref().map_or_else(Vec::new, |list| recent(list, as_of, &setting)))
    });
    // Only the change between having some and having none renders the section anew.
    let empty = Memo::new(move |_| {
        feed.list.with(|list| list.as_ref().map(|list| list.incidents().is_empty() && list.is_complete()))
    });
    live(move || {
        let content = match empty.get() {
            None => return nothing(),
            Some(true) => el("p").class("empty").child(page::NEVER).into(),
            Some(false) => day_list(days),
        };
        el("section").class("section").child(el("h2").child(page::RECENT)).child(content).into()
    })
}
