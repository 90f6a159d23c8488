//! Finding incidents and maintenances by their words and by filters.
//!
//! Text is compared folded: without case, accents and invisible characters.

use crate::affected::affects;
use crate::ascii::split;
use crate::civil::Date;
use crate::history::Event;
use crate::incident::ComponentId;
use crate::instant::{Timestamp, Zone};
use std::ops::Range;

/// How the platform folds text that isn't ASCII: its compatibility decomposition in lower case, without marks and format
/// characters. May be empty.
pub type Fold = fn(&str) -> String;

/// A text, folded.
pub fn folded(text: &str, fold: Fold) -> String {
    if text.is_ascii() { text.to_ascii_lowercase() } else { fold(text) }
}

/// The words of a search, folded; each has to occur.
pub fn words(text: &str, fold: Fold) -> Vec<String> {
    let mut words = Vec::new();
    for word in split(&folded(text, fold), b' ') {
        if !word.is_empty() {
            words.push(word.to_owned());
        }
    }
    words
}

/// The name and the messages of an event, as far as they are known.
pub fn texts(event: Event<'_>) -> Vec<&str> {
    match event {
        Event::Incident(incident) => {
            let mut texts = vec![&*incident.name];
            for entry in incident.entries() {
                texts.push(&entry.message);
            }
            texts
        }
        Event::Maintenance(maintenance) => vec![&maintenance.name, &maintenance.message],
    }
}

/// Everything in an event that is searched, folded.
pub fn searched(event: Event<'_>, fold: Fold) -> String {
    let mut all = String::new();
    for text in texts(event) {
        all += &folded(text, fold);
        // No word goes on in the next text.
        all.push(' ');
    }
    all
}

/// Whether each of the words occurs in a text; all of them are folded.
pub fn contains(text: &str, words: &[String]) -> bool {
    words.iter().all(|word| find(text, word, 0).is_some())
}

/// Where the words, which are folded, are in a text as it is written: in its order, and joined where they overlap or touch. A
/// character that is found in part is marked as a whole, with the marks that follow it.
pub fn marks(text: &str, words: &[String], fold: Fold) -> Vec<Range<usize>> {
    let mut all = String::new();
    let mut ends = Vec::new();
    for c in text.chars() {
        all += &folded(c.encode_utf8(&mut [0; 4]), fold);
        ends.push(all.len());
    }
    let mut is_found = vec![false; all.len()];
    for word in words {
        let mut from = 0;
        // Occurrences may overlap.
        while let Some(at) = find(&all, word, from) {
            is_found[at..at + word.len()].fill(true);
            from = at + 1;
        }
    }
    let mut marks: Vec<Range<usize>> = Vec::new();
    let (mut begin, mut is_marked) = (0, false);
    for ((place, c), end) in text.char_indices().zip(ends) {
        // A character that folds to nothing belongs to the one before.
        if end > begin {
            is_marked = is_found[begin..end].iter().any(|found| *found);
        }
        begin = end;
        if is_marked {
            let behind = place + c.len_utf8();
            match marks.last_mut() {
                Some(last) if last.end == place => last.end = behind,
                _ => marks.push(place..behind),
            }
        }
    }
    marks
}

/// Where a word occurs in a text, from a place on. The standard library's search is faster for long words and takes more
/// code.
fn find(text: &str, word: &str, from: usize) -> Option<usize> {
    let (text, word) = (text.as_bytes(), word.as_bytes());
    let first = *word.first()?;
    (from..text.len()).find(|at| text[*at] == first && text[*at..].starts_with(word))
}

/// The filters of a search, by the text that each has in an address. One that is empty lets everything pass, and so does a
/// day that can't be read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filters([String; 7]);

impl Filters {
    /// The names of the filters in an address.
    pub const NAMES: [&str; 7] = ["component", "impact", "status", "kind", "from", "to", "open"];

    /// Sets a filter, if it's the name of one.
    pub fn set(&mut self, name: &str, value: String) {
        for (place, own) in Self::NAMES.into_iter().enumerate() {
            if own == name {
                self.0[place].clone_from(&value);
            }
        }
    }

    /// The component's ID.
    pub fn component(&self) -> &str {
        &self.0[0]
    }

    /// The time from the first to the last of its days in `zone`; `None` if it names neither.
    pub fn span(&self, zone: &dyn Zone) -> Option<(Timestamp, Timestamp)> {
        let [_, _, _, _, from, to, _] = &self.0;
        let (from, to) = (Date::parse(from), Date::parse(to));
        if from.is_none() && to.is_none() {
            return None;
        }
        let start = from.map_or(Timestamp::MIN, |from| from.start(zone));
        Some((start, to.map_or(Timestamp::MAX, |to| to.plus_days(1).start(zone))))
    }

    /// Whether an event passes, by data of `as_of`. `span` is its own, asked for once: days need zones, which are slow.
    ///
    /// It passes `component` if it's known to affect it, `from` and `to` if it goes on between them or is planned to begin
    /// there, and `open` if it goes on now.
    pub fn pass(&self, event: Event<'_>, as_of: Timestamp, span: Option<(Timestamp, Timestamp)>) -> bool {
        let [component, wanted_impact, wanted_status, wanted_kind, _, _, open] = &self.0;
        let (kind, impact, status) = match event {
            Event::Incident(incident) => ("incident", incident.impact.as_str(), incident.status.as_str()),
            Event::Maintenance(_) => ("maintenance", "", ""),
        };
        let is_about = |id: ComponentId| match event {
            Event::Incident(incident) => affects(incident, &id) == Some(true),
            Event::Maintenance(maintenance) => maintenance.components.contains(&id),
        };
        let is_within = |(start, end)| {
            start < end && (event.touches(as_of, start, end) || is_ahead_within(event, as_of, start, end))
        };
        for (wanted, has) in [(wanted_kind, kind), (wanted_impact, impact), (wanted_status, status)] {
            if !wanted.is_empty() && wanted != has {
                return false;
            }
        }
        ComponentId::new(component).is_none_or(is_about)
            && span.is_none_or(is_within)
            && (open.is_empty() || event.is_open(Some(as_of)) && event.span(as_of).is_some())
    }
}

/// Whether an event that hasn't begun is planned to begin in this span.
fn is_ahead_within(event: Event<'_>, as_of: Timestamp, start: Timestamp, end: Timestamp) -> bool {
    event.span(as_of).is_none() && event.start().is_some_and(|at| at >= start && at < end)
}
