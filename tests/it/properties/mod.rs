//! Properties over generated values.

mod exposure;
mod glob;
mod hidden;
mod parse;
