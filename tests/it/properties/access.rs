//! The matrix and the questions say of random estates what single explanations say.

use std::sync::Arc;

use proptest::prelude::*;
use serde_json::{Value, json};
use tidegate::model::aws::{
    BucketEncryption, EncryptionAlgorithm, EncryptionRule, InlinePolicy, KeyGrant, MemberAccount, ObjectOwnership,
    Organization, OrganizationPolicy, OrganizationPolicyKind,
};
use tidegate::model::{AccountId, Arn, Detail, Document, Estate, Fact, Record, Region, Resource};
use tidegate::policy::access::{AccessIndex, CellState, Matrix, Options, Question, SubjectId, Whereto};
use tidegate::policy::actions::{Access, ActionId, ActionTable};

use super::cases::{bytes, cases};
use crate::fuzzed::tape::{RESOURCES, Room, Tape, policy};
use crate::samples::{self, ACCOUNT, ORGANIZATION, SECOND, Tweak, key_arn};

const OWN: Room<'static> = Room { principals: false, resources: &RESOURCES, denies: 4 };

fn document(value: &Value) -> Document {
    Document::new(value.to_string().as_str())
}

fn inline(tape: &mut Tape<'_>) -> Vec<InlinePolicy> {
    let count = tape.number(3);
    (0..count).map(|at| InlinePolicy { name: format!("p{at}"), document: document(&policy(tape, OWN)) }).collect()
}

fn moved(mut resource: Resource, account: &str, region: &str) -> Resource {
    if account != ACCOUNT {
        resource.arn = Arn::new(resource.arn.as_str().replace(ACCOUNT, account));
    }
    resource.region = Region::new(region);
    resource.owned_by(account)
}

fn bucket(tape: &mut Tape<'_>, name: &str) -> Resource {
    let inside = format!("arn:aws:s3:::{name}/*");
    let logs = format!("arn:aws:s3:::{name}/logs/*");
    let own = format!("arn:aws:s3:::{name}");
    let room = Room { principals: true, resources: &[&inside, &own, &logs, "*"], denies: 3 };
    let text = tape.happens(2).then(|| policy(tape, room).to_string());
    let rule = tape.happens(2).then(|| EncryptionRule {
        algorithm: EncryptionAlgorithm::Kms,
        key: Some(key_arn("main")),
        bucket_key: true,
        blocked: Vec::new(),
    });
    let (open, lists) = (tape.happens(2), tape.happens(3));
    samples::bucket(name).bucket_with(|it| {
        it.policy = Fact::Known(text.map(|text| Document::new(&*text)));
        it.encryption = Fact::Known(Some(BucketEncryption { rules: rule.into_iter().collect() }));
        if open {
            it.public_access_block = Fact::Known(None);
        }
        if lists {
            it.ownership = Fact::Known(Some(ObjectOwnership::ObjectWriter));
        }
    })
}

fn door_arn(name: &str) -> String {
    format!("arn:aws:s3:eu-west-1:{ACCOUNT}:accesspoint/{name}")
}

fn access_point(tape: &mut Tape<'_>, name: &str, bucket: &str) -> Resource {
    let own = door_arn(name);
    let (inside, logs) = (format!("{own}/object/*"), format!("{own}/object/logs/*"));
    let room = Room { principals: true, resources: &[&inside, &own, &logs, "*"], denies: 3 };
    let text = tape.happens(2).then(|| policy(tape, room).to_string());
    let network = tape.happens(3);
    let mut made = samples::access_point(name, bucket, text);
    if let Detail::AccessPoint(it) = &mut made.detail {
        it.vpc = network.then(|| "vpc-1".to_owned());
        it.internet = !network;
    }
    made
}

fn key(tape: &mut Tape<'_>) -> Resource {
    let text = policy(tape, Room { principals: true, resources: &["*"], denies: 4 }).to_string();
    let granted = tape.happens(3);
    samples::key("main").key_with(|it| {
        if !text.is_empty() && granted {
            it.policy = Fact::Known(Document::new(&*text));
        }
        let grant = KeyGrant {
            id: "g1".to_owned(),
            name: None,
            grantee: format!("arn:aws:iam::{ACCOUNT}:user/bo"),
            retiring: None,
            operations: vec!["Decrypt".to_owned(), "GenerateDataKey".to_owned()],
            created: None,
            constraints: None,
        };
        it.grants = Fact::Known(if granted { vec![grant] } else { Vec::new() });
    })
}

