//! The fuzz targets on a bounded number of inputs: the samples, and random changes of them.
//! `fuzz/` gives the same targets to a fuzzer.

#[path = "../../fuzz/targets.rs"]
mod targets;

use crate::builders::{CREATE_REQUEST, CREATE_RESPONSE, GET, HOSTILE, LIST};
use serde_json::Value;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

/// Inputs for each target.
const INPUTS: usize = 12_000;

const ENTRIES: &str = r#"{"customerId": "c", "incidentId": "i", "entries": [{"id": "e", "message": "m", "date":
    1609681547000, "incidentStatus": "monitoring", "affectedComponents": [{"componentId": "a", "componentStatus":
    "major_outage"}], "sendNotification": true}, {"message": "n", "date": "2021-01-03T13:45:47+01:00",
    "incidentStatus": "Resolved"}]}"#;
const ENTRY: &str = r#"{"id": "e", "message": "m", "date": "1609681547", "incidentStatus": "gone"}"#;
const ERRORS: [&str; 3] =
    [r#"{"error": {"code": "x", "message": "No."}}"#, r#"{"errors": [{"message": "a"}]}"#, "<html>no</html>"];
const CONFIG: &str = r#"{"title": "Acme", "logo": "logo.svg", "homepage": "https://example.org/", "supportUrl":
    "mailto:a@example.org", "api": "v1", "live": null, "refreshSeconds": 30, "staleAfterSeconds": 300, "recentDays": 14,
    "historyDays": 90, "components": [{"id": "a", "name": "A", "group": "G"}], "language": "de", "timeZone": "UTC"}"#;
const DRAFTS: [&str; 4] = [
    "Slow\nminor\ninvestigating\n2026-11-23T03:12\na=operational,b=major_outage\n1609681547000\nWe look into it.",
    "n\nnone\nresolved\n\n\n2021-01-03T13:45:47Z\nOver.\nReally.",
    " n \nCritical\nMonitoring\n2026-10-25T02:30\na=operational,a=operational\n0\n ",
    r#"{"name": "n", "impact": "minor", "status": "resolved", "message": "m", "date": "", "components": [["a", "b"]]}"#,
];
const TIMES: [&str; 12] = [
    "1609443863653",
    "1609681547",
    "-62167219200000",
    "253402300799999",
    "2021-01-03T13:45:47.653Z",
    "2021-01-03T13:45:47+01:00",
    "2016-12-31T23:59:60Z",
    "2026-11-23T03:12",
    "2026-03-29T02:30",
    "2026-02-28",
    "2026-11",
    "120",
];
const ROUTES: [&str; 9] = [
    "",
    "incidents/bf0c3fca/",
    "incidents/_hd228cb694f1a8caf78912b704e4a6204/index.html",
    "incidents/index.html/index.html",
    "incidents/a%2Fb/",
    "history/2026-11/",
    "?incident=5996776d-21d1-4d72-92be-7517a355ca96",
    "index.html?utm=1&incident=a%2Fb+c&month=2026-11",
    "?month=2026-11",
];
/// Parts of addresses, right ones and others.
const ADDRESSES: [&str; 12] = [
    "https://example.org/a?b=c#d",
    "http://[::1]:8080/v1",
    "../public/v1",
    "?a=b:c",
    "javascript:alert(1)",
    "java\tscript:alert(1)",
    "//evil.example",
    "/\\evil.example",
    "https:/evil.example",
    "data:text/html,x",
    "mailto:a@example.org",
    "tel:+49 1234",
];
/// Messages with all that is markup, and with much that isn't.
const MESSAGES: [&str; 8] = [
    "**API**: _slow_ since `12:03`, see [the log](https://a.test/b_(c)) or <mailto:a@b.test>.",
    "Now:\n- a *b*\n  1. c\n  2. d\n\n     e\n- f\n\nAnd https://a.test/b_c.",
    "a\n```sh\nb  *c*\n```\n~~~\n- d\n~~~~\n",
    r"\*a\* \[b](c) C:\d\*.e \\f\_g 1\. h",
    "***a** b* __c _d_ e__ 2 * 3 *.f.g ____",
    "[https://bank.test](https://evil.test) [\u{202e}a](https://evil.test) [a [b](http://c.test) d](http://e.test)",
    "`` a`b `` ``` c ```` ` ",
    "https://[::1]:80/a https://a@b.test mailto:a@b.test?c=d <https://a.test|b>",
];
/// Text to insert.
const PIECES: [&str; 24] = [
    "\"",
    "{",
    "}",
    "[",
    "]",
    ":",
    ",",
    "\\",
    "/",
    "//",
    "..",
    "%2F",
    "%",
    "?",
    "#",
    "=",
    "\n",
    "\u{0}",
    "é",
    "🚀",
    "null",
    "1e999",
    "-1",
    "javascript:",
];

#[test]
fn f01_decoding() {
    let seeds = [&[LIST, GET, CREATE_REQUEST, CREATE_RESPONSE, ENTRIES, ENTRY][..], &ERRORS].concat();
    run("decoding", targets::decoding, &seeds);
}

