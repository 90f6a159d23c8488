//! A list of incidents as a whole: the worst impact, and the status of each component.

use crate::history::{Phase, is_ahead};
use crate::incident::{ComponentId, ComponentStatus, Incident, IncidentList};
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
pub struct Overview {
    /// The worst open incident.
    pub overall: Overall,
    /// How many incidents are open.
    pub open: usize,
    /// The components that open incidents name, each with its worst status.
    pub components: ComponentStatuses,
    /// Whether the components' statuses are known: false when the list is incomplete or an open incident came without
    /// its entries. No component is then called operational.
    pub components_known: bool,
}

impl Overview {
    /// Sums up a list at `present`: an incident that is upcoming does not count, and neither does an entry.
    pub fn of(list: &IncidentList, present: Option<Timestamp>) -> Self {
        let mut components = ComponentStatuses::default();
        let (mut open, mut impact, mut components_known) = (0, 0, list.is_complete());
        for incident in list.incidents().iter().filter(|incident| incident.phase(present) == Phase::Open) {
            open += 1;
            impact = incident.impact.severity().max(impact);
            components_known &= incident.timeline.is_some();
            for (id, status) in components_of(incident, present) {
                let worst = components.entry(&id, &ComponentStatus::Operational);
                if status.severity() > worst.severity() {
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
        Self { overall, open, components, components_known }
    }

    /// The status of a component; `None` when it isn't known.
    pub fn component(&self, id: &ComponentId) -> Option<ComponentStatus> {
        match self.components.get(id) {
            Some(ComponentStatus::Operational) | None if !self.components_known => None,
            Some(status) => Some(status.clone()),
            None => Some(ComponentStatus::Operational),
        }
    }
}

/// The status of each of some components, in the order of their ids: a sorted list, as a map of the library's is 0.7 KB
/// more for each visitor.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ComponentStatuses(Vec<(ComponentId, ComponentStatus)>);

impl ComponentStatuses {
    /// The status of a component, if it is one of them.
    pub fn get(&self, id: &ComponentId) -> Option<&ComponentStatus> {
        self.place(id).ok().and_then(|place| self.0.get(place)).map(|(_, status)| status)
    }

    /// The components.
    pub fn keys(&self) -> impl Iterator<Item = &ComponentId> {
        self.0.iter().map(|(id, _)| id)
    }

    /// The statuses alone.
    pub fn into_values(self) -> impl Iterator<Item = ComponentStatus> {
        self.0.into_iter().map(|(_, status)| status)
    }

    fn place(&self, id: &ComponentId) -> Result<usize, usize> {
        self.0.binary_search_by(|(other, _)| other.as_str().cmp(id.as_str()))
    }

    /// The status of a component, which becomes `first` if it had none.
    fn entry(&mut self, id: &ComponentId, first: &ComponentStatus) -> &mut ComponentStatus {
        let place = self.place(id).unwrap_or_else(|place| {
            self.0.insert(place, (id.clone(), first.clone()));
            place
        });
        &mut self.0[place].1
    }
}

impl IntoIterator for ComponentStatuses {
    type Item = (ComponentId, ComponentStatus);
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
pub fn components_of(incident: &Incident, present: Option<Timestamp>) -> ComponentStatuses {
    let mut components = ComponentStatuses::default();
    for entry in incident.entries().iter().filter(|entry| !entry.date.is_some_and(|date| is_ahead(date, present))) {
        for component in &entry.components {
            let known = components.entry(&component.id, &component.status);
            if entry.date.is_none() && component.status.severity() > known.severity() {
                *known = component.status.clone();
            }
        }
    }
    components
}
