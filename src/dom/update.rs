//! Bringing what is in the document to another node, with as few changes as possible.

use super::build::listen;
use super::hydrate::Onto;
use super::node::{Attribute, Node, Parts, Row};
use super::state::{ElementState, NodeState, RowState};
use super::walk::touch;
use leptos::tachys::renderer::{CastFrom, Rndr, types};
use leptos::tachys::view::Mountable;
use std::mem;

impl Node {
    pub(super) fn update(self, shown: &mut NodeState) {
        match (self, &mut *shown) {
            (Self::Text(text), NodeState::Text(node, old)) => {
                if text != *old {
                    touch(node.as_ref());
                    Rndr::set_text(node, &text);
                    *old = text;
                }
            }
            (Self::Element(element), NodeState::Element(old)) if element.tag == old.tag => element.update(old),
            (Self::Many(nodes), NodeState::Many(old, mark)) => {
                let end = mark.clone();
                update_all(nodes, old, &|node| {
                    touch(end.as_ref());
                    if let Some(parent) = parent_of(&end) {
                        node.mount(&parent, Some(&end));
                    }
                });
            }
            (Self::Rows(rows), NodeState::Rows(old, mark)) => update_rows(rows, old, mark),
            (Self::Live(render), NodeState::Live(live)) => {
                live.render = render;
                live.refresh();
            }
            (node, _) => {
                let mut new = node.render(Onto::Nothing);
                shown.insert_before_this(&mut new);
                shown.remove();
                *shown = new;
            }
        }
    }
}

impl Parts {
    fn update(self, shown: &mut ElementState) {
        let element = &shown.element;
        for Attribute { name, is_property, .. } in &shown.attributes {
            if !is_property && !self.attributes.iter().any(|kept| kept.name == *name) {
                touch(element.as_ref());
                Rndr::remove_attribute(element, name);
            }
        }
        for attribute in &self.attributes {
            if !shown.attributes.contains(attribute) {
                touch(element.as_ref());
                attribute.set(element);
            }
        }
        shown.attributes = self.attributes;
        shown._listeners = listen(element, self.listeners);
        if text_was_taken(&self.children, &shown.children, element) {
            Rndr::clear_children(element);
            shown.children.clear();
        }
        update_all(self.children, &mut shown.children, &|child| {
            touch(element.as_ref());
            child.mount(element, None);
        });
    }
}

/// Whether a text that has to change isn't where it was put, or has company: a browser that translates a page replaces
/// texts with elements, or puts some next to them, and those would keep the old words.
fn text_was_taken(nodes: &[Node], held: &[NodeState], element: &types::Element) -> bool {
    let is_taken = |text: &types::Text| {
        let ours: usize = held.iter().map(|child| child.elements().len()).sum();
        Rndr::get_parent(text).as_ref() != Some(element.as_ref()) || element.child_element_count() as usize != ours
    };
    nodes
        .iter()
        .zip(held)
        .any(|both| matches!(both, (Node::Text(text), NodeState::Text(node, old)) if text != old && is_taken(node)))
}

/// Updates `old` to `nodes`, place by place; `mount` puts an additional one after the last.
fn update_all(nodes: Vec<Node>, old: &mut Vec<NodeState>, mount: &dyn Fn(&mut NodeState)) {
    for extra in old.iter().skip(nodes.len()) {
        extra.remove();
    }
    old.truncate(nodes.len());
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

/// Updates `old` to `rows` by their keys. An element that is already in its place is left there: moving it would take the
/// focus from it.
fn update_rows(rows: Vec<Row>, old: &mut Vec<RowState>, mark: &types::Placeholder) {
    let mut kept: Vec<Option<RowState>> = mem::take(old).into_iter().map(Some).collect();
    // Rows mostly keep their order, so the search begins after the last one found.
    let mut next = 0;
    for row in rows {
        let is_it = |place: &usize| matches!(&kept[*place], Some(old) if old.key == row.key);
        let found = (next..kept.len()).find(is_it).or_else(|| (0..next).find(is_it));
        match found.and_then(|place| kept[place].take()) {
            Some(mut shown) => {
                next = found.map_or(next, |place| place + 1);
                row.node.update(&mut shown.node);
                old.push(shown);
            }
            None => old.push(row.render(Onto::Nothing)),
        }
    }
    kept.iter().for_each(|gone| {
        if let Some(gone) = gone {
            gone.node.remove();
        }
    });
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
