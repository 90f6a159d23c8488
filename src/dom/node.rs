//! One type for everything that is rendered.
//!
//! Leptos' `view!` makes a type for every shape of markup, and the compiler writes out building, updating, hydrating
//! and removing for each: the public page came to more than twice its budget that way. Here markup is a value, and the
//! code that renders it exists once. It goes through the same traits as any other view, so a [`Node`] stands in
//! `view!` and mounts, hydrates and prerenders like everything else in Leptos.

#[cfg_attr(not(feature = "browser"), path = "node/no_walk.rs")]
mod walk;

use leptos::ev::Event;
use leptos::prelude::RenderEffect;
use leptos::tachys::html::attribute::Attribute;
use leptos::tachys::html::attribute::any_attribute::AnyAttribute;
use leptos::tachys::hydration::Cursor;
use leptos::tachys::renderer::{CastFrom, RemoveEventHandler, Rndr, types};
use leptos::tachys::view::add_attr::AddAnyAttr;
use leptos::tachys::view::{Mountable, Position, PositionState, Render, RenderHtml};
use std::borrow::Cow;
use std::mem;
use walk::{find, touch};

/// A comment in full: the shorter `<!>` means the same to every browser, but is an error to a validator.
const MARK: &str = "<!---->";

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
    /// Markup that follows the signals it reads. What stays the same kind of element is updated in place, so that
    /// focus, scroll and selection stay.
    Live(Box<dyn FnMut() -> Node + Send>),
    /// A list whose rows keep their elements as long as their keys stay, wherever they move.
    Rows(Vec<Row>),
}

/// An element that is being put together. It is one pointer, since it is handed on at every step.
pub struct Element(Box<Parts>);

