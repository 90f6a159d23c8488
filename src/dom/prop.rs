//! The properties of elements in use, as `prop:` in Leptos' `view!` sets them.

use super::node::Text;

/// The name of a property.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PropertyName(pub(super) &'static str);

/// The value of a property. The browser converts it: for a property that is true or false, no text is false.
pub struct PropertyValue(pub(super) Text);

/// The text in a field, or the option chosen.
pub const VALUE: PropertyName = PropertyName("value");
/// Whether a box is ticked.
pub const CHECKED: PropertyName = PropertyName("checked");
/// Whether an option is chosen.
pub const SELECTED: PropertyName = PropertyName("selected");

impl From<bool> for PropertyValue {
    fn from(value: bool) -> Self {
        Self(if value { "true" } else { "" }.into())
    }
}

impl From<&'static str> for PropertyValue {
    fn from(value: &'static str) -> Self {
        Self(value.into())
    }
}

impl From<String> for PropertyValue {
    fn from(value: String) -> Self {
        Self(value.into())
    }
}
