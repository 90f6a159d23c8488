//! One component: its status, the incidents and maintenances that affect it, and its history.

use super::Message;
use super::home::{ActiveMaintenances, OpenIncidents, UpcomingEvents, events_above};
use super::item::Pulse;
use crate::components::component_list::{Claim, origin, time_of_update};
use crate::components::day_bars::ComponentBars;
use crate::components::day_list::{DayList, recent};
use crate::components::facts::fact;
use crate::components::figures::Figures;
use crate::components::incident_card::name;
use crate::components::notice::Notices;
use crate::components::sentence::sentence;
use crate::components::skeleton::Skeleton;
use crate::components::time::Time;
use crate::components::{Badge, PageView};
use crate::dom::{Node, attr, el, nothing, present};
use contract::config::Component;
use contract::route::{ItemRef, Route, slug};
use leptos::prelude::*;
use model::history::Event;
use model::{Date, Overview, Phase};
use text::as_count;

/// The screen. A component has a page if the configuration names it.
#[component(transparent)]
pub fn ComponentScreen<'a>(
    /// The page.
    view: &'a PageView,
    /// The component, as the address names it.
    of: &'a ItemRef,
) -> Node {
    let (formatting, text) = (&view.formatting, view.formatting.text);
    let Some(component) = formatting.config.component_at(of) else {
        if view.data.is_none() {
            return [view! { <Skeleton waiting=view.waiting text/> }.into(), view! { <Pulse view/> }.into()].into();
        }
        let heading = text.missing(&view.route);
        let message = view! { <Message formatting heading text=text.not_found_cause().to_owned()/> };
        return [message.into(), view! { <Notices view/> }.into()].into();
    };
    let (data, unknown) = view.data.as_ref().map(|data| data.about(&component.id)).unzip();
    let unknown = unknown.unwrap_or_default();
    let own = PageView { data, ..view.clone() };
    let is_open = |event: &&Event<'_>| matches!(event, Event::Incident(of) if view.phase(of) == Phase::Open);
    let open = unknown.iter().filter(is_open).count();
    let note = (open > 0).then(|| {
        let link = el::a().attr(attr::HREF, formatting.links.to(&Route::Home)).child(text.see_status());
        el::p().child(text.open_unknown(as_count(open))).child(" ").child(link)
    });
    [
        view! { <Subject component view/> }.into(),
        view! { <Skeleton waiting=view.waiting text/> }.into(),
        note.into(),
        view! { <OpenIncidents view=&own/> }.into(),
        view! { <ActiveMaintenances view=&own/> }.into(),
        view! { <UpcomingEvents view=&own/> }.into(),
        view! { <History component unknown=&unknown view=&own/> }.into(),
        view! { <Figures component=Some(component) view/> }.into(),
    ]
    .into()
}

/// The component, and its status. While it isn't operational, the top of the page has its tone.
#[component(transparent)]
fn Subject<'a>(
    /// The component.
    component: &'a Component,
    /// The page.
    view: &'a PageView,
) -> Node {
    let (formatting, text) = (&view.formatting, view.formatting.text);
    let overview = view.data.as_ref().map(|data| Overview::of(data, view.present));
    let status = overview.as_ref().and_then(|overview| overview.component(&component.id));
    let claim = Claim::of(status, view.assessment.fresh, text);
    let origin = origin(&component.id, &claim, view);
    let id = ["component-", &slug(component.id.as_str())].concat();
    let mut subject = el::article()
        .class("subject")
        .attr(attr::DATA_COMPONENT, component.id.as_str().to_owned())
        .attr(attr::DATA_STATUS, claim.status.to_owned())
        .attr(attr::DATA_TONE, claim.tone.as_str())
        .attr(attr::ARIA_LABELLEDBY, id.clone());
    if origin.is_some() {
        subject = subject.attr(attr::DATA_OPEN, "true");
    }
    let update = origin.and_then(|(_, at)| at).map(|at| {
        let time = view! { <Time at text=time_of_update(at, view)/> };
        // As the time of an incident, it has the room of the longest zone.
        el::span().class("when").child(fact(sentence(text.from_update(), time.into()).into()))
    });
    let start = component.start_date.map(|date| {
        let time = el::time().attr(attr::DATETIME, date.to_iso()).child(text.shared().day(date));
        let is_ahead = view.assessment.as_of.is_some_and(|at| Date::of(at, &*formatting.zone) < date);
        let words = if is_ahead { text.in_use_from() } else { text.in_use_since() };
        fact(sentence(words, time.into()).into())
    });
    let path = component.path_text();
    let path = (!path.is_empty()).then(|| fact(el::span().attr(attr::DIR, "auto").child(path).into()));
    let address = component.url.as_ref().map(|url| {
        let link = el::a().attr(attr::HREF, formatting.address(url)).attr(attr::DIR, "ltr").child(url.clone());
        fact(link.into())
    });
    let about = component.description.clone();
    let about = about.map(|text| el::p().class("component-about").attr(attr::DIR, "auto").child(text));
    let badge = view! { <Badge class="badge" tone=claim.tone.as_str() text=claim.text.to_owned()/> };
    let facts = el::p().class("facts").child(badge).child(" ").child(update);
    let mut more = Vec::new();
    for fact in present(vec![path, start, address]) {
        more.push(fact);
        more.push(" ".into());
    }
    let more = (!more.is_empty()).then(|| el::p().class("facts").children(more));
    subject
        .child(name(el::h1().attr(attr::TABINDEX, "-1"), id).child(component.name.clone()))
        .child(about)
        .child(facts)
        .child(more)
        .child(view! { <Pulse view/> })
        .into()
}

/// The days of the history that the component was in use, as far as there is an answer.
#[component(transparent)]
fn History<'a>(
    /// The component.
    component: &'a Component,
    /// The incidents that may be about it.
    unknown: &'a [Event<'a>],
    /// The page, with the component's own events.
    view: &'a PageView,
) -> Node {
    let Some(data) = &view.data else { return nothing() };
    let text = view.formatting.text;
    let zone = &*view.formatting.zone;
    let today = view.assessment.as_of.map(|at| Date::of(at, zone));
    let mut count = i64::from(view.formatting.config.history_days);
    if let (Some(today), Some(start)) = (today, component.start_date) {
        count = count.min(today.days() - start.days() + 1).max(1);
    }
    let is_empty = data.incidents.incidents().is_empty() && data.maintenances.maintenances().is_empty();
    let content: Node =
        if let (true, Some(at)) = (is_empty && unknown.is_empty() && data.is_complete(), view.assessment.as_of) {
            // A page that nothing happens on is not published again: it says which days it means.
            el::p().class("empty").child(text.none_in_days(count, &text.shared().moment(at, zone))).into()
        } else {
            let days = recent(data, &events_above(view), unknown, u32::try_from(count).unwrap_or(1), view);
            view! { <DayList days=&days year=today.map(Date::year) view/> }.into()
        };
    let bars = view! { <ComponentBars component unknown view/> };
    el::section().class("section").child(el::h2().child(text.history())).child(bars).child(content).into()
}
