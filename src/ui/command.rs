//! The one table of commands: keys, footer, help, palette, documentation and tests are made from it.
//!
//! What a command does lives in `update` and in the screens; when it is possible is said here.

use super::model::Model;
use super::place::Place;

/// Where a key counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Context {
    /// On every screen.
    Everywhere,
    /// On every screen with rows.
    List,
    /// On screens with columns to sort and filter.
    Table,
    /// The overview.
    Overview,
    /// The inventory.
    Inventory,
    /// One resource.
    Resource,
    /// The pipelines.
    Flows,
    /// The picture of flows.
    Flow,
    /// Whom and what questions of access can be asked about.
    Access,
    /// Who can reach a store, or what a principal can reach.
    Reach,
    /// Why a request is allowed or not.
    Why,
    /// The findings.
    Findings,
    /// One finding.
    Finding,
    /// The plan.
    Plan,
    /// The journal.
    Journal,
    /// One entry of the journal.
    Entry,
    /// The scan.
    Scan,
}

impl Context {
    /// The heading in help and documentation.
    pub fn title(self) -> &'static str {
        match self {
            Self::Everywhere => "Everywhere",
            Self::List => "Moving",
            Self::Table => "Inventory, flows, access and findings",
            Self::Overview => "Overview",
            Self::Inventory => "Inventory",
            Self::Resource => "Resource",
            Self::Flows => "Flows",
            Self::Flow => "Picture of flows",
            Self::Access => "Access",
            Self::Reach => "Who and what",
            Self::Why => "Why",
            Self::Findings => "Findings",
            Self::Finding => "Finding",
            Self::Plan => "Plan",
            Self::Journal => "Journal",
            Self::Entry => "Journal entry",
            Self::Scan => "Scan",
        }
    }

    /// All of them, in the order of the documentation.
    pub const ALL: [Self; 17] = [
        Self::Everywhere,
        Self::List,
        Self::Table,
        Self::Overview,
        Self::Inventory,
        Self::Resource,
        Self::Flows,
        Self::Flow,
        Self::Access,
        Self::Reach,
        Self::Why,
        Self::Findings,
        Self::Finding,
        Self::Plan,
        Self::Journal,
        Self::Entry,
        Self::Scan,
    ];
}

/// What a command can do to a cloud.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Danger {
    /// Nothing.
    None,
    /// It prepares for changes.
    Prepares,
    /// It changes a cloud, after a confirmation.
    Changes,
}

/// Whether a command can run now, and why not.
pub type Possible = Result<(), &'static str>;

/// One command.
#[derive(Debug)]
pub struct Command {
    /// What it is.
    pub id: Id,
    /// Its name in the palette.
    pub name: &'static str,
    /// What it does, in one line.
    pub doc: &'static str,
    /// Its word in the footer; empty keeps it out.
    pub hint: &'static str,
    /// The key sequences that run it.
    pub keys: &'static [&'static str],
    /// Where its keys count.
    pub contexts: &'static [Context],
    /// What it can do to a cloud.
    pub danger: Danger,
    /// When it is possible.
    pub possible: fn(&Model) -> Possible,
}

macro_rules! commands {
    ($($id:ident: $name:literal, $doc:literal, $hint:literal, [$($key:literal),*], [$($context:ident),+], $danger:ident, $possible:expr;)+) => {
        /// The identity of a command.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Id { $(#[doc = $doc] $id),+ }

        /// All commands.
        pub const COMMANDS: &[Command] = &[$(Command {
            id: Id::$id,
            name: $name,
            doc: $doc,
            hint: $hint,
            keys: &[$($key),*],
            contexts: &[$(Context::$context),+],
            danger: Danger::$danger,
            possible: $possible,
        }),+];
    };
}

