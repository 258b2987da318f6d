//! Golden screens with styles: every screen at three sizes, in two themes and mono.
//!
//! A golden file holds the text once and, for each theme, the styles as runs of letters that a legend explains.

mod printer;

use tidegate::model::{Estate, SettingValue};
use tidegate::simulated::{Fault, On};
use tidegate::ui::theme::Depth;

use crate::drive::app::{App, Setup};
use crate::drive::world::estate;
use crate::drive::{pipelines, reachable};

const SIZES: [(u16, u16); 3] = [(80, 24), (120, 40), (200, 60)];
const THEMES: [(&str, Depth); 3] = [("dark", Depth::True), ("light", Depth::True), ("mono", Depth::None)];

/// Opens a console, presses keys and holds what it shows against the golden file.
fn golden(name: &str, keys: &[&str], sizes: &[(u16, u16)]) {
    golden_after(name, |_| (), keys, sizes);
}

/// The same, after something happened to the cloud.
fn golden_after(name: &str, happened: fn(&App), keys: &[&str], sizes: &[(u16, u16)]) {
    golden_of(estate, name, happened, keys, sizes);
}

/// The same, of another estate.
fn golden_of(estate: fn() -> Estate, name: &str, happened: fn(&App), keys: &[&str], sizes: &[(u16, u16)]) {
    for &(width, height) in sizes {
        let mut shown = Vec::new();
        for (theme, depth) in THEMES {
            let mut app = Setup { depth, ..Setup::new(estate()).size(width, height).theme(theme) }.open();
            happened(&app);
            walk(&mut app, keys);
            shown.push((theme, app.console.buffer()));
        }
        let mut settings = insta::Settings::clone_current();
        settings.set_snapshot_path("../../../snapshots/screens");
        settings.set_prepend_module_to_snapshot(false);
        settings.set_omit_expression(true);
        settings.bind(|| insta::assert_snapshot!(format!("{name}-{width}x{height}"), printer::print(&shown)));
    }
}

/// Keys; what stands in quotes is typed.
fn walk(app: &mut App, keys: &[&str]) {
    for part in keys {
        match part.strip_prefix('"') {
            Some(text) => app.type_text(text),
            None => app.press(part),
        };
    }
}

macro_rules! screens {
    ($($name:ident: $keys:expr;)+) => {
        $(#[test]
        fn $name() {
            golden(stringify!($name), &$keys, &SIZES);
        })+
    };
}

screens! {
    overview: [];
    inventory: ["2"];
    inventory_filtered: ["2 / ", "\"kind:bucket !tag:classification=internal", "enter"];
    resource: ["2 /", "\"payments-export", "enter j enter"];
    access: ["4"];
    findings: ["5"];
    findings_grouped: ["5 v j space"];
    finding: ["5 enter"];
    finding_unknown: ["5 G enter"];
    plan: ["5 enter enter"];
    confirm: ["5 enter enter W enter enter"];
    carried_out: ["5 /", "\"check:s3-bucket-versioning", "enter enter enter W enter enter enter"];
    journal: ["5 /", "\"check:s3-bucket-versioning", "enter enter enter W enter enter enter 7"];
    entry: ["5 /", "\"check:s3-bucket-versioning", "enter enter enter W enter enter enter 7 enter"];
    scan: ["R"];
    help: ["5 ?"];
    palette: [":", "\"payments"];
}

#[test]
fn access_from_both_sides_and_why() {
    let golden = |name: &str, keys: &[&str]| golden_of(reachable::estate, name, |_| (), keys, &SIZES);
    golden("access_who", &["4 /", "\"drop-box", "enter j enter"]);
    golden("access_what", &["4 /", "\"loader", "enter j enter"]);
    golden("access_why", &["4 /", "\"drop-box", "enter j enter w"]);
    golden("access_why_chain", &["4 /", "\"ledger", "enter j enter /", "\"anna", "enter j w"]);
    golden("access_ask", &["4 /", "\"ledger", "enter j enter a", "\"loader", "tab", "\"s3:getob", "down"]);
    golden("access_why_not", &["4 /", "\"drop-box", "enter j enter right right w"]);
    let golden = |name: &str, keys: &[&str]| golden_of(reachable::half_read, name, |_| (), keys, &SIZES);
    golden("access_unread", &["4 /", "\"sealed", "enter j enter"]);
    golden("access_why_unread", &["4 /", "\"sealed", "enter j enter /", "\"dora", "enter j w"]);
}

#[test]
fn flows() {
    let golden = |name: &str, keys: &[&str]| golden_of(pipelines::estate, name, |_| (), keys, &SIZES);
    golden("flows", &["3"]);
    golden("flow", &["3 /", "\"payments", "enter enter"]);
    golden("flow_hop", &["3 /", "\"payments", "enter enter tab"]);
    golden("flow_list", &["3 /", "\"payments", "enter enter v"]);
    golden_of(pipelines::half_read, "flow_unread", |_| (), &["3 enter"], &SIZES);
    golden_of(pipelines::still, "no-flows", |_| (), &["3"], &SIZES[..1]);
    golden_of(pipelines::empty, "no-flows-empty", |_| (), &["3"], &SIZES[..1]);
}

/// The keys that carry out a rotation of a key, and go to where the plan says how it went.
const ROTATE: [&str; 4] =
    ["5 /", "\"check:kms-key-rotation", "enter enter enter W enter enter enter", "j j j j j j j j j"];

#[test]
fn a_plan_that_stopped() {
    let changed = |app: &App| app.inject(Fault::ChangedByOther { on: On::Read, value: other() });
    golden_after("stopped", changed, &ROTATE, &SIZES);
    golden_after("not-effective", |app| app.inject(Fault::NoEffect), &ROTATE, &SIZES[..1]);
}

fn other() -> SettingValue {
    SettingValue::text("{\"enabled\":true,\"period_days\":400}")
}

#[test]
fn a_read_that_failed() {
    golden("gap", &["R enter"], &SIZES[..2]);
}

#[test]
fn too_small() {
    golden("too-small", &[], &[(59, 15), (20, 5)]);
}

#[test]
fn empty_plan_and_journal() {
    golden("no-plan", &["6"], &SIZES[..1]);
    golden("no-journal", &["7"], &SIZES[..1]);
    golden("no-scan", &["g s"], &SIZES[..1]);
}
