//! The form asks for no credential before its destination is known.

use crate::builders::error;
use contract::config::Config;
use contract::incident_api::error::Cause;
use leptos::prelude::*;
use statuspane::admin::config_check::{ConfigError, ConfigErrorView, check};

#[test]
fn signing_in_needs_a_configuration_with_an_api() {
    let api = |text: &str| check(Ok(Config::decode(text))).map(|(config, _)| config.api);
    assert_eq!(api(r#"{"api": "https://api.example/v1"}"#).as_deref(), Ok("https://api.example/v1"));
    assert_eq!(api("{}").as_deref(), Ok("v1"));
    // Errors elsewhere don't block signing in.
    assert_eq!(api(r#"{"logo": 7, "colour": "red"}"#).as_deref(), Ok("v1"));
    for text in ["<!doctype html><title>Sign in to the network</title>", "", "null", "[]", "7"] {
        assert_eq!(api(text), Err(ConfigError::Malformed), "{text}");
    }
    for text in [r#"{"api": 7}"#, r#"{"api": null}"#, r#"{"api": "javascript:alert(1)"}"#, r#"{"api": "//other/v1"}"#] {
        assert_eq!(api(text), Err(ConfigError::InvalidApiAddress), "{text}");
    }
    let failure = error(Cause::ServerFailed(503));
    assert_eq!(check(Err(failure.clone())), Err(ConfigError::Unavailable(failure)));
}

#[test]
fn without_it_there_is_a_reason_and_a_way_on_and_no_field() {
    let render = |config_error: ConfigError, refreshing: bool| {
        Owner::new().with(|| {
            let (config_error, refreshing) = (Signal::stored(config_error), Signal::stored(refreshing));
            let on_retry = Callback::new(|()| {});
            view! { <ConfigErrorView error=config_error loading=refreshing on_retry text=text::AdminText::english()/> }
                .to_html()
        })
    };
    for config_error in [
        ConfigError::Unavailable(error(Cause::ServerFailed(503))),
        ConfigError::Malformed,
        ConfigError::InvalidApiAddress,
    ] {
        let html = render(config_error.clone(), false);
        assert!(html.contains("role=\"alert\"") && html.contains(">Try again<"), "{html}");
        assert!(!html.contains("<input") && !html.contains("<form"), "{config_error:?}: {html}");
    }
    assert!(render(ConfigError::InvalidApiAddress, true).contains("aria-disabled=\"true\""));
}
