//! IAM Access Analyzer in one region: analyzers and their active findings.

use aws_sdk_accessanalyzer::types::{AnalyzerSummary, Criterion, FindingSummaryV2};

use crate::model::aws::{Analyzer, AnalyzerFinding};
use crate::model::{Arn, Detail, Fact, GapId, Kind, Resource};

use super::super::call::{Api, Caller};
use super::super::shape;
use super::side_by_side;

const ANALYZERS: Api = Api::new("access-analyzer:ListAnalyzers");
const FINDINGS: Api = Api::needs("access-analyzer:ListFindingsV2", "access-analyzer:ListFindings");

/// Analyzers read at once: there are one or two a region.
const AT_ONCE: usize = 2;

/// Reads the analyzers of a region.
pub async fn collect(caller: &Caller) {
    let listed = analyzers(caller).await;
    caller.listed(Kind::Analyzer, listed);
}

async fn analyzers(caller: &Caller) -> Result<usize, GapId> {
    let client = caller.session.access_analyzer(&caller.unit.region);
    let mut found: Vec<AnalyzerSummary> = Vec::new();
    let request = |token: Option<String>| client.list_analyzers().set_next_token(token).send();
    caller
        .pages(ANALYZERS, "", request, |page| {
            found.extend(page.analyzers);
            page.next_token
        })
        .await?;
    let fresh = found.iter().filter(|it| !caller.sink.holds_resource(it.arn()));
    caller.planned(fresh.clone().count());
    side_by_side(AT_ONCE, fresh.map(|it| one(caller, it))).await;
    Ok(found.len())
}

async fn one(caller: &Caller, summary: &AnalyzerSummary) {
    let analyzer = Analyzer {
        analyzer_type: summary.r#type().as_str().to_owned(),
        status: summary.status().as_str().to_owned(),
        findings: findings(caller, summary.arn()).await.into(),
    };
    caller.put(Resource {
        arn: Arn::new(summary.arn()),
        account: caller.session.account.clone(),
        region: caller.unit.region.clone(),
        tags: Fact::Known(
            summary.tags().into_iter().flatten().map(|(key, value)| (key.clone(), value.clone())).collect(),
        ),
        detail: Detail::Analyzer(Box::new(analyzer)),
    });
}

async fn findings(caller: &Caller, arn: &str) -> Result<Vec<AnalyzerFinding>, GapId> {
    let client = caller.session.access_analyzer(&caller.unit.region);
    let mut all = Vec::new();
    let active = Criterion::builder().eq("ACTIVE").build();
    let request = |token: Option<String>| {
        client.list_findings_v2().analyzer_arn(arn).filter("status", active.clone()).set_next_token(token).send()
    };
    caller
        .pages(FINDINGS, arn, request, |page| {
            all.extend(page.findings().iter().map(finding));
            page.next_token
        })
        .await?;
    Ok(all)
}

fn finding(summary: &FindingSummaryV2) -> AnalyzerFinding {
    AnalyzerFinding {
        id: summary.id().to_owned(),
        finding_type: summary.finding_type().map(|kind| kind.as_str().to_owned()).unwrap_or_default(),
        resource: summary.resource().unwrap_or_default().to_owned(),
        status: summary.status().as_str().to_owned(),
        updated: shape::time(summary.updated_at()),
    }
}
