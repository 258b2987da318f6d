//! Whether and how a statement of a resource policy names a caller.
//!
//! The way matters: what is granted to everyone, to a user or to a role session needs nothing else in the same
//! account; what is granted to a role is limited by its boundary and session policies; what is granted to an account
//! lets that account's own policies decide.
//!
//! Sources: IAM User Guide, "AWS JSON policy elements: Principal", "AWS JSON policy elements: NotPrincipal", "Policy
//! evaluation logic" (resource-based policies in one account), "Permissions boundaries for IAM entities".

use super::caller::{Caller, Identity};
use super::formula::Atom;
use super::truth::Truth;
use crate::model::AccountId;
use crate::policy::condition::is_account;
use crate::policy::{Principal, PrincipalClause};

/// The names of a `Principal` or `NotPrincipal` element, compiled.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Names {
    names: Vec<Name>,
    inverted: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Name {
    Everyone,
    Account(Box<str>),
    User(Box<str>),
    Role {
        account: Box<str>,
        arn: Box<str>,
    },
    Session {
        partition: Box<str>,
        account: Box<str>,
        role: Box<str>,
        name: Box<str>,
    },
    FederatedUser {
        account: Box<str>,
        name: Box<str>,
    },
    Service(Box<str>),
    Federated(Box<str>),
    Canonical(Box<str>),
    /// The unique id that AWS leaves of a deleted identity.
    UniqueId(Box<str>),
}

/// How a caller is named.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Naming<T> {
    /// As everyone, or as itself in a way that nothing else limits.
    pub direct: T,
    /// As its role, or as the user of its session: boundary and session policies limit it.
    pub limited: T,
    /// As its account.
    pub account: T,
    /// By a grant of a key, as itself: that reaches into other accounts, where their own policies need not allow it.
    pub across: T,
}

impl<T: Truth> Naming<T> {
    /// Not at all.
    pub fn none() -> Self {
        Self { direct: T::of(false), limited: T::of(false), account: T::of(false), across: T::of(false) }
    }

    fn direct(truth: T) -> Self {
        Self { direct: truth, ..Self::none() }
    }

    fn limited(truth: T) -> Self {
        Self { limited: truth, ..Self::none() }
    }

    fn account(truth: T) -> Self {
        Self { account: truth, ..Self::none() }
    }

    /// In either way.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        Self {
            direct: self.direct.or(other.direct),
            limited: self.limited.or(other.limited),
            account: self.account.or(other.account),
            across: self.across.or(other.across),
        }
    }

    /// Each way, if something else holds too.
    #[must_use]
    pub fn and(self, other: &T) -> Self {
        Self {
            direct: self.direct.and(other.clone()),
            limited: self.limited.and(other.clone()),
            account: self.account.and(other.clone()),
            across: self.across.and(other.clone()),
        }
    }

    /// As the naming of a grant.
    #[must_use]
    pub(super) fn by_grant(mut self) -> Self {
        self.across = self.direct.clone().or(self.limited.clone());
        self
    }

    /// In any way.
    pub fn any(self) -> T {
        self.direct.or(self.limited).or(self.account)
    }
}

impl Names {
    /// Compiles the element; none for a policy without one. An error names the principal that AWS would refuse.
    pub fn new(clause: &PrincipalClause) -> Result<Option<Self>, String> {
        let (list, inverted) = match clause {
            PrincipalClause::Absent => return Ok(None),
            PrincipalClause::Is(list) => (list, false),
            PrincipalClause::Not(list) => (list, true),
        };
        let names = list.iter().map(Name::new).collect::<Result<_, _>>()?;
        Ok(Some(Self { names, inverted }))
    }

    /// Whether it is `NotPrincipal`.
    pub(super) fn is_inverted(&self) -> bool {
        self.inverted
    }

    /// Whether it is everyone, without exception.
    pub fn is_everyone(&self) -> bool {
        !self.inverted && self.names == [Name::Everyone]
    }

    /// The callers that an Allow with these names lets in by name; everyone as the anonymous.
    pub fn callers(&self) -> Vec<Caller> {
        if self.inverted {
            return vec![Caller::Anonymous];
        }
        self.names.iter().filter_map(Name::caller).collect()
    }

