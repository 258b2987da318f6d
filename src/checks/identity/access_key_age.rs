//! `iam-access-key-age`.

use crate::checks::{Context, Fault, Mapping, Outcome, Reason, Threat};
use crate::finding::{Factor, Side};
use crate::model::{Domain, Kind, Resource, ResourceId};

define_check! {
    /// The longer a key lives, the more laptops, repositories and logs it has passed through. Rotation ends what was
    /// copied on the way.
    ///
    /// Looks at active keys. Fails for each key older than 90 days, or the age that the rules set
    /// (`access_key_days`). A key that is twice as old is more likely to have leaked.
    ///
    /// The remedy deactivates the key, which can be taken back. Make a new key and move its users first, or replace
    /// the user by a role, which needs no key.
    ///
    /// Source: IAM User Guide, "Update access keys".
    id: "iam-access-key-age",
    title: "Access keys are rotated",
    kind: Kind::User,
    domain: Domain::Identity,
    threat: Threat::DataExfiltration,
    likelihood: 3,
    impact: 3,
    remedies: &["deactivate-access-key"],
    mappings: &[Mapping::cis("1.14"), Mapping::soc2("CC6.1"), Mapping::pci("8.6.3"), Mapping::hipaa("164.308(a)(5)(ii)(D)")],
    evaluate: evaluate,
}

fn evaluate(context: &Context<'_>, _: ResourceId, resource: &Resource) -> Outcome {
    let Some(user) = resource.user() else { return Outcome::NotApplicable };
    super::each_active_key(&user.access_keys, |key| {
        let Some(created) = key.created else {
            return Err(Reason::Note(format!("the age of access key {} is not known", key.id)));
        };
        let (days, limit) = (context.days_since(created), context.rules.access_key_days);
        if days <= limit {
            return Ok(None);
        }
        let fault = Fault::new(format!("Access key {} is {days} days old", key.id))
            .at(&*key.id)
            .setting("created", created.to_string());
        let old = days > limit.saturating_mul(2);
        let why = format!("more than twice the {limit} days that are allowed").into();
        Ok(Some(if old { fault.factor(Factor { on: Side::Likelihood, by: 1, why }) } else { fault }))
    })
}
