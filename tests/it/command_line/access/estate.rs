//! `tidegate access explain`, `who-can` and `can` on the demo estate: every form of a name, both formats, and what is
//! said when a name is not clear.

use serde_json::Value;
use tempfile::TempDir;

use super::schemas::Schema;
use crate::command_line::{err, json, out, tidegate};

/// What the program answers of the demo estate.
fn ask(arguments: &[&str]) -> String {
    let home = TempDir::new().unwrap();
    let output = tidegate(home.path(), &[&["access"], arguments, &["--snapshot", "demo"]].concat());
    assert_eq!(output.status.code(), Some(0), "{arguments:?}: {}", err(&output));
    out(&output)
}

/// The same as JSON, held to its schema.
fn value(schema: &str, arguments: &[&str]) -> Value {
    let home = TempDir::new().unwrap();
    let value = json(home.path(), &[&["access"], arguments, &["--snapshot", "demo", "--format", "json"]].concat());
    assert_eq!(Schema::read(schema).fault(&value), None, "{arguments:?}");
    value
}

/// What the program says when it refuses.
fn refusal(arguments: &[&str]) -> String {
    let home = TempDir::new().unwrap();
    let output = tidegate(home.path(), &[&["access"], arguments, &["--snapshot", "demo"]].concat());
    assert_eq!((output.status.code(), out(&output).as_str()), (Some(2), ""), "{arguments:?}");
    err(&output)
}

const CURATED: &str = "arn:aws:s3:::harbourline-txn-curated";

#[test]
fn an_explanation_shows_both_halves_layer_by_layer() {
    let text = ask(&["explain", "reports-glue-aggregates", "s3:GetObject", "harbourline-txn-curated/2026/x"]);
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    assert_eq!(lines[0], "allowed under conditions");
    assert!(lines[2].starts_with("if  `aws:SourceVpce` is `vpce-"), "{text}");
    let at = |line: &str| lines.iter().position(|it| it.starts_with(line)).unwrap_or_else(|| panic!("{line}: {text}"));
    let data = at(&format!("s3:GetObject on {CURATED}/2026/x: allowed under conditions"));
    let bucket = at("allow  bucket policy, statement 1 (AnalystsThroughEndpoint), if `aws:SourceVpce` is");
    let guard = at("service control policies of Root, pipelines, finance-prod");
    let key = at("kms:Decrypt on arn:aws:kms:eu-west-1:111122223333:key/");
    let own = at("allow  reports-glue-aggregates-access, statement 3 (Crypt)");
    assert!(data < bucket && bucket < guard && guard < key && key < own, "{text}");
    assert_eq!(lines[bucket - 1], "resource policy");

    // Through the endpoint nothing is open any more.
    let vpce = lines[2].rsplit('`').nth(1).unwrap();
    let context = format!("aws:SourceVpce={vpce}");
    let arguments = ["explain", "reports-glue-aggregates", "s3:GetObject", "harbourline-txn-curated/2026/x"];
    assert!(ask(&[&arguments[..], &["--context", &context]].concat()).starts_with("allowed\n"));
}

#[test]
fn an_explanation_as_json_says_the_same() {
    let through = value("access-explain", &["explain", "reports-glue-aggregates", "s3:GetObject", CURATED]);
    assert_eq!((&through["decision"], &through["data"]["decision"]), (&"deny".into(), &"deny".into()));
    let mismatch = through["data"]["notes"][0].as_str().unwrap();
    assert!(mismatch.contains("never acts on such a resource"), "{mismatch}");

    let object = format!("{CURATED}/x");
    let open = value("access-explain", &["explain", "reports-glue-aggregates", "s3:GetObject", &object]);
    assert_eq!(open["decision"], "allow_if");
    assert_eq!(open["conditions"][0], open["data"]["because"][0]["if"]);
    assert_eq!(open["keys"][0]["decision"], "allow");

    let denied = value("access-explain", &["explain", "auditor", "s3:GetObject", &object]);
    assert_eq!((&denied["decision"], &denied["keys"][0]["deny"]), (&"deny".into(), &"implicit".into()));
    assert_eq!(denied["keys"][0]["lacks"][0], "no allow in the identity policies");
    assert_eq!(denied["keys"][0]["least_change"]["then"], "allowed");

    // Of a bucket that the estate does not hold, only the caller's side is known.
    let elsewhere = value("access-explain", &["explain", "data-analyst", "s3:GetObject", "arn:aws:s3:::nosuch/x"]);
    let notes = elsewhere["data"]["notes"].as_array().unwrap();
    assert!(notes.iter().any(|it| it.as_str().unwrap().contains("not in this snapshot")), "{notes:?}");

    let plain = [&object, "--context", "aws:SecureTransport=false"];
    let denied = value("access-explain", &[&["explain", "data-analyst", "s3:GetObject"], &plain[..]].concat());
    assert_eq!(denied["data"]["deny"], "explicit");
    assert_eq!(denied["data"]["because"][0]["sid"], "TlsOnly");
}

