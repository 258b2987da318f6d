//! Checks of stores: a pass, a fault and an unknown for each.

use tidegate::checks::Decision::{self, Fail, Pass, Unknown};
use tidegate::finding::{Evidence, Finding, Severity};
use tidegate::model::aws::{
    Acl, AclGrant, Bucket, EncryptionAlgorithm, Grantee, KeyState, Notification, NotificationTarget, ObjectLock,
    ObjectOwnership, PublicAccessBlock, Replication, ReplicationRule, Versioning, VersioningStatus,
};
use tidegate::model::{AccountId, Estate, Fact, Resource};

mod effective;
mod exposure;
mod keeping;

use crate::samples::{
    self, ACCOUNT, FOREIGN, SECOND, Tweak, account, bucket, decision, denied, estate, estate_with_gaps, findings, key,
    organization, policy, unknown,
};

const RAW: &str = "arn:aws:s3:::raw";

fn allow(principal: &str, action: &str, condition: &str) -> String {
    format!(
        r#"{{"Version":"2012-10-17","Statement":[{{"Sid":"Open","Effect":"Allow","Principal":{principal},"Action":"{action}","Resource":"arn:aws:s3:::raw/*"{condition}}}]}}"#
    )
}

fn public() -> String {
    allow(r#""*""#, "s3:GetObject", "")
}

/// A bucket `raw` without a block of its own, spoiled further, in an account without a block.
fn open(change: impl FnOnce(&mut Bucket)) -> Estate {
    let raw = bucket("raw").bucket_with(|it| {
        it.public_access_block = Fact::Known(None);
        change(it);
    });
    estate([raw, account(ACCOUNT).account_with(|it| it.public_access_block = Fact::Known(None))])
}

/// A bucket `raw`, spoiled.
fn spoiled(change: impl FnOnce(&mut Bucket)) -> Estate {
    estate([bucket("raw").bucket_with(change), bucket("logs"), key("main")])
}

/// The decision when one fact of the bucket is hidden by a gap.
fn hidden(check: &str, change: impl FnOnce(&mut Bucket)) -> Option<Decision> {
    let raw = bucket("raw").bucket_with(change);
    decision(&estate_with_gaps([denied("s3:Get", RAW)], [raw, key("main")]), check, RAW)
}

fn only(estate: &Estate, check: &str) -> Finding {
    let mut all = findings(estate, check);
    assert_eq!(all.len(), 1, "{all:#?}");
    all.remove(0)
}

fn notes(finding: &Finding) -> String {
    let note = |piece: &Evidence| if let Evidence::Note(note) = piece { Some(note.clone()) } else { None };
    finding.evidence.iter().filter_map(note).collect::<Vec<_>>().join("\n")
}

#[test]
fn nothing_is_wrong_with_well_kept_stores_and_keys() {
    let estate = estate([bucket("raw"), bucket("logs"), key("main")]);
    let found: Vec<String> = samples::analyse(&estate)
        .findings
        .iter()
        .filter(|finding| finding.check.id.starts_with("s3-") || finding.check.id.starts_with("kms-"))
        .map(|finding| format!("{} {}", finding.check.id, finding.summary))
        .collect();
    assert!(found.is_empty(), "{found:#?}");
}
