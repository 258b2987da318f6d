//! Policy evaluation scenarios.

mod exposure;
