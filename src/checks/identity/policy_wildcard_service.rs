//! `iam-policy-wildcard-service`.

use crate::checks::{Context, Mapping, Outcome, Threat};
use crate::model::{Domain, Kind, Resource, ResourceId};
use crate::policy::Statement;

use super::held::{Wanted, judge_editable};
use super::pattern::{ANY, all_of, names_any_service, names_service, on_all_of};

define_check! {
    /// A job that reads one prefix needs a few actions on one bucket. With every action on every store of a service it
    /// can also read the neighbours' data, delete it, and open it to the world.
    ///
    /// Fails when a policy of the user, role or group allows every action (`s3:*`) of a service that holds data, keys
    /// or secrets on every resource of that service, without a condition. AWS's own policies such as
    /// `AmazonS3FullAccess` count. Full administrators are reported by `iam-full-administrator`. Where a permissions
    /// boundary, a Deny or a service control policy takes it away, it weighs little. Roles that AWS owns do not count.
    ///
    /// By hand: name the actions in use and the buckets, keys, tables or secrets that the stage needs.
    ///
    /// Source: IAM User Guide, "Security best practices in IAM", apply least-privilege permissions.
    id: "iam-policy-wildcard-service",
    title: "No identity may do everything to all stores of a service",
    kind: Kind::User,
    also: &[Kind::Role, Kind::Group],
    domain: Domain::Identity,
    threat: Threat::DataExfiltration,
    likelihood: 2,
    impact: 4,
    mappings: &[
        Mapping::soc2("CC6.3"), Mapping::pci("7.2.2"), Mapping::hipaa("164.312(a)(1)"), Mapping::gdpr("Art. 32(1)(b)"),
    ],
    evaluate: evaluate,
}

/// The prefixes of services that hold data, keys or secrets.
const DATA_SERVICES: &[&str] = &[
    "s3",
    "kms",
    "secretsmanager",
    "dynamodb",
    "rds",
    "redshift",
    "kinesis",
    "firehose",
    "glue",
    "lakeformation",
    "athena",
    "sqs",
    "sns",
    "ssm",
    "es",
    "kafka",
];

fn evaluate(context: &Context<'_>, id: ResourceId, resource: &Resource) -> Outcome {
    let allows = "every action on all stores of a service";
    judge_editable(context, (id, resource), &Wanted { wrong: &is_wide, gives: &every_action, allows })
}

/// An action that nobody names of each service, on all its resources.
fn every_action(statement: &Statement) -> Vec<(String, String)> {
    let whole = DATA_SERVICES.iter().filter(|service| names_service(statement, service));
    whole.flat_map(|service| all_of(service).map(|on| (format!("{service}:{ANY}"), on))).collect()
}

fn is_wide(statement: &Statement) -> bool {
    // Nearly every statement ends here: a list of services is compared only for those that name a whole one.
    statement.conditions.is_empty()
        && names_any_service(statement)
        && DATA_SERVICES.iter().any(|service| names_service(statement, service) && on_all_of(statement, service))
}
