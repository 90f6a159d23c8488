//! From typed or pasted text to a credential.

use statuspane::admin::session::sign_in::{Credential, SignInError, SignInField, SignInForm, SignInRule};

const UUID: &str = "AK0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9";

fn typed(text: &str) -> SignInForm {
    SignInForm { text: text.into(), ..SignInForm::default() }
}

fn pair(access_key: &str, secret: &str) -> SignInForm {
    SignInForm { secret: secret.into(), is_pair: true, ..typed(access_key) }
}

#[test]
fn a_token_is_taken_as_it_was_issued() {
    let cases = [
        ("st_abc", "st_abc"),
        ("Bearer abc", "Bearer abc"),
        ("  StatusEntry ak_1:jwt \n", "StatusEntry ak_1:jwt"),
        ("Authorization: Bearer abc", "Bearer abc"),
        ("authorization:abc", "abc"),
        ("Authorization: StatusEntry ak_1:jwt", "StatusEntry ak_1:jwt"),
        ("Authorization", "Authorization"),
        ("API token: st_abc", "st_abc"),
        ("ID: 1a2b3c4d\nAPI token: st_abc\nUse it as the full value of the Authorization header.", "st_abc"),
        ("st_has-sk_in-it", "st_has-sk_in-it"),
        ("AKA", "AKA"),
    ];
    for (text, sent) in cases {
        match typed(text).parse() {
            Ok(Credential::Token(value)) => assert_eq!(value.expose(), sent, "{text:?}"),
            other => panic!("{text:?} gave {other:?}"),
        }
        assert!(!typed(text).needs_secret(), "{text:?}");
    }
}

#[test]
fn both_keys_are_recognized_in_one_text() {
    for text in [
        "ak_1 sk_2",
        " ak_1\nsk_2 \n",
        "ak_1\r\nsk_2",
        "ak_1, sk_2",
        "ak_1:sk_2",
        "ak_1: sk_2",
        "sk_2 ak_1",
        // A field of one line has lost the break.
        "ak_1sk_2",
        "Access key: ak_1\nSecret key: sk_2",
        "Access key: ak_1Secret key: sk_2",
        "Secret key: sk_2\nAccess key: ak_1",
        "access key=ak_1; secret key=sk_2",
        "ID: 1a2b3c4d\nAccess key: ak_1\nSecret key: sk_2\nSign in to the admin view with both keys.",
    ] {
        match typed(text).parse() {
            Ok(Credential::KeyPair(pair, secret)) => {
                assert_eq!((pair.access_key(), secret.expose()), ("ak_1", "sk_2".as_bytes()), "{text:?}");
            }
            other => panic!("{text:?} gave {other:?}"),
        }
        assert!(!typed(text).needs_secret(), "{text:?}");
    }
    match typed(&format!("{UUID} a-secret")).parse() {
        Ok(Credential::KeyPair(pair, secret)) => {
            assert_eq!((pair.access_key(), secret.expose()), (UUID, "a-secret".as_bytes()));
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn an_access_key_alone_needs_a_secret_key() {
    for text in ["ak_1", " ak_1\n", "Access key: ak_1", UUID] {
        assert!(typed(text).needs_secret(), "{text:?}");
    }
    for (form, access_key) in [
        (SignInForm { secret: " s3cret ".into(), ..typed(" ak_1 ") }, "ak_1"),
        // One that doesn't look like one, after a person has said that it is.
        (pair(" key ", " s3cret "), "key"),
    ] {
        match form.parse() {
            Ok(Credential::KeyPair(pair, secret)) => {
                assert_eq!((pair.access_key(), secret.expose()), (access_key, "s3cret".as_bytes()));
            }
            other => panic!("a complete pair gave {other:?}"),
        }
    }
}

#[test]
fn every_error_is_at_its_field() {
    use SignInField::{Credential, Secret};
    use SignInRule::{NotSendable, Required, SecretAlone};
    let cases = [
        (typed(""), vec![(Credential, Required)]),
        (typed("Authorization: "), vec![(Credential, Required)]),
        (typed("t\u{f6}k"), vec![(Credential, NotSendable)]),
        (typed("sk_1"), vec![(Credential, SecretAlone)]),
        (typed("ak_1"), vec![(Secret, Required)]),
        (pair("", ""), vec![(Credential, Required), (Secret, Required)]),
        (pair(" ", "secret"), vec![(Credential, Required)]),
        (pair("ak", " \n"), vec![(Secret, Required)]),
        (pair("a b", "secret"), vec![(Credential, NotSendable)]),
    ];
    for (form, expected) in cases {
        let expected: Vec<_> = expected.into_iter().map(|(field, rule)| SignInError { field, rule }).collect();
        assert_eq!(form.parse().expect_err("something is missing"), expected);
    }
}

#[test]
fn secrets_are_neither_printed_nor_kept() {
    for (mut form, kept) in [
        (SignInForm { secret: "s3cret".into(), ..typed("ak_1") }, "ak_1"),
        (typed("ak_1 s3cret"), "ak_1"),
        (typed("st_s3cret"), ""),
    ] {
        let printed = format!("{form:?} {:?}", form.parse());
        assert!(!printed.contains("s3cret"), "{printed}");
        form.clear_secrets();
        assert_eq!(form, typed(kept));
    }
}
