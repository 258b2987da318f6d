//! Rows of who can reach a store, and of what a principal can reach: one mark for each kind of access.

use std::collections::BTreeMap;

use super::words::{LastUse, account_of, account_words, caller_of, caller_words, name_and_kind, text_of, via};
use crate::finding::{Severity, Status};
use crate::model::Resource;
use crate::policy::access::{AccessIndex, Cell, CellState, Options, Question, SubjectKind, Whereto, unread_words};
use crate::policy::actions::{Access, ActionTable};
use crate::policy::evaluate::Formula;
use crate::ui::filter::{Field, Subject};
use crate::ui::text::{Safe, safe};

/// Whether one has access, from the least to the most.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum State {
    /// Never.
    #[default]
    No,
    /// What could not be read decides.
    Unknown,
    /// On a condition.
    If,
    /// Yes.
    Yes,
}

/// One kind of access.
#[derive(Debug, Clone, Default)]
pub struct Mark {
    /// Whether.
    pub state: State,
    /// The action that shows it, to be explained.
    pub action: String,
    /// The resource that it was asked for.
    pub resource: String,
    /// The roles that are assumed first, by ARN, in order.
    pub through: Vec<String>,
    /// Where it comes from, in words.
    pub via: Safe,
    /// When, where that depends; what could not be read, where that decides; empty otherwise.
    pub condition: Safe,
    /// When the principal last used it, or the service.
    pub last_use: LastUse,
}

/// The kinds of access in the order of the columns, with their headings.
pub const SHOWN: [(Access, &str); 6] = [
    (Access::List, "list"),
    (Access::Read, "read"),
    (Access::Write, "write"),
    (Access::Delete, "delete"),
    (Access::Administer, "admin"),
    (Access::Decrypt, "decrypt"),
];

/// From the gravest to the least, by place in [`SHOWN`]: whoever administers can give itself the rest.
pub const GRAVEST: [usize; 6] = [4, 3, 2, 1, 5, 0];

/// One principal, or one store.
#[derive(Debug, Clone)]
pub struct Entry {
    /// What names it in a question: an ARN, an account, a service.
    pub key: String,
    /// Its name.
    pub name: Safe,
    /// What it is, in a word.
    pub kind: &'static str,
    /// Its account.
    pub account: Safe,
    /// Whether it is a principal from outside the estate, and which.
    pub outside: Option<Outside>,
    /// A mark for each kind of access, as in [`SHOWN`].
    pub marks: [Mark; SHOWN.len()],
    /// Where the access comes from, in words.
    pub via: Safe,
    /// When the principal last used the service.
    pub last_use: LastUse,
    words: String,
}

/// A principal from outside the estate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Outside {
    /// Everyone, signed or not.
    Public,
    /// A foreign account, or somebody of one.
    Foreign,
    /// Whoever an identity provider vouches for.
    Provider,
}

impl Outside {
    /// The outsider that a subject is. A service of AWS acts for accounts, and is none.
    fn of(kind: SubjectKind) -> Option<Self> {
        match kind {
            SubjectKind::Anonymous | SubjectKind::AnyAccount => Some(Self::Public),
            SubjectKind::Account | SubjectKind::ForeignPrincipal => Some(Self::Foreign),
            SubjectKind::Provider => Some(Self::Provider),
            SubjectKind::User | SubjectKind::Role | SubjectKind::Root | SubjectKind::Service => None,
        }
    }

    /// It in a word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Public => "public",
            Self::Foreign => "foreign",
            Self::Provider => "provider",
        }
    }
}

/// The answer to who or what.
#[derive(Debug, Clone)]
pub struct Sheet {
    /// The question, in words.
    pub title: Safe,
    /// What the rows are: principals or stores.
    pub what: (&'static str, &'static str),
    /// Whether the rows are principals.
    pub is_who: bool,
    /// What the question names: the ARN of the store, or the principal.
    pub subject: String,
    /// The rows: whoever has any access, or may.
    pub entries: Vec<Entry>,
    /// How many were asked about.
    pub asked: usize,
}

/// Who can reach a store.
///
/// # Errors
/// When there is no such store.
pub fn who(index: &AccessIndex, arn: &str) -> Result<Sheet, Safe> {
    let estate = index.estate();
    let (id, store) = estate.find(arn).ok_or_else(|| safe!("{arn} is not in this estate"))?;
    if !index.store_ids().any(|held| held == id) {
        let (kind, name) = (store.kind(), store.name());
        return Err(safe!("Who can reach it is asked of buckets and keys; {name} is not one but a {kind}."));
    }
    let cells = index.who_can(Question::EveryAccess, Whereto::Store(id), &Options::default().through_roles());
    let mut of_subject: BTreeMap<_, Vec<&Cell>> = BTreeMap::new();
    cells.iter().for_each(|cell| of_subject.entry(cell.subject).or_default().push(cell));
    let entry = |(id, cells): (_, Vec<&Cell>)| {
        let subject = index.subject(id)?;
        let (name, kind) = name_and_kind(subject.kind, &subject.caller);
        Some(Entry {
            outside: Outside::of(subject.kind),
            account: account_of(estate, subject.kind, &subject.caller),
            ..Entry::new(index, text_of(&subject.caller), (name, kind), store, &cells)
        })
    };
    let entries = of_subject.into_iter().filter_map(entry).collect();
    let title = safe!("Who can reach {} {} in {}", store.kind(), store.name(), account_words(estate, &store.account));
    let asked = index.subjects().len();
    Ok(Sheet { title, what: ("principal", "principals"), is_who: true, subject: arn.to_owned(), entries, asked })
}

