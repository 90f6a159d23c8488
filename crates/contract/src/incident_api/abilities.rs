//! What an API can do beyond the documented calls, as its answer to `GET {api}` says.

use serde_json::Value;

/// Whether an API notifies subscribers, by the body of its answer. Only a clear `false` says that it doesn't.
pub fn can_notify(body: &str) -> bool {
    let abilities = serde_json::from_str::<Value>(body);
    !abilities.is_ok_and(|abilities| abilities.get("notifications") == Some(&Value::Bool(false)))
}
