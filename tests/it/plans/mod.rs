//! Remedies, plans, merging, exports.
