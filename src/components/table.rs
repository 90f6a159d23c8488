//! Tables of texts.

use crate::dom::{Element, attr, el};
use text::PageText;

/// A table with a caption, if that isn't empty, whose rows begin with their headings. An empty text is a cell for which there is
/// no data. It can be scrolled with the keyboard, and has a name for that.
pub(super) fn table(
    text: PageText,
    name: &'static str,
    caption: &'static str,
    columns: &[&'static str],
    rows: Vec<Vec<String>>,
) -> Element {
    let mut head = el::tr();
    for column in columns {
        head.push(el::th().attr(attr::SCOPE, "col").child(*column).into());
    }
    let mut body = el::tbody();
    for cells in rows {
        let mut row = el::tr();
        for (place, said) in cells.into_iter().enumerate() {
            let cell = if place == 0 { el::th().attr(attr::SCOPE, "row") } else { el::td() };
            row.push(if said.is_empty() {
                cell.child("—").child(el::span().class("visually-hidden").child(text.day_no_data())).into()
            } else {
                cell.child(said).into()
            });
        }
        body.push(row.into());
    }
    let caption = (!caption.is_empty()).then(|| el::caption().child(caption));
    let table = el::table().child(caption).child(el::thead().child(head)).child(body);
    let scrolled = el::div().class("table").attr(attr::TABINDEX, "0");
    scrolled.attr(attr::ROLE, "group").attr(attr::ARIA_LABEL, name).child(table)
}
