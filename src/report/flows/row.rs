//! Nodes and hops with everything resolved: the values that all formats print. Format version 1.

use serde::Serialize;

use crate::checks::{Exposure, Rules};
use crate::flow::{
    Boundary, Does, Evidence, EvidenceKind, Excerpt, FlowGraph, Hop, HopId, KeyOwner, Logged, Node, NodeId, Outside,
    OutsideKind, Pipelines, Sides, Transfer, Unplaced, Via,
};
use crate::model::{Activity, AtRest, Classification, Estate, EventLog, Fact, Layer, Resource, ResourceId};

/// What a part of a flow graph holds.
#[derive(Debug, Clone, Serialize)]
pub struct FlowAnswer {
    /// The version of this format.
    pub format: u32,
    /// Pipelines with a node in it.
    pub pipelines: Vec<PipelineRow>,
    /// The sides of trust boundaries on which its nodes lie; none where all lie on one.
    pub sides: Vec<SideRow>,
    /// Its nodes.
    pub nodes: Vec<NodeRow>,
    /// Its hops.
    pub hops: Vec<HopRow>,
    /// Uses of its nodes that no hop explains.
    pub uses: Vec<UseRow>,
    /// Which events were read, and how many: what is not among them may have happened all the same.
    pub events: Vec<EventsRow>,
}

/// A use that no hop explains: by a person, by an identity of several components or of none.
#[derive(Debug, Clone, Serialize)]
pub struct UseRow {
    /// The ARN of the role or user.
    pub identity: String,
    /// What was done.
    pub does: Does,
    /// The ARN of what it was done with, or the name of what lies outside.
    pub resource: String,
    /// What shows it.
    pub evidence: Evidence,
}

/// One reading of events.
#[derive(Debug, Clone, Serialize)]
pub struct EventsRow {
    /// The account.
    pub account: String,
    /// The region.
    pub region: String,
    /// Which record.
    pub log: EventLog,
    /// The action that was looked up, or the log group.
    pub subject: String,
    /// How many events were read; none where they could not be.
    pub events: Option<u32>,
    /// Whether there are more that were left unread.
    pub cut_off: bool,
}

/// A pipeline.
#[derive(Debug, Clone, Serialize)]
pub struct PipelineRow {
    /// Its name.
    pub name: String,
    /// Its nodes, by their ids.
    pub nodes: Vec<String>,
}

/// A side of trust boundaries: an account, a region of it, a vendor, the internet.
#[derive(Debug, Clone, Serialize)]
pub struct SideRow {
    /// Whose it is.
    pub name: String,
    /// The same with what matters most, where there is little room.
    #[serde(skip)]
    pub short: String,
    /// Whether it lies outside of the scanned accounts.
    pub outside: bool,
    /// The side in which it lies, by its place among the sides: the account of a region, the organization of an account.
    pub within: Option<u16>,
    /// The nodes that lie right on it, by their ids.
    pub nodes: Vec<String>,
}

/// A node.
#[derive(Debug, Clone, Serialize)]
pub struct NodeRow {
    /// Its ARN, or the name of what lies outside.
    pub id: String,
    /// The name that a person would use.
    pub name: String,
    /// The kind of resource; `outside` for what the estate does not hold.
    pub kind: String,
    /// The account's id; empty where it is not known.
    pub account: String,
    /// The region; empty where it is not known.
    pub region: String,
    /// The layer; none outside.
    pub layer: Option<Layer>,
    /// The class of its data.
    pub classification: Classification,
    /// Of a function, the day on which it last ran, `none` where it did not in the 90 days before the scan, or `unknown`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_run: Option<String>,
    /// `none`, `provider key`, `AWS key`, `customer key`, `unknown`; empty where it holds no data.
    pub encryption: &'static str,
    /// `public`, `outsiders`, `private`, `unknown`; empty where no check asks who can reach it.
    pub exposure: &'static str,
}

/// The key of the data of a hop.
#[derive(Debug, Clone, Serialize)]
pub struct KeyRow {
    /// `customer`, `AWS managed`, `AWS owned`, `none` where the data is not encrypted, or `unknown`.
    pub owner: &'static str,
    /// The KMS key, as the service names it, where it names one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Why its owner is not known, where a read that failed hides it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub doubt: Option<String>,
}

