//! The day bars as a table: the days that had something.

use super::Chart;
use crate::components::PageAction;
use crate::components::freshness::button;
use crate::components::table::table;
use crate::dom::{Node, attr, el};
use leptos::prelude::*;
use model::bars::{DayBar, DayKind};

/// The button that shows the table, and the table.
#[component(transparent)]
pub fn DayTable<'a>(
    /// The rows.
    chart: &'a Chart<'a>,
    /// The days of each.
    bars: &'a [Vec<DayBar>],
) -> Node {
    let view = chart.view;
    let (text, has_table) = (view.formatting.text, view.day.has_table);
    let show = button(view, text.show_as_table(), PageAction::Table(!has_table));
    let show = show.class("button").attr(attr::ARIA_EXPANDED, if has_table { "true" } else { "false" });
    let table = has_table.then(|| {
        let mut rows = Vec::new();
        for (row, bars) in chart.rows.iter().zip(bars) {
            let mut days = &bars[..];
            while let Some(bar) = days.last() {
                let mut start = days.len() - 1;
                // Days without data are one row.
                while bar.worst == DayKind::NoData && start > 0 && days[start - 1].worst == bar.worst {
                    start -= 1;
                }
                if bar.worst != DayKind::Clear {
                    let when = text.shared().days(days[start].date, bar.date, None);
                    rows.push(vec![row.name.clone(), when, text.day_bar(bar)]);
                }
                days = &days[..start];
            }
        }
        table(text, text.by_day(), text.table_rule(), &[text.component(), text.day(), text.worst()], rows)
    });
    el::div().class("day-table needs-app").child(show).child(table).into()
}
