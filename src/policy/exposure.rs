//! Whom the policy of a resource lets in from outside: everyone, foreign accounts, or callers that a condition keeps
//! to fixed values.
//!
//! Only the resource's own policy is looked at. What identity policies add is not decided here.
//!
//! Sources: IAM User Guide, "IAM JSON policy elements: Principal" and "... NotPrincipal"; "Policy evaluation logic".

use super::condition::{Scope, caller_limit, is_account, loose_conditions, negated_limit};
use super::glob::{contains, contains_ignoring_case, has_wildcard};
use super::{Clause, Condition, Effect, Limit, Policy, Principal, PrincipalClause, Statement};

/// Who counts as inside.
pub struct Inside<'a> {
    /// Whether an account belongs to the estate, to its organization or to the trusted ones.
    pub account: &'a (dyn Fn(&str) -> bool + Sync),
    /// The own organization; none when it is not known or there is none.
    pub organization: Option<&'a str>,
    /// Whether a canonical id belongs to an account of the estate, where that can be told.
    pub canonical: Option<&'a (dyn Fn(&str) -> bool + Sync)>,
}

/// Whom a policy lets in from outside.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Exposure<'p> {
    /// Statements that let in everyone.
    pub public: Vec<Opening<'p>>,
    /// Statements that let in foreign accounts, once for each of them.
    pub foreign: Vec<Foreign<'p>>,
    /// Statements that name everyone and whose callers a condition keeps to fixed values.
    pub narrowed: Vec<Narrowed<'p>>,
}

/// A statement that lets in everyone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opening<'p> {
    /// Its place in the policy.
    pub index: usize,
    /// The statement.
    pub statement: &'p Statement,
}

/// A statement that lets in someone from outside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Foreign<'p> {
    /// Its place in the policy.
    pub index: usize,
    /// The statement.
    pub statement: &'p Statement,
    /// Who is let in.
    pub who: Outsider<'p>,
}

/// Someone outside.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Outsider<'p> {
    /// A whole account.
    Account(&'p str),
    /// One identity of an account: the account and the identity as written.
    Identity(&'p str, &'p str),
    /// Another organization.
    Organization(&'p str),
    /// An organization while the own one is not known.
    UnknownOrganization(&'p str),
    /// An account known by its canonical id only.
    Canonical(&'p str),
    /// Whoever an identity provider vouches for.
    Federated(&'p str),
}

/// A statement that names everyone and is kept to fixed values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Narrowed<'p> {
    /// Its place in the policy.
    pub index: usize,
    /// The statement.
    pub statement: &'p Statement,
    /// The condition that keeps it, of the statement itself or of a Deny.
    pub condition: &'p Condition,
    /// The Deny that keeps it, when it is not the statement itself.
    pub denied_by: Option<usize>,
}

impl Opening<'_> {
    /// Conditions that look as if they narrowed the statement, and why they do not.
    pub fn loose(&self) -> impl Iterator<Item = (&Condition, &'static str)> {
        loose_conditions(self.statement)
    }
}

impl Narrowed<'_> {
    /// Whether the statement names everyone, and not just a foreigner who must be inside as well.
    pub fn names_everyone(&self) -> bool {
        match &self.statement.principal {
            PrincipalClause::Is(all) => all.contains(&Principal::Everyone),
            PrincipalClause::Not(_) => true,
            PrincipalClause::Absent => false,
        }
    }
}

impl<'p> Outsider<'p> {
    /// The account, when one is named.
    pub fn account(self) -> Option<&'p str> {
        match self {
            Self::Account(account) | Self::Identity(account, _) => Some(account),
            _ => None,
        }
    }
}

impl std::fmt::Display for Outsider<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Account(account) => write!(f, "the whole account {account}"),
            Self::Identity(_, name) => write!(f, "{name}"),
            Self::Organization(id) | Self::UnknownOrganization(id) => write!(f, "the organization {id}"),
            Self::Canonical(id) => write!(f, "the account with the canonical id {id}"),
            Self::Federated(name) => write!(f, "whoever {name} vouches for"),
        }
    }
}

