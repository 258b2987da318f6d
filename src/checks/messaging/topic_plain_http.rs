//! `sns-subscription-plain-http`.

use crate::checks::{Context, Fault, Mapping, Outcome, Threat};
use crate::model::{Domain, Kind, Resource, ResourceId};

define_check! {
    /// A subscription over `http` sends each message in the clear over the internet, where it can be read and changed
    /// on its way.
    ///
    /// Fails for each confirmed or waiting subscription with the protocol `http`.
    ///
    /// By hand: subscribe the `https` address of the same endpoint, then `aws sns unsubscribe --subscription-arn ARN`
    /// the old one.
    ///
    /// Source: Amazon SNS Developer Guide, "Amazon SNS security best practices", enforce encryption of data in transit.
    id: "sns-subscription-plain-http",
    title: "Subscriptions do not use plain HTTP",
    kind: Kind::Topic,
    layer: None,
    domain: Domain::DataProtection,
    threat: Threat::DataExfiltration,
    likelihood: 3,
    impact: 3,
    remedies: &[],
    mappings: &[Mapping::soc2("CC6.7"), Mapping::pci("4.2.1"), Mapping::hipaa("164.312(e)(1)")],
    evaluate: evaluate,
}

fn evaluate(_: &Context<'_>, _: ResourceId, resource: &Resource) -> Outcome {
    let Some(topic) = resource.topic() else { return Outcome::NotApplicable };
    Outcome::of(&topic.subscriptions, |all| {
        let plain = all.iter().filter(|it| it.protocol == "http");
        let faults = plain.map(|it| {
            let endpoint = it.endpoint.readable().unwrap_or("an address that is not shown");
            Fault::new(format!("Messages are sent over plain HTTP to {endpoint}"))
                .at(it.arn.as_deref().unwrap_or(endpoint))
                .setting("protocol", "http")
        });
        Outcome::of_faults(faults.collect())
    })
}
