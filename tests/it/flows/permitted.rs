//! Which way data goes between a component and what it names, by what the component's role may do.

use std::collections::BTreeMap;

use tidegate::flow::{Assumptions, Direction, FlowGraph, Reach};
use tidegate::model::aws::{AttachedPolicy, Function, InlinePolicy};
use tidegate::model::{Document, Fact, Redacted, Resource};

use super::hops_in_full;
use crate::samples::{
    Tweak, access_point, bucket, denied, estate, estate_with_gaps, function, function_arn, managed_policy, policy,
    queue, role, table, unknown,
};

/// A function that names things in its environment.
fn naming(names: &[(&str, &str)]) -> Resource {
    let variables = names.iter().map(|(name, value)| ((*name).to_owned(), Redacted::Plain((*value).to_owned())));
    let variables: BTreeMap<String, Redacted> = variables.collect();
    function("load").with(|it: &mut Function| it.environment = Fact::Known(variables))
}

/// The role of the function, with statements.
fn role_that(statements: &str) -> Resource {
    let text = format!(r#"{{"Version":"2012-10-17","Statement":[{statements}]}}"#);
    role("load").role_with(|it| it.inline.push(InlinePolicy { name: "own".to_owned(), document: Document::new(text) }))
}

fn allow(action: &str, on: &str) -> String {
    format!(r#"{{"Effect":"Allow","Action":"{action}","Resource":"{on}"}}"#)
}

fn raw() -> Resource {
    bucket("raw").bucket_with(|it| it.logging = Fact::Known(None))
}

/// The one hop between the function and the bucket that its variable names.
fn hop(role: Resource) -> String {
    let found = hops_in_full([naming(&[("BUCKET", "raw")]), raw(), role]);
    let [only] = found.as_slice() else { panic!("{found:?}") };
    only.clone()
}

const OBJECTS: &str = "arn:aws:s3:::raw/*";

#[test]
fn a_role_that_may_only_read_gets_data_from_what_it_names() {
    assert_eq!(
        hop(role_that(&allow("s3:GetObject", OBJECTS))),
        "bucket raw -reads-> function load as role load (referenced: environment BUCKET; the role may read)"
    );
    let part = hop(role_that(&allow("s3:Get*", "arn:aws:s3:::raw/in/*")));
    assert!(part.starts_with("bucket raw -reads-> function load"), "{part}");
}

#[test]
fn a_role_that_may_only_write_puts_data_into_what_it_names() {
    assert_eq!(
        hop(role_that(&allow("s3:PutObject", OBJECTS))),
        "function load -writes-> bucket raw as role load (referenced: environment BUCKET; the role may write)"
    );
}

#[test]
fn a_role_that_may_do_both_goes_both_ways() {
    let both = "function load -reads and writes-> bucket raw as role load \
        (referenced: environment BUCKET; the role may read and write)";
    assert_eq!(hop(role_that(&allow("s3:*", "*"))), both);
    let kept = r#"{"Effect":"Deny","Action":"s3:PutObject","Resource":"*"}"#;
    let denied = hop(role_that(&format!("{},{kept}", allow("s3:*", "*"))));
    assert!(denied.starts_with("bucket raw -reads-> function load"), "{denied}");
}

#[test]
fn a_role_that_may_do_neither_leaves_a_reference_that_says_so() {
    let neither = "function load -refers to-> bucket raw as role load \
        (referenced: environment BUCKET; the role may not use it)";
    assert_eq!(hop(role("load")), neither);
    assert_eq!(hop(role_that(&allow("s3:ListBucket", "*"))), neither);
}

#[test]
fn the_policy_of_the_store_counts() {
    let opened = raw().bucket_with(|it| {
        it.policy = policy(
            r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/load"},"Action":"s3:GetObject","Resource":"arn:aws:s3:::raw/*"}]}"#,
        );
    });
    let found = hops_in_full([naming(&[("BUCKET", "raw")]), opened, role("load")]);
    assert!(found[0].starts_with("bucket raw -reads-> function load"), "{found:?}");
}

#[test]
fn permissions_that_were_not_read_leave_a_reference_with_the_gap() {
    let attached = AttachedPolicy { arn: managed_policy("own", "{}").arn.clone(), name: "own".to_owned() };
    let hidden = managed_policy("own", "{}").policy_with(|it| it.document = unknown());
    let resources =
        [naming(&[("BUCKET", "raw")]), raw(), role("load").role_with(|it| it.attached.push(attached)), hidden];
    let estate = estate_with_gaps([denied("iam:GetPolicyVersion", "own")], resources);
    let graph = FlowGraph::new(&estate);
    let hop = graph.hops().next().unwrap().1;
    assert_eq!(hop.transfer.word(), "refers to");
    assert_eq!(
        hop.evidence[0].source,
        "environment BUCKET; what the role may do is unknown: iam:GetPolicyVersion was denied"
    );
    // A role that is not there tells nothing either.
    let found = hops_in_full([naming(&[("BUCKET", "raw")]), raw()]);
    assert!(found[0].ends_with("(referenced: environment BUCKET)"), "{found:?}");
}

#[test]
fn an_access_point_may_let_in_whom_the_bucket_keeps_out() {
    let named = || [naming(&[("BUCKET", "raw")]), raw(), access_point("door", "raw", None)];
    let found = hops_in_full(named().into_iter().chain([role("load")]));
    assert!(found[0].ends_with("(referenced: environment BUCKET)"), "{found:?}");
    let found = hops_in_full(named().into_iter().chain([role_that(&allow("s3:*", "*"))]));
    assert!(found[0].contains("-reads and writes->"), "{found:?}");
}

#[test]
fn each_kind_has_its_actions() {
    let named = [("NEXT", &*function_arn("next")), ("QUEUE", "orders"), ("TABLE", "sales")];
    let read = [allow("dynamodb:Query", "*"), allow("sqs:SendMessage", "*"), allow("lambda:Invoke*", "*")].join(",");
    let found = hops_in_full([naming(&named), queue("orders"), table("sales"), function("next"), role_that(&read)]);
    let says = |wanted: &str| found.iter().any(|it| it.starts_with(wanted));
    assert!(says("function load -invokes-> function next as role load"), "{found:#?}");
    assert!(says("function load -writes-> queue orders as role load"), "{found:#?}");
    assert!(says("table sales -reads-> function load as role load"), "{found:#?}");
}

#[test]
fn a_reference_and_a_declared_link_of_the_same_way_are_one_hop() {
    let load = naming(&[("QUEUE", "orders")])
        .with(|it: &mut Function| it.dead_letter = Some(crate::samples::queue_arn("orders")));
    let found = hops_in_full([load, queue("orders"), role_that(&allow("sqs:SendMessage", "*"))]);
    assert_eq!(
        found,
        ["function load -writes-> queue orders as role load (declared: DeadLetterConfig.TargetArn; \
            referenced: environment QUEUE; the role may write)"]
    );
}

#[test]
fn reach_follows_the_direction() {
    let reached = |statements: &str, direction| {
        let estate = estate([naming(&[("BUCKET", "raw")]), raw(), role_that(statements)]);
        let graph = FlowGraph::new(&estate);
        let start = graph.node_of(estate.find("arn:aws:s3:::raw").unwrap().0).unwrap();
        Reach::new(&graph, &Assumptions::default(), start, direction, None).nodes().len()
    };
    let (read, both) = (allow("s3:GetObject", "*"), allow("s3:*", "*"));
    assert_eq!((reached(&read, Direction::Down), reached(&read, Direction::Up)), (1, 0));
    assert_eq!((reached(&both, Direction::Down), reached(&both, Direction::Up)), (1, 1));
}
