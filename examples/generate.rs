//! Writes a made-up estate to a snapshot file, to try things at scale:
//! `cargo run --release --no-default-features --example generate -- 100000 big.jsonl.zst`.

use std::error::Error;
use std::path::Path;

use tidegate::simulated::generate;
use tidegate::store::snapshot;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [size, path] = arguments.as_slice() else { return Err("usage: generate NUMBER-OF-RESOURCES FILE".into()) };
    snapshot::save(Path::new(path), &generate(size.parse()?))?;
    Ok(())
}
