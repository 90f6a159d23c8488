//! The names of the attributes in use.

/// The name of an attribute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AttributeName(pub(super) &'static str);

macro_rules! attributes {
    ($($constant:ident $name:literal)*) => {
        $(
            #[doc = concat!("`", $name, "`")]
            pub const $constant: AttributeName = AttributeName($name);
        )*
    };
}

attributes! {
    ALT "alt"
    ARIA_BUSY "aria-busy"
    ARIA_CURRENT "aria-current"
    ARIA_EXPANDED "aria-expanded"
    ARIA_HIDDEN "aria-hidden"
    ARIA_LABEL "aria-label"
    ARIA_LABELLEDBY "aria-labelledby"
    ARIA_LIVE "aria-live"
    ARIA_PRESSED "aria-pressed"
    CLASS "class"
    D "d"
    DATA_ASKING "data-asking"
    DATA_CHOICE "data-choice"
    DATA_COMPONENT "data-component"
    DATA_DAY "data-day"
    DATA_DAYS "data-days"
    DATA_FIRST "data-first"
    DATA_FRESH "data-fresh"
    DATA_HISTORY "data-history"
    DATA_IMPACT "data-impact"
    DATA_INCIDENT "data-incident"
    DATA_MAINTENANCE "data-maintenance"
    DATA_MORE "data-more"
    DATA_NOTICE "data-notice"
    DATA_OPEN "data-open"
    DATA_OVERALL "data-overall"
    DATA_PAST "data-past"
    DATA_PAST_TIME "data-past-time"
    DATA_PRINT "data-print"
    DATA_REST "data-rest"
    DATA_SECTION "data-section"
    DATA_SOURCE "data-source"
    DATA_STAGE "data-stage"
    DATA_STATE "data-state"
    DATA_STATUS "data-status"
    DATA_TONE "data-tone"
    DATA_WORST "data-worst"
    DATETIME "datetime"
    DIR "dir"
    HEIGHT "height"
    HREF "href"
    ID "id"
    LOADING "loading"
    NAME "name"
    OPEN "open"
    PRESERVE_ASPECT_RATIO "preserveAspectRatio"
    REL "rel"
    ROLE "role"
    SCOPE "scope"
    SRC "src"
    TABINDEX "tabindex"
    TARGET "target"
    TITLE "title"
    TYPE "type"
    VALUE "value"
    VIEW_BOX "viewBox"
    WIDTH "width"
}
