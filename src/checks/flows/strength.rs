//! How well a store's data is encrypted, so that two stores can be compared.

use crate::checks::{Context, Reason};
use crate::flow::{KeyOwner, key_owner};
use crate::model::{AtRest, Resource};

/// How well data is encrypted, the weakest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Strength {
    /// Not at all.
    Absent,
    /// With a key that no policy of the customer decides about.
    Provider,
    /// With a key of the customer.
    Customer,
}

impl Strength {
    /// The words of a sentence.
    pub(super) fn words(self) -> &'static str {
        match self {
            Self::Absent => "not at all",
            Self::Provider => "with a key that AWS manages",
            Self::Customer => "with a customer's key",
        }
    }
}

/// How well a resource's data is encrypted; none for what holds none.
pub(super) fn of(context: &Context<'_>, resource: &Resource) -> Option<Result<Strength, Reason>> {
    Some(match key_owner(resource, |name| context.key_named(name, resource).map(|(_, key)| key))? {
        KeyOwner::Absent => Ok(Strength::Absent),
        KeyOwner::Service | KeyOwner::Managed => Ok(Strength::Provider),
        KeyOwner::Customer => Ok(Strength::Customer),
        KeyOwner::Unknown(Some(gap)) => Err(Reason::Gap(gap)),
        KeyOwner::Unknown(None) => {
            let at_rest = resource.detail.aspects().at_rest();
            let name = at_rest.known().and_then(AtRest::key).unwrap_or_default();
            Err(Reason::Note(format!("the key {name} is not among the scanned keys, so that its holder is not known")))
        }
    })
}

/// The account of the key that a resource's data is encrypted with, where it is told and not the resource's own.
pub(super) fn foreign_key(resource: &Resource) -> Option<(String, String)> {
    let at_rest = resource.detail.aspects().at_rest();
    let name = at_rest.known().and_then(AtRest::key)?;
    let account = key_account(name).filter(|it| *it != resource.account.as_str())?;
    Some((name.to_owned(), account.to_owned()))
}

fn key_account(name: &str) -> Option<&str> {
    let account = name.strip_prefix("arn:")?.split(':').nth(3)?;
    (!account.is_empty()).then_some(account)
}
