//! A scan of 20 seeded pipelines finds every hop that was planted, and no other.
//!
//! `scripts/pipelines` seeds them and writes down the hops from what AWS documents of the configuration that it makes.

use std::collections::BTreeMap;

use serde_json::Value;
use tidegate::model::Gap;

use super::furnished;
use super::server::Server;
use super::venv::needs_emulators;
use super::world::{Home, json, script};
use crate::flows::planted;

/// Gaps of one call each, as often as the emulator lacks it; what it lacks of the services of pipelines.
const LACKING: [&str; 23] = [
    "airflow:ListEnvironments",
    // Of the HTTP API.
    "apigateway:GetAuthorizers",
    // Of a work group; it knows tags of other things.
    "athena:ListTagsForResource",
    "datapipeline:ListPipelines",
    "dynamodb:DescribeKinesisStreamingDestination",
    // Of a stream of changes.
    "dynamodb:GetResourcePolicy",
    "dynamodb:ListImports",
    "elasticmapreduce:ListSecurityConfigurations",
    "glue:DescribeIntegrations",
    "kafkaconnect:ListConnectors",
    "kinesis:ListTagsForResource",
    "lambda:ListFunctionUrlConfigs",
    "logs:DescribeAccountPolicies",
    "rds:DescribeDBMajorEngineVersions",
    "rds:DescribeIntegrations",
    "redshift-serverless:ListNamespaces",
    "redshift-serverless:ListSnapshots",
    "redshift-serverless:ListWorkgroups",
    "redshift:DescribeDataShares",
    "redshift:DescribeEndpointAuthorization",
    "redshift:DescribeEventSubscriptions",
    "redshift:DescribeIntegrations",
    "redshift:DescribeScheduledActions",
];

/// Of a copy of a secret in another region: refused, as AWS does.
const REFUSED: &str = "secretsmanager:GetResourcePolicy";

#[test]
fn the_hops_of_seeded_pipelines_are_those_that_were_planted() {
    needs_emulators!("the_hops_of_seeded_pipelines_are_those_that_were_planted");
    let server = Server::moto();
    let home = Home::empty(&server.url);
    let path = home.directory.path().join("manifest.json");
    server.script("scripts/pipelines/seed.py", &["{url}", "--reset", "-o", &path.to_string_lossy()]);
    let manifest = json(&path);
    let profiles = script("scripts/demo/profiles.py", &[&path, &home.config()]);
    let account = manifest["accounts"].as_object().unwrap().values().next().unwrap();
    let mut arguments = vec!["--skip-last-accessed", "--aws", profiles.trim()];
    for region in account["regions"].as_array().unwrap() {
        arguments.extend(["--region", region.as_str().unwrap()]);
    }
    let scanned = home.scan_with(&arguments);
    assert_eq!(scanned.status, 0, "{}", scanned.told);
    gaps_are_known(scanned.estate.gaps());
    planted::compare(&planted::found(&scanned.estate), &planted::planted(&manifest));
    assert_eq!(planted::pipelines(&scanned.estate), planted::planted_pipelines(&manifest));
    every_transfer_and_evidence_is_there(&manifest);
}

/// Nothing is misread, and what is lacking is what the emulator is known to lack.
fn gaps_are_known(all: &[Gap]) {
    assert_eq!(furnished::faults_of_the_others(all), Vec::<&Gap>::new());
    let others = all.iter().filter(|gap| !furnished::gaps(all).contains(gap)).map(|gap| gap.api.as_str());
    let unknown: Vec<&str> = others.filter(|api| !LACKING.contains(api) && *api != REFUSED).collect();
    assert!(unknown.is_empty(), "{unknown:#?}");
}

/// The comparison says something of each way of moving data.
fn every_transfer_and_evidence_is_there(manifest: &Value) {
    let mut counts: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for hop in manifest["hops"].as_array().unwrap() {
        let kind = (hop["transfer"].as_str().unwrap(), hop["evidence"].as_str().unwrap());
        *counts.entry(kind).or_default() += 1;
    }
    eprintln!("planted: {counts:?}");
    for kind in ["read", "write", "invoke", "copy", "refer"].map(|transfer| (transfer, "declared")) {
        assert!(counts.contains_key(&kind), "{kind:?}");
    }
    assert!(counts.contains_key(&("refer", "referenced")));
}
