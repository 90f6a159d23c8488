//! SVG elements, one function for each tag.

use super::node::Element;

const NAMESPACE: &str = "http://www.w3.org/2000/svg";

macro_rules! elements {
    ($($name:ident)*) => {
        $(
            #[doc = concat!("`<", stringify!($name), ">` of SVG")]
            pub fn $name() -> Element {
                Element::new(stringify!($name), Some(NAMESPACE))
            }
        )*
    };
}

elements! { circle g line path polyline rect svg title }