#[test]
fn every_form_of_a_name_means_the_same() {
    let role = "arn:aws:iam::111122223333:role/auditor";
    let principals = [role, "auditor", "role/auditor", "finance-prod/auditor", "111122223333/auditor"];
    let answers: Vec<String> =
        principals.iter().map(|name| ask(&["explain", name, "s3:GetObject", "harbourline-txn-curated"])).collect();
    assert!(answers[0].contains(&format!("{role}: s3:GetObject on {CURATED}/*")), "{}", answers[0]);
    assert!(answers.iter().all(|answer| *answer == answers[0]));

    let keys = ["txn-curated", "alias/txn-curated", "key/txn-curated", "finance-prod/txn-curated"];
    let answers: Vec<Value> =
        keys.iter().map(|name| value("access-cells", &["who-can", "kms:Decrypt", name])["cells"].clone()).collect();
    assert!(answers[0].as_array().unwrap().len() > 2 && answers.iter().all(|answer| *answer == answers[0]));

    let session = "arn:aws:sts::111122223333:assumed-role/auditor/today";
    assert!(ask(&["explain", session, "s3:ListBucket", "s3://harbourline-txn-curated"]).contains("session today"));
}

#[test]
fn a_name_that_is_not_clear_is_answered_with_what_there_is() {
    let said = refusal(&["explain", "OrganizationAccountAccessRole", "s3:ListBucket", "harbourline-txn-curated"]);
    let first = said.lines().nth(1).unwrap().trim().to_owned();
    assert!(
        said.contains("2 principals are named") && first.ends_with(":role/OrganizationAccountAccessRole"),
        "{said}"
    );
    assert!(!ask(&["explain", &first, "s3:ListBucket", "harbourline-txn-curated"]).is_empty());

    for (arguments, says) in [
        (["explain", "audito", "s3:ListBucket", "x"].as_slice(), "(there is auditor"),
        (&["explain", "auditor", "s3:ListBucket", "curated-ledger"], "harbourline-txn-curated-ledger"),
        (&["explain", "auditor", "s3:List*", "x"], "is not one action of a service"),
        (&["explain", "arn:aws:iam::111122223333:role/gone", "s3:ListBucket", "*"], "role/gone"),
        (&["explain", "auditor", "s3:ListBucket", "*", "--context", "SourceIp=1"], "KEY=VALUE"),
        (&["who-can", "own"], "none of list, read, write, delete, administer, decrypt"),
        (&["who-can", "lambda:InvokeFunction"], "name a RESOURCE"),
        (&["who-can", "read", "arn:aws:sqs:eu-west-1:111122223333:q"], "name an action instead of a level"),
        (&["can", "nobody.example.com"], "nobody.example.com"),
        (&["can", "auditor", "auditor"], "is no store"),
    ] {
        assert!(refusal(arguments).contains(says), "{arguments:?}: {}", refusal(arguments));
    }
}

#[test]
fn who_can_and_can_see_the_same_cells_from_either_side() {
    let who = value("access-cells", &["who-can", "read", "harbourline-txn-curated"]);
    let analyst = "arn:aws:iam::111122223333:role/data-analyst";
    let of = |answer: &Value| -> Vec<Value> {
        let cells = answer["cells"].as_array().unwrap().iter();
        cells.filter(|it| it["principal"] == analyst && it["access"] == "read").cloned().collect()
    };
    let can = value("access-cells", &["can", "data-analyst", "harbourline-txn-curated"]);
    assert_eq!((of(&who).len(), of(&who)), (1, of(&can)));
    assert!(can["cells"].as_array().unwrap().len() > 1);
    assert!(can["cells"].as_array().unwrap().iter().all(|it| it["store"] == CURATED));

    // And the table has a row for each cell.
    let table = ask(&["who-can", "read", "harbourline-txn-curated"]);
    assert_eq!(table.lines().count(), who["cells"].as_array().unwrap().len() + 1);
    assert!(table.contains("role/data-analyst") && table.starts_with("WHO"), "{table}");

    // One action, on every store: each row is explained alike.
    let cells = value("access-cells", &["who-can", "s3:DeleteBucket"]);
    let cells = cells["cells"].as_array().unwrap();
    assert!(!cells.is_empty());
    for cell in cells.iter().filter(|it| it["kind"] == "role").take(3) {
        let [who, store] = ["principal", "store"].map(|field| cell[field].as_str().unwrap());
        let answer = value("access-explain", &["explain", who, "s3:DeleteBucket", store]);
        assert_eq!(answer["decision"], cell["decision"], "{who} {store}");
    }
}

