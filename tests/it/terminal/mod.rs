//! The real binary under a pseudo-terminal.
