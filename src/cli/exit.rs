//! Exit statuses.

use crate::operations::{ApplyError, UndoError};

/// How the program ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// 0: done.
    Done,
    /// 1: findings at or above `--fail-on`, or a journal that does not verify.
    Findings,
    /// 2: wrong usage, or a wrong case.
    Usage,
    /// 3: the cloud refused or could not be reached.
    Cloud,
    /// 4: the plan no longer matches the cloud.
    Changed,
    /// 5: partly applied.
    Partly,
    /// 130: you stopped it: a plan before anything was changed, or a scan, which keeps what was read.
    Interrupted,
}

impl Exit {
    /// The status as the operating system sees it.
    pub fn code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Findings => 1,
            Self::Usage => 2,
            Self::Cloud => 3,
            Self::Changed => 4,
            Self::Partly => 5,
            Self::Interrupted => 130,
        }
    }

    /// The status with this number; numbers that are not a status count as wrong usage.
    pub fn of_code(code: u8) -> Self {
        match code {
            0 => Self::Done,
            1 => Self::Findings,
            3 => Self::Cloud,
            4 => Self::Changed,
            5 => Self::Partly,
            130 => Self::Interrupted,
            _ => Self::Usage,
        }
    }

    /// The status that an error ends the program with.
    pub fn of_error(error: &color_eyre::Report) -> Self {
        if let Some(error) = error.downcast_ref::<ApplyError>() {
            return Self::of_code(error.exit_status());
        }
        if let Some(error) = error.downcast_ref::<UndoError>() {
            return Self::of_code(error.exit_status());
        }
        if error.downcast_ref::<crate::ports::CloudError>().is_some() { Self::Cloud } else { Self::Usage }
    }
}
