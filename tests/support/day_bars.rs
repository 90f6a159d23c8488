//! Reads the day bars in a page's markup, whichever way their days are drawn.

use model::Date;
use model::bars::DayKind;

/// The width of a day with its gap.
const DAY: usize = 6;

/// A row of days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DayRow {
    /// Whose row it is.
    pub id: String,
    /// The row in words, for screen readers.
    pub summary: String,
    /// Every day with its worst.
    pub days: Vec<(Date, DayKind)>,
}

impl DayRow {
    /// The worst of a day.
    #[allow(dead_code, reason = "not every suite asks for a day")]
    pub fn on(&self, date: &str) -> DayKind {
        let date = Date::parse(date).expect("a date");
        self.days.iter().find(|(day, _)| *day == date).unwrap_or_else(|| panic!("no {date:?}: {self:?}")).1
    }

    /// The days of a kind.
    #[allow(dead_code, reason = "not every suite counts days")]
    pub fn count(&self, kind: DayKind) -> usize {
        self.days.iter().filter(|(_, worst)| *worst == kind).count()
    }
}

/// All rows of a page. Each of their days is drawn exactly once, in its place.
pub fn day_rows(html: &str) -> Vec<DayRow> {
    html.split("<div class=\"row\" data-history=\"").skip(1).map(day_row).collect()
}

/// Whether a day has a bar that hides the line of clear days. Those of maintenances have gaps.
fn is_bar(content: &str, first: Date, place: usize) -> bool {
    let date = first.plus_days(i64::try_from(place).expect("few days")).to_iso();
    let bar = content.split("<path ").find(|path| value(path, "data-day") == Some(&date));
    bar.is_some_and(|bar| value(bar, "data-worst") != Some("maintenance"))
}

fn day_row(rest: &str) -> DayRow {
    let (id, rest) = rest.split_once('"').expect("an ID");
    let (_, rest) = rest.split_once("<svg ").expect("a picture");
    let (picture, _) = rest.split_once("</svg>").expect("an end");
    let (head, content) = picture.split_once('>').expect("a tag");
    let first = Date::parse(value(head, "data-first").expect("a first day")).expect("a date");
    let count: usize = value(head, "data-days").expect("a number of days").parse().expect("a number");
    let mut kinds: Vec<Option<DayKind>> = vec![None; count];
    let mut set = |place: usize, kind: &str| {
        let kind = DayKind::ALL
            .into_iter()
            .find(|known| known.as_str() == kind)
            .unwrap_or_else(|| panic!("{kind} is no kind"));
        assert_eq!(kinds[place].replace(kind), None, "day {place} is drawn twice: {picture}");
    };
    for path in content.split("<path ").skip(1) {
        let (tag, _) = path.split_once('>').expect("a tag");
        let line = value(tag, "d").expect("a line");
        // The frames around the day that was entered, and the one that was opened.
        if matches!(value(tag, "class"), Some("entered" | "opened")) {
            continue;
        }
        if let Some(kind) = value(tag, "class") {
            // The bars of other days hide the line of clear ones.
            let hidden = |place: usize| kind == "clear" && is_bar(content, first, place);
            for span in line.split('M').skip(1) {
                let (from, to) = span.split_once(" 20H").expect("a span");
                let [from, to] = [from, to].map(|at| at.parse::<usize>().expect("a number"));
                assert!(from < to && from % DAY == 0 && to % DAY == 0, "{line}");
                (from / DAY..to / DAY).filter(|place| !hidden(*place)).for_each(|place| set(place, kind));
            }
            continue;
        }
        let date = Date::parse(value(tag, "data-day").expect("a day")).expect("a date");
        let place = usize::try_from(date.days() - first.days()).expect("not before the first day");
        set(place, value(tag, "data-worst").expect("a worst"));
        assert!(line.starts_with(&format!("M{} 24V", DAY * place + 2)), "day {place} is elsewhere: {line}");
    }
    let days = kinds.into_iter().enumerate().map(|(place, kind)| {
        let date = first.plus_days(i64::try_from(place).expect("few days"));
        (date, kind.unwrap_or_else(|| panic!("day {place} isn't drawn: {picture}")))
    });
    DayRow { id: id.to_owned(), summary: value(head, "aria-label").expect("a name").to_owned(), days: days.collect() }
}

fn value<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let (_, rest) = [" ", tag].concat().find(&format!(" {name}=\"")).map(|at| tag.split_at(at))?;
    rest[name.len() + 2..].split_once('"').map(|(value, _)| value)
}
