//! Lambda.

use std::collections::BTreeMap;

use tidegate::model::aws::{AsynchronousCalls, EventSourceMapping, Function, FunctionUrl, Secret, SourceAccess};
use tidegate::model::{Arn, Document, Fact, Redacted, Resource, SecretReason};

use super::{hops, hops_in_full};
use crate::samples::{
    ACCOUNT, Tweak, bucket, function, function_arn, mapping, queue, queue_arn, role, secret, secret_arn, topic,
    topic_arn,
};

fn raw() -> Resource {
    bucket("raw").bucket_with(|it| it.logging = Fact::Known(None))
}

#[test]
fn records_are_read_under_the_role_of_the_function() {
    let fed = mapping(&queue_arn("orders"), "load")
        .with(|it: &mut EventSourceMapping| it.on_failure = Some("arn:aws:s3:::raw".to_owned()));
    let found = hops_in_full([fed, queue("orders"), function("load"), role("load"), raw()]);
    assert_eq!(
        found,
        [
            "queue orders -reads-> function load as role load (declared: EventSourceMapping.EventSourceArn)",
            "function load -writes-> bucket raw as role load (declared: EventSourceMapping.DestinationConfig.OnFailure.Destination)",
        ]
    );
}

#[test]
fn a_mapping_that_is_off_reads_nothing() {
    let off =
        mapping(&queue_arn("orders"), "load").with(|it: &mut EventSourceMapping| it.state = "Disabled".to_owned());
    assert_eq!(hops([off, queue("orders"), function("load")]), Vec::<String>::new());
}

#[test]
fn the_secret_that_opens_a_broker_is_read() {
    let broker = format!("arn:aws:mq:eu-west-1:{ACCOUNT}:broker:main:b-1");
    let fed = mapping(&broker, "load").with(|it: &mut EventSourceMapping| {
        let access = |kind: &str, by: String| SourceAccess { kind: kind.to_owned(), by };
        it.access =
            vec![access("BASIC_AUTH", secret_arn("broker")), access("VPC_SUBNET", "subnet:subnet-1".to_owned())];
    });
    let found = hops_in_full([
        fed,
        function("load"),
        role("load"),
        secret("broker").with(|it: &mut Secret| it.rotation = None),
    ]);
    let wanted = "secret broker -reads-> function load as role load (declared: EventSourceMapping.SourceAccessConfigurations.URI)";
    assert!(found.len() == 2 && found.contains(&wanted.to_owned()), "{found:#?}");
}

#[test]
fn every_kind_of_source_is_read() {
    let streams = [
        format!("arn:aws:kinesis:eu-west-1:{ACCOUNT}:stream/clicks"),
        format!("arn:aws:dynamodb:eu-west-1:{ACCOUNT}:table/orders/stream/2026-01-01T00:00:00.000"),
        format!("arn:aws:kafka:eu-west-1:{ACCOUNT}:cluster/main/0f2b"),
        format!("arn:aws:mq:eu-west-1:{ACCOUNT}:broker:main:b-1"),
        format!("arn:aws:rds:eu-west-1:{ACCOUNT}:cluster:documents"),
    ];
    for source in streams {
        let found = hops([mapping(&source, "load"), function("load")]);
        let [only] = found.as_slice() else { panic!("{found:?}") };
        assert!(only.starts_with("outside arn:aws:") && only.ends_with(" -reads-> function load"), "{only}");
    }
    let own = mapping("", "load").with(|it: &mut EventSourceMapping| {
        it.source = None;
        it.servers = vec!["broker.example.com:9092".to_owned()];
    });
    assert_eq!(hops([own, function("load")]), ["outside broker.example.com -reads-> function load"]);
}

#[test]
fn results_and_failures_go_to_their_destinations() {
    let calls = AsynchronousCalls {
        arn: function_arn("load"),
        on_success: Some(function_arn("next")),
        on_failure: Some(topic_arn("news")),
    };
    let load = function("load").with(|it: &mut Function| {
        it.asynchronous = Fact::Known(vec![calls]);
        it.dead_letter = Some(queue_arn("gone"));
    });
    assert_eq!(
        hops_in_full([load, function("next"), topic("news"), role("load")]),
        [
            "function load -invokes-> function next as role load (declared: DestinationConfig.OnSuccess.Destination)"
                .to_owned(),
            "function load -writes-> topic news as role load (declared: DestinationConfig.OnFailure.Destination)"
                .to_owned(),
            format!(
                "function load -writes-> outside {} as role load (declared: DeadLetterConfig.TargetArn)",
                queue_arn("gone")
            ),
        ]
    );
}

/// The hops of a function that ran on a day, with all evidence.
fn hops_after_a_run(change: impl FnOnce(&mut Function), further: impl IntoIterator<Item = Resource>) -> Vec<String> {
    let load = function("load").with(|it: &mut Function| {
        it.last_run = Fact::Known(Some("2026-02-27T00:00:00Z".parse().unwrap()));
        it.policy = Fact::Known(None);
        it.urls = Fact::Known(Vec::new());
        change(it);
    });
    hops_in_full(further.into_iter().chain([load, queue("orders"), queue("second"), role("load")]))
}

