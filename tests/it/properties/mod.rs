//! Properties over generated values.

mod access;
mod evaluate;
mod exposure;
mod glob;
mod hidden;
mod naive;
mod parse;
mod tape;
