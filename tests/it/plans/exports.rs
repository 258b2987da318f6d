//! Exports of plans: every plan becomes commands that a shell reads back word by word, and Terraform.

use std::process::Command;

use serde_json::Value;
use tidegate::checks::{Context, Rules};
use tidegate::model::aws::TrailStatus;
use tidegate::model::{AccountId, Arn, Aspect, Fact};
use tidegate::remedy::{Step, preview};
use tidegate::report::export::{aws_cli, plan_diff, plan_json, terraform};

use super::cases::{Case, RAW, cases, plan_of};
use super::{found, plan_for};
use crate::samples::{ACCOUNT, SECOND, Tweak, bucket, document, estate, key, now, policy, role, trail};

fn case(remedy: &str) -> Case {
    cases().into_iter().find(|case| case.remedy == remedy).unwrap()
}

/// The words that a shell passes to `aws`, command by command.
fn read_by_shell(script: &str) -> Vec<Vec<String>> {
    let listening = format!("aws() {{ printf '%s\\001' \"$@\"; printf '\\002'; }}\n{script}");
    let output = Command::new("sh").arg("-c").arg(listening).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).unwrap();
    let words = |command: &str| command.split_terminator('\u{1}').map(str::to_owned).collect();
    text.split_terminator('\u{2}').map(words).collect()
}

fn word_after<'a>(words: &'a [String], option: &str) -> &'a str {
    let place = words.iter().position(|word| word == option).unwrap_or_else(|| panic!("no {option} in {words:?}"));
    &words[place + 1]
}

#[test]
fn every_plan_becomes_one_command_a_step() {
    // A statement of a function goes before it comes anew.
    let takes_two = |step: &&Step| matches!(step.setting.aspect, Aspect::FunctionPermission { .. });
    for case in cases().iter().filter(|case| !plan_of(case).steps.iter().any(|step| takes_two(&step))) {
        let plan = plan_of(case);
        let commands = read_by_shell(&aws_cli(&plan).unwrap());
        assert_eq!(commands.len(), plan.steps.len(), "{}", case.remedy);
        for (words, step) in commands.iter().zip(&plan.steps) {
            let operation = step.setting.write_call(&step.after).operation;
            let verb: String = words[1].split('-').map(|part| part[..1].to_uppercase() + &part[1..]).collect();
            // RDS writes `DB` where the command has `db`.
            assert_eq!(verb.to_lowercase(), operation.to_lowercase(), "{}", case.remedy);
            assert!(words.iter().all(|word| !word.is_empty()));
        }
    }
}

#[test]
fn a_document_reaches_the_command_whole() {
    let odd = r#"{"Version":"2012-10-17","Statement":[{"Sid":"It's","Effect":"Deny","Principal":"*","Action":"s3:PutObject","Resource":"arn:aws:s3:::raw/${aws:username}/$HOME/`id`"}]}"#;
    let estate = estate([bucket("raw").bucket_with(|it| it.policy = policy(odd)), key("main")]);
    let findings = found(&estate, &["s3-bucket-insecure-transport"], RAW);
    let plan = plan_for(&estate, &[(&findings[0], None)], &[]).unwrap();
    let commands = read_by_shell(&aws_cli(&plan).unwrap());
    assert_eq!(word_after(&commands[0], "--policy"), plan.steps[0].after.as_text().unwrap());
    assert_eq!(word_after(&commands[0], "--expected-bucket-owner"), ACCOUNT);
    let written = terraform(&plan, Some(&estate)).unwrap();
    assert!(written.contains("$${aws:username}/$HOME/`id`"), "{written}");
}

