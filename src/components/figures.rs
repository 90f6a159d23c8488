//! Figures of the last days and months, with the rules by which they are made, and the incidents of each month as a chart.
//!
//! None of them has a colour of its own: a share of all time is no claim that all is well. Where the data doesn't reach back
//! to the start of a period there is a dash: see `PageView::known_since`.

use super::PageView;
use super::table::table;
use crate::dom::{Node, attr, el, nothing, svg};
use contract::config::{Component, WEEKDAYS, ZonedHours};
use leptos::prelude::*;
use model::ascii::decimal;
use model::bars::{DayKind, intervals};
use model::figures::{ALWAYS, figures};
use model::history::Event;
use model::{Date, Duration, Timestamp};
use text::{PageText, as_count, counted};

/// The kinds of incidents, the worst first.
const KINDS: [DayKind; 4] = [DayKind::Critical, DayKind::Major, DayKind::Minor, DayKind::Notice];

/// The width of a month in the chart, in units of the picture.
const WIDTH: i64 = 6;

/// The height of an incident in the chart. A month without data has one unit for each, so that it's the lowest of all.
const HEIGHT: i64 = 8;

/// A time with its figures.
struct Period {
    name: String,
    figures: model::figures::Figures,
}

/// The figures of a component, or of the whole. The page's data has to be about it: a component's page doesn't have the
/// incidents of the whole. Nothing without a time of the data.
#[component(transparent)]
pub fn Figures<'a>(
    /// The component, if it isn't the whole.
    component: Option<&'a Component>,
    /// The page, with the events of all components that it has.
    view: &'a PageView,
) -> Node {
    let (Some(data), Some(as_of)) = (&view.data, view.assessment.as_of) else { return nothing() };
    let (formatting, text) = (&view.formatting, view.formatting.text);
    let zone = &*formatting.zone;
    let begin_of = |date: Date| date.start(zone).minute();
    // An open incident counts in the minute of the data.
    let (today, now) = (Date::of(as_of, zone), as_of.minute() + 1);
    let mut spans = Vec::new();
    for days in [30, 90, 365] {
        spans.push((text.last_days(days), begin_of(today.plus_days(1 - days)), now));
    }
    let mut begin = spans[2].1;
    let (mut month, mut end) = (today.month(), now);
    for _ in 0..12 {
        let start = begin_of(month.first());
        spans.push((text.shared().short_month(month), start, end));
        begin = begin.min(start);
        (month, end) = (month.previous(), start);
    }
    let events = Event::all(data);
    let own = intervals(&events, begin, as_of);
    let known = view.with_past(&own);
    let since = view.known_since(component);
    let hours = formatting.config.service_hours.as_ref().zip(formatting.service_zone.as_ref());
    let windows = hours.map(|(hours, zone)| hours.hours.windows(begin, now, &**zone));
    let (mut periods, mut rows) = (Vec::new(), Vec::new());
    for (name, from, to) in spans {
        let windows = windows.as_deref().unwrap_or(ALWAYS);
        let figures = figures(&known, component.map(|component| &component.id), from, to, since, windows);
        let period = Period { name, figures };
        rows.push(period.cells(text));
        periods.push(period);
    }
    let columns = [text.period(), text.time_without(), text.incidents(), text.median(), text.longest()];
    let mut rule = el::p().class("hint").child(text.figures_rule());
    if let Some((hours, _)) = hours {
        rule = rule.child(" ").child(service_rule(hours, text));
    }
    if let Some(since) = since.filter(|since| *since > begin).and_then(|minute| Timestamp::from_millis(minute * 60_000))
    {
        rule = rule.child(" ").child(text.figures_since(&text.shared().day(Date::of(since, zone))));
    }
    el::section()
        .class("section figures")
        .child(el::h2().child(text.figures()))
        .child(table(text, text.figures(), "", &columns, rows))
        .child(rule)
        .child(view! { <MonthChart months=&periods[3..] text/> })
        .into()
}

