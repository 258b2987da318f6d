//! Properties over generated values.

mod access;
mod cases;
mod evaluate;
mod exposure;
mod glob;
mod hidden;
mod layout;
mod matrix;
mod parse;
