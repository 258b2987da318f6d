//! `s3-bucket-insecure-transport`.

use crate::checks::{Context, Fault, Mapping, Outcome, Threat};
use crate::finding::Evidence;
use crate::model::{Domain, Kind, Resource, ResourceId};
use crate::policy::glob::{contains, contains_ignoring_case};
use crate::policy::{Clause, Condition, Effect, Principal, PrincipalClause, Statement};

use super::bucket_policy;
use crate::checks::statements::{has_value, is_without_tls};

define_check! {
    /// S3 answers over plain HTTP unless the bucket policy refuses it; then data and tokens cross the network in the
    /// clear.
    ///
    /// Passes when Deny statements for everyone cover `s3:*` on the bucket and on all its objects whenever
    /// `aws:SecureTransport` is false. `NumericLessThanIfExists` and `Null` on `s3:TlsVersion` count too, because a
    /// plain request has no such key; `NumericLessThan` alone does not, for the same reason. A Deny of some actions,
    /// principals or prefixes, or with a further condition, is not enough.
    ///
    /// Source: Amazon S3 User Guide, "Security best practices for Amazon S3", Enforce encryption of data in transit;
    /// IAM User Guide, "Condition operators".
    id: "s3-bucket-insecure-transport",
    title: "Buckets refuse plain HTTP",
    kind: Kind::Bucket,
    layer: None,
    domain: Domain::Network,
    threat: Threat::DataExfiltration,
    likelihood: 2,
    impact: 3,
    remedies: &["deny-insecure-transport"],
    mappings: &[
        Mapping::soc2("CC6.7"),
        Mapping::pci("4.2.1"),
        Mapping::hipaa("164.312(e)(1)"),
        Mapping::gdpr("Art. 32(1)(a)"),
        Mapping::cis("2.1.1"),
    ],
    evaluate: evaluate,
}

fn evaluate(context: &Context<'_>, _: ResourceId, resource: &Resource) -> Outcome {
    let Some(bucket) = resource.bucket() else { return Outcome::NotApplicable };
    let none = || Outcome::fault(Fault::new("Plain HTTP is not refused").setting("bucket policy", "none"));
    let source = match bucket_policy(context, bucket, none) {
        Ok(source) => source,
        Err(outcome) => return outcome,
    };
    let (mut whole_bucket, mut all_objects) = (false, false);
    let mut partial = None;
    for (index, statement) in source.policy.with_effect(Effect::Deny) {
        if !statement.conditions.iter().any(refuses_plain) {
            continue;
        }
        let covered = coverage(statement, resource.arn.as_str());
        whole_bucket |= covered.0;
        all_objects |= covered.1;
        if covered != (true, true) {
            partial = Some(index);
        }
    }
    if whole_bucket && all_objects {
        return Outcome::Pass;
    }
    let Some(index) = partial else {
        return Outcome::fault(Fault::new("Plain HTTP is not refused").setting("bucket policy", "no statement does"));
    };
    let evidence = Evidence::Statement { label: source.label.to_owned(), document: source.document.clone(), index };
    let fault = Fault::new(format!("Plain HTTP is refused in part only ({})", source.name(index))).with(evidence);
    Outcome::fault(fault.with(Evidence::Note(what_is_missing(whole_bucket, all_objects).to_owned())))
}

fn what_is_missing(bucket: bool, objects: bool) -> &'static str {
    match (bucket, objects) {
        (true, _) => "it covers the bucket and not all its objects",
        (_, true) => "it covers the objects and not the bucket itself",
        _ => "it does not cover everyone, every action, and both bucket and objects, without a further condition",
    }
}

/// Whether a Deny covers the bucket itself, and all its objects, for everyone and every action of S3.
fn coverage(statement: &Statement, arn: &str) -> (bool, bool) {
    let everyone = matches!(&statement.principal, PrincipalClause::Is(all) if all.contains(&Principal::Everyone));
    let alone = statement.conditions.iter().all(refuses_plain) && statement.conditions.len() == 1;
    let every_action = match &statement.action {
        Clause::Is(patterns) => patterns.iter().any(|pattern| contains_ignoring_case(pattern, "s3:*")),
        Clause::Not(_) => false,
    };
    let Some(Clause::Is(resources)) = &statement.resource else { return (false, false) };
    if !(everyone && alone && every_action) {
        return (false, false);
    }
    let bucket = resources.iter().any(|pattern| contains(pattern, arn));
    (bucket, resources.iter().any(|pattern| covers_objects(pattern, arn)))
}

/// Whether a pattern covers `arn/*`, without building that text.
fn covers_objects(pattern: &str, arn: &str) -> bool {
    pattern == "*"
        || pattern.strip_prefix(arn) == Some("/*")
        || pattern.strip_suffix('*').is_some_and(|head| !head.contains(['*', '?']) && arn.starts_with(head))
}

/// Whether a condition holds for every request over plain HTTP.
fn refuses_plain(condition: &Condition) -> bool {
    let operator = |name: &str| condition.operator.eq_ignore_ascii_case(name);
    is_without_tls(condition)
        || condition.key.eq_ignore_ascii_case("s3:TlsVersion")
            && (operator("NumericLessThanIfExists") || (operator("Null") && has_value(condition, "true")))
}
