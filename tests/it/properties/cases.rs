//! How much is generated, and how often.

use proptest::prelude::*;

/// A tape.
pub fn bytes(length: usize) -> impl Strategy<Value = Vec<u8>> {
    proptest::collection::vec(any::<u8>(), 0..length)
}

/// How many cases are run: as many as `PROPTEST_CASES` says, else the usual number of the property. No file of seeds is
/// kept: a failure prints the smallest case, which becomes a test of its own.
pub fn cases(usual: u32) -> ProptestConfig {
    let asked = std::env::var("PROPTEST_CASES").ok().and_then(|text| text.parse().ok());
    ProptestConfig { cases: asked.unwrap_or(usual), failure_persistence: None, ..ProptestConfig::default() }
}
