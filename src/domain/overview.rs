//! What a list of incidents says as a whole: the worst impact, and how each component is doing.

use super::history::{Phase, is_ahead};
use super::incident::{ComponentId, ComponentStatus, Incident, IncidentList};
use super::time::Timestamp;
use std::collections::BTreeMap;

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
    /// There is no complete answer, and what is known shows no incident.
    Unknown,
}

impl Overall {
    /// The word that stands in `data-overall`.
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

    /// What may be shown when the answer is not fresh: never operational.
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
    /// The worst of what is open.
    pub overall: Overall,
    /// How many incidents are open.
    pub open: usize,
    /// The components that open incidents name, each with its worst status.
    pub components: BTreeMap<ComponentId, ComponentStatus>,
    /// Whether the components can be told: false when the list is incomplete or an open incident came without its
    /// entries. No component is then called operational.
    pub components_known: bool,
}

impl Overview {
    /// Sums up a list at `present`: an incident that is upcoming does not count, and neither does an entry.
    pub fn of(list: &IncidentList, present: Option<Timestamp>) -> Self {
        let mut components: BTreeMap<ComponentId, ComponentStatus> = BTreeMap::new();
        let (mut open, mut impact, mut components_known) = (0, 0, list.is_complete());
        for incident in list.incidents().iter().filter(|incident| incident.phase(present) == Phase::Open) {
            open += 1;
            impact = incident.impact.severity().max(impact);
            components_known &= incident.timeline.is_some();
            for (id, status) in components_of(incident, present) {
                let worst = components.entry(id).or_insert(ComponentStatus::Operational);
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

    /// How a component is doing; `None` when it cannot be told.
    pub fn component(&self, id: &ComponentId) -> Option<ComponentStatus> {
        match self.components.get(id) {
            Some(ComponentStatus::Operational) | None if !self.components_known => None,
            Some(status) => Some(status.clone()),
            None => Some(ComponentStatus::Operational),
        }
    }
}

/// The components that an incident touches, each with the status that its newest entry naming it gives.
///
/// An update that names no component leaves the earlier word standing: silence is not recovery. One without a readable
/// date may be the newest, so of it and the others the worse word counts. One that is dated ahead of `present` says
/// nothing yet.
pub fn components_of(incident: &Incident, present: Option<Timestamp>) -> BTreeMap<ComponentId, ComponentStatus> {
    let mut components: BTreeMap<ComponentId, ComponentStatus> = BTreeMap::new();
    for entry in incident.entries().iter().filter(|entry| !entry.date.is_some_and(|date| is_ahead(date, present))) {
        for component in &entry.components {
            let known = components.entry(component.id.clone()).or_insert_with(|| component.status.clone());
            if entry.date.is_none() && component.status.severity() > known.severity() {
                *known = component.status.clone();
            }
        }
    }
    components
}
