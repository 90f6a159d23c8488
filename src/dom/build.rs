//! Rendering nodes that are not in the document yet.

use super::hydrate::{self, Onto};
use super::node::{Attribute, Listener, Node, Parts, Row};
use super::state::{ElementState, LiveState, NodeState, RowState};
use leptos::tachys::renderer::{RemoveEventHandler, Rndr, types};
use leptos::tachys::view::{Mountable, Render};
use leptos::wasm_bindgen::JsValue;

impl Render for Node {
    type State = NodeState;

    fn build(self) -> NodeState {
        self.render(Onto::Nothing)
    }

    fn rebuild(self, state: &mut NodeState) {
        self.update(state);
    }
}

impl Node {
    pub(super) fn render(self, onto: Onto) -> NodeState {
        match self {
            Self::Text(text) => {
                let found = hydrate::find_text(&text, onto);
                NodeState::Text(found.unwrap_or_else(|| Rndr::create_text_node(&text)), text)
            }
            Self::Element(element) => NodeState::Element(Box::new(element.render(onto))),
            Self::Many(nodes) => NodeState::Many(render_all(nodes, onto), render_mark(onto)),
            Self::Live(mut render) => {
                let shown = render().render(onto);
                NodeState::Live(Box::new(LiveState { render, shown }))
            }
            Self::Rows(rows) => {
                let rows = rows.into_iter().map(|row| row.render(onto)).collect();
                NodeState::Rows(rows, render_mark(onto))
            }
        }
    }
}

impl Parts {
    fn render(self, onto: Onto) -> ElementState {
        let found = self.find(onto);
        let is_found = found.is_some();
        let element = found.unwrap_or_else(|| Rndr::create_element(self.tag, self.namespace));
        self.attributes.iter().filter(|attribute| !is_found || attribute.is_property).for_each(|it| it.set(&element));
        let _listeners = listen(&element, self.listeners);
        let onto = if is_found { onto } else { Onto::Nothing };
        let mut children = render_all(self.children, onto);
        match onto {
            Onto::Nothing => children.iter_mut().for_each(|child| child.mount(&element, None)),
            #[cfg(feature = "browser")]
            Onto::Markup => hydrate::end(onto),
        }
        ElementState { element, tag: self.tag, attributes: self.attributes, _listeners, children }
    }
}

fn render_all(nodes: Vec<Node>, onto: Onto) -> Vec<NodeState> {
    let mut states = Vec::with_capacity(nodes.len());
    for node in nodes {
        states.push(node.render(onto));
    }
    states
}

impl Attribute {
    pub(super) fn set(&self, element: &types::Element) {
        if self.is_property {
            Rndr::set_property(element, self.name, &JsValue::from_str(&self.value));
        } else {
            Rndr::set_attribute(element, self.name, &self.value);
        }
    }
}

impl Row {
    pub(super) fn render(self, onto: Onto) -> RowState {
        RowState { key: self.key, node: self.node.render(onto) }
    }
}

fn render_mark(onto: Onto) -> types::Placeholder {
    hydrate::find_mark(onto).unwrap_or_else(Rndr::create_placeholder)
}

pub(super) fn listen(element: &types::Element, listeners: Vec<Listener>) -> Vec<RemoveEventHandler<types::Element>> {
    let mut handlers = Vec::with_capacity(listeners.len());
    for (kind, handle) in listeners {
        handlers.push(Rndr::add_event_listener(element, &kind, handle));
    }
    handlers
}
