//! `config.schema.json` and the table in `docs/configuring.md` describe exactly the keys that [`Config`] reads.

use contract::config::{COMPONENT_KEYS, Config, SERVICE_KEYS, WEEKDAYS};
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;

const GUIDE: &str = include_str!("../../docs/configuring.md");

fn schema() -> Value {
    serde_json::from_str(include_str!("../../web/config.schema.json")).unwrap()
}

fn properties(schema: &Value) -> &Map<String, Value> {
    schema["properties"].as_object().unwrap()
}

/// Whether a schema takes a value, by the keywords that ours uses. A keyword that this test doesn't know fails it.
fn takes(schema: &Value, value: &Value) -> bool {
    schema.as_object().unwrap().iter().all(|(keyword, rule)| match keyword.as_str() {
        "title" | "description" | "default" => true,
        "type" => {
            let types = rule.as_array().cloned().unwrap_or_else(|| vec![rule.clone()]);
            types.iter().any(|name| match name.as_str().unwrap() {
                "string" => value.is_string(),
                "integer" => value.is_i64() || value.is_u64(),
                "boolean" => value.is_boolean(),
                "null" => value.is_null(),
                "array" => value.is_array(),
                "object" => value.is_object(),
                name => panic!("a type that this test doesn't know: {name}"),
            })
        }
        "minimum" => value.as_i64().is_none_or(|number| number >= rule.as_i64().unwrap()),
        "maximum" => value.as_i64().is_none_or(|number| number <= rule.as_i64().unwrap()),
        // The patterns in the schema: text that isn't blank, an origin, and a date.
        "pattern" => value.as_str().is_none_or(|text| match rule.as_str().unwrap() {
            r"\S" => !text.trim().is_empty(),
            "^https?://[^/?#]+/?$" => text.starts_with("https://") && !text[8..].trim_end_matches('/').contains('/'),
            "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" => {
                let parts: Vec<&str> = text.split('-').collect();
                parts.iter().map(|part| part.len()).eq([4, 2, 2])
                    && text.bytes().all(|byte| byte == b'-' || byte.is_ascii_digit())
            }
            "^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$" => {
                let hours: Vec<String> = (0..24).map(|hour| format!("{hour:02}:")).collect();
                let minutes: Vec<String> = (0..60).map(|minute| format!("{minute:02}")).collect();
                let is_time = |rest: &str| minutes.iter().any(|minute| minute == rest);
                text == "24:00" || hours.iter().any(|hour| text.strip_prefix(hour.as_str()).is_some_and(is_time))
            }
            pattern => panic!("a pattern that this test doesn't know: {pattern}"),
        }),
        "items" => value.as_array().is_none_or(|elements| elements.iter().all(|element| takes(rule, element))),
        "minItems" => value.as_array().is_none_or(|elements| elements.len() as u64 >= rule.as_u64().unwrap()),
        "enum" => rule.as_array().unwrap().contains(value),
        "required" => value.as_object().is_none_or(|fields| {
            rule.as_array().unwrap().iter().all(|name| fields.contains_key(name.as_str().unwrap()))
        }),
        "additionalProperties" => true,
        "properties" => value.as_object().is_none_or(|fields| {
            fields.iter().all(|(name, value)| rule.get(name).is_some_and(|schema| takes(schema, value)))
        }),
        keyword => panic!("a keyword that this test doesn't know: {keyword}"),
    })
}

/// Values of every type, and those at the limits that a schema names.
fn probes(schema: &Value) -> Vec<Value> {
    let mut probes = vec![
        json!(null),
        json!(true),
        json!(false),
        json!(-1),
        json!(0),
        json!(1.5),
        json!(""),
        json!("  "),
        json!("status"),
        json!([]),
        json!([null]),
        json!(["https://intranet.example.com"]),
        json!(["https://intranet.example.com/path"]),
        json!([{}]),
        json!({}),
        json!([{"id": "api"}]),
        json!([{"id": "api", "name": "API"}]),
        json!([{"id": "api", "name": "API", "group": null, "description": "x"}]),
        json!([{"id": "api", "name": "API", "colour": "red"}]),
        json!([{"id": "api", "name": " "}]),
        json!([{"id": "api", "name": "API", "group": ""}]),
        json!([{"id": "api", "name": "API", "startDate": "2026-03-01", "onlyShowIfDegraded": true, "url": "https://x"}]),
        json!([{"id": "api", "name": "API", "startDate": null, "onlyShowIfDegraded": null, "url": null}]),
        json!([{"id": "api", "name": "API", "startDate": "1 March 2026"}]),
        json!([{"id": "api", "name": "API", "startDate": "2026-3-1"}]),
        json!([{"id": "api", "name": "API", "onlyShowIfDegraded": "yes"}]),
        json!([{"id": "api", "name": "API", "previousIds": ["old", "older"]}]),
        json!([{"id": "api", "name": "API", "previousIds": null}]),
        json!([{"id": "api", "name": "API", "previousIds": "old"}]),
        json!([{"id": "api", "name": "API", "previousIds": [" "]}]),
        json!([{"id": "api", "name": "API", "previousIds": [7]}]),
    ];
    let hours = json!({"zone": "UTC", "days": ["mon"], "from": "08:00", "to": "18:00"});
    let with = |key: &str, value: Value| {
        let mut hours = hours.clone();
        hours[key] = value;
        hours
    };
    let times = ["00:00", "24:00", "24:01", "23:60", "8:00", "08:00:00", "noon", ""];
    probes.extend(times.iter().flat_map(|time| ["from", "to"].map(|key| with(key, json!(time)))));
    let days = [json!([]), json!(["sun", "sat"]), json!(["Mon"]), json!([1]), json!("mon"), json!(null)];
    probes.extend(days.into_iter().map(|days| with("days", days)));
    probes.extend([with("zone", json!(" ")), with("zone", json!(null)), with("colour", json!("red")), hours.clone()]);
    probes.push(json!({"zone": "UTC", "days": ["mon"], "from": "08:00"}));
    for limit in ["minimum", "maximum"].iter().filter_map(|name| schema[name].as_i64()) {
        probes.extend([limit - 1, limit, limit + 1].map(Value::from));
    }
    probes
}

