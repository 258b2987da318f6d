//! Stories about the screens of flows: pipelines, the picture of one, and what lies around a resource.

use std::time::Instant;

use crossterm::event::{MouseButton, MouseEventKind};

use super::app::{App, Setup};
use super::pipelines::{denied_often, empty, estate, half_read, logging, long_chain, still, watched};

fn picture() -> App {
    let mut app = Setup::new(estate()).open();
    app.press("3 /").type_text("payments").press("enter enter").sees("payments  7 boxes, 6 hops");
    app
}

#[test]
fn pipelines_are_listed_with_what_one_should_look_at() {
    let mut app = Setup::new(estate()).size(160, 40).open();
    app.press("3").sees("3 rows").sees("payments").sees("clicks").sees("not in a pipeline");
    app.press("/").type_text("kind:queue").press("enter").sees("clicks").sees_no("not in a pipeline");
    app.press("/ ctrl-u").type_text("class:restricted").press("enter").sees("payments").sees_no("clicks");
    app.press("esc G enter").sees("Not in a pipeline  1 box, 0 hops").sees("attic");
}

#[test]
fn one_moves_along_the_lines() {
    let mut app = picture();
    app.sees("▌payments-raw").press("l l").sees_no("▌payments-raw").press("h h").sees("▌payments-raw");
    app.press("l j k h").sees("▌payments-raw");
}

#[test]
fn a_hop_tells_who_moves_what_and_how_it_is_known() {
    let mut app = picture();
    app.press("tab").sees("hop 1 of 4").press("j j j j").sees("hop 4 of 4");
    let mut seen = String::new();
    for _ in 0..4 {
        seen.push_str(&app.screen());
        app.press("k");
    }
    for wanted in ["role payments-copier", "crosses      account", "as           the service", "declared     "] {
        assert!(seen.contains(wanted), "{wanted}\n{seen}");
    }
    app.press("l").sees_no("▌payments-raw").press("tab").sees_no("hop 1 of");
}

#[test]
fn what_events_show_is_told_of_the_hop_or_else_of_the_identity() {
    let mut app = Setup::new(watched()).size(200, 50).open();
    app.press("3 /").type_text("payments").press("enter enter").sees("▌payments-raw");
    app.sees("user/anna reads on").sees("2026-02-20");
    app.press("tab");
    let mut seen = String::new();
    for _ in 0..4 {
        seen.push_str(&app.screen());
        app.press("j");
    }
    assert!(seen.contains("CloudTrail data events"), "{seen}");
}

#[test]
fn what_is_shown_is_restricted_and_widened() {
    let mut app = picture();
    app.press("l").press("u").sees("only upstream of").press("a").sees("7 boxes");
    app.press("g g").press("-").sees("3 hops far").press("-").sees("2 hops far").press("a").sees("7 boxes");
}

#[test]
fn boxes_are_folded_into_what_feeds_them() {
    let mut app = picture();
    app.press("space").sees("+6 payments-raw").sees_no("payments-audit ─").press("space").sees_no("+6");
}

#[test]
fn the_list_shows_the_same_as_rows() {
    let mut app = picture();
    app.press("v").sees("└payments-new").sees("  └payments-dead").press("v").sees_no("└payments-new");
}

#[test]
fn enter_opens_the_resource_and_its_key_the_flows_around_it() {
    let mut app = picture();
    app.press("enter").sees("arn:aws:s3:::payments-raw").press("F").sees("Flows around payments-raw");
    app.press("2 /").type_text("name:attic").press("enter j F").sees("Flows around attic  1 box, 0 hops");
    app.press("2 / ctrl-u")
        .type_text("kind:role")
        .press("enter j F")
        .sees("No flows: role payments-copier holds no data");
}

#[test]
fn an_estate_without_flows_says_so() {
    Setup::new(still()).open().press("3").sees("No flows: nothing that was read moves data");
    Setup::new(empty()).open().press("3").sees("The estate is empty: nothing was read.");
}

#[test]
fn a_hop_leads_to_the_explanation_of_its_access() {
    let mut app = picture();
    app.press("w").sees("select a hop first").press("tab w").sees("s3:PutObject by role payments-copier");
    app.press("esc").sees("hop 1 of 4");
}

#[test]
fn what_is_shown_is_exported() {
    let mut app = picture();
    app.press("e d").sees("written to");
    assert!(app.file("flows-Dot").contains("payments-dead"), "{}", app.file("flows-Dot"));
}

