//! Stories told in keys, over the real console and a simulated cloud.

use tidegate::model::{AccountId, Arn, Aspect, Failure, Region, Setting, SettingValue};
use tidegate::simulated::{Fault, On};
use tidegate::ui::command::COMMANDS;
use tidegate::ui::place::Place;
use tidegate::ui::session::Session;

use super::app::{App, Setup};
use super::world::{PUBLIC_BUCKET, UNVERSIONED_BUCKET, estate};
use crate::samples;

fn open() -> App {
    Setup::new(estate()).open()
}

fn bucket_setting(bucket: &str, aspect: Aspect) -> Setting {
    Setting {
        account: AccountId::new(samples::ACCOUNT),
        region: Region::new(samples::REGION),
        resource: Arn::new(format!("arn:aws:s3:::{bucket}")),
        aspect,
    }
}

/// Filters the findings and opens the only one.
fn open_finding(app: &mut App, filter: &str) {
    app.press("5 /").type_text(filter).press("enter enter");
}

#[test]
fn a_finding_is_fixed_and_the_fix_is_taken_back() {
    let mut app = open();
    let before = app.cloud.estate();
    app.press("5").sees("Versioning was never enabled");
    open_finding(&mut app, "check:s3-bucket-versioning");
    app.sees("Remedies").sees("Why it matters").press("enter");
    app.sees("s3:PutBucketVersioning").sees("press W to arm");
    app.press("enter").sees("not possible: writing is not armed");
    app.press("W enter").sees("ARMED data").press("enter").sees("Carry out 1 change?").press("enter");
    app.sees("done and read back; the finding is gone");
    let versioning = bucket_setting(UNVERSIONED_BUCKET, Aspect::BucketVersioning);
    assert!(app.cloud_value(&versioning).as_text().unwrap().contains("\"Enabled\""));
    app.press("5 esc").sees_no("Versioning was never enabled");
    app.press("7").sees("1 entry").press("z").sees("Undo plan");
    app.press("enter").sees("Carry out 1 change?").press("enter").sees("done and read back");
    app.press("7").sees("2 entries");
    // Versioning cannot be unset: its undo suspends it, as the plan said.
    assert!(app.cloud_value(&versioning).as_text().unwrap().contains("\"Suspended\""));
    let after = app.cloud.estate();
    let changed = before.resources().zip(after.resources()).filter(|((_, a), (_, b))| a != b).count();
    assert_eq!(changed, 1);
}

#[test]
fn undoing_gives_back_the_estate_exactly() {
    let mut app = open();
    let block = bucket_setting(PUBLIC_BUCKET, Aspect::BucketPublicAccessBlock);
    let before = app.cloud_value(&block);
    open_finding(&mut app, "check:s3-bucket-public-policy");
    app.press("enter W enter enter").sees("Type the resource's name");
    app.press("enter").sees("that is not it; nothing was done");
    assert_eq!(app.cloud.writes(), 0);
    app.type_text(PUBLIC_BUCKET).press("enter").sees("done and read back");
    assert_ne!(app.cloud_value(&block), before);
    app.press("z").sees("gives back the value from before, exactly").press("enter");
    app.press("enter").sees("done and read back");
    assert_eq!(app.cloud_value(&block), before);
}

#[test]
fn an_account_wide_change_wants_the_alias() {
    let mut app = open();
    open_finding(&mut app, "check:s3-account-public-access-block acct:data");
    app.press("enter W enter enter").sees("Type the account's alias").sees("type payments-prod");
    app.type_text("payments-prod").press("enter").sees("done and read back");
}

#[test]
fn a_setting_that_someone_changed_stops_the_plan() {
    let mut app = open();
    open_finding(&mut app, "check:kms-key-rotation");
    app.press("enter").sees("EnableKeyRotation");
    let setting = app.console.model.desk.plan.as_ref().unwrap().plan.steps[0].setting.clone();
    let other = SettingValue::text("{\"enabled\":true,\"period_days\":400}");
    app.cloud.change(&setting, &other).unwrap();
    app.press("W enter enter enter").sees("no longer matches the plan");
    app.sees("someone changed it since the plan was made").sees("- when the plan was made, + now");
    app.sees("-   \"enabled\": false").sees("+   \"period_days\": 400");
    assert_eq!(app.cloud.writes(), 0);
    assert_eq!(app.cloud_value(&setting), other);
}

#[test]
fn a_refusal_of_the_cloud_is_told_and_nothing_is_lost() {
    let mut app = open();
    app.inject(Fault::Fails { on: On::Write, reason: Failure::Denied });
    open_finding(&mut app, "check:s3-bucket-versioning");
    app.press("enter W enter enter enter").sees("the cloud refused").sees("access denied");
    app.press("5").sees("Versioning was never enabled");
}

