//! An open or upcoming incident on the front page: what it is, how bad, since when, and what was told last.

use super::affected::affected;
use super::facts::full_facts;
use super::timeline::timeline;
use super::{Scene, Tone};
use crate::dom::{Element, Node, attr, el};
use model::{Incident, Phase};
use text::{page, shared};

/// How many entries a card shows; all are on the incident's own page.
const ENTRIES: usize = 3;

/// The card. Of what was cancelled it tells no more than that.
pub fn incident_card(incident: &Incident, scene: &Scene) -> Node {
    let has_more = matches!(scene.phase(incident), Phase::Upcoming | Phase::Open);
    let address = scene.setting.links.incident(&incident.id);
    let count = incident.entries().len();
    let all = (has_more && count > ENTRIES).then(|| {
        el::p().class("more").child(el::a().attr(attr::HREF, address.clone()).child(page::all_entries(count)))
    });
    let name = el::a().attr(attr::HREF, address).child(short_name(incident));
    article(incident)
        .class("incident")
        .child(el::h3().class("name").attr(attr::DIR, "auto").child(name))
        .child(full_facts(incident, scene))
        .child(has_more.then(|| affected(incident, scene)).flatten())
        .child(has_more.then(|| timeline(incident, ENTRIES, scene)))
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
