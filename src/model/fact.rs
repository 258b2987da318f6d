//! A fact about a resource: known, not readable, or without meaning there.

use serde::{Deserialize, Serialize};

use super::GapId;

/// What is known of one aspect of a resource.
///
/// A check that reads an [`Fact::Unknown`] yields an unknown result; it never passes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fact<T> {
    /// It was read.
    Known(T),
    /// It could not be read; the gap says why.
    Unknown(GapId),
    /// The aspect has no meaning for this resource.
    NotApplicable,
}

impl<T> Fact<T> {
    /// The value, when it was read.
    pub fn known(&self) -> Option<&T> {
        match self {
            Self::Known(value) => Some(value),
            Self::Unknown(_) | Self::NotApplicable => None,
        }
    }

    /// The value to change, when it was read.
    pub fn known_mut(&mut self) -> Option<&mut T> {
        match self {
            Self::Known(value) => Some(value),
            Self::Unknown(_) | Self::NotApplicable => None,
        }
    }

    /// The gap that hides the value.
    pub fn gap(&self) -> Option<GapId> {
        match self {
            Self::Unknown(gap) => Some(*gap),
            Self::Known(_) | Self::NotApplicable => None,
        }
    }

    /// The same fact about a part of the value.
    pub fn map<U>(&self, part: impl FnOnce(&T) -> U) -> Fact<U> {
        match self {
            Self::Known(value) => Fact::Known(part(value)),
            Self::Unknown(gap) => Fact::Unknown(*gap),
            Self::NotApplicable => Fact::NotApplicable,
        }
    }

    /// A view of the fact that borrows its value.
    pub fn as_ref(&self) -> Fact<&T> {
        match self {
            Self::Known(value) => Fact::Known(value),
            Self::Unknown(gap) => Fact::Unknown(*gap),
            Self::NotApplicable => Fact::NotApplicable,
        }
    }
}

impl<T> From<Result<T, GapId>> for Fact<T> {
    fn from(result: Result<T, GapId>) -> Self {
        match result {
            Ok(value) => Self::Known(value),
            Err(gap) => Self::Unknown(gap),
        }
    }
}
