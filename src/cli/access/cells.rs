//! `tidegate access who-can` and `tidegate access can`: who reaches a store, and what a principal reaches.

use std::sync::Arc;

use color_eyre::eyre::{Result, eyre};
use serde_json::{Value, json};

use super::explain::conditions;
use super::names;
use super::{CanArguments, CellArguments, WhoCanArguments};
use crate::cli::Exit;
use crate::cli::answer::{estate, print, tell};
use crate::cli::arguments::TextOrJson;
use crate::model::{AccountId, ResourceId};
use crate::policy::access::{
    AccessIndex, Cell, CellState, LastUsed, Options, Provenance, Question, Reached, Step, Subject, SubjectKind,
    Whereto, unread_words,
};
use crate::policy::actions::{Access, ActionTable};
use crate::policy::evaluate::{Formula, lane_of};
use crate::report::{self, Table};
use crate::text::visible;

/// What `who-can` is asked about.
#[derive(Clone, Copy)]
enum Wanted<'a> {
    Level(Access),
    Action(&'a str),
    /// To become a role, in whichever way.
    Assume,
}

/// The ways to become a role.
const ASSUMING: [&str; 3] = ["sts:AssumeRole", "sts:AssumeRoleWithSAML", "sts:AssumeRoleWithWebIdentity"];

impl<'a> Wanted<'a> {
    fn read(text: &'a str) -> Result<Self> {
        if text.eq_ignore_ascii_case("assume") {
            return Ok(Self::Assume);
        }
        if let Some(level) = Access::named(&text.to_ascii_lowercase()) {
            return Ok(Self::Level(level));
        }
        let levels = Access::ALL.map(Access::name).join(", ");
        names::one_action(text).map_err(|wrong| eyre!("{wrong}, and none of {levels}, assume"))?;
        Ok(Self::Action(text))
    }

    /// The action by which its resource is found.
    fn action(self) -> Option<&'a str> {
        match self {
            Self::Level(_) => None,
            Self::Action(action) => Some(action),
            Self::Assume => ASSUMING.first().copied(),
        }
    }

    fn cells(self, index: &AccessIndex, arn: Option<&str>, options: &Options) -> Result<Vec<Cell>> {
        let ask =
            |question| Ok::<_, color_eyre::Report>(index.who_can(question, whereto(index, question, arn)?, options));
        match self {
            Self::Level(level) => ask(Question::Access(level)),
            Self::Action(action) => ask(Question::Action(action)),
            Self::Assume => {
                let of = arn.and_then(|arn| index.resource_of(arn)).and_then(|id| index.estate().resource(id));
                if of.is_none_or(|it| it.role().is_none()) {
                    return Err(eyre!("name the role that is assumed, as RESOURCE"));
                }
                let mut all = Vec::new();
                for action in ASSUMING {
                    all.extend(ask(Question::Action(action))?);
                }
                Ok(all)
            }
        }
    }
}

pub(super) fn who_can(asked: &WhoCanArguments) -> Result<Exit> {
    let wanted = Wanted::read(&asked.what)?;
    let index = index(&asked.how)?;
    let arn = match &asked.resource {
        Some(text) => Some(names::resource(&index, text, wanted.action())?),
        None => None,
    };
    let cells = wanted.cells(&index, arn.as_deref(), &options(&asked.how))?;
    tell_gaps(&index);
    let told = Told { index: &index, cells: &cells };
    match asked.how.format {
        TextOrJson::Table if cells.is_empty() => tell("nobody that this snapshot tells of"),
        TextOrJson::Table => print(&told.who(wanted))?,
        TextOrJson::Json => {
            let asked = json!({ "what": asked.what, "resource": arn });
            print(&report::json(&json!({ "format": 1, "asked": asked, "cells": told.json() }))?)?;
        }
    }
    Ok(Exit::Done)
}

