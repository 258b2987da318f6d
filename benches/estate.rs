//! Benches on generated estates.

fn main() {}
