//! Removes incidents, entries and maintenances that the API marks as internal, which visitors must never see.

use serde_json::Value;

/// Removes incidents, entries and maintenances that are marked as internal, as if the API didn't have them; `None` if the response
/// itself is one of them. A response of any other shape is left alone, for the decoder to report.
pub(super) fn without(body: String) -> Option<String> {
    // Most responses don't contain the key, and needn't be parsed twice. Only escapes could hide it.
    if !body.contains("internal") && !body.contains("\\u") {
        return Some(body);
    }
    let Ok(mut answer) = serde_json::from_str::<Value>(&body) else { return Some(body) };
    if is_marked(&answer) {
        return None;
    }
    if let Some(incidents) = answer.get_mut("incidents").and_then(Value::as_array_mut) {
        incidents.retain(|incident| !is_marked(incident));
        incidents.iter_mut().for_each(drop_entries);
    }
    if let Some(maintenances) = answer.get_mut("maintenances").and_then(Value::as_array_mut) {
        maintenances.retain(|maintenance| !is_marked(maintenance));
    }
    drop_entries(&mut answer);
    Some(answer.to_string())
}

fn drop_entries(of: &mut Value) {
    if let Some(entries) = of.get_mut("entries").and_then(Value::as_array_mut) {
        entries.retain(|entry| !is_marked(entry));
    }
}

fn is_marked(element: &Value) -> bool {
    element.get("internal") == Some(&Value::Bool(true))
}
