//! The front page: the state of things, what is open, the components, the last days.

use crate::domain::{Incident, IncidentId};
use crate::message::page;
use crate::view::banner::banner;
use crate::view::component_list::component_list;
use crate::view::day_list::{day_list, recent};
use crate::view::incident_card::incident_card;
use crate::view::live::{Row, live, rows};
use crate::view::month_links::month_links;
use crate::view::notice::notices;
use crate::view::skeleton::awaited;
use crate::view::{Context, Feed};
use leptos::prelude::*;

/// How many open incidents are shown in full.
const MOST: usize = 50;

/// The screen.
pub fn home(feed: Feed) -> AnyView {
    view! {
        {banner(feed)}
        {notices(feed)}
        {awaited(feed)}
        {open_incidents(feed)}
        {component_list(feed)}
        {recent_days(feed)}
        {month_links(feed)}
    }
    .into_any()
}

fn open_incidents(feed: Feed) -> AnyView {
    live(move || {
        let open: Vec<IncidentId> = feed.list.with(|list| {
            list.as_ref().map_or_else(Vec::new, |list| list.open().iter().map(|open| open.id.clone()).collect())
        });
        if open.is_empty() {
            return ().into_any();
        }
        let rest = open.len().saturating_sub(MOST);
        let cards = open.into_iter().take(MOST).map(|id| card(feed, id)).collect();
        let rest = (rest > 0).then(|| view! { <p class="hint">{page::more_open(rest)}</p> });
        view! {
            <section class="section">
                <h2>{page::OPEN}</h2>
                <div class="cards">{rows(cards)}</div>
                {rest}
            </section>
        }
        .into_any()
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
                None => ().into_any(),
            })
        })
    })
}

fn recent_days(feed: Feed) -> AnyView {
    let context = Context::get();
    let days = Memo::new(move |_| {
        let as_of = feed.standing.with(|standing| standing.as_of);
        let setting = context.setting();
        feed.list.with(|list| list.as_ref().map_or_else(Vec::new, |list| recent(list, as_of, &setting)))
    });
    live(move || {
        let empty = feed.list.with(|list| list.as_ref().map(|list| list.incidents().is_empty() && list.is_complete()));
        let content = match empty {
            None => return ().into_any(),
            Some(true) => view! { <p class="empty">{page::NEVER}</p> }.into_any(),
            Some(false) => day_list(days),
        };
        view! { <section class="section"><h2>{page::RECENT}</h2>{content}</section> }.into_any()
    })
}
