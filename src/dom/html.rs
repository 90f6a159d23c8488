//! Nodes as text, for prerendering and for tests.

use super::el::is_void;
use super::node::{Node, Parts};
use super::state::NodeState;
use leptos::tachys::html::attribute::Attribute;
use leptos::tachys::html::attribute::any_attribute::AnyAttribute;
use leptos::tachys::hydration::Cursor;
use leptos::tachys::view::add_attr::AddAnyAttr;
use leptos::tachys::view::{Position, PositionState, Render, RenderHtml};

/// A comment in full: the shorter `<!>` means the same to every browser, but is an error to a validator.
const MARK: &str = "<!---->";

impl Node {
    fn write_markup(self, markup: &mut String, position: &mut Position) {
        match self {
            Self::Text(text) => {
                if matches!(position, Position::NextChildAfterText) {
                    // Keeps two texts apart that a parser would join.
                    markup.push_str(MARK);
                }
                // An empty text would be missing after parsing.
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
    fn write_markup(self, markup: &mut String, position: &mut Position) {
        markup.push('<');
        markup.push_str(self.tag);
        for attribute in self.attributes.into_iter().filter(|attribute| !attribute.is_property) {
            markup.push(' ');
            markup.push_str(attribute.name);
            markup.push_str("=\"");
            escape(&attribute.value, markup);
            markup.push('"');
        }
        markup.push('>');
        if !is_void(self.tag) {
            *position = Position::FirstChild;
            self.children.into_iter().for_each(|child| child.write_markup(markup, position));
            markup.push_str("</");
            markup.push_str(self.tag);
            markup.push('>');
        }
        *position = Position::NextChild;
    }
}

fn write_mark(markup: &mut String, position: &mut Position) {
    markup.push_str(MARK);
    *position = Position::NextChild;
}

impl AddAnyAttr for Node {
    type Output<SomeNewAttr: Attribute> = Self;

    /// # Panics
    /// Always, in a development build: a component of nodes gets its attributes through its props.
    fn add_any_attr<NewAttr: Attribute>(self, _: NewAttr) -> Self {
        refuse_attributes();
        self
    }
}

/// Attributes from outside would take the code of Leptos' own elements into the page. So that they aren't lost silently,
/// a development build stops.
fn refuse_attributes() {
    debug_assert!(false, "A `Node` takes no attributes from outside: give its component a prop for them.");
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
        extra_attrs: Vec<AnyAttribute>,
    ) {
        if !extra_attrs.is_empty() {
            refuse_attributes();
        }
        self.write_markup(buf, position);
    }

    /// Leptos hydrates nothing here: the public page takes over a document with [`Node::take_over`], which checks each
    /// node against the markup, and the admin view starts with an empty document.
    fn hydrate<const FROM_SERVER: bool>(self, _: &Cursor, _: &PositionState) -> NodeState {
        debug_assert!(false, "Leptos doesn't hydrate a `Node`: use `Node::take_over`.");
        self.build()
    }

    fn into_owned(self) -> Self {
        self
    }
}

/// Writes text so that it stays text, and can't end the attribute or element that contains it.
fn escape(text: &str, markup: &mut String) {
    for c in text.chars() {
        match c {
            '&' => markup.push_str("&amp;"),
            '<' => markup.push_str("&lt;"),
            '>' => markup.push_str("&gt;"),
            '"' => markup.push_str("&quot;"),
            '\'' => markup.push_str("&#39;"),
            // A parser reads it as the end of a line.
            '\r' => markup.push_str("&#13;"),
            // A parser drops it or replaces it. It is replaced here, so that both sides agree.
            '\0' => markup.push('\u{fffd}'),
            _ => markup.push(c),
        }
    }
}
