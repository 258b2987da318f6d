//! One finding: what is wrong, how to mend it, what shows it, and why it matters.

use std::sync::Arc;

use super::Act;
use super::document::{Content, Document, Target};
use super::overview::of_finding;
use super::writer::Writer;
use crate::finding::{Evidence, Finding, Side, Status};
use crate::ui::analysis::Analysis;
use crate::ui::command::Id;
use crate::ui::desk::Desk;
use crate::ui::effect::Wanted;
use crate::ui::ink::Ink;
use crate::ui::place::Place;
use crate::ui::text::{Safe, safe};
use crate::ui::theme::Role;

/// The state of the screen.
pub type State = Document<OneFinding>;

/// The finding with this id.
#[derive(Debug, Clone)]
pub struct OneFinding(pub String);

impl Content for OneFinding {
    fn write(&self, desk: &Desk, writer: &mut Writer<'_>) {
        let Some(analysis) = &desk.analysis else { return };
        match analysis.finding_at(&self.0).and_then(|at| analysis.finding(at)) {
            Some((finding, _)) => write(writer, analysis, finding),
            None => gone(writer, &self.0),
        }
    }

    fn run(&self, command: Id, desk: &Desk, _: Option<&Target>) -> Vec<Act> {
        let found = desk.analysis.as_ref().and_then(|analysis| Some((analysis, analysis.finding_at(&self.0)?)));
        match (command, found) {
            (Id::PlanFix | Id::OpenResource | Id::ShowAccess, Some((analysis, at))) => {
                of_finding(analysis, at, command)
            }
            _ => Vec::new(),
        }
    }
}

fn gone(writer: &mut Writer<'_>, id: &str) {
    writer.text(Role::Pass, 0, safe!("{id} is not among the findings any more."));
    writer.text(Role::Muted, 0, "It was mended, or the resource is gone. Esc goes back.");
}

fn write(writer: &mut Writer<'_>, analysis: &Analysis, finding: &Finding) {
    let ink = writer.ink;
    let role = Ink::severity_role(finding.status, finding.severity());
    let word = if finding.status == Status::Unknown { "unknown" } else { finding.severity().word() };
    let mark = ink.glyphs.of(finding.status, finding.severity());
    let title = ink.row(role, safe!("{mark} {word}  ")).with(ink, Role::Title, Safe::own(finding.check.title));
    writer.row(title);
    writer.text(Role::Text, 0, Safe::new(&finding.summary));
    resource(writer, analysis, finding);
    remedies(writer, finding);
    evidence(writer, analysis, finding);
    risk(writer, finding);
    writer.heading("Why it matters", "");
    writer.markdown(finding.check.manual);
    about(writer, finding);
}

fn resource(writer: &mut Writer<'_>, analysis: &Analysis, finding: &Finding) {
    let (Some(held), Some(row)) = (analysis.resource(finding.resource), analysis.resource_row(finding.resource)) else {
        return;
    };
    let ink = writer.ink;
    let text = safe!("{} {} in {} ({})", row.kind, row.name, analysis.account(row), analysis.region(row));
    let line = ink.row(Role::Accent, text.fit_middle(writer.width.saturating_sub(16))).with(
        ink,
        Role::Muted,
        "  enter opens it",
    );
    writer.link(line, Target::Place(Place::Resource(held.arn.to_string())));
}

fn remedies(writer: &mut Writer<'_>, finding: &Finding) {
    let ink = writer.ink;
    writer.heading("Remedies", "enter makes a plan; nothing is changed yet");
    if finding.status == Status::Unknown {
        writer.text(
            Role::Muted,
            2,
            "None: it is not known whether anything is wrong. See below what could not be read, and read again.",
        );
        return;
    }
    let known = finding.check.remedies.iter().filter_map(|id| crate::remedy::remedy(id));
    let mut any = false;
    for remedy in known {
        any = true;
        let line = ink.row(Role::Accent, safe!("{} ", ink.glyphs.running)).with(ink, Role::Text, remedy.title);
        let wanted = Wanted { finding: finding.id.clone(), remedy: Some(remedy.id) };
        writer.link(line.with(ink, Role::Muted, safe!("  {}", remedy.id)), Target::Plan(wanted));
    }
    if !any {
        writer.text(Role::Muted, 2, "None that can be carried out from here. What to do by hand is said below.");
    }
}

