//! Stories about the screens of access: who can reach a store, what a principal can reach, and why.

use tidegate::ui::place::Place;
use tidegate::ui::session::{Session, Visited};

use super::app::{App, Setup};
use super::reachable::{LEDGER, OPEN, SEALED, estate, half_read};
use super::world;

/// The screen of who can reach a bucket.
fn who(bucket: &str) -> App {
    let mut app = Setup::new(estate()).open();
    app.press("4 /").type_text(bucket).press("enter j enter").sees(&format!("Who can reach bucket {bucket}"));
    app
}

#[test]
fn outsiders_come_first_and_are_marked() {
    let mut app = who(OPEN);
    app.sees("from outside: the public  2").sees("◆ everyone, unsigned").sees("◆ any AWS account");
    app.sees("from outside: foreign accounts  1").sees("▲ account 999988887777").sees(" 999988887777");
    app.sees("read ✓ yes  s3:GetObject, resource policy");
    let screen = app.screen();
    let (outside, inside) = (screen.find("everyone, unsigned").unwrap(), screen.find("  ben ").unwrap());
    assert!(outside < inside, "{screen}");
}

#[test]
fn a_cell_is_explained_with_its_statement_highlighted() {
    let mut app = who(OPEN);
    app.press("w").sees("✓ allowed  s3:GetObject by everyone").sees("given: TLS");
    app.sees("▌       \"Sid\": \"EveryoneReads\"");
    app.press("esc").sees("Who can reach bucket drop-box");
    app.press("right right w").sees("not allowed  s3:DeleteObject by everyone").sees("no allow");
    app.press("f").sees("Who can reach bucket drop-box");
}

#[test]
fn a_chain_is_shown_with_its_condition_and_both_halves() {
    let mut app = who(LEDGER);
    app.sees("as loader").press("/").type_text("anna").press("enter j");
    app.sees("`aws:SourceVpce` is `vpce-1`").press("w");
    app.sees("First, a role is assumed  sts:AssumeRole").sees("become-loader, statement 1");
    app.sees("The data  s3:GetObject").sees("The key of the data  kms:Decrypt").sees("read-ledger, statement 2 (Key)");
}

#[test]
fn groups_are_named_as_what_access_comes_from() {
    let mut app = who(OPEN);
    app.press("/").type_text("via:group").press("enter").sees("  ben ").sees_no("everyone, unsigned");
}

#[test]
fn the_other_side_is_one_key_away_and_back() {
    let mut app = who(OPEN);
    app.press("enter").sees("What everyone, unsigned can reach").sees("1 store");
    app.press("f").sees("Who can reach bucket drop-box");
    app.press("H").sees("What everyone");
}

#[test]
fn rows_are_filtered_by_access() {
    let mut app = who(OPEN);
    app.press("/").type_text("access:admin").press("enter").sees_no("everyone, unsigned").sees("root user of");
    app.press("/ ctrl-u").type_text("access:outside").press("enter").sees("everyone, unsigned").sees_no("root user of");
    app.press("/ ctrl-u").type_text("colour:red").sees("no field colour");
}

#[test]
fn what_the_key_keeps_from_everyone_is_not_theirs() {
    // The policy of the bucket is public; its key is not.
    let mut app = Setup::new(world::estate()).open();
    app.press("4 /").type_text(world::PUBLIC_BUCKET).press("enter j enter").sees("root user of").sees_no("everyone");
}

#[test]
fn the_inventory_and_the_findings_lead_to_access() {
    let mut app = Setup::new(world::estate()).open();
    app.press("2 /").type_text("kind:bucket payments-export").press("enter j A").sees("Who can reach bucket payments");
    app.press("2 / ctrl-u").type_text("kind:user anna").press("enter j A").sees("What user anna");
    app.press("2 / ctrl-u").type_text("kind:trail").press("enter j A").sees("not of a trail");
    app.press("5 /").type_text("check:s3-bucket-public-policy").press("enter A").sees("Who can reach bucket payments");
}

#[test]
fn a_question_about_what_is_gone_says_so() {
    let visits = vec![Visited { place: Place::Who("arn:aws:s3:::gone".to_owned()), filter: None }];
    let session = Session { visits, at: 0, ..Session::default() };
    let mut app = Setup { session, ..Setup::new(estate()) }.open();
    app.sees("arn:aws:s3:::gone is not in this estate");
}

#[test]
fn a_request_is_built_and_answered_while_one_types() {
    let mut app = who(LEDGER);
    app.press("a").sees("Would this be allowed?").sees("Say who does what").sees("given: TLS");
    app.type_text("loader").press("tab").type_text("s3:getobject").press("tab");
    // The resource was filled in; the request is on what lies in the bucket.
    app.type_text("/2026").sees("~ allowed on a condition").sees("if `aws:SourceVpce` is `vpce-1`");
    app.press("tab").type_text("sourcevpce").press("tab").type_text("vpce-1").sees("✓ allowed");
    app.press("backspace").type_text("2").sees("✗ not allowed");
    app.press("ctrl-o").sees("given                  aws:SourceVpce = vpce-2").sees("identity policies");
    app.press("a").sees("vpce-2").press("esc").sees_no("Would this be allowed?");
}

