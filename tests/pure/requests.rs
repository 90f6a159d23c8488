//! Calls of the API: methods, paths, and text as one segment of them.

use crate::builders::{HOSTILE, any_trimmed, cases, incident_id};
use contract::incident_api::endpoint::{segment, unsegment};
use contract::incident_api::{Base, Endpoint};
use model::EntryId;
use proptest::prelude::*;

#[test]
fn every_call_has_its_method_and_path() {
    fn check(endpoint: Endpoint<'_>, expect: &str) {
        assert_eq!(format!("{} {}", endpoint.method().as_str(), endpoint.path()), expect);
    }
    let (id, entry) = (incident_id("a/b"), EntryId::new("e 1").unwrap());
    check(Endpoint::List, "GET /incidents");
    check(Endpoint::AsOf, "GET /as-of");
    check(Endpoint::Get(&id), "GET /incidents/a%2Fb");
    check(Endpoint::Create, "POST /incidents");
    check(Endpoint::Delete(&id), "DELETE /incidents/a%2Fb");
    check(Endpoint::Entries(&id), "GET /incidents/a%2Fb/entries");
    check(Endpoint::PostEntry(&id), "POST /incidents/a%2Fb/entries");
    check(Endpoint::Entry(&id, &entry), "GET /incidents/a%2Fb/entries/e%201");
    check(Endpoint::Log(&id), "GET /incidents/a%2Fb/log");
    check(Endpoint::Abilities, "GET ");
}

#[test]
fn a_base_ends_without_a_slash() {
    fn check(base: &str, expect: &str) {
        assert_eq!(Base::new(base).address(Endpoint::List), expect);
    }
    check("https://api.statusentry.com/v1", "https://api.statusentry.com/v1/incidents");
    check(" https://api.statusentry.com/v1// ", "https://api.statusentry.com/v1/incidents");
    check("v1", "v1/incidents");
    check("../v1/", "../v1/incidents");
    check("/", "/incidents");
    assert_eq!(Base::new(" ../v1/ ").as_str(), "../v1");
}

#[test]
fn text_becomes_one_segment() {
    fn check(text: &str, expect: &str) {
        assert_eq!(segment(text), expect);
    }
    check("AZaz09-_~.", "AZaz09-_~.");
    check(
        "/?#[]@!$&'()*+,;=:% \"<>\\^`{|}",
        "%2F%3F%23%5B%5D%40%21%24%26%27%28%29%2A%2B%2C%3B%3D%3A%25%20%22%3C%3E%5C%5E%60%7B%7C%7D",
    );
    check("é🚀", "%C3%A9%F0%9F%9A%80");
    check("\u{0}\u{7f}", "%00%7F");
    check("%2e%2e", "%252e%252e");
    // Dots alone would be a step between folders.
    check(".", "%2E");
    check("..", "%2E%2E");
    check("...", "...");
}

#[test]
fn only_sound_encodings_are_undone() {
    fn check(text: &str, expect: Option<&str>) {
        assert_eq!(unsegment(text).as_deref(), expect, "{text:?}");
    }
    check("a%2fb%2Fc", Some("a/b/c"));
    check("a+b", Some("a+b"));
    check("%C3%A9", Some("é"));
    check("", Some(""));
    for nonsense in ["%", "%2", "a%", "%zz", "%2g", "%+2", "%FF", "%C3", "%é"] {
        check(nonsense, None);
    }
}

proptest! {
    #![proptest_config(cases(512))]

    #[test]
    fn a_segment_decodes_to_its_text_and_ends_no_address(text in prop_oneof![any::<String>(), any_trimmed(), proptest::sample::select(HOSTILE).prop_map(str::to_owned)]) {
        let encoded = segment(&text);
        prop_assert_eq!(unsegment(&encoded), Some(text));
        prop_assert!(encoded.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_~.%".contains(&byte)), "{}", encoded);
    }

    #[test]
    fn undoing_never_panics(text in "[%0-9a-fA-Fé]{0,12}") {
        let _ = unsegment(&text);
    }
}
