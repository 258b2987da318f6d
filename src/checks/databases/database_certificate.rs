//! `rds-database-certificate`.

use super::{IN_TRANSIT, database};
use crate::checks::{Context, Fault, Outcome, Threat};
use crate::model::{Domain, Kind, Resource, ResourceId};

define_check! {
    /// When the certificate of a database expires, clients that verify it cannot connect, and those that give up
    /// verifying talk to anyone.
    ///
    /// Fails when the server's certificate has expired or will within 90 days.
    ///
    /// By hand: give clients the bundle of current authorities, then `aws rds modify-db-instance
    /// --db-instance-identifier NAME --ca-certificate-identifier rds-ca-rsa2048-g1`. With that authority RDS renews by
    /// itself.
    ///
    /// Source: Amazon RDS User Guide, "Rotating your SSL/TLS certificate".
    id: "rds-database-certificate",
    title: "Certificates of databases are not about to expire",
    kind: Kind::DbInstance,
    also: &[Kind::DbCluster],
    layer: None,
    domain: Domain::DataProtection,
    threat: Threat::DenialOfService,
    likelihood: 2,
    impact: 3,
    remedies: &[],
    mappings: IN_TRANSIT,
    evaluate: evaluate,
}

/// Days in which certificates are rotated.
const WARNING: i64 = 90;

fn evaluate(context: &Context<'_>, _: ResourceId, resource: &Resource) -> Outcome {
    let certificate = database(resource).and_then(|it| it.certificate.as_ref());
    let Some((certificate, until)) = certificate.and_then(|it| Some((it, it.valid_until?))) else {
        return Outcome::NotApplicable;
    };
    let days = (until.as_second() - context.now.as_second()).div_euclid(86_400);
    if days >= WARNING {
        return Outcome::Pass;
    }
    let words = if days < 0 {
        "The certificate has expired".to_owned()
    } else {
        format!("The certificate expires in {days} days")
    };
    let fault = Fault::new(words).setting("CAIdentifier", &certificate.authority);
    Outcome::fault(fault.setting("ValidTill", until.to_string()))
}
