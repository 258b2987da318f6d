//! The program: wiring only.

fn main() {}
