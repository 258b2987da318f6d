//! `flow-unread`.

use crate::checks::{Context, Mapping, Outcome, Reason, Threat};
use crate::model::{Domain, Kind, Layer, Resource, ResourceId};

define_check! {
    /// A hop that is not seen cannot be judged, and one of them can change what is to be said of everything behind it: of the
    /// class of its data, of who shares a role, of what nobody uses.
    ///
    /// Says unknown of an account in which something that hops are drawn from could not be read, with the first such gap: a
    /// listing, or a part of a store, a component, a role, a key or a trail, or events of CloudTrail. While there is one, no
    /// check of flows passes and no store is called unused; what they find fails all the same. Passes when everything was
    /// read. It never fails.
    ///
    /// By hand: give the scan the permission that the gap names, and scan again; `tidegate doctor` lists them all.
    ///
    /// Source: IAM User Guide, "Grant least privilege", on permissions to read; `docs/permissions.md` has them by collector.
    id: "flow-unread",
    title: "Everything that flows are drawn from was read",
    kind: Kind::Account,
    layer: Some(Layer::Monitoring),
    domain: Domain::Runtime,
    threat: Threat::Insider,
    likelihood: 1,
    impact: 3,
    remedies: &[],
    mappings: &[Mapping::soc2("CC7.2")],
    evaluate: evaluate,
}

fn evaluate(context: &Context<'_>, _: ResourceId, resource: &Resource) -> Outcome {
    match context.lineage().hidden().get(&resource.account) {
        Some(gap) => Outcome::Unknown(vec![Reason::Gap(*gap)]),
        None => Outcome::Pass,
    }
}
