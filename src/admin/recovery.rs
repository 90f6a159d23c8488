//! What becomes of the components in a form when its status begins or ceases to be "resolved".
//!
//! The form for an update starts from what was told last. Left alone, an update that resolves an incident would tell
//! for good that its components are still down.

use model::draft::EntryDraft;
use model::{AffectedComponent, ComponentId, ComponentStatus, Status};

/// Which components a person has set in a form, and what the others said before the form told that all is over.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Recovery {
    by_hand: Vec<ComponentId>,
    before: Vec<AffectedComponent>,
}

impl Recovery {
    /// A person has said how a component is doing: it stays so, whatever the status.
    pub fn set_by_hand(&mut self, id: &ComponentId) {
        if !self.by_hand.contains(id) {
            self.by_hand.push(id.clone());
        }
    }

    /// Whether a person has set any component.
    pub fn is_by_hand(&self) -> bool {
        !self.by_hand.is_empty()
    }

    /// Changes the status of a draft. Once it is resolved, its components work again; when it no longer is, they are
    /// as they were.
    pub fn choose(&mut self, draft: &mut EntryDraft, status: Status) {
        let was_open = draft.status.is_open();
        draft.status = status;
        match (was_open, draft.status.is_open()) {
            (true, false) => self.recover(draft),
            (false, true) => {
                let before = std::mem::take(&mut self.before);
                for component in &mut draft.components {
                    let before = before.iter().find(|before| before.id == component.id);
                    if let Some(before) = before.filter(|before| !self.by_hand.contains(&before.id)) {
                        component.status = before.status.clone();
                    }
                }
            }
            (true, true) | (false, false) => {}
        }
    }

    /// Puts components that were told earlier into a draft.
    pub fn prefill(&mut self, draft: &mut EntryDraft, told: Vec<AffectedComponent>) {
        *self = Self::default();
        draft.components = told;
        if !draft.status.is_open() {
            self.recover(draft);
        }
    }

    fn recover(&mut self, draft: &mut EntryDraft) {
        self.before.clone_from(&draft.components);
        for component in draft.components.iter_mut().filter(|component| !self.by_hand.contains(&component.id)) {
            component.status = ComponentStatus::Operational;
        }
    }
}

/// Whether a draft says that all is over, and that a component does not work.
pub fn is_contradiction(draft: &EntryDraft) -> bool {
    let works = |component: &AffectedComponent| component.status == ComponentStatus::Operational;
    !draft.status.is_open() && !draft.components.iter().all(works)
}
