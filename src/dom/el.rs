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

elements! {
    a article bdi button details div footer h1 h2 h3 h4 header label li main nav ol option p section select span strong
    summary textarea time ul
}

void_elements! { area base br col embed hr img input link meta source track wbr }
