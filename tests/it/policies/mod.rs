//! Policy evaluation scenarios.
