//! What the trust policy of a role lets in, and walking its statements.

use crate::checks::outsiders::{Gate, Passage};
use crate::checks::statements::covers_any;
use crate::checks::{Context, Fault, Outcome, Reason};
use crate::finding::Evidence;
use crate::model::aws::Role;
use crate::model::{Fact, Resource, ResourceId};
use crate::policy::{
    Condition, Effect, Exposure, Foreign, Inside, Outsider, Policy, Principal, PrincipalClause, Statement, exposure,
    glob, statement_locus,
};

/// A role whose trust its owner can edit, with its parsed trust policy.
pub(super) struct Trust<'a> {
    /// The role.
    pub role: &'a Role,
    /// Its trust policy.
    pub policy: &'a Policy,
}

impl<'a> Trust<'a> {
    /// The trust of a role; the outcome to give instead where there is none to judge.
    pub fn of(context: &'a Context<'_>, resource: &'a Resource) -> Result<Self, Outcome> {
        let Some(role) = resource.role().filter(|role| !role.is_managed_by_aws()) else {
            return Err(Outcome::NotApplicable);
        };
        match context.policy(&role.trust) {
            Ok(policy) => Ok(Self { role, policy }),
            Err(wrong) => Err(Outcome::Unknown(vec![Reason::Note(format!("trust policy: {wrong}"))])),
        }
    }

    /// A fault of one statement, with the statement as evidence.
    pub fn fault(&self, index: usize, summary: impl Into<String>) -> Fault {
        Fault::new(summary).at(statement_locus(self.policy, index)).with(Evidence::Statement {
            label: "trust policy".to_owned(),
            document: self.role.trust.clone(),
            index,
        })
    }

