//! What the public page says.
