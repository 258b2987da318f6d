//! `kms-key-grant-foreign`.

use crate::checks::outsiders::{Gate, Passage};
use crate::checks::statements::likelihood;
use crate::checks::{Context, Fault, Outcome, Reason, Threat};
use crate::model::aws::KeyGrant;
use crate::model::{Domain, Kind, Resource, ResourceId};
use crate::policy::Outsider;
use crate::policy::access::Allowed;
use crate::policy::actions::ActionTable;
use crate::policy::condition::is_account;

use super::customer_key;

define_check! {
    /// A grant lets somebody use a key without a word in any policy; one that was given to a foreign account is easily
    /// forgotten and never shows in a review of policies.
    ///
    /// Fails for each grant whose grantee belongs to an account outside the scanned accounts, their organization and
    /// the trusted accounts. Is unknown while the organization's accounts could not be read. Grants to AWS services
    /// pass, and grants of which a Deny of the key policy or a resource control policy leaves nothing.
    ///
    /// By hand: `aws kms revoke-grant`, after asking who uses it; or add the account to `trusted_accounts`.
    ///
    /// Source: AWS KMS Developer Guide, "Grants in AWS KMS".
    id: "kms-key-grant-foreign",
    title: "Key grants go to trusted accounts only",
    kind: Kind::Key,
    layer: None,
    domain: Domain::DataProtection,
    threat: Threat::DataExfiltration,
    likelihood: 3,
    impact: 4,
    remedies: &[],
    mappings: super::FEW_USERS,
    evaluate: evaluate,
}

fn evaluate(context: &Context<'_>, id: ResourceId, resource: &Resource) -> Outcome {
    let Some(key) = customer_key(resource) else { return Outcome::NotApplicable };
    Outcome::of(&key.grants, |grants| {
        let (mut faults, mut reasons) = (Vec::new(), Vec::new());
        for grant in grants {
            let Some(account) = account_of(&grant.grantee) else { continue };
            if context.is_trusted_account(account) {
                continue;
            }
            let gate = Gate::of(context, id, resource);
            let who = Outsider::Identity(account, &grant.grantee);
            match (gate.outsider_with(operations(grant, resource), who), context.membership_gap()) {
                (Passage::Closed(_), _) => {}
                (Passage::Unknown(why), _) => reasons.extend(why),
                (_, Some(gap)) => reasons.extend([Reason::Gap(gap), undecided(grant)]),
                (Passage::Open(remarks), None) => {
                    faults.push(remarks.into_iter().fold(fault(grant, account), Fault::with));
                }
            }
        }
        Outcome::concluded(faults, reasons)
    })
}

/// What a grant allows.
fn operations(grant: &KeyGrant, key: &Resource) -> Allowed {
    let table = ActionTable::aws();
    let names = grant.operations.iter().filter_map(|it| table.find(&format!("kms:{it}")));
    let names: Vec<&'static str> = names.map(|it| table.name(it)).collect();
    Allowed::of(&names, vec![key.arn.to_string()])
}

fn account_of(grantee: &str) -> Option<&str> {
    grantee.split(':').nth(4).filter(|account| is_account(account))
}

fn undecided(grant: &KeyGrant) -> Reason {
    Reason::Note(format!("the grant {} goes to {}, which may belong to the organization", grant.id, grant.grantee))
}

fn fault(grant: &KeyGrant, account: &str) -> Fault {
    let name = grant.name.as_deref().filter(|name| !name.is_empty()).unwrap_or(&grant.id);
    let fault = Fault::new(format!("The grant {name} lets the foreign account {account} use the key"))
        .at(grant.id.as_str())
        .setting("grantee", grant.grantee.as_str())
        .setting("operations", grant.operations.join(", "));
    if grant.constraints.is_some() { fault.factor(likelihood(-1, "the grant has constraints")) } else { fault }
}
