//! Every remedy of every finding of the demo estate: it makes a plan that mends, exports and undoes, or says why not.

use std::path::Path;

use tidegate::checks::{Context, Rules, analyse};
use tidegate::finding::Status;
use tidegate::model::Fact;
use tidegate::remedy::{BuildError, Choices, Refusal, Wanted, build, preview};
use tidegate::report::export::{aws_cli, plan_diff, terraform};

#[test]
fn every_finding_of_the_demo_is_planned_or_refused_with_a_reason() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("snapshots/estates/demo.jsonl.zst");
    let estate = tidegate::store::snapshot::open(&path).unwrap();
    let (rules, now) = (Rules::default(), estate.header.finished.unwrap_or(estate.header.started));
    let context = Context::new(&estate, &rules, now);
    let (mut planned, mut refused) = (0, Vec::new());
    for finding in analyse(&estate, &rules, now).findings.iter().filter(|it| it.status == Status::Fail) {
        for remedy in finding.check.remedies {
            let wanted = [Wanted { finding, remedy: Some(remedy) }];
            match build(&context, &wanted, &Choices::from([("external-id".to_owned(), "agreed-1".to_owned())])) {
                Ok(plan) => {
                    planned += 1;
                    let seen = preview(&context, &plan).unwrap();
                    assert!(
                        seen.fixed.iter().any(|it| it.id == finding.id)
                            || finding.locus.contains('#')
                            || *remedy == "cancel-key-deletion",
                        "{remedy}: {}",
                        finding.summary
                    );
                    assert!(!plan_diff(&plan, Some(&seen)).is_empty() && !aws_cli(&plan).unwrap().is_empty());
                    assert!(!terraform(&plan, Some(&estate)).unwrap().is_empty());
                    for step in &plan.steps {
                        assert_eq!(estate.setting(&step.setting).unwrap(), Fact::Known(step.before.clone()));
                    }
                }
                Err(BuildError::Refused {
                    refusal: Refusal::Impossible(_) | Refusal::Needs { .. } | Refusal::NotForThis(_),
                    ..
                }) => {
                    refused.push(format!("{remedy} on {}", finding.check.id));
                }
                Err(BuildError::NotMended { summary, .. }) => {
                    refused.push(format!("{remedy} leaves {}: {summary}", finding.check.id));
                }
                Err(other) => panic!("{remedy} on {} ({}): {other}", finding.check.id, finding.summary),
            }
        }
    }
    assert!(planned > 4 * refused.len(), "{planned} planned; refused: {refused:#?}");
}
