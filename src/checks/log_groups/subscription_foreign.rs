//! `logs-subscription-foreign`.

use super::NOT_PUBLIC;
use crate::checks::{Context, Fault, Outcome, Reason, Threat, aspects};
use crate::model::{Domain, Kind, Resource, ResourceId};

define_check! {
    /// A subscription sends each event on as it comes, for good, and nobody sees it in the group.
    ///
    /// Fails for each subscription filter, of the group or of the account, whose destination belongs to an account
    /// outside the scanned accounts, their organization and the trusted accounts.
    ///
    /// By hand: `aws logs delete-subscription-filter --log-group-name GROUP --filter-name NAME`, or name the account in
    /// `trusted_accounts`.
    ///
    /// Source: Amazon CloudWatch Logs User Guide, "Cross-account cross-Region subscriptions".
    id: "logs-subscription-foreign",
    title: "Log events are sent to trusted accounts only",
    kind: Kind::LogGroup,
    layer: None,
    domain: Domain::DataProtection,
    threat: Threat::DataExfiltration,
    likelihood: 3,
    impact: 3,
    remedies: &[],
    mappings: NOT_PUBLIC,
    evaluate: evaluate,
}

fn evaluate(context: &Context<'_>, _: ResourceId, resource: &Resource) -> Outcome {
    let Some(group) = resource.log_group() else { return Outcome::NotApplicable };
    let hidden = [&group.subscriptions, &group.account_subscriptions].into_iter().filter_map(|it| it.gap());
    let mut reasons: Vec<Reason> = hidden.map(Reason::Gap).collect();
    let mut faults = Vec::new();
    for filter in group.all_subscriptions() {
        let Some(account) = filter.destination.split(':').nth(4) else { continue };
        let fault = || {
            let words = format!("Events are sent to {} of the foreign account {account}", filter.destination);
            Fault::new(words).at(filter.name.as_str()).setting("destination", filter.destination.as_str())
        };
        aspects::handed_to(context, account, fault, &mut faults, &mut reasons);
    }
    Outcome::concluded(faults, reasons)
}
