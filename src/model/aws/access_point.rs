//! S3 access points: further doors to a bucket, each with a policy and a block of public access of its own.

use serde::{Deserialize, Serialize};

use super::PublicAccessBlock;
use crate::model::{AccountId, Document, Fact, Timestamp};

/// An access point of a bucket.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AccessPoint {
    /// Its name, unique in its account and region.
    pub name: String,
    /// The bucket behind it.
    pub bucket: String,
    /// The account that owns the bucket, when it is said.
    pub bucket_account: Option<AccountId>,
    /// Whether requests from the internet are taken; else only those from `vpc`.
    pub internet: bool,
    /// The virtual private cloud that requests must come from.
    pub vpc: Option<String>,
    /// When it was made.
    pub created: Option<Timestamp>,
    /// Its own block of public access; fixed when it was made.
    pub public_access_block: Fact<PublicAccessBlock>,
    /// Its policy; none when there is none.
    pub policy: Fact<Option<Document>>,
}
