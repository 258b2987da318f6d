//! Who can have access: the users and roles of an estate, the root users of its accounts, and the outsiders that its
//! policies name.
//!
//! Of an account that is not of the estate nothing is read: what a resource grants to it counts, and whether the account
//! passes it on is its own decision.

use rayon::prelude::*;
use rustc_hash::FxHashSet;

use crate::model::{AccountId, ResourceId};
use crate::policy::Effect;
use crate::policy::condition::is_account;
use crate::policy::evaluate::{Caller, CompiledStatement};

use super::AccessIndex;

/// What a subject is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SubjectKind {
    /// A user of the estate.
    User,
    /// A role of the estate.
    Role,
    /// The root user of an account of the estate.
    Root,
    /// Nobody: requests that are not signed.
    Anonymous,
    /// Anybody of an account that no policy names.
    AnyAccount,
    /// Somebody of an account outside the estate, other than those that are named.
    Account,
    /// A user, role or session of an account outside the estate.
    ForeignPrincipal,
    /// A service of AWS.
    Service,
    /// Whoever an identity provider vouches for.
    Provider,
}

impl SubjectKind {
    /// Its name in machine-readable output.
    pub fn id(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::Role => "role",
            Self::Root => "root",
            Self::Anonymous => "anonymous",
            Self::AnyAccount => "any_account",
            Self::Account => "account",
            Self::ForeignPrincipal => "foreign_principal",
            Self::Service => "service",
            Self::Provider => "provider",
        }
    }

    /// Whether it is of no account of the estate.
    pub fn is_outside(self) -> bool {
        !matches!(self, Self::User | Self::Role | Self::Root)
    }
}

/// Somebody who can have access.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subject {
    /// What it is.
    pub kind: SubjectKind,
    /// As whom it asks.
    pub caller: Caller,
    /// The user or role of the estate.
    pub resource: Option<ResourceId>,
}

/// Stands for an account that no policy names.
pub const NOBODYS: &str = "000000000000";

/// All subjects of an index: users, roles, root users, then outsiders in order.
pub(super) fn subjects(index: &AccessIndex) -> Vec<Subject> {
    let own = index.principals.iter().map(|it| Subject {
        kind: if matches!(it.caller, Caller::User(_)) { SubjectKind::User } else { SubjectKind::Role },
        caller: it.caller.clone(),
        resource: Some(it.id),
    });
    let roots = index.estate.accounts().iter().map(|it| Subject {
        kind: SubjectKind::Root,
        caller: Caller::Root(it.id.clone()),
        resource: index.estate.account_resource(&it.id).map(|(id, _)| id),
    });
    own.chain(roots).chain(outsiders(index)).collect()
}

fn outsiders(index: &AccessIndex) -> Vec<Subject> {
    let named = |granting: &super::resource::Granting| {
        let statements = granting.policies().flat_map(|it| &it.policy.statements);
        statements.filter(|it| it.effect == Effect::Allow).flat_map(named_by).collect::<Vec<_>>()
    };
    let named: FxHashSet<Caller> = index.granting.par_iter().flat_map_iter(|(_, it)| named(it)).collect();
    let everyone = [Caller::Anonymous, Caller::Account(AccountId::new(NOBODYS))];
    let mut all: Vec<Subject> = named
        .into_iter()
        .chain(everyone)
        .filter_map(|caller| Some(Subject { kind: kind_of(index, &caller)?, caller, resource: None }))
        .collect();
    all.sort_by(|a, b| (a.kind, &a.caller).cmp(&(b.kind, &b.caller)));
    all.dedup();
    all
}

/// What an outsider is; none for whoever is of the estate.
fn kind_of(index: &AccessIndex, caller: &Caller) -> Option<SubjectKind> {
    if caller.account().is_some_and(|account| index.bounds.contains_key(account)) {
        return None;
    }
    Some(match caller {
        Caller::Anonymous => SubjectKind::Anonymous,
        Caller::Account(account) if account.as_str() == NOBODYS => SubjectKind::AnyAccount,
        Caller::Account(_) => SubjectKind::Account,
        Caller::Service(_) => SubjectKind::Service,
        Caller::Federated(_) => SubjectKind::Provider,
        Caller::Root(_) | Caller::User(_) | Caller::Role { .. } | Caller::FederatedUser { .. } => {
            SubjectKind::ForeignPrincipal
        }
    })
}

/// The callers that an Allow names, in its principals and in conditions that keep everyone to some accounts. Whoever
/// names a user or role of an account tells of the account as well.
fn named_by(statement: &CompiledStatement) -> Vec<Caller> {
    let mut all = statement.named();
    for condition in statement.conditions() {
        let written = condition.written();
        if !matches!(condition.key(), "aws:principalaccount" | "kms:calleraccount" | "aws:principalarn") {
            continue;
        }
        for value in &written.values {
            let account = value.split(':').nth(4).unwrap_or(value);
            if is_account(account) {
                all.push(Caller::Account(AccountId::new(account)));
            }
            if !value.contains(['*', '?', '$']) {
                all.extend(Caller::parse(value).filter(|it| it.identity().is_some()));
            }
        }
    }
    all
}
