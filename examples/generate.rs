//! Writes a made-up estate to a snapshot file, to try things at scale:
//! `cargo run --release --no-default-features --example generate -- 100000 big.jsonl.zst`; with `flows` at the end, one
//! in which most things are parts of pipelines.

use std::error::Error;
use std::path::Path;

use tidegate::simulated::generate::{flowing, generate};
use tidegate::store::snapshot;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (size, path, make): (&String, &String, fn(usize) -> _) = match arguments.as_slice() {
        [size, path] => (size, path, generate),
        [size, path, word] if word == "flows" => (size, path, flowing),
        _ => return Err("usage: generate NUMBER-OF-RESOURCES FILE [flows]".into()),
    };
    snapshot::save(Path::new(path), &make(size.parse()?))?;
    Ok(())
}