pub(super) fn can(asked: &CanArguments) -> Result<Exit> {
    let index = index(&asked.how)?;
    let caller = names::principal(&index, &asked.principal)?;
    if index.subject_of(&caller).is_none() {
        return Err(eyre!(
            "this snapshot tells nothing of {caller}; ask of one request with `tidegate access explain`"
        ));
    }
    let options = options(&asked.how);
    let mut cells = index.can(&caller, &options);
    let arn = asked.resource.as_ref().map(|text| names::resource(&index, text, None)).transpose()?;
    if let Some(arn) = &arn {
        let store = index
            .store_of(arn)
            .ok_or_else(|| eyre!("{} is no store of this snapshot: stores are buckets, keys, queues, topics, streams, tables, secrets and log groups", visible(arn)))?;
        cells.retain(|cell| cell.store == Some(store));
    }
    tell_gaps(&index);
    let roles = if arn.is_none() { index.reach(&caller, &options) } else { Vec::new() };
    let told = Told { index: &index, cells: &cells };
    match asked.how.format {
        TextOrJson::Table => {
            if cells.is_empty() {
                tell("nothing that this snapshot tells of");
            }
            let table = if cells.is_empty() { String::new() } else { told.what() };
            let break_ = if table.is_empty() || roles.is_empty() { "" } else { "\n" };
            print(&format!("{table}{break_}{}", told.roles(&roles)))?;
        }
        TextOrJson::Json => {
            let asked = json!({ "principal": caller.to_string(), "resource": arn });
            let roles: Vec<Value> = roles.iter().map(|role| told.role_json(role)).collect();
            print(&report::json(&json!({ "format": 1, "asked": asked, "cells": told.json(), "roles": roles }))?)?;
        }
    }
    Ok(Exit::Done)
}

fn index(how: &CellArguments) -> Result<AccessIndex> {
    Ok(AccessIndex::new(Arc::new(estate(&how.snapshot)?)))
}

/// Says when the scan could not read all: there may be more than is told.
fn tell_gaps(index: &AccessIndex) {
    let gaps = index.estate().gaps().len();
    if gaps > 0 {
        tell(&format!("{gaps} reads of the scan failed: there may be more"));
    }
}

fn options(how: &CellArguments) -> Options {
    Options { context: names::context(&how.context), through_roles: how.through_roles }
}

/// Where a question is asked: a store as a whole, one resource, or every store.
fn whereto<'a>(index: &AccessIndex, question: Question<'_>, arn: Option<&'a str>) -> Result<Whereto<'a>> {
    let service = match question {
        Question::Action(action) => ActionTable::aws().find(action).and_then(lane_of).map(|(service, _)| service),
        _ => None,
    };
    let Some(arn) = arn else {
        return match question {
            Question::Action(action) if service.is_none() => {
                Err(eyre!("{} is not known to act on a bucket or key; name a RESOURCE", visible(action)))
            }
            _ => Ok(Whereto::EveryStore),
        };
    };
    let store: Option<ResourceId> = index.store_of(arn);
    let whole = store.and_then(|id| index.estate().resource(id)).filter(|it| it.arn.as_str() == arn);
    match (question, store, whole) {
        (Question::Action(_), Some(id), Some(it)) if service == Some(it.arn.service()) => Ok(Whereto::Store(id)),
        (Question::Action(_), ..) => Ok(Whereto::Resource(arn)),
        (_, Some(id), Some(_)) => Ok(Whereto::Store(id)),
        (_, Some(_), None) => Ok(Whereto::Resource(arn)),
        (_, None, _) => Err(eyre!("{} is no store of this snapshot: name an action instead of a level", visible(arn))),
    }
}

/// Cells with what is needed to tell them.
struct Told<'a> {
    index: &'a AccessIndex,
    cells: &'a [Cell],
}