impl Period {
    /// The figures in words; nothing for one that isn't known.
    fn cells(&self, text: PageText) -> Vec<String> {
        let share = self.figures.share.map_or_else(String::new, |share| {
            let share = share.hundredths();
            text.percent(&decimal(share / 100, 1), &decimal(share % 100, 2))
        });
        let mut cells = vec![self.name.clone(), share, count_of(self.figures.incidents)];
        for minutes in [self.figures.median, self.figures.longest] {
            let length = |minutes| text.shared().length(Duration::from_millis(minutes * 60_000));
            cells.push(minutes.map_or_else(String::new, length));
        }
        cells
    }
}

fn count_of(number: Option<usize>) -> String {
    number.map_or_else(String::new, |number| counted(as_count(number)))
}

/// "Only service hours count as time: Mon, Tue, 08:00 to 18:00 (Europe/London)."
fn service_rule(ZonedHours { zone, hours }: &ZonedHours, text: PageText) -> String {
    let shared = text.shared();
    let mut days = String::new();
    for place in 0..WEEKDAYS.len() {
        if hours.days[place] {
            days += if days.is_empty() { "" } else { shared.comma() };
            days += shared.weekdays(place);
        }
    }
    let time = |minute: i64| shared.hour_and_minute(&decimal(minute / 60, 2), &decimal(minute % 60, 2));
    text.service_rule(&days, &time(hours.from), &time(hours.to), zone)
}

/// The incidents of each month, the worst at the bottom, and the same as a table. Months are newest first.
#[component(transparent)]
fn MonthChart<'a>(
    /// The months.
    months: &'a [Period],
    /// The messages.
    text: PageText,
) -> Node {
    let shared = text.shared();
    let mut most = 1;
    for month in months {
        most = most.max(month.figures.incidents.unwrap_or(0));
    }
    let most = as_count(most);
    let height = decimal(HEIGHT * most, 1);
    let width = WIDTH * as_count(months.len());
    let mut picture = svg::svg()
        .class("month-chart")
        .attr(attr::VIEW_BOX, ["0 0 ", &decimal(width, 1), " ", &height].concat())
        .attr(attr::PRESERVE_ASPECT_RATIO, "none")
        .attr(attr::ROLE, "img")
        .attr(attr::ARIA_LABEL, text.incidents_by_month());
    let mut rows = Vec::new();
    let mut x = width - WIDTH / 2;
    for month in months {
        let mut row = vec![month.name.clone()];
        let mut top = HEIGHT * most;
        let mut draw = |kind: DayKind, height: i64| {
            if height > 0 {
                let from = decimal(top, 1);
                top -= height;
                let line = ["M", &decimal(x, 1), " ", &from, "V", &decimal(top, 1)].concat();
                picture.push(svg::path().attr(attr::D, line).attr(attr::DATA_WORST, kind.as_str()).into());
            }
        };
        let is_known = month.figures.incidents.is_some();
        if !is_known {
            draw(DayKind::NoData, most);
        }
        for kind in KINDS {
            let count = month.figures.kinds[kind as usize];
            draw(kind, HEIGHT * as_count(count));
            row.push(count_of(Some(count).filter(|_| is_known)));
        }
        rows.push(row);
        x -= WIDTH;
    }
    let columns = [text.period(), shared.critical(), shared.major(), shared.minor(), shared.none()];
    let mut axis = el::p().class("axis").attr(attr::ARIA_HIDDEN, "true");
    for month in [months.last(), months.first()] {
        axis.push(el::span().child(month.map_or_else(String::new, |month| month.name.clone())).into());
    }
    let summary = el::summary().child(el::span().child(text.show_as_table()));
    [
        el::h3().child(text.incidents_by_month()).into(),
        picture.into(),
        axis.into(),
        el::details().child(summary).child(table(text, text.incidents_by_month(), "", &columns, rows)).into(),
    ]
    .into()
}
