//! The status of components in a form: the first one, and when the status or the impact of the incident changes.
//!
//! The form for an update starts with the components as the last update left them. Without this, an update that resolves an
//! incident would leave its components down for good.

use model::draft::EntryDraft;
use model::{AffectedComponent, ComponentId, ComponentStatus, Impact, Status};

/// The components that a person has set, and the others as they were before the status changed to "resolved".
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ComponentDefaults {
    chosen: Vec<ComponentId>,
    /// Components that a person has added without choosing their status, which follows the impact.
    following: Vec<ComponentId>,
    before: Vec<AffectedComponent>,
}

impl ComponentDefaults {
    /// A person has set a component: it stays as it is, whatever the status.
    pub fn mark_chosen(&mut self, id: &ComponentId) {
        if !self.chosen.contains(id) {
            self.chosen.push(id.clone());
        }
        self.following.retain(|following| following != id);
    }

    /// Adds a component whose status a person hasn't chosen yet. It stays in the draft, whatever the status.
    pub fn add(&mut self, draft: &mut EntryDraft, id: ComponentId, impact: Option<&Impact>) {
        self.mark_chosen(&id);
        self.following.push(id.clone());
        draft.components.push(AffectedComponent { id, status: first_status(impact) });
    }

    /// The impact has changed: components that still have their first status follow it.
    pub fn change_impact(&self, draft: &mut EntryDraft, impact: Option<&Impact>) {
        for component in draft.components.iter_mut().filter(|component| self.following.contains(&component.id)) {
            component.status = first_status(impact);
        }
    }

    /// Whether a person has set any component.
    pub fn has_choices(&self) -> bool {
        !self.chosen.is_empty()
    }

    /// Changes the status of a draft. Once it is resolved, its components are operational; when it no longer is, they are
    /// as they were before.
    pub fn change_status(&mut self, draft: &mut EntryDraft, status: Status) {
        let was_open = draft.status.is_open();
        draft.status = status;
        match (was_open, draft.status.is_open()) {
            (true, false) => self.recover(draft),
            (false, true) => {
                let before = std::mem::take(&mut self.before);
                for component in &mut draft.components {
                    let before = before.iter().find(|before| before.id == component.id);
                    if let Some(before) = before.filter(|before| !self.chosen.contains(&before.id)) {
                        component.status = before.status.clone();
                    }
                }
            }
            (true, true) | (false, false) => {}
        }
    }

    /// Sets the components of a draft from earlier updates.
    pub fn prefill(&mut self, draft: &mut EntryDraft, components: Vec<AffectedComponent>) {
        *self = Self::default();
        draft.components = components;
        if !draft.status.is_open() {
            self.recover(draft);
        }
    }

    fn recover(&mut self, draft: &mut EntryDraft) {
        self.before.clone_from(&draft.components);
        for component in draft.components.iter_mut().filter(|component| !self.chosen.contains(&component.id)) {
            component.status = ComponentStatus::Operational;
        }
    }
}

/// The first status of a component that an incident of this impact affects.
fn first_status(impact: Option<&Impact>) -> ComponentStatus {
    match impact {
        Some(Impact::Critical) => ComponentStatus::MajorOutage,
        Some(Impact::Major) => ComponentStatus::PartialOutage,
        Some(Impact::Minor | Impact::None | Impact::Other(_)) | None => ComponentStatus::DegradedPerformance,
    }
}

/// Whether a draft is resolved although one of its components isn't operational.
pub fn contradicts_resolved(draft: &EntryDraft) -> bool {
    let is_operational = |component: &AffectedComponent| component.status == ComponentStatus::Operational;
    !draft.status.is_open() && !draft.components.iter().all(is_operational)
}
