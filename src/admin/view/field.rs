//! A field: its label, what it is for, what is wrong with it, and the control that knows of all three.

use leptos::prelude::*;

/// The ids of a field's parts, and what is wrong with it.
#[derive(Clone)]
pub(super) struct Field {
    /// The control's own id; the others begin with it.
    pub id: String,
    /// What is wrong, if anything.
    pub error: Signal<Option<String>>,
    /// Whether something says what the field is for.
    pub hinted: bool,
}

impl Field {
    pub(super) fn new(id: String, hinted: bool, error: impl Fn() -> Option<String> + Send + Sync + 'static) -> Self {
        Self { id, error: Signal::derive(error), hinted }
    }

    pub(super) fn hint_id(&self) -> String {
        format!("{}-hint", self.id)
    }

    fn error_id(&self) -> String {
        format!("{}-error", self.id)
    }

    /// For `aria-describedby`: the hint, and the error while there is one.
    pub(super) fn described_by(&self) -> impl Fn() -> Option<String> + Clone + Send + Sync + 'static {
        let (hint, error_id, error) = (self.hinted.then(|| self.hint_id()), self.error_id(), self.error);
        move || {
            let error = error.with(Option::is_some).then(|| error_id.clone());
            let ids: Vec<String> = hint.clone().into_iter().chain(error).collect();
            (!ids.is_empty()).then(|| ids.join(" "))
        }
    }

    /// For `aria-invalid`.
    pub(super) fn invalid(&self) -> impl Fn() -> Option<&'static str> + Clone + Send + Sync + 'static {
        let error = self.error;
        move || error.with(Option::is_some).then_some("true")
    }

    /// What is wrong, above the control, where it is not hidden by a keyboard on the screen.
    pub(super) fn error_view(&self) -> AnyView {
        let (id, error) = (self.error_id(), self.error);
        let text = move || {
            let id = id.clone();
            error.get().map(|text| view! { <p class="error" id=id dir="auto">{text}</p> })
        };
        text.into_any()
    }

    /// The field with one control.
    pub(super) fn around(&self, label: &'static str, hint: Option<AnyView>, control: AnyView) -> AnyView {
        let hint = hint.map(|hint| view! { <p class="hint" id=self.hint_id()>{hint}</p> });
        view! {
            <div class="field" data-invalid=self.invalid()>
                <label for=self.id.clone()>{label}</label>
                {hint}
                {self.error_view()}
                {control}
            </div>
        }
        .into_any()
    }
}
