//! What follows from hops: boundaries, records, networks, reach, pipelines.

use tidegate::flow::{
    Assumptions, Boundary, Direction, FlowGraph, Logged, NetworkPath, PipelineRules, Pipelines, Reach, Step,
};
use tidegate::model::aws::{
    BasicSelector, EventSelectors, Notification, NotificationTarget, Queue, Redrive, Replication, ReplicationRule,
};
use tidegate::model::{Estate, Fact, Region, Resource};

use crate::samples::{ACCOUNT, FOREIGN, SECOND, Tweak, bucket, estate, queue, queue_arn, role, trail};

/// A bucket that logs nowhere, so that no hop is in the way.
pub(super) fn store(name: &str) -> Resource {
    bucket(name).bucket_with(|it| it.logging = Fact::Known(None))
}

/// A bucket that sends its events to a queue.
pub(super) fn sends(name: &str, target: &str) -> Resource {
    let event = Notification { id: None, target: NotificationTarget::Queue(target.to_owned()), events: Vec::new() };
    store(name).bucket_with(|it| it.notifications = Fact::Known(vec![event]))
}

/// A bucket that is replicated into another by a role.
pub(super) fn copies(name: &str, into: &str, role: &str) -> Resource {
    let rule = ReplicationRule {
        id: None,
        enabled: true,
        destination: format!("arn:aws:s3:::{into}"),
        account: None,
        key: None,
    };
    let replication = Replication { role: role_arn(role), rules: vec![rule] };
    store(name).bucket_with(|it| it.replication = Fact::Known(Some(replication)))
}

fn role_arn(name: &str) -> String {
    format!("arn:aws:iam::{ACCOUNT}:role/{name}")
}

/// A queue that drops what it cannot work off into another.
fn drops(name: &str, into: &str) -> Resource {
    let redrive = Redrive { target: queue_arn(into), max_receives: 3 };
    queue(name).with(|it: &mut Queue| it.redrive = Fact::Known(Some(redrive)))
}

pub(super) fn in_region(mut resource: Resource, region: &str) -> Resource {
    resource.region = Region::new(region);
    resource
}

fn id(estate: &Estate, arn: &str) -> tidegate::model::ResourceId {
    estate.find(arn).unwrap_or_else(|| panic!("{arn} is not there")).0
}

mod boundaries {
    use super::*;

    fn crossed(resources: impl IntoIterator<Item = Resource>) -> Vec<Boundary> {
        let estate = estate(resources);
        let graph = FlowGraph::new(&estate);
        graph.hops().next().unwrap().1.crosses.clone()
    }

    #[test]
    fn a_hop_within_an_account_and_region_crosses_none() {
        assert_eq!(crossed([sends("raw", &queue_arn("orders")), queue("orders")]), []);
    }

    #[test]
    fn regions_accounts_and_organizations_are_crossed() {
        let far = in_region(store("far"), "us-east-1");
        assert_eq!(crossed([copies("raw", "far", "copier"), far]), [Boundary::Region]);
        let second = store("far").owned_by(SECOND);
        assert_eq!(crossed([copies("raw", "far", "copier"), second]), [Boundary::Account]);
        let foreign = queue_arn("orders").replace(ACCOUNT, FOREIGN);
        assert_eq!(crossed([sends("raw", &foreign)]), [Boundary::Account, Boundary::Organization]);
        assert_eq!(crossed([copies("raw", "someones", "copier")]), [Boundary::Unknown]);
    }
}

mod records {
    use super::*;

    fn logged(change: impl FnOnce(Resource) -> Resource, trail: Resource) -> Logged {
        let estate = estate([copies("raw", "curated", "copier"), change(store("curated")), trail]);
        let graph = FlowGraph::new(&estate);
        graph.hops().next().unwrap().1.logged
    }

    fn recording(read_write: &str) -> Resource {
        let data_resources = vec![("AWS::S3::Object".to_owned(), vec!["arn:aws:s3".to_owned()])];
        let basic = BasicSelector {
            read_write: read_write.to_owned(),
            management_events: true,
            data_resources,
            excluded_sources: Vec::new(),
        };
        let selectors = EventSelectors { basic: vec![basic], advanced: Vec::new() };
        trail("main").trail_with(|it| it.selectors = Fact::Known(selectors))
    }

    #[test]
    fn a_trail_with_data_events_of_the_kind_records_a_hop() {
        assert_eq!(logged(|it| it, recording("All")), Logged::Yes);
        assert_eq!(logged(|it| it, recording("WriteOnly")), Logged::Yes);
        assert_eq!(logged(|it| it, recording("ReadOnly")), Logged::No);
    }

