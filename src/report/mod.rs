//! Findings and inventories as tables, JSON, CSV, SARIF, OCSF and Markdown. Pure: text in, text out.
//!
//! Tables and Markdown are for people: text of a cloud is made visible there. The other formats escape by their rules,
//! and none prints a character that a terminal would obey.

mod difference;
pub mod export;
mod findings;
mod flows;
mod inventory;
mod json;
mod manual;
mod manual_pages;
mod ocsf;
mod row;
mod sarif;
mod table;

pub use difference::{Difference, difference};
pub use findings::{FindingFormat, findings, write_findings};
pub use flows::{
    FlowAnswer, FlowFormat, FlowSource, HopRow, KeyRow, NodeRow, PipelineRow, SideRow, flow_answer, write_flows,
};
pub use inventory::{InventoryFormat, inventory, write_inventory};
pub use json::{json, write_json};
pub use manual::{checks_manual, manual_text};
pub use manual_pages::{permissions_manual, remedies_manual};
pub use row::{EvidenceRow, FactorRow, FindingRow, MappingRow, rows};
pub use table::Table;
