//! `athena-workgroup-metrics`.

use super::{LOGGED, athena_settings};
use crate::checks::{Fault, Outcome, Threat};
use crate::model::{Domain, Kind, Resource};

define_check! {
    /// Metrics of queries show who reads how much. Without them nobody sees that a whole table was read at night.
    ///
    /// Looks at enabled work groups. Fails when metrics are not published to CloudWatch.
    ///
    /// By hand: `aws athena update-work-group --work-group NAME --configuration-updates PublishCloudWatchMetricsEnabled=true`.
    ///
    /// Source: Amazon Athena User Guide, "Monitor Athena query metrics with CloudWatch".
    id: "athena-workgroup-metrics",
    title: "Athena work groups publish metrics",
    kind: Kind::AthenaWorkGroup,
    layer: None,
    domain: Domain::Runtime,
    threat: Threat::Insider,
    likelihood: 1,
    impact: 2,
    remedies: &[],
    mappings: LOGGED,
    evaluate: |_, _, resource| evaluate(resource),
}

fn evaluate(resource: &Resource) -> Outcome {
    athena_settings(resource, |it| {
        if it.metrics {
            return Outcome::Pass;
        }
        let fault = Fault::new("Metrics of its queries are not published");
        Outcome::fault(fault.setting("PublishCloudWatchMetricsEnabled", "false"))
    })
}
