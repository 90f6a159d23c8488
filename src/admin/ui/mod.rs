//! Parts that several features use: form fields, dialogs, links that leave the admin view, announcements, keys, the focus,
//! and what follows signals.

mod announcement;
mod confirm_dialog;
mod field;
mod keyed;
mod keys;
mod links;
mod live;

#[cfg(feature = "browser")]
pub(super) mod focus;

pub use announcement::Announcement;
pub(super) use announcement::Announcements;
pub(super) use confirm_dialog::ConfirmDialog;
pub(super) use field::{Checkbox, FieldControl, FieldError, FormField, TextInput};
pub(super) use keyed::Keyed;
pub(super) use keys::{SEND_KEYS, sends};
pub(super) use links::PublicLink;
pub(super) use live::live;