#[test]
fn several_findings_make_one_plan() {
    let mut app = open();
    app.press("5 /").type_text("check:versioning").press("enter space").sees("selected 1");
    app.press("/ ctrl-u").type_text("check:rotation").press("enter space").sees("selected 2");
    app.press("p").sees("2 steps").sees("PutBucketVersioning").press("G").sees("EnableKeyRotation");
}

#[test]
fn nothing_can_be_changed_in_an_estate_from_a_file() {
    let mut app = Setup { live: false, ..Setup::new(estate()) }.open();
    app.press("W").sees("opened from a file");
    open_finding(&mut app, "check:s3-bucket-versioning");
    app.press("enter").sees("export it").press("a").sees("not possible");
    app.press("e c").sees("written to");
    assert!(app.file("plan.sh").contains(UNVERSIONED_BUCKET));
    app.press("R").sees("there are no accounts to read");
}

#[test]
fn a_filter_narrows_while_it_is_typed_and_esc_gives_the_old_one_back() {
    let mut app = open();
    app.press("2").sees("13 resources").press("/").type_text("kind:buck").sees("5 of 13");
    app.type_text(" class:restr").sees("2 of 13").press("enter").press("/").type_text(" zebra");
    app.sees("Nothing passes the filter").press("esc").sees("2 of 13").press("esc").sees("13 resources");
    app.press("/").type_text("colour:red").sees("no field colour");
}

#[test]
fn groups_fold_and_columns_sort() {
    let mut app = open();
    app.press("2").sees("data  bucket").press("g g enter").sees_no("payments-prod");
    app.press("enter").sees("payments-prod").press("v v v").sees("by findings").sees_no("grouped by");
    app.press("s").sees("by name").press("S");
    let screen = app.screen();
    assert!(screen.find("telemetry-raw") < screen.find("anna"), "{screen}");
}

#[test]
fn the_palette_goes_to_anything() {
    let mut app = open();
    app.press(":").type_text("settlem").sees("settlement-loader").press("enter");
    assert!(matches!(app.console.model.place(), Place::Resource(arn) if arn.ends_with("settlement-loader")));
    app.press(":").type_text("journal").press("enter").sees("Nothing was carried out yet");
    app.press(":").type_text("apply").sees("not now: there is no plan").press("esc");
}

#[test]
fn history_goes_back_and_forward() {
    let mut app = open();
    app.press("2 5 enter").sees("Remedies").press("H").sees("14 findings").press("H").sees("13 resources");
    app.press("H").sees("Posture").press("H").sees("there is no place before").press("L L").sees("14 findings");
    app.press("L").sees("Remedies").press("esc").sees("14 findings");
}

#[test]
fn help_lists_every_command() {
    let mut app = open();
    app.press("?");
    let mut seen = app.screen();
    for _ in 0..30 {
        app.press("pgdn");
        seen.push_str(&app.screen());
    }
    for command in COMMANDS {
        assert!(seen.contains(&format!("({})", command.name)), "help does not list {}", command.name);
    }
    app.press("esc").sees("Posture");
}

#[test]
fn a_scan_reads_the_accounts_again() {
    let mut app = open();
    let versioning = bucket_setting(UNVERSIONED_BUCKET, Aspect::BucketVersioning);
    let on = SettingValue::text("{\"status\":\"Enabled\",\"mfa_delete\":true}");
    app.cloud.change(&versioning, &on).unwrap();
    app.press("R").sees("scan complete").press("5").sees_no("Versioning was never enabled");
}

#[test]
fn reads_that_failed_are_told_while_the_scan_goes_on() {
    let mut app = Setup::new(estate()).size(80, 24).open();
    app.press("R").sees("1 read failed").sees("s3:GetBucketLogging in 111122223333").sees("access denied; needs s3:");
    app.press("enter").sees("Could not be read").sees("permission s3:GetBucketLogging").sees("R reads the accounts");
    app.press("esc G").sees("Latest resources");
}

#[test]
fn a_scan_can_be_cancelled() {
    let mut app = open();
    app.press_only("R ctrl-c");
    app.sees("stopping after the call under way");
    app.settle();
    app.sees_no("under way");
    assert!(app.console.model.desk.job.is_none());
}

#[test]
fn quitting_asks_while_a_job_is_under_way() {
    let mut app = open();
    app.press_only("R q").sees("Quit Tidegate?").press_only("esc");
    app.settle();
    assert!(!app.console.ended);
    app.press("ctrl-c").sees("Nothing is under way").press("n");
    assert!(!app.console.ended);
    app.press("q");
    assert!(app.console.ended);
}