commands! {
    Open: "open", "Open what the cursor is on.", "open", ["enter", "l", "right"], [Overview, Inventory, Resource, Flows, Access, Why, Findings, Journal, Scan], None, always;
    Remedy: "choose-remedy", "Make a plan with the remedy under the cursor, or open the resource under it.", "open or plan", ["enter"], [Finding], Prepares, loaded;
    OtherSide: "other-side", "Ask from the other side: what the principal under the cursor can reach, or who can reach the store under it.", "other side", ["enter", "f"], [Reach], None, loaded;
    Flip: "flip", "Ask from the other side: who can reach what the request acts on.", "flip", ["f"], [Why], None, loaded;
    Explain: "explain", "Explain the kind of access under the cursor: every layer, with the statements that decide.", "why", ["w"], [Reach], None, loaded;
    FlowsAround: "show-flows", "Show what data flows to and from the resource, two hops far.", "flows", ["F"], [Inventory, Resource], None, loaded;
    OpenBox: "open-box", "Open the resource of the selected box, or the one that the selected hop leads to.", "open", ["enter", "o"], [Flow], None, loaded;
    Downstream: "downstream", "Go along a line to what data flows to.", "", ["l", "right"], [Flow], None, loaded;
    Upstream: "upstream", "Go along a line to what data comes from.", "", ["h", "left"], [Flow], None, loaded;
    BoxBelow: "box-below", "Go to the next box or row below; while hops are selected, to the next hop.", "", ["j", "down"], [Flow], None, loaded;
    BoxAbove: "box-above", "Go to the next box or row above; while hops are selected, to the hop before.", "", ["k", "up"], [Flow], None, loaded;
    BoxOrHop: "box-or-hop", "Select the hops of the box, one by one, or boxes again.", "hops", ["tab"], [Flow], None, loaded;
    OnlyDown: "only-downstream", "Show only what data flows to from the selected box.", "downstream", ["d"], [Flow], None, loaded;
    OnlyUp: "only-upstream", "Show only what data comes from that flows into the selected box.", "upstream", ["u"], [Flow], None, loaded;
    MoreHops: "more-hops", "Show one hop more around the selected box.", "", ["+", "="], [Flow], None, loaded;
    FewerHops: "fewer-hops", "Show one hop fewer around the selected box.", "fewer", ["-"], [Flow], None, loaded;
    AllFlows: "all-flows", "Show everything again: no restriction, nothing folded.", "all", ["a"], [Flow], None, loaded;
    FoldBox: "fold-box", "Fold what gets its data only from the selected box into it, or unfold it.", "fold", ["space"], [Flow], None, loaded;
    Records: "show-logs", "Show or hide where logs are written: access logs and log groups. At first they are hidden, so that the picture shows data.", "logs", ["t"], [Flow], None, loaded;
    Lineage: "lineage", "Change between the picture and the list.", "list", ["v"], [Flow], None, loaded;
    FlowsSvg: "export-flows-svg", "Write what is shown to a file, as a picture.", "export", ["e s"], [Flow], None, loaded;
    FlowsDot: "export-flows-dot", "Write what is shown to a file, in the language of Graphviz.", "", ["e d"], [Flow], None, loaded;
    FlowsMermaid: "export-flows-mermaid", "Write what is shown to a file, in the language of Mermaid.", "", ["e m"], [Flow], None, loaded;
    FlowsJson: "export-flows-json", "Write what is shown to a file, as JSON.", "", ["e j"], [Flow], None, loaded;
    ExplainHop: "explain-hop", "Explain whether who makes the selected hop may do so, with the statements that decide.", "why", ["w"], [Flow], None, loaded;
    Ask: "ask", "Build a request and see whether it would be allowed, while you type.", "ask", ["a"], [Access, Reach, Why], None, loaded;
    NextAccess: "next-access", "Go to the next kind of access.", "next column", ["right", "l"], [Reach], None, always;
    PreviousAccess: "previous-access", "Go to the kind of access before.", "", ["left", "h"], [Reach], None, always;
    ShowAccess: "show-access", "Show who can reach the store, or what the principal can reach.", "access", ["A"], [Inventory, Resource, Findings, Finding], None, loaded;
    PlanFix: "plan-fix", "Make a plan that mends the selected findings, or the one under the cursor, with the best remedy of each.", "plan a fix", ["p"], [Findings, Finding, Overview], Prepares, loaded;
    Select: "select", "Select or unselect the row under the cursor.", "select", ["space"], [Findings], None, always;
    Filter: "filter", "Filter the rows: loose words, and fields such as kind:role or sev>=high.", "filter", ["/"], [Table], None, always;
    Sort: "sort", "Sort by the next column.", "sort", ["s"], [Table], None, always;
    Reverse: "sort-reverse", "Turn the order round.", "", ["S"], [Table], None, always;
    Group: "group", "Group the rows by the next property, or not at all.", "group", ["v"], [Table], None, always;
    ClearSelection: "unselect-all", "Unselect all rows.", "", ["U"], [Findings], None, always;
    OpenResource: "open-resource", "Open the resource that the finding is about.", "resource", ["o"], [Findings, Finding, Overview], None, loaded;
    Apply: "apply", "Carry the plan out, after a confirmation that grows with its risk.", "apply", ["enter", "a"], [Plan], Changes, can_apply;
    Arm: "arm-writing", "Allow changes in the accounts of the plan until you quit, or forbid them again.", "arm", ["W"], [Everywhere], Prepares, can_arm;
    ExportCli: "export-cli", "Write the plan as AWS CLI commands to a file.", "export CLI", ["e c"], [Plan], None, has_plan;
    ExportTerraform: "export-terraform", "Write the plan as Terraform to a file.", "export Terraform", ["e t"], [Plan], None, has_plan;
    ExportPlan: "export-plan", "Write the plan as JSON, as the apply verb reads it.", "", ["e j"], [Plan], None, has_plan;
    Discard: "discard-plan", "Put the plan away. Nothing is changed.", "discard", ["D"], [Plan], None, has_plan;
    Undo: "undo", "Make a plan that takes an entry of the journal back: the one under the cursor, else the latest.", "undo", ["z"], [Everywhere], Prepares, can_undo;
    Finish: "finish", "Make a plan that finishes an entry that was interrupted.", "finish", ["f"], [Journal, Entry], Prepares, can_finish;
    Verify: "verify-journal", "Check that no row of the journal was edited or removed.", "verify", ["V"], [Journal, Entry], None, always;
    Scan: "scan", "Read the accounts again.", "", ["R"], [Everywhere], None, can_scan;
    ShowScan: "scan-progress", "Show the scan under way, or the last one.", "", ["g s"], [Everywhere], None, always;
    Down: "down", "Move down.", "", ["j", "down"], [List], None, always;
    Up: "up", "Move up.", "", ["k", "up"], [List], None, always;
    PageDown: "page-down", "Move down by a page.", "", ["ctrl-f", "pgdn"], [List], None, always;
    PageUp: "page-up", "Move up by a page.", "", ["ctrl-b", "pgup"], [List], None, always;
    First: "first", "Move to the first row.", "", ["g g", "home"], [List], None, always;
    Last: "last", "Move to the last row.", "", ["G", "end"], [List], None, always;
    GoOverview: "overview", "Go to the overview.", "", ["1"], [Everywhere], None, always;
    GoInventory: "inventory", "Go to the inventory.", "", ["2"], [Everywhere], None, always;
    GoFlows: "flows", "Go to the flows: pipelines, and how data moves.", "", ["3"], [Everywhere], None, always;
    GoAccess: "access", "Go to access: who can reach what.", "", ["4"], [Everywhere], None, always;
    GoFindings: "findings", "Go to the findings.", "", ["5"], [Everywhere], None, always;
    GoPlan: "plan", "Go to the plan.", "", ["6"], [Everywhere], None, always;
    GoJournal: "journal", "Go to the journal.", "", ["7"], [Everywhere], None, always;
    NextTab: "next-screen", "Go to the next screen.", "", ["tab"], [Everywhere], None, always;
    PreviousTab: "previous-screen", "Go to the screen before.", "", ["backtab"], [Everywhere], None, always;
    Escape: "back-out", "Clear the filter or the selection, else go back from a detail.", "back", ["esc", "h", "left"], [Everywhere], None, always;
    Back: "history-back", "Go back to the place before.", "", ["H"], [Everywhere], None, can_go_back;
    Forward: "history-forward", "Go forward again.", "", ["L"], [Everywhere], None, can_go_forward;
    Palette: "palette", "Go to any command, resource or finding by name.", "go to", [":"], [Everywhere], None, always;
    Help: "help", "Show the keys of this screen and all commands.", "help", ["?"], [Everywhere], None, always;
    NextTheme: "next-theme", "Change to the next theme.", "", ["T"], [Everywhere], None, always;
    Cancel: "cancel", "Cancel the job under way; without one, ask before quitting.", "", ["ctrl-c"], [Everywhere], None, always;
    Suspend: "suspend", "Stop the console and go back to the shell; fg brings it back.", "", ["ctrl-z"], [Everywhere], None, always;
    Redraw: "redraw", "Draw the whole screen again.", "", ["ctrl-l"], [Everywhere], None, always;
    Quit: "quit", "Quit; asks while a job is under way.", "quit", ["q"], [Everywhere], None, always;
}

