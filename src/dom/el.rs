//! HTML elements, one function for each tag.

use super::node::Element;

macro_rules! elements {
    ($($name:ident)*) => {
        $(
            #[doc = concat!("`<", stringify!($name), ">`")]
            pub fn $name() -> Element {
                Element::new(stringify!($name), None)
            }
        )*
    };
}

/// The elements that can't have children and have no end tag.
macro_rules! void_elements {
    ($($name:ident)*) => {
        elements! { $($name)* }

        /// Whether an element can't have children and has no end tag.
        pub(super) fn is_void(tag: &str) -> bool {
            [$(stringify!($name)),*].contains(&tag)
        }
    };
}

/// An element whose tag is data.
pub fn named(tag: &'static str) -> Element {
    Element::new(tag, None)
}

elements! {
    a article bdi button caption dd details div dl dt footer h1 h2 h3 h4 h5 h6 header label li main mark nav ol option p section
    select small span strong summary table tbody td textarea th thead time tr ul
}

void_elements! { area base br col embed hr img input link meta source track wbr }
