//! Small estates made by hand, for all tests.
//!
//! Every builder makes a well-kept resource that no check complains of; a test spoils the one thing it is about:
//!
//! ```ignore
//! let estate = estate([bucket("raw").bucket_with(|it| it.policy = policy(PUBLIC_READ))]);
//! assert_eq!(decision(&estate, "s3-bucket-public-policy", "arn:aws:s3:::raw"), Some(Decision::Fail));
//! ```
#![allow(dead_code, unused_imports, reason = "not every test uses every sample")]

mod apis;
mod builders;
mod databases;
mod events;
mod functions;
mod glue;
pub mod large;
mod messaging;
mod networks;
mod processing;
mod streaming;
mod tweak;

pub use apis::{
    api_domain, api_domain_arn, data_share, http_api, http_api_arn, redshift_arn, redshift_cluster,
    redshift_integration, redshift_namespace, redshift_serverless_snapshot, redshift_snapshot, redshift_workgroup,
    rest_api, rest_api_arn, route, serverless_arn, stage,
};
pub use builders::{
    access_point, account, bucket, document, group, key, key_arn, managed_policy, oidc_provider, organization_policy,
    role, trail, user, well_kept_policy,
};
pub use databases::{
    db_cluster, db_event_subscription, db_export, db_instance, db_integration, db_proxy, db_snapshot, rds_arn,
};
pub use events::{api_destination, bus, bus_arn, machine, pipe, rule, sample_arn, schedule};
pub use functions::{function, function_arn, mapping};
pub use glue::{
    glue_arn, glue_catalog, glue_connection, glue_crawler, glue_database, glue_endpoint, glue_integration, glue_job,
    glue_security_configuration, glue_table, glue_trigger, glue_workflow, hidden, plain, private_network,
};
pub use messaging::{queue, queue_arn, subscription, topic, topic_arn};
pub use networks::{ec2_arn, in_subnets, routed, vpc, vpc_endpoint};
pub use processing::{
    airflow_environment, athena_catalog, athena_work_group, data_pipeline, emr_application, emr_arn, emr_cluster,
    emr_public_access_block, emr_security_configuration,
};
pub use streaming::{
    cluster, cluster_arn, connector, connector_arn, consumer, consumer_arn, delivery, delivery_arn, log_destination,
    log_destination_arn, log_group, log_group_arn, log_policy, log_policy_arn, secret, secret_arn, stream, stream_arn,
    table, table_arn,
};
pub use tweak::{Spoil, Tweak};

use tidegate::checks::{self, Decision, Posture, Rules};
use tidegate::finding::Finding;
use tidegate::model::aws::{MemberAccount, Organization, OrganizationPolicyKind};
use tidegate::model::{
    Account, AccountId, Document, Estate, Fact, Failure, Gap, GapId, Header, Kind, Listing, Record, Region, Resource,
    Timestamp,
};

/// The account that owns every sample unless it says otherwise.
pub const ACCOUNT: &str = "111122223333";
/// A second account of the estate.
pub const SECOND: &str = "444455556666";
/// An account that belongs to nobody known.
pub const FOREIGN: &str = "999988887777";
/// The account that manages the organization of [`governed`], which is not of the estate.
pub const MANAGEMENT: &str = "000011112222";
/// The region that holds every sample.
pub const REGION: &str = "eu-west-1";
/// The organization of [`organization`].
pub const ORGANIZATION: &str = "o-a1b2c3d4e5";

/// The time of the sample scans.
pub fn now() -> Timestamp {
    time("2026-03-01T12:00:00Z")
}

