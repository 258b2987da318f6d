//! What each user signs in with: access keys with their last use, and second factors.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Mutex, PoisonError};

use aws_sdk_iam::types::{AccessKeyMetadata, UserDetail};
use futures::future::join;

use crate::model::aws::{AccessKey, LastUse, MfaDevice, User};
use crate::model::{Detail, Fact, Failure, GapId, Resource, Timestamp};

use super::super::call::{Api, Caller};
use super::super::shape;
use super::iam_activity::{self, LastAccessed};
use super::iam_details::{Details, attached, boundary, inline, resource, tags};
use super::iam_report::{GET, Report, ReportedKey, Row};
use super::side_by_side;

const KEYS: Api = Api::new("iam:ListAccessKeys");
const LAST_USED: Api = Api::new("iam:GetAccessKeyLastUsed");
const FACTORS: Api = Api::new("iam:ListMFADevices");
/// Users read at once; the limiter has the last word.
const AT_ONCE: usize = 8;

/// What hides the facts of a user of whom only the details were read, in the order of `GapId::to_come`.
pub(super) const TO_COME: [Api; 4] = [iam_activity::GET, KEYS, FACTORS, GET];

/// What a user signs in with.
pub(super) struct Access {
    keys: Fact<Vec<AccessKey>>,
    factors: Fact<Vec<MfaDevice>>,
    password_enabled: Fact<bool>,
    password_last_used: Fact<Option<Timestamp>>,
}

impl Access {
    /// What is known of a user while all of it is awaited.
    pub(super) fn to_come() -> Self {
        let report = GapId::to_come(3);
        Self {
            keys: Fact::Unknown(GapId::to_come(1)),
            factors: Fact::Unknown(GapId::to_come(2)),
            password_enabled: Fact::Unknown(report),
            password_last_used: Fact::Unknown(report),
        }
    }
}

/// The half of a user that came first.
enum Half {
    Access(Access),
    Activity(LastAccessed),
}

/// The users that no earlier, partial scan holds. Each is kept as soon as both its halves were read.
pub(super) struct Users<'a> {
    caller: &'a Caller,
    wanted: BTreeMap<&'a str, &'a UserDetail>,
    halves: Mutex<HashMap<String, Half>>,
}

impl<'a> Users<'a> {
    /// The users of the details.
    pub(super) fn new(caller: &'a Caller, details: &'a Details) -> Self {
        let users = details.users.iter().filter_map(|user| Some((user.arn()?, user)));
        let wanted = users.filter(|(arn, _)| !caller.sink.holds_resource(arn)).collect();
        Self { caller, wanted, halves: Mutex::default() }
    }

    /// Reads what each user signs in with.
    pub(super) async fn access(&self, report: &Result<Report, GapId>) {
        self.caller.planned(self.wanted.len() * 2);
        let calls = self.wanted.iter().map(|(arn, user)| async move {
            let half = Half::Access(access(self.caller, user, report).await);
            self.meet(arn, half);
        });
        side_by_side(AT_ONCE, calls).await;
    }

    /// Takes in when a user last reached each service.
    pub(super) fn activity(&self, arn: &str, last_accessed: LastAccessed) {
        self.meet(arn, Half::Activity(last_accessed));
    }

    fn meet(&self, arn: &str, half: Half) {
        let other = self.halves.lock().unwrap_or_else(PoisonError::into_inner).remove(arn);
        let (access, last_accessed) = match (other, half) {
            (Some(Half::Access(access)), Half::Activity(activity))
            | (Some(Half::Activity(activity)), Half::Access(access)) => (access, activity),
            (_, half) => {
                self.halves.lock().unwrap_or_else(PoisonError::into_inner).insert(arn.to_owned(), half);
                return;
            }
        };
        let user = self.wanted.get(arn).and_then(|detail| user(self.caller, detail, access, last_accessed));
        user.into_iter().for_each(|user| self.caller.put(user));
    }
}

async fn access(caller: &Caller, user: &UserDetail, report: &Result<Report, GapId>) -> Access {
    let row = report.as_ref().ok().and_then(|report| report.user(user.user_name()?));
    let (keys, factors) = join(keys(caller, user, row), factors(caller, user)).await;
    let row = row_of(caller, user, report);
    let password_enabled = match &row {
        Ok(row) => row.password_enabled.ok_or(()).map_err(|()| absent(caller, arn(user))).into(),
        Err(gap) => Fact::Unknown(*gap),
    };
    let password_last_used = row.map(|row| row.password_last_used).into();
    Access { keys: keys.into(), factors: factors.into(), password_enabled, password_last_used }
}

async fn factors(caller: &Caller, user: &UserDetail) -> Result<Vec<MfaDevice>, GapId> {
    let client = caller.session.iam();
    let mut devices = Vec::new();
    let request = |marker: Option<String>| {
        client.list_mfa_devices().set_user_name(user.user_name.clone()).set_marker(marker).send()
    };
    caller
        .pages(FACTORS, arn(user), request, |page| {
            devices.extend(page.mfa_devices().iter().map(|device| MfaDevice {
                serial: device.serial_number().to_owned(),
                enabled: shape::time(device.enable_date()),
            }));
            page.marker.filter(|_| page.is_truncated)
        })
        .await?;
    Ok(devices)
}

