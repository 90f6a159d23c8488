//! Access to a draft for the fields of its form.

use super::draft_storage::DraftKey;
use super::{EditorAction, EditorState, EntryFormState};
use crate::admin::ui::FieldControl;
use leptos::prelude::*;
use model::draft::{EntryDraft, Field};
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
        self.state.dispatch(EditorAction::Edited(self.key.clone()));
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
