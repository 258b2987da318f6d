//! Settings of the program: defaults, file, environment and flags as one typed value.
