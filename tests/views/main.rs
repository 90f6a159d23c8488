//! Behaviour of the public page's screens, rendered as text: the claims they may and must never make.

mod builders;
mod dom;
mod history;
mod hostile;
mod linked;
mod reference;
mod render;
mod screens;
mod truth;
mod wording;
