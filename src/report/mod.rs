//! Findings, inventories, plans and journals as tables, JSON, CSV, SARIF, OCSF and Markdown.
