//! What the admin view says.