impl Told<'_> {
    fn who(&self, wanted: Wanted<'_>) -> String {
        let through = self.cells.iter().any(|cell| !cell.through.is_empty());
        let mut head = vec!["who", "account"];
        head.extend(match wanted {
            Wanted::Level(_) => Some("access"),
            Wanted::Assume => Some("by"),
            Wanted::Action(_) => None,
        });
        head.extend(["verdict", "on"]);
        head.extend(through.then_some("through"));
        head.extend(["from", "last used", "if"]);
        let mut table = Table::new(&head);
        for cell in self.cells {
            let mut row = vec![self.subject(cell), self.account(cell)];
            row.extend(
                match wanted {
                    Wanted::Level(_) => Some(cell.access.map_or("", Access::name)),
                    Wanted::Assume => Some(cell.actions.first().map_or("", |id| ActionTable::aws().name(*id))),
                    Wanted::Action(_) => None,
                }
                .map(str::to_owned),
            );
            row.extend([cell.state.id().replace('_', " "), self.store(cell)]);
            row.extend(through.then(|| self.path(&cell.through)));
            row.extend(self.tail(cell));
            table.row(row);
        }
        table.text()
    }

    fn what(&self) -> String {
        let through = self.cells.iter().any(|cell| !cell.through.is_empty());
        let mut head = vec!["on", "access", "verdict"];
        head.extend(through.then_some("through"));
        head.extend(["from", "last used", "if"]);
        let mut table = Table::new(&head);
        for cell in self.cells {
            let access = cell.access.map_or("", Access::name).to_owned();
            let mut row = vec![self.store(cell), access, cell.state.id().replace('_', " ")];
            row.extend(through.then(|| self.path(&cell.through)));
            row.extend(self.tail(cell));
            table.row(row);
        }
        table.text()
    }

    fn roles(&self, roles: &[Reached]) -> String {
        if roles.is_empty() {
            return String::new();
        }
        let mut table = Table::new(&["can become", "verdict", "path", "if"]);
        for reached in roles {
            let conditions: Vec<String> = reached.path.iter().flat_map(|step| conditions(&step.condition)).collect();
            let row = [
                self.role(reached.role),
                reached.state.id().replace('_', " "),
                self.path(&reached.path),
                conditions.join(" and "),
            ];
            table.row(row);
        }
        table.text()
    }

    /// Where it comes from, when it was last used, and under which conditions.
    fn tail(&self, cell: &Cell) -> [String; 3] {
        let from: Vec<&str> = cell.provenance.iter().map(provenance).collect();
        let steps = cell.through.iter().flat_map(|step| conditions(&step.condition));
        let all = if cell.state == CellState::Unknown {
            let steps = cell.through.iter().map(|step| step.condition.clone());
            let whole = Formula::all(steps.chain([cell.condition.clone()]));
            format!("unknown: {}", unread_words(self.index.estate(), &whole))
        } else {
            steps.chain(conditions(&cell.condition)).collect::<Vec<_>>().join(" and ")
        };
        [from.join(", "), last_used(cell.last_used), all]
    }

    fn subject(&self, cell: &Cell) -> String {
        let Some(subject) = self.index.subject(cell.subject) else { return String::new() };
        match subject.resource.and_then(|id| self.index.estate().resource(id)) {
            Some(it) if subject.caller.identity().is_some() => format!("{}/{}", it.kind().word(), it.name()),
            _ if subject.kind == SubjectKind::AnyAccount => "anybody of any account".to_owned(),
            _ => subject.caller.to_string(),
        }
    }

    fn account(&self, cell: &Cell) -> String {
        account_of(self.index.subject(cell.subject))
            .map_or("-", |account| self.index.estate().account_name(account))
            .to_owned()
    }

    /// A bucket by its name, a key by its alias.
    fn store(&self, cell: &Cell) -> String {
        match cell.store.and_then(|id| self.index.estate().resource(id)) {
            Some(it) if it.key().is_some() => format!("key/{}", it.name()),
            _ => short(&cell.resource).to_owned(),
        }
    }

    fn role(&self, id: crate::policy::access::SubjectId) -> String {
        let identity = self.index.subject(id).and_then(|it| it.caller.identity());
        let account = |it: &crate::policy::evaluate::Identity| self.index.estate().account_name(&it.account).to_owned();
        identity.map_or_else(String::new, |it| format!("{}/{}", account(it), it.name()))
    }

    fn path(&self, steps: &[Step]) -> String {
        steps.iter().map(|step| self.role(step.role)).collect::<Vec<_>>().join(" > ")
    }

    fn json(&self) -> Vec<Value> {
        self.cells.iter().map(|cell| self.cell_json(cell)).collect()
    }

    fn cell_json(&self, cell: &Cell) -> Value {
        let subject = self.index.subject(cell.subject);
        let store = cell.store.and_then(|id| self.index.estate().resource(id));
        let table = ActionTable::aws();
        json!({
            "principal": subject.map(|it| match it.kind {
                SubjectKind::AnyAccount => self.subject(cell),
                _ => it.caller.to_string(),
            }),
            "kind": subject.map(|it| it.kind.id()),
            "account": account_of(subject),
            "store": store.map(|it| it.arn.as_str()),
            "resource": cell.resource,
            "access": cell.access.map(Access::name),
            "decision": cell.state.id(),
            "conditions": conditions(&cell.condition),
            "actions": cell.actions.iter().map(|id| table.name(*id)).collect::<Vec<_>>(),
            "from": cell.provenance.iter().map(Provenance::id).collect::<Vec<_>>(),
            "through": self.steps_json(&cell.through),
            "last_used": self.last_used_json(cell.last_used),
        })
    }

    fn role_json(&self, reached: &Reached) -> Value {
        let arn = |id| self.index.subject(id).map(|it| it.caller.to_string());
        json!({
            "role": arn(reached.role),
            "decision": reached.state.id(),
            "path": self.steps_json(&reached.path),
        })
    }

    fn steps_json(&self, steps: &[Step]) -> Vec<Value> {
        let arn = |id| self.index.subject(id).map(|it| it.caller.to_string());
        let step = |step: &Step| {
            json!({
                "role": arn(step.role),
                "decision": step.state.id(),
                "conditions": conditions(&step.condition),
            })
        };
        steps.iter().map(step).collect()
    }

    fn last_used_json(&self, used: LastUsed) -> Value {
        match used {
            LastUsed::Action(at) => json!({ "of": "action", "at": at }),
            LastUsed::Service(at) => json!({ "of": "service", "at": at }),
            LastUsed::Never => json!({ "of": "never" }),
            LastUsed::Unread(gap) => {
                json!({ "of": "unread", "gap": self.index.estate().gap(gap).map(ToString::to_string) })
            }
            LastUsed::Untold => json!({ "of": "untold" }),
        }
    }
}

