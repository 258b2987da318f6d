//! When each user and role last reached each service: reports that IAM makes on request, one an identity.

use std::collections::HashMap;
use std::time::Duration;

use aws_sdk_iam::operation::get_service_last_accessed_details::GetServiceLastAccessedDetailsOutput;
use aws_sdk_iam::types::{
    AccessAdvisorUsageGranularityType, JobStatusType, ServiceLastAccessed as SdkAccessed, TrackedActionLastAccessed,
};

use crate::model::aws::{ActionLastAccessed, ServiceLastAccessed};
use crate::model::{Fact, Failure};

use super::super::call::{Api, Caller};
use super::super::shape;
use super::iam_details::Details;
use super::side_by_side;

const GENERATE: Api = Api::new("iam:GenerateServiceLastAccessedDetails");
const GET: Api = Api::new("iam:GetServiceLastAccessedDetails");
/// Reports asked for at once; the limiter has the last word.
const AT_ONCE: usize = 8;
/// How often to look again for reports that are not ready; each wait is longer than the last.
const ROUNDS: u32 = 7;

/// What is known of each identity, by ARN.
pub(super) struct Activity {
    known: HashMap<String, Fact<Vec<ServiceLastAccessed>>>,
    otherwise: Fact<Vec<ServiceLastAccessed>>,
}

impl Activity {
    /// What is known of one identity. Of roles that AWS owns nothing is asked.
    pub(super) fn of(&self, arn: &str) -> Fact<Vec<ServiceLastAccessed>> {
        self.known.get(arn).cloned().unwrap_or_else(|| self.otherwise.clone())
    }
}

/// Reads the last use of every user and role, except roles that AWS owns.
pub(super) async fn read(caller: &Caller, details: &Details, wanted: bool) -> Activity {
    let mut activity = Activity { known: HashMap::new(), otherwise: Fact::NotApplicable };
    if !wanted {
        let gap = caller.remark(Failure::Cancelled, GENERATE, "", "left out on request");
        activity.otherwise = Fact::Unknown(gap);
        return activity;
    }
    let arns: Vec<&str> = identities(details).filter(|arn| !caller.sink.holds_resource(arn)).collect();
    caller.planned(arns.len() * 2);
    let mut jobs = start(caller, &arns, &mut activity).await;
    for round in 0..ROUNDS {
        jobs = fetch(caller, jobs, &mut activity).await;
        if jobs.is_empty() {
            return activity;
        }
        tokio::time::sleep(Duration::from_millis(500) * 2_u32.pow(round)).await;
    }
    for job in jobs {
        let gap = caller.timed_out(GET, &job.arn, "the report was not made in time");
        activity.known.insert(job.arn, Fact::Unknown(gap));
    }
    activity
}

fn identities(details: &Details) -> impl Iterator<Item = &str> {
    let owned = |path: Option<&str>| path.is_some_and(|path| path.starts_with("/aws-"));
    let roles = details.roles.iter().filter(move |role| !owned(role.path())).filter_map(|role| role.arn());
    details.users.iter().filter_map(|user| user.arn()).chain(roles)
}

/// A report that was asked for.
struct Job {
    arn: String,
    id: String,
}

/// Asks for all reports. The first stands for all: where it is denied or not to be had, no other is asked for.
async fn start(caller: &Caller, arns: &[&str], activity: &mut Activity) -> Vec<Job> {
    let Some((first, rest)) = arns.split_first() else { return Vec::new() };
    let client = caller.session.iam();
    let request = |arn: &str| {
        let request = client.generate_service_last_accessed_details().arn(arn);
        request.granularity(AccessAdvisorUsageGranularityType::ActionLevel).send()
    };
    let answer = caller.try_call(|| request(first)).await;
    let mut jobs = Vec::with_capacity(arns.len());
    match answer {
        Ok(answer) => jobs.extend(answer.job_id.map(|id| Job { arn: (*first).to_owned(), id })),
        Err(refusal) if refusal.reason == Failure::NotFound => {
            activity.known.insert((*first).to_owned(), Fact::Unknown(caller.gap(GENERATE, first, refusal)));
        }
        Err(refusal) => {
            activity.otherwise = Fact::Unknown(caller.gap(GENERATE, "", refusal));
            return jobs;
        }
    }
    let calls = rest.iter().map(|arn| caller.call(GENERATE, arn, || request(arn)));
    for (arn, answer) in rest.iter().zip(side_by_side(AT_ONCE, calls).await) {
        let arn = (*arn).to_owned();
        match answer.map(|answer| answer.job_id) {
            Ok(Some(id)) => jobs.push(Job { arn, id }),
            Ok(None) => {
                let gap = caller.malformed(GENERATE, &arn, "the answer lacks the id of the job");
                activity.known.insert(arn, Fact::Unknown(gap));
            }
            Err(gap) => {
                activity.known.insert(arn, Fact::Unknown(gap));
            }
        }
    }
    jobs
}

/// Reads the reports that are ready and gives back the jobs that are not. While the first is not, the rest wait.
async fn fetch(caller: &Caller, jobs: Vec<Job>, activity: &mut Activity) -> Vec<Job> {
    let mut jobs = jobs.into_iter();
    let Some(first) = jobs.next() else { return Vec::new() };
    match fetch_one(caller, &first).await {
        None => return std::iter::once(first).chain(jobs).collect(),
        Some(fact) => activity.known.insert(first.arn, fact),
    };
    let rest: Vec<Job> = jobs.collect();
    let answers = side_by_side(AT_ONCE, rest.iter().map(|job| fetch_one(caller, job))).await;
    let mut waiting = Vec::new();
    for (job, answer) in rest.into_iter().zip(answers) {
        match answer {
            Some(fact) => {
                activity.known.insert(job.arn, fact);
            }
            None => waiting.push(job),
        }
    }
    waiting
}

/// One report whole; none while it is being made.
async fn fetch_one(caller: &Caller, job: &Job) -> Option<Fact<Vec<ServiceLastAccessed>>> {
    let client = caller.session.iam();
    let mut services = Vec::new();
    let mut status = JobStatusType::InProgress;
    let request = |marker: Option<String>| {
        client.get_service_last_accessed_details().job_id(&job.id).max_items(1000).set_marker(marker).send()
    };
    let take = |page: GetServiceLastAccessedDetailsOutput| {
        services.extend(page.services_last_accessed().iter().map(service));
        status = page.job_status;
        page.marker.filter(|_| page.is_truncated)
    };
    if let Err(gap) = caller.pages(GET, &job.arn, request, take).await {
        return Some(Fact::Unknown(gap));
    }
    match status {
        JobStatusType::Completed => Some(Fact::Known(services)),
        JobStatusType::InProgress => None,
        _ => Some(Fact::Unknown(caller.remark(Failure::Refused, GET, &job.arn, "IAM could not make the report"))),
    }
}

fn service(accessed: &SdkAccessed) -> ServiceLastAccessed {
    ServiceLastAccessed {
        service: accessed.service_namespace().to_owned(),
        date: accessed.last_authenticated().and_then(shape::time),
        region: shape::filled(accessed.last_authenticated_region()),
        actions: accessed.tracked_actions_last_accessed().iter().filter_map(action).collect(),
    }
}

fn action(accessed: &TrackedActionLastAccessed) -> Option<ActionLastAccessed> {
    Some(ActionLastAccessed {
        action: accessed.action_name()?.to_owned(),
        date: accessed.last_accessed_time().and_then(shape::time),
        region: shape::filled(accessed.last_accessed_region()),
    })
}
