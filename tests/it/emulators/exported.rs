//! What is exported as AWS CLI commands does what applying does: the AWS CLI itself carries it out, and back.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::process::Command;

use serde_json::Value;
use tidegate::operations::{ApplyEvent, Patience, Ports, apply, undo, undo_plan};
use tidegate::remedy::Plan;
use tidegate::report::export::aws_cli;
use tokio_util::sync::CancellationToken;

use super::demo::{Demo, seeded};
use super::judge::Judge;
use super::remedies::{agrees, ask, judged_remedies, plans_with, ports_to};
use super::venv::{needs_emulators, python, scripts};

/// Runs the exported commands of a plan with the profile of its account.
fn run_commands(demo: &Demo, plan: &Plan) {
    let account = plan.steps[0].setting.account.as_str();
    assert!(plan.steps.iter().all(|step| step.setting.account.as_str() == account), "one account a plan");
    let home = demo.home.directory.path();
    let shim = home.join("aws");
    fs::write(&shim, format!("#!/bin/sh\nexec {} {} \"$@\"\n", python().display(), scripts().join("aws.py").display()))
        .unwrap();
    fs::set_permissions(&shim, fs::Permissions::from_mode(0o700)).unwrap();
    let script = home.join("plan.sh");
    fs::write(&script, aws_cli(plan).unwrap()).unwrap();
    let output = Command::new("sh")
        .arg(&script)
        .env_clear()
        .env("PATH", format!("{}:/usr/bin:/bin", home.display()))
        .env("HOME", home)
        .env("AWS_CONFIG_FILE", demo.home.config())
        .env("AWS_PROFILE", demo.manifest["accounts"][account]["name"].as_str().unwrap())
        .env("AWS_ENDPOINT_URL", &demo.server.url)
        .env("AWS_EC2_METADATA_DISABLED", "true")
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{told}\n{}", fs::read_to_string(&script).unwrap());
}

/// What the independent reader says of every setting of a plan.
fn state(judge: &mut Judge, plan: &Plan) -> Vec<Value> {
    plan.steps.iter().map(|step| ask(judge, &step.setting)).collect()
}

/// Applies a plan and takes it back, then does both again by the exported commands: the states must be the same.
async fn same_by_commands(demo: &Demo, plan: &Plan, ports: &Ports, judge: &mut Judge) {
    let (patience, cancel) = (Patience::none(), CancellationToken::new());
    let deaf = |_: ApplyEvent| {};
    let before = state(judge, plan);
    let done = apply(plan, "test", ports, &patience, &deaf, &cancel).await.unwrap();
    assert!(done.is_complete(), "{:?}", done.steps);
    let applied = state(judge, plan);
    assert_ne!(applied, before, "{}", plan.steps[0].setting);
    let back = undo_plan(&done.entry, &ports.journal).await.unwrap();
    let undone = undo(&done.entry, "test", ports, &patience, &deaf, &cancel).await.unwrap();
    assert!(undone.is_complete(), "{:?}", undone.steps);
    let taken_back = state(judge, plan);

    run_commands(demo, plan);
    let ran = state(judge, plan);
    assert_eq!(ran, applied, "commands for {}", plan.steps[0].setting);
    for (step, said) in plan.steps.iter().zip(&ran) {
        assert!(agrees(&step.setting, &step.after, said), "commands: {} is {said}", step.setting);
    }
    run_commands(demo, &back);
    assert_eq!(state(judge, plan), taken_back, "commands back for {}", plan.steps[0].setting);
}

#[test]
fn exported_commands_do_what_applying_does_and_take_it_back() {
    needs_emulators!("exported_commands_do_what_applying_does_and_take_it_back");
    let demo = seeded();
    let mut judge = Judge::of(&demo.server);
    tokio::runtime::Runtime::new().unwrap().block_on(async {
        let ports = ports_to(&demo.server.url).await;
        for remedy in judged_remedies() {
            let plans = plans_with(&demo, remedy).unwrap_or_else(|refusals| panic!("{}: {refusals:#?}", remedy.id));
            for plan in &plans {
                same_by_commands(&demo, plan, &ports, &mut judge).await;
            }
        }
    });
}
