//! How serious something is, for shape and colour.

use model::{ComponentStatus, Impact};

/// A shape and a colour of the design; the style sheets map each to its own (`data-tone`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Tone {
    /// Operational, by a fresh answer.
    Operational,
    /// For information, without impact.
    Notice,
    /// Something is slow, or fails for some.
    Minor,
    /// Much fails, or for many.
    Major,
    /// Nearly everything fails, or for nearly everyone.
    Critical,
    /// Planned work.
    Maintenance,
    /// Not known.
    Unknown,
}

impl Tone {
    /// The word in `data-tone`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Operational => "operational",
            Self::Notice => "notice",
            Self::Minor => "minor",
            Self::Major => "major",
            Self::Critical => "critical",
            Self::Maintenance => "maintenance",
            Self::Unknown => "unknown",
        }
    }
}

impl From<&Impact> for Tone {
    fn from(impact: &Impact) -> Self {
        match impact {
            Impact::None => Self::Notice,
            // The least that an unknown impact can be taken for.
            Impact::Minor | Impact::Other(_) => Self::Minor,
            Impact::Major => Self::Major,
            Impact::Critical => Self::Critical,
        }
    }
}

impl From<&ComponentStatus> for Tone {
    fn from(status: &ComponentStatus) -> Self {
        match status {
            ComponentStatus::Operational => Self::Operational,
            ComponentStatus::DegradedPerformance => Self::Minor,
            ComponentStatus::PartialOutage => Self::Major,
            ComponentStatus::MajorOutage => Self::Critical,
            ComponentStatus::UnderMaintenance => Self::Maintenance,
            ComponentStatus::Other(_) => Self::Unknown,
        }
    }
}
