//! Finding incidents and maintenances by their words and by filters.
//!
//! Text is compared folded: without case, accents and invisible characters. [`Fold`] does that for one character at a time,
//! so that a match in the folded text has a place in the text as it is written.

use crate::affected::affects;
use crate::civil::Date;
use crate::history::Event;
use crate::incident::{ComponentId, Impact, Status};
use crate::instant::{Timestamp, Zone};
use std::ops::Range;

/// How the platform folds a character that isn't ASCII: its compatibility decomposition in lower case, without marks and
/// format characters. May be empty.
pub trait Fold {
    /// Adds the folded character to `text`.
    fn fold(&self, c: char, text: &mut String);
}

/// A text and its folded form.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FoldedText {
    folded: String,
    /// For each character that has something in the folded text: where that begins, and the place of the character. They
    /// are left out of text that is ASCII, where both are the same.
    places: Vec<(usize, usize)>,
    length: usize,
}

impl FoldedText {
    /// Folds a text.
    pub fn new(text: &str, fold: &dyn Fold) -> Self {
        let mut folded = Self { length: text.len(), ..Self::default() };
        let is_ascii = text.is_ascii();
        for (place, c) in text.char_indices() {
            let before = folded.folded.len();
            if c.is_ascii() {
                folded.folded.push(c.to_ascii_lowercase());
            } else {
                fold.fold(c, &mut folded.folded);
            }
            if !is_ascii && folded.folded.len() > before {
                folded.places.push((before, place));
            }
        }
        folded
    }

    /// Whether it contains a word, which is folded.
    pub fn contains(&self, word: &str) -> bool {
        self.folded.contains(word)
    }

    /// Where the words, which are folded, are in the text as it is written: in its order, and joined where they overlap or
    /// touch. A character that is found in part is marked as a whole, with the marks that follow it.
    pub fn marks(&self, words: &[String]) -> Vec<Range<usize>> {
        let mut marks: Vec<Range<usize>> = Vec::new();
        for word in words.iter().filter(|word| !word.is_empty()) {
            let mut from = 0;
            while let Some(found) = self.folded[from..].find(&**word) {
                let (start, end) = (from + found, from + found + word.len());
                let place = marks.partition_point(|mark| mark.start < start);
                marks.insert(place, start..end);
                // Occurrences may overlap.
                from = start + self.folded[start..].chars().next().map_or(1, char::len_utf8);
            }
        }
        let mut joined: Vec<Range<usize>> = Vec::new();
        for mark in marks {
            let (start, end) = (self.begin(mark.start), self.end(mark.end));
            match joined.last_mut() {
                Some(last) if start <= last.end => last.end = last.end.max(end),
                _ => joined.push(start..end),
            }
        }
        joined
    }

    /// The place of the character that a place in the folded text belongs to.
    fn begin(&self, folded: usize) -> usize {
        if self.places.is_empty() {
            return folded;
        }
        let next = self.places.partition_point(|(start, _)| *start <= folded);
        self.places[next.saturating_sub(1)].1
    }

    /// The place behind the character that ends at this place of the folded text, and behind its marks.
    fn end(&self, folded: usize) -> usize {
        if self.places.is_empty() {
            return folded;
        }
        let next = self.places.partition_point(|(start, _)| *start < folded);
        self.places.get(next).map_or(self.length, |(_, place)| *place)
    }
}

/// The words of a search, folded; each has to occur.
pub fn words(text: &str, fold: &dyn Fold) -> Vec<String> {
    let folded = text.split_whitespace().map(|word| FoldedText::new(word, fold).folded);
    folded.filter(|word| !word.is_empty()).collect()
}

/// A kind of event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum EventKind {
    /// An incident.
    Incident,
    /// A maintenance.
    Maintenance,
}

/// The filters of a search. One that isn't set lets everything pass.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filters {
    /// Affects this component, as far as that's known.
    pub component: Option<ComponentId>,
    /// An incident of this impact.
    pub impact: Option<Impact>,
    /// An incident of this status.
    pub status: Option<Status>,
    /// Only these.
    pub kind: Option<EventKind>,
    /// Goes on at this day or later.
    pub from: Option<Date>,
    /// Goes on at this day or earlier.
    pub to: Option<Date>,
    /// Goes on now.
    pub open: bool,
}

impl Filters {
    /// Whether an event passes, by data of `as_of` and the days of `zone`.
    pub fn pass(&self, event: Event<'_>, as_of: Timestamp, zone: &dyn Zone) -> bool {
        let (kind, affects, impact, status) = match event {
            Event::Incident(incident) => {
                let affects = self.component.as_ref().map(|id| affects(incident, id) == Some(true));
                (EventKind::Incident, affects, Some(&incident.impact), Some(&incident.status))
            }
            Event::Maintenance(maintenance) => {
                let affects = self.component.as_ref().map(|id| maintenance.components.contains(id));
                (EventKind::Maintenance, affects, None, None)
            }
        };
        let start = self.from.map_or(Timestamp::MIN, |from| from.start(zone));
        let end = self.to.map_or(Timestamp::MAX, |to| to.plus_days(1).start(zone));
        let is_within = || event.touches(as_of, start, end) || is_ahead_within(event, as_of, start, end);
        affects != Some(false)
            && (self.kind.is_none() || self.kind == Some(kind))
            && (self.impact.is_none() || self.impact.as_ref() == impact)
            && (self.status.is_none() || self.status.as_ref() == status)
            && (self.from.is_none() && self.to.is_none() || is_within())
            && (!self.open || event.is_open(Some(as_of)) && event.span(as_of).is_some())
    }
}

/// Whether an event that hasn't begun is planned to begin in this span.
fn is_ahead_within(event: Event<'_>, as_of: Timestamp, start: Timestamp, end: Timestamp) -> bool {
    event.span(as_of).is_none() && event.start().is_some_and(|at| at >= start && at < end)
}
