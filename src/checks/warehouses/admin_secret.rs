//! `redshift-warehouse-admin-password`.

use crate::checks::databases::SIGN_IN;
use crate::checks::{Context, Fault, Outcome, Threat};
use crate::model::{Domain, Kind, Resource, ResourceId};

define_check! {
    /// A password that a person chose stays the same, and is known to whoever chose it. Redshift can keep it in
    /// Secrets Manager and change it.
    ///
    /// Fails when Redshift does not manage the administrator's password of a cluster or a namespace.
    ///
    /// By hand: `aws redshift modify-cluster --cluster-identifier NAME --manage-master-password`, or `aws
    /// redshift-serverless update-namespace --namespace-name NAME --manage-admin-password`.
    ///
    /// Source: Amazon Redshift Management Guide, "Managing Amazon Redshift admin passwords using AWS Secrets Manager".
    id: "redshift-warehouse-admin-password",
    title: "Redshift keeps the administrator's password",
    kind: Kind::RedshiftCluster,
    also: &[Kind::RedshiftNamespace],
    layer: None,
    domain: Domain::Identity,
    threat: Threat::InfrastructureCompromise,
    likelihood: 2,
    impact: 2,
    remedies: &[],
    mappings: SIGN_IN,
    evaluate: evaluate,
}

fn evaluate(_: &Context<'_>, _: ResourceId, resource: &Resource) -> Outcome {
    let cluster = resource.redshift_cluster().map(|it| it.admin_secret.is_some());
    match cluster.or_else(|| resource.redshift_namespace().map(|it| it.admin_secret.is_some())) {
        Some(true) => Outcome::Pass,
        Some(false) => {
            let fault = Fault::new("The administrator's password is not managed");
            Outcome::fault(fault.setting("managed password", "none"))
        }
        None => Outcome::NotApplicable,
    }
}
