//! An open or upcoming incident on the front page: its name, impact, beginning and latest updates.

use super::affected::AffectedComponents;
use super::facts::Facts;
use super::timeline::IncidentTimeline;
use super::{PageView, Tone};
use crate::dom::{Element, Node, attr, el};
use contract::route::slug;
use leptos::prelude::*;
use model::{Incident, Phase};
use text::as_count;

/// How many entries a card shows; all are on the incident's own page.
const ENTRIES: usize = 3;

/// The card. A cancelled incident has only its name and facts.
#[component(transparent)]
pub fn IncidentCard<'a>(
    /// The incident.
    incident: &'a Incident,
    /// The page.
    view: &'a PageView,
) -> Node {
    let has_more = matches!(view.phase(incident), Phase::Upcoming | Phase::Open);
    let (text, address) = (view.formatting.text, view.formatting.links.incident(&incident.id));
    let count = incident.entries().len();
    let all = (has_more && count > ENTRIES).then(|| {
        el::p().class("more").child(el::a().attr(attr::HREF, address.clone()).child(text.all_entries(as_count(count))))
    });
    let link = el::a().attr(attr::HREF, address).child(short_name(text.shared().name(&incident.name)));
    article(incident)
        .class("incident")
        .child(name(el::h3(), name_id(incident)).child(link))
        .child(view! { <Facts incident view/> })
        .child(has_more.then(|| view! { <AffectedComponents incident view/> }))
        .child(has_more.then(|| view! { <IncidentTimeline incident most=ENTRIES has_links=false view/> }))
        .child(all)
        .into()
}

/// The element of an incident, with the hooks that styles, tests and users rely on.
pub fn article(incident: &Incident) -> Element {
    el::article()
        .attr(attr::DATA_INCIDENT, incident.id.as_str().to_owned())
        .attr(attr::DATA_STATUS, incident.status.as_str().to_owned())
        .attr(attr::DATA_IMPACT, incident.impact.as_str().to_owned())
        .attr(attr::DATA_TONE, Tone::from(&incident.impact).as_str())
        .attr(attr::ARIA_LABELLEDBY, name_id(incident))
}

/// The heading with a name, by which the element of an incident or a maintenance is known to screen readers.
pub fn name(heading: Element, id: String) -> Element {
    heading.class("name").attr(attr::ID, id).attr(attr::DIR, "auto")
}

/// The ID of its name.
pub fn name_id(incident: &Incident) -> String {
    ["incident-", &slug(incident.id.as_str())].concat()
}

/// A name, cut where no sensible name is that long; its own page has all of it.
pub fn short_name(name: &str) -> String {
    const MOST: usize = 200;
    match name.char_indices().nth(MOST) {
        Some((end, _)) => [&name[..end], "…"].concat(),
        None => name.to_owned(),
    }
}
