//! `data-pipeline-exists`.

use super::MAINTAINED;
use crate::checks::{Fault, Outcome, Threat};
use crate::model::{Domain, Kind, Resource};

define_check! {
    /// AWS Data Pipeline takes no new customers and gets no new features. Its machines start from old images, and few look after
    /// what still runs there.
    ///
    /// Fails for each pipeline.
    ///
    /// By hand: move it to Glue, Step Functions or Amazon MWAA, then `aws datapipeline delete-pipeline --pipeline-id ID`.
    ///
    /// Source: AWS Data Pipeline Developer Guide, "Migrating workloads from AWS Data Pipeline".
    id: "data-pipeline-exists",
    title: "Nothing is left in AWS Data Pipeline",
    kind: Kind::DataPipeline,
    layer: None,
    domain: Domain::Infrastructure,
    threat: Threat::SupplyChain,
    likelihood: 1,
    impact: 3,
    remedies: &[],
    mappings: MAINTAINED,
    evaluate: |_, _, resource| evaluate(resource),
}

fn evaluate(resource: &Resource) -> Outcome {
    if resource.data_pipeline().is_none() {
        return Outcome::NotApplicable;
    }
    Outcome::fault(Fault::new("A pipeline is left in a service that takes no new customers"))
}
