//! The page in the document. The app never trusts the document: it takes over only markup that it would have written,
//! and looks at every change whether its work still is there. Whatever differs is rendered anew, whole and at once.
//!
//! At take-over any difference counts, even an attribute that an extension added. Later only the keys do: other texts and
//! elements may be changed or added. Focus, scroll position and open details survive. A document that is changed again at
//! once, or often, is a fight that the page would lose: see [`Interference`](crate::interference::Interference).

use crate::browser::document;
use crate::dom::{Node, NodeState};
use leptos::prelude::Render;
use leptos::tachys::view::Mountable;
use std::cell::{Cell, RefCell};

/// The page on screen. It lives as long as the document.
pub struct Mounted {
    shown: RefCell<NodeState>,
    /// Whether the page had to be rendered anew since the last look.
    renewed: Cell<bool>,
}

impl Mounted {
    /// Takes the document over, or renders the page anew. `has_content` if the document came with content.
    pub fn new(view: impl Fn() -> Node, has_content: bool) -> Self {
        document::mount_point();
        let taken_over = view().take_over().filter(|_| document::remember());
        let is_renewed = has_content && taken_over.is_none();
        // Of a document that came without content none was expected.
        let shown = taken_over.unwrap_or_else(|| renew(view(), !has_content));
        Self { shown: RefCell::new(shown), renewed: Cell::new(is_renewed) }
    }

    /// Brings the document to this view.
    pub fn update(&self, view: impl Fn() -> Node) {
        // If the document isn't as the app left it, the differences can't be trusted.
        if !document::is_changed() {
            view().rebuild(&mut self.shown.borrow_mut());
            if document::remember() {
                return;
            }
        }
        self.renew(view());
    }

    /// Brings the texts that follow the clock up to date.
    pub fn refresh(&self) {
        self.shown.borrow_mut().refresh();
    }

    /// Whether something else has changed the document since the last look. Where it may, it renders anew.
    pub fn look(&self, view: impl FnOnce() -> Node, may_renew: bool) -> bool {
        let changed = document::is_changed();
        if changed && may_renew {
            self.renew(view());
        }
        // It may have been seen when the state changed.
        self.renewed.take() || changed
    }

    fn renew(&self, view: Node) {
        self.shown.replace(renew(view, false));
        self.renewed.set(true);
    }
}

/// Renders everything anew; `silently` where nothing was there that should have been right.
fn renew(view: Node, silently: bool) -> NodeState {
    let point = document::clear(silently);
    let mut shown = view.build();
    shown.mount(&point, None);
    document::settle(&point);
    shown
}
