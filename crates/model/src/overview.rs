//! A list of incidents as a whole: the worst impact, and the status of each component.

use crate::history::{Phase, is_ahead};
use crate::incident::{AffectedComponent, ComponentId, ComponentStatus, Incident, IncidentList};
use crate::instant::Timestamp;

/// The answer to "is it them or me?".
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Overall {
    /// No open incident, by a complete answer.
    Operational,
    /// Only open incidents of impact none.
    Notice,
    /// The worst open incident is minor, or of an unknown impact.
    Minor,
    /// The worst open incident is major.
    Major,
    /// The worst open incident is critical.
    Critical,
    /// The answer is incomplete or missing, and the known part has no incident.
    Unknown,
}

impl Overall {
    /// The word in `data-overall`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Operational => "operational",
            Self::Notice => "notice",
            Self::Minor => "minor",
            Self::Major => "major",
            Self::Critical => "critical",
            Self::Unknown => "unknown",
        }
    }

    /// The state to show when the answer isn't fresh: never operational.
    #[must_use]
    pub fn when_fresh(self, fresh: bool) -> Self {
        match self {
            Self::Operational if !fresh => Self::Unknown,
            Self::Operational | Self::Notice | Self::Minor | Self::Major | Self::Critical | Self::Unknown => self,
        }
    }
}

/// A list of incidents, summed up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Overview<'a> {
    /// The worst open incident.
    pub overall: Overall,
    /// How many incidents are open.
    pub open: usize,
    /// The components that the worst open incidents affect, the worst affected first.
    pub subjects: Vec<ComponentId>,
    /// The components that open incidents name, each with its worst status.
    pub components: ComponentStatuses<'a>,
    /// Whether the components' statuses are known: false when the list is incomplete or an open incident came without
    /// its entries. No component is then called operational.
    pub components_known: bool,
}

impl<'a> Overview<'a> {
    /// Sums up a list at `present`: an incident that is upcoming does not count, and neither does an entry.
    pub fn of(list: &'a IncidentList, present: Option<Timestamp>) -> Self {
        let mut components = ComponentStatuses::default();
        let (mut open, mut impact, mut components_known) = (0, 0, list.is_complete());
        // The worst status first.
        let mut affected: Vec<(u8, &ComponentId)> = Vec::new();
        for incident in list.incidents().iter().filter(|incident| incident.phase(present) == Phase::Open) {
            open += 1;
            if incident.impact.severity() > impact {
                impact = incident.impact.severity();
                affected.clear();
            }
            components_known &= incident.timeline.is_some();
            for (id, status) in components_of(incident, present) {
                let severity = status.severity();
                if incident.impact.severity() == impact
                    && severity > 0
                    && !affected.iter().any(|(_, other)| *other == id)
                {
                    let place = affected.partition_point(|(other, _)| *other >= severity);
                    affected.insert(place, (severity, id));
                }
                let worst = components.entry(id, &ComponentStatus::Operational);
                if severity > worst.severity() {
                    *worst = status;
                }
            }
        }
        let overall = match (open, impact) {
            (0, _) if list.is_complete() => Overall::Operational,
            (0, _) => Overall::Unknown,
            (_, 0) => Overall::Notice,
            (_, 1) => Overall::Minor,
            (_, 2) => Overall::Major,
            (_, _) => Overall::Critical,
        };
        let subjects = affected.into_iter().map(|(_, id)| id.clone()).collect();
        Self { overall, open, subjects, components, components_known }
    }

    /// The status of a component; `None` when it isn't known.
    pub fn component(&self, id: &ComponentId) -> Option<&'a ComponentStatus> {
        match self.components.get(id) {
            Some(ComponentStatus::Operational) | None if !self.components_known => None,
            Some(status) => Some(status),
            None => Some(&ComponentStatus::Operational),
        }
    }
}

/// A component with its status.
pub type ComponentWithStatus<'a> = (&'a ComponentId, &'a ComponentStatus);

/// The status of each of some components, in the order of their ids: a sorted list, as a map of the library's is 0.7 KB
/// more for each visitor. It only points to what the incidents say.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ComponentStatuses<'a>(Vec<ComponentWithStatus<'a>>);