/// A hop.
#[derive(Debug, Clone, Serialize)]
pub struct HopRow {
    /// The id of the node that data comes from.
    pub from: String,
    /// The id of the node that data goes to.
    pub to: String,
    /// What is done to it.
    pub transfer: Transfer,
    /// Under whose name, in words.
    pub identity: String,
    /// The key that the data is encrypted with where it is read or written; none where it does not lie there.
    pub key: Option<KeyRow>,
    /// The network that it goes over.
    pub network: &'static str,
    /// The endpoints of networks that it goes by, by their ARNs.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub vpc_endpoints: Vec<String>,
    /// Why the network is not known, where that can be said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub network_doubt: Option<String>,
    /// Whether it is encrypted on its way; none where the service does not say.
    pub encrypted_in_transit: Option<bool>,
    /// `yes`, `no`, `unknown` or `not offered`.
    pub logged: &'static str,
    /// The trust boundaries that it crosses.
    pub crosses: Vec<Boundary>,
    /// The strongest kind of evidence.
    pub strength: EvidenceKind,
    /// How it is known.
    pub evidence: Vec<Evidence>,
}

/// What flows are told from.
pub struct FlowSource<'a> {
    /// The estate.
    pub estate: &'a Estate,
    /// The user's rules.
    pub rules: &'a Rules,
    /// How data moves.
    pub graph: &'a FlowGraph,
    /// What hangs together.
    pub pipelines: &'a Pipelines,
    /// Who can reach a resource.
    pub exposure: &'a dyn Fn(ResourceId) -> Exposure,
}

/// Resolves a part of a graph against its estate.
pub fn flow_answer(source: &FlowSource<'_>, excerpt: &Excerpt) -> FlowAnswer {
    let shown = |node: &&NodeId| excerpt.nodes.binary_search(node).is_ok();
    let pipelines = source.pipelines.all().iter().map(|it| PipelineRow {
        name: it.name.clone(),
        nodes: it.nodes.iter().filter(shown).map(|node| source.id(*node)).collect(),
    });
    FlowAnswer {
        format: 1,
        pipelines: pipelines.filter(|it| !it.nodes.is_empty()).collect(),
        sides: source.sides(&excerpt.nodes),
        nodes: excerpt.nodes.iter().filter_map(|node| source.node(*node)).collect(),
        hops: excerpt.hops.iter().filter_map(|hop| source.hop(*hop)).collect(),
        uses: source
            .graph
            .unplaced()
            .iter()
            .filter(|it| source.is_shown(it, excerpt))
            .map(|it| source.used(it))
            .collect(),
        events: source.estate.activities().map(events).collect(),
    }
}

impl NodeRow {
    /// Whether it holds data without encryption at rest.
    pub fn is_unencrypted(&self) -> bool {
        self.encryption == "none"
    }

    /// Whether everyone can reach it.
    pub fn is_public(&self) -> bool {
        self.exposure == Exposure::Public.word()
    }

    /// Whether something of this could not be read.
    pub fn is_unread(&self) -> bool {
        self.encryption == "unknown" || self.exposure == Exposure::Unknown.word()
    }
}

