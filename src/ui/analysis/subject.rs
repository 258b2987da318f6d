//! Resources and findings held against filters.

use super::{Analysis, ResourceRow};
use crate::finding::{Finding, Severity, Status};
use crate::model::{Resource, ResourceId};
use crate::ui::filter::{Field, Subject};

/// A resource held against a filter.
#[derive(Debug)]
pub struct ResourceSubject<'a> {
    /// The whole.
    pub analysis: &'a Analysis,
    /// Which one.
    pub id: ResourceId,
}

impl ResourceSubject<'_> {
    fn row(&self) -> Option<&ResourceRow> {
        self.analysis.resource_row(self.id)
    }

    fn findings(&self) -> impl Iterator<Item = &Finding> {
        self.analysis.findings_of(self.id).iter().filter_map(|&at| self.analysis.posture().findings.get(at as usize))
    }
}

impl Subject for ResourceSubject<'_> {
    fn words(&self) -> &str {
        self.row().map_or("", |row| &row.words)
    }

    fn field(&self, field: Field, text: &str) -> bool {
        let (Some(row), Some(resource)) = (self.row(), self.analysis.resource(self.id)) else { return false };
        match field {
            Field::Check => self.findings().any(|finding| finding.check.id.contains(text)),
            Field::Domain => self.findings().any(|finding| finding.check.domain.word().contains(text)),
            _ => resource_field(self.analysis, row, resource, field, text),
        }
    }

    fn any_severity(&self, test: &dyn Fn(Severity) -> bool) -> bool {
        self.findings().any(|finding| finding.status == Status::Fail && test(finding.severity()))
    }

    fn status(&self, status: Status) -> bool {
        self.findings().any(|finding| finding.status == status)
    }
}

/// A finding held against a filter.
#[derive(Debug)]
pub struct FindingSubject<'a> {
    /// The whole.
    pub analysis: &'a Analysis,
    /// Which one.
    pub at: u32,
}

impl Subject for FindingSubject<'_> {
    fn words(&self) -> &str {
        self.analysis.finding(self.at).map_or("", |(_, row)| &row.words)
    }

    fn field(&self, field: Field, text: &str) -> bool {
        let Some((finding, _)) = self.analysis.finding(self.at) else { return false };
        let resource = self.analysis.resource(finding.resource).zip(self.analysis.resource_row(finding.resource));
        match field {
            Field::Check => finding.check.id.contains(text),
            Field::Domain => finding.check.domain.word().contains(text),
            Field::Layer if finding.check.layer.is_some() => {
                finding.check.layer.is_some_and(|layer| layer.word().starts_with(text))
            }
            _ => resource.is_some_and(|(held, row)| resource_field(self.analysis, row, held, field, text)),
        }
    }

    fn any_severity(&self, test: &dyn Fn(Severity) -> bool) -> bool {
        self.analysis.finding(self.at).is_some_and(|(finding, _)| test(finding.severity()))
    }

    fn status(&self, status: Status) -> bool {
        self.analysis.finding(self.at).is_some_and(|(finding, _)| finding.status == status)
    }
}

fn resource_field(analysis: &Analysis, row: &ResourceRow, resource: &Resource, field: Field, text: &str) -> bool {
    let holds = |whole: &str| whole.to_lowercase().contains(text);
    match field {
        Field::Kind => row.kind.word().starts_with(text),
        Field::Account => holds(analysis.account(row).as_str()) || resource.account.as_str().contains(text),
        Field::Region => holds(resource.region.as_str()),
        Field::Name => holds(row.name.as_str()),
        Field::Layer => row.layer.word().starts_with(text),
        Field::Class => row.class.word().starts_with(text),
        Field::Tag => resource
            .tags
            .known()
            .is_some_and(|tags| tags.iter().any(|(key, value)| format!("{key}={value}").to_lowercase().contains(text))),
        Field::Check | Field::Domain | Field::Severity | Field::Status | Field::Access | Field::Via => false,
    }
}