fn organization(tape: &mut Tape<'_>, estate: &mut Estate) {
    let member = |id: &str| MemberAccount {
        id: AccountId::new(id),
        name: id.to_owned(),
        status: "ACTIVE".to_owned(),
        parent: None,
    };
    estate.push(Record::Organization(Organization {
        id: ORGANIZATION.to_owned(),
        management_account: AccountId::new("000011112222"),
        feature_set: "ALL".to_owned(),
        accounts: Fact::Known(vec![member(ACCOUNT), member(SECOND)]),
    }));
    for (name, policy_kind) in
        [("scp", OrganizationPolicyKind::ServiceControl), ("rcp", OrganizationPolicyKind::ResourceControl)]
    {
        if !tape.happens(2) {
            continue;
        }
        let principals = policy_kind == OrganizationPolicyKind::ResourceControl;
        let room = Room { principals: false, resources: &RESOURCES[..3], denies: 1 };
        let mut text = policy(tape, room);
        let mut allow = json!({"Effect": "Allow", "Action": "*", "Resource": "*"});
        let statements = text["Statement"].as_array_mut().unwrap();
        for statement in statements.iter_mut().chain([&mut allow]).filter(|_| principals) {
            statement["Principal"] = json!("*");
            statement["Effect"] = json!("Deny");
        }
        allow["Effect"] = json!("Allow");
        if principals {
            // `NotAction` cannot stand in a resource control policy, and it only denies.
            statements.retain(|it| it.get("NotAction").is_none());
        }
        statements.push(allow);
        let mut made = samples::managed_policy(name, "{}");
        made.arn = Arn::new(format!("arn:aws:organizations::000011112222:policy/{ORGANIZATION}/{name}").as_str());
        made.detail = Detail::OrganizationPolicy(Box::new(OrganizationPolicy {
            id: format!("p-{name}"),
            name: name.to_owned(),
            policy_kind,
            aws_managed: false,
            document: Fact::Known(document(&text)),
            targets: Fact::Known(vec![ACCOUNT.to_owned(), SECOND.to_owned()]),
        }));
        estate.push(Record::Resource(Box::new(made)));
    }
}

fn estate(tape: &mut Tape<'_>) -> Estate {
    let mut resources = vec![samples::managed_policy("limit", policy(tape, OWN).to_string())];
    let group = inline(tape);
    resources.push(samples::group("team").group_with(|it| it.inline = group));
    for name in ["ann", "bo", "cy"] {
        let (own, limited, member) = (inline(tape), tape.happens(3), tape.happens(2));
        resources.push(samples::user(name).user_with(|it| {
            it.inline = own;
            it.boundary = limited.then(|| Arn::new(format!("arn:aws:iam::{ACCOUNT}:policy/limit").as_str()));
            it.groups = if member { vec!["team".to_owned()] } else { Vec::new() };
        }));
    }
    for (name, account) in [("near", ACCOUNT), ("far", SECOND)] {
        let own = inline(tape);
        resources.push(moved(samples::role(name).role_with(|it| it.inline = own), account, "global"));
    }
    for (name, account, region) in
        [("raw", ACCOUNT, "eu-west-1"), ("prod-a", SECOND, "us-east-1"), ("homes", ACCOUNT, "us-east-1")]
    {
        resources.push(moved(bucket(tape, name), account, region));
    }
    for (door, bucket) in [("open", "raw"), ("inner", "prod-a")] {
        resources.push(access_point(tape, door, bucket));
    }
    resources.push(key(tape));
    let mut estate = samples::estate(resources);
    if tape.happens(2) {
        organization(tape, &mut estate);
    }
    estate
}

