//! Every sentence that a person reads on screen, by key.
//!
//! Each app has a catalogue, and both share one, so that no admin text reaches the public bundle. A view gets its catalogue
//! with the rest of what it formats with; only the code that starts an app, or renders a document, picks the language.

pub mod admin;
mod catalogue;
pub mod document;
pub mod page;
pub mod shared;

pub use admin::AdminText;
pub use catalogue::{PluralRule, as_count, counted};
pub use document::DocumentText;
pub use page::PageText;
pub use shared::{Printed, SharedText};