/// What a principal can reach.
///
/// # Errors
/// When the text names no principal of whom the estate tells anything.
pub fn what(index: &AccessIndex, principal: &str) -> Result<Sheet, Safe> {
    let caller = caller_of(index, principal)?;
    let estate = index.estate();
    let subject = index.subject_of(&caller).and_then(|id| index.subject(id));
    let subject = subject.ok_or_else(|| safe!("{principal} is neither in this estate nor named by its policies."))?;
    let cells = index.can(&caller, &Options::default().through_roles());
    let mut of_store: BTreeMap<_, Vec<&Cell>> = BTreeMap::new();
    for cell in &cells {
        cell.store.into_iter().for_each(|id| of_store.entry(id).or_default().push(cell));
    }
    let entry = |(id, cells): (_, Vec<&Cell>)| {
        let store = estate.resource(id)?;
        let named = (Safe::new(store.name()), store.kind().word());
        let account = account_words(estate, &store.account);
        Some(Entry { account, ..Entry::new(index, store.arn.to_string(), named, store, &cells) })
    };
    let entries = of_store.into_iter().filter_map(entry).collect();
    let title = safe!("What {} can reach", caller_words(estate, subject.kind, &subject.caller));
    let (subject, asked) = (text_of(&caller), index.store_ids().len());
    Ok(Sheet { title, what: ("store", "stores"), is_who: false, subject, entries, asked })
}

impl Entry {
    fn new(
        index: &AccessIndex,
        key: String,
        (name, kind): (Safe, &'static str),
        store: &Resource,
        cells: &[&Cell],
    ) -> Self {
        let marks = SHOWN.map(|(access, _)| {
            let cell = cells.iter().find(|cell| cell.access == Some(access));
            cell.map_or_else(|| Mark::none(access, store), |cell| Mark::new(index, access, store, cell))
        });
        let mut ways: Vec<&str> = Vec::new();
        for way in marks.iter().flat_map(|mark| mark.via.as_str().split(", ")).filter(|way| !way.is_empty()) {
            if !ways.contains(&way) {
                ways.push(way);
            }
        }
        let via = Safe::new(&ways.join(", "));
        let last_use = marks.iter().map(|mark| &mark.last_use).max().cloned().unwrap_or_default();
        let words = format!("{name} {kind} {via}");
        Self { key, name, kind, account: Safe::default(), outside: None, marks, via, last_use, words }
    }

    /// The gravest kind of access that it has, or else of which it is not known, by its place in [`SHOWN`].
    pub fn gravest(&self) -> Option<usize> {
        let above = |least| GRAVEST.into_iter().find(|&at| self.mark(at).is_some_and(|mark| mark.state > least));
        above(State::Unknown).or_else(|| above(State::No))
    }

    /// The mark at a place of [`SHOWN`].
    pub fn mark(&self, at: usize) -> Option<&Mark> {
        self.marks.get(at)
    }
}

impl Mark {
    fn new(index: &AccessIndex, access: Access, store: &Resource, cell: &Cell) -> Self {
        let (action, resource) = shown_by(access, store, cell);
        let arn = |step: &crate::policy::access::Step| index.subject(step.role).map(|it| text_of(&it.caller));
        Self {
            state: match cell.state {
                CellState::Allow => State::Yes,
                CellState::AllowIf => State::If,
                CellState::Unknown => State::Unknown,
            },
            action,
            resource,
            through: cell.through.iter().filter_map(arn).collect(),
            via: via(index, cell),
            condition: condition(index, cell),
            last_use: LastUse::of(index, cell),
        }
    }