fn evidence(writer: &mut Writer<'_>, analysis: &Analysis, finding: &Finding) {
    if finding.evidence.is_empty() {
        return;
    }
    let ink = writer.ink;
    writer.heading("Evidence", if finding.locus.is_empty() { Safe::default() } else { safe!("at {}", finding.locus) });
    for piece in &finding.evidence {
        match piece {
            Evidence::Setting { name, value } => writer.pair(Safe::new(name), Role::Highlight, Safe::new(value)),
            Evidence::Statement { label, document, index } => {
                writer.text(Role::Muted, 0, safe!("{label}, statement {}", index + 1));
                let lines = laid_out(document.text());
                let marked = statement_lines(&lines, *index);
                writer.listing(&lines, &marked);
            }
            Evidence::Related { relation, resource } => {
                let Some(held) = analysis.resource(*resource) else { continue };
                let text = safe!("{} {}", held.kind(), held.name());
                let line = ink.row(Role::Muted, Safe::new(relation).pad(23)).with(ink, Role::Accent, text);
                writer.link(line, Target::Place(Place::Resource(held.arn.to_string())));
            }
            Evidence::Gap(gap) => {
                let Some(gap) = analysis.estate().gap(*gap) else { continue };
                let target = Target::Gap(Arc::new(gap.clone()));
                writer.linked_pair("could not be read", Role::Unknown, safe!("{gap}"), target);
            }
            Evidence::Note(note) => writer.pair("note", Role::Text, Safe::new(note)),
        }
    }
}

fn risk(writer: &mut Writer<'_>, finding: &Finding) {
    let risk = &finding.risk;
    let title = if finding.status == Status::Unknown { "Risk, if it fails" } else { "Risk" };
    writer.heading(title, safe!("{} of 25: likelihood {} times impact {}", risk.score(), risk.likelihood, risk.impact));
    let check = finding.check;
    let base = safe!("likelihood {}, impact {}", check.likelihood, check.impact);
    writer.pair("for this check", Role::Text, base);
    for factor in &risk.factors {
        let side = match factor.on {
            Side::Likelihood => "likelihood",
            Side::Impact => "impact",
        };
        writer.pair(safe!("{side} {:+}", factor.by), Role::Text, Safe::new(&factor.why));
    }
}

fn about(writer: &mut Writer<'_>, finding: &Finding) {
    let check = finding.check;
    writer.heading("About", "");
    writer.pair("check", Role::Text, Safe::own(check.id));
    writer.pair("finding", Role::Text, safe!("{}", finding.id));
    writer.pair("domain", Role::Text, Safe::own(check.domain.word()));
    writer.pair("threat", Role::Text, Safe::own(check.threat.word()));
    for mapping in check.mappings {
        writer.pair(Safe::own(mapping.framework.name()), Role::Text, Safe::own(mapping.control));
    }
}

/// A document laid out in lines; what is not JSON stays as it is.
pub(super) fn laid_out(text: &str) -> Vec<Safe> {
    let pretty = serde_json::from_str::<serde_json::Value>(text).and_then(|value| serde_json::to_string_pretty(&value));
    crate::text::visible_lines(pretty.as_deref().unwrap_or(text)).map(|line| Safe::new(&line)).collect()
}

/// The lines of the n-th statement of a laid-out policy.
pub(super) fn statement_lines(lines: &[Safe], index: usize) -> std::ops::Range<usize> {
    let Some(start) = lines.iter().position(|line| line.as_str().starts_with("  \"Statement\": ")) else { return 0..0 };
    let single = lines.get(start).is_some_and(|line| line.as_str().ends_with('{'));
    let (open, close) = if single { ("  \"Statement\": {", "  }") } else { ("    {", "    }") };
    let begins = |line: &Safe| line.as_str() == open || line.as_str() == "    {}," || line.as_str() == "    {}";
    let after = lines.iter().enumerate().skip(start);
    let Some((first, _)) = after.filter(|(_, line)| begins(line)).nth(if single { 0 } else { index }) else {
        return 0..0;
    };
    let ends = |line: &Safe| line.as_str().trim_end_matches(',') == close;
    let last = lines.iter().enumerate().skip(first).find(|(_, line)| ends(line));
    first..last.map_or(first, |(at, _)| at) + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lines_of_a_statement_are_found() {
        let text = r#"{"Version":"2012-10-17","Statement":[{"Sid":"a","Action":{"x":1}},{"Sid":"b"}],"Id":"z"}"#;
        let lines = laid_out(text);
        let marked: Vec<&str> = lines[statement_lines(&lines, 1)].iter().map(Safe::as_str).collect();
        assert_eq!(marked, ["    {", "      \"Sid\": \"b\"", "    }"]);
        assert_eq!(statement_lines(&lines, 0).len(), 6);
        assert_eq!(statement_lines(&lines, 7), 0..0);
    }

    #[test]
    fn a_single_statement_is_found() {
        let lines = laid_out(r#"{"Statement":{"Sid":"a"}}"#);
        assert_eq!(statement_lines(&lines, 0), 1..4);
    }
}
