//! Behaviour of the public page's screens, rendered as text: what they may say, and what they must never say.

mod history;
mod hostile;
mod linked;
mod reference;
mod said;
mod screens;
mod stage;
mod truth;
