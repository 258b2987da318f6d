//! Exports of plans.
