//! Small estates made by hand, for all tests.
