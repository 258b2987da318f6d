//! Every remedy: it mends its finding, raises nothing above low, and its inverse gives back what was there.

use tidegate::finding::Severity;
use tidegate::model::aws::ObjectOwnership;
use tidegate::model::{Document, Fact};
use tidegate::remedy::{BuildError, CATALOGUE, Plan, Refusal, StepRisk, remedy_policy};

use super::cases::{RAW, cases, grant, plan_of, unblocked_account};
use super::{after, found, plan_for};
use crate::samples::{Tweak, access_point, analyse, bucket, estate, key, key_arn, policy, unknown};

#[test]
fn every_remedy_is_tried_here() {
    let cases = cases();
    for remedy in CATALOGUE {
        assert!(cases.iter().any(|case| case.remedy == remedy.id), "{} is not tried", remedy.id);
        assert!(remedy.manual.contains("Source: "), "{} names no source", remedy.id);
    }
}

#[test]
fn every_remedy_mends_its_finding_and_raises_nothing_above_low() {
    for case in cases() {
        let plan = plan_of(&case);
        let last = plan.steps.last().unwrap();
        assert!(last.after.as_text().unwrap_or_default().contains(case.gives), "{}: {:?}", case.remedy, last.after);
        let mended = after(&case.estate, &plan);
        let left = found(&mended, &[case.check], &case.arn);
        if case.remedy == "cancel-key-deletion" {
            // AWS leaves the key disabled, which the check still tells of, with less risk.
            assert!(left[0].summary.contains("disabled"));
        } else if case.remedy == "rotate-secret" {
            // The value itself changes when the window comes, and the check still tells of it, with less risk.
            let before = found(&case.estate, &[case.check], &case.arn);
            assert!(left[0].risk.score() < before[0].risk.score());
        } else {
            assert!(left.is_empty(), "{}: {}", case.remedy, left[0].summary);
        }
        let before = analyse(&case.estate).findings;
        for new in analyse(&mended).findings {
            let known = before.iter().any(|it| it.id == new.id);
            assert!(
                known || new.severity() == Severity::Low,
                "{} raises {}: {}",
                case.remedy,
                new.check.id,
                new.summary
            );
        }
    }
}

#[test]
fn every_inverse_gives_back_what_was_there() {
    for case in cases() {
        let plan = plan_of(&case);
        let mut estate = after(&case.estate, &plan);
        for step in plan.steps.iter().rev() {
            estate.set(&step.setting, step.inverse.as_ref().unwrap()).unwrap();
        }
        for step in &plan.steps {
            let (there, was) = (estate.setting(&step.setting).unwrap(), case.estate.setting(&step.setting).unwrap());
            if case.remedy == "enable-bucket-versioning" {
                assert!(there.known().unwrap().as_text().unwrap().contains("Suspended"));
            } else {
                assert_eq!(there, was, "{}", case.remedy);
            }
        }
    }
}

#[test]
fn risk_and_permissions_are_computed() {
    let risk = |id: &str| {
        let cases = cases();
        let case = cases.iter().find(|case| case.remedy == id).unwrap();
        plan_of(case).risk()
    };
    assert_eq!(risk("enable-account-public-access-block"), StepRisk::AccountWide);
    assert_eq!(risk("deactivate-access-key"), StepRisk::Disruptive);
    assert_eq!(risk("enable-key-rotation"), StepRisk::Reversible);
    let cases = cases();
    let versioning = cases.iter().find(|case| case.remedy == "enable-bucket-versioning").unwrap();
    let plan = plan_of(versioning);
    assert_eq!(plan.steps[0].needs, ["s3:GetBucketVersioning", "s3:PutBucketVersioning"]);
    assert!(plan.steps[0].consequences.iter().any(|line| line.contains("only be suspended")));
}

#[test]
fn a_plan_survives_being_written_to_a_file() {
    for case in cases() {
        let plan = plan_of(&case);
        let text = serde_json::to_string(&plan).unwrap();
        let read: Plan = serde_json::from_str(&text).unwrap();
        assert_eq!(read, plan, "{}", case.remedy);
        assert_eq!(Plan::hash(&read.steps), plan.id);
    }
}

