//! From typed text to a credential.

use statuspane::admin::session::sign_in::{Credential, SignInError, SignInField, SignInForm, SignInMethod, SignInRule};

fn value(text: &str) -> SignInForm {
    SignInForm { authorization: text.into(), ..SignInForm::default() }
}

fn pair(access_key: &str, secret: &str) -> SignInForm {
    SignInForm {
        method: SignInMethod::KeyPair,
        access_key: access_key.into(),
        secret: secret.into(),
        ..SignInForm::default()
    }
}

#[test]
fn a_value_is_taken_as_it_was_issued() {
    let cases = [
        ("Bearer abc", "Bearer abc"),
        ("  StatusEntry ak:jwt \n", "StatusEntry ak:jwt"),
        ("Authorization: Bearer abc", "Bearer abc"),
        ("authorization:abc", "abc"),
        ("Authorization", "Authorization"),
    ];
    for (typed, sent) in cases {
        match value(typed).parse() {
            Ok(Credential::Token(value)) => assert_eq!(value.expose(), sent, "{typed:?}"),
            other => panic!("{typed:?} gave {other:?}"),
        }
    }
}

#[test]
fn a_key_pair_needs_both_halves() {
    use SignInField::{AccessKey, Secret};
    use SignInRule::{NotSendable, Required};
    let cases = [
        (pair("", ""), vec![(AccessKey, Required), (Secret, Required)]),
        (pair(" ", "secret"), vec![(AccessKey, Required)]),
        (pair("ak", " \n"), vec![(Secret, Required)]),
        (pair("a b", "secret"), vec![(AccessKey, NotSendable)]),
        (pair("a:b", ""), vec![(AccessKey, NotSendable), (Secret, Required)]),
    ];
    for (form, expected) in cases {
        let expected: Vec<_> = expected.into_iter().map(|(field, rule)| SignInError { field, rule }).collect();
        assert_eq!(form.parse().expect_err("something is missing"), expected);
    }
    match pair(" ak ", " s3cret ").parse() {
        Ok(Credential::KeyPair(pair, secret)) => {
            assert_eq!((pair.access_key(), secret.expose()), ("ak", "s3cret".as_bytes()));
        }
        other => panic!("a complete pair gave {other:?}"),
    }
}

#[test]
fn characters_that_a_header_cannot_have_are_reported() {
    for (typed, rule) in
        [("", SignInRule::Required), ("Authorization: ", SignInRule::Required), ("tök", SignInRule::NotSendable)]
    {
        let problems = value(typed).parse().expect_err("it cannot be sent");
        assert_eq!(problems, [SignInError { field: SignInField::Authorization, rule }], "{typed:?}");
    }
}

#[test]
fn only_the_chosen_way_counts() {
    let both = SignInForm { authorization: "Bearer abc".into(), ..pair("", "") };
    assert!(both.parse().is_err());
    assert!(SignInForm { method: SignInMethod::Token, ..both }.parse().is_ok());
}

#[test]
fn secrets_are_neither_printed_nor_kept() {
    let mut form = SignInForm { authorization: "t0ken".into(), ..pair("ak", "s3cret") };
    let printed = format!("{form:?} {:?}", form.parse());
    assert!(!printed.contains("s3cret") && !printed.contains("t0ken"), "{printed}");
    form.clear_secrets();
    assert_eq!(form, pair("ak", ""));
}
