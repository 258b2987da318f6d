//! Properties over generated values.
