//! The browser: the one place that names web-sys or gloo.
