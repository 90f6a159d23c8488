//! One incident in full.

use super::back;
use crate::domain::{Incident, Timestamp};
use crate::message::{page, shared};
use crate::view::affected::affected;
use crate::view::facts::facts;
use crate::view::live::live;
use crate::view::notice::notices;
use crate::view::pulse::{as_of, controls};
use crate::view::skeleton::skeleton;
use crate::view::timeline::timeline;
use crate::view::{Context, Feed, Setting, Subject, Tone};
use leptos::prelude::*;

/// The screen.
pub fn incident(feed: Feed, subject: Signal<Subject>) -> AnyView {
    let context = Context::get();
    let content = live(move || {
        let setting = context.setting();
        let now = feed.standing.with(|standing| standing.as_of);
        match subject.get() {
            Subject::Waiting(waiting) => skeleton(waiting),
            Subject::Found(incident) => full(&incident, now, &setting),
            Subject::Missing => message(page::MISSING, page::MISSING_NEXT.to_owned()),
            Subject::Failed(error) => message(page::INCIDENT_FAILED, page::incident_failed(&error)),
        }
    });
    view! {
        {back()}
        {content}
        <div class="pulse">{as_of(feed)}{controls(feed)}</div>
        {notices(feed)}
    }
    .into_any()
}

fn full(incident: &Incident, as_of: Option<Timestamp>, setting: &Setting) -> AnyView {
    let resolved = incident.resolved.filter(|_| !incident.is_open());
    let resolved = resolved.map(|at| {
        view! { <p class="facts">"Resolved " {crate::view::time::moment(Some(at), &setting.zone)}</p> }
    });
    let parts = affected(incident, setting);
    view! {
        <article
            class="incident"
            data-incident=incident.id.as_str().to_owned()
            data-status=incident.status.as_str().to_owned()
            data-impact=incident.impact.as_str().to_owned()
            data-tone=Tone::from(&incident.impact).as_str()
        >
            <h1 class="name" tabindex="-1" dir="auto">{shared::name(&incident.name).to_owned()}</h1>
            {facts(incident, as_of, setting)}
            {resolved}
            {parts}
            <h2>{page::TIMELINE}</h2>
            {timeline(incident, usize::MAX, setting)}
        </article>
    }
    .into_any()
}

fn message(heading: &'static str, text: String) -> AnyView {
    view! { <div class="plain"><h1 tabindex="-1">{heading}</h1><p>{text}</p></div> }.into_any()
}
