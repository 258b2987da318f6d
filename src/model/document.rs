//! A policy document exactly as the cloud returned it.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// The text of a policy, kept byte for byte so that an undo can restore it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Document(Arc<str>);

impl Document {
    /// Keeps the text as it is.
    pub fn new(text: impl Into<Arc<str>>) -> Self {
        Self(text.into())
    }

    /// The text as the cloud returned it.
    pub fn text(&self) -> &str {
        &self.0
    }

    /// The shared text: identical documents parsed once are found by it.
    pub fn shared(&self) -> &Arc<str> {
        &self.0
    }
}