    /// How an Allow names a caller.
    ///
    /// `NotPrincipal` grants to everyone who is not listed, the anonymous among them.
    pub fn granted<T: Truth>(&self, caller: &Caller) -> Naming<T> {
        let named: Naming<T> = self.listed(caller);
        if self.inverted { Naming::direct(named.any().not()) } else { named }
    }

    /// Whether a Deny names a caller.
    ///
    /// `NotPrincipal` spares a caller only when its account, its role and its session are all listed, and never one
    /// with a permissions boundary.
    pub fn denied<T: Truth>(&self, caller: &Caller, has_boundary: bool) -> T {
        if !self.inverted {
            return self.listed::<T>(caller).any();
        }
        if has_boundary && caller.identity().is_some() {
            return T::of(true);
        }
        self.spared::<T>(caller).not()
    }

    fn spared<T: Truth>(&self, caller: &Caller) -> T {
        let lists = |name: &Name| T::of(self.names.contains(name) || self.names.contains(&Name::Everyone));
        let Some(account) = caller.account() else { return self.listed::<T>(caller).any() };
        let account_listed = lists(&Name::Account(account.as_str().into()));
        match caller {
            Caller::Role { role, session } => account_listed
                .and(T::of(self.names.contains(&Name::Everyone) || self.names.iter().any(|it| it.is_role(role))))
                .and(self.session_listed(role, session.as_deref())),
            Caller::Root(_) => account_listed,
            _ => account_listed.and(self.listed::<T>(caller).direct),
        }
    }

    fn session_listed<T: Truth>(&self, role: &Identity, session: Option<&str>) -> T {
        if self.names.contains(&Name::Everyone) {
            return T::of(true);
        }
        self.names.iter().fold(T::of(false), |sum, name| sum.or(name.session(role, session)))
    }

    fn listed<T: Truth>(&self, caller: &Caller) -> Naming<T> {
        let mut sum = Naming::none();
        for name in &self.names {
            if let Some(naming) = name.names(caller) {
                sum = sum.or(naming);
            }
        }
        sum
    }
}

impl Name {
    fn new(principal: &Principal) -> Result<Self, String> {
        Ok(match principal {
            Principal::Everyone => Self::Everyone,
            Principal::Service(name) => Self::Service(name.to_ascii_lowercase().into()),
            Principal::Federated(name) => Self::Federated(name.as_str().into()),
            Principal::CanonicalUser(id) => Self::Canonical(id.as_str().into()),
            Principal::Aws(name) => return Self::aws(name),
        })
    }

    fn aws(text: &str) -> Result<Self, String> {
        if is_account(text) {
            return Ok(Self::Account(text.into()));
        }
        if text.contains(['*', '?']) {
            return Err(format!("`{text}`: a wildcard cannot be a part of a principal"));
        }
        if !text.starts_with("arn:") {
            return unique_id(text).ok_or_else(|| format!("`{text}` is no principal"));
        }
        let wrong = || format!("`{text}` is not the ARN of a principal");
        let mut parts = text.splitn(6, ':').skip(1);
        let partition = parts.next().unwrap_or_default();
        let (service, _, account, resource) =
            (parts.next(), parts.next(), parts.next().ok_or_else(wrong)?, parts.next().ok_or_else(wrong)?);
        let (kind, rest) = resource.split_once('/').unwrap_or((resource, ""));
        let named = !rest.is_empty();
        match (service.unwrap_or_default(), kind) {
            ("iam", "root") => Ok(Self::Account(account.into())),
            ("iam", "user") if named => Ok(Self::User(text.into())),
            ("iam", "role") if named => Ok(Self::Role { account: account.into(), arn: text.into() }),
            ("sts", "assumed-role") if named => {
                let (role, name) = rest.split_once('/').ok_or_else(wrong)?;
                Ok(Self::Session {
                    partition: partition.into(),
                    account: account.into(),
                    role: role.into(),
                    name: name.into(),
                })
            }
            ("sts", "federated-user") if named => {
                Ok(Self::FederatedUser { account: account.into(), name: rest.into() })
            }
            // Origin access identities and the like: an ARN of AWS's own account, which nobody of the estate is.
            ("iam" | "sts", _) => Err(wrong()),
            _ => Ok(Self::User(text.into())),
        }
    }

