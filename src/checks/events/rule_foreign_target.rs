//! `events-rule-foreign-target`.

use super::NOT_PUBLIC;
use crate::checks::{Context, Fault, Outcome, Reason, Threat};
use crate::model::{Arn, Domain, Kind, Resource, ResourceId};

define_check! {
    /// A rule that targets another account hands it a copy of every event that fits.
    ///
    /// Looks at rules that are on. Fails for each target in an account that is neither of this organization nor among
    /// your trusted accounts.
    ///
    /// By hand: `aws events remove-targets --rule NAME --ids ID`, or name the account in `trusted_accounts`.
    ///
    /// Source: Amazon EventBridge User Guide, "Sending and receiving events between AWS accounts in Amazon
    /// EventBridge".
    id: "events-rule-foreign-target",
    title: "Rules send to trusted accounts only",
    kind: Kind::EventRule,
    layer: None,
    domain: Domain::Identity,
    threat: Threat::DataExfiltration,
    likelihood: 3,
    impact: 3,
    remedies: &[],
    mappings: NOT_PUBLIC,
    evaluate: evaluate,
}

fn evaluate(context: &Context<'_>, _: ResourceId, resource: &Resource) -> Outcome {
    let Some(rule) = resource.event_rule().filter(|it| it.enabled) else { return Outcome::NotApplicable };
    Outcome::of(&rule.targets, |targets| {
        let foreign = |arn: &str| {
            let account = Arn::from(arn).account().to_owned();
            (!account.is_empty() && !context.is_trusted_account(&account)).then_some(account)
        };
        let found: Vec<_> = targets.iter().filter_map(|it| Some((it, foreign(&it.arn)?))).collect();
        // While the accounts of the organization are hidden, the account may be one of them.
        if let (false, Some(gap)) = (found.is_empty(), context.membership_gap()) {
            return Outcome::Unknown(vec![Reason::Gap(gap)]);
        }
        let faults = found.into_iter().map(|(target, account)| {
            let words = format!("Account {account} is sent the events of this rule");
            Fault::new(words).at(target.id.as_str()).setting("Target", target.arn.as_str())
        });
        Outcome::of_faults(faults.collect())
    })
}
