//! `flow-unencrypted-transit`.

use crate::checks::statements::{impact, likelihood};
use crate::checks::{Context, Fault, Mapping, Outcome, Reason, Threat};
use crate::finding::{Evidence, Factor};
use crate::flow::{Hop, NetworkPath};
use crate::model::{Domain, Fact, Kind, Resource, ResourceId};

use super::{hidden, parts, words};

define_check! {
    /// What goes over a network in the clear can be read and changed by whoever is on the way.
    ///
    /// Fails for each hop of which the service says that data is not encrypted on its way: a subscription over HTTP, mail
    /// and short messages, a database connection without TLS. The risk is higher for restricted data, and lower within
    /// one VPC. Is unknown when a setting that tells could not be read. Hops of which no service tells anything are left
    /// out: calls of AWS's own endpoints are made over TLS.
    ///
    /// By hand: give the component an endpoint with TLS, and let the store refuse others.
    ///
    /// Source: AWS Well-Architected Framework, security pillar, SEC09-BP02 "Enforce encryption in transit".
    id: "flow-unencrypted-transit",
    title: "Data is encrypted on its way",
    kind: Kind::Bucket,
    also: Kind::PARTS,
    domain: Domain::Network,
    threat: Threat::DataExfiltration,
    likelihood: 3,
    impact: 3,
    remedies: &[],
    mappings: &[
        Mapping::soc2("CC6.7"), Mapping::pci("4.2.1"), Mapping::hipaa("164.312(e)(1)"), Mapping::gdpr("Art. 32(1)(a)"),
    ],
    evaluate: |context, id, resource| hidden::unless_hidden(context, evaluate(context, id, resource)),
}

fn evaluate(context: &Context<'_>, id: ResourceId, _: &Resource) -> Outcome {
    let (mut faults, mut reasons, mut told) = (Vec::new(), Vec::new(), false);
    for hop in parts::charged(context, id) {
        match hop.encrypted_in_transit {
            Fact::NotApplicable => continue,
            Fact::Known(true) => {}
            Fact::Known(false) => faults.push(fault(context, hop)),
            Fact::Unknown(gap) => reasons.push(Reason::Gap(gap)),
        }
        told = true;
    }
    if told { Outcome::concluded(faults, reasons) } else { Outcome::NotApplicable }
}

fn fault(context: &Context<'_>, hop: &Hop) -> Fault {
    let summary = format!("Data goes to {} in the clear", words::name(context, hop.to));
    let fault = Fault::new(summary).at(words::locus(context, hop.to)).with(words::evidence(context, hop));
    let fault = fault.with(Evidence::Note(format!("network: {}", hop.network.words(context.estate))));
    let factor: Option<Factor> = match &hop.network {
        NetworkPath::SameNetwork => Some(likelihood(-1, "stays in one VPC")),
        NetworkPath::Internet => Some(likelihood(1, "goes over the internet")),
        _ => None,
    };
    let fault = factor.into_iter().fold(fault, Fault::factor);
    let restricted = context.lineage().of(context, hop.from).is_restricted();
    if restricted { fault.factor(impact(1, "carries restricted data")) } else { fault }
}
