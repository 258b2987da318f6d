//! S3's settings of a whole account.

use aws_sdk_s3control::types::PublicAccessBlockConfiguration;

use crate::model::aws::PublicAccessBlock;

/// An account's block of public access. What an answer leaves out is off.
pub fn account_public_access_block(it: &PublicAccessBlockConfiguration) -> PublicAccessBlock {
    PublicAccessBlock {
        block_public_acls: it.block_public_acls.unwrap_or_default(),
        ignore_public_acls: it.ignore_public_acls.unwrap_or_default(),
        block_public_policy: it.block_public_policy.unwrap_or_default(),
        restrict_public_buckets: it.restrict_public_buckets.unwrap_or_default(),
    }
}

/// The block as the API takes it.
pub fn account_public_access_block_for(block: PublicAccessBlock) -> PublicAccessBlockConfiguration {
    PublicAccessBlockConfiguration::builder()
        .block_public_acls(block.block_public_acls)
        .ignore_public_acls(block.ignore_public_acls)
        .block_public_policy(block.block_public_policy)
        .restrict_public_buckets(block.restrict_public_buckets)
        .build()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_part_of_a_block_survives_both_ways() {
        let none = PublicAccessBlock::default();
        let blocks = [
            PublicAccessBlock { block_public_acls: true, ..none },
            PublicAccessBlock { ignore_public_acls: true, ..none },
            PublicAccessBlock { block_public_policy: true, ..none },
            PublicAccessBlock { restrict_public_buckets: true, ..none },
        ];
        for block in blocks {
            assert_eq!(account_public_access_block(&account_public_access_block_for(block)), block);
        }
    }
}
