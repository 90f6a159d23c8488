//! The components that an incident affects, by what its entries say: their statuses now, the worst of each, and what each
//! entry changed.

use crate::history::is_ahead;
use crate::incident::{AffectedComponent, ComponentId, ComponentStatus, Entry, Incident, IncidentList};
use crate::instant::Timestamp;

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
    pub(crate) fn entry(&mut self, id: &'a ComponentId, first: &'a ComponentStatus) -> &mut &'a ComponentStatus {
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
        components.worsen(incident.affected.as_deref().unwrap_or_default());
    }
    for entry in incident.entries() {
        if !entry.is_ahead(present) {
            components.worsen(&entry.components);
        }
    }
    components.0.retain(|(_, status)| **status != ComponentStatus::Operational);
    components
}

/// Whether an incident affects a component, or affected it, or will; `None` where that isn't known. An open incident that
/// names no component yet may affect any.
pub fn affects(incident: &Incident, id: &ComponentId) -> Option<bool> {
    let affected = affected_by(incident, None);
    match affected.get(id) {
        Some(_) => Some(true),
        None => (!may_affect_others(incident, &affected)).then_some(false),
    }
}

/// Whether an incident may affect other components than those that are known to be `affected`.
pub fn may_affect_others(incident: &Incident, affected: &ComponentStatuses<'_>) -> bool {
    let is_whole = incident.knows_components() && incident.timeline.as_ref().is_none_or(|all| all.unreadable() == 0);
    !is_whole || affected.is_empty() && incident.is_open()
}

/// The newest entry that gives a component this status: the one that its status is from.
pub fn origin<'a>(
    incident: &'a Incident,
    id: &ComponentId,
    status: &ComponentStatus,
    present: Option<Timestamp>,
) -> Option<&'a Entry> {
    let gives = |component: &AffectedComponent| component.id == *id && component.status == *status;
    incident.entries().iter().find(|entry| !entry.is_ahead(present) && entry.components.iter().any(gives))
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

impl Incident {
    /// Whether it's known which components it affects.
    pub fn knows_components(&self) -> bool {
        self.timeline.is_some() || self.affected.is_some()
    }
}

impl IncidentList {
    /// The same list with what `known` tells of the components of incidents of which this one doesn't, as of `present`.
    pub fn keep_affected(&mut self, known: &Self, present: Option<Timestamp>) {
        let lacks = |incident: &Incident| incident.timeline.is_none() && incident.affected.is_none();
        // A look for each would take long in a long list.
        if !self.incidents().iter().any(lacks) {
            return;
        }
        for known in known.incidents() {
            let affected = affected_by(known, present);
            let is_it = |incident: &&mut Incident| lacks(incident) && incident.id == known.id;
            if known.knows_components()
                && let Some(incident) = self.incidents_mut().iter_mut().find(is_it)
            {
                incident.affected = Some(affected.to_owned());
            }
        }
    }
}
