//! Properties over generated values.

mod glob;
