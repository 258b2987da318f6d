//! How well a store's data is encrypted, so that two stores can be compared.

use crate::checks::{Context, Reason};
use crate::model::aws::KeyManager;
use crate::model::{AtRest, Fact, Resource};

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
    let name = match resource.detail.aspects().at_rest() {
        Fact::NotApplicable => return None,
        Fact::Unknown(gap) => return Some(Err(Reason::Gap(gap))),
        Fact::Known(AtRest::Absent) => return Some(Ok(Strength::Absent)),
        Fact::Known(AtRest::Provider(_)) => return Some(Ok(Strength::Provider)),
        Fact::Known(AtRest::Key(name)) => name,
    };
    if name.contains("alias/aws/") {
        return Some(Ok(Strength::Provider));
    }
    let held = context.key_named(&name, resource).and_then(|(_, it)| it.key());
    Some(match held {
        Some(key) if key.manager == KeyManager::Aws => Ok(Strength::Provider),
        Some(_) => Ok(Strength::Customer),
        // No account can use a key that AWS manages in another, and all aliases of such keys begin alike.
        None if name.contains("alias/") || key_account(&name).is_some_and(|it| it != resource.account.as_str()) => {
            Ok(Strength::Customer)
        }
        None => {
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