/// A time from its text.
pub fn time(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// An empty estate with both accounts.
pub fn empty_estate() -> Estate {
    let mut estate = Estate::new(Header {
        tool: "0.1.0".to_owned(),
        started: now(),
        finished: Some(now()),
        scope: vec!["samples".to_owned()],
        callers: vec![format!("arn:aws:iam::{ACCOUNT}:role/auditor")],
    });
    for (id, name) in [(ACCOUNT, "data"), (SECOND, "telemetry")] {
        estate.push(Record::Account(Account {
            id: AccountId::new(id),
            name: Some(name.to_owned()),
            caller: format!("arn:aws:iam::{id}:role/auditor"),
            regions: vec![Region::new(REGION)],
        }));
    }
    estate
}

/// An estate of these resources. Accounts whose settings are not among them get well-kept ones.
pub fn estate(resources: impl IntoIterator<Item = Resource>) -> Estate {
    estate_with_gaps([], resources)
}

/// An estate in which some reads failed; the first gap has the id 0.
pub fn estate_with_gaps(gaps: impl IntoIterator<Item = Gap>, resources: impl IntoIterator<Item = Resource>) -> Estate {
    let mut estate = empty_estate();
    for (index, gap) in gaps.into_iter().enumerate() {
        estate.push(Record::Gap { id: GapId(index as u32), gap });
    }
    for resource in resources {
        estate.push(Record::Resource(Box::new(resource)));
    }
    for id in [ACCOUNT, SECOND] {
        if estate.account_resource(&AccountId::new(id)).is_none() {
            estate.push(Record::Resource(Box::new(account(id))));
        }
    }
    list_everything(&mut estate);
    estate
}

/// Writes down that every kind was listed in both accounts.
fn list_everything(estate: &mut Estate) {
    for id in [ACCOUNT, SECOND] {
        for &kind in Kind::ALL {
            let count = estate.all(kind).filter(|(_, resource)| resource.account.as_str() == id).count();
            estate.push(Record::Listing(Listing {
                account: AccountId::new(id),
                region: Region::new(REGION),
                kind,
                count: Fact::Known(count as u32),
            }));
        }
    }
}

/// A read that was denied.
pub fn denied(api: &str, resource: &str) -> Gap {
    Gap {
        account: AccountId::new(ACCOUNT),
        region: Region::new(REGION),
        api: api.to_owned(),
        resource: resource.to_owned(),
        reason: Failure::Denied,
        permission: api.to_owned(),
        message: "not authorized".to_owned(),
    }
}

/// The first gap of an estate, as the fact that it hides.
pub fn unknown<T>() -> Fact<T> {
    Fact::Unknown(GapId(0))
}

/// The organization of both sample accounts.
pub fn organization() -> Record {
    let member = |id: &str, name: &str| MemberAccount {
        id: AccountId::new(id),
        name: name.to_owned(),
        status: "ACTIVE".to_owned(),
        parent: None,
    };
    Record::Organization(Organization {
        id: ORGANIZATION.to_owned(),
        management_account: AccountId::new(ACCOUNT),
        feature_set: "ALL".to_owned(),
        accounts: Fact::Known(vec![member(ACCOUNT, "data"), member(SECOND, "telemetry")]),
    })
}

/// An estate whose accounts are members of an organization with these policies over the own account.
pub fn governed(policies: &[(OrganizationPolicyKind, &str)], resources: impl IntoIterator<Item = Resource>) -> Estate {
    let made =
        policies.iter().enumerate().map(|(at, (kind, text))| organization_policy(&format!("rule-{at}"), *kind, text));
    let mut estate = estate(made.chain(resources).collect::<Vec<_>>());
    let Record::Organization(own) = organization() else { panic!("not an organization") };
    estate.push(Record::Organization(Organization { management_account: AccountId::new(MANAGEMENT), ..own }));
    estate
}

/// A bucket policy as a fact.
pub fn policy(text: impl AsRef<str>) -> Fact<Option<Document>> {
    Fact::Known(Some(Document::new(text.as_ref())))
}

/// All that the checks say, with the default rules.
pub fn analyse(estate: &Estate) -> Posture {
    checks::analyse(estate, &Rules::default(), now())
}

/// What a check claims, over the whole estate.
pub fn findings(estate: &Estate, check: &str) -> Vec<Finding> {
    analyse(estate).findings.into_iter().filter(|finding| finding.check.id == check).collect()
}

/// What a check decided on one resource; none when it has no meaning there.
pub fn decision(estate: &Estate, check: &str, arn: &str) -> Option<Decision> {
    let (id, _) = estate.find(arn).unwrap_or_else(|| panic!("the sample has no {arn}"));
    assert!(checks::check(check).is_some(), "there is no check {check}");
    let posture = analyse(estate);
    let of =
        |result: &&checks::CheckResult| result.resource == id && checks::CATALOGUE[result.check as usize].id == check;
    posture.results.iter().find(of).map(|result| result.decision)
}
