//! `firehose-plain-connection`.

use super::TRANSIT;
use crate::checks::{Context, Fault, Outcome, Threat};
use crate::model::aws::{DeliveryDescription, DeliverySource, DeliveryTarget};
use crate::model::{Domain, Kind, Resource, ResourceId};

define_check! {
    /// Records that leave for an endpoint over plain HTTP, or come from a database over a plain connection, can be read
    /// and changed by whoever is on the way.
    ///
    /// Fails when the address of an HTTP endpoint, of Splunk or of Snowflake begins with `http://`, and when the
    /// connection to a source database does without TLS.
    ///
    /// By hand: give the endpoint a certificate and its `https://` address with `aws firehose update-destination`; set
    /// `SSLMode` to `Enabled` for a database.
    ///
    /// Source: Amazon Data Firehose Developer Guide, "Understand HTTP endpoint delivery request and response
    /// specifications".
    id: "firehose-plain-connection",
    title: "Delivery streams encrypt on the way",
    kind: Kind::DeliveryStream,
    layer: None,
    domain: Domain::Network,
    threat: Threat::DataExfiltration,
    likelihood: 3,
    impact: 4,
    remedies: &[],
    mappings: TRANSIT,
    evaluate: evaluate,
}

fn evaluate(_: &Context<'_>, _: ResourceId, resource: &Resource) -> Outcome {
    let Some(stream) = resource.delivery_stream() else { return Outcome::NotApplicable };
    Outcome::of(&stream.description, |told| Outcome::of_faults(from(told).into_iter().chain(to(told)).collect()))
}

fn from(told: &DeliveryDescription) -> Option<Fault> {
    match &told.source {
        DeliverySource::Database { host, tls: false, .. } => {
            let fault = Fault::new(format!("Changes are read from {host} without TLS"));
            Some(fault.at("source").setting("SSLMode", "Disabled"))
        }
        _ => None,
    }
}

fn to(told: &DeliveryDescription) -> Option<Fault> {
    let url = match &told.destination.as_ref()?.to {
        DeliveryTarget::Http { url, .. } | DeliveryTarget::Splunk(url) | DeliveryTarget::Snowflake(url) => url,
        _ => return None,
    };
    let plain = url.readable().filter(|url| url.to_ascii_lowercase().starts_with("http://"))?;
    Some(Fault::new("Records are sent over plain HTTP").at("destination").setting("address", plain))
}
