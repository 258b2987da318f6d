//! `flow-target-missing`.

use crate::checks::statements::likelihood;
use crate::checks::{Context, Fault, Outcome, Threat};
use crate::flow::Transfer;
use crate::model::{Domain, Kind, Resource, ResourceId};

use super::missing::{Absence, absence, outside};
use super::{ARRIVES, hidden, parts, words};

define_check! {
    /// A hop that leads to nothing loses its data, or fails where nobody looks. And whoever may make a thing of that name
    /// in the account is handed the data, by a policy that trusts the name.
    ///
    /// Fails for each queue, topic, function, stream, table, state machine, bus, job or database of a scanned account that
    /// a declared hop names and that is not there, though everything of its kind in that account and region was listed.
    /// A dead-letter target that is gone counts for more. Is unknown while that listing failed. Passes when everything
    /// that is named is there; what nobody listed is left out.
    ///
    /// By hand: make the target anew, or take the hop out of the configuration of what names it.
    ///
    /// Source: AWS Well-Architected Framework, operational excellence pillar, OPS08 "Understanding workload health";
    /// Amazon SQS Developer Guide, "Using dead-letter queues in Amazon SQS".
    id: "flow-target-missing",
    title: "What a hop leads to is there",
    kind: Kind::Bucket,
    also: Kind::PARTS,
    domain: Domain::Infrastructure,
    threat: Threat::DenialOfService,
    likelihood: 3,
    impact: 3,
    remedies: &[],
    mappings: ARRIVES,
    evaluate: |context, id, resource| hidden::unless_hidden(context, evaluate(context, id, resource)),
}

fn evaluate(context: &Context<'_>, id: ResourceId, _: &Resource) -> Outcome {
    if !parts::charged(context, id).any(parts::is_declared) {
        return Outcome::NotApplicable;
    }
    let (mut faults, mut reasons) = (Vec::new(), Vec::new());
    for (hop, end) in outside(context, id) {
        match absence(context, end) {
            None => {}
            Some(Absence::Unknown(reason)) => reasons.push(reason),
            Some(Absence::Gone) => {
                let does = if hop.transfer == Transfer::Read { "comes from" } else { "goes to" };
                let fault = Fault::new(format!("Data {does} {}, which is not there", end.name)).at(end.name.clone());
                let fault = fault.with(words::evidence(context, hop));
                let lost = "what could not be worked off is lost";
                let is_dead_letter = parts::is_dead_letter(hop);
                faults.push(if is_dead_letter { fault.factor(likelihood(1, lost)) } else { fault });
            }
        }
    }
    Outcome::concluded(faults, reasons)
}
