//! The manual of all checks, as Markdown, from the catalogue: what `docs/checks.md` holds.

use std::fmt::Write as _;

use crate::checks::{CATALOGUE, Check, Framework};
use crate::model::Kind;
use crate::remedy;

/// The manual of all checks: an overview, then one section a check.
pub fn checks_manual() -> String {
    let mut page = String::from(
        "# Checks\n\n\
         <!-- Written from the catalogue. To write it anew: TIDEGATE_BLESS=1 cargo test --no-default-features docs_in_sync -->\n\n",
    );
    let _ = writeln!(page, "{INTRODUCTION}\n\n{} checks, by what they look at:\n", CATALOGUE.len());
    overview(&mut page);
    for check in CATALOGUE.iter() {
        section(&mut page, check);
    }
    page
}

/// The manual page of one check, as Markdown with no heading.
pub fn manual_text(check: &Check) -> String {
    let lines = check.manual.lines().map(|line| line.strip_prefix(' ').unwrap_or(line).trim_end());
    lines.collect::<Vec<_>>().join("\n").trim().to_owned()
}

const INTRODUCTION: &str = "\
A check answers pass, fail or unknown for each resource of its kind. Unknown means that something it needs could not be
read; the finding names the call and the permission. Severity is likelihood times impact, each from 1 to 5: 20 and more
is critical, 12 high, 6 medium. The figures here are the check's own; restricted data raises the impact by one, public
data lowers it, and other factors are named in each finding.";

fn overview(page: &mut String) {
    page.push_str("| check | asks for | looks at | severity |\n| --- | --- | --- | --- |\n");
    for check in CATALOGUE.iter() {
        let id = check.id;
        let _ = writeln!(page, "| [`{id}`](#{id}) | {} | {} | {} |", check.title, kinds(check), check.severity());
    }
}

fn kinds(check: &Check) -> String {
    let own = if check.also.contains(&check.kind) { "" } else { check.kind.word() };
    match check.also {
        also if also == Kind::STORES => join(own, "stores of every kind"),
        also if also == Kind::PARTS => join(own, "whatever holds or moves data"),
        _ => check.kinds().map(Kind::word).collect::<Vec<_>>().join(", "),
    }
}

fn join(one: &str, other: &str) -> String {
    if one.is_empty() { other.to_owned() } else { format!("{one}, {other}") }
}

fn section(page: &mut String, check: &Check) {
    let _ = writeln!(page, "\n## {}\n\n**{}.**\n\n{}\n", check.id, check.title, manual_text(check));
    let risk = format!("likelihood {} × impact {}", check.likelihood, check.impact);
    let _ = writeln!(page, "- Looks at: {}", kinds(check));
    let _ = writeln!(page, "- Severity: {} ({risk})", check.severity());
    let _ = writeln!(page, "- Layer: {}", check.layer.map_or("of the resource", |layer| layer.word()));
    let _ = writeln!(page, "- Domain: {}; threat: {}", check.domain, check.threat);
    let _ = writeln!(page, "- Remedies: {}", remedies(check));
    if !check.mappings.is_empty() {
        let _ = writeln!(page, "- Maps to: {}", mappings(check));
    }
}

fn remedies(check: &Check) -> String {
    if check.remedies.is_empty() {
        return "none; mend it by hand".to_owned();
    }
    let named = check.remedies.iter().map(|id| match remedy::remedy(id) {
        Some(remedy) => format!("`{id}` ({})", remedy.title),
        None => format!("`{id}`"),
    });
    named.collect::<Vec<_>>().join(", ")
}

fn mappings(check: &Check) -> String {
    let mut frameworks: Vec<Framework> = Vec::new();
    for mapping in check.mappings {
        if !frameworks.contains(&mapping.framework) {
            frameworks.push(mapping.framework);
        }
    }
    let named = frameworks.into_iter().map(|framework| {
        let controls = check.mappings.iter().filter(|it| it.framework == framework).map(|it| it.control);
        format!("{} {}", framework.name(), controls.collect::<Vec<_>>().join(", "))
    });
    named.collect::<Vec<_>>().join("; ")
}
