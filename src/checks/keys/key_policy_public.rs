//! `kms-key-policy-public`.

use crate::checks::statements::{covers_any, impact};
use crate::checks::{Context, Mapping, Outcome, Threat};
use crate::model::{Domain, Kind, Resource, ResourceId};

use super::{customer_key, key_policy};

define_check! {
    /// A key policy that lets in everyone lets every AWS account in the world use the key: what it encrypts is
    /// protected by the store's own policy alone.
    ///
    /// Fails for each statement that allows everyone and that no condition keeps to fixed callers, such as
    /// `kms:CallerAccount`, `aws:PrincipalOrgID` or `aws:SourceArn`. `kms:ViaService` alone keeps nobody out.
    ///
    /// Source: AWS KMS Developer Guide, "Key policies in AWS KMS" and "AWS KMS condition keys".
    id: "kms-key-policy-public",
    title: "Key policies do not let in everyone",
    kind: Kind::Key,
    layer: None,
    domain: Domain::DataProtection,
    threat: Threat::DataExfiltration,
    likelihood: 4,
    impact: 5,
    remedies: &["remove-key-policy-statement", "narrow-key-policy-statement"],
    mappings: &[
        Mapping::soc2("CC6.1"),
        Mapping::pci("3.6.1"),
        Mapping::pci("7.2.1"),
        Mapping::hipaa("164.312(a)(1)"),
        Mapping::gdpr("Art. 32(1)(b)"),
    ],
    evaluate: evaluate,
}

const USES: [&str; 7] = [
    "kms:Decrypt",
    "kms:Encrypt",
    "kms:GenerateDataKey",
    "kms:ReEncryptFrom",
    "kms:CreateGrant",
    "kms:PutKeyPolicy",
    "kms:ScheduleKeyDeletion",
];

fn evaluate(context: &Context<'_>, _: ResourceId, resource: &Resource) -> Outcome {
    let Some(key) = customer_key(resource) else { return Outcome::NotApplicable };
    let source = match key_policy(context, key) {
        Ok(source) => source,
        Err(outcome) => return outcome,
    };
    let exposure = context.exposure(source.policy);
    let faults = exposure.public.iter().map(|opening| {
        let summary = format!("The key policy lets in everyone ({})", source.name(opening.index));
        let fault = source.public_fault(opening, summary);
        if covers_any(opening.statement, &USES) {
            fault
        } else {
            fault.factor(impact(-3, "the allowed actions neither use nor change the key"))
        }
    });
    Outcome::of_faults(faults.collect())
}
