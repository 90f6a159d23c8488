//! Warnings about the window of a maintenance before it is sent.

use model::{ComponentId, Maintenance, MaintenanceId, MaintenanceList, Timestamp};

/// A warning about a window.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WindowWarning {
    /// It is over already.
    Past,
    /// It has begun already.
    Begun,
    /// Others are planned for the same components in that time: the name of the first, and how many more there are.
    Overlap(String, usize),
}

/// The warnings about a window from `start` to `end` on these components. `own` is the maintenance that is changed.
pub fn warnings(
    start: Timestamp,
    end: Timestamp,
    components: &[ComponentId],
    present: Timestamp,
    list: &MaintenanceList,
    own: Option<&MaintenanceId>,
) -> Vec<WindowWarning> {
    let mut warnings = Vec::new();
    if end <= present {
        warnings.push(WindowWarning::Past);
    } else if start <= present && own.is_none() {
        warnings.push(WindowWarning::Begun);
    }
    let touches = |other: &Maintenance| {
        let other_end = match (other.actual_end, other.planned_end) {
            (Some(end), _) => Some(end),
            // It goes on until somebody ends it.
            (None, Some(end)) if !other.auto_complete && end <= present => None,
            (None, end) => end,
        };
        other.cancelled.is_none()
            && other.start().is_some_and(|other_start| other_start < end)
            && other_end.is_none_or(|other_end| other_end > start)
            && other.components.iter().any(|id| components.contains(id))
    };
    let others = list.maintenances().iter().filter(|other| own != Some(&other.id));
    let mut overlapping = others.filter(|other| touches(other));
    if let Some(first) = overlapping.next() {
        warnings.push(WindowWarning::Overlap(first.name.clone(), overlapping.count()));
    }
    warnings
}
