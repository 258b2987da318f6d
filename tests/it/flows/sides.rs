//! On which side of trust boundaries things lie, and which sides lie in which.

use tidegate::flow::{Excerpt, FlowGraph, Sides};
use tidegate::model::Estate;

use super::graph::{copies, in_region, sends, store};
use crate::samples::{ACCOUNT, FOREIGN, SECOND, Tweak, estate, organization, queue, queue_arn};

/// The sides of all that hops touch, each as `outermost / ... / innermost: how many things`.
fn sides(estate: &Estate) -> Vec<String> {
    let graph = FlowGraph::new(estate);
    let nodes = Excerpt::whole(&graph).nodes;
    let sides = Sides::new(estate, &graph, &nodes);
    let name = |number: u16| sides.name(estate, &sides.all()[usize::from(number)]).whole;
    let holds_sides = |number: &u16| sides.within().values().any(|outer| outer == number);
    let told = |number: u16| {
        let chain = std::iter::successors(Some(number), |at| sides.within().get(at).copied());
        let mut names: Vec<String> = chain.map(name).collect();
        names.reverse();
        let held = (0..nodes.len()).filter(|at| sides.of(*at) == Some(number)).count();
        format!("{}: {held}", names.join(" / "))
    };
    let mut told: Vec<String> = (0..sides.all().len() as u16).filter(|number| !holds_sides(number)).map(told).collect();
    told.sort();
    told
}

fn foreign() -> String {
    queue_arn("theirs").replace(ACCOUNT, FOREIGN)
}

#[test]
fn where_all_lies_on_one_side_there_is_none() {
    assert!(sides(&estate([sends("raw", &queue_arn("orders")), queue("orders")])).is_empty());
}

#[test]
fn regions_name_their_account_where_nothing_else_does() {
    let far = in_region(store("far"), "us-east-1");
    let estate = estate([copies("raw", "far", "copier"), far]);
    assert_eq!(sides(&estate), ["data, eu-west-1: 1", "data, us-east-1: 1"]);
}

#[test]
fn regions_lie_in_their_account_and_accounts_in_their_organization_where_something_lies_beside_them() {
    let far = || in_region(store("far"), "us-east-1");
    let other = || copies("theirs", "raw", "copier").owned_by(SECOND);
    let raw = || copies("raw", "far", "copier");
    let mut beside = estate([raw(), far(), other()]);
    assert_eq!(sides(&beside), ["data / eu-west-1: 1", "data / us-east-1: 1", "telemetry: 1"]);
    // All of an organization is no side of its own.
    beside.push(organization());
    assert_eq!(sides(&beside), ["data / eu-west-1: 1", "data / us-east-1: 1", "telemetry: 1"]);
    let mut all = estate([raw(), far(), other(), sends("out", &foreign())]);
    all.push(organization());
    assert_eq!(
        sides(&all),
        [
            format!("account {FOREIGN}, outside the organization: 1"),
            "organization o-a1b2c3d4e5 / data / eu-west-1: 2".to_owned(),
            "organization o-a1b2c3d4e5 / data / us-east-1: 1".to_owned(),
            "organization o-a1b2c3d4e5 / telemetry: 1".to_owned(),
        ]
    );
}

#[test]
fn what_lies_in_an_organization_is_not_told_while_its_accounts_could_not_be_read() {
    let mut estate = estate([copies("raw", "far", "copier"), store("far").owned_by(SECOND), sends("out", &foreign())]);
    let tidegate::model::Record::Organization(mut own) = organization() else { panic!("not an organization") };
    own.accounts = crate::samples::unknown();
    estate.push(tidegate::model::Record::Organization(own));
    assert!(sides(&estate).iter().all(|side| !side.contains('/')), "{:?}", sides(&estate));
}