#[test]
fn a_request_that_is_not_understood_says_how_it_is_written() {
    let mut app = Setup::new(estate()).open();
    app.press("4 a").type_text("nobody").press("tab").type_text("GetObject").press("tab tab");
    app.press("backtab").type_text("arn:aws:s3:::ledger").sees("nobody is no principal; write the ARN");
    app.press("esc").sees("to ask about").press("a");
    app.type_text("anonymous").press("tab").type_text("s3:GetObject").press("tab").type_text("ledger");
    app.sees("ledger is no resource; resources are written as ARNs");
}

#[test]
fn outsiders_are_told_apart_on_a_narrow_screen_as_well() {
    let mut app = Setup::new(estate()).size(80, 24).open();
    app.press("4 /").type_text(OPEN).press("enter j enter").sees("◆ public  ▲ foreign  ● provider");
    app.press("/").type_text("access:foreign").press("enter j").sees("▲ account 999988887777").sees_no("◆ everyone");
    app.sees("─ account 999988887777, foreign  · last use not told by AWS ─");
    app.press("/ ctrl-u").type_text("access:public").press("enter").sees("◆ everyone").sees_no("▲ account");
}

#[test]
fn any_account_is_asked_about_by_its_name() {
    let mut app = who(OPEN);
    app.press("/").type_text("any").press("enter j w").sees("s3:GetObject by any AWS account").sees_no("000000000000");
    app.press("a").sees("principal  any AWS account").press("esc esc enter").sees("What any AWS account can reach");
}

#[test]
fn what_could_not_be_read_is_named_once_with_what_it_needs() {
    let mut app = Setup::new(half_read()).size(200, 60).open();
    app.press("4 /").type_text(SEALED).press("enter j enter /").type_text("dora").press("enter j");
    app.sees("unknown: iam:GetPolicyVersion was denied 2 times, and 1 more").sees_no("does not deny it");
    app.press("w").sees("not known because      iam:GetPolicyVersion was denied 2 times, and 1 more");
    for resource in ["arn:aws:iam::111122223333:policy/deploy", "arn:aws:iam::111122223333:policy/audit"] {
        app.sees(&format!("on {resource}: access denied; needs iam:GetPolicyVersion"));
    }
    app.sees("on arn:aws:s3:::sealed: access denied; needs s3:GetBucketPolicy");
    app.press("a").sees("iam:GetPolicyVersion was denied 2 times");
}

#[test]
fn the_last_use_is_a_date_never_or_unknown() {
    let mut app = Setup::new(half_read()).size(200, 60).open();
    app.press("4 /").type_text(SEALED).press("enter j enter");
    let row = |app: &App, name: &str| {
        let screen = app.screen();
        screen.lines().find(|line| line.contains(name)).map(str::to_owned).unwrap_or_default()
    };
    app.sees("not known: what could not be read decides  4").sees("administer  1");
    assert!(row(&app, "  eve ").contains(" 2026-02-01 "), "{}", app.screen());
    assert!(row(&app, "  finn ").contains(" never "), "{}", app.screen());
    assert!(row(&app, "  dora ").contains(" unknown "), "{}", app.screen());
    app.press("/").type_text("finn").press("enter j").sees("· last use never (tracked 400 days)");
    app.press("/ ctrl-u").type_text("dora").press("enter j");
    app.sees("· last use unknown, iam:GenerateServiceLastAccessedDetails was left out on request");
}

#[test]
fn an_explanation_says_what_would_turn_it() {
    let mut app = who(OPEN);
    app.press("w").sees("would be denied        without statement 2 (EveryoneReads) of bucket policy, or if");
    app.sees("`aws:SecureTransport` is `false`").press("esc");
    app.press("right right w").sees("would be allowed       with an allow in the resource policy");
}

#[test]
fn a_request_that_is_built_is_told_what_would_turn_it() {
    let mut app = who(LEDGER);
    app.press("a").type_text("loader").press("tab").type_text("s3:getobject").press("tab").type_text("/2026");
    app.press("tab").type_text("aws:SourceVpce = vpce-2").sees("✗ not allowed");
    app.sees("would be allowed if `aws:SourceVpce` is `vpce-1`");
}

#[test]
fn an_empty_estate_says_so() {
    let mut app = Setup::new(crate::samples::empty_estate()).open();
    app.press("4").sees("The estate is empty: nothing was read.").press("a").type_text("anonymous").press("tab");
    app.type_text("s3:GetObject").press("tab").type_text("arn:aws:s3:::gone/x").sees("✗ not allowed");
}

#[test]
fn what_is_not_of_the_estate_cannot_be_asked_from_the_other_side() {
    let mut app = Setup::new(estate()).open();
    app.press("4 a").type_text("anonymous").press("tab").type_text("s3:GetObject").press("tab");
    app.type_text("arn:aws:s3:::elsewhere/x").press("ctrl-o").sees("s3:GetObject by everyone, unsigned");
    app.press("f").sees("arn:aws:s3:::elsewhere/x is not in this estate");
}
