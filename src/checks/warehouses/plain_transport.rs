//! `redshift-warehouse-plain-transport`.

use crate::checks::databases::IN_TRANSIT;
use crate::checks::{Context, Fault, Outcome, Threat};
use crate::model::{Domain, Fact, Kind, Resource, ResourceId};

define_check! {
    /// A client that does not ask for TLS sends statements and results in plain text. Only the warehouse can make
    /// every client ask.
    ///
    /// Fails when `require_ssl` is not true: in the parameter group of a cluster, or among the parameters of a
    /// workgroup.
    ///
    /// By hand: `aws redshift modify-cluster-parameter-group --parameter-group-name NAME --parameters
    /// ParameterName=require_ssl,ParameterValue=true`, or `aws redshift-serverless update-workgroup --workgroup-name
    /// NAME --config-parameters parameterKey=require_ssl,parameterValue=true`.
    ///
    /// Source: Amazon Redshift Management Guide, "Configuring security options for connections".
    id: "redshift-warehouse-plain-transport",
    title: "Warehouses refuse connections without TLS",
    kind: Kind::RedshiftCluster,
    also: &[Kind::RedshiftWorkgroup],
    layer: None,
    domain: Domain::DataProtection,
    threat: Threat::DataExfiltration,
    likelihood: 2,
    impact: 4,
    remedies: &[],
    mappings: IN_TRANSIT,
    evaluate: evaluate,
}

fn evaluate(_: &Context<'_>, _: ResourceId, resource: &Resource) -> Outcome {
    let of_cluster = resource.redshift_cluster().map(|it| it.tls.clone());
    let of_workgroup = || resource.redshift_workgroup().map(|it| Fact::Known(it.tls.clone()));
    let Some(tls) = of_cluster.or_else(of_workgroup) else { return Outcome::NotApplicable };
    Outcome::of(&tls, |rule| {
        if rule.required {
            return Outcome::Pass;
        }
        let value = rule.value.as_deref().unwrap_or("not set");
        Outcome::fault(Fault::new("Connections without TLS are accepted").setting(rule.parameter.clone(), value))
    })
}
