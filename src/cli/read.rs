//! Verbs that only read a snapshot: findings, inventory, diff, checks, permissions.

use color_eyre::eyre::{Result, eyre};

use super::Exit;
use super::answer::{estate, print, print_with, tell};
use super::arguments::{DiffArguments, FindingsArguments, InventoryArguments, PermissionsArguments, TextOrJson};
use crate::checks::{self, CATALOGUE, Posture};
use crate::config::Config;
use crate::finding::{Finding, Status};
use crate::model::Estate;
use crate::report::{self, FindingRow, Table};

/// All that the checks say of an estate, with ages counted to the end of its scan.
pub(super) fn posture(config: &Config, estate: &Estate) -> Posture {
    checks::analyse(estate, &config.rules, estate.header.finished.unwrap_or(estate.header.started))
}

pub(super) fn findings(config: &Config, asked: &FindingsArguments) -> Result<Exit> {
    if let Some(unknown) = asked.check.iter().find(|id| checks::check(id).is_none()) {
        return Err(eyre!("there is no check {unknown}; `tidegate checks` lists them"));
    }
    let estate = estate(&asked.snapshot)?;
    let posture = posture(config, &estate);
    let wanted = |finding: &&Finding| {
        asked.severity.is_none_or(|least| finding.severity() >= least)
            && (asked.check.is_empty() || asked.check.iter().any(|id| id == finding.check.id))
    };
    let chosen: Vec<&Finding> = posture.findings.iter().filter(wanted).collect();
    print_with(|out| report::write_findings(out, &estate, &chosen, asked.format))?;
    let bad = |least| chosen.iter().any(|finding| finding.status == Status::Fail && finding.severity() >= least);
    Ok(if asked.fail_on.is_some_and(bad) { Exit::Findings } else { Exit::Done })
}

pub(super) fn inventory(config: &Config, asked: &InventoryArguments) -> Result<Exit> {
    let estate = estate(&asked.snapshot)?;
    print_with(|out| report::write_inventory(out, &estate, &config.rules, asked.kind, asked.format))?;
    if !estate.gaps().is_empty() {
        tell(&format!("{} reads failed: this is not all there is", estate.gaps().len()));
    }
    Ok(Exit::Done)
}

pub(super) fn checks() -> Result<Exit> {
    let mut table = Table::new(&["check", "severity", "kind", "domain", "threat", "asks for"]);
    for check in CATALOGUE.iter() {
        table.row([
            check.id,
            check.severity().word(),
            check.subject(),
            check.domain.word(),
            check.threat.word(),
            check.title,
        ]);
    }
    print(&table.text())?;
    Ok(Exit::Done)
}

pub(super) fn difference(config: &Config, asked: &DiffArguments) -> Result<Exit> {
    let (old, new) = (estate(&asked.old)?, estate(&asked.new)?);
    let rows = |estate: &Estate| -> Vec<FindingRow> { report::rows(estate, &posture(config, estate).findings) };
    let difference = report::difference((&old, rows(&old)), (&new, rows(&new)));
    match asked.format {
        TextOrJson::Table => print(&difference.text())?,
        TextOrJson::Json => print(&report::json(&difference)?)?,
    }
    Ok(Exit::Done)
}

pub(super) fn permissions(asked: &PermissionsArguments) -> Result<Exit> {
    let policy = match &asked.remedy {
        None => crate::permissions::read_policy(),
        Some(id) => crate::remedy::remedy_policy(id)
            .ok_or_else(|| eyre!("there is no remedy {id}; docs/remedies.md lists them"))?,
    };
    print(&report::json(&policy)?)?;
    Ok(Exit::Done)
}
