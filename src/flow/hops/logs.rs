//! CloudWatch Logs: what passes events on. Who writes into a group is told by the other side.

use crate::flow::{Draft, Sketch, Transfer};
use crate::model::aws::LogSubscription;

const SERVICE: &str = "logs.amazonaws.com";

/// Where the events of a group go.
///
/// Source: Amazon CloudWatch Logs User Guide, "Real-time processing of log data with subscriptions".
pub(super) fn group(draft: &mut Draft<'_>) {
    let Some(group) = draft.here.log_group() else { return };
    for filter in group.subscriptions.known().into_iter().flatten() {
        subscription(draft, filter, "subscriptionFilters.destinationArn");
    }
    for policy in group.account_subscriptions.known().into_iter().flatten() {
        subscription(draft, policy, "accountPolicies.policyDocument.DestinationArn");
    }
}

fn subscription(draft: &mut Draft<'_>, filter: &LogSubscription, field: &str) {
    let is_function = filter.destination.split(':').nth(2) == Some("lambda");
    let transfer = if is_function { Transfer::Invoke } else { Transfer::Write };
    let sketch = Sketch::to(&filter.destination, transfer).declared(field);
    draft.add(match filter.role.as_deref() {
        Some(role) => sketch.as_role(role),
        None => sketch.as_service(SERVICE),
    });
}

/// The stream behind a destination.
///
/// Source: Amazon CloudWatch Logs User Guide, "Cross-account cross-Region subscriptions".
pub(super) fn destination(draft: &mut Draft<'_>) {
    let Some(destination) = draft.here.log_destination() else { return };
    let sketch = Sketch::to(&destination.target, Transfer::Write).as_role(&destination.role);
    draft.add(sketch.declared("destinations.targetArn"));
}