/// The resources on which a store is asked for, the parts that any of the patterns singles out among them.
fn asked(index: &AccessIndex, subject: SubjectId, arn: &str) -> Vec<String> {
    if !arn.starts_with("arn:aws:s3") {
        return vec![arn.to_owned()];
    }
    let name = index.subject(subject).unwrap().caller.identity().map_or("", |it| it.name());
    let parts = ["/*", "/logs/*", "/*.csv", &format!("/{name}/*")].map(|part| format!("{arn}{part}"));
    let door = match arn {
        "arn:aws:s3:::raw" => Some("open"),
        "arn:aws:s3:::prod-a" => Some("inner"),
        _ => None,
    };
    let through = door.into_iter().flat_map(|door| {
        let inside = ["", "/object/*", "/object/logs/*", "/object/*.csv"].map(str::to_owned).into_iter();
        inside.chain([format!("/object/{name}/*")]).map(move |part| format!("{}{part}", door_arn(door)))
    });
    std::iter::once(arn.to_owned()).chain(parts).chain(through).collect()
}

/// What explaining each action on each part of a store says of a cell.
pub(super) fn by_hand(
    index: &AccessIndex,
    subject: SubjectId,
    arn: &str,
    access: Access,
    options: &Options,
) -> Option<CellState> {
    let table = ActionTable::aws();
    let service = table.service(if arn.starts_with("arn:aws:s3") { "s3" } else { "kms" }).unwrap();
    let caller = &index.subject(subject).unwrap().caller;
    let mut best = None;
    for resource in asked(index, subject, arn) {
        // A single resource of each part: no pattern singles it out by this letter.
        let resource = resource.replace('*', "~");
        let mut actions = table.taking(service, &resource);
        actions.intersect_with(table.with_access(access));
        if resource.contains(":accesspoint/") {
            // What manages an access point does nothing to the bucket.
            let behind = if resource.contains("/object/") { "arn:aws:s3:::b/k" } else { "arn:aws:s3:::b" };
            actions.intersect_with(&table.taking(service, behind));
        }
        for action in actions.iter().filter(|id: &ActionId| table.name(*id) != "s3:CreateBucket") {
            let answer = index.explain(caller, table.name(action), &resource, &options.context);
            best = best.max(CellState::of(&answer.condition));
            if best == Some(CellState::Allow) {
                return best;
            }
        }
    }
    best
}

fn row(matrix: &Matrix, subject: SubjectId, store: usize) -> Vec<Option<CellState>> {
    Access::ALL.iter().map(|access| matrix.state(subject, store, *access)).collect()
}

proptest! {
    #![proptest_config(cases(48))]

    #[test]
    fn the_matrix_is_what_explaining_each_cell_says(tape in bytes(600), picks in bytes(8)) {
        let mut tape = Tape::new(&tape);
        let index = AccessIndex::new(Arc::new(estate(&mut tape)));
        let options = Options::default();
        let matrix = index.matrix(&options);
        let mut picks = Tape::new(&picks);
        for _ in 0..4 {
            let store = picks.number(matrix.stores().len());
            let arn = index.estate().resource(matrix.stores()[store]).unwrap().arn.clone();
            let wanted = picks.number(index.subjects().len());
            let subject = index.subject_of(&index.subjects()[wanted].caller).unwrap();
            let access = *picks.one_of(&Access::ALL);
            prop_assert_eq!(
                matrix.state(subject, store, access),
                by_hand(&index, subject, arn.as_str(), access, &options),
                "{} on {} {}", index.subjects()[wanted].caller, arn, access.name()
            );
        }
    }

    #[test]
    fn the_matrix_and_the_questions_agree(tape in bytes(600)) {
        let mut tape = Tape::new(&tape);
        let index = AccessIndex::new(Arc::new(estate(&mut tape)));
        let options = Options::default();
        let matrix = index.matrix(&options);
        for (store, id) in matrix.stores().iter().enumerate() {
            let cells = index.who_can(Question::EveryAccess, Whereto::Store(*id), &options);
            for subject in index.subjects() {
                let subject = index.subject_of(&subject.caller).unwrap();
                let told: Vec<Option<CellState>> = Access::ALL
                    .iter()
                    .map(|access| {
                        let of = |cell: &&tidegate::policy::access::Cell| {
                            cell.subject == subject && cell.access == Some(*access)
                        };
                        cells.iter().find(of).map(|cell| cell.state)
                    })
                    .collect();
                prop_assert_eq!(told, row(&matrix, subject, store), "{}", &index.subject(subject).unwrap().caller);
            }
        }
    }
}
