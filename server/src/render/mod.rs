//! The documents of a site, rendered in the same way for publishing as files and for serving.
//!
//! A [`Frame`] holds what all documents share, independent of the incidents; [`Documents`] are those made from one
//! list. Nothing here reads the clock, opens a file or knows where a document goes.
//!
//! A document's data block holds no more than its page shows. The version in it is a hash made here, so that the page
//! needs no hash function.

mod built_parts;
mod documents;
mod frame;
mod html;
mod policy;
mod site_settings;

pub use built_parts::{BuiltPageError, BuiltParts};
pub use documents::{Documents, Leaf};
pub(crate) use documents::{renamed, renamed_incident};
pub(crate) use documents::{version_of, version_of_encoded};
pub use frame::{Delivery, Frame};
pub use html::{InvalidPublicUrl, PublicUrl};
pub use site_settings::SiteSettings;
pub(crate) use site_settings::for_everybody;
