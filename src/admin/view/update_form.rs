//! The form for an update, in the incident's row, above the timeline that it adds to.

use super::outside_link::linked;
use super::{ENTRY_HEADING, entry_fields, outcome};
use crate::admin::desk::{Act, Desk, UpdateForm, component_name};
use crate::admin::kept::Subject;
use crate::admin::objection::Why;
use crate::components::{Badge, Context, DateTime, StatusBadge, Tone};
use crate::remote::Remote;
use leptos::prelude::*;
use model::incident::Timeline;
use model::{Entry, Incident};
use text::admin::form as message;
use text::shared;

pub(super) fn form(desk: Desk, incident: Memo<Incident>) -> Option<AnyView> {
    let id = incident.with_untracked(|incident| incident.id.clone());
    let update = desk.updates.with_untracked(|updates| updates.get(&id).copied())?;
    let subject = Subject::Update(id.clone());
    let submit = {
        let subject = subject.clone();
        move |event: leptos::ev::SubmitEvent| {
            event.prevent_default();
            desk.does(Act::Send(subject.clone()));
        }
    };
    let gone = Memo::new(move |_| desk.incidents().is_some_and(|list| list.find(&id).is_none()));
    let gone =
        move || gone.get().then(|| view! { <p class="admin-box" data-tone="major" role="alert">{message::GONE}</p> });
    let overtaken = Memo::new(move |_| update.is_overtaken());
    // The summary has said it when an update was held back for it.
    let told = move || update.entry.submit.with(|submit| submit.objections().iter().any(|it| it.why == Why::Overtaken));
    let news = move || {
        (overtaken.get() && !told()).then(|| view! { <p class="admin-box" data-tone="minor">{message::NEWS}</p> })
    };
    let form = view! {
        <div class="admin-update">
            <h4 id=ENTRY_HEADING tabindex="-1">{message::UPDATE}</h4>
            {gone}
            <div role="status">{news}</div>
            {outcome::restored(update.entry)}
            {outcome::problems(desk, subject.clone(), update.entry)}
            <form novalidate on:submit=submit>
                {entry_fields::fields(desk, subject.clone(), update.entry, Some(incident))}
                {outcome::buttons(desk, subject, update.entry)}
            </form>
            <h4>{message::TIMELINE}</h4>
            {move || timeline(update)}
        </div>
    };
    Some(form.into_any())
}

fn timeline(update: UpdateForm) -> AnyView {
    update.timeline.with(|slot| match slot.state() {
        Remote::Loading { .. } => view! { <p class="admin-waiting">{message::TIMELINE_LOADING}</p> }.into_any(),
        Remote::Failed(failure) => {
            let text = format!("{} {}", message::TIMELINE_FAILED, text::admin::happened(&failure.error));
            view! { <p class="admin-box" data-tone="minor">{text}</p> }.into_any()
        }
        Remote::Ready(answer) | Remote::Stale(answer, _) => entries(&answer.data),
    })
}

fn entries(timeline: &Timeline) -> AnyView {
    let unreadable = timeline.unreadable();
    let note = (unreadable > 0).then(|| {
        view! { <p class="admin-box" data-tone="minor">{message::unreadable(unreadable)}</p> }
    });
    if timeline.entries().is_empty() {
        return view! { {note} <p class="admin-none">{message::TIMELINE_EMPTY}</p> }.into_any();
    }
    let entries = timeline.entries().iter().map(entry).collect_view();
    view! { {note} <ol class="timeline">{entries}</ol> }.into_any()
}

fn entry(entry: &Entry) -> AnyView {
    let Context { config, zone, .. } = Context::get();
    let zone = zone.get();
    let components = entry.components.iter().map(|component| {
        let name = component_name(&config.components, &component.id);
        let tone = Tone::from(&component.status).as_str();
        let text = shared::component_status(&component.status).to_owned();
        view! { <li><span dir="auto">{name}</span> " " <Badge class="badge" tone text/></li> }
    });
    let components = components.collect_view();
    let components = (!entry.components.is_empty()).then(|| view! { <ul class="affected">{components}</ul> });
    view! {
        <li class="entry">
            <p class="entry-head"><StatusBadge status=&entry.status/> " "
                <span class="fact"><DateTime at=entry.date zone=&zone/></span></p>
            <p class="message" dir="auto">{linked(&entry.message)}</p>
            {components}
        </li>
    }
    .into_any()
}
