//! `iam-access-key-unused`.

use crate::checks::{Context, Fault, Mapping, Outcome, Reason, Threat};
use crate::model::{Domain, Fact, Kind, Resource, ResourceId};

define_check! {
    /// A key that nobody uses is missed by nobody when it is stolen, and serves no one until then.
    ///
    /// Looks at active keys. Fails for each key that was not used for 90 days (`dormant_days` in the rules), or was
    /// never used and is older than that. PCI DSS asks for 90 days, CIS for 45: set the rule to what binds you.
    ///
    /// Source: IAM User Guide, "Find unused AWS credentials".
    id: "iam-access-key-unused",
    title: "Active access keys are in use",
    kind: Kind::User,
    domain: Domain::Identity,
    threat: Threat::DataExfiltration,
    likelihood: 3,
    impact: 3,
    remedies: &["deactivate-access-key"],
    mappings: &[Mapping::cis("1.12"), Mapping::soc2("CC6.2"), Mapping::pci("8.2.6")],
    evaluate: evaluate,
}

fn evaluate(context: &Context<'_>, _: ResourceId, resource: &Resource) -> Outcome {
    let Some(user) = resource.user() else { return Outcome::NotApplicable };
    let limit = context.rules.dormant_days;
    super::each_active_key(&user.access_keys, |key| {
        let (since, words) = match &key.last_used {
            Fact::Unknown(gap) => return Err(Reason::Gap(*gap)),
            Fact::Known(Some(used)) => (used.date, "was last used"),
            Fact::Known(None) | Fact::NotApplicable => match key.created {
                Some(created) => (created, "was never used since it was made"),
                None => return Err(Reason::Note(format!("the age of access key {} is not known", key.id))),
            },
        };
        let days = context.days_since(since);
        Ok((days > limit).then(|| {
            Fault::new(format!("Access key {} {words} {days} days ago", key.id))
                .at(&*key.id)
                .setting(words, since.to_string())
        }))
    })
}
