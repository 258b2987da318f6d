//! The command line: every screen's question as a verb.
