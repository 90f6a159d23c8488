//! Lists whose elements stay as they are while others come and go.

use leptos::prelude::*;

/// A list of rows, each with its key. A row keeps its elements, and with them the focus, as long as its key is there. All
/// lists have the same types, and so share their code, which is larger than a list's own.
#[component]
pub fn Keyed(
    /// The keys in their order.
    keys: Signal<Vec<String>>,
    /// Renders the row of a key.
    row: Callback<String, AnyView>,
) -> impl IntoView {
    view! { <For each=move || keys.get() key=Clone::clone children=move |key| row.run(key)/> }
}
