//! The components of an entry, in their groups: a checkbox and a status for each, and a way to add one by its id.

use super::EditorAction;
use super::draft_editor::DraftEditor;
use crate::admin::Context;
use crate::admin::ui::{FieldControl, FieldError, FormField, Keyed, live, sends};
use crate::components::component_name;
use contract::config::Component;
use contract::incident_api::endpoint::segment;
use leptos::prelude::*;
use model::draft::Field;
use model::{ComponentId, ComponentStatus};

/// All components, and a field for another one.
#[component]
pub fn ComponentFields(editor: DraftEditor) -> impl IntoView {
    let (config, text) = (Context::get().config, editor.text.form);
    let configured = config.components.clone();
    let (form, is_empty) = (editor.form, configured.is_empty());
    let field = editor.control("components", false, Field::Components);
    let legend_id = format!("{}-legend", field.id);
    let groups = groups(&configured).into_iter().map(|(name, ids)| {
        let rows = ids.into_iter().map(|id| view! { <ComponentRow editor=editor.clone() id/> }).collect_view();
        match name {
            Some(name) => {
                view! { <fieldset class="choices"><legend dir="auto">{name}</legend>{rows}</fieldset> }.into_any()
            }
            None => rows.into_any(),
        }
    });
    let groups = groups.collect_view();
    // Those from elsewhere.
    let others = Memo::new(move |_| {
        let mut others: Vec<ComponentId> = Vec::new();
        let chosen = form.draft.with(|draft| draft.components.iter().map(|c| c.id.clone()).collect::<Vec<_>>());
        for id in form.extra_components.get().into_iter().chain(chosen) {
            if !others.contains(&id) && !configured.iter().any(|component| component.id == id) {
                others.push(id);
            }
        }
        others
    });
    let row_editor = editor.clone();
    let keys = Signal::derive(move || others.with(|ids| ids.iter().map(|id| id.as_str().to_owned()).collect()));
    let row = Callback::new(move |key: String| {
        let id = ComponentId::new(&key);
        id.map(|id| view! { <ComponentRow editor=row_editor.clone() id/> }).into_any()
    });
    view! {
        <fieldset
            class="field choices"
            id=field.id.clone()
            tabindex="-1"
            data-invalid=field.invalid()
            aria-labelledby=legend_id.clone()
            aria-describedby=field.described_by()
        >
            <legend id=legend_id.clone()>{text.label(Field::Components)}</legend>
            {is_empty.then(|| view! { <p class="hint">{text.no_components()}</p> })}
            <FieldError field=field.clone()/>
            {groups}
            <Keyed keys row/>
            <OtherComponent editor is_expanded=is_empty/>
        </fieldset>
    }
}

/// The name of a group, if it has one, and its components.
type Group = (Option<String>, Vec<ComponentId>);

/// Groups in the order in which they first appear, components without one first, as on the public page.
fn groups(components: &[Component]) -> Vec<Group> {
    let mut groups: Vec<Group> = vec![(None, Vec::new())];
    for Component { id, group, .. } in components {
        match groups.iter_mut().find(|(name, _)| name == group) {
            Some((_, ids)) => ids.push(id.clone()),
            None => groups.push((group.clone(), vec![id.clone()])),
        }
    }
    groups
}

/// A checkbox, and the status while it is checked.
#[component]
fn ComponentRow(editor: DraftEditor, id: ComponentId) -> impl IntoView {
    let form = editor.form;
    let name = component_name(&Context::get().config, &id).to_owned();
    let checkbox_id = editor.id(&format!("component-{}", segment(id.as_str())));
    let status = Memo::new({
        let id = id.clone();
        move |_| {
            form.draft.with(|draft| {
                draft.components.iter().find(|component| component.id == id).map(|component| component.status.clone())
            })
        }
    });
    let is_checked = Memo::new(move |_| status.with(Option::is_some));
    let check = {
        let (editor, id) = (editor.clone(), id.clone());
        move |event| set_affected(&editor, &id, event_target_checked(&event))
    };
    let select = {
        let (select_id, name) = (format!("{checkbox_id}-how"), name.clone());
        move || {
            let (editor, id, select_id, name) = (editor.clone(), id.clone(), select_id.clone(), name.clone());
            (editor.has_statuses() && is_checked.get())
                .then(|| view! { <StatusSelect editor id status select_id name/> })
        }
    };
    view! {
        <div class="choice admin-component">
            <input
                type="checkbox"
                id=checkbox_id.clone()
                prop:checked=move || is_checked.get()
                on:change=check
            />
            <label for=checkbox_id dir="auto">{name}</label>
            {live(select)}
        </div>
    }
}