/// An element: its tag, its attributes, what it listens to, and what it holds.
pub struct Parts {
    tag: &'static str,
    attributes: Vec<(&'static str, Text)>,
    listeners: Vec<Listener>,
    children: Vec<Node>,
}

/// A kind of event, and what happens then.
type Listener = (&'static str, Box<dyn FnMut(Event) + Send>);

/// One element of a list: what tells it apart from its neighbours, and how it looks.
pub struct Row {
    key: String,
    node: Node,
}

/// An element without anything in it.
pub fn el(tag: &'static str) -> Element {
    Element(Box::new(Parts { tag, attributes: Vec::new(), listeners: Vec::new(), children: Vec::new() }))
}

/// Markup that follows the signals it reads.
pub fn live(render: impl FnMut() -> Node + Send + 'static) -> Node {
    Node::Live(Box::new(render))
}

/// Nothing.
pub fn nothing() -> Node {
    Node::Many(Vec::new())
}

/// A list, see [`Node::Rows`].
pub fn rows(rows: Vec<Row>) -> Node {
    Node::Rows(rows)
}

impl Element {
    /// Gives it a class.
    #[must_use]
    pub fn class(self, class: impl Into<Text>) -> Self {
        self.set("class", class)
    }

    /// Gives it an attribute.
    #[must_use]
    pub fn set(mut self, name: &'static str, value: impl Into<Text>) -> Self {
        self.0.attributes.push((name, value.into()));
        self
    }

    /// Calls `handle` for every event of this kind.
    #[must_use]
    pub fn on(mut self, kind: &'static str, handle: impl FnMut(Event) + Send + 'static) -> Self {
        self.0.listeners.push((kind, Box::new(handle)));
        self
    }

    /// Adds a node behind what it holds.
    #[must_use]
    pub fn child(mut self, child: impl Into<Node>) -> Self {
        self.0.children.push(child.into());
        self
    }

    /// Adds nodes behind what it holds.
    #[must_use]
    pub fn all(mut self, children: impl IntoIterator<Item = Node>) -> Self {
        self.0.children.extend(children);
        self
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

/// What is in the document for a [`Node`].
pub enum Rendered {
    /// A text node and what it says.
    Text(types::Text, Text),
    /// An element.
    Element(Box<RenderedElement>),
    /// Nodes, and the mark behind them.
    Many(Vec<Rendered>, types::Placeholder),
    /// The effect that keeps it up to date.
    Live(RenderEffect<Rendered>),
    /// Rows, and the mark behind them.
    Rows(Vec<RenderedRow>, types::Placeholder),
}

/// What is in the document for an [`Element`].
pub struct RenderedElement {
    element: types::Element,
    tag: &'static str,
    attributes: Vec<(&'static str, Text)>,
    _listeners: Vec<RemoveEventHandler<types::Element>>,
    children: Vec<Rendered>,
}

/// What is in the document for a [`Row`].
pub struct RenderedRow {
    key: String,
    node: Rendered,
}

/// Where a node is rendered: anew, or onto what the server sent, as far as that is what it should be.
#[derive(Clone, Copy)]
enum Onto {
    Nothing,
    #[cfg(feature = "browser")]
    Markup,
}

impl Node {
    /// Takes over what the mount point holds, where a walk was begun, if that is what this node would have written and
    /// nothing else; `None` if it isn't, and then nothing follows or listens any more.
    #[cfg(feature = "browser")]
    pub fn take_over(self) -> Option<Rendered> {
        let shown = self.render(Onto::Markup);
        find::<types::Node>(Onto::Markup, "").map(|_| shown)
    }

    fn render(self, onto: Onto) -> Rendered {
        match self {
            Self::Text(text) => Rendered::Text(render_text(&text, onto), text),
            Self::Element(element) => Rendered::Element(Box::new(element.render(onto))),
            Self::Many(nodes) => {
                let nodes = nodes.into_iter().map(|node| node.render(onto)).collect();
                Rendered::Many(nodes, render_mark(onto))
            }
            Self::Live(render) => Rendered::Live(follow(render, None, onto)),
            Self::Rows(rows) => {
                let rows = rows.into_iter().map(|row| row.render(onto)).collect();
                Rendered::Rows(rows, render_mark(onto))
            }
        }
    }

    fn update(self, shown: &mut Rendered) {
        match (self, &mut *shown) {
            (Self::Text(text), Rendered::Text(node, old)) => {
                if text != *old {
                    touch(node.as_ref());
                    Rndr::set_text(node, &text);
                    *old = text;
                }
            }
            (Self::Element(element), Rendered::Element(old)) if element.tag == old.tag => element.update(old),
            (Self::Many(nodes), Rendered::Many(old, mark)) => {
                let end = mark.clone();
                update_all(nodes, old, |node| {
                    touch(end.as_ref());
                    if let Some(parent) = parent_of(&end) {
                        node.mount(&parent, Some(&end));
                    }
                });
            }
            (Self::Rows(rows), Rendered::Rows(old, mark)) => update_rows(rows, old, mark),
            // The elements stay; from now on they follow the new signals.
            (Self::Live(render), Rendered::Live(old)) => *old = follow(render, old.take_value(), Onto::Nothing),
            (node, _) => {
                let mut new = node.render(Onto::Nothing);
                shown.insert_before_this(&mut new);
                shown.remove();
                *shown = new;
            }
        }
    }

    fn write_markup(self, markup: &mut String, position: &mut Position) {
        match self {
            Self::Text(text) => {
                if matches!(position, Position::NextChildAfterText) {
                    // Keeps two texts apart that a parser would join.
                    markup.push_str(MARK);
                }
                // No text would be no node.
                escape(if text.is_empty() { " " } else { &text }, markup);
                *position = Position::NextChildAfterText;
            }
            Self::Element(element) => element.write_markup(markup, position),
            Self::Many(nodes) => {
                nodes.into_iter().for_each(|node| node.write_markup(markup, position));
                write_mark(markup, position);
            }
            Self::Live(mut render) => render().write_markup(markup, position),
            Self::Rows(rows) => {
                rows.into_iter().for_each(|row| row.node.write_markup(markup, position));
                write_mark(markup, position);
            }
        }
    }
}

impl Parts {
    fn render(self, onto: Onto) -> RenderedElement {
        let found = self.find(onto);
        let is_found = found.is_some();
        let element = found.unwrap_or_else(|| {
            let element = Rndr::create_element(self.tag, None);
            self.attributes.iter().for_each(|(name, value)| Rndr::set_attribute(&element, name, value));
            element
        });
        let _listeners = listen(&element, self.listeners);
        let onto = if is_found { onto } else { Onto::Nothing };
        let mut children: Vec<_> = self.children.into_iter().map(|child| child.render(onto)).collect();
        match onto {
            Onto::Nothing => children.iter_mut().for_each(|child| child.mount(&element, None)),
            #[cfg(feature = "browser")]
            Onto::Markup => {
                find::<types::Element>(onto, "");
            }
        }
        RenderedElement { element, tag: self.tag, attributes: self.attributes, _listeners, children }
    }

    fn find(&self, onto: Onto) -> Option<types::Element> {
        let mut expected = self.tag.to_owned();
        for (name, value) in &self.attributes {
            for part in ["\u{ffff}", name, "=", value] {
                expected.push_str(part);
            }
        }
        find(onto, &expected)
    }

    fn update(self, shown: &mut RenderedElement) {
        let element = &shown.element;
        for (name, _) in &shown.attributes {
            if !self.attributes.iter().any(|(kept, _)| kept == name) {
                touch(element.as_ref());
                Rndr::remove_attribute(element, name);
            }
        }
        for attribute in &self.attributes {
            if !shown.attributes.contains(attribute) {
                touch(element.as_ref());
                Rndr::set_attribute(element, attribute.0, &attribute.1);
            }
        }
        shown.attributes = self.attributes;
        shown._listeners = listen(element, self.listeners);
        if text_was_taken(&self.children, &shown.children, element) {
            Rndr::clear_children(element);
            shown.children.clear();
        }
        update_all(self.children, &mut shown.children, |child| {
            touch(element.as_ref());
            child.mount(element, None);
        });
    }

    fn write_markup(self, markup: &mut String, position: &mut Position) {
        markup.push('<');
        markup.push_str(self.tag);
        for (name, value) in self.attributes {
            markup.push(' ');
            markup.push_str(name);
            markup.push_str("=\"");
            escape(&value, markup);
            markup.push('"');
        }
        markup.push('>');
        // The elements in use that may hold nothing, and have no end tag.
        if !matches!(self.tag, "img" | "br" | "hr" | "input") {
            *position = Position::FirstChild;
            self.children.into_iter().for_each(|child| child.write_markup(markup, position));
            markup.push_str("</");
            markup.push_str(self.tag);
            markup.push('>');
        }
        *position = Position::NextChild;
    }
}

impl Row {
    fn render(self, onto: Onto) -> RenderedRow {
        RenderedRow { key: self.key, node: self.node.render(onto) }
    }
}

/// Renders, then brings what is in the document to what `render` gives whenever the signals that it reads change.
/// `shown` is in the document already, or is rendered for the first time.
fn follow(mut render: Box<dyn FnMut() -> Node + Send>, shown: Option<Rendered>, onto: Onto) -> RenderEffect<Rendered> {
    let follow = move |shown: Option<Rendered>| match shown {
        Some(mut shown) => {
            render().update(&mut shown);
            shown
        }
        None => render().render(onto),
    };
    RenderEffect::new_with_value(follow, shown)
}

fn render_text(text: &str, onto: Onto) -> types::Text {
    // No text would be no node.
    let found = find(onto, &format!("3{}", if text.is_empty() { " " } else { text }));
    found.map_or_else(
        || Rndr::create_text_node(text),
        |node| {
            if text.is_empty() {
                Rndr::set_text(&node, "");
            }
            node
        },
    )
}

fn render_mark(onto: Onto) -> types::Placeholder {
    find(onto, "8").unwrap_or_else(Rndr::create_placeholder)
}

fn write_mark(markup: &mut String, position: &mut Position) {
    markup.push_str(MARK);
    *position = Position::NextChild;
}

fn listen(element: &types::Element, listeners: Vec<Listener>) -> Vec<RemoveEventHandler<types::Element>> {
    let listen = |(kind, mut handle): Listener| {
        Rndr::add_event_listener(element, kind, Box::new(move |event| handle(event.into())))
    };
    listeners.into_iter().map(listen).collect()
}

/// Whether a text has to change that is no longer where it was put, or not alone there: a browser that translates a page
/// puts elements in the place of texts, or beside them, and they would go on saying what was.
fn text_was_taken(nodes: &[Node], held: &[Rendered], element: &types::Element) -> bool {
    let is_taken = |text: &types::Text| {
        let ours: usize = held.iter().map(|child| child.elements().len()).sum();
        Rndr::get_parent(text).as_ref() != Some(element.as_ref()) || element.child_element_count() as usize != ours
    };
    nodes
        .iter()
        .zip(held)
        .any(|both| matches!(both, (Node::Text(text), Rendered::Text(node, old)) if text != old && is_taken(node)))
}

/// Brings `old` to `nodes`, place by place; `mount` puts a further one behind the last.
fn update_all(nodes: Vec<Node>, old: &mut Vec<Rendered>, mount: impl Fn(&mut Rendered)) {
    for mut extra in old.drain(nodes.len().min(old.len())..) {
        extra.remove();
    }
    for (place, node) in nodes.into_iter().enumerate() {
        match old.get_mut(place) {
            Some(shown) => node.update(shown),
            None => {
                let mut new = node.render(Onto::Nothing);
                mount(&mut new);
                old.push(new);
            }
        }
    }
}

/// Brings `old` to `rows` by their keys. An element that is at its place already is not touched: moving it would take
/// the focus from it.
fn update_rows(rows: Vec<Row>, old: &mut Vec<RenderedRow>, mark: &types::Placeholder) {
    let mut kept: Vec<Option<RenderedRow>> = mem::take(old).into_iter().map(Some).collect();
    // Rows mostly stay in order, so the one after the last found is looked at first.
    let mut next = 0;
    for row in rows {
        let found =
            (next..kept.len()).chain(0..next).find(|place| matches!(&kept[*place], Some(old) if old.key == row.key));
        match found.and_then(|place| kept[place].take()) {
            Some(mut shown) => {
                next = found.map_or(next, |place| place + 1);
                row.node.update(&mut shown.node);
                old.push(shown);
            }
            None => old.push(row.render(Onto::Nothing)),
        }
    }
    for mut gone in kept.into_iter().flatten() {
        gone.node.remove();
    }
    let Some(parent) = parent_of(mark) else { return touch(mark.as_ref()) };
    let mut anchor: types::Node = AsRef::<types::Node>::as_ref(mark).clone();
    for row in old.iter_mut().rev() {
        let last = row.node.last();
        if last.and_then(|last| Rndr::next_sibling(&last)).as_ref() != Some(&anchor) {
            touch(&anchor);
            row.node.mount(&parent, Some(&anchor));
        }
        if let Some(first) = row.node.first() {
            anchor = first;
        }
    }
}

fn parent_of(mark: &types::Placeholder) -> Option<types::Element> {
    Rndr::get_parent(mark.as_ref()).and_then(types::Element::cast_from)
}

impl Rendered {
    /// Takes it out of the document.
    fn remove(&mut self) {
        self.each(&mut |node| {
            touch(node);
            Rndr::remove(node);
        });
    }

    /// The first node in the document.
    fn first(&mut self) -> Option<types::Node> {
        match self {
            Self::Text(node, _) => Some(AsRef::<types::Node>::as_ref(node).clone()),
            Self::Element(element) => Some(AsRef::<types::Node>::as_ref(&element.element).clone()),
            Self::Many(nodes, mark) => {
                nodes.first_mut().and_then(Self::first).or_else(|| Some(AsRef::<types::Node>::as_ref(mark).clone()))
            }
            Self::Live(effect) => effect.with_value_mut(Self::first).flatten(),
            Self::Rows(rows, mark) => {
                let first = rows.first_mut().and_then(|row| row.node.first());
                first.or_else(|| Some(AsRef::<types::Node>::as_ref(mark).clone()))
            }
        }
    }

    /// The last node in the document.
    fn last(&mut self) -> Option<types::Node> {
        match self {
            Self::Text(node, _) => Some(AsRef::<types::Node>::as_ref(node).clone()),
            Self::Element(element) => Some(AsRef::<types::Node>::as_ref(&element.element).clone()),
            Self::Many(_, mark) | Self::Rows(_, mark) => Some(AsRef::<types::Node>::as_ref(mark).clone()),
            Self::Live(effect) => effect.with_value_mut(Self::last).flatten(),
        }
    }

    fn each(&mut self, act: &mut dyn FnMut(&types::Node)) {
        match self {
            Self::Text(node, _) => act(node.as_ref()),
            Self::Element(element) => act(element.element.as_ref()),
            Self::Many(nodes, mark) => {
                nodes.iter_mut().for_each(|node| node.each(act));
                act(mark.as_ref());
            }
            Self::Live(effect) => {
                effect.with_value_mut(|node| node.each(act));
            }
            Self::Rows(rows, mark) => {
                rows.iter_mut().for_each(|row| row.node.each(act));
                act(mark.as_ref());
            }
        }
    }
}

impl Mountable for Rendered {
    fn unmount(&mut self) {
        self.each(&mut |node| Rndr::remove(node));
    }

    fn mount(&mut self, parent: &types::Element, marker: Option<&types::Node>) {
        self.each(&mut |node| Rndr::insert_node(parent, node, marker));
    }

    fn insert_before_this(&self, child: &mut dyn Mountable) -> bool {
        let first = match self {
            Self::Text(node, _) => AsRef::<types::Node>::as_ref(node),
            Self::Element(element) => element.element.as_ref(),
            Self::Many(nodes, mark) => {
                return match nodes.first() {
                    Some(first) => first.insert_before_this(child),
                    None => insert_before(mark.as_ref(), child),
                };
            }
            Self::Live(effect) => {
                return effect.with_value_mut(|node| node.insert_before_this(child)).unwrap_or(false);
            }
            Self::Rows(rows, mark) => {
                return match rows.first() {
                    Some(first) => first.node.insert_before_this(child),
                    None => insert_before(mark.as_ref(), child),
                };
            }
        };
        insert_before(first, child)
    }

    fn elements(&self) -> Vec<types::Element> {
        match self {
            Self::Element(element) => vec![element.element.clone()],
            Self::Many(nodes, _) => nodes.iter().flat_map(Mountable::elements).collect(),
            Self::Rows(rows, _) => rows.iter().flat_map(|row| row.node.elements()).collect(),
            Self::Live(effect) => effect.with_value_mut(|node| node.elements()).unwrap_or_default(),
            Self::Text(..) => Vec::new(),
        }
    }
}

fn insert_before(node: &types::Node, child: &mut dyn Mountable) -> bool {
    let parent = Rndr::get_parent(node).and_then(types::Element::cast_from);
    if let Some(parent) = &parent {
        child.mount(parent, Some(node));
    }
    parent.is_some()
}

impl Render for Node {
    type State = Rendered;

    fn build(self) -> Rendered {
        self.render(Onto::Nothing)
    }

    fn rebuild(self, state: &mut Rendered) {
        self.update(state);
    }
}

impl AddAnyAttr for Node {
    type Output<SomeNewAttr: Attribute> = Self;

    /// A node has its attributes from its own code; nobody adds to them from outside.
    fn add_any_attr<NewAttr: Attribute>(self, _: NewAttr) -> Self {
        self
    }
}

impl RenderHtml for Node {
    type AsyncOutput = Self;
    type Owned = Self;

    const MIN_LENGTH: usize = 0;

    fn dry_resolve(&mut self) {}

    async fn resolve(self) -> Self {
        self
    }

    fn to_html_with_buf(
        self,
        buf: &mut String,
        position: &mut Position,
        _escape: bool,
        _mark_branches: bool,
        _extra_attrs: Vec<AnyAttribute>,
    ) {
        self.write_markup(buf, position);
    }

    /// Leptos hydrates nothing here: the public page takes a document over with [`Node::take_over`], which looks at what
    /// it takes, and the admin view has no document to begin with.
    fn hydrate<const FROM_SERVER: bool>(self, _: &Cursor, _: &PositionState) -> Rendered {
        self.build()
    }

    fn into_owned(self) -> Self {
        self
    }
}

/// Text that stands as text in markup, and cannot end the attribute or the element that it is in.
fn escape(text: &str, markup: &mut String) {
    for c in text.chars() {
        match c {
            '&' => markup.push_str("&amp;"),
            '<' => markup.push_str("&lt;"),
            '>' => markup.push_str("&gt;"),
            '"' => markup.push_str("&quot;"),
            '\'' => markup.push_str("&#39;"),
            // A parser takes it for an end of a line.
            '\r' => markup.push_str("&#13;"),
            // A parser would drop it or put a sign in its place; the sign is put here, so that both sides agree.
            '\0' => markup.push('\u{fffd}'),
            _ => markup.push(c),
        }
    }
}
