//! The data as a whole: the worst impact, and the status of each component.

use crate::affected::{ComponentStatuses, components_of};
use crate::history::Phase;
use crate::incident::{ComponentId, ComponentStatus};
use crate::instant::Timestamp;
use crate::status_data::StatusData;

/// The answer to "is it them or me?".
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Overall {
    /// No open incident and no maintenance that is going on, by a complete answer.
    Operational,
    /// Only open incidents of impact none.
    Notice,
    /// A maintenance is going on, and no open incident has an impact.
    Maintenance,
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
            Self::Maintenance => "maintenance",
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
            Self::Operational
            | Self::Notice
            | Self::Maintenance
            | Self::Minor
            | Self::Major
            | Self::Critical
            | Self::Unknown => self,
        }
    }
}

/// The data, summed up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Overview<'a> {
    /// The worst open incident, or a maintenance that is going on.
    pub overall: Overall,
    /// How many incidents are open.
    pub open: usize,
    /// The components that the worst open incidents affect, the worst affected first; without any, those of the
    /// maintenances that are going on.
    pub subjects: Vec<ComponentId>,
    /// The components that open incidents and maintenances name, each with its worst status.
    pub components: ComponentStatuses<'a>,
    /// Whether the components' statuses are known: false when the data is incomplete or an open incident came without
    /// its entries. No component is then called operational.
    pub components_known: bool,
}

impl<'a> Overview<'a> {
    /// Sums up the data at `present`: an incident or maintenance that is upcoming does not count, and neither does an entry.
    pub fn of(data: &'a StatusData, present: Option<Timestamp>) -> Self {
        let mut components = ComponentStatuses::default();
        let (mut open, mut impact, mut components_known) = (0, 0, data.is_complete());
        // The worst status first.
        let mut affected: Vec<(u8, &ComponentId)> = Vec::new();
        for incident in data.incidents.incidents().iter().filter(|incident| incident.phase(present) == Phase::Open) {
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
        let mut under_maintenance = false;
        for maintenance in data.maintenances.active(present) {
            if !under_maintenance && impact == 0 {
                affected.clear();
            }
            under_maintenance = true;
            for id in &maintenance.components {
                if impact == 0 && !affected.iter().any(|(_, other)| *other == id) {
                    affected.push((0, id));
                }
                let status = components.entry(id, &ComponentStatus::UnderMaintenance);
                if ComponentStatus::UnderMaintenance.severity() > status.severity() {
                    *status = &ComponentStatus::UnderMaintenance;
                }
            }
        }
        let overall = match (open, impact) {
            (_, 0) if under_maintenance => Overall::Maintenance,
            (0, _) if data.is_complete() => Overall::Operational,
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