/// Adds a component to the draft, or removes it. It stays in the form either way.
fn set_affected(editor: &DraftEditor, id: &ComponentId, is_affected: bool) {
    editor.form.extra_components.update(|extra| {
        if !extra.contains(id) {
            extra.push(id.clone());
        }
    });
    if is_affected {
        editor.add_component(id.clone());
    } else {
        editor.form.component_defaults.update(|defaults| defaults.mark_chosen(id));
        editor.change(|draft| draft.components.retain(|component| component.id != *id));
    }
}

/// The status of one component.
#[component]
fn StatusSelect(
    editor: DraftEditor,
    id: ComponentId,
    status: Memo<Option<ComponentStatus>>,
    select_id: String,
    name: String,
) -> impl IntoView {
    let text = editor.text;
    let choose = move |event| {
        let chosen = ComponentStatus::parse(&event_target_value(&event));
        editor.form.component_defaults.update(|defaults| defaults.mark_chosen(&id));
        editor.change(|draft| {
            if let Some(component) = draft.components.iter_mut().find(|component| component.id == id) {
                component.status = chosen;
            }
        });
    };
    let options = ComponentStatus::KNOWN.iter().map(|known| {
        let is_chosen = move || status.with(|status| status.as_ref() == Some(known));
        view! { <option value=known.as_str() prop:selected=is_chosen>{text.shared.component_status(known)}</option> }
    });
    // An unknown status can't be sent. It is shown as it came until another one is chosen; without it the select would show
    // its first option as if it were chosen.
    let unknown = move || {
        let unknown = status.get().filter(|status| !ComponentStatus::KNOWN.contains(status));
        unknown.map(|status| {
            let text = text.shared.component_status(&status).to_owned();
            view! { <option value=status.as_str().to_owned() disabled prop:selected=true>{text}</option> }
        })
    };
    view! {
        <label class="visually-hidden" for=select_id.clone()>{text.form.component_status(&name)}</label>
        <select class="input" id=select_id on:change=choose>{live(unknown)} {options.collect_view()}</select>
    }
}

/// Adds a component by its id. This field isn't part of the draft, so the Enter key must not send the form from here.
#[component]
fn OtherComponent(editor: DraftEditor, is_expanded: bool) -> impl IntoView {
    let text = editor.text.form;
    let (typed, error) = (RwSignal::new(String::new()), RwSignal::new(None::<&'static str>));
    let field = FieldControl::new(editor.id("component-id"), false, move || error.get().map(str::to_owned));
    let add = {
        let id = field.id.clone();
        move || {
            match typed.with_untracked(|typed| add_component(&editor, typed)) {
                Ok(()) => {
                    error.set(None);
                    typed.set(String::new());
                }
                Err(text) => error.set(Some(text)),
            }
            editor.state.dispatch(EditorAction::Focus(id.clone()));
        }
    };
    let enter = {
        let add = add.clone();
        move |event: leptos::ev::KeyboardEvent| {
            if event.key() == "Enter" && !sends(&event) {
                event.prevent_default();
                add();
            }
        }
    };
    let control = view! {
        <FormField field=field.clone() label=text.component_id()>
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
                <button type="button" class="button" on:click=move |_| add()>{text.add_component()}</button>
            </div>
        </FormField>
    };
    if is_expanded {
        control.into_any()
    } else {
        view! { <details class="admin-other"><summary>{text.other_component()}</summary>{control}</details> }.into_any()
    }
}

/// Adds the component with the typed id, or returns the error message.
fn add_component(editor: &DraftEditor, typed: &str) -> Result<(), &'static str> {
    let text = editor.text.form;
    let id = ComponentId::new(typed).ok_or(text.component_id_required())?;
    if editor.form.draft.with_untracked(|draft| draft.components.iter().any(|component| component.id == id)) {
        return Err(text.component_id_repeated());
    }
    editor.add_component(id);
    Ok(())
}
