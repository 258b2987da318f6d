//! `glue-crawler-security-configuration`.

use super::{ENCRYPTED, security_configuration};
use crate::checks::{Context, Outcome, Threat};
use crate::model::{Domain, Kind, Resource};

define_check! {
    /// A crawler logs what it finds: names of tables, columns and paths. A security configuration says with which key Glue
    /// encrypts the log.
    ///
    /// Fails when a crawler names no security configuration, and when the one that it names encrypts nothing.
    ///
    /// By hand: `aws glue update-crawler --name NAME --crawler-security-configuration CONFIGURATION`.
    ///
    /// Source: AWS Glue Developer Guide, "Encrypting data written by AWS Glue".
    id: "glue-crawler-security-configuration",
    title: "Glue crawlers have a security configuration that encrypts",
    kind: Kind::GlueCrawler,
    layer: None,
    domain: Domain::DataProtection,
    threat: Threat::DataExfiltration,
    likelihood: 2,
    impact: 2,
    remedies: &[],
    mappings: ENCRYPTED,
    evaluate: |context, _, resource| evaluate(context, resource),
}

fn evaluate(context: &Context<'_>, resource: &Resource) -> Outcome {
    let Some(crawler) = resource.glue_crawler() else { return Outcome::NotApplicable };
    security_configuration(context, resource, crawler.security_configuration.as_deref())
}