/// The command with this identity.
pub fn command(id: Id) -> Option<&'static Command> {
    COMMANDS.iter().find(|command| command.id == id)
}

impl Command {
    /// Its keys as a person reads them: `g g or home`.
    pub fn keys_in_words(&self) -> String {
        self.keys.join(" or ")
    }
}

/// The hints of the footer at a place: each with its first key. Help has its own place at the right edge.
pub fn hints(place: &Place) -> Vec<&'static Command> {
    let contexts = place.contexts();
    let mut shown: Vec<&'static Command> = COMMANDS
        .iter()
        .filter(|command| !command.hint.is_empty() && command.contexts.iter().any(|it| contexts.contains(it)))
        .collect();
    // What is special here comes first, then what one looks for when lost.
    let order = |command: &Command| match command.id {
        _ if !command.contexts.contains(&Context::Everywhere) => 0,
        Id::Palette => 1,
        Id::Escape => 2,
        _ => 3,
    };
    shown.retain(|command| command.id != Id::Help);
    shown.sort_by_key(|command| order(command));
    shown
}

#[expect(clippy::unnecessary_wraps, reason = "the table wants one shape for every condition")]
fn always(_: &Model) -> Possible {
    Ok(())
}

fn loaded(model: &Model) -> Possible {
    model.desk.analysis.as_ref().map(|_| ()).ok_or("nothing is loaded yet")
}

