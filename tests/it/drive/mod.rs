//! Key-press stories through the whole console.