    /// Whom the trust policy lets in from outside the accounts that `inside` names.
    pub fn exposure(&self, context: &Context<'_>, inside: &(dyn Fn(&str) -> bool + Sync)) -> Exposure<'a> {
        let organization = context.estate.organization().map(|organization| organization.id.as_str());
        let mut found = exposure(self.policy, &Inside { account: inside, organization, canonical: None });
        found.public.retain(|it| lets_assume(it.statement));
        found.foreign.retain(|it| lets_assume(it.statement));
        found.narrowed.retain(|it| lets_assume(it.statement));
        found
    }

    /// The statements that let somebody assume the role: not those that only allow to tag a session or to name its
    /// source, which stand beside them.
    pub fn assuming(&self) -> impl Iterator<Item = (usize, &'a Statement)> {
        self.policy.with_effect(Effect::Allow).filter(|(_, statement)| lets_assume(statement))
    }

    /// The statements that trust a provider that IAM knows by itself, which the account need not register.
    pub fn public_providers(&self) -> impl Iterator<Item = (usize, &'a Statement, &'a str)> {
        self.assuming().filter_map(|(index, statement)| {
            principals(statement).iter().find_map(|principal| match principal {
                Principal::Federated(name) if PUBLIC_PROVIDERS.contains(&name.as_str()) => {
                    Some((index, statement, name.as_str()))
                }
                _ => None,
            })
        })
    }

    /// The statements that trust an OpenID Connect provider of the account, with the provider's ARN and issuer.
    pub fn oidc(&self) -> impl Iterator<Item = (usize, &'a Statement, &'a str, &'a str)> {
        self.assuming().filter_map(|(index, statement)| {
            principals(statement).iter().find_map(|principal| match principal {
                Principal::Federated(arn) => {
                    let (_, issuer) = arn.split_once(":oidc-provider/")?;
                    Some((index, statement, arn.as_str(), issuer))
                }
                _ => None,
            })
        })
    }
}

/// The identity providers that a trust policy may name without registering them.
///
/// Source: IAM User Guide, "AWS JSON policy elements: Principal", OIDC federated principals.
const PUBLIC_PROVIDERS: [&str; 4] =
    ["cognito-identity.amazonaws.com", "accounts.google.com", "graph.facebook.com", "www.amazon.com"];

fn lets_assume(statement: &Statement) -> bool {
    covers_any(statement, &["sts:AssumeRole", "sts:AssumeRoleWithSAML", "sts:AssumeRoleWithWebIdentity"])
}

/// The principals that a statement names.
pub(super) fn principals(statement: &Statement) -> &[Principal] {
    match &statement.principal {
        PrincipalClause::Is(principals) => principals,
        PrincipalClause::Absent | PrincipalClause::Not(_) => &[],
    }
}

/// Turns foreign trust into faults. While the organization's accounts are not known, an account that is not of the
/// estate may belong to it, and the answer is unknown. Whom a Deny or a resource control policy keeps out is no fault.
pub(super) fn foreign(
    context: &Context<'_>,
    trust: &Trust<'_>,
    (id, resource): (ResourceId, &Resource),
    found: &[Foreign<'_>],
    fault: impl Fn(&Foreign<'_>, &str) -> Option<Fault>,
) -> Outcome {
    let (mut faults, mut reasons): (Vec<Fault>, Vec<Reason>) = (Vec::new(), Vec::new());
    for foreign in found {
        let Some(account) = foreign.who.account() else { continue };
        let Some(fault) = fault(foreign, account) else { continue };
        let gate = Gate::of(context, id, resource);
        match (gate.outsider(&trust.role.trust, foreign.index, foreign.who), context.belongs(account)) {
            (Passage::Closed(_), _) => {}
            (Passage::Unknown(why), _) => reasons.extend(why),
            (Passage::Open(_), Fact::Unknown(gap)) => reasons.push(Reason::Gap(gap)),
            (Passage::Open(remarks), _) => faults.push(remarks.into_iter().fold(fault, Fault::with)),
        }
    }
    // Several foreigners in one statement are one place to mend.
    faults.dedup_by(|later, first| {
        let same = later.locus == first.locus;
        if same {
            first.evidence.push(Evidence::Note(later.summary.clone()));
        }
        same
    });
    Outcome::concluded(faults, reasons)
}

/// Whether an outsider is a whole account.
pub(super) fn is_whole_account(who: Outsider<'_>) -> bool {
    matches!(who, Outsider::Account(_))
}

/// Whether a condition demands a value of its key: not a negated operator, not one that everything satisfies.
pub(super) fn demands(condition: &Condition) -> bool {
    let operator = condition.operator.to_ascii_lowercase();
    !operator.contains("not")
        && operator != "null"
        && !condition.values.is_empty()
        && !condition.values.iter().any(|value| value.contains('*') && value.chars().all(|it| matches!(it, '*' | '?')))
}

/// Whether a statement demands a value of a condition key.
pub(super) fn demands_key(statement: &Statement, key: &str) -> bool {
    statement.conditions_on(key).any(demands)
}

/// Whether a statement demands an external id; one that may be absent is not demanded.
pub(super) fn demands_external_id(statement: &Statement) -> bool {
    statement.conditions_on("sts:ExternalId").any(demands_present)
}

/// Whether a condition demands a value of its key, and that the request has one.
pub(super) fn demands_present(condition: &Condition) -> bool {
    let operator = condition.operator.to_ascii_lowercase();
    demands(condition) && !operator.ends_with("ifexists") && !operator.starts_with("forallvalues")
}

/// Whether a pattern of a subject leaves open whose it is: it begins with a wildcard, or has one in the name of the
/// owner, which stands between a word with a colon and the next slash or colon. `repo:*` and `repo:acme*` do.
pub(super) fn leaves_owner_open(value: &str) -> bool {
    let is_word = |kind: &str| kind.chars().all(|letter| letter.is_ascii_alphabetic() || letter == '_');
    let owner = |rest: &str| rest.split(['/', ':']).next().is_some_and(glob::has_wildcard);
    value.starts_with(['*', '?']) || value.split_once(':').is_some_and(|(kind, rest)| is_word(kind) && owner(rest))
}
