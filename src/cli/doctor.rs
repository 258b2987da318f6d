//! `tidegate doctor`: who you are in each account, what is reachable, what is missing and what that hides.

use color_eyre::eyre::Result;
use serde_json::{Value, json};

use super::answer::print;
use super::arguments::{DoctorArguments, TextOrJson};
use super::{Exit, live};
use crate::aws::{AccountHealth, AccountReport, Held, Writes};
use crate::config::Config;
use crate::report;
use crate::text::visible;

pub(super) fn doctor(config: &Config, asked: &DoctorArguments) -> Result<Exit> {
    let aws = asked.reach.overlay(config.aws.clone());
    let reports = live::runtime()?.block_on(live::reports(&aws));
    match asked.format {
        TextOrJson::Table => print(&reports.iter().map(text).collect::<Vec<_>>().join("\n"))?,
        TextOrJson::Json => {
            let all: Vec<Value> = reports.iter().map(value).collect();
            print(&report::json(&json!({ "format": 1, "accounts": all }))?)?;
        }
    }
    let reached = reports.iter().any(|report| report.outcome.is_ok());
    Ok(if reached { Exit::Done } else { Exit::Cloud })
}

fn text(report: &AccountReport) -> String {
    let label = visible(&report.label);
    match &report.outcome {
        Ok(health) => format!("{label}\n{}", health_text(health)),
        Err(error) => format!("{label}\n  {}\n", visible(&error.to_string())),
    }
}

fn health_text(health: &AccountHealth) -> String {
    let mut text = format!("  account {}, as {}\n", health.account, visible(&health.caller));
    if let Some(why) = &health.regions_unknown {
        text.push_str(&format!("  enabled regions are not known: {}\n", visible(why)));
    }
    for (region, reached) in &health.regions {
        match reached {
            Ok(()) => text.push_str(&format!("  {region}: answers\n")),
            Err(why) => text.push_str(&format!("  {region}: {why}\n")),
        }
    }
    let held = health.permissions.iter().filter(|one| one.state == Held::Yes).count();
    text.push_str(&format!("  {held} of {} read permissions are there\n", health.permissions.len()));
    for permission in health.missing() {
        text.push_str(&format!("  missing {}: hides {}\n", permission.action, permission.blinds));
    }
    let unknown = health.permissions.iter().filter(|one| matches!(one.state, Held::NotKnown(_))).count();
    if unknown > 0 {
        text.push_str(&format!("  {unknown} could not be told; a scan will show\n"));
    }
    text.push_str(&format!("  {}\n", writes_text(&health.writes)));
    text
}

fn writes_text(writes: &Writes) -> String {
    match writes {
        Writes::Yes(why) => format!("warning: these credentials could also write: {}", visible(why)),
        Writes::No => "these credentials cannot write".to_owned(),
        Writes::NotKnown(why) => format!("not known whether these credentials could write: {}", visible(why)),
    }
}

fn value(report: &AccountReport) -> Value {
    match &report.outcome {
        Err(error) => json!({ "profile": report.label, "error": error.to_string() }),
        Ok(health) => json!({
            "profile": report.label,
            "account": health.account,
            "caller": health.caller,
            "regions": health.regions.iter().map(|(region, reached)| json!({
                "region": region,
                "answers": reached.is_ok(),
                "reason": reached.as_ref().err(),
            })).collect::<Vec<_>>(),
            "missing": health.missing().map(|permission| permission.action).collect::<Vec<_>>(),
            "blind_to": health.blind_to(),
            "writes": writes_text(&health.writes),
        }),
    }
}