#[test]
fn hidden_characters_are_escaped_and_mean_the_same() {
    let odd = "{\"Statement\":[{\"Sid\":\"a\u{202e}b\u{9b}\",\"Effect\":\"Deny\",\"Principal\":\"*\",\"Action\":\"s3:PutObject\",\"Resource\":\"arn:aws:s3:::raw/*\"}]}";
    let estate = estate([bucket("raw").bucket_with(|it| it.policy = policy(odd)), key("main")]);
    let findings = found(&estate, &["s3-bucket-insecure-transport"], RAW);
    let plan = plan_for(&estate, &[(&findings[0], None)], &[]).unwrap();
    let (commands, written) = (aws_cli(&plan).unwrap(), terraform(&plan, None).unwrap());
    for text in [&commands, &written, &plan_diff(&plan, None)] {
        assert!(!text.contains(['\u{202e}', '\u{9b}']), "{text}");
    }
    let sent: Value = serde_json::from_str(word_after(&read_by_shell(&commands)[0], "--policy")).unwrap();
    let meant: Value = serde_json::from_str(plan.steps[0].after.as_text().unwrap()).unwrap();
    assert_eq!(sent, meant);
}

#[test]
fn encryption_takes_the_shape_of_the_api() {
    let plan = plan_of(&case("set-bucket-encryption"));
    let commands = read_by_shell(&aws_cli(&plan).unwrap());
    let value: Value =
        serde_json::from_str(word_after(&commands[0], "--server-side-encryption-configuration")).unwrap();
    let rule = &value["Rules"][0];
    assert_eq!(rule["ApplyServerSideEncryptionByDefault"]["SSEAlgorithm"], "aws:kms");
    assert_eq!(rule["BucketKeyEnabled"], true);
    assert_eq!(rule["BlockedEncryptionTypes"]["EncryptionType"][0], "SSE-C");
}

#[test]
fn terraform_imports_what_exists_and_creates_what_does_not() {
    let text = |remedy: &str| {
        let case = case(remedy);
        terraform(&plan_of(&case), Some(&case.estate)).unwrap()
    };
    let created = text("enable-bucket-public-access-block");
    assert!(created.contains("resource \"aws_s3_bucket_public_access_block\" \"raw\" {"), "{created}");
    assert!(!created.contains("import {"), "{created}");
    let imported = text("remove-key-policy-statement");
    assert!(imported.contains("import {\n  to = aws_kms_key_policy.main\n  id = \"main\"\n}"), "{imported}");
    let trail = text("start-trail");
    assert!(trail.contains("s3_bucket_name = \"trail-logs\"") && trail.contains("enable_logging = true"), "{trail}");
    let key = text("deactivate-access-key");
    assert!(!key.contains("resource \"") && key.contains("aws iam update-access-key --user-name etl"), "{key}");
}

#[test]
fn two_steps_on_one_trail_are_one_resource_that_leaves_the_rest_as_it_is() {
    let stopped = trail("audit").trail_with(|it| {
        it.log_file_validation = false;
        it.status = Fact::Known(TrailStatus { logging: false, latest_delivery: None, delivery_error: None });
    });
    let estate = estate([stopped, key("main")]);
    let arn = format!("arn:aws:cloudtrail:eu-west-1:{ACCOUNT}:trail/audit");
    let both = found(&estate, &["cloudtrail-stopped", "cloudtrail-log-validation"], &arn);
    let one = terraform(&plan_for(&estate, &[(&both[0], None)], &[]).unwrap(), Some(&estate)).unwrap();
    // The provider's default would switch it off.
    let ignored = |text: &str| text.lines().find(|line| line.contains("ignore_changes")).unwrap().to_owned();
    assert!(one.contains("enable_logging = true") && ignored(&one).contains("enable_log_file_validation"), "{one}");

    let plan = plan_for(&estate, &[(&both[0], None), (&both[1], None)], &[]).unwrap();
    let text = terraform(&plan, Some(&estate)).unwrap();
    assert_eq!(text.matches("resource \"aws_cloudtrail\"").count(), 1, "{text}");
    assert!(text.contains("enable_logging = true") && text.contains("enable_log_file_validation = true"), "{text}");
    assert!(!ignored(&text).contains("enable_log") && ignored(&text).contains("is_multi_region_trail"), "{text}");

    // Without the estate the bucket is asked for.
    let text = terraform(&plan, None).unwrap();
    assert!(text.contains("s3_bucket_name = var.trail_bucket_audit\n"), "{text}");
    assert!(text.contains("variable \"trail_bucket_audit\" {"), "{text}");
}

