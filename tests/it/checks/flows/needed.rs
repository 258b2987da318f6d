//! What a role needs for its hops, target by target: with it the hop is whole, without it broken.

use std::collections::BTreeMap;

use tidegate::checks::Decision::{self, Fail, Pass, Unknown};
use tidegate::model::aws::{
    Delivery, DeliverySource, DeliveryStream, Function, GlueCatalog, GlueCrawler, GlueJob, KafkaConnector, Role,
};
use tidegate::model::{Fact, Resource};

use super::permitted::may;
use crate::samples::{
    Tweak, cluster, cluster_arn, connector, connector_arn, decision, delivery, delivery_arn, denied, estate,
    estate_with_gaps, function, function_arn, glue_arn, glue_catalog, glue_connection, glue_crawler, glue_database,
    glue_job, key, key_arn, log_group, log_group_arn, machine, managed_policy, mapping, plain, policy, role,
    sample_arn, secret, secret_arn, table, table_arn, unknown,
};

const CHECK: &str = "flow-broken";

/// A caller with its ARN, the name of its role, what it calls, and what the role needs.
struct Case {
    who: String,
    role: &'static str,
    around: fn() -> Vec<Resource>,
    needs: Vec<(&'static str, String)>,
}

fn case(
    who: String,
    role: &'static str,
    around: fn() -> Vec<Resource>,
    needs: impl IntoIterator<Item = (&'static str, String)>,
) -> Case {
    Case { who, role, around, needs: needs.into_iter().collect() }
}

fn delivering(change: impl FnOnce(&mut Delivery)) -> Resource {
    delivery("sink").with(|it: &mut DeliveryStream| {
        let told = it.description.known_mut().unwrap();
        let to = told.destination.as_mut().unwrap();
        (to.bucket, to.log_group) = (None, None);
        change(to);
    })
}

/// A crawler that looks at nothing but writes the database `sales`.
fn crawls() -> Resource {
    glue_crawler("nightly").with(|it: &mut GlueCrawler| it.targets.clear())
}

/// A job that reads no script.
fn job(change: impl FnOnce(&mut GlueJob)) -> Resource {
    glue_job("load").with(|it: &mut GlueJob| {
        it.script = None;
        change(it);
    })
}

fn task(resource: &str, parameters: &str) -> Resource {
    let definition = format!(
        r#"{{"States":{{"One":{{"Type":"Task","Resource":"arn:aws:states:::{resource}","Parameters":{parameters},"End":true}}}}}}"#
    );
    machine("flow", &definition)
}

fn stores() -> Vec<Case> {
    let stream = format!("{}/stream/*", table_arn("orders"));
    let group = "arn:aws:logs:eu-west-1:111122223333:log-group:/aws/lambda/load";
    vec![
        case(
            function_arn("load"),
            "load",
            || vec![mapping(&table_arn("orders"), "load"), function("load"), table("orders")],
            ["dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator"]
                .map(|it| (it, stream.clone())),
        ),
        case(
            sample_arn("states", "stateMachine:flow"),
            "flow",
            || vec![task("dynamodb:getItem", r#"{"TableName":"orders"}"#), table("orders")],
            [("dynamodb:GetItem", table_arn("orders"))],
        ),
        case(
            sample_arn("states", "stateMachine:flow"),
            "flow",
            || vec![task("dynamodb:putItem", r#"{"TableName":"orders"}"#), table("orders")],
            [("dynamodb:PutItem", table_arn("orders"))],
        ),
        case(
            sample_arn("states", "stateMachine:flow"),
            "flow",
            || {
                vec![
                    task(
                        "aws-sdk:dynamodb:exportTableToPointInTime",
                        &format!(r#"{{"TableArn":"{}"}}"#, table_arn("orders")),
                    ),
                    table("orders"),
                ]
            },
            [("dynamodb:ExportTableToPointInTime", table_arn("orders"))],
        ),
        case(
            function_arn("load"),
            "load",
            || vec![function("load"), log_group("/aws/lambda/load")],
            [("logs:PutLogEvents", format!("{group}:*"))],
        ),
        case(
            delivery_arn("sink"),
            "deliverer",
            || {
                let arn = secret_arn("db");
                vec![delivering(|it| it.secret = Some(arn)), secret("db"), key("main")]
            },
            [("secretsmanager:GetSecretValue", secret_arn("db")), ("kms:Decrypt", key_arn("main"))],
        ),
    ]
}

fn catalog() -> Vec<Case> {
    let all = || "arn:aws:glue:eu-west-1:111122223333:*".to_owned();
    vec![
        case(
            glue_arn("crawler/nightly"),
            "loader",
            || vec![crawls(), glue_database("sales"), glue_catalog()],
            [("glue:UpdateTable", all())],
        ),
        case(
            glue_arn("job/load"),
            "loader",
            || vec![job(|it| it.connections = vec!["books".to_owned()]), glue_connection("books")],
            [("glue:GetConnection", glue_arn("connection/books"))],
        ),
        case(
            sample_arn("states", "stateMachine:flow"),
            "flow",
            || vec![task("glue:startJobRun.sync", r#"{"JobName":"load"}"#), job(|_| ())],
            [("glue:StartJobRun", glue_arn("job/load"))],
        ),
    ]
}

fn clusters() -> Vec<Case> {
    let reads = || ["kafka:DescribeClusterV2", "kafka:GetBootstrapBrokers"].map(|it| (it, "*".to_owned()));
    vec![
        case(
            function_arn("load"),
            "load",
            || vec![mapping(&cluster_arn("events"), "load"), function("load"), cluster("events")],
            reads(),
        ),
        case(
            delivery_arn("sink"),
            "deliverer",
            || {
                let role = Some(super::role_arn("deliverer"));
                let source =
                    DeliverySource::Kafka { cluster: cluster_arn("events"), topic: None, role, connectivity: None };
                let sink = delivering(|_| ()).with(|it: &mut DeliveryStream| {
                    it.description.known_mut().unwrap().source = source;
                });
                vec![sink, cluster("events")]
            },
            reads(),
        ),
        case(
            connector_arn("out"),
            "connector",
            || vec![connector("out"), cluster("events")],
            [("kafka-cluster:Connect", cluster_arn("events"))],
        ),
    ]
}

fn decide(case: &Case, role: Resource) -> Option<Decision> {
    decision(&estate((case.around)().into_iter().chain([role])), CHECK, &case.who)
}

/// The role with all that is needed but one.
fn but(case: &Case, left_out: Option<usize>) -> Resource {
    let given = case.needs.iter().enumerate().filter(|(at, _)| Some(*at) != left_out);
    given.fold(role(case.role), |role, (_, (action, on))| may(role, &format!(r#""{action}""#), on))
}

#[test]
fn a_role_that_lost_what_its_hop_needs() {
    for case in stores().into_iter().chain(catalog()).chain(clusters()) {
        let first = case.needs[0].0;
        assert_eq!(decide(&case, but(&case, None)), Some(Pass), "{first}");
        for (at, (action, _)) in case.needs.iter().enumerate() {
            assert_eq!(decide(&case, but(&case, Some(at))), Some(Fail), "{first} without {action}");
        }
        let elsewhere = case
            .needs
            .iter()
            .fold(role(case.role), |role, (action, _)| may(role, &format!(r#""{action}""#), "arn:aws:s3:::nothing"));
        assert_eq!(decide(&case, elsewhere), Some(Fail), "{first} on something else");
    }
}

#[test]
fn a_role_whose_policies_could_not_be_read() {
    for case in stores().into_iter().chain(catalog()).chain(clusters()) {
        let hidden = managed_policy("own", "{}").policy_with(|it| it.document = unknown());
        let held = role(case.role).with(|it: &mut Role| {
            it.attached.push(tidegate::model::aws::AttachedPolicy { name: "own".to_owned(), arn: hidden.arn.clone() });
        });
        let all = (case.around)().into_iter().chain([held, hidden]);
        let found = decision(&estate_with_gaps([denied("iam:GetPolicyVersion", "own")], all), CHECK, &case.who);
        assert_eq!(found, Some(Unknown), "{}", case.needs[0].0);
    }
}

/// The policy of the catalog may let the role in, which no table carries itself.
#[test]
fn a_catalog_with_a_policy_is_left_out() {
    let of = |catalog: Option<Resource>| {
        let all = [crawls(), glue_database("sales"), role("loader")].into_iter().chain(catalog);
        decision(&estate(all), CHECK, &glue_arn("crawler/nightly"))
    };
    assert_eq!(of(Some(glue_catalog())), Some(Fail));
    let open = glue_catalog().with(|it: &mut GlueCatalog| it.policy = policy("{}"));
    assert_eq!(of(Some(open)), None);
    assert_eq!(of(None), None);
}

#[test]
fn a_connector_that_does_not_sign_in_by_iam_needs_nothing_of_its_role() {
    let of = |authentication: &str| {
        let out = connector("out").with(|it: &mut KafkaConnector| {
            it.authentication = Some(authentication.to_owned());
            it.configuration = Fact::Known(BTreeMap::from([("topics".to_owned(), plain("orders"))]));
        });
        decision(&estate([out, cluster("events"), role("connector")]), CHECK, &connector_arn("out"))
    };
    assert_eq!(of("IAM"), Some(Fail));
    assert_eq!(of("NONE"), None);
}

/// What describes a table is not enough for its items, and an index counts as the table.
#[test]
fn an_index_is_a_way_into_its_table() {
    let machine = || task("dynamodb:query", r#"{"TableName":"orders"}"#);
    let of = |role: Resource| {
        decision(&estate([machine(), table("orders"), role]), CHECK, &sample_arn("states", "stateMachine:flow"))
    };
    let index = format!("{}/index/by-day", table_arn("orders"));
    assert_eq!(of(may(role("flow"), r#""dynamodb:Query""#, &index)), Some(Pass));
    assert_eq!(of(may(role("flow"), r#""dynamodb:PutItem""#, &table_arn("orders"))), Some(Fail));
}

/// A function writes its log into streams of its group: a grant on the group alone is none.
#[test]
fn a_grant_on_the_log_group_alone_is_not_one_on_its_streams() {
    let of = |on: &str| {
        let load = function("load").with(|it: &mut Function| it.log_group = Some("/load".to_owned()));
        let role = may(role("load"), r#""logs:PutLogEvents""#, on);
        decision(&estate([load, log_group("/load"), role]), CHECK, &function_arn("load"))
    };
    let group = log_group_arn("/load");
    assert_eq!(of(&group), Some(Fail));
    assert_eq!(of(&format!("{group}:log-stream:*")), Some(Pass));
    assert_eq!(of("*"), Some(Pass));
}