/// Whom a policy lets in from outside.
pub fn exposure<'p>(policy: &'p Policy, inside: &Inside<'_>) -> Exposure<'p> {
    let mut all = Exposure::default();
    for (index, statement) in policy.with_effect(Effect::Allow) {
        match &statement.principal {
            PrincipalClause::Absent => {}
            PrincipalClause::Not(_) => all.everyone(policy, index, statement, inside),
            PrincipalClause::Is(principals) => {
                let mut everyone = false;
                for principal in principals {
                    match outsider(principal, inside) {
                        Who::Everyone => everyone = true,
                        Who::Outsider(who) => all.foreigner(policy, index, statement, who, inside),
                        Who::Inside => {}
                    }
                }
                if everyone {
                    all.everyone(policy, index, statement, inside);
                }
            }
        }
    }
    all
}

enum Who<'p> {
    Everyone,
    Outsider(Outsider<'p>),
    Inside,
}

fn outsider<'p>(principal: &'p Principal, inside: &Inside<'_>) -> Who<'p> {
    match principal {
        Principal::Everyone => Who::Everyone,
        Principal::Service(_) => Who::Inside,
        Principal::Federated(name) => match account_of(name) {
            Some(account) if (inside.account)(account) => Who::Inside,
            _ => Who::Outsider(Outsider::Federated(name)),
        },
        Principal::CanonicalUser(id) if inside.canonical.is_some_and(|own| own(id)) => Who::Inside,
        Principal::CanonicalUser(id) => Who::Outsider(Outsider::Canonical(id)),
        Principal::Aws(name) => identity(name, inside),
    }
}

/// An account's digits, its root ARN and an identity's ARN name its account. A bare unique id is what AWS leaves of
/// a deleted identity: nobody. Partial wildcards are refused by AWS; one in the account would let in everyone.
fn identity<'p>(name: &'p str, inside: &Inside<'_>) -> Who<'p> {
    let Some(account) = account_of(name) else { return Who::Inside };
    if has_wildcard(account) {
        return Who::Everyone;
    }
    if !is_account(account) || is_log_delivery(account) || (inside.account)(account) {
        return Who::Inside;
    }
    let whole = name == account || name.ends_with(":root");
    Who::Outsider(if whole { Outsider::Account(account) } else { Outsider::Identity(account, name) })
}

fn account_of(name: &str) -> Option<&str> {
    if is_account(name) { Some(name) } else { name.strip_prefix("arn:").and_then(|rest| rest.split(':').nth(3)) }
}

/// Accounts of AWS that deliver load balancer logs and, first, cost reports: their grants are AWS's own instructions,
/// not foreigners.
///
/// Sources: Elastic Load Balancing User Guide, "Enable access logs for your Application Load Balancer"; AWS Data
/// Exports User Guide, "Setting up an Amazon S3 bucket for Cost and Usage Reports".
fn is_log_delivery(account: &str) -> bool {
    const DELIVERY: [&str; 23] = [
        "386209384616",
        "127311923021",
        "033677994240",
        "027434742980",
        "797873946194",
        "098369216593",
        "754344448648",
        "589379963580",
        "718504428378",
        "383597477331",
        "600734575887",
        "114774131450",
        "783225319266",
        "582318560864",
        "985666609251",
        "054676820928",
        "156460612806",
        "652711504416",
        "635631232127",
        "009996457667",
        "897822967062",
        "076674570225",
        "507241528517",
    ];
    DELIVERY.contains(&account)
}

impl<'p> Exposure<'p> {
    fn everyone(&mut self, policy: &'p Policy, index: usize, statement: &'p Statement, inside: &Inside<'_>) {
        let (condition, scope, denied_by) = match (caller_limit(statement), shield(policy, statement)) {
            (_, Shield::All) => return,
            (Some((condition, scope)), _) => (condition, scope, None),
            (None, Shield::AllBut(deny, condition, scope)) => (condition, scope, Some(deny)),
            (None, Shield::Nothing) => {
                self.public.push(Opening { index, statement });
                return;
            }
        };
        self.narrowed.push(Narrowed { index, statement, condition, denied_by });
        for who in outsiders(&scope, inside) {
            self.foreign.push(Foreign { index, statement, who });
        }
    }

