//! Generated pages agree with the code.