#[test]
fn names_stand_whole_however_deep_they_are() {
    let mut app = Setup::new(long_chain(80)).size(100, 40).open();
    app.press("3 enter").sees("80 boxes, 79 hops").press("G");
    let screen = app.screen();
    let last = screen.lines().rev().find(|line| line.contains('└')).unwrap();
    assert!(last.contains("└chain-79"), "{screen}");
}

#[test]
fn the_mouse_selects_boxes_and_opens_them() {
    let mut app = picture();
    let screen = app.screen();
    let (row, line) = screen.lines().enumerate().find(|(_, line)| line.contains("payments-dead")).unwrap();
    let at = line.split_once("payments-dead").unwrap().0.chars().count();
    app.mouse(MouseEventKind::Down(MouseButton::Left), at as u16, row as u16 + 1).sees("▌payments-dead");
    app.mouse(MouseEventKind::ScrollUp, 1, 10).sees("▌payments-export").mouse(MouseEventKind::ScrollDown, 1, 10);
    app.sees("▌payments-dead").mouse(MouseEventKind::Down(MouseButton::Left), at as u16, row as u16);
    app.sees("payments-dead").sees_no("7 boxes");
}

/// Frames of a list of five thousand. A build for tests draws several times slower than the product.
#[test]
fn a_long_lineage_scrolls_without_delay() {
    let mut app = Setup::new(long_chain(5_000)).open();
    app.press("3 enter").sees("5000 boxes, 4999 hops");
    let start = Instant::now();
    for _ in 0..20 {
        app.press("pgdn");
        app.screen();
    }
    let frame = start.elapsed() / 20;
    println!("a frame of 5,000 rows with its key: {frame:?}");
    app.sees("of 5,000");
    assert!(frame.as_millis() < if cfg!(debug_assertions) { 120 } else { 8 }, "{frame:?}");
}

#[test]
fn what_was_not_read_is_said() {
    let mut app = Setup::new(half_read()).open();
    app.press("3").sees("? 1 read failed: there may be more hops").press("enter").sees("there may be more");
}

#[test]
fn logs_are_hidden_until_they_are_asked_for() {
    let mut app = Setup::new(logging()).open();
    app.press("2 /").type_text("name:clicks-raw").press("enter j F");
    app.sees("3 boxes, 2 hops").sees("1 hop of logs hidden: t").sees_no("clicks-logs");
    app.press("t").sees("4 boxes, 3 hops").sees("clicks-logs").sees_no("hidden").press("t").sees("hidden: t");
    // Around the bucket that the logs go to they are what one looks for.
    app.press("2 / ctrl-u").type_text("name:clicks-logs").press("enter j F").sees("clicks-raw").sees_no("hidden");
}

#[test]
fn trust_boundaries_are_frames() {
    let mut app = Setup::new(estate()).size(160, 50).open();
    app.press("3 /").type_text("payments").press("enter enter");
    app.sees("╔ data ═").sees("╔ telemetry ═").sees("╔ account 999988887777 ╗");
    // One side has no frame.
    app.press("3 / ctrl-u").type_text("clicks").press("enter enter").sees("clicks-new").sees_no("╔");
}

#[test]
fn a_name_stands_whole_where_there_is_room() {
    let name = "payments-of-all-branches-of-the-eastern-regions-by-day";
    let long = super::pipelines::renamed(name);
    let mut app = Setup::new(long.clone()).size(200, 60).open();
    app.press("3 enter").sees(name);
    let mut narrow = Setup::new(long).size(80, 30).open();
    narrow.press("3 enter").sees("payments-of-all-branches-of-").sees("the-eastern-regions-by-day");
}

#[test]
fn failed_reads_are_told_by_service() {
    let mut app = Setup::new(denied_often()).size(120, 40).open();
    app.sees("? unread    rds, 2 calls: access denied, 3 times").sees("? unread    glue:List: access denied");
    app.sees("2 services more, 2 reads: g s lists every one");
    app.press("g g");
    while !app.screen().contains("3 reads of this service failed") {
        app.press("esc j enter");
    }
    app.sees("1 rds:DescribeDBInstances").sees("2 rds:DescribeDBClusters");
}

#[test]
fn one_row_is_one_row() {
    Setup::new(still()).open().press("3").sees("1 row ").sees_no("1 rows").press("2").sees("3 resources ");
}

#[test]
fn the_pane_has_the_whole_name_of_what_is_selected() {
    let name = "payments-of-all-branches-of-the-eastern-regions-by-day";
    let mut app = Setup::new(super::pipelines::renamed(name)).size(120, 40).open();
    app.press("3 enter").sees("name         payments-of-all-branches-").sees("of-the-eastern-regions-by-day");
}