fn has_plan(model: &Model) -> Possible {
    model.desk.plan.as_ref().map(|_| ()).ok_or("there is no plan: open a finding and choose a remedy")
}

fn can_apply(model: &Model) -> Possible {
    has_plan(model)?;
    if model.desk.plan.as_ref().is_some_and(|draft| draft.carried_out.is_some()) {
        return Err("this plan was carried out; make a new one");
    }
    if !model.desk.can_write {
        return Err("this estate was opened from a file; changes need live accounts or the demo");
    }
    if model.desk.plan.as_ref().is_some_and(|draft| !draft.accounts().all(|it| model.desk.armed.contains(it))) {
        return Err("writing is not armed for the accounts of this plan: press W");
    }
    idle(model)
}

fn can_arm(model: &Model) -> Possible {
    if model.desk.can_write {
        idle(model)
    } else {
        Err("this estate was opened from a file; changes need live accounts or the demo")
    }
}

fn can_undo(model: &Model) -> Possible {
    if model.desk.journal.entries.is_empty() {
        return Err("the journal is empty: nothing was carried out");
    }
    idle(model)
}

fn can_finish(model: &Model) -> Possible {
    if model.desk.journal.entries.iter().all(|entry| entry.ended.is_some()) {
        return Err("no entry was interrupted: there is nothing to finish");
    }
    can_arm(model)
}

fn can_scan(model: &Model) -> Possible {
    if model.desk.can_scan { idle(model) } else { Err("there are no accounts to read: this is a recorded estate") }
}

fn idle(model: &Model) -> Possible {
    match &model.desk.job {
        Some(_) => Err("wait for the job under way, or cancel it with ctrl-c"),
        None => Ok(()),
    }
}

fn can_go_back(model: &Model) -> Possible {
    if model.history.can_go_back() { Ok(()) } else { Err("there is no place before this one") }
}

fn can_go_forward(model: &Model) -> Possible {
    if model.history.can_go_forward() { Ok(()) } else { Err("there is no place after this one") }
}

/// The page of documentation of all keys, in Markdown.
pub fn keys_page() -> String {
    let mut page = String::from("# Keys\n\nThis page is made from the table of commands.\n");
    for context in Context::ALL {
        let commands: Vec<&Command> =
            COMMANDS.iter().filter(|command| command.contexts.first() == Some(&context)).collect();
        if commands.is_empty() {
            continue;
        }
        page.push_str(&format!("\n## {}\n\n| keys | command | what it does |\n|---|---|---|\n", context.title()));
        for command in commands {
            let keys: Vec<String> = command.keys.iter().map(|keys| format!("`{keys}`")).collect();
            page.push_str(&format!("| {} | `{}` | {} |\n", keys.join(", "), command.name, where_too(command)));
        }
    }
    page
}

fn where_too(command: &Command) -> String {
    let others: Vec<&str> = command.contexts.iter().skip(1).map(|context| context.title()).collect();
    if others.is_empty() { command.doc.to_owned() } else { format!("{} Also: {}.", command.doc, others.join(", ")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique() {
        let mut names: Vec<&str> = COMMANDS.iter().map(|command| command.name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), COMMANDS.len());
    }

    #[test]
    fn the_page_of_keys_holds_every_command() {
        let page = keys_page();
        for command in COMMANDS {
            assert!(page.contains(&format!("`{}`", command.name)), "{} is missing", command.name);
        }
    }

    #[test]
    fn what_changes_a_cloud_shares_no_letter_with_moving() {
        let letters = |keys: &str| keys.to_ascii_lowercase();
        let changing = COMMANDS.iter().filter(|command| command.danger == Danger::Changes);
        for key in changing.flat_map(|command| command.keys) {
            let moving = COMMANDS.iter().filter(|command| command.contexts.contains(&Context::List));
            assert!(!moving.flat_map(|command| command.keys).any(|other| letters(other) == letters(key)), "{key}");
        }
    }
}