    #[test]
    fn access_logs_of_the_store_record_a_hop() {
        assert_eq!(logged(|_| bucket("curated"), recording("ReadOnly")), Logged::Yes);
    }

    #[test]
    fn selectors_that_were_not_read_leave_it_unknown() {
        let hidden = trail("main").trail_with(|it| it.selectors = crate::samples::unknown());
        assert!(matches!(logged(|it| it, hidden), Logged::Unknown(Some(_))));
    }
}

#[test]
fn services_call_each_other_at_their_endpoints() {
    let estate = estate([sends("raw", &queue_arn("orders")), queue("orders")]);
    let graph = FlowGraph::new(&estate);
    assert_eq!(graph.hops().next().unwrap().1.network, NetworkPath::ServiceEndpoint);
}

mod reach {
    use super::*;

    fn chain() -> Estate {
        estate([
            sends("raw", &queue_arn("orders")),
            drops("orders", "dead"),
            queue("dead"),
            store("far"),
            store("alone"),
        ])
    }

    fn reached(estate: &Estate, from: &str, direction: Direction, farthest: Option<u32>) -> Vec<String> {
        let graph = FlowGraph::new(estate);
        let start = graph.node_of(id(estate, from)).unwrap();
        let reach = Reach::new(&graph, &Assumptions::default(), start, direction, farthest);
        let name = |node| estate.resource(graph.node(node).unwrap().resource().unwrap()).unwrap().name().to_owned();
        reach.nodes().map(|(node, distance)| format!("{} {distance}", name(node))).collect()
    }

    #[test]
    fn down_and_up_follow_the_data() {
        let estate = chain();
        assert_eq!(reached(&estate, "arn:aws:s3:::raw", Direction::Down, None), ["orders 1", "dead 2"]);
        assert_eq!(reached(&estate, "arn:aws:s3:::raw", Direction::Up, None), Vec::<String>::new());
        assert_eq!(reached(&estate, &queue_arn("dead"), Direction::Up, None), ["orders 1", "raw 2"]);
        assert_eq!(reached(&estate, "arn:aws:s3:::raw", Direction::Down, Some(1)), ["orders 1"]);
    }

    #[test]
    fn a_role_that_can_be_assumed_takes_its_hops_along() {
        let estate = estate([
            copies("raw", "curated", "copier"),
            copies("other", "far", "admin"),
            store("curated"),
            store("far"),
            role("copier"),
            role("admin"),
        ]);
        let graph = FlowGraph::new(&estate);
        let (copier, admin) = (id(&estate, &role_arn("copier")), id(&estate, &role_arn("admin")));
        let steps: Assumptions = [(copier, admin)].into_iter().collect();
        let start = graph.node_of(id(&estate, "arn:aws:s3:::raw")).unwrap();
        let far = graph.node_of(id(&estate, "arn:aws:s3:::far")).unwrap();
        let reach = Reach::new(&graph, &steps, start, Direction::Down, None);
        let way = reach.path(far).expect("the store of the other role is reached");
        let [Step::Assume { roles, .. }] = way.as_slice() else { panic!("{way:?}") };
        assert_eq!(roles, &[admin]);
        let without = Reach::new(&graph, &Assumptions::default(), start, Direction::Down, None);
        assert!(!without.contains(far));
        let up = Reach::new(&graph, &steps, start, Direction::Up, None);
        assert!(up.contains(graph.node_of(id(&estate, "arn:aws:s3:::other")).unwrap()), "the copier can read as admin");
    }

    #[test]
    fn circles_end() {
        let estate = estate([drops("a", "b"), drops("b", "a")]);
        assert_eq!(reached(&estate, &queue_arn("a"), Direction::Down, None), ["b 1"]);
    }
}

mod pipelines {
    use super::*;

    fn named(resources: Vec<Resource>, rules: &PipelineRules) -> Vec<(String, usize)> {
        let estate = estate(resources);
        let graph = FlowGraph::new(&estate);
        let pipelines = Pipelines::new(&estate, &graph, rules);
        pipelines.all().iter().map(|it| (it.name.clone(), it.nodes.len())).collect()
    }

    fn two() -> Vec<Resource> {
        vec![
            sends("payments-raw", &queue_arn("payments-in")),
            drops("payments-in", "payments-dead"),
            queue("payments-dead"),
            drops("clicks", "unworked").tag("pipeline", "web"),
            queue("unworked").tag("Pipeline", "web"),
            store("alone"),
        ]
    }

    #[test]
    fn parts_are_named_from_tags_or_from_what_names_share() {
        let wanted = [("payments".to_owned(), 3), ("web".to_owned(), 2)];
        assert_eq!(named(two(), &PipelineRules::default()), wanted);
    }

