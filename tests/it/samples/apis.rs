//! Well-kept APIs and warehouses.

use std::collections::BTreeMap;

use tidegate::model::aws::{
    Api, ApiDomain, ApiIntegration, ApiRoute, ApiStage, DataShare, DataShareConsumer, Integration, RedshiftCluster,
    RedshiftNamespace, RedshiftSnapshot, RedshiftWorkgroup, TlsRule, WarehouseLogging,
};
use tidegate::model::{AtRest, Detail, Fact, Redacted, Resource};

use super::builders::resource;
use super::{ACCOUNT, REGION, SECOND, key_arn};

/// The ARN of something of Redshift in the sample account.
pub fn redshift_arn(rest: &str) -> String {
    format!("arn:aws:redshift:{REGION}:{ACCOUNT}:{rest}")
}

/// The ARN of something of Redshift Serverless in the sample account.
pub fn serverless_arn(rest: &str) -> String {
    format!("arn:aws:redshift-serverless:{REGION}:{ACCOUNT}:{rest}")
}

fn tls() -> TlsRule {
    TlsRule { parameter: "require_ssl".to_owned(), value: Some("true".to_owned()), required: true }
}

/// A cluster that logs to the bucket `audit`.
pub fn redshift_cluster(name: &str) -> Resource {
    let detail = RedshiftCluster {
        namespace: Some(redshift_arn("namespace:n")),
        encryption: AtRest::Key(key_arn("main")),
        endpoint: Some(format!("{name}.abc.{REGION}.redshift.amazonaws.com:5439")),
        publicly_accessible: false,
        vpc: Some("vpc-1".to_owned()),
        security_groups: Vec::new(),
        enhanced_routing: true,
        roles: Vec::new(),
        admin_secret: Some("secret".to_owned()),
        snapshot_days: 7,
        copies_to: None,
        parameter_group: Some("own".to_owned()),
        tls: Fact::Known(tls()),
        logging: Fact::Known(Some(WarehouseLogging::Bucket { bucket: "audit".to_owned(), prefix: None })),
        endpoint_grants: Fact::Known(Vec::new()),
        scheduled: Fact::Known(Vec::new()),
        policy: Fact::Known(None),
    };
    resource(redshift_arn(&format!("cluster:{name}")), ACCOUNT, REGION, Detail::RedshiftCluster(Box::new(detail)))
}

/// A serverless namespace that exports one log.
pub fn redshift_namespace(name: &str) -> Resource {
    let detail = RedshiftNamespace {
        name: name.to_owned(),
        shares_as: Some(redshift_arn("namespace:1")),
        encryption: AtRest::Key(key_arn("main")),
        roles: Vec::new(),
        log_exports: vec!["userlog".to_owned()],
        admin_secret: Some("secret".to_owned()),
        policy: Fact::Known(None),
    };
    resource(serverless_arn("namespace/1"), ACCOUNT, REGION, Detail::RedshiftNamespace(Box::new(detail)))
}

/// A workgroup over a namespace.
pub fn redshift_workgroup(name: &str, namespace: &str) -> Resource {
    let detail = RedshiftWorkgroup {
        name: name.to_owned(),
        namespace: namespace.to_owned(),
        endpoint: None,
        publicly_accessible: false,
        enhanced_routing: true,
        subnets: Vec::new(),
        security_groups: Vec::new(),
        tls: tls(),
    };
    resource(serverless_arn("workgroup/w"), ACCOUNT, REGION, Detail::RedshiftWorkgroup(Box::new(detail)))
}

/// A snapshot of a cluster, shared with nobody.
pub fn redshift_snapshot(name: &str, cluster: &str) -> Resource {
    let detail = RedshiftSnapshot {
        source: redshift_arn(&format!("cluster:{cluster}")),
        created: None,
        encryption: AtRest::Key(key_arn("main")),
        restorable_by: Vec::new(),
        policy: Fact::NotApplicable,
    };
    let arn = redshift_arn(&format!("snapshot:{cluster}/{name}"));
    resource(arn, ACCOUNT, REGION, Detail::RedshiftSnapshot(Box::new(detail)))
}

/// A snapshot of a namespace, without a policy.
pub fn redshift_serverless_snapshot(name: &str) -> Resource {
    let detail = RedshiftSnapshot {
        source: serverless_arn("namespace/1"),
        created: None,
        encryption: AtRest::Key(key_arn("main")),
        restorable_by: Vec::new(),
        policy: Fact::Known(None),
    };
    let arn = serverless_arn(&format!("snapshot/{name}"));
    resource(arn, ACCOUNT, REGION, Detail::RedshiftServerlessSnapshot(Box::new(detail)))
}

