//! Names and small ids: accounts, regions, Amazon Resource Names, and indices into an estate.

use std::{fmt, sync::Arc};

use serde::{Deserialize, Serialize};

macro_rules! text_name {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(Arc<str>);

        impl $name {
            /// Wraps the name as the cloud spells it.
            pub fn new(name: impl Into<Arc<str>>) -> Self {
                Self(name.into())
            }

            /// The name as the cloud spells it.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(&self.0)
            }
        }

        impl std::borrow::Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }

        impl From<&str> for $name {
            fn from(name: &str) -> Self {
                Self::new(name)
            }
        }

        impl From<String> for $name {
            fn from(name: String) -> Self {
                Self::new(name)
            }
        }
    };
}

text_name! {
    /// An AWS account: twelve digits.
    AccountId
}
text_name! {
    /// A region such as `eu-west-1`, or `global` for services without regions.
    Region
}
text_name! {
    /// An Amazon Resource Name: `arn:partition:service:region:account:resource`.
    Arn
}

impl Region {
    /// The pseudo-region of services that have none (IAM, Organizations).
    pub fn global() -> Self {
        Self::new("global")
    }
}

impl Arn {
    /// The n-th colon-separated part; the sixth and last keeps its own colons.
    fn part(&self, n: usize) -> &str {
        self.0.splitn(6, ':').nth(n).unwrap_or_default()
    }

    /// The partition: `aws`, `aws-cn`, `aws-us-gov`.
    pub fn partition(&self) -> &str {
        self.part(1)
    }

    /// The service segment, such as `s3`.
    pub fn service(&self) -> &str {
        self.part(2)
    }

    /// The region segment; empty where the service has none.
    pub fn region(&self) -> &str {
        self.part(3)
    }

    /// The account segment; empty for S3 buckets and AWS-managed policies say `aws`.
    pub fn account(&self) -> &str {
        self.part(4)
    }

    /// What follows the account: `role/path/name`, `key/…`, or a bucket's name.
    pub fn resource(&self) -> &str {
        self.part(5)
    }

    /// The last segment of the resource part: the name a person would use.
    pub fn short_name(&self) -> &str {
        let resource = self.resource();
        let tail = resource.rsplit(['/', ':']).next().unwrap_or(resource);
        if tail.is_empty() { self.as_str() } else { tail }
    }

    /// Whether the text has the six parts of an ARN.
    pub fn is_well_formed(&self) -> bool {
        self.0.starts_with("arn:") && self.0.splitn(6, ':').count() == 6
    }
}

macro_rules! index {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub u32);

        impl $name {
            /// The id as an index into its table.
            pub fn index(self) -> usize {
                self.0 as usize
            }
        }
    };
}

index! {
    /// A resource's place in its estate.
    ResourceId
}
index! {
    /// A gap's place in its estate.
    GapId
}

impl GapId {
    /// The id that stands for the n-th thing that is still to come while a resource is being read. No estate holds it:
    /// what is read takes its place, or the id of the gap that the end of the scan leaves there.
    pub const fn to_come(number: u32) -> Self {
        Self(u32::MAX - number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_arn_splits_into_its_parts() {
        let arn = Arn::new("arn:aws:kms:eu-west-1:111122223333:key/abc:def");
        assert_eq!((arn.service(), arn.region(), arn.account()), ("kms", "eu-west-1", "111122223333"));
        assert_eq!(arn.resource(), "key/abc:def");
        assert!(arn.is_well_formed());
    }

    #[test]
    fn the_short_name_is_the_last_segment() {
        assert_eq!(Arn::new("arn:aws:iam::1:role/service/loader").short_name(), "loader");
        assert_eq!(Arn::new("arn:aws:s3:::raw-payments").short_name(), "raw-payments");
        assert_eq!(Arn::new("odd").short_name(), "odd");
    }
}
