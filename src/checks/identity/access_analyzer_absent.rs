//! `iam-access-analyzer-absent`.

use crate::checks::{Context, Fault, Mapping, Outcome, Reason, Threat};
use crate::model::{Detail, Domain, Fact, Kind, Region, Resource, ResourceId};

define_check! {
    /// Access Analyzer reports when a bucket, key, role or queue becomes reachable from outside, within minutes of the
    /// change. Without it, the next scan is the first to know.
    ///
    /// Passes when every scanned region has an active analyzer of external access, of the account or of its
    /// organization. Analyzers of unused or internal access do not count. An account whose analyzers could not be
    /// listed is unknown; so is a region without one while an account of the organization was not scanned: members do
    /// not see the organization's analyzers.
    ///
    /// By hand: `aws accessanalyzer create-analyzer --analyzer-name external --type ACCOUNT` in each region, or one of
    /// type `ORGANIZATION` for all accounts.
    ///
    /// Source: IAM User Guide, "Using AWS Identity and Access Management Access Analyzer".
    id: "iam-access-analyzer-absent",
    title: "Access Analyzer watches every region",
    kind: Kind::Account,
    domain: Domain::Runtime,
    threat: Threat::DataExfiltration,
    likelihood: 2,
    impact: 2,
    mappings: &[Mapping::cis("1.20"), Mapping::soc2("CC7.2")],
    evaluate: evaluate,
}

fn evaluate(context: &Context<'_>, _: ResourceId, resource: &Resource) -> Outcome {
    let listings =
        || context.estate.listings().iter().filter(|it| it.kind == Kind::Analyzer && it.account == resource.account);
    if listings().next().is_none() {
        return Outcome::Unknown(vec![Reason::Note("analyzers were not listed".to_owned())]);
    }
    let mut bare: Vec<&Region> = Vec::new();
    let mut reasons = Vec::new();
    for listing in listings().filter(|listing| !is_watched(context, resource, &listing.region)) {
        match &listing.count {
            Fact::Unknown(gap) => reasons.push(Reason::Gap(*gap)),
            Fact::Known(_) | Fact::NotApplicable => bare.push(&listing.region),
        }
    }
    if let Some(reason) = unseen_organization(context, resource).filter(|_| !bare.is_empty()) {
        return Outcome::Unknown(vec![reason]);
    }
    let faults = if bare.is_empty() { Vec::new() } else { vec![fault(&mut bare)] };
    Outcome::concluded(faults, reasons)
}

fn fault(regions: &mut [&Region]) -> Fault {
    regions.sort_unstable();
    let names: Vec<&str> = regions.iter().map(|region| region.as_str()).collect();
    let count = names.len();
    let summary =
        format!("No active analyzer of external access in {count} {}", if count == 1 { "region" } else { "regions" });
    Fault::new(summary).setting("regions without an analyzer", names.join(", "))
}

/// Why an analyzer of the organization may exist that was not seen.
fn unseen_organization(context: &Context<'_>, account: &Resource) -> Option<Reason> {
    match context.is_member(account.account.as_str()) {
        Fact::Unknown(gap) => Some(Reason::Gap(gap)),
        Fact::Known(false) | Fact::NotApplicable => None,
        Fact::Known(true) => context.unscanned_member().map(|member| {
            Reason::Note(format!("the organization's account {member} was not scanned and may hold its analyzer"))
        }),
    }
}

fn is_watched(context: &Context<'_>, account: &Resource, region: &Region) -> bool {
    let own = context.in_account(&account.account, Kind::Analyzer).iter().filter_map(|&id| context.estate.resource(id));
    let member = context.is_member(account.account.as_str()) == Fact::Known(true);
    own.chain(context.organization_analyzers().filter(|_| member)).any(|resource| {
        let Detail::Analyzer(analyzer) = &resource.detail else { return false };
        resource.region == *region
            && analyzer.status == "ACTIVE"
            && matches!(analyzer.analyzer_type.as_str(), "ACCOUNT" | "ORGANIZATION")
    })
}
