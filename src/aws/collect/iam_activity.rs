//! When each user and role last reached each service: reports that IAM makes on request, one an identity.

use std::time::Duration;

use aws_sdk_iam::operation::get_service_last_accessed_details::GetServiceLastAccessedDetailsOutput;
use aws_sdk_iam::types::{
    AccessAdvisorUsageGranularityType, JobStatusType, ServiceLastAccessed as SdkAccessed, TrackedActionLastAccessed,
};

use crate::model::aws::{ActionLastAccessed, ServiceLastAccessed};
use crate::model::{Fact, Failure, GapId};

use super::super::call::{Api, Caller};
use super::super::shape;
use super::iam_details::Details;
use super::side_by_side;

const GENERATE: Api = Api::new("iam:GenerateServiceLastAccessedDetails");
/// The call that reads a report.
pub(super) const GET: Api = Api::new("iam:GetServiceLastAccessedDetails");
/// Reports asked for at once; the limiter has the last word.
const AT_ONCE: usize = 8;
/// How often to look again for reports that are not ready; each wait is longer than the last.
const ROUNDS: u32 = 7;

/// When an identity last reached each service.
pub(super) type LastAccessed = Fact<Vec<ServiceLastAccessed>>;

/// Whether reports are asked for; else the gap in their place.
pub(super) type Wanted = Result<(), GapId>;

/// What is known of an identity while its report is awaited.
pub(super) const TO_COME: LastAccessed = Fact::Unknown(GapId::to_come(0));

/// Takes in the gap when reports are left out on request.
pub(super) fn wanted(caller: &Caller, wanted: bool) -> Wanted {
    if wanted { Ok(()) } else { Err(caller.remark(Failure::LeftOut, GENERATE, "", "")) }
}

/// What is known of an identity before any report is asked for. Of roles that AWS owns none will be.
pub(super) fn beforehand(wanted: Wanted, path: Option<&str>) -> LastAccessed {
    match wanted {
        Err(gap) => Fact::Unknown(gap),
        Ok(()) if is_owned(path) => Fact::NotApplicable,
        Ok(()) => TO_COME,
    }
}

/// Reads the last use of every user and role that no earlier, partial scan holds, except roles that AWS owns. Tells of
/// each as soon as its report was read.
pub(super) async fn read(caller: &Caller, details: &Details, wanted: Wanted, tell: impl Fn(&str, LastAccessed)) {
    let fresh = |arn: &&str| !caller.sink.holds_resource(arn);
    let reports = Reports { caller, tell };
    if let Err(gap) = wanted {
        // Roles are whole without it, and were told.
        return reports.hidden(&users(details).filter(fresh).collect::<Vec<_>>(), gap);
    }
    let arns: Vec<&str> = users(details).chain(roles(details)).filter(fresh).collect();
    caller.planned(arns.len() * 2);
    let mut jobs = reports.start(&arns).await;
    for round in 0..ROUNDS {
        jobs = reports.fetch(jobs).await;
        if jobs.is_empty() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(500) * 2_u32.pow(round)).await;
    }
    for job in jobs {
        let gap = caller.timed_out(GET, &job.arn, "the report was not made in time");
        reports.hidden(&[&job.arn], gap);
    }
}

fn is_owned(path: Option<&str>) -> bool {
    path.is_some_and(|path| path.starts_with("/aws-"))
}

fn users(details: &Details) -> impl Iterator<Item = &str> {
    details.users.iter().filter_map(|user| user.arn())
}

fn roles(details: &Details) -> impl Iterator<Item = &str> {
    details.roles.iter().filter(|role| !is_owned(role.path())).filter_map(|role| role.arn())
}

/// A report that was asked for.
struct Job {
    arn: String,
    id: String,
}

/// Asks for reports and reads them.
struct Reports<'a, T> {
    caller: &'a Caller,
    tell: T,
}

impl<T: Fn(&str, LastAccessed)> Reports<'_, T> {
    fn hidden(&self, arns: &[&str], gap: GapId) {
        arns.iter().for_each(|arn| (self.tell)(arn, Fact::Unknown(gap)));
    }

    /// Asks for all reports. The first stands for all: where it is denied or not to be had, no other is asked for.
    async fn start(&self, arns: &[&str]) -> Vec<Job> {
        let (caller, client) = (self.caller, self.caller.session.iam());
        let Some((first, rest)) = arns.split_first() else { return Vec::new() };
        let request = |arn: &str| {
            let request = client.generate_service_last_accessed_details().arn(arn);
            request.granularity(AccessAdvisorUsageGranularityType::ActionLevel).send()
        };
        let mut jobs = Vec::with_capacity(arns.len());
        match caller.try_call(|| request(first)).await {
            Ok(answer) => jobs.extend(self.job(first, answer.job_id)),
            Err(refusal) if refusal.reason == Failure::NotFound => {
                self.hidden(&[first], caller.gap(GENERATE, first, refusal));
            }
            Err(refusal) => {
                self.hidden(arns, caller.gap(GENERATE, "", refusal));
                return jobs;
            }
        }
        let calls = rest.iter().map(|arn| async {
            match caller.call(GENERATE, arn, || request(arn)).await {
                Ok(answer) => self.job(arn, answer.job_id),
                Err(gap) => {
                    self.hidden(&[*arn], gap);
                    None
                }
            }
        });
        jobs.extend(side_by_side(AT_ONCE, calls).await.into_iter().flatten());
        jobs
    }

    fn job(&self, arn: &str, id: Option<String>) -> Option<Job> {
        if id.is_none() {
            self.hidden(&[arn], self.caller.malformed(GENERATE, arn, "the answer lacks the id of the job"));
        }
        Some(Job { arn: arn.to_owned(), id: id? })
    }

    /// Reads the reports that are ready and gives back the jobs that are not. While the first is not, the rest wait.
    async fn fetch(&self, jobs: Vec<Job>) -> Vec<Job> {
        let mut jobs = jobs.into_iter();
        let Some(first) = jobs.next() else { return Vec::new() };
        if let Some(waiting) = self.fetch_one(first).await {
            return std::iter::once(waiting).chain(jobs).collect();
        }
        side_by_side(AT_ONCE, jobs.map(|job| self.fetch_one(job))).await.into_iter().flatten().collect()
    }

    /// Reads one report whole and tells of it; gives back its job while it is being made.
    async fn fetch_one(&self, job: Job) -> Option<Job> {
        match report(self.caller, &job).await {
            Some(last_accessed) => {
                (self.tell)(&job.arn, last_accessed);
                None
            }
            None => Some(job),
        }
    }
}

/// One report whole; none while it is being made.
async fn report(caller: &Caller, job: &Job) -> Option<LastAccessed> {
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
