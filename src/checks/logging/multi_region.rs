//! `cloudtrail-multi-region`.

use crate::checks::{Context, Fault, Mapping, Outcome, Reason, Threat};
use crate::finding::Evidence;
use crate::flow::takes_management;
use crate::model::aws::Trail;
use crate::model::{Domain, Fact, Kind, Resource, ResourceId};

use super::coverage::{Covering, is_logging};

define_check! {
    /// What is not recorded cannot be found out afterwards. An attacker who finds a region without a trail works there.
    ///
    /// Passes when a trail records the management events of every region of the account and is logging: one of its own,
    /// or one of its organization. It may leave out those of KMS and of the RDS Data API, as CloudTrail offers for their
    /// volume, and nothing else. Unknown while the account's trails, or what they record, could not be read and no
    /// other trail suffices.
    ///
    /// By hand: `aws cloudtrail create-trail --is-multi-region-trail …`, or `update-trail` with the same option; best
    /// once for the whole organization.
    ///
    /// Source: AWS CloudTrail User Guide, "Security best practices in AWS CloudTrail".
    id: "cloudtrail-multi-region",
    title: "A trail records management events of every region",
    kind: Kind::Account,
    domain: Domain::Runtime,
    threat: Threat::Insider,
    likelihood: 3,
    impact: 4,
    mappings: &[
        Mapping::cis("3.1"), Mapping::soc2("CC7.2"), Mapping::pci("10.2.1"), Mapping::hipaa("164.312(b)"),
        Mapping::gdpr("Art. 32(1)(d)"),
    ],
    evaluate: evaluate,
}

fn evaluate(context: &Context<'_>, _: ResourceId, resource: &Resource) -> Outcome {
    let Covering { trails, unknown: mut reasons } = Covering::of(context, resource);
    let mut failing: Vec<(&Resource, &'static str)> = Vec::new();
    for (place, trail) in trails {
        match suffices(trail) {
            Ok(()) => return Outcome::Pass,
            Err(Shortfall::Known(why)) => failing.push((place, why)),
            Err(Shortfall::Unknown(reason)) => reasons.push(reason),
        }
    }
    if !reasons.is_empty() {
        return Outcome::Unknown(reasons);
    }
    let none = failing.is_empty();
    let fault = Fault::new(if none { "The account has no trail" } else { "No trail records every region" });
    Outcome::fault(
        failing
            .into_iter()
            .fold(fault, |fault, (trail, why)| fault.with(Evidence::Note(format!("trail {} {why}", trail.name())))),
    )
}

/// Why a trail does not suffice.
enum Shortfall {
    Known(&'static str),
    Unknown(Reason),
}

fn suffices(trail: &Trail) -> Result<(), Shortfall> {
    if !trail.multi_region {
        return Err(Shortfall::Known("records one region"));
    }
    match is_logging(trail) {
        Fact::Known(true) => {}
        Fact::Unknown(gap) => return Err(Shortfall::Unknown(Reason::Gap(gap))),
        Fact::Known(false) | Fact::NotApplicable => return Err(Shortfall::Known("is stopped")),
    }
    match &trail.selectors {
        Fact::Known(selectors) if !takes_management(selectors) => Err(Shortfall::Known("leaves out management events")),
        Fact::Unknown(gap) => Err(Shortfall::Unknown(Reason::Gap(*gap))),
        Fact::Known(_) | Fact::NotApplicable => Ok(()),
    }
}
