//! Writing incidents, updates and maintenances: the forms and their drafts, sending them, and finding out whether a request whose answer
//! was lost has arrived.

pub mod component_defaults;
pub mod correction;
pub mod date_warning;
pub mod draft_storage;
pub mod form_error;
pub mod maintenance_draft;
pub mod reconcile;
pub mod submission;
pub mod window_warning;

mod change_log;
mod component_fields;
mod correction_form;
mod draft_editor;
mod edit_form;
mod entry_deletion;
mod entry_fields;
mod form_status;
mod maintenance_form;
mod new_form;
mod state;
mod time_hints;
mod timeline;
mod update_form;

#[cfg(feature = "browser")]
mod controller;
#[cfg(feature = "browser")]
mod correcting;
#[cfg(feature = "browser")]
mod drafts;
#[cfg(feature = "browser")]
mod submit;
#[cfg(feature = "browser")]
mod timeline_reading;

#[cfg(feature = "browser")]
pub(super) use controller::{EditorController, EditorDependencies};
pub(super) use correction_form::CorrectionForm;
pub(super) use edit_form::EditForm;
pub(super) use entry_deletion::EntryDialog;
pub(super) use maintenance_form::MaintenanceForm;
pub(super) use new_form::{NewIncidentForm, NewIncidentLink};
pub use state::{
    CorrectionFormState, DiscardedDraft, EditFormState, EditorAction, EditorState, EntryDeletion, EntryFormState,
    FormDraft, MaintenanceFormState, NewFormState, OpenForm, OpenedForm, SaveStatus, UpdateFormState,
};
pub(super) use update_form::UpdateForm;

/// The id of the heading of the form for a new incident.
pub const NEW_HEADING: &str = "new-heading";
/// The id of the form for a new incident, with its heading.
pub const NEW_FORM: &str = "new-form";
/// The id of the heading of the form for an update.
pub const UPDATE_HEADING: &str = "entry-heading";
