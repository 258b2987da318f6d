//! Snapshot files: written, read, cut off, corrupted.
