//! Nodes as markup.

use leptos::prelude::{AddAnyAttr, RenderHtml};
use leptos::tachys::html::class::class;
use statuspane::dom::{Node, attr, el, prop, svg};

fn html(node: impl Into<Node>) -> String {
    let node: Node = node.into();
    node.to_html()
}

#[test]
fn elements_without_content_have_no_end_tag() {
    let voids = [
        el::area(),
        el::base(),
        el::br(),
        el::col(),
        el::embed(),
        el::hr(),
        el::img(),
        el::input(),
        el::link(),
        el::meta(),
        el::source(),
        el::track(),
        el::wbr(),
    ];
    let names = "area base br col embed hr img input link meta source track wbr";
    for (element, name) in voids.into_iter().zip(names.split(' ')) {
        assert_eq!(html(element), format!("<{name}>"));
    }
    assert_eq!(html(el::span()), "<span></span>");
}

#[test]
fn svg_prerenders_with_its_own_spelling() {
    let image = svg::svg().attr(attr::VIEW_BOX, "0 0 8 8").child(svg::path().attr(attr::D, "M0 0h8"));
    assert_eq!(html(image), "<svg viewBox=\"0 0 8 8\"><path d=\"M0 0h8\"></path></svg>");
}

#[test]
fn properties_are_not_markup() {
    let field = el::input().attr(attr::ID, "a").prop(prop::VALUE, "typed").prop(prop::CHECKED, true);
    assert_eq!(html(field), "<input id=\"a\">");
}

#[test]
#[should_panic(expected = "takes no attributes from outside")]
fn attributes_from_outside_are_not_dropped_silently() {
    let node: Node = el::div().into();
    let _ = node.add_any_attr(class("lost"));
}