async fn keys(caller: &Caller, user: &UserDetail, row: Option<&Row>) -> Result<Vec<AccessKey>, GapId> {
    let client = caller.session.iam();
    let mut found: Vec<AccessKeyMetadata> = Vec::new();
    let request = |marker: Option<String>| {
        client.list_access_keys().set_user_name(user.user_name.clone()).set_marker(marker).send()
    };
    caller
        .pages(KEYS, arn(user), request, |page| {
            found.extend(page.access_key_metadata);
            page.marker.filter(|_| page.is_truncated)
        })
        .await?;
    let mut keys = Vec::with_capacity(found.len());
    for key in &found {
        keys.push(one_key(caller, user, key, row).await?);
    }
    Ok(keys)
}

async fn one_key(
    caller: &Caller,
    user: &UserDetail,
    key: &AccessKeyMetadata,
    row: Option<&Row>,
) -> Result<AccessKey, GapId> {
    let id = key.access_key_id().unwrap_or_default().to_owned();
    let status = match key.status().map(shape::iam::key_status) {
        Some(Ok(status)) => status,
        Some(Err(wrong)) => return Err(caller.malformed(KEYS, arn(user), &wrong.to_string())),
        None => return Err(caller.malformed(KEYS, arn(user), "the answer lacks the status of a key")),
    };
    let created = key.create_date().and_then(shape::time);
    let last_used = match reported(row, created) {
        Some(reported) => Fact::Known(reported.last_used.clone()),
        None => last_use(caller, &id).await.into(),
    };
    Ok(AccessKey { id, status, created, last_used })
}

/// The report names keys by number, not by id: the time at which a key was made tells which it is.
fn reported(row: Option<&Row>, created: Option<Timestamp>) -> Option<&ReportedKey> {
    let created = created?.as_second();
    let mut same = row?.keys.iter().filter(|key| key.rotated.is_some_and(|time| time.as_second() == created));
    // Two keys made in the same second cannot be told apart.
    same.next().filter(|_| same.next().is_none())
}

async fn last_use(caller: &Caller, id: &str) -> Result<Option<LastUse>, GapId> {
    let client = caller.session.iam();
    let answer = caller.call(LAST_USED, id, || client.get_access_key_last_used().access_key_id(id).send()).await?;
    let word = |text: &str| shape::filled(Some(text)).filter(|text| text != "N/A");
    Ok(answer.access_key_last_used().and_then(|used| {
        let date = used.last_used_date().and_then(shape::time)?;
        Some(LastUse { date, region: word(used.region()), service: word(used.service_name()) })
    }))
}

/// A user as the model keeps it; none when an earlier, partial scan holds it.
pub(super) fn user(
    caller: &Caller,
    detail: &UserDetail,
    access: Access,
    last_accessed: LastAccessed,
) -> Option<Resource> {
    let arn = detail.arn()?;
    if caller.sink.holds_resource(arn) {
        return None;
    }
    let user = User {
        name: detail.user_name().unwrap_or_default().to_owned(),
        unique_id: detail.user_id().unwrap_or_default().to_owned(),
        created: detail.create_date().and_then(shape::time),
        password_enabled: access.password_enabled,
        password_last_used: access.password_last_used,
        groups: detail.group_list().to_vec(),
        attached: attached(detail.attached_managed_policies()),
        inline: inline(detail.user_policy_list()),
        boundary: boundary(detail.permissions_boundary()),
        access_keys: access.keys,
        mfa_devices: access.factors,
        last_accessed,
    };
    Some(resource(caller, arn, Fact::Known(tags(detail.tags())), Detail::User(Box::new(user))))
}

fn row_of<'a>(caller: &Caller, user: &UserDetail, report: &'a Result<Report, GapId>) -> Result<&'a Row, GapId> {
    let report = report.as_ref().map_err(|gap| *gap)?;
    let row = user.user_name().and_then(|name| report.user(name));
    row.ok_or_else(|| absent(caller, arn(user)))
}

/// AWS makes the report anew after four hours: a younger user is not in it.
fn absent(caller: &Caller, arn: &str) -> GapId {
    caller.remark(
        Failure::NotFound,
        GET,
        arn,
        "the user is not in the credential report, which AWS renews after 4 hours",
    )
}

fn arn(user: &UserDetail) -> &str {
    user.arn().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(rotated: &str) -> ReportedKey {
        ReportedKey { active: true, rotated: rotated.parse().ok(), last_used: None }
    }

    fn row(first: &str, second: &str) -> Row {
        Row { password_enabled: None, password_last_used: None, mfa: false, keys: [key(first), key(second)] }
    }

    #[test]
    fn a_key_is_told_by_its_time() {
        let row = row("2024-01-02T03:04:05Z", "2025-01-02T03:04:05Z");
        let second = "2025-01-02T03:04:05Z".parse().ok();
        assert_eq!(reported(Some(&row), second), Some(&row.keys[1]));
        assert_eq!(reported(Some(&row), "2025-01-02T03:04:06Z".parse().ok()), None);
    }

    #[test]
    fn keys_of_one_second_are_not_told_apart() {
        let row = row("2024-01-02T03:04:05Z", "2024-01-02T03:04:05Z");
        assert_eq!(reported(Some(&row), "2024-01-02T03:04:05Z".parse().ok()), None);
    }
}
