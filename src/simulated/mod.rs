//! An in-memory cloud over a recorded estate: the demo, and the double that tests use.