impl FlowSource<'_> {
    fn resource(&self, node: NodeId) -> Option<&Resource> {
        let id = self.graph.node(node)?.resource()?;
        self.estate.resource(id).map(AsRef::as_ref)
    }

    fn id(&self, node: NodeId) -> String {
        match (self.resource(node), self.graph.node(node)) {
            (Some(resource), _) => resource.arn.as_str().to_owned(),
            (None, Some(Node::Outside(outside))) => outside.name.clone(),
            _ => String::new(),
        }
    }

    fn sides(&self, nodes: &[NodeId]) -> Vec<SideRow> {
        let sides = Sides::new(self.estate, self.graph, nodes);
        let row = |(side, number)| {
            let name = sides.name(self.estate, side);
            let own = nodes.iter().enumerate().filter(|(at, _)| sides.of(*at) == Some(number));
            let nodes = own.map(|(_, node)| self.id(*node)).collect();
            let within = sides.within().get(&number).copied();
            SideRow { name: name.whole, short: name.short, outside: name.outside, within, nodes }
        };
        sides.all().iter().zip(0..).map(row).collect()
    }

    /// Whether a use is of a node that is shown. What no hop touches is shown with the whole.
    fn is_shown(&self, used: &Unplaced, excerpt: &Excerpt) -> bool {
        match self.graph.place(&used.node) {
            Some(node) => excerpt.nodes.binary_search(&node).is_ok(),
            None => excerpt.nodes.len() == self.graph.nodes().len(),
        }
    }

    fn used(&self, used: &Unplaced) -> UseRow {
        let resource = match &used.node {
            Node::Resource(id) => self.estate.resource(*id).map_or(String::new(), |it| it.arn.as_str().to_owned()),
            Node::Outside(outside) => outside.name.clone(),
        };
        let identity = used.identity.as_str().to_owned();
        UseRow { identity, does: used.does, resource, evidence: used.evidence.clone() }
    }

    fn node(&self, id: NodeId) -> Option<NodeRow> {
        Some(match self.graph.node(id)? {
            Node::Resource(held) => self.inside(*held, self.resource(id)?),
            Node::Outside(outside) => NodeRow {
                id: outside.name.clone(),
                name: outside_words(outside),
                kind: "outside".to_owned(),
                account: account_of(&outside.kind),
                region: String::new(),
                layer: None,
                classification: Classification::Unknown,
                last_run: None,
                encryption: "",
                exposure: "",
            },
        })
    }

    fn inside(&self, id: ResourceId, resource: &Resource) -> NodeRow {
        let classify = |tags| self.rules.classification.classify(tags);
        NodeRow {
            id: resource.arn.as_str().to_owned(),
            name: resource.name().to_owned(),
            kind: resource.kind().word().to_owned(),
            account: resource.account.as_str().to_owned(),
            region: resource.region.as_str().to_owned(),
            layer: Some(resource.layer()),
            classification: resource.tags.known().map_or(Classification::Unknown, classify),
            last_run: last_run(resource),
            encryption: encryption(resource),
            exposure: (self.exposure)(id).word(),
        }
    }

    fn hop(&self, id: HopId) -> Option<HopRow> {
        let hop = self.graph.hop(id)?;
        Some(HopRow {
            from: self.id(hop.from),
            to: self.id(hop.to),
            transfer: hop.transfer,
            identity: self.identity(hop),
            key: hop.key.map(|owner| self.key(hop, owner)),
            network: hop.network.word(),
            vpc_endpoints: hop.network.endpoints().iter().filter_map(|id| self.arn(*id)).collect(),
            network_doubt: hop.network.doubt(self.estate),
            encrypted_in_transit: hop.encrypted_in_transit.known().copied(),
            logged: logged(hop.logged),
            crosses: hop.crosses.clone(),
            strength: hop.strength(),
            evidence: hop.evidence.clone(),
        })
    }

    fn key(&self, hop: &Hop, owner: KeyOwner) -> KeyRow {
        let at_rest = self.resource(hop.called()).map(|it| it.detail.aspects().at_rest());
        let gap = if let KeyOwner::Unknown(Some(gap)) = owner { self.estate.gap(gap) } else { None };
        KeyRow {
            owner: owner.words(),
            name: at_rest.as_ref().and_then(Fact::known).and_then(AtRest::key).map(str::to_owned),
            doubt: gap.map(ToString::to_string),
        }
    }

    fn arn(&self, id: ResourceId) -> Option<String> {
        self.estate.resource(id).map(|it| it.arn.as_str().to_owned())
    }

    fn identity(&self, hop: &Hop) -> String {
        match &hop.via {
            Via::Role(id) => self.estate.resource(*id).map_or(String::new(), |it| format!("role {}", it.name())),
            Via::RoleElsewhere(arn) => format!("role {arn}"),
            Via::Service(principal) => principal.clone(),
            Via::Credentials(words) => words.clone(),
            Via::Unknown => "unknown".to_owned(),
        }
    }
}

fn events(activity: &Activity) -> EventsRow {
    EventsRow {
        account: activity.account.as_str().to_owned(),
        region: activity.region.as_str().to_owned(),
        log: activity.log,
        subject: activity.subject.clone(),
        events: activity.uses.known().map(|_| activity.events),
        cut_off: activity.cut_off,
    }
}

/// What it is called, and where that says more: whose it is.
fn outside_words(outside: &Outside) -> String {
    let words = outside.words();
    match &outside.kind {
        OutsideKind::Cloud(whose) | OutsideKind::Vendor(whose) => format!("{whose} ({words})"),
        OutsideKind::NotInventoried(_) => format!("{words} (not in the estate)"),
        _ => words,
    }
}

fn account_of(kind: &OutsideKind) -> String {
    match kind {
        OutsideKind::NotInventoried(account) | OutsideKind::Account(account) => account.as_str().to_owned(),
        _ => String::new(),
    }
}

fn last_run(resource: &Resource) -> Option<String> {
    Some(match &resource.function()?.last_run {
        Fact::Known(Some(day)) => day.strftime("%Y-%m-%d").to_string(),
        Fact::Known(None) => "none".to_owned(),
        Fact::Unknown(_) => "unknown".to_owned(),
        Fact::NotApplicable => return None,
    })
}

fn encryption(resource: &Resource) -> &'static str {
    match resource.detail.aspects().at_rest() {
        Fact::Known(AtRest::Absent) => "none",
        Fact::Known(AtRest::Provider(_)) => "provider key",
        Fact::Known(AtRest::Key(name)) if name.contains("alias/aws/") => "AWS key",
        Fact::Known(AtRest::Key(_)) => "customer key",
        Fact::Unknown(_) => "unknown",
        Fact::NotApplicable => "",
    }
}

fn logged(logged: Logged) -> &'static str {
    match logged {
        Logged::Yes => "yes",
        Logged::No => "no",
        Logged::Unknown(_) => "unknown",
        Logged::NotOffered => "not offered",
    }
}
