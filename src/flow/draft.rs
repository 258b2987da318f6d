//! What a service's rule writes its hops into.

use super::names::Names;
use super::scan;
use super::{Evidence, EvidenceKind, Node, Transfer, Via};
use crate::model::{Estate, Fact, Resource, ResourceId, Timestamp};

/// A hop on its way into the graph: its ends are still nodes of no graph.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Drawn {
    pub(super) from: Node,
    pub(super) to: Node,
    pub(super) transfer: Transfer,
    pub(super) via: Via,
    pub(super) encrypted_in_transit: Fact<bool>,
    pub(super) evidence: Evidence,
}

/// The hops of one resource, as its rule tells them.
#[derive(Debug)]
pub struct Draft<'e> {
    /// The estate.
    pub estate: &'e Estate,
    /// What names mean.
    pub names: &'e Names<'e>,
    /// The resource that the rule looks at.
    pub here: &'e Resource,
    id: ResourceId,
    drawn: Vec<Drawn>,
}

/// One hop between the resource of a draft and something that its configuration names.
///
/// ```ignore
/// draft.add(Sketch::to(&queue_arn, Transfer::Write).declared("RedrivePolicy").as_service("sqs.amazonaws.com"));
/// ```
#[derive(Debug, Clone)]
pub struct Sketch<'n> {
    start: Start<'n>,
    end: Start<'n>,
    transfer: Transfer,
    via: Whom<'n>,
    encrypted_in_transit: Fact<bool>,
    evidence: Evidence,
}

#[derive(Debug, Clone)]
enum Start<'n> {
    Here,
    Named(&'n str),
    At(Node),
}

#[derive(Debug, Clone)]
enum Whom<'n> {
    Role(&'n str),
    Other(Via),
}

impl<'n> Sketch<'n> {
    fn new(start: Start<'n>, end: Start<'n>, transfer: Transfer) -> Self {
        let evidence = Evidence { kind: EvidenceKind::Declared, source: String::new(), at: None };
        let via = Whom::Other(Via::Unknown);
        Self { start, end, transfer, via, encrypted_in_transit: Fact::NotApplicable, evidence }
    }

    /// Data goes from here to what the name means.
    pub fn to(name: &'n str, transfer: Transfer) -> Self {
        Self::new(Start::Here, Start::Named(name), transfer)
    }

    /// Data comes here from what the name means.
    pub fn from(name: &'n str, transfer: Transfer) -> Self {
        Self::new(Start::Named(name), Start::Here, transfer)
    }

    /// Data goes between two others that the configuration here names: what a rule, a pipe or a schedule moves.
    pub fn between(from: &'n str, to: &'n str, transfer: Transfer) -> Self {
        Self::new(Start::Named(from), Start::Named(to), transfer)
    }

    /// Data goes from here to a node that the rule found by itself.
    pub fn to_node(node: Node, transfer: Transfer) -> Self {
        Self::new(Start::Here, Start::At(node), transfer)
    }

    /// Data comes here from a node that the rule found by itself.
    pub fn from_node(node: Node, transfer: Transfer) -> Self {
        Self::new(Start::At(node), Start::Here, transfer)
    }

    /// The calls are made under this role, by its ARN or its name.
    #[must_use]
    pub fn as_role(mut self, arn: &'n str) -> Self {
        self.via = Whom::Role(arn);
        self
    }

    /// The calls are made by the service itself.
    #[must_use]
    pub fn as_service(mut self, principal: &str) -> Self {
        self.via = Whom::Other(Via::Service(principal.to_owned()));
        self
    }

    /// The calls are made with credentials that are no AWS identity.
    #[must_use]
    pub fn with_credentials(mut self, words: &str) -> Self {
        self.via = Whom::Other(Via::Credentials(words.to_owned()));
        self
    }

    /// The service's configuration says so, in this field.
    #[must_use]
    pub fn declared(self, field: impl Into<String>) -> Self {
        self.known(EvidenceKind::Declared, field.into(), None)
    }

    /// A name was found here.
    #[must_use]
    pub fn referenced(self, place: impl Into<String>) -> Self {
        self.known(EvidenceKind::Referenced, place.into(), None)
    }

    /// A record of use shows it.
    #[must_use]
    pub fn observed(self, record: impl Into<String>, at: Timestamp) -> Self {
        self.known(EvidenceKind::Observed, record.into(), Some(at))
    }

    /// Whether data is encrypted on its way.
    #[must_use]
    pub fn in_transit(mut self, encrypted: Fact<bool>) -> Self {
        self.encrypted_in_transit = encrypted;
        self
    }

    fn known(mut self, kind: EvidenceKind, source: String, at: Option<Timestamp>) -> Self {
        self.evidence = Evidence { kind, source, at };
        self
    }
}

impl<'e> Draft<'e> {
    pub(super) fn new(estate: &'e Estate, names: &'e Names<'e>, id: ResourceId, here: &'e Resource) -> Self {
        Self { estate, names, here, id, drawn: Vec::new() }
    }

    /// Adds a hop. A name that means nothing, such as an empty one, adds none.
    pub fn add(&mut self, sketch: Sketch<'_>) {
        let (Some(from), Some(to)) = (self.node(sketch.start), self.node(sketch.end)) else { return };
        if from == to {
            return;
        }
        let via = match sketch.via {
            Whom::Role(name) => self.names.role(name, self.here),
            Whom::Other(via) => via,
        };
        let Sketch { transfer, encrypted_in_transit, evidence, .. } = sketch;
        self.drawn.push(Drawn { from, to, transfer, via, encrypted_in_transit, evidence });
    }

    /// Adds a hop to everything that a text names, with no direction, under a role where there is one.
    pub fn refer(&mut self, place: &str, text: &str, role: Option<&str>) {
        for name in scan::references(text) {
            let sketch = Sketch::to(name, Transfer::Refer).referenced(place);
            self.add(match role {
                Some(role) => sketch.as_role(role),
                None => sketch,
            });
        }
    }

    /// Adds a hop to what a whole value names, such as the value of an environment variable that is a bare name of a
    /// store; and to everything that is named within it.
    pub fn refer_value(&mut self, place: &str, variable: &str, value: &str, role: Option<&str>) {
        match self.names.bare(variable, value, self.here) {
            Some(id) => {
                let sketch =
                    Sketch::to_node(Node::Resource(id), Transfer::Refer).referenced(format!("{place} {variable}"));
                self.add(match role {
                    Some(role) => sketch.as_role(role),
                    None => sketch,
                });
            }
            None => self.refer(&format!("{place} {variable}"), value, role),
        }
    }

    fn node(&self, start: Start<'_>) -> Option<Node> {
        match start {
            Start::Here => Some(Node::Resource(self.id)),
            Start::Named(name) => self.names.node(name, self.here),
            Start::At(node) => Some(node),
        }
    }

    pub(super) fn finish(self) -> Vec<Drawn> {
        self.drawn
    }
}
