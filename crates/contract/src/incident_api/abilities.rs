//! What an API can do beyond the documented calls, as its answer to `GET {api}` says.

use serde_json::Value;

/// The abilities that matter to the admin view.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Abilities {
    /// Whether it has maintenances with their actual times; `None` where its answer doesn't say so.
    pub maintenances: Option<bool>,
    /// Whether it corrects incidents; `None` where its answer doesn't say so.
    pub corrections: Option<bool>,
    /// Whether it logs changes; `None` where its answer doesn't say so.
    pub log: Option<bool>,
    /// Whether it notifies subscribers. Only a clear `false` says that it doesn't.
    pub notifications: bool,
}

impl Abilities {
    /// Those of an API whose answer says nothing about them.
    pub const UNKNOWN: Self = Self { maintenances: None, corrections: None, log: None, notifications: true };

    /// Reads the body of the answer, whatever it is.
    pub fn read(body: &str) -> Self {
        let abilities = serde_json::from_str::<Value>(body).unwrap_or_default();
        let says = |key: &str| abilities.get(key).and_then(Value::as_bool);
        Self {
            maintenances: says("maintenances"),
            corrections: says("corrections"),
            log: says("log"),
            notifications: says("notifications") != Some(false),
        }
    }
}