    /// An outsider whom a condition asks to be inside as well is nobody.
    fn foreigner(
        &mut self,
        policy: &'p Policy,
        index: usize,
        statement: &'p Statement,
        who: Outsider<'p>,
        inside: &Inside<'_>,
    ) {
        if let Some((condition, scope @ (Scope::Organizations(_) | Scope::Accounts(_)))) = caller_limit(statement)
            && outsiders(&scope, inside).is_empty()
        {
            self.narrowed.push(Narrowed { index, statement, condition, denied_by: None });
            return;
        }
        let excluded = match shield(policy, statement) {
            Shield::All => true,
            Shield::AllBut(_, _, Scope::Accounts(accounts)) => {
                who.account().is_some_and(|account| !accounts.contains(&account))
            }
            Shield::AllBut(..) | Shield::Nothing => false,
        };
        if !excluded {
            self.foreign.push(Foreign { index, statement, who });
        }
    }
}

fn outsiders<'p>(scope: &Scope<'p>, inside: &Inside<'_>) -> Vec<Outsider<'p>> {
    match scope {
        Scope::Accounts(accounts) => {
            let outside = accounts.iter().filter(|account| !(inside.account)(account));
            outside.map(|account| Outsider::Account(account)).collect()
        }
        Scope::Organizations(ids) => ids
            .iter()
            .filter(|id| inside.organization != Some(**id))
            .map(|id| match inside.organization {
                Some(_) => Outsider::Organization(id),
                None => Outsider::UnknownOrganization(id),
            })
            .collect(),
        Scope::Network | Scope::Fixed => Vec::new(),
    }
}

/// What the Deny statements of a policy take away from an Allow.
enum Shield<'p> {
    Nothing,
    All,
    AllBut(usize, &'p Condition, Scope<'p>),
}

/// Only a Deny of everyone that surely covers every action and resource of the Allow counts; it must be without
/// conditions, or with one that keeps all but fixed callers out. Anything else takes nothing away.
fn shield<'p>(policy: &'p Policy, allow: &Statement) -> Shield<'p> {
    let mut found = Shield::Nothing;
    for (index, deny) in policy.with_effect(Effect::Deny) {
        let everyone = matches!(&deny.principal, PrincipalClause::Is(all) if all.contains(&Principal::Everyone));
        if !everyone || !covers(deny, allow) {
            continue;
        }
        let mut conditions = deny.conditions.iter().filter(|condition| !spares_services(condition));
        match (conditions.next(), conditions.next()) {
            (None, _) if deny.conditions.is_empty() => return Shield::All,
            (Some(condition), None) => {
                if let Limit::To(scope) = negated_limit(condition) {
                    found = Shield::AllBut(index, condition, scope);
                }
            }
            _ => {}
        }
    }
    found
}

/// `aws:PrincipalIsAWSService: false` and `aws:ViaAWSService: false` on a Deny spare calls of AWS services only.
fn spares_services(condition: &Condition) -> bool {
    ["aws:PrincipalIsAWSService", "aws:ViaAWSService"].iter().any(|key| condition.key.eq_ignore_ascii_case(key))
        && ["Bool", "BoolIfExists"].iter().any(|operator| condition.operator.eq_ignore_ascii_case(operator))
        && condition.values.iter().all(|value| value.eq_ignore_ascii_case("false"))
}

fn covers(deny: &Statement, allow: &Statement) -> bool {
    let actions = clause_covers(Some(&deny.action), Some(&allow.action), contains_ignoring_case, "*");
    actions && clause_covers(deny.resource.as_ref(), allow.resource.as_ref(), contains, "*")
}

/// Whether each pattern of the inner clause is within one of the outer. A `Not…` clause counts as everything inside
/// and as nothing outside.
fn clause_covers(
    outer: Option<&Clause>,
    inner: Option<&Clause>,
    within: fn(&str, &str) -> bool,
    everything: &str,
) -> bool {
    let outer = match outer {
        Some(Clause::Is(patterns)) => patterns.as_slice(),
        Some(Clause::Not(_)) => return false,
        None => return inner.is_none(),
    };
    let held = |pattern: &str| outer.iter().any(|other| within(other, pattern));
    match inner {
        Some(Clause::Is(patterns)) => patterns.iter().all(|pattern| held(pattern)),
        Some(Clause::Not(_)) | None => held(everything),
    }
}
