//! Markup as a value, and the builder that puts elements together, with the names of Leptos' own.

use super::attr::AttributeName;
use super::prop::{PropertyName, PropertyValue};
use leptos::ev::EventDescriptor;
use leptos::prelude::View;
use leptos::tachys::renderer::types;
use std::borrow::Cow;

/// Text that is fixed in the code, or made for its data.
pub type Text = Cow<'static, str>;

/// Markup.
pub enum Node {
    /// Text.
    Text(Text),
    /// An element.
    Element(Box<Parts>),
    /// Several nodes, or none.
    Many(Vec<Node>),
    /// Markup that changes with time: it's made again at each [`NodeState::refresh`](super::NodeState::refresh). As long as
    /// an element keeps its tag it is updated in place, so that focus, scroll position and selection stay.
    Live(LiveMarkup),
    /// A list whose rows keep their elements as long as their keys stay, wherever they move.
    Rows(Vec<Row>),
}

/// An element under construction. It's one pointer, because every step of the builder hands it on.
pub struct Element(pub(super) Box<Parts>);

/// An element: its tag, its attributes, its listeners and its children.
pub struct Parts {
    pub(super) tag: &'static str,
    /// `None` for HTML.
    pub(super) namespace: Option<&'static str>,
    pub(super) attributes: Vec<Attribute>,
    pub(super) listeners: Vec<Listener>,
    pub(super) children: Vec<Node>,
}

/// An attribute, or a property of the element in the document.
#[derive(PartialEq)]
pub(super) struct Attribute {
    pub name: &'static str,
    pub value: Text,
    pub is_property: bool,
}

/// The name of an event, and its handler.
pub(super) type Listener = (Text, Box<dyn FnMut(types::Event) + Send>);

/// One element of a list: the key that identifies it among the others, and its markup.
pub struct Row {
    pub(super) key: String,
    pub(super) node: Node,
}

/// Makes the current markup.
pub(super) type LiveMarkup = Box<dyn FnMut() -> Node + Send>;

/// Markup that changes with time.
pub fn live(render: impl FnMut() -> Node + Send + 'static) -> Node {
    Node::Live(Box::new(render))
}

/// Nothing.
pub fn nothing() -> Node {
    Node::Many(Vec::new())
}

/// Those of the nodes that there are.
pub fn present(nodes: Vec<Option<Node>>) -> Vec<Node> {
    let mut present = Vec::new();
    for node in nodes {
        present.extend(node);
    }
    present
}

/// A list, see [`Node::Rows`].
pub fn rows(rows: Vec<Row>) -> Node {
    Node::Rows(rows)
}

impl Element {
    /// An element without attributes or children. `dom::el` and `dom::svg` have a function for each tag in use.
    pub(super) fn new(tag: &'static str, namespace: Option<&'static str>) -> Self {
        let (attributes, listeners, children) = (Vec::new(), Vec::new(), Vec::new());
        Self(Box::new(Parts { tag, namespace, attributes, listeners, children }))
    }

    /// Adds a class. Not inlined, since most elements have one.
    #[must_use]
    #[inline(never)]
    pub fn class(self, class: &'static str) -> Self {
        self.attr(super::attr::CLASS, class)
    }

    /// Adds an attribute.
    #[must_use]
    pub fn attr(mut self, name: AttributeName, value: impl Into<Text>) -> Self {
        self.set(name, value.into());
        self
    }

    /// The same, for an element that stays where it is.
    pub fn set(&mut self, name: AttributeName, value: Text) {
        self.0.attributes.push(Attribute { name: name.0, value, is_property: false });
    }

    /// Sets a property of the element in the document, such as the text that is in a field now. Markup doesn't have it.
    /// It's set again when the value changes, and not when a visitor has changed it.
    #[must_use]
    pub fn prop(mut self, name: PropertyName, value: impl Into<PropertyValue>) -> Self {
        self.0.attributes.push(Attribute { name: name.0, value: value.into().0, is_property: true });
        self
    }

    /// Calls `handle` for every event of this kind.
    #[must_use]
    pub fn on<E: EventDescriptor>(mut self, event: E, mut handle: impl FnMut(E::EventType) + Send + 'static) -> Self
    where
        E::EventType: From<types::Event>,
    {
        self.0.listeners.push((event.name(), Box::new(move |event| handle(event.into()))));
        self
    }

    /// Adds a node after the children that the element already has.
    #[must_use]
    pub fn child(mut self, child: impl Into<Node>) -> Self {
        self.push(child.into());
        self
    }

    /// The same, for an element that stays where it is. Not inlined, so that its code exists once.
    #[inline(never)]
    pub fn push(&mut self, child: Node) {
        self.0.children.push(child);
    }

    /// Adds nodes after the children that the element already has. One by one: `extend` is larger, in each of its places.
    #[must_use]
    pub fn children(mut self, children: impl IntoIterator<Item = Node>) -> Self {
        for child in children {
            self.push(child);
        }
        self
    }
}

impl Node {
    /// Whether it's empty, as [`nothing`] is.
    pub fn is_nothing(&self) -> bool {
        matches!(self, Self::Many(nodes) if nodes.is_empty())
    }
}

impl Row {
    /// A row that keeps its elements as long as there is one with its key.
    pub fn new(key: String, node: impl Into<Node>) -> Self {
        Self { key, node: node.into() }
    }
}

impl From<Element> for Node {
    fn from(element: Element) -> Self {
        Self::Element(element.0)
    }
}

/// A component in `view!`.
impl From<View<Self>> for Node {
    fn from(component: View<Self>) -> Self {
        component.into_inner()
    }
}

impl From<&'static str> for Node {
    fn from(text: &'static str) -> Self {
        Self::Text(text.into())
    }
}

impl From<String> for Node {
    fn from(text: String) -> Self {
        Self::Text(text.into())
    }
}

impl From<Vec<Self>> for Node {
    fn from(nodes: Vec<Self>) -> Self {
        Self::Many(nodes)
    }
}

impl<const N: usize> From<[Self; N]> for Node {
    fn from(nodes: [Self; N]) -> Self {
        Self::Many(nodes.into())
    }
}

impl<T: Into<Self>> From<Option<T>> for Node {
    fn from(node: Option<T>) -> Self {
        node.map_or_else(nothing, Into::into)
    }
}
