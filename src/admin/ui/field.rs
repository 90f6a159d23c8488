//! A form field: its label, its hint, its error, and the control that refers to all three.

use super::live;
use leptos::prelude::*;

/// The ids of a field's parts, and its error.
#[derive(Clone)]
pub struct FieldControl {
    /// The id of the control. The ids of the hint and the error begin with it.
    pub id: String,
    /// The error, if there is one.
    pub error: Signal<Option<String>>,
    has_hint: bool,
}

impl FieldControl {
    pub fn new(id: String, has_hint: bool, error: impl Fn() -> Option<String> + Send + Sync + 'static) -> Self {
        Self { id, error: Signal::derive(error), has_hint }
    }

    pub fn hint_id(&self) -> String {
        format!("{}-hint", self.id)
    }

    fn error_id(&self) -> String {
        format!("{}-error", self.id)
    }

    /// For `aria-describedby`: the hint, and the error while there is one.
    pub fn described_by(&self) -> impl Fn() -> Option<String> + Clone + Send + Sync + use<> {
        let (hint, error_id, error) = (self.has_hint.then(|| self.hint_id()), self.error_id(), self.error);
        move || {
            let error = error.with(Option::is_some).then(|| error_id.clone());
            let ids: Vec<String> = hint.clone().into_iter().chain(error).collect();
            (!ids.is_empty()).then(|| ids.join(" "))
        }
    }

    /// For `aria-invalid` and `data-invalid`.
    pub fn invalid(&self) -> impl Fn() -> Option<&'static str> + Clone + Send + Sync + use<> {
        let error = self.error;
        move || error.with(Option::is_some).then_some("true")
    }
}

/// The error of a field. It comes before the control, where an on-screen keyboard doesn't cover it.
#[component]
pub fn FieldError(field: FieldControl) -> impl IntoView {
    let (id, error) = (field.error_id(), field.error);
    live(move || {
        let id = id.clone();
        error.get().map(|text| view! { <p class="error" id=id dir="auto">{text}</p> })
    })
}

/// A field with one control, which is the child.
#[component]
pub fn FormField(
    field: FieldControl,
    label: &'static str,
    #[prop(default = None)] hint: Option<AnyView>,
    children: Children,
) -> impl IntoView {
    let hint = hint.map(|hint| view! { <p class="hint" id=field.hint_id()>{hint}</p> });
    view! {
        <div class="field" data-invalid=field.invalid()>
            <label for=field.id.clone()>{label}</label>
            {hint}
            <FieldError field=field.clone()/>
            {children()}
        </div>
    }
}

/// A field for a line of text, or for a date and time.
#[component]
pub fn TextInput(
    /// `text` or `datetime-local`.
    #[prop(default = "text")]
    kind: &'static str,
    field: FieldControl,
    label: &'static str,
    hint: Option<AnyView>,
    value: Signal<String>,
    on_input: Callback<String>,
) -> impl IntoView {
    let is_text = kind == "text";
    view! {
        <FormField field=field.clone() label hint>
            <input
                class="input"
                type=kind
                id=field.id.clone()
                autocomplete=is_text.then_some("off")
                dir=is_text.then_some("auto")
                aria-describedby=field.described_by()
                aria-invalid=field.invalid()
                prop:value=move || value.get()
                on:input=move |event| on_input.run(event_target_value(&event))
            />
        </FormField>
    }
}

/// A checkbox with its hint, which says what the present choice means.
#[component]
pub fn Checkbox(
    field: FieldControl,
    label: &'static str,
    // While it is on, and while it is off.
    hints: [&'static str; 2],
    is_on: Signal<bool>,
    on_change: Callback<bool>,
) -> impl IntoView {
    view! {
        <div class="field" data-invalid=field.invalid()>
            <FieldError field=field.clone()/>
            <div class="choice">
                <input
                    type="checkbox"
                    id=field.id.clone()
                    aria-describedby=field.described_by()
                    aria-invalid=field.invalid()
                    prop:checked=move || is_on.get()
                    on:change=move |event| on_change.run(event_target_checked(&event))
                />
                <label for=field.id.clone()>{label}</label>
            </div>
            <p class="hint" id=field.hint_id()>{live(move || hints[usize::from(!is_on.get())])}</p>
        </div>
    }
}
