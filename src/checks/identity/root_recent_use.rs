//! `iam-root-recent-use`.

use crate::checks::{Context, Fault, Mapping, Outcome, Threat};
use crate::model::{Domain, Kind, Resource, ResourceId};

/// Days within which a use counts as everyday use.
const RECENT_DAYS: u32 = 30;

define_check! {
    /// The root user is for the few tasks that nothing else can do. Using it day by day exposes the one credential
    /// that cannot be limited, and leaves no person's name in the logs.
    ///
    /// Fails when its password was used within the last 30 days before the scan.
    ///
    /// By hand: find in CloudTrail what it was used for (`userIdentity.type` is `Root`), and give a role for that task.
    ///
    /// Source: CIS Amazon Web Services Foundations Benchmark 3.0, 1.7.
    id: "iam-root-recent-use",
    title: "The root user is not used day by day",
    kind: Kind::Account,
    domain: Domain::Identity,
    threat: Threat::InfrastructureCompromise,
    likelihood: 2,
    impact: 4,
    mappings: &[Mapping::cis("1.7"), Mapping::soc2("CC6.1"), Mapping::pci("8.2.2")],
    evaluate: evaluate,
}

fn evaluate(context: &Context<'_>, _: ResourceId, resource: &Resource) -> Outcome {
    let Some(settings) = resource.account_settings() else { return Outcome::NotApplicable };
    Outcome::of(&settings.root, |root| {
        Outcome::of(&root.password_last_used, |used| match used {
            Some(date) if context.days_since(*date) < RECENT_DAYS => Outcome::fault(
                Fault::new(format!("The root user signed in {} days before the scan", context.days_since(*date)))
                    .setting("root password last used", date.to_string()),
            ),
            _ => Outcome::Pass,
        })
    })
}
