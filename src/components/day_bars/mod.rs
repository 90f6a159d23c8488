//! Day bars: rows of days, each an inline SVG with the worst of each day.
//!
//! A document has few elements of a row: one path for all days without incidents, one for all without data, and an element
//! for each day that had something. Its kinds differ in height and pattern too, not only in colour. In the row that a
//! visitor has entered every day is a button.

mod panel;
mod table;

use self::panel::DayPanel;
use self::table::DayTable;
use super::PageView;
use super::month_links::month_link;
use crate::dom::{Element, Node, attr, el, nothing, svg};
use contract::config::Component;
use contract::route::Route;
use leptos::prelude::*;
use model::ascii::{cut, decimal};
use model::bars::{DayBar, DayKind, Days, Interval, bars, intervals};
use model::history::Event;
use model::{Date, Month, StatusData};
use text::as_count;

/// The row of the whole, in `data-history`.
const ALL: &str = "all";

/// The width of a day with its gap, in units of the picture. A script knows it as well (`web/document.js`).
const DAY: i64 = 6;

/// A row for the whole, and one for each component that the list of components always has. Nothing without a time of the
/// data.
#[component(transparent)]
pub fn HistoryBars<'a>(
    /// The page.
    view: &'a PageView,
) -> Node {
    let Some(days) = last_days(view) else { return nothing() };
    let mut rows = vec![Row {
        component: None,
        name: view.formatting.text.all_components().into(),
        month: None,
        days: days.clone(),
    }];
    for component in &view.formatting.config.components {
        if !component.only_show_if_degraded {
            let name = component.name.clone();
            rows.push(Row { component: Some(component), name, month: None, days: days.clone() });
        }
    }
    let heading = el::h2().attr(attr::ID, "bars").child(view.formatting.text.past_days());
    let section = el::section().class("section").attr(attr::ARIA_LABELLEDBY, "bars");
    section.child(heading).child(view! { <DayBars rows unknown=&[] view/> }).into()
}

/// The row of one component, with the events that affect it.
#[component(transparent)]
pub fn ComponentBars<'a>(
    /// The component.
    component: &'a Component,
    /// The incidents that may be about it.
    unknown: &'a [Event<'a>],
    /// The page, with the component's own events.
    view: &'a PageView,
) -> Node {
    let Some(days) = last_days(view) else { return nothing() };
    let rows = vec![Row { component: Some(component), name: component.name.clone(), month: None, days }];
    view! { <DayBars rows unknown view/> }.into()
}

/// The days of a year, a row for each of its months that has begun.
#[component(transparent)]
pub fn YearBars<'a>(
    /// The page.
    view: &'a PageView,
    /// The year.
    year: i32,
) -> Node {
    let Some(as_of) = view.assessment.as_of else { return nothing() };
    let mut rows = Vec::new();
    for month in (1..=12).filter_map(|number| Month::new(year, number)) {
        let last = month.first().plus_days(i64::from(month.length()) - 1);
        let days = Days::between(month.first(), last, as_of, &*view.formatting.zone);
        if days.count() > 0 {
            let name = view.formatting.text.shared().month_name(month).to_owned();
            rows.push(Row { component: None, name, month: Some(month), days });
        }
    }
    view! { <DayBars rows unknown=&[] view/> }.into()
}

/// The days of the history, up to that of the data.
fn last_days(view: &PageView) -> Option<Days> {
    Some(Days::up_to(view.assessment.as_of?, view.formatting.config.history_days, &*view.formatting.zone))
}

/// Days of the whole or of a component.
struct Row<'a> {
    component: Option<&'a Component>,
    name: String,
    /// The month that it is.
    month: Option<Month>,
    days: Days,
}

/// The marks of the picture: what each kind of day that occurs looks like.
#[component(transparent)]
fn Legend<'a>(
    /// The days of all rows.
    bars: &'a [Vec<DayBar>],
    /// The page.
    view: &'a PageView,
) -> Node {
    let mut occurs = [false; DayKind::ALL.len()];
    for row in bars {
        for bar in row {
            occurs[bar.worst as usize] = true;
        }
    }
    let mut legend = el::p().class("legend").attr(attr::ARIA_HIDDEN, "true");
    for kind in DayKind::ALL {
        if occurs[kind as usize] {
            let picture = svg::svg().attr(attr::VIEW_BOX, "0 0 4 24").child(mark(kind, "2"));
            legend.push(el::span().child(picture).child(view.formatting.text.day_kind(kind)).into());
        }
    }
    legend.into()
}