impl<'a> ComponentStatuses<'a> {
    /// The status of a component, if it is one of them.
    pub fn get(&self, id: &ComponentId) -> Option<&'a ComponentStatus> {
        self.place(id).ok().and_then(|place| self.0.get(place)).map(|(_, status)| *status)
    }

    /// The components.
    pub fn keys(&self) -> impl Iterator<Item = &'a ComponentId> {
        self.0.iter().map(|(id, _)| *id)
    }

    /// The same as data of its own.
    pub fn to_owned(&self) -> Vec<AffectedComponent> {
        let owned = |(id, status): &ComponentWithStatus<'_>| AffectedComponent {
            id: ComponentId::clone(id),
            status: ComponentStatus::clone(status),
        };
        self.0.iter().map(owned).collect()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Takes the status of each of these components, unless a worse one is known.
    fn worsen(&mut self, components: &'a [AffectedComponent]) {
        for component in components {
            let worst = self.entry(&component.id, &component.status);
            if component.status.severity() > worst.severity() {
                *worst = &component.status;
            }
        }
    }

    fn place(&self, id: &ComponentId) -> Result<usize, usize> {
        self.0.binary_search_by(|(other, _)| other.as_str().cmp(id.as_str()))
    }

    /// The status of a component, which becomes `first` if it had none.
    fn entry(&mut self, id: &'a ComponentId, first: &'a ComponentStatus) -> &mut &'a ComponentStatus {
        let place = self.place(id).unwrap_or_else(|place| {
            self.0.insert(place, (id, first));
            place
        });
        &mut self.0[place].1
    }
}

impl<'a> IntoIterator for ComponentStatuses<'a> {
    type Item = ComponentWithStatus<'a>;
    type IntoIter = std::vec::IntoIter<Self::Item>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

/// The components that an incident touches, each with the status that its newest entry naming it gives.
///
/// An update that names no component leaves the earlier word standing: silence is not recovery. One without a readable
/// date may be the newest, so of it and the others the worse word counts. One that is dated ahead of `present` says
/// nothing yet.
pub fn components_of(incident: &Incident, present: Option<Timestamp>) -> ComponentStatuses<'_> {
    let mut components = ComponentStatuses::default();
    for entry in incident.entries().iter().filter(|entry| !entry.date.is_some_and(|date| is_ahead(date, present))) {
        for component in &entry.components {
            let known = components.entry(&component.id, &component.status);
            if entry.date.is_none() && component.status.severity() > known.severity() {
                *known = &component.status;
            }
        }
    }
    components
}

/// The components that were not operational during an incident, each with its worst status, by the entries that are not
/// ahead of `present`; without any entries, as the source tells it.
pub fn affected_by(incident: &Incident, present: Option<Timestamp>) -> ComponentStatuses<'_> {
    let mut components = ComponentStatuses::default();
    if incident.timeline.is_none() {
        components.worsen(&incident.affected);
    }
    for entry in incident.entries() {
        if !entry.is_ahead(present) {
            components.worsen(&entry.components);
        }
    }
    components.0.retain(|(_, status)| **status != ComponentStatus::Operational);
    components
}

/// The changes of each entry, in the order of the entries: the components whose status it made another than it was before.
/// Before its first mention a component was operational.
///
/// An entry without a readable date changes what it names, as nothing tells what was before it. One that is dated ahead of
/// `present` has changed nothing yet.
pub fn changes(incident: &Incident, present: Option<Timestamp>) -> Vec<ComponentStatuses<'_>> {
    let mut known = ComponentStatuses::default();
    let mut all = Vec::new();
    for entry in incident.entries().iter().rev() {
        let mut changed = ComponentStatuses::default();
        for component in entry.components.iter().filter(|_| !entry.is_ahead(present)) {
            // As everywhere, of two words about one component in one entry the first counts.
            changed.entry(&component.id, &component.status);
        }
        if entry.date.is_some() {
            changed.0.retain(|(id, status)| {
                let before = known.entry(id, &ComponentStatus::Operational);
                std::mem::replace(before, *status) != *status
            });
        }
        all.push(changed);
    }
    all.reverse();
    all
}

/// A status, and the components of which it is that.
pub type StatusGroup<'a> = (&'a ComponentStatus, Vec<&'a ComponentId>);

/// Components by their status, the worst first; in a group, in the order in which they came.
pub fn by_severity<'a>(components: impl IntoIterator<Item = ComponentWithStatus<'a>>) -> Vec<StatusGroup<'a>> {
    let mut groups: Vec<StatusGroup<'a>> = Vec::new();
    for (id, status) in components {
        match groups.iter_mut().find(|(other, _)| *other == status) {
            Some((_, ids)) => ids.push(id),
            None => {
                let place = groups.partition_point(|(other, _)| other.severity() >= status.severity());
                groups.insert(place, (status, vec![id]));
            }
        }
    }
    groups
}
