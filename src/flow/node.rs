//! The ends of hops: resources of the estate, and what lies outside of it.

use serde::Serialize;

use crate::model::{AccountId, ResourceId};

/// An end of a hop.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Node {
    /// A resource of the estate.
    Resource(ResourceId),
    /// Something that the estate does not hold.
    Outside(Outside),
}

/// Something that the estate does not hold.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
pub struct Outside {
    /// Its name as configuration gives it: an ARN, a host.
    pub name: String,
    /// What kind of outside.
    pub kind: OutsideKind,
}

/// What kind of outside.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum OutsideKind {
    /// An AWS resource of an account that was scanned: not inventoried, or gone.
    NotInventoried(AccountId),
    /// An AWS resource of another account.
    Account(AccountId),
    /// An AWS resource whose name tells no account, such as a bucket of someone's.
    UnknownAccount,
    /// A service of AWS itself.
    Service,
    /// Another cloud, by its name.
    Cloud(&'static str),
    /// A known vendor of data services, by its name.
    Vendor(&'static str),
    /// A host on the internet.
    Internet,
    /// A host of a private network.
    Private,
}

impl Outside {
    /// Everyone on the internet.
    pub fn internet() -> Self {
        Self { name: "internet".to_owned(), kind: OutsideKind::Internet }
    }

    /// What a person calls it: a log group by its whole name, else the service and the last part of an ARN, or the name
    /// itself.
    pub fn words(&self) -> String {
        let Some(rest) = self.name.strip_prefix("arn:") else { return self.name.clone() };
        let service = rest.split(':').nth(1).unwrap_or_default();
        match rest.split_once(":log-group:") {
            Some((_, group)) if service == "logs" => format!("log group {}", group.trim_end_matches(":*")),
            _ => format!("{service} {}", rest.rsplit([':', '/']).next().unwrap_or(rest)),
        }
    }
}

impl Node {
    /// The resource, where it is one.
    pub fn resource(&self) -> Option<ResourceId> {
        if let Self::Resource(id) = self { Some(*id) } else { None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_lies_outside_is_called_by_what_tells_it_apart() {
        for (name, wanted) in [
            (
                "arn:aws:logs:eu-west-1:1:log-group:/aws/rds/instance/ledger/postgresql",
                "log group /aws/rds/instance/ledger/postgresql",
            ),
            ("arn:aws:logs:eu-west-1:1:log-group:/app:*", "log group /app"),
            ("arn:aws:sns:eu-west-1:2:partner-news", "sns partner-news"),
            ("arn:aws:logs:eu-west-1:1:destination:audit", "logs audit"),
            ("s3://someone", "s3://someone"),
        ] {
            let outside = Outside { name: name.to_owned(), kind: OutsideKind::UnknownAccount };
            assert_eq!(outside.words(), wanted);
        }
    }
}
