//! The documents of a site: one renderer, for what is published as files and for what is served.
//!
//! A [`Frame`] is what all documents share, whatever incidents there are; [`Documents`] are those of one list. Nothing
//! here reads a clock, opens a file or knows where a document goes.

mod documents;
mod frame;
mod html;
mod parts;
mod policy;
mod settings;

pub use documents::{Documents, Leaf};
pub(crate) use documents::{encode, version_of, version_of_encoded};
pub use frame::{Frame, Kind};
pub use html::PublicUrl;
pub use parts::Parts;
pub use settings::Settings;
pub(crate) use settings::for_everybody;
