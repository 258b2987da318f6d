//! `athena-workgroup-settings-not-enforced`.

use super::athena_settings;
use crate::checks::{Fault, Mapping, Outcome, Threat};
use crate::model::{Domain, Kind, Resource};

define_check! {
    /// Unless a work group enforces its settings, each client says where results go and whether they are encrypted: into any
    /// bucket that the client may write to, of any account.
    ///
    /// Looks at enabled work groups. Fails when clients may override the settings.
    ///
    /// By hand: `aws athena update-work-group --work-group NAME --configuration-updates EnforceWorkGroupConfiguration=true`.
    ///
    /// Source: Amazon Athena User Guide, "Override client-side settings".
    id: "athena-workgroup-settings-not-enforced",
    title: "Athena work groups enforce their settings",
    kind: Kind::AthenaWorkGroup,
    layer: None,
    domain: Domain::DataProtection,
    threat: Threat::DataExfiltration,
    likelihood: 2,
    impact: 3,
    remedies: &["enforce-workgroup-settings"],
    mappings: &[Mapping::soc2("CC6.1"), Mapping::soc2("CC8.1"), Mapping::pci("2.2.1"), Mapping::gdpr("Art. 32(1)(b)")],
    evaluate: |_, _, resource| evaluate(resource),
}

fn evaluate(resource: &Resource) -> Outcome {
    athena_settings(resource, |it| {
        if it.enforced {
            return Outcome::Pass;
        }
        let fault = Fault::new("Clients may override its settings");
        Outcome::fault(fault.setting("EnforceWorkGroupConfiguration", "false"))
    })
}
