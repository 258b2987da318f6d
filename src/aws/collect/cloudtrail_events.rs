//! What CloudTrail recorded lately: management events of the event history, and data events in log groups of trails.
//!
//! How much is read is fixed: so many pages of each action and region, so many of each log group. That something is not
//! among them means nothing. Logs that lie only in a trail's bucket are not opened.
//!
//! Sources: AWS CloudTrail API Reference, "LookupEvents": 50 events a page, the newest first, 90 days, two calls a second
//! for an account and region. Amazon CloudWatch Logs API Reference, "FilterLogEvents": the oldest of a time first.

use std::collections::BTreeSet;

use aws_sdk_cloudtrail::Client;
use aws_sdk_cloudtrail::types::{LookupAttribute, LookupAttributeKey};
use serde::Deserialize;
use serde_json::json;

use crate::aws::call::{Api, Caller};
use crate::aws::limiter::LOOKUPS;
use crate::aws::shape::Misshapen;
use crate::aws::shape::event::Uses;
use crate::aws::wire::{self, services};
use crate::model::{Activity, Arn, EventLog, Fact, Failure, GapId, Record, Timestamp};

const LOOKUP: Api = Api::new("cloudtrail:LookupEvents");
const FILTER: Api = Api::new("logs:FilterLogEvents");

/// The actions that tell who used what, and how many pages are read of each. Keys are used far more often than the rest.
///
/// Sources: AWS Secrets Manager User Guide, "AWS CloudTrail entries for Secrets Manager"; Amazon Athena User Guide, "Log
/// Amazon Athena API calls with AWS CloudTrail"; AWS Glue Developer Guide, "Logging AWS Glue API calls with AWS
/// CloudTrail"; AWS Step Functions Developer Guide, "Recording Step Functions API calls with AWS CloudTrail"; those of
/// KMS beside [`crate::aws::shape::event`].
const ACTIONS: [(&str, usize); 6] = [
    ("kms:Decrypt", 4),
    ("kms:GenerateDataKey", 4),
    ("secretsmanager:GetSecretValue", 2),
    ("athena:StartQueryExecution", 2),
    ("glue:StartJobRun", 2),
    ("states:StartExecution", 2),
];

/// Data events are looked for in these hours before now, the newest first, with so many pages each.
const SPANS: [(i64, i64); 3] = [(1, 0), (24, 1), (7 * 24, 24)];
const PAGES: usize = 3;

/// Data events that were let through and that no service did in its own name.
///
/// Source: Amazon CloudWatch Logs User Guide, "Using filter patterns to match terms in JSON log events".
const PATTERN: &str =
    r#"{ ($.eventCategory = "Data") && ($.errorCode NOT EXISTS) && ($.userIdentity.type != "AWSService") }"#;

/// What was read so far.
#[derive(Default)]
struct Reading {
    uses: Uses,
    events: u32,
    cut_off: bool,
}

impl Reading {
    fn take<'a>(&mut self, texts: impl Iterator<Item = Option<&'a str>>) -> Result<(), Misshapen> {
        for text in texts {
            self.events = self.events.saturating_add(1);
            self.uses.take(text.ok_or_else(|| Misshapen::missing("an event"))?)?;
        }
        Ok(())
    }
}

/// Reads management events of a region. Where one call fails, no other is made.
pub(super) async fn management(caller: &Caller, wanted: bool) {
    let (cloudtrail, caller) = (caller.session.cloudtrail(&caller.unit.region), &caller.of_service(LOOKUPS));
    let mut failed = (!wanted).then(|| caller.remark(Failure::LeftOut, LOOKUP, "", ""));
    for (action, pages) in ACTIONS {
        let read = match failed {
            Some(gap) => Err(gap),
            None => looked_up(caller, &cloudtrail, action, pages).await,
        };
        failed = read.as_ref().err().copied();
        tell(caller, EventLog::Management, action, read);
    }
}

async fn looked_up(caller: &Caller, cloudtrail: &Client, action: &str, pages: usize) -> Result<Reading, GapId> {
    let name = action.split_once(':').map_or(action, |(_, name)| name);
    let of_name = LookupAttribute::builder().attribute_key(LookupAttributeKey::EventName).attribute_value(name);
    let Ok(of_name) = of_name.build() else { return Ok(Reading::default()) };
    let mut reading = Reading::default();
    let mut token = None;
    for _ in 0..pages {
        caller.planned(1);
        let request = cloudtrail.lookup_events().lookup_attributes(of_name.clone()).max_results(50);
        let page = caller.call(LOOKUP, "", || Box::pin(request.set_next_token(token).send())).await?;
        let texts = page.events().iter().map(|event| event.cloud_trail_event());
        reading.take(texts).map_err(|wrong| caller.malformed(LOOKUP, "", &wrong.to_string()))?;
        token = page.next_token.filter(|token| !token.is_empty());
        if token.is_none() {
            return Ok(reading);
        }
    }
    reading.cut_off = true;
    Ok(reading)
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Page {
    #[serde(default)]
    events: Vec<Logged>,
    next_token: Option<String>,
}

#[derive(Deserialize)]
struct Logged {
    message: Option<String>,
}

/// Reads data events of log groups that trails deliver to, as far as they are of this account and region.
pub(super) async fn data(caller: &Caller, groups: impl IntoIterator<Item = String>) {
    let is_here =
        |arn: &Arn| arn.account() == caller.unit.account.as_str() && arn.region() == caller.unit.region.as_str();
    let groups: BTreeSet<Arn> = groups.into_iter().map(Arn::from).filter(is_here).collect();
    let caller = &caller.of_service("logs");
    let logs = caller.session.wire(services::LOGS, &caller.unit.region);
    for group in groups {
        let arn = group.as_str().strip_suffix(":*").unwrap_or(group.as_str());
        let Some((_, name)) = arn.split_once(":log-group:") else { continue };
        tell(caller, EventLog::Data, arn, logged(caller, &logs, arn, name).await);
    }
}

async fn logged(caller: &Caller, logs: &wire::Client, arn: &str, name: &str) -> Result<Reading, GapId> {
    let now = Timestamp::now().as_millisecond();
    let mut reading = Reading::default();
    for (since, until) in SPANS {
        let at = |hours: i64| now - hours * 3_600_000;
        let mut token: Option<String> = None;
        for page in 0..PAGES {
            caller.planned(1);
            let input = json!({
                "logGroupName": name, "startTime": at(since), "endTime": at(until), "filterPattern": PATTERN,
                "nextToken": token,
            });
            let found = caller.call(FILTER, arn, || Box::pin(logs.json::<Page>("FilterLogEvents", &input))).await?;
            let texts = found.events.iter().map(|event| event.message.as_deref());
            reading.take(texts).map_err(|wrong| caller.malformed(FILTER, arn, &wrong.to_string()))?;
            token = found.next_token.filter(|token| !token.is_empty());
            if token.is_none() {
                break;
            }
            reading.cut_off |= page + 1 == PAGES;
        }
    }
    Ok(reading)
}

fn tell(caller: &Caller, log: EventLog, subject: &str, read: Result<Reading, GapId>) {
    let (account, region) = (caller.unit.account.clone(), caller.unit.region.clone());
    let (uses, events, cut_off) = match read {
        Ok(Reading { uses, events, cut_off }) => (Fact::Known(uses.into_list()), events, cut_off),
        Err(gap) => (Fact::Unknown(gap), 0, false),
    };
    let subject = subject.to_owned();
    let activity = Activity { account, region, log, subject, uses, events, cut_off };
    caller.sink.put(Record::Activity(Box::new(activity)));
}
