//! The line that says how fresh the page is: the last update, the number of open incidents, and when the data was checked.
//! When the data is late or the last attempt failed, it says that instead. It has room for either, so nothing moves.

use super::notice::{InlineNotice, is_late};
use super::sentence::sentence;
use super::time::Time;
use super::{PageAction, PageView, Subject};
use crate::dom::{Element, Node, Row, attr, el, live, nothing, rows};
use contract::route::Route;
use leptos::ev;
use leptos::prelude::*;
use model::{Date, Incident, Phase, Timestamp};
use text::as_count;
use text::page::HALF_A_DAY;

/// The line. On paper it's the time of the data alone.
#[component(transparent)]
pub fn Freshness<'a>(
    /// The page.
    view: &'a PageView,
) -> Node {
    let text = view.formatting.text;
    let mut line = el::p().class("as-of");
    // On paper nothing is "12 s ago".
    if let Some(at) = view.assessment.as_of {
        line = line.attr(attr::DATA_PRINT, text.as_of(&text.shared().long_moment(at, &*view.formatting.zone)));
    }
    let is_notice = view.trouble.is_some() || is_late(view);
    let content: Node = if is_notice {
        view! { <InlineNotice view/> }.into()
    } else {
        let paused = el::span().class("paused").child(if view.paused { text.paused() } else { "" });
        let (latest, count) = (latest(view), open_count(view));
        let is_between = !latest.is_nothing() && !count.is_nothing();
        // On small screens it has its own line, which begins without a dot.
        let is_last = !latest.is_nothing() || !count.is_nothing();
        let dot = is_last.then(|| el::span().class("dot").child(" · "));
        let checked = el::span().class("checked").child(dot).child(view! { <Checked view/> }).child(paused);
        el::span().child(latest).child(is_between.then_some(" · ")).child(count).child(checked).into()
    };
    // A frame has no controls.
    let refresh = (!view.is_embed).then(|| view! { <RefreshButton view/> });
    // One is replaced by the other, so that no words move along the line.
    let content = rows(vec![Row::new(if is_notice { "notice" } else { "" }.to_owned(), content)]);
    line.child(content).child(" ").child(refresh).into()
}

/// The newest update of what the screen is about and is open; without any, the day of the last incident.
fn latest(view: &PageView) -> Node {
    let (text, zone) = (view.formatting.text, &view.formatting.zone);
    let mut open: Vec<&Incident> = Vec::new();
    match (&view.route, &view.subject) {
        (Route::Home, _) => open = view.incidents().map_or_else(Vec::new, |list| list.open()),
        (Route::Incident(_), Subject::Found(incident)) => open.push(incident),
        _ => {}
    }
    open.retain(|incident| view.phase(incident) == Phase::Open);
    let mut newest: Option<Timestamp> = None;
    for incident in open {
        newest = newest.max(incident.newest_entry(view.present).and_then(|entry| entry.date));
    }
    let Some(at) = newest else { return last_incident(view) };
    let (clock, zone, as_of) = (view.clock.clone(), zone.clone(), view.assessment.as_of);
    live(move || {
        let shared = text.shared();
        let words = match (clock.get().present.filter(|now| *now >= at), as_of) {
            (Some(now), _) => shared.ago(now.since(at)),
            (None, Some(as_of)) if as_of.since(at).minutes() < HALF_A_DAY => shared.clock(at, &*zone),
            (None, _) => shared.short_day(Date::of(at, &*zone)),
        };
        let time = view! { <Time at text=words/> };
        el::strong().children(sentence(text.last_update(), time.into())).into()
    })
}

/// The day of the last incident among the days on the front page; nothing where it isn't known.
fn last_incident(view: &PageView) -> Node {
    let (text, zone) = (view.formatting.text, &*view.formatting.zone);
    let (Route::Home, Some(list), Some(as_of)) = (&view.route, view.incidents(), view.assessment.as_of) else {
        return nothing();
    };
    if view.assessment.open > 0 || !list.is_complete() {
        return nothing();
    }
    let mut last: Option<Timestamp> = None;
    for incident in list.incidents() {
        if view.phase(incident) == Phase::Resolved {
            last = last.max(incident.created.filter(|at| *at <= as_of));
        }
    }
    let Some(at) = last else { return nothing() };
    let (day, today) = (Date::of(at, zone), Date::of(as_of, zone));
    // Older ones aren't among the page's own data.
    if today.days() - day.days() >= i64::from(view.formatting.config.recent_days) {
        return nothing();
    }
    let time = view! { <Time at text=text.shared().short_day(day)/> };
    el::span().children(sentence(text.last_incident(), time.into())).into()
}

/// The number of open incidents, on the front page.
fn open_count(view: &PageView) -> Node {
    if view.route != Route::Home || view.assessment.open == 0 {
        return nothing();
    }
    view.formatting.text.open_count(as_count(view.assessment.open)).into()
}

/// When the data was true.
#[component(transparent)]
fn Checked<'a>(
    /// The page.
    view: &'a PageView,
) -> Node {
    let text = view.formatting.text;
    let at = match (view.assessment.source, view.assessment.as_of) {
        (None, _) if view.is_awaited() => return "".into(),
        (None, _) => return text.no_answer_yet().into(),
        (Some(_), None) => return text.as_of_unknown().into(),
        (Some(_), Some(at)) => at,
    };
    let (clock, zone) = (view.clock.clone(), view.formatting.zone.clone());
    let is_partial = view.assessment.unreadable > 0;
    live(move || {
        let shared = text.shared();
        // In an element that a page at rest doesn't have: the time there is replaced, instead of moving along the line.
        let time: Node = match clock.get().age {
            Some(age) => el::span().child(view! { <Time at text=shared.ago(age)/> }).into(),
            None => view! { <Time at text=shared.moment(at, &*zone)/> }.into(),
        };
        let checked = if is_partial { text.partly_checked() } else { text.checked() };
        el::span().children(sentence(checked, time)).into()
    })
}

/// Asks at once. It needs the running app: at rest it takes up its space and is invisible.
#[component(transparent)]
fn RefreshButton<'a>(
    /// The page.
    view: &'a PageView,
) -> Node {
    let asking = if view.asking { "true" } else { "false" };
    let refresh = button(view, view.formatting.text.refresh(), PageAction::Refresh).class("quiet");
    el::span().class("needs-app").child(refresh.attr(attr::DATA_ASKING, asking)).into()
}

/// Stops the automatic updates, or resumes them. It needs the running app.
#[component(transparent)]
pub fn PauseButton<'a>(
    /// The page.
    view: &'a PageView,
) -> Node {
    let (paused, text) = (view.paused, view.formatting.text);
    let pause = button(view, if paused { text.resume() } else { text.pause() }, PageAction::Pause(!paused));
    el::div().class("needs-app").child(pause.class("button")).into()
}

/// A button that asks the page for an action.
pub fn button(view: &PageView, text: impl Into<Node>, action: PageAction) -> Element {
    let act = view.act.clone();
    el::button().attr(attr::TYPE, "button").on(ev::click, move |_| act(action)).child(text)
}
