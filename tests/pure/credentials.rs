//! Signing a request: known vectors, and that credentials are never printed.

use contract::incident_api::credential::base64url;
use contract::incident_api::{Authorization, KeyPair};

/// `{"alg":"HS256","typ":"JWT"}` and the claims, for access key `AK-1` at 1609681547 for five minutes.
const SIGNING_INPUT: &str = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJpc3MiOiJBSy0xIiwiYXVkIjoid3d3LnN0YXR1c2VudHJ5LmNvbSIsImlhdCI6MTYwOTY4MTU0NywiZXhwIjoxNjA5NjgxODQ3fQ";
/// Its HMAC-SHA-256 under the UTF-8 bytes of `sécret`, computed by another implementation.
const SIGNATURE: [u8; 32] = [
    0x77, 0xb3, 0x53, 0x3c, 0x5e, 0x83, 0xaa, 0xab, 0x92, 0x05, 0x8d, 0x95, 0x80, 0xa5, 0x1e, 0x75, 0x4c, 0x5a, 0xf3,
    0x8c, 0x44, 0xa7, 0xea, 0xec, 0xbc, 0x85, 0x9e, 0x3c, 0x19, 0x81, 0x5d, 0x95,
];

#[test]
fn a_key_pair_signs_a_known_token() {
    let pair = KeyPair::new(" AK-1 ").unwrap();
    assert_eq!(pair.access_key(), "AK-1");
    let input = pair.signing_input(1_609_681_547, 300);
    assert_eq!(input, SIGNING_INPUT);
    let expect = format!("StatusEntry AK-1:{SIGNING_INPUT}.d7NTPF6DqquSBY2VgKUedUxa84xEp-rsvIWePBmBXZU");
    assert_eq!(pair.authorization(&input, &SIGNATURE).expose(), expect);
}

#[test]
fn a_quote_in_an_access_key_ends_no_claim() {
    let input = KeyPair::new(r#"a"b\c"#).unwrap().signing_input(1_609_681_547, 300);
    let claims =
        "eyJpc3MiOiJhXCJiXFxjIiwiYXVkIjoid3d3LnN0YXR1c2VudHJ5LmNvbSIsImlhdCI6MTYwOTY4MTU0NywiZXhwIjoxNjA5NjgxODQ3fQ";
    assert_eq!(input.split_once('.').unwrap().1, claims);
}

#[test]
fn base64url_keeps_to_its_standard() {
    fn check(bytes: &[u8], expect: &str) {
        assert_eq!(base64url(bytes), expect);
    }
    // RFC 4648, section 10, without padding.
    for (text, expect) in [
        ("", ""),
        ("f", "Zg"),
        ("fo", "Zm8"),
        ("foo", "Zm9v"),
        ("foob", "Zm9vYg"),
        ("fooba", "Zm9vYmE"),
        ("foobar", "Zm9vYmFy"),
    ] {
        check(text.as_bytes(), expect);
    }
    // The two characters that differ from the common alphabet, and the extremes.
    check(&[0xfb, 0xef, 0xbe], "----");
    check(&[0xff, 0xff, 0xff], "____");
    check(&[0x00, 0x10, 0x83, 0x10, 0x51, 0x87], "ABCDEFGH");
}

#[test]
fn a_credential_has_only_characters_of_a_header() {
    fn check(value: &str, expect: Option<&str>) {
        assert_eq!(Authorization::new(value).as_ref().map(Authorization::expose), expect, "{value:?}");
    }
    check("StatusEntry AK-1:a.b.c", Some("StatusEntry AK-1:a.b.c"));
    check("  token\n", Some("token"));
    check("!~", Some("!~"));
    for unsendable in ["", " ", "a\nX-Injected: 1", "a\r\nb", "tab\there", "é", "\u{7f}", "a\u{0}b"] {
        check(unsendable, None);
    }
    for access_key in ["", " ", "a:b", "a b", "a\nb", "é", "\u{7f}"] {
        assert_eq!(KeyPair::new(access_key), None, "{access_key:?}");
    }
}

#[test]
fn printing_a_credential_does_not_reveal_it() {
    let authorization = Authorization::new("StatusEntry AK-1:s3cr3t").unwrap();
    for printed in [format!("{authorization:?}"), format!("{:#?}", Some(authorization))] {
        assert!(!printed.contains("s3cr3t") && !printed.contains("AK-1"), "{printed}");
    }
}
