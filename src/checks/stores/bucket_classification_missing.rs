//! `s3-bucket-classification-missing`.

use crate::checks::{Context, Fault, Mapping, Outcome, Threat};
use crate::model::{Classification, Domain, Kind, Resource, ResourceId};

define_check! {
    /// What nobody classified, nobody protects as it deserves: the classification decides which key, which logging and
    /// which readers are right, and how bad every other finding is.
    ///
    /// Passes when a tag of the bucket holds a value that the configuration maps to public, internal or restricted.
    ///
    /// By hand: tag the bucket, such as `classification` = `restricted`.
    ///
    /// Source: AWS Whitepaper "Data Classification".
    id: "s3-bucket-classification-missing",
    title: "Buckets say how sensitive their data is",
    kind: Kind::Bucket,
    layer: None,
    domain: Domain::DataProtection,
    threat: Threat::DataExfiltration,
    likelihood: 2,
    impact: 2,
    remedies: &[],
    mappings: &[Mapping::soc2("C1.1"), Mapping::cis("2.1.3")],
    evaluate: evaluate,
}

fn evaluate(context: &Context<'_>, _: ResourceId, resource: &Resource) -> Outcome {
    Outcome::of(&resource.tags, |tags| {
        if context.classification(resource) != Classification::Unknown {
            return Outcome::Pass;
        }
        let wanted = &context.rules.classification.tags;
        let held = tags.iter().find(|(key, _)| wanted.iter().any(|tag| key.eq_ignore_ascii_case(tag)));
        let fault = match held {
            Some((key, value)) => {
                Fault::new(format!("The tag {key} has a value that is not mapped")).setting(key.clone(), value.as_str())
            }
            None => Fault::new("No tag says how sensitive the data is").setting("tags that would", wanted.join(", ")),
        };
        Outcome::fault(fault)
    })
}
