//! An incident, its entries, and the list of them, as read from the Incident API.

use crate::instant::{Duration, Timestamp};
use std::cmp::{Ordering, Reverse};
use std::sync::Arc;

/// How far ahead a date may be by mistake: people's clocks differ by minutes. A date further ahead was intended.
pub const AHEAD: Duration = Duration::from_seconds(600);

/// A type for ids: opaque text that is compared and shown, never taken apart.
macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(String);

        impl $name {
            /// The id with surrounding blanks removed, or nothing when no text is left.
            pub fn new(text: &str) -> Option<Self> {
                let text = text.trim();
                (!text.is_empty()).then(|| Self(text.to_owned()))
            }

            /// The id as it was given.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }
    };
}
pub(crate) use id;

id! {
    /// An incident's id.
    IncidentId
}
id! {
    /// An entry's id.
    EntryId
}
id! {
    /// A component's id. The contract's sample isn't a UUID, so nothing relies on its form.
    ComponentId
}

/// A closed set of words that the API may extend: each known word, and any other word as it came.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $word:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash)]
        pub enum $name {
            $($(#[$variant_doc])* $variant,)+
            /// A word that the contract does not know, kept as it came.
            Other(String),
        }

        impl $name {
            /// The words that the contract documents, in its order.
            pub const KNOWN: &[Self] = &[$(Self::$variant),+];

            /// Reads a word; case and surrounding blanks do not matter.
            pub fn parse(text: &str) -> Self {
                let text = text.trim();
                $(if text.eq_ignore_ascii_case($word) { return Self::$variant; })+
                Self::Other(text.to_owned())
            }

            /// The word as the API writes it.
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $word,)+
                    Self::Other(text) => text,
                }
            }
        }
    };
}

words! {
    /// How far the work on an incident is.
    Status {
        /// The cause is being looked for.
        Investigating = "investigating",
        /// The cause is known.
        Identified = "identified",
        /// A fix is in place and being watched.
        Monitoring = "monitoring",
        /// It is over.
        Resolved = "resolved",
    }
}

words! {
    /// How much an incident hurts.
    Impact {
        /// Nothing is impaired; an incident of this impact is still active until it is resolved.
        None = "none",
        /// Some users, or a part of the function.
        Minor = "minor",
        /// Many users, or an important function.
        Major = "major",
        /// Almost everybody, or the whole.
        Critical = "critical",
    }
}

words! {
    /// How a component is doing.
    ComponentStatus {
        /// It works.
        Operational = "operational",
        /// It works, slowly or unreliably.
        DegradedPerformance = "degraded_performance",
        /// It works for some.
        PartialOutage = "partial_outage",
        /// It does not work.
        MajorOutage = "major_outage",
        /// It is being worked on as planned.
        UnderMaintenance = "under_maintenance",
    }
}

impl Status {
    /// Whether an incident of this status is still active. An unknown status counts as not resolved.
    pub fn is_open(&self) -> bool {
        match self {
            Self::Resolved => false,
            Self::Investigating | Self::Identified | Self::Monitoring | Self::Other(_) => true,
        }
    }
}

impl Impact {
    /// The order of severity, 0 to 3. An unknown impact counts as minor, the least that it can be taken for.
    pub fn severity(&self) -> u8 {
        match self {
            Self::None => 0,
            Self::Minor | Self::Other(_) => 1,
            Self::Major => 2,
            Self::Critical => 3,
        }
    }
}

impl ComponentStatus {
    /// The order of severity, 0 to 4. An unknown status ranks just above operational: it never counts as working.
    pub fn severity(&self) -> u8 {
        match self {
            Self::Operational => 0,
            Self::Other(_) | Self::UnderMaintenance => 1,
            Self::DegradedPerformance => 2,
            Self::PartialOutage => 3,
            Self::MajorOutage => 4,
        }
    }
}

/// A component that an entry names, with its status at that time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AffectedComponent {
    /// Which component.
    pub id: ComponentId,
    /// How it was doing.
    pub status: ComponentStatus,
}

/// One message in the timeline of an incident.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its id, where the API gives one.
    pub id: Option<EntryId>,
    /// The message, with the markup that [`markup`](crate::markup) reads.
    pub message: String,
    /// When it was posted; `None` where the time could not be read.
    pub date: Option<Timestamp>,
    /// The incident's status from then on.
    pub status: Status,
    /// The components it names.
    pub components: Vec<AffectedComponent>,
    /// When it was last changed after it was posted, if it was.
    pub edited: Option<Timestamp>,
}

/// The entries of an incident, newest first, and how many of them could not be read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Timeline {
    /// Shared: incidents are copied often, and the code that copies an entry has a weight.
    entries: Arc<Vec<Entry>>,
    unreadable: usize,
}

impl Timeline {
    /// Sorts newest first. The API promises no order; entries of the same or an unknown time keep theirs.
    pub fn new(mut entries: Vec<Entry>, unreadable: usize) -> Self {
        entries.sort_by_key(|entry| Reverse(entry.date));
        Self { entries: Arc::new(entries), unreadable }
    }

    /// The same entries where others are missing, so that no component is called operational because of them.
    #[must_use]
    pub fn in_part(self) -> Self {
        Self { unreadable: 1, ..self }
    }

    /// The readable entries, newest first.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The entries, to be changed where they are; none if another timeline shares them.
    pub(crate) fn unshared_mut(&mut self) -> &mut [Entry] {
        Arc::get_mut(&mut self.entries).map_or(&mut [], Vec::as_mut_slice)
    }

    /// How many entries could not be read.
    pub fn unreadable(&self) -> usize {
        self.unreadable
    }

