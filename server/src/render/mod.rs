//! The documents of a site, rendered in the same way for publishing as files and for serving.
//!
//! A [`Frame`] holds what all documents share, independent of the incidents; [`Documents`] are those made from one
//! list. Nothing here reads the clock, opens a file or knows where a document goes.
//!
//! A document's data block holds no more than its page shows. The version in it is a hash made here, so that the page
//! needs no hash function.

mod documents;
mod frame;
mod html;
mod parts;
mod policy;
mod settings;

pub use documents::{Documents, Leaf};
pub(crate) use documents::{version_of, version_of_encoded};
pub use frame::{Frame, Kind};
pub use html::{InvalidPublicUrl, PublicUrl};
pub use parts::{BuiltPageError, Parts};
pub use settings::Settings;
pub(crate) use settings::for_everybody;