#[test]
fn roles_of_one_name_in_two_accounts_are_two_resources_with_two_providers() {
    let open = |account: &str| {
        let mut role = role("loader").role_with(|it| {
            it.trust = document(
                r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"firehose.amazonaws.com"},"Action":"sts:AssumeRole"}]}"#,
            );
        });
        role.arn = Arn::new(format!("arn:aws:iam::{account}:role/loader"));
        role.account = AccountId::new(account);
        role
    };
    let estate = estate([open(ACCOUNT), open(SECOND)]);
    let findings = [ACCOUNT, SECOND].map(|account| {
        let arn = format!("arn:aws:iam::{account}:role/loader");
        found(&estate, &["iam-service-trust-confused-deputy"], &arn).remove(0)
    });
    let wanted: Vec<_> = findings.iter().map(|finding| (finding, None)).collect();
    let text = terraform(&plan_for(&estate, &wanted, &[]).unwrap(), Some(&estate)).unwrap();
    for (label, account) in [("loader", ACCOUNT), ("loader_2", SECOND)] {
        let head = format!("resource \"aws_iam_role\" \"{label}\" {{\n  provider = aws.tidegate_{account}_us_east_1\n");
        assert!(text.contains(&head), "{text}");
        assert!(text.contains(&format!("  to = aws_iam_role.{label}\n")), "{text}");
        assert!(text.contains(&format!("  allowed_account_ids = [\"{account}\"]\n")), "{text}");
    }
}

#[test]
fn every_plan_becomes_balanced_terraform() {
    for case in cases() {
        let text = terraform(&plan_of(&case), Some(&case.estate)).unwrap();
        let code: String = text.lines().filter(|line| !line.starts_with('#')).collect();
        assert_eq!(code.matches('{').count(), code.matches('}').count(), "{}: {text}", case.remedy);
        assert!(text.lines().any(|line| line.starts_with("resource ") || line.starts_with("#   aws ")), "{text}");
    }
}

#[test]
fn the_difference_says_what_happens_and_the_file_can_be_read_back() {
    let case = case("remove-bucket-policy-statement");
    let plan = plan_of(&case);
    let rules = Rules::default();
    let seen = preview(&Context::new(&case.estate, &rules, now()), &plan).unwrap();
    let text = plan_diff(&plan, Some(&seen));
    for part in ["call PutBucketPolicy, disruptive", "undo: gives back what is there now", "mends:", "takes away:"] {
        assert!(text.contains(part), "{part} is missing in {text}");
    }
    assert!(text.contains("\n   -       \"Sid\": \"Everyone\","), "{text}");
    assert_eq!(serde_json::from_str::<tidegate::remedy::Plan>(&plan_json(&plan).unwrap()).unwrap(), plan);
}

#[test]
fn what_is_removed_has_no_resource() {
    let alone = r#"{"Statement":[{"Sid":"A","Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::raw/*"}]}"#;
    let open = bucket("raw").bucket_with(|it| {
        it.policy = policy(alone);
        it.public_access_block = Fact::Known(None);
    });
    let estate = estate([super::cases::unblocked_account(), open, key("main")]);
    let findings = found(&estate, &["s3-bucket-public-policy"], RAW);
    let plan = plan_for(&estate, &[(&findings[0], Some("remove-bucket-policy-statement"))], &[]).unwrap();
    let text = terraform(&plan, Some(&estate)).unwrap();
    assert!(
        text.contains("#   aws s3api delete-bucket-policy --bucket raw") && !text.contains("resource \""),
        "{text}"
    );
}
