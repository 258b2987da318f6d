//! One line of a snapshot: everything an estate is made of, in the order in which it is read.

use serde::{Deserialize, Serialize};

use super::aws::Organization;
use super::{Account, Activity, Gap, GapId, Listing, Resource};

/// One entity of an estate, as it is written to a snapshot.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "record", rename_all = "snake_case")]
pub enum Record {
    /// An account that the scan reached.
    Account(Account),
    /// The organization, as seen from an account that may read it.
    Organization(Organization),
    /// A read that failed; resources that follow refer to it by id.
    Gap {
        /// The id that facts refer to.
        id: GapId,
        /// What failed and why.
        #[serde(flatten)]
        gap: Gap,
    },
    /// A resource with all that was read about it.
    Resource(Box<Resource>),
    /// A listing that ended: all resources of one kind in one account and region are here, or a gap.
    Listing(Listing),
    /// What records of use said of an account and region, or a gap.
    Activity(Box<Activity>),
    /// A unit of work (account, service, region) that is complete and needs no second read on resume.
    Done {
        /// `account/service/region`.
        unit: String,
    },
}
