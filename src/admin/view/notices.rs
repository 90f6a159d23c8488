//! What was done, told politely, and what is wrong with the configuration.

use super::outside_link::public_link;
use crate::admin::desk::{Act, Desk};
use crate::components::Context;
use leptos::prelude::*;
use text::admin::{self as message, config, list};
use text::shared;

/// The last message. The region is always there: a region that comes with its text is not announced.
pub(super) fn notices(desk: Desk) -> AnyView {
    let links = Context::get().links;
    let notice = move || {
        desk.notice.get().map(|notice| {
            let link = notice.incident.map(|id| {
                let address = move || links.with(|links| links.incident(&id));
                public_link("", address, list::VIEW)
            });
            view! {
                <div class="admin-notice">
                    <p dir="auto">{notice.text} " " {link}</p>
                    <button type="button" class="button" on:click=move |_| desk.does(Act::Dismiss)>{message::DISMISS}</button>
                </div>
            }
        })
    };
    view! { <div class="admin-notices" role="status" aria-live="polite">{notice}</div> }.into_any()
}

/// What is wrong with the configuration. It does not change while the page is open.
pub(super) fn config_problems(desk: Desk) -> AnyView {
    let problems = desk.config_problems.get_value();
    let problems = (!problems.is_empty()).then(|| {
        let items = problems.iter().map(|problem| view! { <li>{shared::config_problem(problem)}</li> });
        view! {
            <section class="admin-box" data-tone="minor">
                <h2>{config::HEADING}</h2>
                <ul>{items.collect_view()}</ul>
            </section>
        }
    });
    problems.into_any()
}