#[test]
fn the_only_statement_goes_with_its_policy() {
    let alone = format!(r#"{{"Version":"2012-10-17","Statement":[{}]}}"#, grant("Everyone", r#""*""#));
    let open = bucket("raw").bucket_with(|it| {
        it.policy = policy(&alone);
        it.public_access_block = Fact::Known(None);
    });
    let estate = estate([unblocked_account(), open, key("main")]);
    let findings = found(&estate, &["s3-bucket-public-policy"], RAW);
    let plan = plan_for(&estate, &[(&findings[0], Some("remove-bucket-policy-statement"))], &[]).unwrap();
    assert_eq!(plan.steps[0].after.as_text(), None);
    assert_eq!(plan.steps[0].inverse.as_ref().unwrap().as_text(), Some(alone.as_str()));
    assert!(plan.steps[0].needs.contains(&"s3:DeleteBucketPolicy".to_owned()));
}

#[test]
fn a_key_is_never_left_without_administrator() {
    let only = r#"{"Version":"2012-10-17","Statement":[{"Sid":"Open","Effect":"Allow","Principal":"*","Action":"kms:*","Resource":"*"}]}"#;
    let estate = estate([key("main").key_with(|it| it.policy = Fact::Known(Document::new(only)))]);
    let findings = found(&estate, &["kms-key-policy-public"], &key_arn("main"));
    let refused = plan_for(&estate, &[(&findings[0], Some("remove-key-policy-statement"))], &[]);
    assert!(matches!(refused, Err(BuildError::Refused { refusal: Refusal::Impossible(_), .. })));
    let plan = plan_for(&estate, &[(&findings[0], None)], &[]).unwrap();
    assert_eq!(plan.steps[0].remedy, "narrow-key-policy-statement");
}

#[test]
fn a_choice_that_is_needed_is_asked_for() {
    let lonely = bucket("raw").bucket_with(|it| it.encryption = Fact::Known(None));
    let estate = estate([lonely, key("main")]);
    let findings = found(&estate, &["s3-bucket-encryption-absent"], RAW);
    let asked = plan_for(&estate, &[(&findings[0], None)], &[]);
    assert!(matches!(asked, Err(BuildError::Refused { refusal: Refusal::Needs { name: "key", .. }, .. })));
    let plan = plan_for(&estate, &[(&findings[0], None)], &[("key", "alias/main")]).unwrap();
    assert!(plan.steps[0].after.as_text().unwrap().contains(&key_arn("main")));
    let wrong = plan_for(&estate, &[(&findings[0], None)], &[("key", "alias/none")]);
    assert!(wrong.unwrap_err().to_string().contains("alias/none is not part of this estate"));
}

#[test]
fn a_gap_refuses_instead_of_guessing() {
    let gap = crate::samples::denied("s3:GetBucketAcl", RAW);
    let half = bucket("raw").bucket_with(|it| {
        it.acl = unknown();
        it.ownership = Fact::Known(Some(ObjectOwnership::ObjectWriter));
    });
    let estate = crate::samples::estate_with_gaps([gap], [half, key("main")]);
    let findings = found(&estate, &["s3-bucket-object-ownership"], RAW);
    let refused = plan_for(&estate, &[(&findings[0], None)], &[]).unwrap_err();
    assert!(refused.to_string().contains("s3:GetBucketAcl"), "{refused}");
}

#[test]
fn log_delivery_may_write_before_logs_are_sent() {
    let cases = cases();
    let case = cases.iter().find(|case| case.remedy == "enable-bucket-logging").unwrap();
    let plan = plan_of(case);
    let targets: Vec<&str> = plan.steps.iter().map(|step| step.setting.resource.as_str()).collect();
    assert_eq!(targets, ["arn:aws:s3:::logs", RAW]);
    let again = plan_for(
        &after(&case.estate, &plan),
        &[(&found(&case.estate, &[case.check], &case.arn)[0], Some(case.remedy))],
        &[],
    );
    assert!(matches!(again, Err(BuildError::AlreadyAsWanted)));
}

#[test]
fn the_policy_of_a_remedy_suffices_for_its_plans_and_their_undo() {
    for case in cases() {
        let policy = remedy_policy(case.remedy).unwrap();
        let allowed: Vec<&str> =
            policy["Statement"][0]["Action"].as_array().unwrap().iter().filter_map(|it| it.as_str()).collect();
        for step in plan_of(&case).steps {
            let back = step.setting.write_call(step.inverse.as_ref().unwrap()).permission;
            for needed in step.needs.iter().map(String::as_str).chain([back]) {
                assert!(allowed.contains(&needed), "{} needs {needed}", case.remedy);
            }
        }
    }
}

/// A bucket whose policy leaves the choice to the access points of its account, and one whose policy lets this in.
fn with_access_point(principal: &str) -> tidegate::model::Estate {
    const DELEGATING: &str = r#"{"Version":"2012-10-17","Statement":[{"Sid":"Delegate","Effect":"Allow","Principal":"*","Action":"s3:*","Resource":"*","Condition":{"StringEquals":{"s3:DataAccessPointAccount":"111122223333"}}}]}"#;
    let own = format!(r#"{{"Version":"2012-10-17","Statement":[{}]}}"#, grant("Open", principal));
    let door = access_point("door", "raw", Some(own));
    let raw = bucket("raw").bucket_with(|it| {
        it.public_access_block = Fact::Known(None);
        it.policy = policy(DELEGATING);
    });
    estate([raw, door, unblocked_account()])
}

#[test]
fn a_grant_of_an_access_point_is_not_taken_out_of_the_policy_of_its_bucket() {
    const WORDS: &str = "the grant stands in the policy of access point door, not in the bucket's, and Tidegate changes no policies of access points; change it with: aws s3control put-access-point-policy --account-id 111122223333 --region eu-west-1 --name door --policy file://POLICY";
    let cases = [
        ("s3-bucket-public-policy", r#""*""#, "; or close it with enable-bucket-public-access-block"),
        ("s3-bucket-foreign-access", r#"{"AWS":"999988887777"}"#, ""),
    ];
    for (check, principal, more) in cases {
        let estate = with_access_point(principal);
        let findings = found(&estate, &[check], RAW);
        for remedy in ["remove-bucket-policy-statement", "narrow-bucket-policy-statement"] {
            let refused = plan_for(&estate, &[(&findings[0], Some(remedy))], &[]).unwrap_err();
            assert!(refused.to_string().ends_with(&format!("{WORDS}{more}")), "{remedy}: {refused}");
        }
    }
    let estate = with_access_point(r#""*""#);
    let findings = found(&estate, &["s3-bucket-public-policy"], RAW);
    let plan = plan_for(&estate, &[(&findings[0], Some("enable-bucket-public-access-block"))], &[]).unwrap();
    assert!(!analyse(&after(&estate, &plan)).findings.iter().any(|it| it.check.id == "s3-bucket-public-policy"));
}
