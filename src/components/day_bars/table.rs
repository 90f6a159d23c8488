//! The day bars as a table: the days that had something.

use super::Chart;
use crate::components::PageAction;
use crate::components::freshness::button;
use crate::dom::{Node, attr, el};
use leptos::prelude::*;
use model::bars::DayKind;

/// The button that shows the table, and the table.
#[component(transparent)]
pub fn DayTable<'a>(
    /// The rows.
    chart: &'a Chart<'a>,
) -> Node {
    let view = chart.view;
    let (text, has_table) = (view.formatting.text, view.day.has_table);
    let show = button(view, text.show_as_table(), PageAction::Table(!has_table));
    let show = show.class("button").attr(attr::ARIA_EXPANDED, if has_table { "true" } else { "false" });
    let table = has_table.then(|| {
        let mut head = el::tr();
        for column in [text.component(), text.day(), text.worst()] {
            head.push(el::th().attr(attr::SCOPE, "col").child(column).into());
        }
        let mut body = el::tbody();
        for row in &chart.rows {
            for bar in chart.bars(row).iter().rev() {
                if bar.worst != DayKind::Clear {
                    let line = el::tr()
                        .child(el::th().attr(attr::SCOPE, "row").child(row.name.clone()))
                        .child(el::td().child(text.shared().short_day(bar.date)))
                        .child(el::td().child(text.day_bar(bar)));
                    body.push(line.into());
                }
            }
        }
        let caption = el::caption().child(text.table_rule());
        let table = el::table().child(caption).child(el::thead().child(head)).child(body);
        // It can be scrolled with the keyboard.
        el::div().class("table").attr(attr::TABINDEX, "0").child(table)
    });
    el::div().class("day-table needs-app").child(show).child(table).into()
}
