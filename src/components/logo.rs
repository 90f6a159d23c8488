//! The logo in the header.

use super::Formatting;
use crate::dom::{Node, attr, el, nothing};
use leptos::prelude::*;

/// The logo, and the one for the dark scheme if there is one. The style sheet shows one of the two, and browsers load
/// only that one: `loading="lazy"` leaves out images that aren't displayed.
#[component(transparent)]
pub fn Logo<'a>(
    /// The configuration and the addresses.
    formatting: &'a Formatting,
) -> Node {
    let config = &formatting.config;
    let picture = |logo: &String, class| {
        let picture = el::img().class(class).attr(attr::SRC, formatting.address(logo));
        picture.attr(attr::ALT, "").attr(attr::HEIGHT, "32")
    };
    match (&config.logo, &config.logo_dark) {
        (None, _) => nothing(),
        (Some(logo), None) => picture(logo, "logo").into(),
        (Some(logo), Some(dark)) => {
            let of_scheme = |logo, class| Node::from(picture(logo, class).attr(attr::LOADING, "lazy"));
            [of_scheme(logo, "logo logo-light"), of_scheme(dark, "logo logo-dark")].into()
        }
    }
}
