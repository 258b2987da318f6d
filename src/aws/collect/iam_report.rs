//! The credential report: one table of every user's password, second factor and keys, for two or three calls.

use std::collections::HashMap;
use std::time::Duration;

use aws_sdk_iam::types::ReportStateType;
use serde::Deserialize;

use crate::model::aws::LastUse;
use crate::model::{GapId, Timestamp};

use super::super::call::{Api, Caller};

const GENERATE: Api = Api::new("iam:GenerateCredentialReport");
/// The call that reads the report.
pub(super) const GET: Api = Api::new("iam:GetCredentialReport");
/// The name of the root user's row.
const ROOT: &str = "<root_account>";
/// How often to ask whether the report is there; each wait is longer than the last.
const ASKS: u32 = 8;

/// The report, by user name.
#[derive(Debug, Default)]
pub(super) struct Report {
    rows: HashMap<String, Row>,
}

/// One user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Row {
    pub password_enabled: Option<bool>,
    pub password_last_used: Option<Timestamp>,
    pub mfa: bool,
    pub keys: [ReportedKey; 2],
}

/// One access key as the report has it: without its id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ReportedKey {
    pub active: bool,
    pub rotated: Option<Timestamp>,
    pub last_used: Option<LastUse>,
}

impl Report {
    /// The row of a user.
    pub(super) fn user(&self, name: &str) -> Option<&Row> {
        self.rows.get(name)
    }

    /// The row of the root user.
    pub(super) fn root(&self) -> Option<&Row> {
        self.rows.get(ROOT)
    }

    fn parse(text: &[u8]) -> Result<Self, csv::Error> {
        let mut rows = HashMap::new();
        for line in csv::ReaderBuilder::new().flexible(true).from_reader(text).deserialize() {
            let line: Line = line?;
            rows.insert(line.user.clone(), line.row());
        }
        Ok(Self { rows })
    }
}

#[derive(Deserialize)]
struct Line {
    user: String,
    password_enabled: String,
    password_last_used: String,
    mfa_active: String,
    access_key_1_active: String,
    access_key_1_last_rotated: String,
    access_key_1_last_used_date: String,
    access_key_1_last_used_region: String,
    access_key_1_last_used_service: String,
    access_key_2_active: String,
    access_key_2_last_rotated: String,
    access_key_2_last_used_date: String,
    access_key_2_last_used_region: String,
    access_key_2_last_used_service: String,
}

impl Line {
    fn row(&self) -> Row {
        let first = ReportedKey {
            active: is_true(&self.access_key_1_active),
            rotated: time(&self.access_key_1_last_rotated),
            last_used: used(
                &self.access_key_1_last_used_date,
                &self.access_key_1_last_used_region,
                &self.access_key_1_last_used_service,
            ),
        };
        let second = ReportedKey {
            active: is_true(&self.access_key_2_active),
            rotated: time(&self.access_key_2_last_rotated),
            last_used: used(
                &self.access_key_2_last_used_date,
                &self.access_key_2_last_used_region,
                &self.access_key_2_last_used_service,
            ),
        };
        Row {
            password_enabled: word(&self.password_enabled).map(|word| is_true(&word)),
            password_last_used: time(&self.password_last_used),
            mfa: is_true(&self.mfa_active),
            keys: [first, second],
        }
    }
}

fn is_true(text: &str) -> bool {
    text.eq_ignore_ascii_case("true")
}

/// The report writes several words where there is nothing to say.
fn word(text: &str) -> Option<String> {
    (!matches!(text, "" | "N/A" | "not_supported" | "no_information")).then(|| text.to_owned())
}

fn time(text: &str) -> Option<Timestamp> {
    text.parse().ok()
}

fn used(date: &str, region: &str, service: &str) -> Option<LastUse> {
    Some(LastUse { date: time(date)?, region: word(region), service: word(service) })
}

/// Has the report made and reads it.
pub(super) async fn read(caller: &Caller) -> Result<Report, GapId> {
    let client = caller.session.iam();
    for ask in 0..ASKS {
        let answer = caller.call(GENERATE, "", || client.generate_credential_report().send()).await?;
        if answer.state() == Some(&ReportStateType::Complete) {
            return fetch(caller).await;
        }
        tokio::time::sleep(Duration::from_millis(300) * 2_u32.pow(ask)).await;
    }
    Err(caller.timed_out(GENERATE, "", "the report was not made in time"))
}

async fn fetch(caller: &Caller) -> Result<Report, GapId> {
    let client = caller.session.iam();
    let answer = caller.call(GET, "", || client.get_credential_report().send()).await?;
    let text = answer.content().map(AsRef::as_ref).unwrap_or_default();
    Report::parse(text).map_err(|wrong| caller.malformed(GET, "", &wrong.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const REPORT: &str = "user,arn,user_creation_time,password_enabled,password_last_used,password_last_changed,\
password_next_rotation,mfa_active,access_key_1_active,access_key_1_last_rotated,access_key_1_last_used_date,\
access_key_1_last_used_region,access_key_1_last_used_service,access_key_2_active,access_key_2_last_rotated,\
access_key_2_last_used_date,access_key_2_last_used_region,access_key_2_last_used_service,cert_1_active\n\
<root_account>,arn:aws:iam::111122223333:root,2020-01-01T00:00:00+00:00,not_supported,2025-03-01T10:00:00+00:00,\
not_supported,not_supported,true,false,N/A,N/A,N/A,N/A,false,N/A,N/A,N/A,N/A,false\n\
loader,arn:aws:iam::111122223333:user/loader,2024-01-01T00:00:00+00:00,true,no_information,N/A,N/A,false,true,\
2024-01-02T03:04:05+00:00,2025-01-01T00:00:00+00:00,eu-west-1,s3,false,N/A,N/A,N/A,N/A,false\n";

    #[test]
    fn a_report_gives_passwords_factors_and_keys() {
        let report = Report::parse(REPORT.as_bytes()).unwrap();
        let root = report.root().unwrap();
        assert_eq!((root.mfa, root.password_enabled, root.keys[0].active), (true, None, false));
        assert_eq!(root.password_last_used, "2025-03-01T10:00:00Z".parse().ok());
        let loader = report.user("loader").unwrap();
        assert_eq!((loader.password_enabled, loader.password_last_used, loader.mfa), (Some(true), None, false));
        assert_eq!(loader.keys[0].last_used.as_ref().and_then(|used| used.service.as_deref()), Some("s3"));
        assert_eq!(loader.keys[1].last_used, None);
    }

    #[test]
    fn a_report_without_its_columns_is_an_error() {
        assert!(Report::parse(b"user,arn\nloader,x\n").is_err());
    }
}
