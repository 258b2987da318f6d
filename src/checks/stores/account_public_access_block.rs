//! `s3-account-public-access-block`.

use crate::checks::{Context, Fault, Outcome, Threat};
use crate::model::{Domain, Kind, Layer, Resource, ResourceId};

use super::bucket_public_access_block::PARTS;

define_check! {
    /// The account's block of public access covers every bucket, those that somebody makes tomorrow included.
    ///
    /// Passes when all four settings are on. An account that needs a public bucket keeps the others closed bucket by
    /// bucket, and accepts this finding.
    ///
    /// Source: Amazon S3 User Guide, "Configuring block public access settings for your account".
    id: "s3-account-public-access-block",
    title: "Accounts block public access to all their buckets",
    kind: Kind::Account,
    layer: Some(Layer::Storage),
    domain: Domain::DataProtection,
    threat: Threat::DataExfiltration,
    likelihood: 3,
    impact: 4,
    remedies: &["enable-account-public-access-block"],
    mappings: super::BLOCKED,
    evaluate: evaluate,
}

fn evaluate(_: &Context<'_>, _: ResourceId, resource: &Resource) -> Outcome {
    let Some(account) = resource.account_settings() else { return Outcome::NotApplicable };
    Outcome::of(&account.public_access_block, |block| {
        let Some(block) = block else {
            let fault = Fault::new("The account never set a block of public access");
            return Outcome::fault(fault.setting("account public access block", "never set"));
        };
        if block.is_complete() {
            return Outcome::Pass;
        }
        let off: Vec<&str> = PARTS.iter().filter(|(_, part)| !part(block)).map(|(name, _)| *name).collect();
        let summary = format!("The account's block of public access is incomplete: {} off", off.join(", "));
        Outcome::fault(Fault::new(summary).setting("off", off.join(", ")))
    })
}
