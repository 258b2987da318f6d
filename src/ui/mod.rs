//! The console: a pure `update` and `view` around a runtime that alone touches the terminal.
