//! Modal dialogs by the browser's own `<dialog>`: it keeps the focus inside, Escape closes it, and the focus returns.

use leptos::tachys::dom::document;
use wasm_bindgen::JsCast;
use web_sys::HtmlDialogElement;

fn find(id: &str) -> Option<HtmlDialogElement> {
    document().get_element_by_id(id)?.dyn_into().ok()
}

/// Opens the dialog with this id above everything else.
pub fn open(id: &str) {
    if let Some(dialog) = find(id).filter(|dialog| !dialog.open()) {
        // Refused only for one that is open already, or out of the document.
        let _ = dialog.show_modal();
    }
}

/// Closes the dialog with this id.
pub fn close(id: &str) {
    if let Some(dialog) = find(id).filter(HtmlDialogElement::open) {
        dialog.close();
    }
}
