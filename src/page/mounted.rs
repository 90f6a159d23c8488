//! The page in the document. The app never trusts the document: it takes over only markup that it would have written,
//! and looks at every change whether its work still is there. Whatever differs is rendered anew, whole and at once.
//!
//! At take-over any difference counts, even an attribute that an extension added. Later only the keys do: other texts and
//! elements may be changed or added. Focus, scroll position and open details survive. A document that is changed again at
//! once, or often, is a fight that the page would lose: see [`Interference`](crate::interference::Interference).

use crate::browser::document;
use crate::dom::{Node, NodeState};
use leptos::prelude::{Owner, Render, RenderEffect, untrack};
use leptos::tachys::view::Mountable;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

/// Whether the page had to be rendered anew since the last check.
static RENEWED: AtomicBool = AtomicBool::new(false);

/// The page on screen. It lives as long as the document.
pub struct Mounted {
    shown: RenderEffect<NodeState>,
    _owner: Owner,
}

impl Mounted {
    /// Takes the document over, or renders the page anew, and follows the signals that `view` reads. `has_content` if the
    /// document came with content.
    pub fn new(view: impl Fn() -> Node + 'static, owner: Owner, has_content: bool) -> Self {
        let follow = move |before: Option<NodeState>| {
            let is_plain = before.is_none() && !has_content;
            let shown = match before {
                None => {
                    document::mount_point();
                    view().take_over()
                }
                // The document isn't as the app left it.
                Some(_) if document::is_changed() => None,
                Some(mut shown) => {
                    view().rebuild(&mut shown);
                    Some(shown)
                }
            };
            match shown {
                Some(shown) if document::remember() => shown,
                // Of a document that came without content none was expected.
                _ => renew(view(), is_plain),
            }
        };
        Self { shown: owner.with(|| RenderEffect::new(follow)), _owner: owner }
    }

    /// Whether something else has changed the document since the last look. Where it may, it renders anew.
    pub fn look(&self, view: impl FnOnce() -> Node, may_renew: bool) -> bool {
        let changed = document::is_changed();
        if changed && may_renew {
            self.shown.with_value_mut(|shown| *shown = untrack(|| renew(view(), false)));
        }
        // It may have been seen when the state changed.
        RENEWED.swap(false, Relaxed) || changed
    }
}

/// Renders everything anew; `silently` where nothing was there that should have been right.
fn renew(view: Node, silently: bool) -> NodeState {
    RENEWED.store(!silently, Relaxed);
    let point = document::clear(silently);
    let mut shown = view.build();
    shown.mount(&point, None);
    document::settle(&point);
    shown
}
