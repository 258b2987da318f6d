//! The pages of permissions and remedies, as Markdown: what `docs/permissions.md` and `docs/remedies.md` hold.

use std::fmt::Write as _;

use crate::permissions;
use crate::remedy::{self, remedy_policy};

const WRITTEN: &str = "<!-- Written by the tests. To write it anew: TIDEGATE_BLESS=1 cargo test --no-default-features docs_in_sync -->\n\n";

/// The permissions that a scan needs, each with what it is for and what is hidden without it.
pub fn permissions_manual() -> String {
    let mut page = format!("# Permissions\n\n{WRITTEN}");
    page.push_str(
        "A scan needs the permissions of this page and no others. What is denied becomes a gap: the scan goes on, and what\n\
         depends on the gap is unknown. `tidegate permissions --read` prints the policy; `tidegate doctor` says which\n\
         permissions are missing. Fixes need more: `tidegate permissions --remedy ID`.\n",
    );
    for group in permissions::ALL {
        let _ = writeln!(page, "\n## {}\n\n| permission | reads | without it |\n| --- | --- | --- |", group.service);
        for one in group.permissions {
            let _ = writeln!(page, "| `{}` | {} | hides {} |", one.action, one.why, one.blinds);
        }
    }
    let policy = serde_json::to_string_pretty(&permissions::read_policy()).unwrap_or_default();
    let _ = writeln!(page, "\n## The policy\n\n```json\n{policy}\n```");
    page
}

/// All remedies with their manual pages, choices and permissions.
pub fn remedies_manual() -> String {
    let mut page = format!("# Remedies\n\n{WRITTEN}");
    page.push_str("A remedy makes a plan; nothing is changed until the plan was shown and confirmed.\n");
    for remedy in remedy::CATALOGUE {
        let manual: Vec<&str> =
            remedy.manual.lines().map(|line| line.strip_prefix(' ').unwrap_or(line).trim_end()).collect();
        let _ = writeln!(page, "\n## {}\n\n{}.\n\n{}", remedy.id, remedy.title, manual.join("\n").trim());
        for choice in remedy.choices {
            let needed = if choice.required { ", required" } else { "" };
            let _ = writeln!(page, "\n- `--choose {}=…`{needed}: {}", choice.name, choice.help);
        }
        let policy = remedy_policy(remedy.id).unwrap_or_default();
        let actions: Vec<String> = policy
            .pointer("/Statement/0/Action")
            .and_then(serde_json::Value::as_array)
            .map(|list| list.iter().filter_map(|it| it.as_str()).map(|it| format!("`{it}`")).collect())
            .unwrap_or_default();
        let _ = writeln!(page, "\nPermissions, undo included: {}.", actions.join(", "));
    }
    page
}
