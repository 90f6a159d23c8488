//! An open incident on the front page: what it is, how bad, since when, and what was told last.

use super::affected::affected;
use super::facts::facts;
use super::timeline::timeline;
use super::{Setting, Tone};
use crate::domain::{Incident, Timestamp};
use crate::message::{page, shared};
use leptos::prelude::*;

/// How many entries a card shows; all are on the incident's own page.
const ENTRIES: usize = 3;

/// The card.
pub fn incident_card(incident: &Incident, as_of: Option<Timestamp>, setting: &Setting) -> AnyView {
    let address = setting.links.incident(&incident.id);
    let count = incident.entries().len();
    let all = (count > ENTRIES).then(|| {
        view! { <p class="more"><a href=address.clone()>{page::all_entries(count)}</a></p> }
    });
    view! {
        <article
            class="incident"
            data-incident=incident.id.as_str().to_owned()
            data-status=incident.status.as_str().to_owned()
            data-impact=incident.impact.as_str().to_owned()
            data-tone=Tone::from(&incident.impact).as_str()
        >
            <h3 class="name" dir="auto"><a href=address>{short_name(incident)}</a></h3>
            {facts(incident, as_of, setting)}
            {affected(incident, setting)}
            {timeline(incident, ENTRIES, setting)}
            {all}
        </article>
    }
    .into_any()
}

/// An incident's name, cut where no sensible name is that long; its own page has all of it.
pub fn short_name(incident: &Incident) -> String {
    const MOST: usize = 200;
    let name = shared::name(&incident.name);
    match name.char_indices().nth(MOST) {
        Some((end, _)) => format!("{}…", &name[..end]),
        None => name.to_owned(),
    }
}
