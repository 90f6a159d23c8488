//! A table that scrolls where there is no room for it.

use crate::dom::{Element, Node, attr, el};

/// A table under construction.
pub struct Table {
    head: Element,
    body: Element,
}

impl Table {
    /// A table with these columns.
    pub fn new(columns: &[&'static str]) -> Self {
        let mut head = el::tr();
        for column in columns {
            head.push(el::th().attr(attr::SCOPE, "col").child(*column).into());
        }
        Self { head, body: el::tbody() }
    }

    /// Adds a row. The first cell is its name.
    pub fn row(&mut self, name: String, cells: impl IntoIterator<Item = String>) {
        let mut row = el::tr().child(el::th().attr(attr::SCOPE, "row").child(name));
        for cell in cells {
            row.push(el::td().child(cell).into());
        }
        self.body.push(row.into());
    }

    /// The table, with a sentence above it.
    pub fn finish(self, caption: Option<&'static str>) -> Node {
        let table = el::table().child(caption.map(|caption| el::caption().child(caption)));
        let table = table.child(el::thead().child(self.head)).child(self.body);
        // It can be scrolled with the keyboard.
        el::div().class("table").attr(attr::TABINDEX, "0").child(table).into()
    }
}
