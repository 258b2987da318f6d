//! `sns-subscription-foreign-account`.

use super::NOT_PUBLIC;
use crate::checks::{Context, Fault, Outcome, Reason, Threat};
use crate::model::aws::Subscription;
use crate::model::{Arn, Domain, Kind, Resource, ResourceId};

define_check! {
    /// A subscription in another account receives a copy of every message from the moment on which it is confirmed.
    /// What the topic policy says later does not end it.
    ///
    /// Fails for each subscription whose owner, or whose target, is an account that is neither of this organization nor
    /// among your trusted accounts.
    ///
    /// By hand: `aws sns unsubscribe --subscription-arn ARN`, or name the account in `trusted_accounts`.
    ///
    /// Source: Amazon SNS API Reference, "ListSubscriptionsByTopic"; Amazon SNS Developer Guide, "Fanout to Amazon SQS
    /// queues in a different account".
    id: "sns-subscription-foreign-account",
    title: "Topics send to trusted accounts only",
    kind: Kind::Topic,
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
    let Some(topic) = resource.topic() else { return Outcome::NotApplicable };
    Outcome::of(&topic.subscriptions, |all| {
        let foreign: Vec<(&Subscription, String)> =
            all.iter().filter_map(|it| Some((it, stranger(context, it)?))).collect();
        // While the accounts of the organization are hidden, the account may be one of them.
        if let (false, Some(gap)) = (foreign.is_empty(), context.membership_gap()) {
            return Outcome::Unknown(vec![Reason::Gap(gap)]);
        }
        let faults = foreign.into_iter().map(|(subscription, account)| {
            let locus = subscription.arn.clone().unwrap_or_else(|| account.clone());
            let words = format!("Account {account} receives the topic's messages ({})", subscription.protocol);
            Fault::new(words).at(locus).setting("subscription owner", subscription.owner.clone())
        });
        Outcome::of_faults(faults.collect())
    })
}

/// The account behind a subscription that is not trusted: its owner's, or that of its target.
fn stranger(context: &Context<'_>, subscription: &Subscription) -> Option<String> {
    let target = subscription.endpoint.readable().filter(|name| name.starts_with("arn:")).map(Arn::from);
    let target = target.as_ref().map(|arn| arn.account().to_owned());
    let behind = [Some(subscription.owner.clone()), target].into_iter().flatten();
    behind.filter(|account| !account.is_empty()).find(|account| !context.is_trusted_account(account))
}