    /// The mark of no access.
    fn none(access: Access, store: &Resource) -> Self {
        let (action, resource) = usual(access, store);
        Self { action: action.to_owned(), resource, ..Self::default() }
    }
}

/// When a cell's access holds, with what its steps ask for; what was not read, where that decides.
fn condition(index: &AccessIndex, cell: &Cell) -> Safe {
    let steps = cell.through.iter().map(|step| &step.condition);
    let all = Formula::all(steps.chain([&cell.condition]).cloned());
    if cell.state == CellState::Unknown {
        return Safe::new(&unread_words(index.estate(), &all));
    }
    if all == Formula::Yes { Safe::default() } else { safe!("{all}") }
}

/// The action that people know a kind of access by, and the resource that it acts on.
fn usual(access: Access, store: &Resource) -> (&'static str, String) {
    let own = store.arn.to_string();
    let inside = format!("{own}/*");
    match (store.kind().word(), access) {
        ("key", Access::List) => ("kms:DescribeKey", own),
        ("key", Access::Write) => ("kms:Encrypt", own),
        ("key", Access::Delete) => ("kms:ScheduleKeyDeletion", own),
        ("key", Access::Administer) => ("kms:PutKeyPolicy", own),
        ("key", _) => ("kms:Decrypt", own),
        ("queue", access) => (among(QUEUE, access), own),
        ("topic", access) => (among(TOPIC, access), own),
        ("stream", access) => (among(STREAM, access), own),
        ("table", access) => (among(TABLE, access), own),
        ("secret", access) => (among(SECRET, access), own),
        ("log-group", access) => (among(LOG_GROUP, access), own),
        (_, Access::List) => ("s3:ListBucket", own),
        (_, Access::Write) => ("s3:PutObject", inside),
        (_, Access::Delete) => ("s3:DeleteObject", inside),
        (_, Access::Administer) => ("s3:PutBucketPolicy", own),
        _ => ("s3:GetObject", inside),
    }
}

/// Best known actions: to list, read, write, delete, administer.
type Known = [&'static str; 5];

const QUEUE: Known =
    ["sqs:GetQueueAttributes", "sqs:ReceiveMessage", "sqs:SendMessage", "sqs:DeleteMessage", "sqs:SetQueueAttributes"];
const TOPIC: Known =
    ["sns:GetTopicAttributes", "sns:Subscribe", "sns:Publish", "sns:DeleteTopic", "sns:SetTopicAttributes"];
const STREAM: Known = [
    "kinesis:ListShards",
    "kinesis:GetRecords",
    "kinesis:PutRecord",
    "kinesis:DeleteStream",
    "kinesis:PutResourcePolicy",
];
const TABLE: Known = [
    "dynamodb:DescribeTable",
    "dynamodb:GetItem",
    "dynamodb:PutItem",
    "dynamodb:DeleteItem",
    "dynamodb:PutResourcePolicy",
];
const SECRET: Known = [
    "secretsmanager:DescribeSecret",
    "secretsmanager:GetSecretValue",
    "secretsmanager:PutSecretValue",
    "secretsmanager:DeleteSecret",
    "secretsmanager:PutResourcePolicy",
];
const LOG_GROUP: Known = [
    "logs:DescribeLogStreams",
    "logs:GetLogEvents",
    "logs:PutLogEvents",
    "logs:DeleteLogGroup",
    "logs:AssociateKmsKey",
];

fn among(known: Known, access: Access) -> &'static str {
    let [list, read, write, delete, administer] = known;
    match access {
        Access::List => list,
        Access::Write => write,
        Access::Delete => delete,
        Access::Administer => administer,
        _ => read,
    }
}

/// The action and the resource that show a cell: what people know the access by, where it goes through.
fn shown_by(access: Access, store: &Resource, cell: &Cell) -> (String, String) {
    let table = ActionTable::aws();
    let (known, _) = usual(access, store);
    let fits = |id: &&_| table.takes(**id, &cell.resource);
    let fitting: Vec<&str> = cell.actions.iter().filter(fits).map(|&id| table.name(id)).collect();
    let best = fitting.iter().find(|name| **name == known).or_else(|| fitting.first());
    (best.map_or(known, |name| name).to_owned(), cell.resource.clone())
}

/// An entry held against a filter.
impl Subject for Entry {
    fn words(&self) -> &str {
        &self.words
    }

    fn field(&self, field: Field, text: &str) -> bool {
        let holds = |whole: &Safe| whole.as_str().to_lowercase().contains(text);
        match field {
            Field::Kind => self.kind.starts_with(text),
            Field::Account => holds(&self.account) || self.key.contains(text),
            Field::Name => holds(&self.name),
            Field::Via => holds(&self.via),
            Field::Access if text == "outside" => self.outside.is_some(),
            Field::Access if self.outside.is_some_and(|it| it.word() == text) => true,
            Field::Access => SHOWN.iter().zip(&self.marks).any(|((access, title), mark)| {
                mark.state > State::No && (access.name().starts_with(text) || title.starts_with(text))
            }),
            _ => false,
        }
    }

    fn any_severity(&self, _: &dyn Fn(Severity) -> bool) -> bool {
        false
    }

    fn status(&self, status: Status) -> bool {
        status == Status::Unknown && self.marks.iter().any(|mark| mark.state == State::Unknown)
    }
}
