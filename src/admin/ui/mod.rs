//! Parts that several features use: form fields, links that leave the admin view, announcements, keys and the focus.

mod announcement;
mod field;
mod keys;
mod links;

#[cfg(feature = "browser")]
pub(super) mod focus;

pub use announcement::Announcement;
pub(super) use announcement::Announcements;
pub(super) use field::{FieldControl, FieldError, FormField};
pub(super) use keys::{SEND_KEYS, sends};
pub(super) use links::PublicLink;