#[test]
fn roles_that_can_be_assumed_come_with_their_path() {
    let direct = value("access-cells", &["who-can", "s3:GetObject", "harbourline-txn-curated"]);
    let through = value("access-cells", &["who-can", "s3:GetObject", "harbourline-txn-curated", "--through-roles"]);
    let count = |answer: &Value| answer["cells"].as_array().unwrap().len();
    assert!(count(&through) > count(&direct) && direct.get("roles").is_none());
    let chained = through["cells"].as_array().unwrap().iter().find(|it| it["through"].as_array().unwrap().len() == 2);
    let chained = chained.expect("a chain of two roles");
    assert!(chained["from"].as_array().unwrap().contains(&"assumed".into()), "{chained}");
    let table = ask(&["who-can", "s3:GetObject", "harbourline-txn-curated", "--through-roles"]);
    assert!(
        table.contains("management account/org-automation > finance-prod/OrganizationAccountAccessRole"),
        "{table}"
    );

    let principal = chained["principal"].as_str().unwrap();
    let can = value("access-cells", &["can", principal, "--through-roles"]);
    let last = chained["through"][1]["role"].clone();
    let role = can["roles"].as_array().unwrap().iter().find(|it| it["role"] == last).expect("the role is reached");
    assert_eq!(role["path"], chained["through"]);
    assert!(ask(&["can", principal, "--through-roles"]).contains("\nCAN BECOME"));
}

/// Everyone whom a trust policy lets in, by which call and on what condition; and the same from the other side.
#[test]
fn who_can_become_a_role_is_told_from_both_sides() {
    let told = |role: &str| -> Vec<(String, String, String)> {
        let answer = value("access-cells", &["who-can", "assume", role]);
        let cells = answer["cells"].as_array().unwrap().iter();
        let text = |it: &Value| it.as_str().unwrap().to_owned();
        cells.map(|it| (text(&it["kind"]), text(&it["principal"]), text(&it["actions"][0]))).collect()
    };
    let is = |(kind, _, call): &(String, String, String), wanted: &str| {
        (kind.as_str(), call.as_str()) == (wanted, "sts:AssumeRole")
    };

    // A pipeline comes with a token only.
    let provider = "arn:aws:iam::444455556666:oidc-provider/token.actions.githubusercontent.com";
    let pipeline = ("provider", provider, "sts:AssumeRoleWithWebIdentity");
    assert_eq!(told("fleet-ci-deploy"), [(pipeline.0.to_owned(), pipeline.1.to_owned(), pipeline.2.to_owned())]);
    let table = ask(&["who-can", "assume", "fleet-ci-deploy"]);
    assert!(table.contains("sts:AssumeRoleWithWebIdentity") && table.contains("`sts.amazonaws.com`"), "{table}");

    // Everyone is let in: users whom it names so, foreign accounts and services, but no token and nobody unsigned.
    let everyone = told("fleet-device-provisioning");
    for kind in ["user", "role", "any_account", "account", "service"] {
        assert!(everyone.iter().any(|it| is(it, kind)), "{kind}");
    }
    assert!(!everyone.iter().any(|it| ["provider", "anonymous", "root"].contains(&it.0.as_str())));
    assert!(ask(&["who-can", "assume", "fleet-device-provisioning"]).contains("anybody of any account"));

    // Kept to the organization, all of whose accounts were scanned: nobody from outside.
    let inside = told("shared-catalog-reader");
    assert!(!inside.is_empty() && inside.iter().all(|it| ["user", "role"].contains(&it.0.as_str())), "{inside:?}");

    // From the other side, over two steps.
    let can = value("access-cells", &["can", "org-automation"]);
    let roles = can["roles"].as_array().unwrap();
    let direct = roles.iter().find(|it| it["role"] == "arn:aws:iam::111122223333:role/OrganizationAccountAccessRole");
    assert_eq!(direct.unwrap()["path"].as_array().unwrap().len(), 1);
    let chained = roles.iter().filter(|it| it["path"].as_array().unwrap().len() > 1).count();
    assert!(chained > 0 && can["cells"].as_array().unwrap().iter().all(|it| it["through"] == Value::Array(Vec::new())));

    for (arguments, says) in [
        (&["who-can", "assume"], "name the role"),
        (&["who-can", "assume", "harbourline-txn-curated"], "name the role"),
    ] as [(&[&str], &str); 2]
    {
        assert!(refusal(arguments).contains(says), "{arguments:?}: {}", refusal(arguments));
    }
}
