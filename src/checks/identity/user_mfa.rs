//! `iam-user-mfa`.

use crate::checks::{Context, Fault, Mapping, Outcome, Reason, Threat};
use crate::model::{Domain, Fact, Kind, Resource, ResourceId};

define_check! {
    /// A console password is phished, guessed or reused. Without a second factor, the password is the person.
    ///
    /// Applies to users with a console password. Passes when the user has a second factor. While the credential report
    /// cannot be read, a user without a second factor is unknown.
    ///
    /// By hand: have the person register a second factor, and refuse everything else until then with a policy on
    /// `aws:MultiFactorAuthPresent`; or remove the password and let people sign in through single sign-on.
    ///
    /// Source: IAM User Guide, "AWS Multi-factor authentication in IAM".
    id: "iam-user-mfa",
    title: "Console users have a second factor",
    kind: Kind::User,
    domain: Domain::Identity,
    threat: Threat::DataExfiltration,
    likelihood: 4,
    impact: 4,
    mappings: &[
        Mapping::cis("1.10"), Mapping::soc2("CC6.1"), Mapping::pci("8.4.2"), Mapping::hipaa("164.312(d)"),
        Mapping::gdpr("Art. 32(1)(b)"),
    ],
    evaluate: evaluate,
}

fn evaluate(_: &Context<'_>, _: ResourceId, resource: &Resource) -> Outcome {
    let Some(user) = resource.user() else { return Outcome::NotApplicable };
    let devices = user.mfa_devices.known().map(Vec::len);
    match (&user.password_enabled, devices) {
        (Fact::Known(false) | Fact::NotApplicable, _) => Outcome::NotApplicable,
        (_, Some(1..)) => Outcome::Pass,
        (Fact::Known(true), Some(0)) => Outcome::fault(
            Fault::new("Signs in to the console with a password alone").setting("second factors", "none"),
        ),
        (password, _) => {
            let gaps = [password.gap(), user.mfa_devices.gap()];
            Outcome::Unknown(gaps.into_iter().flatten().map(Reason::Gap).collect())
        }
    }
}
