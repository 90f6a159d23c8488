//! Behaviour of the public page's screens, rendered as text.
