//! Failing findings for the remedies of the services that pipelines are made of.

use tidegate::model::aws::{
    AthenaWorkGroup, CatalogEncryption, DeliveryStream, GlueCatalog, LogGroup, PointInTimeRecovery, Queue, Stream,
    Table, Topic,
};
use tidegate::model::{AtRest, Fact, Resource};

use super::cases::Case;
use crate::samples::{
    Tweak, athena_work_group, delivery, estate, glue_catalog, glue_connection, glue_database, key, log_group, queue,
    stream, table, topic,
};

/// The sample key, as a person would choose it.
const MAIN: &[(&str, &str)] = &[("key", "arn:aws:kms:eu-west-1:111122223333:key/main")];

fn restricted(resource: Resource) -> Resource {
    resource.tag("classification", "restricted")
}

fn of(remedy: &'static str, check: &'static str, resource: Resource, gives: &'static str) -> Case {
    Case { remedy, check, arn: resource.arn.to_string(), estate: estate([resource, key("main")]), choices: &[], gives }
}

fn keyed(remedy: &'static str, check: &'static str, resource: Resource) -> Case {
    Case { choices: MAIN, ..of(remedy, check, resource, r#"{"key":"arn:aws:kms:eu-west-1:111122223333:key/main"}"#) }
}

pub fn plain_queue() -> Resource {
    queue("orders").with(|it: &mut Queue| it.encryption = Fact::Known(AtRest::Absent))
}

pub fn plain_topic() -> Resource {
    topic("news").with(|it: &mut Topic| it.encryption = Fact::Known(AtRest::Absent))
}

pub fn plain_stream() -> Resource {
    stream("clicks").with(|it: &mut Stream| it.encryption = Fact::Known(AtRest::Absent))
}

fn plain_delivery() -> Resource {
    delivery("raw").with(|it: &mut DeliveryStream| {
        it.description.known_mut().unwrap().encryption = Fact::Known(AtRest::Absent);
    })
}

fn provider_table() -> Resource {
    restricted(table("orders")).with(|it: &mut Table| {
        it.description.known_mut().unwrap().encryption = AtRest::Provider("AWS owned key".to_owned());
    })
}

pub fn kept_for_ever() -> Resource {
    log_group("/etl/raw").with(|it: &mut LogGroup| it.retention_days = None)
}

pub fn work_group(change: impl FnOnce(&mut tidegate::model::aws::WorkGroupSettings)) -> Resource {
    athena_work_group("analysts").with(|it: &mut AthenaWorkGroup| change(it.settings.known_mut().unwrap()))
}

fn catalog(change: impl FnOnce(&mut CatalogEncryption)) -> Resource {
    glue_catalog().with(|it: &mut GlueCatalog| change(it.encryption.known_mut().unwrap()))
}

fn described(case: Case) -> Case {
    let catalog = Resource::clone(case.estate.find(&case.arn).unwrap().1);
    Case { estate: estate([catalog, glue_database("sales"), glue_connection("crm"), key("main")]), ..case }
}

pub fn cases() -> Vec<Case> {
    let own_key = || log_group("/etl/raw").with(|it: &mut LogGroup| it.encryption = AtRest::Provider("own".to_owned()));
    vec![
        of("encrypt-queue", "sqs-queue-unencrypted", plain_queue(), r#"{"provider":"SSE-SQS"}"#),
        keyed("encrypt-queue", "sqs-queue-unencrypted", plain_queue()),
        keyed("encrypt-queue", "sqs-queue-customer-key", restricted(plain_queue())),
        keyed("encrypt-topic", "sns-topic-unencrypted", plain_topic()),
        Case {
            choices: &[("key", "provider")],
            ..of("encrypt-topic", "sns-topic-unencrypted", plain_topic(), "alias/aws/sns")
        },
        of("encrypt-stream", "kinesis-stream-unencrypted", plain_stream(), "alias/aws/kinesis"),
        keyed("encrypt-stream", "kinesis-stream-customer-key", restricted(plain_stream())),
        of("encrypt-delivery-stream", "firehose-stream-unencrypted", plain_delivery(), "AWS owned key"),
        keyed("encrypt-delivery-stream", "firehose-stream-customer-key", restricted(plain_delivery())),
        keyed("set-table-key", "dynamodb-table-customer-key", provider_table()),
        of(
            "enable-point-in-time-recovery",
            "dynamodb-table-point-in-time-recovery",
            unrestorable(),
            "\"enabled\":true",
        ),
        keyed("encrypt-log-group", "logs-group-customer-key", restricted(own_key())),
        of("set-log-retention", "logs-group-retention-absent", kept_for_ever(), "365"),
        Case {
            choices: &[("days", "90")],
            ..of("set-log-retention", "logs-group-retention-absent", kept_for_ever(), "90")
        },
        described(Case {
            choices: MAIN,
            ..of(
                "encrypt-data-catalog",
                "glue-catalog-unencrypted",
                catalog(|it| it.at_rest = AtRest::Absent),
                "key/main",
            )
        }),
        described(Case {
            choices: MAIN,
            ..of(
                "encrypt-connection-passwords",
                "glue-catalog-connection-passwords",
                catalog(|it| (it.passwords_encrypted, it.password_key) = (false, None)),
                "\"passwords_encrypted\":true",
            )
        }),
        of(
            "encrypt-query-results",
            "athena-workgroup-results-unencrypted",
            work_group(|it| it.encryption = AtRest::Absent),
            "SSE_S3",
        ),
        of(
            "enforce-workgroup-settings",
            "athena-workgroup-settings-not-enforced",
            work_group(|it| it.enforced = false),
            "true",
        ),
    ]
}

fn unrestorable() -> Resource {
    table("orders").with(|it: &mut Table| {
        it.recovery = Fact::Known(PointInTimeRecovery { enabled: false, days: None });
    })
}
