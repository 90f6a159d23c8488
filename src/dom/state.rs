//! The part of the document that belongs to a node.

use super::node::{Attribute, LiveMarkup, Text};
use super::walk::touch;
use leptos::tachys::renderer::{CastFrom, RemoveEventHandler, Rndr, types};
use leptos::tachys::view::Mountable;

/// The part of the document that belongs to a [`super::Node`].
pub enum NodeState {
    /// A text node and its text.
    Text(types::Text, Text),
    /// An element.
    Element(Box<ElementState>),
    /// Nodes, and the mark after them.
    Many(Vec<NodeState>, types::Placeholder),
    /// Markup that changes with time.
    Live(Box<LiveState>),
    /// Rows, and the mark after them.
    Rows(Vec<RowState>, types::Placeholder),
}

/// An element in the document.
pub struct ElementState {
    pub(super) element: types::Element,
    pub(super) tag: &'static str,
    pub(super) attributes: Vec<Attribute>,
    pub(super) _listeners: Vec<RemoveEventHandler<types::Element>>,
    pub(super) children: Vec<NodeState>,
}

/// Markup in the document that changes with time.
pub struct LiveState {
    pub(super) render: LiveMarkup,
    pub(super) shown: NodeState,
}

/// A row in the document.
pub struct RowState {
    pub(super) key: String,
    pub(super) node: NodeState,
}

impl NodeState {
    /// Brings the markup that changes with time up to date.
    pub fn refresh(&mut self) {
        match self {
            Self::Text(..) => {}
            Self::Element(element) => element.children.iter_mut().for_each(Self::refresh),
            Self::Many(nodes, _) => nodes.iter_mut().for_each(Self::refresh),
            Self::Live(live) => live.refresh(),
            Self::Rows(rows, _) => rows.iter_mut().for_each(|row| row.node.refresh()),
        }
    }

    /// Takes it out of the document.
    pub(super) fn remove(&self) {
        self.each(&mut |node| {
            touch(node);
            Rndr::remove(node);
        });
    }

    /// The first node in the document.
    pub(super) fn first(&self) -> Option<types::Node> {
        let mut first = None;
        self.each(&mut |node| {
            first.get_or_insert_with(|| node.clone());
        });
        first
    }

    /// The last node in the document.
    pub(super) fn last(&self) -> Option<types::Node> {
        let mut last = None;
        self.each(&mut |node| last = Some(node.clone()));
        last
    }

    /// Calls `act` with each of its nodes that has the same parent.
    fn each(&self, act: &mut dyn FnMut(&types::Node)) {
        let mark = match self {
            Self::Text(node, _) => node.as_ref(),
            Self::Element(element) => element.element.as_ref(),
            Self::Many(nodes, mark) => {
                nodes.iter().for_each(|node| node.each(act));
                mark.as_ref()
            }
            Self::Live(live) => return live.shown.each(act),
            Self::Rows(rows, mark) => {
                rows.iter().for_each(|row| row.node.each(act));
                mark.as_ref()
            }
        };
        act(mark);
    }
}

impl LiveState {
    pub(super) fn refresh(&mut self) {
        (self.render)().update(&mut self.shown);
    }
}

impl Mountable for NodeState {
    fn unmount(&mut self) {
        self.each(&mut |node| Rndr::remove(node));
    }

    fn mount(&mut self, parent: &types::Element, marker: Option<&types::Node>) {
        self.each(&mut |node| Rndr::insert_node(parent, node, marker));
    }

    fn insert_before_this(&self, child: &mut dyn Mountable) -> bool {
        let Some(first) = self.first() else { return false };
        let parent = Rndr::get_parent(&first).and_then(types::Element::cast_from);
        if let Some(parent) = &parent {
            child.mount(parent, Some(&first));
        }
        parent.is_some()
    }

    fn elements(&self) -> Vec<types::Element> {
        let mut elements = Vec::new();
        self.each(&mut |node| elements.extend(types::Element::cast_from(node.clone())));
        elements
    }
}
