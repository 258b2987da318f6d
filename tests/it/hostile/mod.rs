//! Hostile text reaches no screen or report raw.