    /// The time of an entry that is written now and is to be the newest. Where the clocks of those who write
    /// disagree, `now` may be before the entries that are already there, and this one would change nothing. An entry
    /// further ahead is planned, and an entry written now comes before it.
    pub fn next_date(&self, now: Timestamp) -> Timestamp {
        self.newest(now).map_or(now, |newest| now.max(newest.plus_millis(1)))
    }

    /// The time of the newest entry that has one, those aside that are planned for later than `now`.
    pub fn newest(&self, now: Timestamp) -> Option<Timestamp> {
        self.entries.iter().filter_map(|entry| entry.date).filter(|date| date.since(now) <= AHEAD).max()
    }

    /// Whether it has entries that it had not yet at an earlier look, or has them in other words.
    pub fn has_news_since(&self, earlier: &Self) -> bool {
        self.entries.iter().any(|entry| !earlier.entries.contains(entry))
    }
}

/// An incident.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Incident {
    /// Its id.
    pub id: IncidentId,
    /// Its name, which the contract also calls its message; plain text, and empty where nobody gave one.
    pub name: String,
    /// How far the work on it is.
    pub status: Status,
    /// How much it hurts.
    pub impact: Impact,
    /// When it began; `None` where the time could not be read.
    pub created: Option<Timestamp>,
    /// When it was resolved; may be missing on a resolved incident, and present on an open one.
    pub resolved: Option<Timestamp>,
    /// Its timeline; `None` where the source gave none, which is not the same as an empty one.
    pub timeline: Option<Timeline>,
    /// The components that it affected, each with its worst status, where the source has these in place of a timeline. `None`
    /// where it doesn't: without a timeline it isn't known then which they are.
    pub affected: Option<Vec<AffectedComponent>>,
}

impl Incident {
    /// Whether its status is an open one, regardless of its times. Whether it has begun is in its [`super::Phase`].
    pub fn is_open(&self) -> bool {
        self.status.is_open()
    }

    /// The readable entries, newest first; empty without a timeline.
    pub fn entries(&self) -> &[Entry] {
        self.timeline.as_ref().map_or(&[], Timeline::entries)
    }

    /// Its place in a list: newest first. An unknown time of creation comes first, where it's seen.
    pub fn place(&self) -> impl Ord + use<'_> {
        (self.created.is_some(), Reverse(self.created), &self.id)
    }
}

/// A list of incidents as one answer gave it, newest first, and how much of that answer could not be read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct IncidentList {
    incidents: Vec<Incident>,
    unreadable: usize,
}

impl IncidentList {
    /// Sorts newest first and keeps one incident per id.
    ///
    /// Of two that share an id the open one is kept, else the worse, else the first; the other counts as unreadable,
    /// unless both are equal, because a list that contradicts itself is not complete.
    pub fn new(incidents: Vec<Incident>, mut unreadable: usize) -> Self {
        let mut sorted = incidents;
        let rank = |incident: &Incident| Reverse((incident.is_open(), incident.impact.severity()));
        sort(&mut sorted, &|a, b| a.id.cmp(&b.id).then_with(|| rank(a).cmp(&rank(b))));
        let mut kept: Vec<Incident> = Vec::with_capacity(sorted.len());
        for incident in sorted {
            match kept.last() {
                Some(last) if last.id == incident.id => unreadable += usize::from(*last != incident),
                _ => kept.push(incident),
            }
        }
        sort(&mut kept, &|a, b| a.place().cmp(&b.place()));
        Self { incidents: kept, unreadable }
    }

    /// A part of a list. It counts everything in the whole that could not be read.
    pub(crate) fn part(incidents: Vec<Incident>, whole: &Self) -> Self {
        Self { incidents, unreadable: whole.unreadable() }
    }

    /// The readable incidents, newest first.
    pub fn incidents(&self) -> &[Incident] {
        &self.incidents
    }

    /// How many elements could not be read, entries included.
    pub fn unreadable(&self) -> usize {
        self.unreadable
            + self.incidents.iter().filter_map(|i| i.timeline.as_ref()).map(Timeline::unreadable).sum::<usize>()
    }

    /// Whether every element of the answer was readable. Without it nothing is ever called operational.
    pub fn is_complete(&self) -> bool {
        self.unreadable() == 0
    }

    /// Whether the updates of some incidents aren't known: an API may have them only one by one.
    pub fn lacks_updates(&self) -> bool {
        self.incidents.iter().any(|incident| incident.timeline.is_none())
    }

    /// The incidents whose status is open, the upcoming ones among them; worst first, then newest first.
    pub fn open(&self) -> Vec<&Incident> {
        let mut open = Vec::new();
        for severity in (0..=Impact::Critical.severity()).rev() {
            let is_next = |incident: &&Incident| incident.is_open() && incident.impact.severity() == severity;
            open.extend(self.incidents.iter().filter(is_next));
        }
        open
    }

    /// The incident with this id.
    pub fn find(&self, id: &IncidentId) -> Option<&Incident> {
        self.incidents.iter().find(|incident| incident.id == *id)
    }

    /// The incidents, to be changed where they are.
    pub(crate) fn incidents_mut(&mut self) -> &mut [Incident] {
        &mut self.incidents
    }

    /// The same list with `timeline` given to the incident with this id.
    pub fn set_timeline(&mut self, id: &IncidentId, timeline: Timeline) {
        if let Some(incident) = self.incidents.iter_mut().find(|incident| incident.id == *id) {
            incident.timeline = Some(timeline);
        }
    }
}

/// One sort for all orders: each further instance of the standard library's takes half a kilobyte of the public page.
fn sort(incidents: &mut [Incident], order: &dyn Fn(&Incident, &Incident) -> Ordering) {
    incidents.sort_by(order);
}