    /// Who bears the name; none for ids that do not tell.
    fn caller(&self) -> Option<Caller> {
        match self {
            Self::Everyone => Some(Caller::Anonymous),
            Self::Account(account) => Some(Caller::Account(AccountId::new(&**account))),
            Self::User(arn) | Self::Role { arn, .. } => Caller::parse(arn),
            Self::Session { partition, account, role, name } => {
                Caller::parse(&format!("arn:{partition}:sts::{account}:assumed-role/{role}/{name}"))
            }
            Self::FederatedUser { account, name } => {
                Some(Caller::FederatedUser { account: AccountId::new(&**account), name: name.to_string() })
            }
            Self::Service(name) => Some(Caller::Service(name.to_string())),
            Self::Federated(name) => Some(Caller::Federated(name.to_string())),
            Self::Canonical(_) | Self::UniqueId(_) => None,
        }
    }

    fn names<T: Truth>(&self, caller: &Caller) -> Option<Naming<T>> {
        let yes = || T::of(true);
        match (self, caller) {
            (Self::Everyone, _) => Some(Naming::direct(yes())),
            (Self::Account(account), Caller::Root(own)) if **account == *own.as_str() => Some(Naming::direct(yes())),
            (Self::Account(account), _) if caller.account().is_some_and(|own| **account == *own.as_str()) => {
                Some(Naming::account(yes()))
            }
            (Self::User(arn), Caller::User(user)) if **arn == *user.arn => Some(Naming::direct(yes())),
            // A federated user's name does not tell the user who made the session.
            (Self::User(arn), Caller::FederatedUser { account, .. }) if is_of(arn, account.as_str()) => {
                Some(Naming::limited(T::open(|| Atom::FederatedBy(arn.to_string()))))
            }
            (Self::Role { .. }, Caller::Role { role, .. }) if self.is_role(role) => Some(Naming::limited(yes())),
            (Self::Session { .. }, Caller::Role { role, session }) => {
                Some(Naming::direct(self.session(role, session.as_deref())))
            }
            (Self::FederatedUser { account, name }, Caller::FederatedUser { account: own, name: found })
                if **account == *own.as_str() && **name == **found =>
            {
                Some(Naming::direct(yes()))
            }
            (Self::Service(name), Caller::Service(service)) if name.eq_ignore_ascii_case(service) => {
                Some(Naming::direct(yes()))
            }
            (Self::Federated(name), Caller::Federated(provider)) if **name == **provider => Some(Naming::direct(yes())),
            (Self::UniqueId(id), Caller::User(user)) if user.unique_id.as_deref() == Some(id) => {
                Some(Naming::direct(yes()))
            }
            (Self::UniqueId(id), Caller::Role { role, .. }) if role.unique_id.as_deref() == Some(id) => {
                Some(Naming::limited(yes()))
            }
            (Self::Canonical(id), _) if caller.account().is_some() => {
                Some(Naming::account(T::open(|| Atom::CanonicalId(id.to_string()))))
            }
            _ => None,
        }
    }

    /// Whether this is the role. A role's name is unique in its account whatever its path.
    fn is_role(&self, role: &Identity) -> bool {
        let Self::Role { account, arn } = self else { return false };
        let same_name = || **account == *role.account.as_str() && arn.rsplit('/').next() == Some(role.name());
        **arn == *role.arn || (!role.path_known && same_name())
    }

    /// Whether this is the session of the role; a session without a name may be any.
    fn session<T: Truth>(&self, role: &Identity, session: Option<&str>) -> T {
        let Self::Session { account, role: wanted, name, .. } = self else { return T::of(false) };
        if **account != *role.account.as_str() || **wanted != *role.name() {
            return T::of(false);
        }
        match session {
            Some(session) => T::of(**name == *session),
            None => T::open(|| Atom::SessionName(name.to_string())),
        }
    }
}

/// Whether an ARN is of an account.
fn is_of(arn: &str, account: &str) -> bool {
    arn.split(':').nth(4) == Some(account)
}

/// A unique id such as `AROAEXAMPLEID`, which stands where the identity was deleted, or an access identity's id.
fn unique_id(text: &str) -> Option<Name> {
    let plain = text.len() >= 16 && text.bytes().all(|byte| byte.is_ascii_alphanumeric());
    plain.then(|| Name::UniqueId(text.into()))
}
