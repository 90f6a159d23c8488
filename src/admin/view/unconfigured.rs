//! In place of everything else while it is not known for sure where the API is.

use crate::admin::configured::Obstacle;
use leptos::prelude::*;
use text::admin::{self as message, config};
use text::shared;

/// `asking` tells whether the file is being asked for; `again` asks for it.
pub fn unconfigured(obstacle: Signal<Obstacle>, asking: Signal<bool>, again: Callback<()>) -> AnyView {
    let reason = move || {
        obstacle.with(|obstacle| match obstacle {
            Obstacle::NotRead(error) => shared::what_happened(error),
            Obstacle::NotAConfiguration => config::NOT_A_CONFIGURATION.to_owned(),
            Obstacle::NoAddress => config::NO_ADDRESS.to_owned(),
        })
    };
    let press = move |_| {
        if !asking.get_untracked() {
            again.run(());
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
                    <button type="button" class="button" aria-disabled=move || asking.get().then_some("true") on:click=press>
                        {move || if asking.get() { config::ASKING } else { config::AGAIN }}
                    </button>
                </div>
            </section>
        </main>
    }
    .into_any()
}
