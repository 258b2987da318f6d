//! What an answer to a question of access is made of: one cell for each subject, store and kind of access.

use crate::model::{GapId, ResourceId, Timestamp};
use crate::policy::Effect;
use crate::policy::actions::{Access, ActionId};
use crate::policy::evaluate::{Formula, LayerKind, Rule, Verdict};

/// Whether a subject has access. The order is from the least to the most.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CellState {
    /// What could not be read decides.
    Unknown,
    /// It has when the cell's condition holds.
    AllowIf,
    /// It has.
    Allow,
}

impl CellState {
    /// What a formula says; none where it never holds.
    pub fn of(formula: &Formula) -> Option<Self> {
        match formula {
            Formula::No => None,
            Formula::Yes => Some(Self::Allow),
            open if open.hangs_on_unread() => Some(Self::Unknown),
            _ => Some(Self::AllowIf),
        }
    }

    /// Its name in machine-readable output.
    pub fn id(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::AllowIf => "allow_if",
            Self::Allow => "allow",
        }
    }
}

/// A subject of an index, by its place in [`AccessIndex::subjects`](super::AccessIndex::subjects).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SubjectId(pub(super) u32);

impl SubjectId {
    pub(super) fn at(place: usize) -> Self {
        Self(u32::try_from(place).unwrap_or(u32::MAX))
    }

    /// The place, from 0.
    pub fn index(self) -> usize {
        usize::try_from(self.0).unwrap_or(usize::MAX)
    }
}

/// Where access comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Provenance {
    /// Policies of the user or role itself.
    Identity,
    /// Policies of a group.
    Group,
    /// The policy of the resource.
    ResourcePolicy,
    /// A grant of a key.
    Grant,
    /// The access control list of a bucket.
    AccessControlList,
    /// Being the root user of the account.
    RootUser,
    /// A role that can be assumed.
    Assumed,
}

impl Provenance {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::Identity,
        Self::Group,
        Self::ResourcePolicy,
        Self::Grant,
        Self::AccessControlList,
        Self::RootUser,
        Self::Assumed,
    ];

    /// Its name in machine-readable output.
    pub fn id(self) -> &'static str {
        match self {
            Self::Identity => "identity",
            Self::Group => "group",
            Self::ResourcePolicy => "resource_policy",
            Self::Grant => "grant",
            Self::AccessControlList => "access_control_list",
            Self::RootUser => "root_user",
            Self::Assumed => "assumed",
        }
    }

    /// Of an Allow in a policy of a layer; none where the layer only limits.
    pub(super) fn of(layer: LayerKind, policy: &str) -> Option<Self> {
        match layer {
            // The name of a policy holds no slash: before it stands the group.
            LayerKind::Identity if policy.contains('/') => Some(Self::Group),
            LayerKind::Identity => Some(Self::Identity),
            LayerKind::Resource | LayerKind::AccessPoint => Some(Self::ResourcePolicy),
            LayerKind::Grant => Some(Self::Grant),
            LayerKind::AccessControlList => Some(Self::AccessControlList),
            _ => None,
        }
    }

    fn bit(self) -> u8 {
        Self::ALL.iter().position(|it| *it == self).map_or(0, |place| 1 << place)
    }
}

/// Several of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct ProvenanceSet(u8);

impl ProvenanceSet {
    /// This as well.
    #[must_use]
    pub fn with(self, one: Provenance) -> Self {
        Self(self.0 | one.bit())
    }

    /// Whether it is among them.
    pub fn contains(self, one: Provenance) -> bool {
        self.0 & one.bit() != 0
    }

    /// Each, in order.
    pub fn iter(self) -> impl Iterator<Item = Provenance> {
        Provenance::ALL.into_iter().filter(move |it| self.contains(*it))
    }

    /// Whether there is none.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }
}

impl ProvenanceSet {
    /// Where the allows of a verdict come from.
    pub(super) fn of(verdict: &Verdict) -> Self {
        let allows = verdict.because.iter().filter(|reason| reason.effect == Effect::Allow);
        let sum = allows.filter_map(|it| Provenance::of(it.layer, &it.policy)).fold(Self::default(), Self::with);
        if verdict.rules.contains(&Rule::RootUser) { sum.with(Provenance::RootUser) } else { sum }
    }
}

/// When a subject last used the service of a store. AWS tells it for the service, and for some actions, never for one
/// store; attempts that were denied count too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LastUsed {
    /// At this time, one of the cell's actions.
    Action(Timestamp),
    /// At this time, any action of the service.
    Service(Timestamp),
    /// Not within the 400 days that AWS looks back.
    Never,
    /// It could not be read.
    Unread(GapId),
    /// AWS does not tell it: not of such a subject, or not of a service that only others' policies allow it.
    Untold,
}

/// A step on the way through roles: a role that is assumed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// The role.
    pub role: SubjectId,
    /// Whether it can be assumed from the step before.
    pub state: CellState,
    /// When.
    pub condition: Formula,
}

/// What a subject can do to a store. There is no cell where it can do nothing.
#[derive(Debug, Clone, PartialEq)]
pub struct Cell {
    /// Who.
    pub subject: SubjectId,
    /// On which store; none where the question named a resource that is not one.
    pub store: Option<ResourceId>,
    /// The kind of access; none where the question was about one action.
    pub access: Option<Access>,
    /// Whether.
    pub state: CellState,
    /// When, for the actions that go through as the state says. Of a role on the way, its own condition comes with its
    /// step.
    pub condition: Formula,
    /// The actions that go through, or may; without those that the table of actions does not know.
    pub actions: Vec<ActionId>,
    /// The resource on which most goes through: the store itself or what lies in it.
    pub resource: String,
    /// Where it comes from.
    pub provenance: ProvenanceSet,
    /// The roles to be assumed first, in order; empty where none is needed.
    pub through: Vec<Step>,
    /// When it was last used.
    pub last_used: LastUsed,
}
