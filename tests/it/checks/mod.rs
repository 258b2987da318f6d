//! Every check over small estates.
