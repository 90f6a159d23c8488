//! The page in place of everything else while the configuration can't be used, and the list of its harmless problems.

use super::ConfigError;
use crate::admin::Context;
use crate::admin::ui::live;
use contract::config::ConfigProblem;
use leptos::prelude::*;
use text::AdminText;

/// The page while the configuration can't be used.
#[component]
pub fn ConfigErrorView(
    /// Why it can't be used.
    error: Signal<ConfigError>,
    /// Whether it is being loaded.
    loading: Signal<bool>,
    /// Loads it now.
    on_retry: Callback<()>,
    /// The messages.
    text: AdminText,
) -> impl IntoView {
    let reason = move || {
        error.with(|error| match error {
            ConfigError::Unavailable(error) => text.config.failed_next(&text.shared.happened(error)),
            ConfigError::Malformed => text.config.failed_next(text.config.not_a_configuration()),
            ConfigError::InvalidApiAddress => text.config.failed_next(text.config.no_address()),
        })
    };
    let retry = move |_| {
        if !loading.get_untracked() {
            on_retry.run(());
        }
    };
    view! {
        <main class="admin-main">
            <h1>{text.view.admin()}</h1>
            <section class="admin-box" data-tone="major">
                <div role="alert">
                    <h2>{text.config.failed()}</h2>
                    <p>{live(reason)}</p>
                </div>
                <div class="admin-buttons">
                    <button
                        type="button"
                        class="button"
                        aria-disabled=move || loading.get().then_some("true")
                        on:click=retry
                    >
                        {live(move || if loading.get() { text.config.asking() } else { text.config.again() })}
                    </button>
                </div>
            </section>
        </main>
    }
}

/// Settings that were ignored. They don't change while the page is open.
#[component]
pub fn ConfigProblems(problems: StoredValue<Vec<ConfigProblem>>) -> impl IntoView {
    let (problems, text) = (problems.get_value(), Context::get().text);
    (!problems.is_empty()).then(|| {
        let items = problems.iter().map(|problem| view! { <li>{text.config.problem(problem)}</li> });
        view! {
            <section class="admin-box" data-tone="minor">
                <h2>{text.config.heading()}</h2>
                <ul>{items.collect_view()}</ul>
            </section>
        }
    })
}
