//! What an action does, in the product's terms: list, read, write, delete, administer, decrypt.
//!
//! AWS's access levels say too little of stores: reading a bucket's policy and reading its objects are both `Read`,
//! deleting and adding are both `Write`, and so is `kms:Decrypt`. The rules, in this order:
//!
//! 1. An action that [`stores`](super::stores) names does what is written there; it may be several.
//! 2. Any other action of a service with data that is named there reaches its settings only: those of level List or
//!    Read list, all others administer.
//! 3. In services that exist to say who may do what, everything but List and Read administers.
//! 4. Elsewhere the level decides: List lists, Read reads, permissions management and tagging administer (tags decide
//!    access wherever a policy asks for them), and Write administers, deletes or writes by how its name ends and begins.

use super::AccessLevel;
use super::stores::{DELETING, GOVERNING, SETTING, STORES, Store};

/// What can be done to a thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Access {
    /// Learns that it exists and how it is set up; of a store with data, never the contents.
    List,
    /// Gets contents.
    Read,
    /// Adds or changes contents, or makes something new.
    Write,
    /// Destroys contents, or the thing with them, now or by a rule of expiry.
    Delete,
    /// Changes settings: who may do what, encryption, logging, tags.
    Administer,
    /// Gets plain text out of encrypted data with a key.
    Decrypt,
}

impl Access {
    /// All, from the least to the greatest concern.
    pub const ALL: [Self; 6] = [Self::List, Self::Read, Self::Write, Self::Delete, Self::Administer, Self::Decrypt];

    /// The word for it, as commands take and show it.
    pub fn name(self) -> &'static str {
        match self {
            Self::List => "list",
            Self::Read => "read",
            Self::Write => "write",
            Self::Delete => "delete",
            Self::Administer => "administer",
            Self::Decrypt => "decrypt",
        }
    }

    /// The one with a name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.name() == name)
    }

    fn bit(self) -> u8 {
        match self {
            Self::List => 1,
            Self::Read => 1 << 1,
            Self::Write => 1 << 2,
            Self::Delete => 1 << 3,
            Self::Administer => 1 << 4,
            Self::Decrypt => 1 << 5,
        }
    }
}

/// All that one action, or several, can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct AccessSet(u8);

impl AccessSet {
    /// Whether this is among it.
    pub fn contains(self, access: Access) -> bool {
        self.0 & access.bit() != 0
    }

    /// This as well.
    #[must_use]
    pub fn with(self, access: Access) -> Self {
        Self(self.0 | access.bit())
    }

    /// What is in either.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether it is nothing.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Each, from the least to the greatest concern.
    pub fn iter(self) -> impl Iterator<Item = Access> {
        Access::ALL.into_iter().filter(move |it| self.contains(*it))
    }
}

impl FromIterator<Access> for AccessSet {
    fn from_iter<I: IntoIterator<Item = Access>>(all: I) -> Self {
        all.into_iter().fold(Self::default(), Self::with)
    }
}

/// The rules for the actions of one service.
#[derive(Clone, Copy, Default)]
pub(super) struct Rules {
    store: Option<&'static Store>,
    governs: bool,
}

impl Rules {
    /// Those of the service with a prefix.
    pub(super) fn of(prefix: &str) -> Self {
        Self { store: STORES.iter().find(|it| it.prefix == prefix), governs: GOVERNING.contains(&prefix) }
    }

    /// What an action does, by its name without the prefix and its level.
    pub(super) fn access(self, name: &str, level: AccessLevel) -> AccessSet {
        let named = self.store.map_or_else(AccessSet::default, |it| in_store(it, name));
        if !named.is_empty() {
            return named;
        }
        let looks = matches!(level, AccessLevel::List | AccessLevel::Read);
        let access = match self.store {
            Some(store) if store.whole => of_setting(level),
            _ if self.governs && !looks => Access::Administer,
            _ => by_level(name, level),
        };
        AccessSet::default().with(access)
    }
}

/// What is written of an action of a store.
fn in_store(store: &Store, name: &str) -> AccessSet {
    let does = |(access, names): &(Access, &[&str])| names.contains(&name).then_some(*access);
    store.actions.iter().filter_map(does).collect()
}

/// What an action does that reaches the settings of a store, not its contents.
fn of_setting(level: AccessLevel) -> Access {
    match level {
        AccessLevel::List | AccessLevel::Read => Access::List,
        AccessLevel::Write | AccessLevel::PermissionsManagement | AccessLevel::Tagging => Access::Administer,
    }
}

fn by_level(name: &str, level: AccessLevel) -> Access {
    let sets = || SETTING.iter().any(|end| name.ends_with(end));
    let deletes = || DELETING.iter().any(|beginning| name.starts_with(beginning));
    match level {
        AccessLevel::List => Access::List,
        AccessLevel::Read => Access::Read,
        AccessLevel::PermissionsManagement | AccessLevel::Tagging => Access::Administer,
        AccessLevel::Write if sets() => Access::Administer,
        AccessLevel::Write if deletes() => Access::Delete,
        AccessLevel::Write => Access::Write,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_sets_agree() {
        let all: AccessSet = Access::ALL.into_iter().collect();
        assert_eq!(all.iter().collect::<Vec<_>>(), Access::ALL);
        assert!(Access::ALL.into_iter().all(|it| Access::named(it.name()) == Some(it)));
        assert_eq!(Access::named("own"), None);
    }

    #[test]
    fn outside_of_stores_the_level_and_the_words_of_the_name_decide() {
        let one = |action: &str, level| {
            let (prefix, name) = action.split_once(':').unwrap();
            Rules::of(prefix).access(name, level).iter().collect::<Vec<_>>()
        };
        assert_eq!(one("lambda:GetFunction", AccessLevel::Read), [Access::Read]);
        assert_eq!(one("lambda:CreateFunction", AccessLevel::Write), [Access::Write]);
        assert_eq!(one("lambda:DeleteFunction", AccessLevel::Write), [Access::Delete]);
        assert_eq!(one("glue:DeleteResourcePolicy", AccessLevel::Write), [Access::Administer]);
        assert_eq!(one("glue:TagResource", AccessLevel::Tagging), [Access::Administer]);
        assert_eq!(one("iam:CreateAccessKey", AccessLevel::Write), [Access::Administer]);
        assert_eq!(one("iam:GetRole", AccessLevel::Read), [Access::Read]);
    }
}
