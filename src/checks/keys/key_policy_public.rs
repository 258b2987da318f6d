//! `kms-key-policy-public`.

use crate::checks::aspects::open_to_everyone;
use crate::checks::statements::{Source, covers_any, impact};
use crate::checks::{Context, Fault, Mapping, Outcome, Threat};
use crate::model::{Domain, Kind, Resource, ResourceId};
use crate::policy::Opening;

use super::judge_policy;

define_check! {
    /// A key policy that lets in everyone lets every AWS account in the world use the key: what it encrypts is
    /// protected by the store's own policy alone.
    ///
    /// Fails for each statement that allows everyone and that no condition keeps to fixed callers, such as
    /// `kms:CallerAccount`, `aws:PrincipalOrgID` or `aws:SourceArn`. `kms:ViaService` alone keeps nobody out. Passes where
    /// a Deny of the policy or a resource control policy keeps everyone from outside from all that the statement allows;
    /// where resource control policies could not be read, the finding stands and says so.
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

/// What uses the key, hands its use on, or changes or ends it.
const USES: [&str; 14] = [
    "kms:Decrypt",
    "kms:Encrypt",
    "kms:GenerateDataKey",
    "kms:GenerateDataKeyWithoutPlaintext",
    "kms:GenerateDataKeyPair",
    "kms:ReEncryptFrom",
    "kms:ReEncryptTo",
    "kms:Sign",
    "kms:GenerateMac",
    "kms:DeriveSharedSecret",
    "kms:CreateGrant",
    "kms:PutKeyPolicy",
    "kms:DisableKey",
    "kms:ScheduleKeyDeletion",
];

fn evaluate(context: &Context<'_>, id: ResourceId, resource: &Resource) -> Outcome {
    judge_policy(context, resource, |source| {
        open_to_everyone(context, id, resource, source, |opening| fault(source, opening))
    })
}

fn fault(source: Source<'_>, opening: &Opening<'_>) -> Fault {
    let summary = format!("The key policy lets in everyone ({})", source.name(opening.index));
    let fault = source.public_fault(opening, summary);
    if covers_any(opening.statement, &USES) {
        fault
    } else {
        fault.factor(impact(-3, "the allowed actions neither use nor change the key"))
    }
}
