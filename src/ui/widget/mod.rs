//! Small parts that several screens draw with: a cursor over rows, columns, and a line of typed text.

mod columns;
mod cursor;
mod input;

pub use columns::{Column, Stand, Width, cells, headings, widths, widths_without};
pub use cursor::Cursor;
pub use input::{Input, Typed};
