//! The Organizations collector against canned answers.

use std::sync::Arc;
use std::time::Duration;

use serde_json::json;

use super::organizations;
use crate::aws::canned::{Answer, Asked, Canned, Notes, caller, json_error};
use crate::aws::run::Run;
use crate::model::aws::Organization;
use crate::model::{Fact, Failure, Kind, Record, Region};
use crate::ports::HeldOrganization;

fn tree(asked: &Asked) -> Answer {
    let more = asked.body.contains("NextToken");
    let below_root = asked.body.contains("\"r-1\"");
    let arn = |kind: &str, id: &str| format!("arn:aws:organizations::999900001111:{kind}/o-1/{id}");
    let answer = match asked.target.rsplit('.').next().unwrap_or_default() {
        "DescribeOrganization" => json!({"Organization":
            {"Id": "o-1", "MasterAccountId": "999900001111", "FeatureSet": "ALL"}}),
        "ListRoots" => json!({"Roots": [{"Id": "r-1", "Arn": arn("root", "r-1"), "Name": "Root"}]}),
        "ListOrganizationalUnitsForParent" if below_root => {
            json!({"OrganizationalUnits": [{"Id": "ou-1", "Arn": arn("ou", "ou-1"), "Name": "data"}]})
        }
        "ListOrganizationalUnitsForParent" => json!({"OrganizationalUnits": []}),
        "ListAccountsForParent" if below_root => json!({"Accounts": []}),
        "ListAccountsForParent" if !more => {
            json!({"Accounts": [{"Id": "111122223333", "Name": "prod", "Status": "ACTIVE"}], "NextToken": "t"})
        }
        "ListAccountsForParent" => json!({"Accounts": [{"Id": "444455556666", "Name": "fleet", "Status": "ACTIVE"}]}),
        "ListPolicies" if asked.body.contains("SERVICE_CONTROL") => {
            json!({"Policies": [{"Id": "p-1", "Arn": arn("policy", "p-1"), "Name": "guard", "AwsManaged": false}]})
        }
        "ListPolicies" => json!({"Policies": []}),
        "DescribePolicy" => json!({"Policy": {"Content": "{ }"}}),
        "ListTargetsForPolicy" => json!({"Targets": [{"TargetId": "ou-1"}]}),
        _ => return json_error(400, "UnknownOperationException"),
    };
    (200, answer.to_string())
}

async fn collected(canned: &Canned) -> Arc<Notes> {
    collected_in(&Run::of(0), canned).await
}

async fn collected_in(run: &Run, canned: &Canned) -> Arc<Notes> {
    let notes = Arc::new(Notes::default());
    organizations::collect(&caller(canned, &notes, "organizations", Region::global()).await, run).await;
    notes
}

fn organization(notes: &Notes) -> Option<Organization> {
    let records = notes.records.lock().unwrap();
    records.iter().find_map(|record| match record {
        Record::Organization(organization) => Some(organization.clone()),
        _ => None,
    })
}

#[tokio::test]
async fn the_tree_is_walked_page_by_page() {
    let notes = collected(&Canned::new(tree)).await;
    assert_eq!(notes.gaps(), Vec::new());
    let organization = organization(&notes).unwrap();
    let accounts = organization.accounts.known().unwrap();
    let found: Vec<(&str, Option<&str>)> =
        accounts.iter().map(|account| (account.name.as_str(), account.parent.as_deref())).collect();
    assert_eq!(found, [("prod", Some("ou-1")), ("fleet", Some("ou-1"))]);
    assert_eq!(notes.counts(), [Fact::Known(2), Fact::Known(1)]);
    assert_eq!(notes.resources().iter().filter(|it| it.kind() == Kind::OrganizationPolicy).count(), 1);
}

#[tokio::test]
async fn to_be_in_no_organization_is_no_gap() {
    let notes = collected(&Canned::new(|_| json_error(400, "AWSOrganizationsNotInUseException"))).await;
    assert_eq!(notes.gaps(), Vec::new());
    assert_eq!(notes.counts(), [Fact::Known(0), Fact::Known(0)]);
}

#[tokio::test]
async fn a_member_that_may_not_look_knows_the_organization_and_not_its_accounts() {
    let canned = Canned::new(|asked| match asked.target.ends_with("DescribeOrganization") {
        true => tree(asked),
        false => json_error(400, "AccessDeniedException"),
    });
    let notes = collected(&canned).await;
    let organization = organization(&notes).unwrap();
    assert_eq!(organization.management_account.as_str(), "999900001111");
    assert!(organization.accounts.gap().is_some());
    assert!(notes.gaps().iter().all(|gap| gap.reason == Failure::Denied));
}

#[tokio::test]
async fn an_organization_that_was_read_whole_is_not_read_again() {
    let (run, canned) = (Run::of(0), Canned::new(tree));
    collected_in(&run, &canned).await;
    let first = canned.asked().len();
    let notes = collected_in(&run, &canned).await;
    assert_eq!(canned.asked().len(), first + 1, "whose organization it is has to be asked");
    assert_eq!(notes.counts(), [Fact::Known(2), Fact::Known(1)]);
    assert_eq!((notes.resources().len(), notes.gaps().len()), (0, 0));
}

#[tokio::test]
async fn an_organization_that_was_read_in_part_is_read_by_the_next() {
    let run = Run::of(0);
    let denied = Canned::new(|asked| match asked.target.ends_with("ListRoots") {
        true => json_error(400, "AccessDeniedException"),
        false => tree(asked),
    });
    collected_in(&run, &denied).await;
    let notes = collected_in(&run, &Canned::new(tree)).await;
    assert!(organization(&notes).unwrap().accounts.known().is_some());
}

#[tokio::test]
async fn an_organization_that_an_earlier_scan_holds_is_not_read_again() {
    let canned = Canned::new(tree);
    let held = Some(HeldOrganization { units: 2, policies: 1 });
    let notes = Arc::new(Notes { organization: held, ..Notes::default() });
    let caller = caller(&canned, &notes, "organizations", Region::global()).await;
    // The management account may come yet: nobody waits for it.
    let run = Run::of(2);
    let read = organizations::collect(&caller, &run);
    tokio::time::timeout(Duration::from_secs(5), read).await.unwrap();
    assert_eq!(canned.asked().len(), 1, "whose organization it is has to be asked");
    assert_eq!(notes.counts(), [Fact::Known(2), Fact::Known(1)]);
    assert!(notes.resources().is_empty() && notes.gaps().is_empty());
}
