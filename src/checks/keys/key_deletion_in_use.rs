//! `kms-key-deletion-in-use`.

use crate::checks::statements::likelihood;
use crate::checks::{Context, Fault, Mapping, Outcome, Reason, Threat};
use crate::finding::Evidence;
use crate::model::aws::KeyState;
use crate::model::{Domain, Kind, Resource, ResourceId, Timestamp};

use super::customer_key;

define_check! {
    /// When a key is deleted, everything that it encrypts is lost for ever; while it is disabled or waits for its
    /// deletion, nothing that it encrypts can be read or written.
    ///
    /// Fails for a key that is disabled or scheduled for deletion while a scanned bucket or trail encrypts with it.
    /// Is unknown when none is seen to and the buckets, their encryption in its region or the trails could not be read.
    ///
    /// Source: AWS KMS Developer Guide, "Delete an AWS KMS key".
    id: "kms-key-deletion-in-use",
    title: "Keys in use are not disabled or scheduled for deletion",
    kind: Kind::Key,
    layer: None,
    domain: Domain::DataProtection,
    threat: Threat::DenialOfService,
    likelihood: 3,
    impact: 5,
    remedies: &["cancel-key-deletion"],
    mappings: &[
        Mapping::soc2("A1.2"),
        Mapping::pci("3.6.1"),
        Mapping::hipaa("164.308(a)(7)(ii)(A)"),
        Mapping::gdpr("Art. 32(1)(c)"),
    ],
    evaluate: evaluate,
}

/// How many users of the key are listed as evidence.
const SHOWN: usize = 25;

fn evaluate(context: &Context<'_>, id: ResourceId, resource: &Resource) -> Outcome {
    let Some(key) = customer_key(resource) else { return Outcome::NotApplicable };
    if !matches!(key.state, KeyState::PendingDeletion | KeyState::Disabled) {
        return Outcome::Pass;
    }
    let users: Vec<(ResourceId, &Resource)> = context.users_of_key(id).collect();
    let Some((_, first)) = users.first() else {
        return match context.encryption_gap(resource) {
            Some(gap) => Outcome::Unknown(vec![Reason::Gap(gap)]),
            None => Outcome::Pass,
        };
    };
    let more = match users.len() {
        1 => String::new(),
        count => format!(" and {} more", count - 1),
    };
    let fault = match key.state {
        KeyState::PendingDeletion => {
            let fault = Fault::new(format!("The key is scheduled for deletion and encrypts {}{more}", first.name()));
            let when = key.deletion_date.as_ref().map_or_else(|| "not known".to_owned(), Timestamp::to_string);
            fault.setting("deletion date", when).factor(likelihood(2, "deletion has a date"))
        }
        _ => Fault::new(format!("The key is disabled and encrypts {}{more}", first.name()))
            .setting("key state", "disabled"),
    };
    let related = |(resource, _): (ResourceId, &Resource)| Evidence::Related { relation: "encrypts", resource };
    Outcome::fault(users.into_iter().take(SHOWN).map(related).fold(fault, Fault::with))
}
