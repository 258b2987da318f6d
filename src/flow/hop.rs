//! A hop: data that moves from one node to another, who moves it, and how that is known.

use serde::Serialize;

use super::{Boundary, KeyOwner, Logged, NetworkPath, NodeId};
use crate::model::{Fact, ResourceId, Timestamp};

/// What is done to the data on a hop.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Transfer {
    /// The component at the end reads from the store at the beginning.
    Read,
    /// The component at the beginning writes into the store at the end.
    Write,
    /// The component at the beginning calls or sets off the one at the end, and hands it data.
    Invoke,
    /// A store's service copies into another store: replication, export, backup.
    Copy,
    /// The component at the beginning names the store at the end, and may read it and write into it. Both ways count.
    Exchange,
    /// One names the other, and nothing says which way data goes. Both ways count.
    Refer,
}

impl Transfer {
    /// The word a person reads.
    pub fn word(self) -> &'static str {
        match self {
            Self::Read => "reads",
            Self::Write => "writes",
            Self::Invoke => "invokes",
            Self::Copy => "copies",
            Self::Exchange => "reads and writes",
            Self::Refer => "refers to",
        }
    }

    /// Whether data may go either way.
    pub fn is_two_way(self) -> bool {
        matches!(self, Self::Exchange | Self::Refer)
    }
}

/// Under whose name the calls of a hop are made.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Via {
    /// A role of the estate.
    Role(ResourceId),
    /// A role that the estate does not hold, by its ARN.
    RoleElsewhere(String),
    /// The service itself, by its principal, such as `sns.amazonaws.com`: the policy of the target lets it in.
    Service(String),
    /// Credentials that are no AWS identity: a database's user, a key in a header.
    Credentials(String),
    /// Nothing tells.
    Unknown,
}

/// How strong a piece of evidence is, the strongest last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum EvidenceKind {
    /// A name in configuration that is no declared link.
    Referenced,
    /// The service's own configuration says so.
    Declared,
    /// Records of use show it.
    Observed,
}

impl EvidenceKind {
    /// All of them, the strongest first.
    pub const ALL: [Self; 3] = [Self::Observed, Self::Declared, Self::Referenced];

    /// The word a person reads.
    pub fn word(self) -> &'static str {
        match self {
            Self::Referenced => "referenced",
            Self::Declared => "declared",
            Self::Observed => "observed",
        }
    }
}

/// One piece of evidence for a hop.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Evidence {
    /// How strong it is.
    pub kind: EvidenceKind,
    /// Where it was found: a field of the service's configuration, a variable, a report.
    pub source: String,
    /// When it was observed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at: Option<Timestamp>,
}

/// Data that moves from one node to another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Hop {
    /// Where the data comes from.
    pub from: NodeId,
    /// Where it goes.
    pub to: NodeId,
    /// What is done to it.
    pub transfer: Transfer,
    /// Under whose name.
    pub via: Via,
    /// Whether it is encrypted on its way, where the service says so.
    pub encrypted_in_transit: Fact<bool>,
    /// Whose key the data is encrypted with where it is read or written; none where it does not lie there.
    pub key: Option<KeyOwner>,
    /// The network that it goes over.
    pub network: NetworkPath,
    /// Whether it leaves a record.
    pub logged: Logged,
    /// The trust boundaries that it crosses, the nearest first.
    pub crosses: Vec<Boundary>,
    /// How it is known, the strongest first.
    pub evidence: Vec<Evidence>,
}

impl Hop {
    /// The end that makes the calls: who reads, else where the data comes from.
    pub fn caller(&self) -> NodeId {
        if self.transfer == Transfer::Read { self.to } else { self.from }
    }

    /// The end that is called: the store that is read or written, the component that is set off.
    pub fn called(&self) -> NodeId {
        if self.transfer == Transfer::Read { self.from } else { self.to }
    }

    /// The role of the estate that makes it.
    pub fn role(&self) -> Option<ResourceId> {
        if let Via::Role(role) = self.via { Some(role) } else { None }
    }

    /// The strongest kind of evidence for it.
    pub fn strength(&self) -> EvidenceKind {
        self.evidence.iter().map(|it| it.kind).max().unwrap_or(EvidenceKind::Referenced)
    }
}
