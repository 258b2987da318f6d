//! S3: the settings of a bucket. Those that a remedy writes are converted in both directions.

mod access;
mod account;
pub mod answers;
mod encryption;
mod events;
mod logging;
pub mod none;
mod retention;
mod versioning;

pub use access::{
    acl, acl_for, ownership, ownership_for, public_access_block, public_access_block_for, target_grant,
    target_grant_for,
};
pub use account::{account_public_access_block, account_public_access_block_for};
pub use encryption::{encryption, encryption_for};
pub use events::{notifications, replication};
pub use logging::{logging, logging_for};
pub use retention::{lifecycle, object_lock};
pub use versioning::{versioning, versioning_for};

use crate::model::Tags;

/// Tags by key.
pub fn tags<'a>(tags: impl IntoIterator<Item = &'a aws_sdk_s3::types::Tag>) -> Tags {
    tags.into_iter().map(|tag| (tag.key.clone(), tag.value.clone())).collect()
}