#[test]
fn the_schema_accepts_the_same_as_the_program() {
    let schema = schema();
    for (key, property) in properties(&schema) {
        // Nobody reads this one but the editor.
        if key == "$schema" {
            continue;
        }
        for probe in probes(property) {
            let (_, problems) = Config::from_value(&json!({ key: probe }));
            assert_eq!(takes(property, &probe), problems.is_empty(), "{key}: {probe}, and {problems:?}");
        }
    }
}

#[test]
fn the_schema_names_the_defaults_and_no_unknown_key() {
    let schema = schema();
    let mut defaults = Map::new();
    for (key, property) in properties(&schema) {
        if key != "$schema" {
            defaults.insert(key.clone(), property["default"].clone());
        }
    }
    assert_eq!(Config::from_value(&Value::Object(defaults)), (Config::default(), Vec::new()));
    assert_eq!(schema["additionalProperties"], json!(false));
    let components: BTreeSet<&str> =
        properties(&schema["properties"]["components"]["items"]).keys().map(String::as_str).collect();
    assert_eq!(components, BTreeSet::from(COMPONENT_KEYS));
    let hours = &schema["properties"]["serviceHours"];
    let keys: BTreeSet<&str> = properties(hours).keys().map(String::as_str).collect();
    assert_eq!((keys, &hours["required"]), (BTreeSet::from(SERVICE_KEYS), &json!(SERVICE_KEYS)));
    assert_eq!(hours["properties"]["days"]["items"]["enum"], json!(WEEKDAYS));
}

/// The rows of the first table: the keys in the first column, and the rest of the row.
fn rows() -> Vec<(Vec<String>, String)> {
    let table = GUIDE.lines().skip_while(|line| !line.starts_with("| key |")).skip(2);
    let rows = table.take_while(|line| line.starts_with('|')).map(|line| line.trim_start_matches('|'));
    let keys = |cell: &str| cell.split('`').skip(1).step_by(2).map(str::to_owned).collect();
    rows.filter_map(|row| row.split_once('|')).map(|(first, rest)| (keys(first), rest.to_owned())).collect()
}

#[test]
fn the_guide_has_every_key_with_its_limits() {
    let schema = schema();
    let rows = rows();
    let documented: BTreeSet<&str> = rows.iter().flat_map(|(keys, _)| keys).map(String::as_str).collect();
    let known = properties(&schema).keys().map(String::as_str).filter(|key| *key != "$schema").collect();
    assert_eq!(documented, known);
    for (keys, rest) in rows {
        for property in keys.iter().map(|key| &schema["properties"][key]) {
            if let (Some(least), Some(most)) = (property["minimum"].as_i64(), property["maximum"].as_i64()) {
                assert!(rest.contains(&format!("{least} to {most}")), "{keys:?}: {rest}");
            }
            if let Value::Number(default) = &property["default"] {
                assert!(rest.contains(&format!("`{default}`")), "{keys:?}: {rest}");
            }
        }
    }
}

/// Every block of JSON in a document.
fn samples(document: &str) -> Vec<&str> {
    document.split("```json\n").skip(1).filter_map(|rest| rest.split("```").next()).collect()
}

#[test]
fn the_samples_in_the_documents_can_be_used() {
    let readme = samples(include_str!("../../README.md"));
    let guide = samples(GUIDE);
    assert_eq!((readme.len(), guide.len()), (1, 1));
    for sample in readme.into_iter().chain(guide).chain([include_str!("../../deploy/config.json")]) {
        let (config, problems) = Config::decode(sample);
        assert_eq!(problems, [], "{sample}");
        assert!(!config.components.is_empty(), "{sample}");
    }
}
