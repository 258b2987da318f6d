//! What can be made to go wrong in a simulated cloud.

use crate::model::{Failure, Setting, SettingValue};
use crate::ports::CloudError;

/// The calls that a fault is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum On {
    /// Reading a setting.
    Read,
    /// Writing a setting.
    Write,
}

/// Something that goes wrong once, with the next call that it fits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// The call fails and does nothing.
    Fails {
        /// Which calls.
        on: On,
        /// Why.
        reason: Failure,
    },
    /// The write takes effect, but its answer is lost.
    AnswerLost,
    /// The write is answered, but has no effect.
    NoEffect,
    /// The write shows only after so many reads.
    ShowsAfter {
        /// How many reads still see the old value.
        reads: usize,
    },
    /// Just before the call, someone else gives the setting this value.
    ChangedByOther {
        /// Which calls.
        on: On,
        /// The value.
        value: SettingValue,
    },
}

impl Fault {
    /// The calls that it fits.
    pub(super) fn on(&self) -> On {
        match self {
            Self::Fails { on, .. } | Self::ChangedByOther { on, .. } => *on,
            Self::AnswerLost | Self::NoEffect | Self::ShowsAfter { .. } => On::Write,
        }
    }
}

/// The error of a call on a setting.
pub(super) fn failure(on: On, setting: &Setting, value: &SettingValue, reason: Failure, message: &str) -> CloudError {
    let call = match on {
        On::Read => setting.read_call(),
        On::Write => setting.write_call(value),
    };
    CloudError {
        operation: format!("{} on {} in {}", call.operation, setting.resource, setting.account),
        reason,
        permission: call.permission.to_owned(),
        message: message.to_owned(),
    }
}
