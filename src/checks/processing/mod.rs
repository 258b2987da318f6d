//! Checks of what transforms data and of what describes it: Glue, Athena, Airflow, EMR, Data Pipeline.

pub mod airflow_customer_key;
pub mod airflow_logging;
pub mod airflow_public;
pub mod airflow_secrets;
pub mod airflow_version;
pub mod athena_customer_key;
pub mod athena_foreign_results;
pub mod athena_metrics;
pub mod athena_not_enforced;
pub mod athena_results_unencrypted;
pub mod data_pipeline_exists;
pub mod data_pipeline_secrets;
pub mod emr_at_rest;
pub mod emr_in_transit;
pub mod emr_logging;
pub mod emr_metadata;
pub mod emr_public_access_block;
pub mod emr_public_address;
pub mod emr_secrets;
pub mod emr_security_configuration;
pub mod glue_catalog_connection_passwords;
pub mod glue_catalog_customer_key;
pub mod glue_catalog_foreign_access;
pub mod glue_catalog_public_policy;
pub mod glue_catalog_service_source;
pub mod glue_catalog_unencrypted;
pub mod glue_connection_stored_credentials;
pub mod glue_connection_without_tls;
pub mod glue_crawler_security_configuration;
pub mod glue_endpoint_exists;
pub mod glue_job_bookmarks;
pub mod glue_job_log_encryption;
pub mod glue_job_logging;
pub mod glue_job_secrets;
pub mod glue_job_security_configuration;
pub mod glue_job_version;
pub mod glue_table_foreign_location;

use std::collections::BTreeMap;

use crate::model::aws::{
    AirflowSettings, EmrSecurity, EmrSettings, GlueSecurityConfiguration, WorkGroupSettings, emr_arn, glue_arn,
};
use crate::model::{AtRest, Kind, Redacted, Resource, Timestamp};

use super::{Check, Context, Fault, Mapping, Outcome, Reason};

/// The checks of this family, in the order in which they are documented.
pub static CHECKS: &[&Check] = &[
    // Glue
    &glue_job_secrets::CHECK,
    &glue_job_security_configuration::CHECK,
    &glue_job_log_encryption::CHECK,
    &glue_job_bookmarks::CHECK,
    &glue_job_logging::CHECK,
    &glue_job_version::CHECK,
    &glue_crawler_security_configuration::CHECK,
    &glue_connection_without_tls::CHECK,
    &glue_connection_stored_credentials::CHECK,
    &glue_catalog_public_policy::CHECK,
    &glue_catalog_foreign_access::CHECK,
    &glue_catalog_service_source::CHECK,
    &glue_catalog_unencrypted::CHECK,
    &glue_catalog_customer_key::CHECK,
    &glue_catalog_connection_passwords::CHECK,
    &glue_table_foreign_location::CHECK,
    &glue_endpoint_exists::CHECK,
    // Athena
    &athena_results_unencrypted::CHECK,
    &athena_customer_key::CHECK,
    &athena_not_enforced::CHECK,
    &athena_foreign_results::CHECK,
    &athena_metrics::CHECK,
    // Managed Workflows for Apache Airflow
    &airflow_public::CHECK,
    &airflow_secrets::CHECK,
    &airflow_customer_key::CHECK,
    &airflow_logging::CHECK,
    &airflow_version::CHECK,
    // EMR
    &emr_public_access_block::CHECK,
    &emr_security_configuration::CHECK,
    &emr_at_rest::CHECK,
    &emr_in_transit::CHECK,
    &emr_metadata::CHECK,
    &emr_logging::CHECK,
    &emr_public_address::CHECK,
    &emr_secrets::CHECK,
    // Data Pipeline
    &data_pipeline_exists::CHECK,
    &data_pipeline_secrets::CHECK,
];

/// Controls that ask for services that not everyone can reach.
const NOT_PUBLIC: &[Mapping] = &[
    Mapping::soc2("CC6.1"),
    Mapping::soc2("CC6.6"),
    Mapping::pci("1.4.4"),
    Mapping::pci("7.2.1"),
    Mapping::hipaa("164.312(a)(1)"),
    Mapping::gdpr("Art. 32(1)(b)"),
];

