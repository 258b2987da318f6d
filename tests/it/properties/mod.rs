//! Properties over generated values.

mod access;
mod exposure;
mod glob;
mod hidden;
mod parse;
mod tape;
