//! A pipeline held against a filter: it passes when one of its members does.

use crate::finding::{Severity, Status};
use crate::flow::Node;
use crate::ui::analysis::{Analysis, ResourceSubject};
use crate::ui::filter::{Field, Subject};
use crate::ui::flows::PipelineRow;

/// A pipeline held against a filter.
#[derive(Debug)]
pub struct PipelineSubject<'a> {
    /// The whole.
    pub analysis: &'a Analysis,
    /// Its row.
    pub row: &'a PipelineRow,
}

impl Subject for PipelineSubject<'_> {
    fn words(&self) -> &str {
        self.row.words()
    }

    fn field(&self, field: Field, text: &str) -> bool {
        let named = || self.row.name.as_ref().is_some_and(|name| name.as_str().to_lowercase().contains(text));
        match field {
            Field::Name if named() => true,
            Field::Class => self.row.class.is_some_and(|class| class.word().starts_with(text)),
            _ => {
                let graph = &self.analysis.flows.graph;
                let members = self.row.nodes.iter().filter_map(|node| graph.node(*node)).filter_map(Node::resource);
                let mut subjects = members.map(|id| ResourceSubject { analysis: self.analysis, id });
                subjects.any(|subject| subject.field(field, text))
            }
        }
    }

    fn any_severity(&self, test: &dyn Fn(Severity) -> bool) -> bool {
        self.row.has_severity(test)
    }

    fn status(&self, status: Status) -> bool {
        self.row.has_status(status)
    }
}