/// Controls that ask for encryption at rest.
const ENCRYPTED: &[Mapping] = &[
    Mapping::soc2("CC6.1"),
    Mapping::pci("3.5.1"),
    Mapping::hipaa("164.312(a)(2)(iv)"),
    Mapping::gdpr("Art. 32(1)(a)"),
];

/// Controls that ask for encryption on the way.
const IN_TRANSIT: &[Mapping] =
    &[Mapping::soc2("CC6.7"), Mapping::pci("4.2.1"), Mapping::hipaa("164.312(e)(1)"), Mapping::gdpr("Art. 32(1)(a)")];

/// Controls that ask that secrets are kept where secrets belong.
const SECRETS: &[Mapping] = &[Mapping::soc2("CC6.1"), Mapping::pci("8.6.2"), Mapping::gdpr("Art. 32(1)(b)")];

/// Controls that ask for logs.
const LOGGED: &[Mapping] = &[Mapping::soc2("CC7.2"), Mapping::pci("10.2.1"), Mapping::hipaa("164.312(b)")];

/// Controls that ask for software that is still maintained.
const MAINTAINED: &[Mapping] = &[Mapping::soc2("CC7.1"), Mapping::pci("6.3.3"), Mapping::gdpr("Art. 32(1)(b)")];

/// A fault for each value that holds a secret. The value itself is not known here.
fn secrets(place: &str, values: &BTreeMap<String, Redacted>) -> Vec<Fault> {
    let fault = |(name, value): (&String, &Redacted)| match value {
        Redacted::Plain(_) => None,
        Redacted::Secret { reason, .. } => {
            let words = format!("{place} {name} holds a secret: {reason}");
            Some(Fault::new(words).at(name.clone()).setting(name.clone(), "left out"))
        }
    };
    values.iter().filter_map(fault).collect()
}

/// The bucket of an S3 path.
fn bucket_of(path: &str) -> Option<&str> {
    let (scheme, rest) = path.split_once("://")?;
    matches!(scheme, "s3" | "s3a" | "s3n").then(|| rest.split('/').next()).flatten().filter(|name| !name.is_empty())
}

/// What of the estate's buckets keeps one from saying that a bucket is outside: none when all are known.
fn buckets_unknown(context: &Context<'_>) -> Option<Reason> {
    if context.estate.header.scope.iter().any(|scope| scope.starts_with("aws: ") && !scope.ends_with("regions")) {
        return Some(Reason::Note("only some regions were scanned".to_owned()));
    }
    let gap = context.unlisted_buckets().or(context.membership_gap());
    let member = || context.unscanned_member();
    let note = |account: &str| Reason::Note(format!("the account {account} of the organization was not scanned"));
    gap.map(Reason::Gap).or_else(|| member().map(note))
}

/// Fails where a bucket that a configuration names is not among those of the estate.
fn foreign_bucket(context: &Context<'_>, path: &str, fault: impl FnOnce(&str) -> Fault) -> Outcome {
    match bucket_of(path) {
        None => Outcome::NotApplicable,
        Some(name) if context.bucket_named(name).is_some() => Outcome::Pass,
        Some(name) => match buckets_unknown(context) {
            Some(reason) => Outcome::Unknown(vec![reason]),
            None => Outcome::fault(fault(name)),
        },
    }
}

/// The Glue security configuration with this name beside a resource; the outcome where it is not known.
fn glue_configuration<'c>(
    context: &'c Context<'_>,
    beside: &Resource,
    name: &str,
) -> Result<&'c GlueSecurityConfiguration, Outcome> {
    let found = context.estate.find(&glue_arn(beside, "securityConfiguration", name));
    found.and_then(|(_, it)| it.glue_security_configuration()).ok_or_else(|| {
        let gap = context.estate.listing_gap(&beside.account, Kind::GlueSecurityConfiguration);
        let note = || Reason::Note(format!("the security configuration {name} is not among the scanned ones"));
        Outcome::Unknown(vec![gap.map_or_else(note, Reason::Gap)])
    })
}

/// Fails where what runs in Glue names no security configuration, or one that encrypts nothing.
fn security_configuration(context: &Context<'_>, resource: &Resource, name: Option<&str>) -> Outcome {
    let Some(name) = name else {
        let fault = Fault::new("It names no security configuration, so that what it writes is not encrypted by Glue");
        return Outcome::fault(fault.setting("security configuration", "none"));
    };
    match glue_configuration(context, resource, name) {
        Err(outcome) => outcome,
        Ok(it) if it.is_empty() => {
            let fault = Fault::new(format!("Its security configuration {name} encrypts nothing"));
            Outcome::fault(fault.setting("security configuration", name))
        }
        Ok(_) => Outcome::Pass,
    }
}

