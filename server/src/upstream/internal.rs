//! What an API marks as internal is for its admins: it is on nothing that visitors read.

use serde_json::Value;

/// An answer without the incidents and entries that are marked, as if the API did not have them; `None` when the whole
/// answer is one of them. An answer of any other shape is left as it is: whoever reads it says what is wrong with it.
pub(super) fn without(body: String) -> Option<String> {
    // Most answers have no such key, and need not be read twice. It could only hide behind an escape.
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
