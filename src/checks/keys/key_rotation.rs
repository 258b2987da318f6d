//! `kms-key-rotation`.

use crate::checks::{Context, Fault, Mapping, Outcome, Threat};
use crate::model::aws::KeyState;
use crate::model::{Domain, Kind, Resource, ResourceId};

use super::customer_key;

define_check! {
    /// Rotation bounds how much data one generation of key material protects. Old material is kept, so that nothing
    /// has to be encrypted again.
    ///
    /// Looks at enabled, symmetric keys for encryption that customers manage and whose material KMS made: KMS rotates
    /// no others by itself.
    ///
    /// Passes when automatic rotation is on.
    ///
    /// Source: AWS KMS Developer Guide, "Rotate AWS KMS keys".
    id: "kms-key-rotation",
    title: "Customer keys rotate automatically",
    kind: Kind::Key,
    layer: None,
    domain: Domain::DataProtection,
    threat: Threat::DataExfiltration,
    likelihood: 2,
    impact: 3,
    remedies: &["enable-key-rotation"],
    mappings: &[
        Mapping::soc2("CC6.1"),
        Mapping::pci("3.7.4"),
        Mapping::hipaa("164.312(a)(2)(iv)"),
        Mapping::gdpr("Art. 32(1)(a)"),
        Mapping::cis("3.6"),
    ],
    evaluate: evaluate,
}

fn evaluate(_: &Context<'_>, _: ResourceId, resource: &Resource) -> Outcome {
    let Some(key) = customer_key(resource) else { return Outcome::NotApplicable };
    if key.state != KeyState::Enabled || key.spec != "SYMMETRIC_DEFAULT" || key.origin != "AWS_KMS" {
        return Outcome::NotApplicable;
    }
    Outcome::of(&key.rotation, |rotation| {
        if rotation.enabled {
            return Outcome::Pass;
        }
        Outcome::fault(Fault::new("Automatic rotation is off").setting("key rotation", "off"))
    })
}
