//! What every kind of resource can be asked: how its data is encrypted, which policy it carries, whom it works as.
//!
//! Checks, flows and questions of access ask these, so that they hold for a service that is added later.

use std::any::Any;

use serde::{Deserialize, Serialize};

use super::{Document, Fact, Timestamp};

/// How data at rest is encrypted, and with whose key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AtRest {
    /// It is not encrypted.
    Absent,
    /// With a key that the service owns or manages, which no policy of the customer decides about; how, in the service's
    /// words, such as `SSE-SQS`.
    Provider(String),
    /// With a KMS key, by the name that the service gave: an ARN, an alias or an id. An alias that begins with
    /// `alias/aws/` is a key that AWS manages in the account.
    Key(String),
}

impl AtRest {
    /// The KMS key where one is named, else the service's own way, else none: what most services' answers come to.
    pub fn of(key: Option<&str>, otherwise: Option<&str>) -> Self {
        match (key.filter(|key| !key.is_empty()), otherwise) {
            (Some(key), _) => Self::Key(key.to_owned()),
            (None, Some(way)) => Self::Provider(way.to_owned()),
            (None, None) => Self::Absent,
        }
    }

    /// The KMS key, as it was named.
    pub fn key(&self) -> Option<&str> {
        if let Self::Key(name) = self { Some(name) } else { None }
    }
}

/// The policy that a resource carries itself.
#[derive(Debug, Clone, Copy)]
pub struct ResourcePolicy<'r> {
    /// Its name on screens, such as `queue policy`.
    pub label: &'static str,
    /// The document; known to be none where there is none.
    pub document: &'r Fact<Option<Document>>,
}

/// What every kind of resource can be asked. What has no meaning for a kind keeps its default.
pub trait Aspects: Any {
    /// The name a person would use, where it is not the end of the ARN.
    fn name(&self) -> Option<&str> {
        None
    }

    /// Further ARNs that mean it, such as that of a cluster's namespace.
    fn other_arns(&self) -> Vec<&str> {
        Vec::new()
    }

    /// When it was made, where the service tells.
    fn created(&self) -> Option<Timestamp> {
        None
    }

    /// How its data is encrypted. Only kinds that hold data, in passing or for good, answer.
    fn at_rest(&self) -> Fact<AtRest> {
        Fact::NotApplicable
    }

    /// The policy that it carries itself.
    fn resource_policy(&self) -> Option<ResourcePolicy<'_>> {
        None
    }

    /// The same document, to be shared with others of the same text.
    fn resource_policy_mut(&mut self) -> Option<&mut Document> {
        None
    }

    /// Policies of its parts that are no resources themselves, such as the stream of a table.
    fn part_documents(&self) -> Vec<&Document> {
        Vec::new()
    }

    /// The same, to be shared with others of the same text.
    fn part_documents_mut(&mut self) -> Vec<&mut Document> {
        Vec::new()
    }

    /// The ARNs of the roles that it works as: execution roles, delivery roles, service roles.
    fn roles(&self) -> Vec<&str> {
        Vec::new()
    }

    /// The hosts under which it is reached, with or without a scheme and a port.
    fn endpoints(&self) -> Vec<&str> {
        Vec::new()
    }

    /// Where its calls leave from: whether it stands in a network of the customer.
    fn network(&self) -> Fact<Network> {
        Fact::NotApplicable
    }
}

/// Where a component's calls leave from, or where a store is reached.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Network {
    /// In the service's own network: it is reached at, and calls, public endpoints.
    Service,
    /// In a network of the customer.
    Vpc {
        /// The network's id, where the service tells it.
        vpc: Option<String>,
        /// The subnets.
        subnets: Vec<String>,
        /// The security groups.
        security_groups: Vec<String>,
        /// Whether it can be reached from outside all the same, by an address of its own.
        public: bool,
    },
}