    #[test]
    fn a_bucket_of_access_logs_joins_nothing() {
        let logged = |name: &str, into: &str| drops(name, into);
        let all = vec![
            logged("a", "a-dead"),
            queue("a-dead"),
            logged("b", "b-dead"),
            queue("b-dead"),
            bucket("x"),
            bucket("y"),
            store("logs"),
        ];
        assert_eq!(named(all, &PipelineRules::default()), [("a".to_owned(), 2), ("b".to_owned(), 2)]);
    }

    #[test]
    fn the_default_bus_is_shared_and_joins_nothing() {
        let event = |name: &str| {
            let event = Notification { id: None, target: NotificationTarget::EventBridge, events: Vec::new() };
            store(name).bucket_with(|it| it.notifications = Fact::Known(vec![event]))
        };
        assert_eq!(named(vec![event("one"), event("two")], &PipelineRules::default()).len(), 2);
    }

    #[test]
    fn a_person_renames_joins_and_splits() {
        let rules: PipelineRules = toml::from_str(
            r#"
            [rename]
            web = "clickstream"

            [[join]]
            name = "everything"
            pipelines = ["payments", "clickstream"]

            [[split]]
            name = "failed payments"
            from = "payments"
            members = ["*-dead"]
            "#,
        )
        .unwrap();
        let split_only = PipelineRules { join: Vec::new(), ..rules.clone() };
        let wanted = [("payments", 2), ("clickstream", 2), ("failed payments", 1)];
        assert_eq!(named(two(), &split_only), wanted.map(|(name, size)| (name.to_owned(), size)));
        let joined = PipelineRules { rename: Default::default(), split: Vec::new(), ..rules };
        let joined = PipelineRules {
            join: vec![tidegate::flow::Join {
                pipelines: vec!["payments".into(), "web".into()],
                ..joined.join[0].clone()
            }],
            ..joined
        };
        assert_eq!(named(two(), &joined), [("everything".to_owned(), 5)]);
    }
}

mod keys {
    use super::*;
    use tidegate::flow::KeyOwner;
    use tidegate::model::aws::KeyManager;
    use tidegate::model::{AtRest, GapId};

    use crate::samples::{denied, estate_with_gaps, function, key, key_arn};

    /// Whose key data is encrypted with in the queue that a bucket sends its events to.
    fn owner(at_rest: Fact<AtRest>, beside: Vec<Resource>) -> Option<KeyOwner> {
        let orders = queue("orders").with(|it: &mut Queue| it.encryption = at_rest);
        let all = beside.into_iter().chain([sends("raw", &queue_arn("orders")), orders]);
        let estate = estate_with_gaps([denied("sqs:GetQueueAttributes", "orders")], all);
        let graph = FlowGraph::new(&estate);
        graph.hops().next().unwrap().1.key
    }

    #[test]
    fn a_hop_tells_the_key_of_what_it_writes() {
        let of = |at_rest: AtRest, beside: Vec<Resource>| owner(Fact::Known(at_rest), beside);
        let named = |name: &str| AtRest::Key(name.to_owned());
        assert_eq!(of(AtRest::Absent, vec![]), Some(KeyOwner::Absent));
        assert_eq!(of(AtRest::Provider("SSE-SQS".to_owned()), vec![]), Some(KeyOwner::Service));
        assert_eq!(of(named("alias/aws/sqs"), vec![]), Some(KeyOwner::Managed));
        assert_eq!(of(named(&key_arn("main")), vec![key("main")]), Some(KeyOwner::Customer));
        let managed = key("main").with(|it: &mut tidegate::model::aws::Key| it.manager = KeyManager::Aws);
        assert_eq!(of(named(&key_arn("main")), vec![managed]), Some(KeyOwner::Managed));
        // A key that was not read may be either, one of another account only a customer's.
        assert_eq!(of(named(&key_arn("main")), vec![]), Some(KeyOwner::Unknown(None)));
        assert_eq!(of(named(&key_arn("main").replace(ACCOUNT, FOREIGN)), vec![]), Some(KeyOwner::Customer));
        assert_eq!(owner(Fact::Unknown(GapId(0)), vec![]), Some(KeyOwner::Unknown(Some(GapId(0)))));
    }

    #[test]
    fn what_is_set_off_has_no_key_of_the_data() {
        let target = NotificationTarget::Function(crate::samples::function_arn("load"));
        let event = Notification { id: None, target, events: Vec::new() };
        let raw = store("raw").bucket_with(|it| it.notifications = Fact::Known(vec![event]));
        let estate = estate([raw, function("load")]);
        let graph = FlowGraph::new(&estate);
        assert_eq!(graph.hops().next().unwrap().1.key, None);
    }
}