#[test]
fn f02_times() {
    run("times", targets::times, &TIMES);
}

#[test]
fn f03_routes() {
    run("routes", targets::routes, &ROUTES);
}

#[test]
fn f04_configuration() {
    run("configuration", targets::configuration, &[&[CONFIG][..], &ADDRESSES].concat());
}

#[test]
fn f05_drafts() {
    run("drafts", targets::drafts, &DRAFTS);
}

#[test]
fn f08_messages() {
    run("messages", targets::messages, &MESSAGES);
}

/// Gives the target the seeds, hostile text, and random changes of both. The same
/// `STATUSPANE_SEED` makes the same inputs again.
fn run(name: &str, target: fn(&[u8]), seeds: &[&str]) {
    let seed = match std::env::var("STATUSPANE_SEED") {
        Ok(text) => text.parse().unwrap(),
        Err(_) => fastrand::u64(..),
    };
    eprintln!("{name}: STATUSPANE_SEED={seed}");
    let mut random = fastrand::Rng::with_seed(seed);
    let corpus: Vec<&str> = seeds.iter().chain(HOSTILE).chain(&PIECES).copied().collect();
    for text in &corpus {
        check(name, target, text.as_bytes());
    }
    for _ in 0..INPUTS {
        // More often from the seeds: the rest is mostly noise to this target.
        let from = if random.u8(..8) > 0 { seeds } else { &corpus };
        let text = *random.choice(from).unwrap();
        let input = match serde_json::from_str(text) {
            Ok(value) if random.bool() => change_value(&mut random, value, &corpus).to_string().into_bytes(),
            _ => change_bytes(&mut random, text.as_bytes(), &corpus),
        };
        check(name, target, &input);
    }
}

fn check(name: &str, target: fn(&[u8]), input: &[u8]) {
    if let Err(panic) = catch_unwind(AssertUnwindSafe(|| target(input))) {
        eprintln!("{name} does not hold for {:?}, the bytes {input:?}", String::from_utf8_lossy(input));
        resume_unwind(panic);
    }
}

/// Changes one to four things: bytes, pieces taken out, put in, doubled, or the rest of another text.
fn change_bytes(random: &mut fastrand::Rng, bytes: &[u8], corpus: &[&str]) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    for _ in 0..random.usize(1..5) {
        let (one, other) = (random.usize(..=bytes.len()), random.usize(..=bytes.len()));
        let (start, end) = (one.min(other), one.max(other));
        match random.u8(..8) {
            0 => bytes.truncate(start),
            1 => drop(bytes.drain(start..end.min(start + 8))),
            2 => {
                let piece: Vec<u8> = bytes[start..end.min(start + 64)].to_vec();
                drop(bytes.splice(start..start, piece));
            }
            3 | 4 => drop(bytes.splice(start..start, random.choice(PIECES).unwrap().bytes())),
            5 => {
                let text = random.choice(corpus).unwrap().as_bytes();
                drop(bytes.splice(start.., text[random.usize(..=text.len())..].to_vec()));
            }
            6 => bytes.iter_mut().skip(start).take(1).for_each(|byte| *byte = random.u8(..)),
            _ => bytes.iter_mut().skip(start).take(1).for_each(|byte| *byte ^= 1 << random.u8(..8)),
        }
    }
    bytes
}

/// Changes one value somewhere inside, and leaves JSON.
fn change_value(random: &mut fastrand::Rng, value: Value, corpus: &[&str]) -> Value {
    match value {
        Value::Array(mut elements) if !elements.is_empty() && random.u8(..5) > 0 => {
            let place = random.usize(..elements.len());
            let element = elements[place].clone();
            match random.u8(..6) {
                0 => elements.push(element),
                1 => drop(elements.remove(place)),
                _ => elements[place] = change_value(random, element, corpus),
            }
            Value::Array(elements)
        }
        Value::Object(mut fields) if !fields.is_empty() && random.u8(..5) > 0 => {
            let key = fields.keys().nth(random.usize(..fields.len())).unwrap().clone();
            let field = fields.remove(&key).unwrap_or_default();
            match random.u8(..8) {
                0 => {}
                1 => drop(fields.insert((*random.choice(corpus).unwrap()).to_owned(), field)),
                _ => drop(fields.insert(key, change_value(random, field, corpus))),
            }
            Value::Object(fields)
        }
        value => match random.u8(..8) {
            0 => Value::Null,
            1 => random.bool().into(),
            2 => random.i64(..).into(),
            3 => (random.f64() * 1e15).into(),
            4 => vec![value].into(),
            5 => match &value {
                Value::String(text) => {
                    let changed = change_bytes(random, text.as_bytes(), corpus);
                    String::from_utf8_lossy(&changed).into_owned().into()
                }
                _ => value.to_string().into(),
            },
            _ => (*random.choice(corpus).unwrap()).into(),
        },
    }
}
