//! Taking over prerendered markup, as far as it is the markup that a node would have written.
//!
//! The walk over the document is in `web/document.js`. At the first difference it finds nothing more, so the rest is
//! rendered anew, and [`Node::take_over`] returns nothing: then the caller renders the whole page again. In production
//! that's all that happens; a development build also writes the difference to the console.

use super::node::{Node, Parts};
use super::walk::find;
use leptos::tachys::renderer::{Rndr, types};

/// Where a node is rendered: anew, or onto the markup of the document, as long as they agree.
#[derive(Clone, Copy)]
pub(super) enum Onto {
    Nothing,
    #[cfg(feature = "browser")]
    Markup,
}

impl Node {
    /// Takes over the contents of the mount point, where a walk was begun. `None` if they are not exactly the markup of
    /// this node, and then nothing follows events.
    #[cfg(feature = "browser")]
    pub fn take_over(self) -> Option<super::NodeState> {
        let shown = self.render(Onto::Markup);
        let is_same = find::<types::Node>(Onto::Markup, "").is_some();
        #[cfg(debug_assertions)]
        if !is_same {
            leptos::logging::error!("The markup is not what the app would have written. {}", super::walk::difference());
        }
        is_same.then_some(shown)
    }
}

impl Parts {
    /// The element of the document that is exactly this one.
    pub(super) fn find(&self, onto: Onto) -> Option<types::Element> {
        let mut expected = self.tag.to_owned();
        for attribute in &self.attributes {
            if !attribute.is_property {
                for part in ["\u{ffff}", attribute.name, "=", &attribute.value] {
                    expected.push_str(part);
                }
            }
        }
        find(onto, &expected)
    }
}

/// Expects the end of an element.
#[cfg(feature = "browser")]
pub(super) fn end(onto: Onto) {
    find::<types::Element>(onto, "");
}

pub(super) fn find_text(text: &str, onto: Onto) -> Option<types::Text> {
    // An empty text would be missing after parsing.
    let node = find(onto, &["3", if text.is_empty() { " " } else { text }].concat())?;
    if text.is_empty() {
        Rndr::set_text(&node, "");
    }
    Some(node)
}

pub(super) fn find_mark(onto: Onto) -> Option<types::Placeholder> {
    find(onto, "8")
}