#[test]
fn the_session_is_restored() {
    let mut app = open();
    app.press("T 5 /").type_text("sev>=high").press("enter q");
    let session: Session = serde_json::from_str(&app.file("session.json")).unwrap();
    assert_eq!(session.theme.as_deref(), Some("light"));
    let mut again = Setup { session, ..Setup::new(estate()) }.open();
    again.sees("sev>=high").sees("3 of 14");
}

#[test]
fn the_session_keeps_the_way_back_and_forward() {
    let mut app = open();
    app.press("2 /").type_text("kind:bucket").press("enter 5 enter o H q");
    let session: Session = serde_json::from_str(&app.file("session.json")).unwrap();
    let mut again = Setup { session: session.clone(), ..Setup::new(estate()) }.open();
    again.sees("Remedies").press("L").sees("Facts").press("L").sees("there is no place after");
    again.press("H H").sees("14 findings").press("H").sees("5 of 13").press("H").sees("Posture");
    // The same session over an estate in which nothing of it is left.
    let mut other = Setup { session, ..Setup::new(crate::samples::estate([])) }.open();
    other.sees("is not among the findings any more").press("H").sees("4 findings");
}

#[test]
fn an_empty_estate_is_not_called_a_good_one() {
    let nothing = tidegate::model::Estate::new(estate().header.clone());
    let mut app = Setup::new(nothing).size(80, 24).open();
    app.sees("The estate is empty: nothing was read, so nothing was checked").sees_no("everything could be read");
    app.press("2").sees("The estate is empty").press("5").sees("The estate is empty").sees_no("passes");
}

#[test]
fn what_the_opened_scan_could_not_read_is_listed() {
    let mut app = Setup { live: false, ..Setup::new(estate()) }.size(80, 24).open();
    app.sees("? 1 read failed: 4 results are not known").press("5").sees("4 not known");
    app.press("g s").sees("Reads that failed").sees("s3:GetBucketLogging in 111122223333");
    app.press("enter").sees("Grant the permission").sees_no("R reads the accounts");
}

#[test]
fn a_late_answer_is_dropped() {
    let mut app = open();
    app.press("5 /").type_text("check:versioning").press_only("enter p");
    // A second plan is asked for before the first one came.
    app.press_only("/ ctrl-u");
    app.console.type_text("check:rotation");
    app.press_only("enter p");
    app.settle();
    app.sees("EnableKeyRotation").sees_no("PutBucketVersioning");
}

#[test]
fn the_mouse_opens_tabs_and_rows() {
    use crossterm::event::{KeyModifiers, MouseButton, MouseEvent, MouseEventKind};
    use tidegate::ui::message::Message;
    let mut app = open();
    let click = |app: &mut App, column: u16, row: u16| {
        let kind = MouseEventKind::Down(MouseButton::Left);
        app.take(Message::Mouse(MouseEvent { kind, column, row, modifiers: KeyModifiers::NONE }));
    };
    click(&mut app, 16, 1);
    app.sees("13 resources");
    click(&mut app, 10, 5);
    click(&mut app, 10, 5);
    app.sees("payments-prod").sees("Facts");
}

#[test]
fn a_terminal_that_is_too_small_says_so() {
    use tidegate::ui::message::Message;
    let mut app = open();
    app.take(Message::Resize(40, 10)).sees("Too small").sees("60x16 needed");
    app.take(Message::Resize(60, 16)).sees("Posture");
}

#[test]
fn the_journal_is_verified_from_the_screen() {
    let mut app = open();
    open_finding(&mut app, "check:s3-bucket-versioning");
    app.press("enter W enter enter enter 7 V").sees("none changed or missing");
    app.press("enter").sees("done and read back").sees("s3").press("esc").sees("1 entry");
}

fn open_interrupted() -> App {
    Setup { interrupted: true, ..Setup::new(estate()) }.open()
}

#[test]
fn an_interrupted_change_is_told_at_the_start_and_finished() {
    let mut app = open_interrupted();
    app.sees("A change was interrupted").sees("0 of 1 steps have ended, 1 was under way").press("enter");
    app.sees("interrupted: not known whether it took effect").press("f").sees("finishes cut-off");
    app.press("W enter enter enter").sees("done and read back");
    let versioning = bucket_setting(UNVERSIONED_BUCKET, Aspect::BucketVersioning);
    assert!(app.cloud_value(&versioning).as_text().unwrap().contains("\"Enabled\""));
    app.press("7").sees("2 entries").sees_no("interrupted");
}

#[test]
fn an_interrupted_change_that_took_effect_needs_no_finishing() {
    let mut app = open_interrupted();
    let versioning = bucket_setting(UNVERSIONED_BUCKET, Aspect::BucketVersioning);
    let on = SettingValue::text("{\"status\":\"Enabled\",\"mfa_delete\":false}");
    app.cloud.change(&versioning, &on).unwrap();
    app.press("enter f").sees("every step took effect").press("esc 7").sees_no("interrupted");
}
