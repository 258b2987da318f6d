//! `flow-public-store-fed-from-restricted`.

use crate::checks::aspects::together;
use crate::checks::statements::impact;
use crate::checks::{CATALOGUE, Context, Fault, Outcome, Reason, Threat};
use crate::finding::Evidence;
use crate::model::{Domain, Kind, Resource, ResourceId};

use super::lineage::Holds;
use super::{NOT_PUBLIC, hidden, words};

define_check! {
    /// A store that everyone can reach, downstream of a restricted one, publishes what the other guards. Each of the two
    /// may look right by itself; only the way between them shows it.
    ///
    /// Looks at stores that are fed from a store classified as restricted, by however many hops. Fails when one of the
    /// store's own checks says that it is open to the public: those of its policy, its access control list, its address.
    /// A store that is tagged as public or internal was decided about: the finding stands and says so, with a lower
    /// risk. A store that gets only events, which name objects, counts for less. Is unknown when those
    /// checks are, and while the tags of the store or of what feeds it could not be read.
    ///
    /// By hand: close the store as its own finding says, or end the hop that feeds it.
    ///
    /// Source: AWS Well-Architected Framework, security pillar, SEC07-BP02 "Apply data protection controls based on data
    /// sensitivity".
    id: "flow-public-store-fed-from-restricted",
    title: "No public store is fed from a restricted one",
    kind: Kind::Bucket,
    also: Kind::STORES,
    domain: Domain::DataProtection,
    threat: Threat::DataExfiltration,
    likelihood: 4,
    impact: 5,
    remedies: &[],
    mappings: NOT_PUBLIC,
    evaluate: |context, id, resource| hidden::unless_hidden(context, evaluate(context, id, resource)),
}

fn evaluate(context: &Context<'_>, id: ResourceId, resource: &Resource) -> Outcome {
    let Some(node) = context.flows().node_of(id) else { return Outcome::NotApplicable };
    let holds = context.lineage().of(context, node);
    let Some(fed) = holds.fed() else { return Outcome::NotApplicable };
    match (open_to_everyone(context, id, resource), holds) {
        (Outcome::Fail(_), Holds::Perhaps(gap, _)) => Outcome::Unknown(vec![Reason::Gap(gap)]),
        (Outcome::Fail(faults), _) => {
            let origin = words::name(context, fed.origin);
            let mut fault = Fault::new(format!("Everyone can reach this store, which is fed from restricted {origin}"));
            let shown = faults.into_iter().flat_map(|it| it.evidence);
            fault = context.lineage().way(context, node, fed).into_iter().chain(shown).fold(fault, Fault::with);
            Outcome::fault(match holds {
                Holds::Decided(class, _) => {
                    let note =
                        format!("it is tagged as {class}: somebody decided that restricted data becomes so here");
                    fault.with(Evidence::Note(note)).factor(impact(-2, "a tag says otherwise"))
                }
                Holds::Names(_) => fault.factor(impact(-2, "events name objects and do not hold them")),
                _ => fault,
            })
        }
        (other, _) => other,
    }
}

/// What the store's own checks of public access say together.
pub(super) fn open_to_everyone(context: &Context<'_>, id: ResourceId, resource: &Resource) -> Outcome {
    const ENDS: [&str; 3] = ["-public", "-public-policy", "-public-acl"];
    let own = CATALOGUE.iter().filter(|check| ENDS.iter().any(|end| check.id.ends_with(end)));
    let own = own.filter(|check| check.kinds().any(|kind| kind == resource.kind()));
    together(own.map(|check| (check.evaluate)(context, id, resource)))
}
