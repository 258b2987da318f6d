//! `s3-bucket-foreign-replication`.

use crate::checks::{Context, Fault, Mapping, Outcome, Reason, Threat};
use crate::model::aws::ReplicationRule;
use crate::model::{Domain, Kind, Resource, ResourceId};

define_check! {
    /// Replication copies every new object to the destination, quietly and for good: a rule that points to a foreign
    /// account is a way out for the whole store.
    ///
    /// Fails for each rule that is on and whose destination belongs to an account outside the scanned accounts, their
    /// organization and the trusted accounts. Is unknown when a rule names no account and the destination is not among
    /// the scanned buckets.
    ///
    /// By hand: turn the rule off or delete it; or add the account to `trusted_accounts` when the copy is meant.
    ///
    /// Source: Amazon S3 User Guide, "Replicating objects within and across Regions".
    id: "s3-bucket-foreign-replication",
    title: "Buckets replicate to trusted accounts only",
    kind: Kind::Bucket,
    layer: None,
    domain: Domain::DataProtection,
    threat: Threat::DataExfiltration,
    likelihood: 3,
    impact: 4,
    remedies: &[],
    mappings: &[Mapping::soc2("CC6.1"), Mapping::soc2("CC6.7"), Mapping::gdpr("Art. 32(1)(b)")],
    evaluate: evaluate,
}

fn evaluate(context: &Context<'_>, _: ResourceId, resource: &Resource) -> Outcome {
    let Some(bucket) = resource.bucket() else { return Outcome::NotApplicable };
    Outcome::of(&bucket.replication, |replication| {
        let Some(replication) = replication else { return Outcome::Pass };
        let (mut faults, mut reasons) = (Vec::new(), Vec::new());
        for (index, rule) in replication.rules.iter().enumerate().filter(|(_, rule)| rule.enabled) {
            match destination(context, rule) {
                Some(account) if context.is_trusted_account(account) => {}
                Some(account) => match context.membership_gap() {
                    Some(gap) => reasons.push(Reason::Gap(gap)),
                    None => faults.push(fault(index, rule, account)),
                },
                None => reasons.push(Reason::Note(format!(
                    "the account of the destination {} is not known: the rule names none and the bucket was not scanned",
                    rule.destination
                ))),
            }
        }
        Outcome::concluded(faults, reasons)
    })
}

fn destination<'a>(context: &Context<'a>, rule: &'a ReplicationRule) -> Option<&'a str> {
    let name = rule.destination.rsplit(':').next().unwrap_or_default();
    match context.bucket_named(name) {
        Some((_, bucket)) => Some(bucket.account.as_str()),
        None => rule.account.as_ref().map(|account| account.as_str()),
    }
}

fn fault(index: usize, rule: &ReplicationRule, account: &str) -> Fault {
    let locus = rule.id.clone().filter(|id| !id.is_empty()).unwrap_or_else(|| format!("#{index}"));
    Fault::new(format!("Objects are replicated to {} of the foreign account {account}", rule.destination))
        .at(locus)
        .setting("replication destination", format!("{} in {account}", rule.destination))
}
