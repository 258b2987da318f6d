//! Flows in the formats of `tidegate flows`: text, JSON, DOT, Mermaid and SVG.

mod graphs;
mod legend;
mod row;
mod svg;
mod text;

use std::io::Write;

pub use row::{FlowAnswer, FlowSource, HopRow, KeyRow, NodeRow, PipelineRow, SideRow, flow_answer};

/// How flows are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub enum FlowFormat {
    /// Lines for people, pipeline by pipeline.
    #[default]
    Text,
    /// JSON, format version 1; docs/schemas/flows.schema.json describes it.
    Json,
    /// The language of Graphviz.
    Dot,
    /// The language of Mermaid, for Markdown pages.
    Mermaid,
    /// A picture.
    Svg,
}

/// Writes flows in a format.
///
/// # Errors
/// When the writer fails.
pub fn write_flows(mut out: impl Write, answer: &FlowAnswer, format: FlowFormat) -> Result<(), serde_json::Error> {
    let text = match format {
        FlowFormat::Json => return super::write_json(out, answer),
        FlowFormat::Text => text::text(answer),
        FlowFormat::Dot => graphs::dot(answer),
        FlowFormat::Mermaid => graphs::mermaid(answer),
        FlowFormat::Svg => svg::svg(answer),
    };
    out.write_all(text.as_bytes()).and_then(|()| out.flush()).map_err(serde_json::Error::io)
}