#[test]
fn a_run_is_evidence_for_the_only_hop_that_sets_the_function_off() {
    let observed = |hops: Vec<String>| hops.iter().filter(|it| it.contains("observed: Lambda metrics")).count();
    let fed = |from: &str| mapping(&queue_arn(from), "load");
    let found = hops_after_a_run(|_| {}, [fed("orders")]);
    assert_eq!(observed(found.clone()), 1, "{found:#?}");
    // Two that could have, an address, a policy that lets in somebody else, and things that were not read.
    let mut second = fed("second");
    second.arn = Arn::new(format!("arn:aws:lambda:eu-west-1:{ACCOUNT}:event-source-mapping:second"));
    assert_eq!(observed(hops_after_a_run(|_| {}, [fed("orders"), second])), 0);
    let opened = |it: &mut Function| {
        let policy = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"s3.amazonaws.com"},"Action":"lambda:InvokeFunction","Resource":"*"}]}"#;
        it.policy = Fact::Known(Some(Document::new(policy)));
    };
    assert_eq!(observed(hops_after_a_run(opened, [fed("orders")])), 0);
    assert_eq!(observed(hops_after_a_run(|it| it.urls = crate::samples::unknown(), [fed("orders")])), 0);
    assert_eq!(observed(hops_after_a_run(|it| it.last_run = Fact::Known(None), [fed("orders")])), 0);
}

#[test]
fn the_environment_names_stores_and_secrets_name_nothing() {
    let secret = |remainder: Option<&str>| Redacted::Secret {
        fingerprint: "0011223344556677".to_owned(),
        reason: SecretReason::Address,
        remainder: remainder.map(str::to_owned),
    };
    let variables = BTreeMap::from([
        ("BUCKET".to_owned(), Redacted::Plain("raw".to_owned())),
        ("DATABASE".to_owned(), secret(Some("postgres://loader:***0011223344556677***@db.example.com/sales"))),
        ("TOKEN".to_owned(), secret(None)),
    ]);
    let load = function("load").with(|it: &mut Function| it.environment = Fact::Known(variables));
    assert_eq!(
        hops_in_full([load, raw(), role("load")]),
        [
            "function load -refers to-> bucket raw as role load (referenced: environment BUCKET; the role may not use it)",
            "function load -refers to-> outside db.example.com as role load (referenced: environment DATABASE)",
        ]
    );
}

const ADDRESS: &str = "https://abc.lambda-url.eu-west-1.on.aws/";

/// A function with an address, and a statement that lets somebody in to call it.
fn at_address(authentication: &str, behind: &str, principal: &str, condition: &str) -> Resource {
    let text = format!(
        r#"{{"Version":"2012-10-17","Statement":{{"Effect":"Allow","Principal":{principal},
        "Action":"lambda:InvokeFunctionUrl","Resource":"{}"{condition}}}}}"#,
        function_arn("load")
    );
    function("load").with(|it: &mut Function| {
        it.urls = Fact::Known(vec![FunctionUrl {
            url: ADDRESS.to_owned(),
            arn: behind.to_owned(),
            authentication: authentication.to_owned(),
            origins: Vec::new(),
            with_credentials: false,
        }]);
        it.policy = Fact::Known(Some(Document::new(text.as_str())));
    })
}

#[test]
fn everyone_comes_in_by_an_address_that_asks_nobody() {
    let everyone = r#""*""#;
    let only = |way: &str| format!(r#","Condition":{{"StringEquals":{{"lambda:FunctionUrlAuthType":"{way}"}}}}"#);
    let here = function_arn("load");
    let of = |authentication: &str, principal: &str, condition: &str| {
        hops_in_full([at_address(authentication, &here, principal, condition)])
    };
    let wanted = [format!(
        "outside internet -invokes-> function load as unknown (declared: FunctionUrlConfig.AuthType NONE of {ADDRESS})"
    )];
    assert_eq!(of("NONE", everyone, &only("NONE")), wanted);
    assert_eq!(of("NONE", everyone, ""), wanted);
    let nobody = Vec::<String>::new();
    // Signed callers are identities, wherever they call from.
    assert_eq!(of("AWS_IAM", everyone, &only("AWS_IAM")), nobody);
    assert_eq!(of("NONE", everyone, &only("AWS_IAM")), nobody);
    assert_eq!(of("NONE", &format!(r#"{{"AWS":"{ACCOUNT}"}}"#), ""), nobody);
    // The policy of an alias is not read.
    assert_eq!(hops_in_full([at_address("NONE", &format!("{here}:live"), everyone, "")]), nobody);
    let unread =
        at_address("NONE", &here, everyone, "").with(|it: &mut Function| it.policy = crate::samples::unknown());
    assert_eq!(hops_in_full([unread]), nobody);
}
