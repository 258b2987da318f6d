//! S3's blocks of public access: what the settings of account and bucket together take away.
//!
//! Source: Amazon S3 User Guide, "Blocking public access to your Amazon S3 storage".

use crate::model::aws::PublicAccessBlock;
use crate::model::{Fact, GapId};

/// Which of two levels blocks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// The whole account.
    Account,
    /// The bucket alone.
    Bucket,
}

/// What the blocks say to one kind of public access.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// Blocked, at this level.
    By(Level),
    /// Not blocked at either.
    Absent,
    /// A level that could not be read would decide; without a gap nothing was read of the account at all.
    Unknown(Vec<GapId>),
}

/// Combines the two levels: the most restrictive wins, and one that blocks decides whatever the other hides.
///
/// `restricts` picks the setting: `restrict_public_buckets` for policies, `ignore_public_acls` for access control
/// lists. The settings that begin with `block` refuse new grants only and take nothing away.
pub fn combined(
    account: Option<&Fact<Option<PublicAccessBlock>>>,
    bucket: &Fact<Option<PublicAccessBlock>>,
    restricts: fn(&PublicAccessBlock) -> bool,
) -> Block {
    let on = |fact: &Fact<Option<PublicAccessBlock>>| fact.known().and_then(Option::as_ref).is_some_and(restricts);
    if account.is_some_and(on) {
        return Block::By(Level::Account);
    }
    if on(bucket) {
        return Block::By(Level::Bucket);
    }
    let gaps: Vec<GapId> = account.into_iter().chain([bucket]).filter_map(Fact::gap).collect();
    if gaps.is_empty() && account.is_some() { Block::Absent } else { Block::Unknown(gaps) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NONE: Fact<Option<PublicAccessBlock>> = Fact::Known(None);
    const ALL: Fact<Option<PublicAccessBlock>> = Fact::Known(Some(PublicAccessBlock::ALL));
    const GAP: Fact<Option<PublicAccessBlock>> = Fact::Unknown(GapId(7));

    #[test]
    fn the_most_restrictive_level_decides_and_a_gap_only_when_nothing_blocks() {
        let policy = |block: &PublicAccessBlock| block.restrict_public_buckets;
        assert_eq!(combined(Some(&ALL), &GAP, policy), Block::By(Level::Account));
        assert_eq!(combined(Some(&GAP), &ALL, policy), Block::By(Level::Bucket));
        assert_eq!(combined(Some(&NONE), &NONE, policy), Block::Absent);
        assert_eq!(combined(Some(&GAP), &NONE, policy), Block::Unknown(vec![GapId(7)]));
        assert_eq!(combined(None, &NONE, policy), Block::Unknown(Vec::new()));
    }
}
