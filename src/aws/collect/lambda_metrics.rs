//! On which day functions last ran, from what Lambda counts in CloudWatch: one call for hundreds of functions.
//!
//! Sources: AWS Lambda Developer Guide, "Types of metrics for Lambda functions"; Amazon CloudWatch API Reference,
//! "GetMetricData". Lambda counts under `FunctionName` all versions and aliases together, and counts nothing on days
//! without a call.

use std::collections::BTreeMap;

use super::ask::Ask;
use crate::aws::call::{Api, Caller};
use crate::aws::wire::{Client, Element, services, time};
use crate::model::{Fact, Failure, GapId, Timestamp};

const METRICS: Api = Api::new("cloudwatch:GetMetricData");

/// Functions that one call asks about: the most that CloudWatch takes.
const AT_ONCE: usize = 500;

/// How many days are looked at: with one number a day they fit into one answer for all functions of a call.
const DAYS: i64 = 90;

/// Seconds of a day, and of an hour.
const DAY: i64 = 86_400;
const HOUR: i64 = 3_600;

/// On which day each function last ran.
#[derive(Debug, Default)]
pub(super) struct LastRuns(BTreeMap<String, Fact<Option<Timestamp>>>);

impl LastRuns {
    /// On which day a function last ran, at the beginning of the day; none where it did not run in the time looked at.
    pub(super) fn of(&self, name: &str) -> Fact<Option<Timestamp>> {
        self.0.get(name).cloned().unwrap_or(Fact::NotApplicable)
    }
}

/// Asks about functions of the caller's region. Where one call is denied, no other is made.
pub(super) async fn last_runs(caller: &Caller, names: &[&str]) -> LastRuns {
    let caller = &caller.of_service("cloudwatch");
    let client = caller.session.wire(services::CLOUDWATCH, &caller.unit.region);
    let mut runs = LastRuns::default();
    let mut denied = None;
    for names in names.chunks(AT_ONCE) {
        let found = match denied {
            Some(gap) => Err(gap),
            None => some(caller, &client, names).await,
        };
        denied = found.as_ref().err().copied();
        let told = |at: usize| match &found {
            Ok(found) => found.get(at).cloned().unwrap_or(Fact::Known(None)),
            Err(gap) => Fact::Unknown(*gap),
        };
        runs.0.extend(names.iter().enumerate().map(|(at, name)| ((*name).to_owned(), told(at))));
    }
    runs
}

/// What is told of one function.
#[derive(Debug, Clone, Default)]
struct Told {
    latest: Option<Timestamp>,
    /// CloudWatch said that it could not read the numbers.
    failed: bool,
}

impl Told {
    fn take(&mut self, result: &Element) {
        let status = result.text_of("StatusCode").unwrap_or("Complete");
        self.failed |= !matches!(status, "Complete" | "PartialData");
        let counted = result.texts("Timestamps").zip(result.texts("Values"));
        let ran = counted.filter(|(_, count)| count.parse().is_ok_and(|it: f64| it > 0.0));
        self.latest = self.latest.max(ran.filter_map(|(day, _)| time::of_text(day)).max());
    }
}

/// What one call, and the pages after it, tell of these functions, in their order.
async fn some(caller: &Caller, client: &Client, names: &[&str]) -> Result<Vec<Fact<Option<Timestamp>>>, GapId> {
    let asked = parameters(names);
    caller.planned(1);
    let page = |token: Option<String>| {
        let mut asked = asked.clone();
        asked.extend(token.map(|token| ("NextToken".to_owned(), token)));
        async move {
            let pairs: Vec<(&str, &str)> = asked.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
            client.query("GetMetricData", &pairs).await
        }
    };
    let results = |page: Element| {
        (page.items("MetricDataResults").cloned().collect(), page.text_of("NextToken").map(str::to_owned))
    };
    let pages = Ask::listing(caller).pages(METRICS, page, results).await;
    if let Some(gap) = pages.gap {
        return Err(gap);
    }
    let mut all = vec![Told::default(); names.len()];
    for result in &pages.found {
        let place = result.text_of("Id").and_then(|id| id.strip_prefix('m')?.parse::<usize>().ok());
        place.and_then(|at| all.get_mut(at)).into_iter().for_each(|told| told.take(result));
    }
    let words = "CloudWatch could not read the numbers of some functions";
    let gap = all.iter().any(|told| told.failed).then(|| caller.remark(Failure::Refused, METRICS, "", words));
    let fact = |told: Told| gap.filter(|_| told.failed).map_or(Fact::Known(told.latest), Fact::Unknown);
    Ok(all.into_iter().map(fact).collect())
}

/// From the beginning of the first day to the end of the present hour. Days begin at midnight, so that each has its own
/// number.
fn span() -> (Timestamp, Timestamp) {
    let now = Timestamp::now().as_second();
    let since = now - DAYS * DAY;
    let at = |second| Timestamp::from_second(second).unwrap_or(Timestamp::UNIX_EPOCH);
    (at(since - since.rem_euclid(DAY)), at(now - now.rem_euclid(HOUR) + HOUR))
}

/// One question a function: how often it ran on each day.
fn parameters(names: &[&str]) -> Vec<(String, String)> {
    let (since, until) = span();
    let mut all = vec![
        ("StartTime".to_owned(), since.to_string()),
        ("EndTime".to_owned(), until.to_string()),
        ("ScanBy".to_owned(), "TimestampDescending".to_owned()),
    ];
    for (at, name) in names.iter().enumerate() {
        let query = format!("MetricDataQueries.member.{}", at + 1);
        let metric = format!("{query}.MetricStat.Metric");
        let id = format!("m{at}");
        let told = [
            (format!("{query}.Id"), id.as_str()),
            (format!("{metric}.Namespace"), "AWS/Lambda"),
            (format!("{metric}.MetricName"), "Invocations"),
            (format!("{metric}.Dimensions.member.1.Name"), "FunctionName"),
            (format!("{metric}.Dimensions.member.1.Value"), name),
            (format!("{query}.MetricStat.Period"), "86400"),
            (format!("{query}.MetricStat.Stat"), "Sum"),
        ];
        all.extend(told.map(|(name, value)| (name, value.to_owned())));
    }
    all
}