/// The mark of a kind of day, `middle` units from the left of its picture.
fn mark(kind: DayKind, middle: &str) -> Element {
    let top = match kind {
        DayKind::Critical | DayKind::Maintenance => "0",
        DayKind::Major => "4",
        DayKind::Minor => "8",
        DayKind::Notice => "12",
        DayKind::Clear => "16",
        DayKind::NoData => "19",
    };
    svg::path().attr(attr::D, ["M", middle, " 24V", top].concat()).attr(attr::DATA_WORST, kind.as_str())
}

impl Row<'_> {
    /// Whose row it is, in `data-history`.
    fn id(&self) -> &str {
        self.component.map_or(ALL, |component| component.id.as_str())
    }

    fn last(&self) -> Date {
        self.days.first.plus_days(as_count(self.days.count()) - 1)
    }

    /// The day of a [`DayChoice`](super::DayChoice), if it's in this row.
    fn date_of(&self, day: Option<&String>) -> Option<Date> {
        let (date, row) = cut(day?, b' ');
        let date = Date::parse(date).filter(|date| *date >= self.days.first && *date <= self.last());
        date.filter(|_| row == Some(self.id()))
    }
}

/// Rows of days, and what went on in them.
struct Chart<'a> {
    view: &'a PageView,
    rows: Vec<Row<'a>>,
    /// For how many days there is room.
    columns: usize,
    intervals: Vec<Interval>,
}

/// The rows, and the same as a table.
#[component(transparent)]
fn DayBars<'a>(
    /// The rows.
    rows: Vec<Row<'a>>,
    /// Incidents beside those of the data.
    unknown: &'a [Event<'a>],
    /// The page.
    view: &'a PageView,
) -> Node {
    let (Some(data), Some(as_of), Some(first)) = (&view.data, view.assessment.as_of, rows.first()) else {
        return nothing();
    };
    let mut events = Event::all(data);
    events.extend_from_slice(unknown);
    let intervals = intervals(&events, first.days.begin(), as_of);
    let (is_year, shared) = (matches!(view.route, Route::Year(_)), view.formatting.text.shared());
    let columns = if is_year { 31 } else { first.days.count() };
    // Of a year, the days of the month.
    let day = |date: Date, year: &str| {
        if is_year { year.to_owned() } else { shared.near_day(date, Some(first.last().year())) }
    };
    let axis = el::p()
        .class("axis")
        .attr(attr::ARIA_HIDDEN, "true")
        .child(el::span().class("first").child(day(first.days.first, "1")))
        .child(" ")
        .child(el::span().child(day(first.last(), "31")));
    let chart = Chart { view, rows, columns, intervals };
    let bars: Vec<Vec<DayBar>> = chart.rows.iter().map(|row| chart.bars(row)).collect();
    let rows = chart.rows.iter().enumerate().map(|(place, row)| chart.row(row, &bars[place], place == 0));
    let rows = el::div().class("chart").children(rows);
    let legend = view! { <Legend bars=&bars view/> };
    [rows.into(), axis.into(), legend.into(), view! { <DayTable chart=&chart bars=&bars/> }.into()].into()
}