/// Fails where a security configuration that encrypts something leaves out one part.
fn configured_part(
    context: &Context<'_>,
    resource: &Resource,
    name: Option<&str>,
    part: impl FnOnce(&GlueSecurityConfiguration) -> (&'static str, &AtRest),
) -> Outcome {
    // Without one, `glue-job-security-configuration` says all there is to say.
    let Some(name) = name else { return Outcome::NotApplicable };
    match glue_configuration(context, resource, name) {
        Err(outcome) => outcome,
        Ok(it) if it.is_empty() => Outcome::NotApplicable,
        Ok(it) => match part(it) {
            (what, AtRest::Absent) => {
                let fault = Fault::new(format!("Its security configuration {name} leaves {what} unencrypted"));
                Outcome::fault(fault.setting(what, "DISABLED"))
            }
            _ => Outcome::Pass,
        },
    }
}

/// The resources of a kind in the account and region of another.
fn near<'c>(context: &'c Context<'_>, of: &Resource, kind: Kind) -> impl Iterator<Item = &'c Resource> {
    let (account, region) = (of.account.clone(), of.region.clone());
    let all = context.estate.all(kind).map(|(_, it)| it.as_ref());
    all.filter(move |it| it.account == account && it.region == region)
}

/// Whether there is, or may be, anything of these kinds in the account and region of a catalog.
fn describes(context: &Context<'_>, catalog: &Resource, kinds: &[Kind]) -> bool {
    let may_be = |kind: Kind| context.estate.listing_gap(&catalog.account, kind).is_some();
    kinds.iter().any(|kind| near(context, catalog, *kind).next().is_some() || may_be(*kind))
}

/// Whether a day, such as `2024-01-31`, has come.
fn is_over(now: Timestamp, day: &str) -> bool {
    format!("{day}T00:00:00Z").parse::<Timestamp>().is_ok_and(|end| now >= end)
}

/// Decides on the settings of a work group in which queries run.
fn athena_settings(resource: &Resource, decide: impl FnOnce(&WorkGroupSettings) -> Outcome) -> Outcome {
    match resource.athena_work_group() {
        Some(group) if group.enabled => Outcome::of(&group.settings, decide),
        _ => Outcome::NotApplicable,
    }
}

/// Decides on the settings of an environment of Airflow.
fn airflow_settings(resource: &Resource, decide: impl FnOnce(&AirflowSettings) -> Outcome) -> Outcome {
    resource.airflow_environment().map_or(Outcome::NotApplicable, |it| Outcome::of(&it.settings, decide))
}

/// Decides on the settings of a cluster that has not ended.
fn emr_settings(resource: &Resource, decide: impl FnOnce(&EmrSettings) -> Outcome) -> Outcome {
    match resource.emr_cluster() {
        Some(cluster) if !cluster.is_over() => Outcome::of(&cluster.settings, decide),
        _ => Outcome::NotApplicable,
    }
}

/// Decides on the security configuration, with its name, of a cluster that has one and has not ended.
fn emr_security(
    context: &Context<'_>,
    resource: &Resource,
    decide: impl FnOnce(&str, &EmrSecurity) -> Outcome,
) -> Outcome {
    emr_settings(resource, |it| {
        // Without one, `emr-cluster-security-configuration` says all there is to say.
        let Some(name) = it.security_configuration.as_deref() else { return Outcome::NotApplicable };
        let found = context.estate.find(&emr_arn(resource, "securityConfiguration", name));
        match found.and_then(|(_, it)| it.emr_security_configuration()) {
            Some(configuration) => Outcome::of(&configuration.settings, |it| decide(name, it)),
            None => {
                let gap = context.estate.listing_gap(&resource.account, Kind::EmrSecurityConfiguration);
                let note = || Reason::Note(format!("the security configuration {name} is not among the scanned ones"));
                Outcome::Unknown(vec![gap.map_or_else(note, Reason::Gap)])
            }
        }
    })
}
