//! Two pipelines across accounts, with what a person should look at: data that leaves for another account, a queue without
//! encryption, a bucket that everyone can read.

use tidegate::model::aws::{
    BucketLogging, Notification, NotificationTarget, Queue, Redrive, Replication, ReplicationRule,
};
use tidegate::model::{AccountId, Activity, Arn, AtRest, Estate, EventLog, Fact, Record, Region, Resource, Use};

use crate::samples::{
    ACCOUNT, FOREIGN, REGION, SECOND, Tweak, bucket, denied, empty_estate, estate as whole, estate_with_gaps, policy,
    queue, queue_arn, role, time, unknown,
};

const PUBLIC_READ: &str = r#"{"Version":"2012-10-17","Statement":[{"Sid":"Partners","Effect":"Allow","Principal":"*",
    "Action":"s3:GetObject","Resource":"arn:aws:s3:::payments-export/*"}]}"#;

fn event(target: NotificationTarget) -> Notification {
    Notification { id: None, target, events: vec!["s3:ObjectCreated:*".to_owned()] }
}

fn replicates(it: &mut tidegate::model::aws::Bucket, destination: &str, account: &str) {
    let rules = vec![ReplicationRule {
        id: None,
        enabled: true,
        destination: format!("arn:aws:s3:::{destination}"),
        account: Some(AccountId::new(account)),
        key: None,
    }];
    let role = format!("arn:aws:iam::{ACCOUNT}:role/payments-copier");
    it.replication = Fact::Known(Some(Replication { role, rules }));
}

fn store(name: &str) -> Resource {
    bucket(name).bucket_with(|it| it.logging = Fact::Known(None))
}

fn dead_letters(name: &str, target: &str) -> Resource {
    let redrive = Redrive { target: queue_arn(target), max_receives: 3 };
    queue(name).with(|it: &mut Queue| it.redrive = Fact::Known(Some(redrive)))
}

/// The payments: a bucket that tells two queues, and is copied to the archive of another account and to a stranger.
fn payments() -> Vec<Resource> {
    let topic = format!("arn:aws:sns:eu-west-1:{FOREIGN}:partner-news");
    let raw = store("payments-raw").tag("classification", "restricted").bucket_with(|it| {
        it.notifications = Fact::Known(vec![
            event(NotificationTarget::Queue(queue_arn("payments-new"))),
            event(NotificationTarget::Queue(queue_arn("payments-audit"))),
            event(NotificationTarget::Topic(topic)),
        ]);
        replicates(it, "payments-archive", SECOND);
    });
    let export = store("payments-export").tag("classification", "restricted").bucket_with(|it| {
        it.policy = policy(PUBLIC_READ);
        it.policy_status_public = Fact::Known(true);
    });
    let archive =
        store("payments-archive").owned_by(SECOND).bucket_with(|it| replicates(it, "payments-export", ACCOUNT));
    vec![
        raw,
        export,
        archive,
        dead_letters("payments-new", "payments-dead"),
        queue("payments-audit"),
        queue("payments-dead").with(|it: &mut Queue| it.encryption = Fact::Known(AtRest::Absent)),
        role("payments-copier"),
    ]
}

/// The clicks: a bucket that tells a queue.
fn clicks() -> Vec<Resource> {
    let raw = store("clicks-raw").tag("classification", "internal").bucket_with(|it| {
        it.notifications = Fact::Known(vec![event(NotificationTarget::Queue(queue_arn("clicks-new")))]);
    });
    vec![raw, dead_letters("clicks-new", "clicks-dead"), queue("clicks-dead")]
}

/// Both pipelines, and a bucket that nothing writes or reads.
pub fn estate() -> Estate {
    whole(payments().into_iter().chain(clicks()).chain([store("attic")]))
}

/// The same, with events: a person got objects of the payments, and so did the role that copies them.
pub fn watched() -> Estate {
    let used = |identity: &str| Use {
        identity: Arn::new(format!("arn:aws:iam::{ACCOUNT}:{identity}")),
        action: "s3:GetObject".to_owned(),
        resource: Arn::from("arn:aws:s3:::payments-raw"),
        at: time("2026-02-20T08:00:00Z"),
        count: 1,
    };
    let mut estate = estate();
    estate.push(Record::Activity(Box::new(Activity {
        account: AccountId::new(ACCOUNT),
        region: Region::new(REGION),
        log: EventLog::Data,
        subject: "trails".to_owned(),
        uses: Fact::Known(vec![used("user/anna"), used("role/payments-copier")]),
        events: 2,
        cut_off: false,
    })));
    estate
}

/// The same, half of it unread.
pub fn half_read() -> Estate {
    let gaps = [denied("s3:GetBucketNotification", "arn:aws:s3:::clicks-raw")];
    let unread = |it: Resource| match it.name() {
        "clicks-raw" => it.bucket_with(|it| (it.notifications, it.encryption) = (unknown(), unknown())),
        "payments-dead" => it.with(|it: &mut Queue| it.encryption = unknown()),
        _ => it,
    };
    estate_with_gaps(gaps, payments().into_iter().chain(clicks()).map(unread))
}

/// A bucket alone.
pub fn still() -> Estate {
    whole([store("attic")])
}

/// A pipeline whose buckets log who reads them into the bucket at its end.
pub fn logging() -> Estate {
    let logs = |it: &mut tidegate::model::aws::Bucket| {
        let target_bucket = "clicks-logs".to_owned();
        let target_prefix = String::new();
        let logging = BucketLogging { target_bucket, target_prefix, target_grants: Vec::new(), key_format: None };
        it.logging = Fact::Known(Some(logging));
    };
    whole(
        clicks()
            .into_iter()
            .map(|it| match it.name() {
                "clicks-raw" => it.bucket_with(logs),
                _ => it,
            })
            .chain([store("clicks-logs")]),
    )
}

/// Reads of several services that failed, some of them of one service.
pub fn denied_often() -> Estate {
    let calls = ["rds:DescribeDBInstances", "rds:DescribeDBClusters", "rds:DescribeDBClusters"];
    let services = ["sqs", "sns", "glue", "kafka", "lambda", "states"].map(|service| format!("{service}:List"));
    let calls = calls.into_iter().map(str::to_owned).chain(services);
    estate_with_gaps(calls.map(|call| denied(&call, "")), [store("attic")])
}

/// The clicks with a queue of another name.
pub fn renamed(name: &str) -> Estate {
    whole([dead_letters(name, "clicks-dead"), queue("clicks-dead")])
}

/// Nothing.
pub fn empty() -> Estate {
    empty_estate()
}

/// Queues, each with the next one for its dead letters.
pub fn long_chain(count: usize) -> Estate {
    whole((0..count).map(|at| match at + 1 < count {
        true => dead_letters(&format!("chain-{at}"), &format!("chain-{}", at + 1)),
        false => queue(&format!("chain-{at}")),
    }))
}
