//! Access to a draft for the fields of its form.

use super::draft_storage::DraftKey;
use super::{EditorAction, EditorState, EntryFormState};
use crate::admin::ui::FieldControl;
use leptos::prelude::*;
use model::draft::{EntryDraft, Field};
use model::{ComponentId, Impact};
use text::AdminText;

/// Changes a draft, and reports each change.
#[derive(Clone)]
pub struct DraftEditor {
    pub state: EditorState,
    pub key: DraftKey,
    pub form: EntryFormState,
    pub text: AdminText,
}

impl DraftEditor {
    pub fn change(&self, change: impl FnOnce(&mut EntryDraft)) {
        self.form.draft.update(change);
        self.edited();
    }

    /// Reports a change of a field that isn't part of the entry.
    pub fn edited(&self) {
        self.state.dispatch(EditorAction::Edited(self.key.clone()));
    }

    /// Whether its components have a status. Those of a maintenance don't.
    pub fn has_statuses(&self) -> bool {
        match self.key {
            DraftKey::New | DraftKey::Update(_) | DraftKey::Edit(..) | DraftKey::Correct(_) => true,
            DraftKey::Plan | DraftKey::Change(_) => false,
        }
    }

    /// Adds a component to the draft, with the status that fits the impact.
    pub fn add_component(&self, id: ComponentId) {
        let impact = self.impact();
        self.form.component_defaults.update(|defaults| self.change(|draft| defaults.add(draft, id, impact.as_ref())));
    }

    /// The impact that was chosen in the form. An update has none.
    fn impact(&self) -> Option<Impact> {
        match self.key {
            DraftKey::New => self.state.new.impact.get_untracked(),
            DraftKey::Update(_) | DraftKey::Edit(..) | DraftKey::Correct(_) | DraftKey::Plan | DraftKey::Change(_) => {
                None
            }
        }
    }

    /// Sends the form.
    pub fn submit(&self) {
        self.state.dispatch(EditorAction::Submit(self.key.clone()));
    }

    /// The id of an element in the form.
    pub fn id(&self, name: &str) -> String {
        format!("{}-{name}", self.key.id_prefix())
    }

    /// The control of a field.
    pub fn control(&self, name: &str, has_hint: bool, field: Field) -> FieldControl {
        let (form, text) = (self.form, self.text.form);
        FieldControl::new(self.id(name), has_hint, move || form.error_for(field, text))
    }
}
