//! The page in place of everything else while the configuration can't be used, and the list of its harmless problems.

use super::ConfigError;
use contract::config::ConfigProblem;
use leptos::prelude::*;
use text::admin::{self as message, config};
use text::shared;

/// The page while the configuration can't be used.
#[component]
pub fn ConfigErrorView(
    /// Why it can't be used.
    error: Signal<ConfigError>,
    /// Whether it is being loaded.
    loading: Signal<bool>,
    /// Loads it now.
    on_retry: Callback<()>,
) -> impl IntoView {
    let reason = move || {
        error.with(|error| match error {
            ConfigError::Unavailable(error) => shared::what_happened(error),
            ConfigError::Malformed => config::NOT_A_CONFIGURATION.to_owned(),
            ConfigError::InvalidApiAddress => config::NO_ADDRESS.to_owned(),
        })
    };
    let retry = move |_| {
        if !loading.get_untracked() {
            on_retry.run(());
        }
    };
    view! {
        <main class="admin-main">
            <h1>{message::ADMIN}</h1>
            <section class="admin-box" data-tone="major">
                <div role="alert">
                    <h2>{config::FAILED}</h2>
                    <p>{reason} " " {config::FAILED_STANDS}</p>
                </div>
                <div class="admin-buttons">
                    <button
                        type="button"
                        class="button"
                        aria-disabled=move || loading.get().then_some("true")
                        on:click=retry
                    >
                        {move || if loading.get() { config::ASKING } else { config::AGAIN }}
                    </button>
                </div>
            </section>
        </main>
    }
}

/// Settings that were ignored. They don't change while the page is open.
#[component]
pub fn ConfigProblems(problems: StoredValue<Vec<ConfigProblem>>) -> impl IntoView {
    let problems = problems.get_value();
    (!problems.is_empty()).then(|| {
        let items = problems.iter().map(|problem| view! { <li>{shared::config_problem(problem)}</li> });
        view! {
            <section class="admin-box" data-tone="minor">
                <h2>{config::HEADING}</h2>
                <ul>{items.collect_view()}</ul>
            </section>
        }
    })
}
