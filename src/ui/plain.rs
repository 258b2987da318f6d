//! The console's answers as lines: for screen readers and pipes. No boxes, no colours, no cursor movement.

use std::io::{self, Write};

use super::analysis::Analysis;
use super::text::Safe;
use crate::finding::{Severity, Status};
use crate::model::{Domain, Layer};

/// Writes the overview and all findings.
///
/// # Errors
/// When the output cannot be written.
pub fn render(analysis: &Analysis, out: &mut impl Write) -> io::Result<()> {
    counts(analysis, out)?;
    posture(analysis, out)?;
    unread(analysis, out)?;
    findings(analysis, out)
}

fn counts(analysis: &Analysis, out: &mut impl Write) -> io::Result<()> {
    let estate = analysis.estate();
    writeln!(
        out,
        "{} accounts, {} stores, {} identities, {} resources. Read at {}{}.",
        estate.accounts().len(),
        analysis.summary.stores,
        analysis.summary.identities,
        estate.resources().len(),
        estate.header.finished.unwrap_or(estate.header.started),
        if estate.partial { "; partial: the scan was cut off" } else { "" }
    )?;
    let faults: Vec<String> = Severity::ALL
        .iter()
        .zip(analysis.summary.faults)
        .map(|(severity, count)| format!("{count} {severity}"))
        .collect();
    writeln!(out, "Findings: {}.", faults.join(", "))
}

fn posture(analysis: &Analysis, out: &mut impl Write) -> io::Result<()> {
    for layer in Layer::ALL {
        for domain in Domain::ALL {
            let tally = analysis.summary.cell(*layer, *domain);
            if tally.total() == 0 {
                continue;
            }
            let (fail, unknown, pass) = (tally.fail, tally.unknown, tally.pass);
            writeln!(out, "Posture of {layer}, {domain}: {fail} fail, {unknown} unknown, {pass} pass.")?;
        }
    }
    Ok(())
}

fn unread(analysis: &Analysis, out: &mut impl Write) -> io::Result<()> {
    for (reason, count) in analysis.gaps_by_reason() {
        writeln!(out, "Not read: {count} because of {reason}.")?;
    }
    Ok(())
}

fn findings(analysis: &Analysis, out: &mut impl Write) -> io::Result<()> {
    for (finding, row) in analysis.posture().findings.iter().zip(&analysis.findings) {
        let word = match finding.status {
            Status::Fail => finding.severity().word(),
            Status::Unknown => "unknown",
        };
        let account = analysis.resource_row(finding.resource).map_or(Safe::default(), |it| analysis.account(it));
        writeln!(out, "{word}: {} in {account}: {} ({}, {})", row.resource, row.summary, finding.check.id, finding.id)?;
    }
    Ok(())
}
