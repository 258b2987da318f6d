//! Properties over generated values.

mod exposure;
mod glob;
mod parse;
