//! The two ways in which markup changes, each compiled once: every further kind of view would cost the visitor bytes.

use leptos::prelude::*;
use leptos::tachys::reactive_graph::OwnedView;
use leptos::tachys::view::keyed::keyed;

/// Markup that follows the signals it reads. Elements that stay the same kind of view are updated in place, so focus,
/// scroll and selection stay.
pub fn live(render: impl FnMut() -> AnyView + Send + 'static) -> AnyView {
    let render: Box<dyn FnMut() -> AnyView + Send> = Box::new(render);
    render.into_any()
}

/// Text that follows the signals it reads.
pub fn live_text(render: impl FnMut() -> String + Send + 'static) -> Box<dyn FnMut() -> String + Send> {
    Box::new(render)
}

/// One element of a list: what tells it apart from its neighbours, and how it looks.
pub struct Row {
    key: String,
    render: Box<dyn FnOnce() -> AnyView + Send>,
}

impl Row {
    /// A row that is rendered once for its key. Either the key holds all that is printed, or `render` is [`live`].
    pub fn new(key: String, render: impl FnOnce() -> AnyView + Send + 'static) -> Self {
        Self { key, render: Box::new(render) }
    }
}

/// A list whose rows keep their elements as long as their keys stay, wherever they move.
pub fn rows(rows: Vec<Row>) -> AnyView {
    fn key(row: &Row) -> String {
        row.key.clone()
    }
    fn stay(_: usize) {}
    // A row's signals end with the row, not with the list's next change.
    let parent = Owner::current();
    let view = move |_, row: Row| {
        let owner = parent.as_ref().map_or_else(Owner::new, |parent| parent.with(Owner::new));
        let view = owner.with(row.render);
        (stay as fn(usize), OwnedView::new_with_owner(view, owner))
    };
    keyed(rows, key, view).into_any()
}
