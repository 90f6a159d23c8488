//! The components that an entry names: a tick and a status for each, and a way to add one by its id.

use super::entry_fields::Edit;
use crate::admin::desk::{Act, component_name};
use crate::components::Context;
use contract::incident_api::endpoint::segment;
use leptos::prelude::*;
use model::draft::Field as Part;
use model::{AffectedComponent, ComponentId, ComponentStatus};
use text::admin::form as message;
use text::shared;

pub(super) fn field(edit: &Edit) -> AnyView {
    let config = Context::get().config;
    let configured: Vec<ComponentId> = config.components.iter().map(|component| component.id.clone()).collect();
    let (form, none) = (edit.form, configured.is_empty());
    let field = edit.field("components", false, Part::Components);
    let legend_id = format!("{}-legend", field.id);
    // The configured ones in their order, then those that came from elsewhere.
    let ids = Memo::new(move |_| {
        let mut ids = configured.clone();
        let chosen = form.draft.with(|draft| draft.components.iter().map(|c| c.id.clone()).collect::<Vec<_>>());
        for id in form.extra.get().into_iter().chain(chosen) {
            if !ids.contains(&id) {
                ids.push(id);
            }
        }
        ids
    });
    let row_edit = edit.clone();
    view! {
        <fieldset
            class="field choices"
            id=field.id.clone()
            tabindex="-1"
            data-invalid=field.invalid()
            aria-labelledby=legend_id.clone()
            aria-describedby=field.described_by()
        >
            <legend id=legend_id.clone()>{message::label(Part::Components)}</legend>
            {none.then(|| view! { <p class="hint">{message::NO_COMPONENTS}</p> })}
            {field.error_view()}
            <For each=move || ids.get() key=Clone::clone children=move |id| row(&row_edit, id)/>
            {by_hand(edit, none)}
        </fieldset>
    }
    .into_any()
}

fn row(edit: &Edit, id: ComponentId) -> AnyView {
    let form = edit.form;
    let name = component_name(&Context::get().config.components, &id);
    let tick_id = edit.id(&format!("component-{}", segment(id.as_str())));
    let status_id = format!("{tick_id}-how");
    let status = Memo::new({
        let id = id.clone();
        move |_| {
            form.draft.with(|draft| {
                draft.components.iter().find(|component| component.id == id).map(|component| component.status.clone())
            })
        }
    });
    let tick = {
        let (edit, id) = (edit.clone(), id.clone());
        move |event| {
            let ticked = event_target_checked(&event);
            // It stays in the form when the tick is taken off.
            form.extra.update(|extra| {
                if !extra.contains(&id) {
                    extra.push(id.clone());
                }
            });
            form.recovery.update(|recovery| recovery.set_by_hand(&id));
            edit.change(|draft| {
                draft.components.retain(|component| component.id != id);
                if ticked {
                    let status = ComponentStatus::DegradedPerformance;
                    draft.components.push(AffectedComponent { id: id.clone(), status });
                }
            });
        }
    };
    let choose = {
        let (edit, id) = (edit.clone(), id.clone());
        move |event| {
            let chosen = ComponentStatus::parse(&event_target_value(&event));
            form.recovery.update(|recovery| recovery.set_by_hand(&id));
            edit.change(|draft| {
                let component = draft.components.iter_mut().find(|component| component.id == id);
                if let Some(component) = component {
                    component.status = chosen;
                }
            });
        }
    };
    let ticked = Memo::new(move |_| status.with(Option::is_some));
    let how = {
        let (status_id, name) = (status_id.clone(), name.clone());
        move || {
            let (status_id, name, choose) = (status_id.clone(), name.clone(), choose.clone());
            ticked.get().then(|| {
                let options = ComponentStatus::KNOWN.iter().map(|known| {
                    let chosen = move || status.with(|status| status.as_ref() == Some(known));
                    view! { <option value=known.as_str() prop:selected=chosen>{shared::component_status(known)}</option> }
                });
                // A word that can't be sent stands there as it came, until another one is chosen: without it the first
                // choice would seem to be chosen.
                let unknown = move || {
                    let unknown = status.get().filter(|status| !ComponentStatus::KNOWN.contains(status));
                    unknown.map(|status| {
                        let text = shared::component_status(&status).to_owned();
                        view! { <option value=status.as_str().to_owned() disabled prop:selected=true>{text}</option> }
                    })
                };
                view! {
                    <label class="visually-hidden" for=status_id.clone()>{message::how_is(&name)}</label>
                    <select class="input" id=status_id on:change=choose>{unknown} {options.collect_view()}</select>
                }
            })
        }
    };
    view! {
        <div class="choice admin-component">
            <input type="checkbox" id=tick_id.clone() prop:checked=move || ticked.get() on:change=tick/>
            <label for=tick_id dir="auto">{name}</label>
            {how}
        </div>
    }
    .into_any()
}

/// Adds a component by its id. It is no part of what is sent, so the key Enter must not send the form from here.
fn by_hand(edit: &Edit, open: bool) -> AnyView {
    let (typed, error) = (RwSignal::new(String::new()), RwSignal::new(None::<&'static str>));
    let form = edit.form;
    let field = super::field::Field::new(edit.id("component-id"), false, move || error.get().map(str::to_owned));
    let add = {
        let (edit, id) = (edit.clone(), field.id.clone());
        move || {
            let component = typed.with_untracked(|typed| ComponentId::new(typed));
            let known = |id: &ComponentId| form.draft.with_untracked(|d| d.components.iter().any(|c| c.id == *id));
            match component {
                None => error.set(Some(message::NO_ID)),
                Some(component) if known(&component) => error.set(Some(message::SAME_ID)),
                Some(component) => {
                    error.set(None);
                    typed.set(String::new());
                    let status = ComponentStatus::DegradedPerformance;
                    form.recovery.update(|recovery| recovery.set_by_hand(&component));
                    edit.change(|draft| draft.components.push(AffectedComponent { id: component, status }));
                }
            }
            edit.desk.does(Act::Focus(id.clone()));
        }
    };
    let enter = {
        let add = add.clone();
        move |event: leptos::ev::KeyboardEvent| {
            if event.key() == "Enter" {
                event.prevent_default();
                add();
            }
        }
    };
    let control = view! {
        <div class="admin-add">
            <input
                class="input"
                type="text"
                id=field.id.clone()
                autocomplete="off"
                autocapitalize="none"
                spellcheck="false"
                aria-describedby=field.described_by()
                aria-invalid=field.invalid()
                prop:value=move || typed.get()
                on:input=move |event| typed.set(event_target_value(&event))
                on:keydown=enter
            />
            <button type="button" class="button" on:click=move |_| add()>{message::ADD}</button>
        </div>
    };
    let field = field.around(message::COMPONENT_ID, None, control.into_any());
    if open {
        return field;
    }
    view! { <details class="admin-other"><summary>{message::OTHER_COMPONENT}</summary>{field}</details> }.into_any()
}