/// A share of the cluster's data with the second account.
pub fn data_share(name: &str) -> Resource {
    let consumer =
        DataShareConsumer { name: SECOND.to_owned(), status: "ACTIVE".to_owned(), region: None, writes: false };
    let detail = DataShare {
        producer: redshift_arn("namespace:n"),
        public_consumers: false,
        consumers: vec![consumer],
        managed_by: None,
    };
    resource(redshift_arn(&format!("datashare:n/{name}")), ACCOUNT, REGION, Detail::DataShare(Box::new(detail)))
}

/// An integration that copies into the cluster.
pub fn redshift_integration(name: &str, source: &str) -> Resource {
    let detail = Integration {
        name: name.to_owned(),
        source: source.to_owned(),
        target: redshift_arn("namespace:n"),
        key: None,
        filter: None,
        status: "active".to_owned(),
    };
    let arn = redshift_arn(&format!("integration:{name}"));
    resource(arn, ACCOUNT, REGION, Detail::RedshiftIntegration(Box::new(detail)))
}

/// The ARN of the sample REST API.
pub fn rest_api_arn() -> String {
    format!("arn:aws:apigateway:{REGION}::/restapis/a1")
}

/// The ARN of the sample HTTP API.
pub fn http_api_arn() -> String {
    format!("arn:aws:apigateway:{REGION}::/apis/h1")
}

/// The ARN of the sample domain.
pub fn api_domain_arn() -> String {
    format!("arn:aws:apigateway:{REGION}::/domainnames/in.example.com")
}

/// A stage that is limited, logged and guarded.
pub fn stage(name: &str) -> ApiStage {
    ApiStage {
        name: name.to_owned(),
        access_log: Some(format!("arn:aws:logs:{REGION}:{ACCOUNT}:log-group:access")),
        execution_log: "ERROR".to_owned(),
        data_trace: false,
        rate_limit: Some(50),
        web_acl: Some("acl".to_owned()),
        client_certificate: None,
        cached: false,
        cache_encrypted: true,
        traced: true,
        variables: BTreeMap::new(),
    }
}

/// A route to something, that asks IAM who calls.
pub fn route(key: &str, sort: &str, uri: &str) -> ApiRoute {
    let integration = ApiIntegration {
        sort: sort.to_owned(),
        subtype: None,
        method: Some("POST".to_owned()),
        uri: (!uri.is_empty()).then(|| Redacted::Plain(uri.to_owned())),
        role: None,
        link: None,
        parameters: BTreeMap::new(),
        templates: Vec::new(),
    };
    ApiRoute {
        key: key.to_owned(),
        authorization: "AWS_IAM".to_owned(),
        authorizer: None,
        key_required: false,
        body_validated: true,
        integration: Some(integration),
    }
}

fn api(id: &str, protocol: &str) -> Api {
    Api {
        name: "orders".to_owned(),
        id: id.to_owned(),
        calls_as: format!("arn:aws:execute-api:{REGION}:{ACCOUNT}:{id}"),
        protocol: protocol.to_owned(),
        host: format!("{id}.execute-api.{REGION}.amazonaws.com"),
        own_host: true,
        reach: vec!["REGIONAL".to_owned()],
        security_policy: None,
        policy: Fact::Known(None),
        authorizers: Fact::Known(Vec::new()),
        routes: Fact::Known(vec![route("POST /orders", "HTTP", "https://backend.example.com/orders")]),
        stages: Fact::Known(vec![stage("live")]),
        usage_plans: Fact::Known(Vec::new()),
        cors: None,
    }
}

/// A REST API with one route and one stage.
pub fn rest_api() -> Resource {
    resource(rest_api_arn(), ACCOUNT, REGION, Detail::RestApi(Box::new(api("a1", "REST"))))
}

/// An HTTP API with one route and one stage.
pub fn http_api() -> Resource {
    let mut detail = api("h1", "HTTP");
    (detail.policy, detail.usage_plans) = (Fact::NotApplicable, Fact::NotApplicable);
    resource(http_api_arn(), ACCOUNT, REGION, Detail::HttpApi(Box::new(detail)))
}

/// A domain in front of an API.
pub fn api_domain(api: &str) -> Resource {
    let detail = ApiDomain {
        name: "in.example.com".to_owned(),
        security_policy: Some("TLS_1_2".to_owned()),
        truststore: None,
        reach: vec!["REGIONAL".to_owned()],
        apis: Fact::Known(vec![api.to_owned()]),
    };
    resource(api_domain_arn(), ACCOUNT, REGION, Detail::ApiDomain(Box::new(detail)))
}