/// The account that a subject is of; none for whoever is of none, or of any.
fn account_of(subject: Option<&Subject>) -> Option<&AccountId> {
    subject.filter(|it| it.kind != SubjectKind::AnyAccount).and_then(|it| it.caller.account())
}

/// An ARN of S3 without what all of them begin with; others as they are.
fn short(arn: &str) -> &str {
    arn.split_once(":s3:::").map_or(arn, |(_, name)| name)
}

fn provenance(from: Provenance) -> &'static str {
    match from {
        Provenance::Identity => "own policies",
        Provenance::Group => "group",
        Provenance::ResourcePolicy => "resource policy",
        Provenance::Grant => "grant",
        Provenance::AccessControlList => "access control list",
        Provenance::RootUser => "root user",
        Provenance::Assumed => "assumed role",
    }
}

/// The day, and of what: AWS tells it of some actions, of others of their service only.
fn last_used(used: LastUsed) -> String {
    match used {
        LastUsed::Action(at) => at.strftime("%Y-%m-%d").to_string(),
        LastUsed::Service(at) => format!("{} (service)", at.strftime("%Y-%m-%d")),
        LastUsed::Never => "never".to_owned(),
        LastUsed::Unread(_) => "not read".to_owned(),
        LastUsed::Untold => "-".to_owned(),
    }
}
