//! The admin view off the browser: its states and the steps between them, in tables, and its markup as text.

mod builders;
mod configured;
mod dates;
mod gate;
mod kept;
mod lost;
mod markup;
mod objections;
mod recovery;
mod reference;
mod rows;
mod sign_in;
mod submit;
mod wording;
