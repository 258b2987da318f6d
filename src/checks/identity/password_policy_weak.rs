//! `iam-password-policy-weak`.

use crate::checks::{Context, Fault, Mapping, Outcome, Threat};
use crate::model::aws::PasswordPolicy;
use crate::model::{Domain, Kind, Resource, ResourceId};

/// The least number of characters that the CIS benchmark asks for.
const LEAST_LENGTH: u32 = 14;
/// How many earlier passwords the CIS benchmark keeps from being used again.
const LEAST_REUSE: u32 = 24;

define_check! {
    /// Short passwords are guessed, and old ones that are used again undo every forced change.
    ///
    /// Passes when passwords of IAM users have at least 14 characters and the last 24 cannot be used again. An account
    /// without a policy of its own has AWS's default of 8 characters and fails.
    ///
    /// By hand: `aws iam update-account-password-policy --minimum-password-length 14 --password-reuse-prevention 24`
    /// together with the settings that you keep; settings left out return to their defaults.
    ///
    /// Source: CIS Amazon Web Services Foundations Benchmark 3.0, 1.8 and 1.9.
    id: "iam-password-policy-weak",
    title: "The password policy asks for long passwords that are not used again",
    kind: Kind::Account,
    domain: Domain::Identity,
    threat: Threat::DataExfiltration,
    likelihood: 2,
    impact: 3,
    mappings: &[
        Mapping::cis("1.8"), Mapping::cis("1.9"), Mapping::soc2("CC6.1"), Mapping::pci("8.3.6"), Mapping::pci("8.3.7"),
        Mapping::hipaa("164.308(a)(5)(ii)(D)"),
    ],
    evaluate: evaluate,
}

fn evaluate(_: &Context<'_>, _: ResourceId, resource: &Resource) -> Outcome {
    let Some(settings) = resource.account_settings() else { return Outcome::NotApplicable };
    Outcome::of(&settings.password_policy, |policy| match policy {
        None => Outcome::fault(Fault::new("The account has no password policy").setting("password policy", "none")),
        Some(policy) => judge(policy),
    })
}

fn judge(policy: &PasswordPolicy) -> Outcome {
    let reuse = policy.reuse_prevention.unwrap_or(0);
    let (short, reused) = (policy.minimum_length < LEAST_LENGTH, reuse < LEAST_REUSE);
    let summary = match (short, reused) {
        (false, false) => return Outcome::Pass,
        (true, false) => "Passwords may be shorter than 14 characters",
        (false, true) => "One of the last 24 passwords may be used again",
        (true, true) => "Passwords may be short and used again",
    };
    Outcome::fault(
        Fault::new(summary)
            .setting("minimum length", policy.minimum_length.to_string())
            .setting("passwords remembered", reuse.to_string()),
    )
}
