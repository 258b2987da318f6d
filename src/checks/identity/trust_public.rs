//! `iam-trust-public`.

use crate::checks::outsiders::{Gate, Passage};
use crate::checks::{Context, Fault, Mapping, Outcome, Threat};
use crate::finding::{Evidence, Factor, Side};
use crate::model::{Domain, Kind, Resource, ResourceId};

use super::trust::{Trust, demands_external_id};

define_check! {
    /// A role that everyone may assume gives its rights to any AWS account in the world: nothing has to be stolen.
    ///
    /// Fails when the trust policy names everyone (`*`), or everyone but a list (`NotPrincipal`), and no condition
    /// keeps the callers to fixed accounts, organizations, networks or identities. An external id alone is a password
    /// in the policy: it lowers the likelihood and does not narrow who may try. Passes where a Deny of the policy or a
    /// resource control policy for `sts:AssumeRole` keeps out everyone who is not of the organization. Roles that AWS owns
    /// do not count.
    ///
    /// By hand: replace `*` by the ARNs of the identities that need the role.
    ///
    /// Source: IAM User Guide, "IAM JSON policy elements: Principal".
    id: "iam-trust-public",
    title: "No role may be assumed by everyone",
    kind: Kind::Role,
    domain: Domain::Identity,
    threat: Threat::InfrastructureCompromise,
    likelihood: 5,
    impact: 5,
    mappings: &[
        Mapping::soc2("CC6.1"), Mapping::pci("7.2.2"), Mapping::hipaa("164.312(a)(1)"), Mapping::gdpr("Art. 32(1)(b)"),
    ],
    evaluate: evaluate,
}

fn evaluate(context: &Context<'_>, id: ResourceId, resource: &Resource) -> Outcome {
    let trust = match Trust::of(context, resource) {
        Ok(trust) => trust,
        Err(outcome) => return outcome,
    };
    let exposed = trust.exposure(context, &|account| context.is_trusted_account(account));
    if exposed.public.is_empty() {
        return Outcome::Pass;
    }
    let gate = Gate::of(context, id, resource);
    let (mut faults, mut reasons) = (Vec::new(), Vec::new());
    for opening in &exposed.public {
        let remarks = match gate.everyone(&trust.role.trust, opening.index) {
            Passage::Open(remarks) => remarks,
            Passage::Closed(_) => continue,
            Passage::Unknown(why) => {
                reasons.extend(why);
                continue;
            }
        };
        let mut fault = trust.fault(opening.index, "Everyone may assume this role");
        for (condition, why) in opening.loose() {
            fault = fault
                .with(Evidence::Note(format!("{} {} does not narrow it: {why}", condition.operator, condition.key)));
        }
        if demands_external_id(opening.statement) {
            let why = "asks for an external id".into();
            fault = fault.factor(Factor { on: Side::Likelihood, by: -1, why });
        }
        faults.push(remarks.into_iter().fold(fault, Fault::with));
    }
    Outcome::concluded(faults, reasons)
}
