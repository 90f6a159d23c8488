//! Whether something else keeps changing the document of the public page.

/// Found changed again within so many looks, the document is being fought over.
const AT_ONCE: u32 = 3;
/// How many changes nothing harmless makes, one after the other.
const MANY: u32 = 4;
/// For how many looks a document has to stay right to be trusted again. The page looks every second while it is seen, and
/// mostly asks for news more often than this, after which it changes.
const CALM: u32 = 45;

/// How often the document was found changed by something else. Once is undone in silence: most that change a page do so
/// once. Whatever keeps changing it decides what visitors see, so the page must no longer claim the present.
#[derive(Clone, Debug, Default)]
pub struct Interference {
    /// How many changes came one after the other.
    count: u32,
    /// The number of checks without a change.
    calm: u32,
    ongoing: bool,
}

impl Interference {
    /// Notes a look at the document, and whether it was found changed.
    pub fn note(&mut self, changed: bool) {
        self.calm += 1;
        if changed {
            self.ongoing |= self.count > 0 && self.calm <= AT_ONCE;
            self.count += 1;
            self.calm = 0;
            self.ongoing |= self.count >= MANY;
        } else if self.calm >= CALM {
            *self = Self::default();
        }
    }

    /// Whether it goes on, so that nothing on screen can be relied on.
    pub fn is_ongoing(&self) -> bool {
        self.ongoing
    }

    /// Whether a document that is found changed is to be rendered anew though nothing that it says has changed. Where
    /// that did not help, it is done rarely.
    pub fn may_undo(&self) -> bool {
        !self.ongoing || self.count.is_multiple_of(10)
    }
}