impl Chart<'_> {
    fn bars(&self, row: &Row<'_>) -> Vec<DayBar> {
        let PageView { data, months, past, .. } = self.view;
        // Of a document that lacks what it should know of the past, only its own events are known.
        let is_known = past.is_some() || months.is_none();
        let is_complete = is_known && data.as_ref().is_some_and(StatusData::is_complete);
        let since = row.component.and_then(|component| component.start_date);
        let intervals = self.view.with_past(&self.intervals);
        bars(&intervals, row.component.map(|component| &component.id), &row.days, since, is_complete)
    }

    fn row(&self, row: &Row<'_>, bars: &[DayBar], is_first: bool) -> Node {
        let (text, choice) = (self.view.formatting.text, &self.view.day);
        let (entered, opened) = (row.date_of(choice.entered.as_ref()), row.date_of(choice.opened.as_ref()));
        let has_entered = self.rows.iter().any(|row| row.date_of(choice.entered.as_ref()).is_some());
        let width = decimal(DAY * as_count(self.columns.max(bars.len())), 1);
        let mut picture = svg::svg()
            .class("bars")
            .attr(attr::DATA_FIRST, row.days.first.to_iso())
            .attr(attr::DATA_DAYS, decimal(as_count(bars.len()), 1))
            .attr(attr::VIEW_BOX, ["0 0 ", &width, " 24"].concat())
            .attr(attr::WIDTH, width)
            .attr(attr::PRESERVE_ASPECT_RATIO, "none")
            .attr(attr::ROLE, if entered.is_some() { "toolbar" } else { "img" })
            .attr(attr::ARIA_LABEL, text.bars_of(&row.name, &self.summary(bars)));
        if choice.is_ready && is_first && !has_entered {
            // The way in for the keyboard.
            picture = picture.attr(attr::TABINDEX, "0");
        }
        if entered.is_none() {
            for kind in [DayKind::Clear, DayKind::NoData] {
                if bars.iter().any(|bar| bar.worst == kind) {
                    picture.push(svg::path().class(kind.as_str()).attr(attr::D, line(bars, kind)).into());
                }
            }
        }
        for (place, bar) in bars.iter().enumerate() {
            if entered.is_some() || !matches!(bar.worst, DayKind::Clear | DayKind::NoData) {
                picture.push(self.day(place, bar, entered, opened));
            }
        }
        // A bar is too small for an outline of its own.
        for (class, date) in [("opened", opened), ("entered", entered)] {
            if let Some(date) = date {
                let x = decimal(DAY * (date.days() - row.days.first.days()) - 1, 1);
                picture.push(svg::path().class(class).attr(attr::D, ["M", &x, " -2h6v28h-6z"].concat()).into());
            }
        }
        let panel = bars.iter().find(|bar| Some(bar.date) == opened);
        let panel = panel.map(|bar| view! { <DayPanel bar=*bar component=row.component view=self.view/> });
        let link = row.month.and_then(|month| month_link(month, &row.name, self.view));
        let name = link.unwrap_or_else(|| row.name.clone().into());
        let row = el::div()
            .class("row")
            .attr(attr::DATA_HISTORY, row.id().to_owned())
            .child(el::span().class("row-name").attr(attr::DIR, "auto").child(name))
            .child(" ")
            .child(picture);
        if let Some(panel) = panel { row.child(panel).into() } else { row.into() }
    }

    /// An element for a day; a button in the row that was `entered`.
    fn day(&self, place: usize, bar: &DayBar, entered: Option<Date>, opened: Option<Date>) -> Node {
        let middle = decimal(DAY * as_count(place) + 2, 1);
        let day = mark(bar.worst, &middle).attr(attr::DATA_DAY, bar.date.to_iso());
        let Some(entered) = entered else { return day.into() };
        let is = |date: Option<Date>| date == Some(bar.date);
        day.attr(attr::ROLE, "button")
            .attr(attr::TABINDEX, if is(Some(entered)) { "0" } else { "-1" })
            .attr(attr::ARIA_EXPANDED, if is(opened) { "true" } else { "false" })
            .child(svg::title().child(self.name(bar)))
            .into()
    }

    /// A day in words: "12 November: major incident, 2 h 10 min".
    fn name(&self, bar: &DayBar) -> String {
        let text = self.view.formatting.text;
        let year = self.rows.first().map(|row| row.last().year());
        let date = text.shared().day_in(bar.date, year);
        text.bars_of(&date, &text.day_bar(bar))
    }

    fn summary(&self, bars: &[DayBar]) -> String {
        let text = self.view.formatting.text;
        let count = |kind: DayKind| bars.iter().filter(|bar| bar.worst == kind).count();
        let (clear, unknown) = (count(DayKind::Clear), count(DayKind::NoData));
        let mut said =
            text.bars_some(&decimal(as_count(bars.len() - clear - unknown), 1), &decimal(as_count(bars.len()), 1));
        if unknown > 0 {
            said = text.and_then(&said, &text.bars_unknown(as_count(unknown)));
        }
        said
    }
}

/// A line through all days of a kind, in as many pieces as there are spans of them. Styles cut it into days. That of clear days
/// goes on below the bars that hide it: in a document it's shorter so.
fn line(bars: &[DayBar], kind: DayKind) -> String {
    let mut line = String::new();
    let mut start = None;
    for place in 0..=bars.len() {
        let is_it = bars.get(place).is_some_and(|bar| match bar.worst {
            DayKind::NoData | DayKind::Maintenance => bar.worst == kind,
            _ => kind == DayKind::Clear,
        });
        match (start, is_it) {
            (None, true) => start = Some(place),
            (Some(from), false) => {
                let [from, to] = [from, place].map(|place| decimal(DAY * as_count(place), 1));
                for part in ["M", &from, " 20H", &to] {
                    line += part;
                }
                start = None;
            }
            (None, false) | (Some(_), true) => {}
        }
    }
    line
}
