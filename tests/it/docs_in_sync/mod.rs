//! Generated pages agree with the code.

mod checks;
