//! Several findings make one plan: merged documents, one step a setting, contradictions refused.

use tidegate::checks::{Context, Rules};
use tidegate::model::Fact;
use tidegate::remedy::{BuildError, preview};

use super::{after, found, plan_for};
use crate::samples::{ACCOUNT, FOREIGN, Tweak, account, bucket, estate, key, now, policy};

const RAW: &str = "arn:aws:s3:::raw";

/// Two public statements without ids, one foreign one between them, and no rule against plain HTTP.
fn spoiled() -> tidegate::model::Estate {
    let text = format!(
        "{{\n  \"Version\": \"2012-10-17\",\n  \"Statement\": [\n    {},\n    {},\n    {}\n  ]\n}}",
        r#"{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::raw/open/*"}"#,
        format_args!(
            r#"{{"Effect":"Allow","Principal":{{"AWS":"{FOREIGN}"}},"Action":"s3:PutObject","Resource":"arn:aws:s3:::raw/in/*"}}"#
        ),
        r#"{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"s3:ListBucket","Resource":"arn:aws:s3:::raw"}"#,
    );
    let raw = bucket("raw").bucket_with(|it| {
        it.policy = policy(text);
        it.public_access_block = Fact::Known(None);
    });
    let open = account(ACCOUNT).account_with(|it| it.public_access_block = Fact::Known(None));
    estate([open, raw, key("main")])
}

#[test]
fn changes_to_one_document_are_merged_whatever_their_order() {
    let estate = spoiled();
    let checks = ["s3-bucket-public-policy", "s3-bucket-foreign-access", "s3-bucket-insecure-transport"];
    let findings = found(&estate, &checks, RAW);
    assert_eq!(findings.len(), 4);
    let remove = Some("remove-bucket-policy-statement");
    for order in [[0, 1, 2, 3], [3, 2, 1, 0], [2, 0, 3, 1]] {
        let wanted: Vec<_> = order
            .iter()
            .map(|&n| (&findings[n], if findings[n].check.id.ends_with("transport") { None } else { remove }))
            .collect();
        let plan = plan_for(&estate, &wanted, &[]).unwrap();
        assert_eq!(plan.steps.len(), 1, "one document, one step");
        assert_eq!(plan.findings.len(), 4);
        let text = plan.steps[0].after.as_text().unwrap_or_default();
        assert!(text.contains("SecureTransport") && !text.contains("Allow"), "{text}");
        assert!(found(&after(&estate, &plan), &checks, RAW).is_empty());
    }
}

#[test]
fn one_statement_for_two_findings_goes_once() {
    let estate = spoiled();
    let findings = found(&estate, &["s3-bucket-public-policy"], RAW);
    let remove = Some("remove-bucket-policy-statement");
    let plan = plan_for(&estate, &[(&findings[0], remove), (&findings[0], remove)], &[]).unwrap();
    let left = found(&after(&estate, &plan), &["s3-bucket-public-policy"], RAW);
    assert_eq!((plan.findings.len(), left.len()), (1, findings.len() - 1));
}

#[test]
fn a_choice_that_leaves_a_finding_standing_is_refused() {
    let raw = bucket("raw").tag("classification", "restricted").bucket_with(|it| it.encryption = Fact::Known(None));
    let estate = estate([raw, key("main")]);
    let absent = found(&estate, &["s3-bucket-encryption-absent"], RAW);
    let customer = found(&estate, &["s3-bucket-customer-key"], RAW);
    let both = [(&absent[0], None), (&customer[0], None)];
    assert_eq!(plan_for(&estate, &both, &[("key", "main")]).unwrap().steps.len(), 1);
    // The provider's keys satisfy the one check and not the other.
    let refused = plan_for(&estate, &both, &[("key", "provider")]).unwrap_err();
    assert!(matches!(refused, BuildError::NotMended { .. }), "{refused}");
}

#[test]
fn a_remedy_of_another_check_is_refused() {
    let estate = spoiled();
    let findings = found(&estate, &["s3-bucket-insecure-transport"], RAW);
    let refused = plan_for(&estate, &[(&findings[0], Some("start-trail"))], &[]).unwrap_err();
    assert!(refused.to_string().contains("its remedies are: deny-insecure-transport"), "{refused}");
    assert!(matches!(plan_for(&estate, &[], &[]), Err(BuildError::NoFindings)));
}

#[test]
fn a_preview_tells_what_goes_what_comes_and_who_loses() {
    let estate = spoiled();
    let findings = found(&estate, &["s3-bucket-foreign-access"], RAW);
    let plan = plan_for(&estate, &[(&findings[0], None)], &[]).unwrap();
    let rules = Rules::default();
    let seen = preview(&Context::new(&estate, &rules, now()), &plan).unwrap();
    assert_eq!(seen.lost, [format!("account {FOREIGN} loses s3:PutObject by the bucket policy of raw.")]);
    let fixed: Vec<&str> = seen.fixed.iter().map(|finding| finding.check.id).collect();
    assert_eq!(fixed, ["s3-bucket-foreign-access"]);
    assert!(seen.raised.is_empty(), "statements that moved up are not new");
    assert!(seen.differences[0].iter().any(|line| line.text().contains(FOREIGN)));
}
