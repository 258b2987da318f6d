//! Documents with the same text cost memory and time once.

use std::collections::HashSet;

use tidegate::checks::{Context, Rules};
use tidegate::model::{Arn, Detail, Document, Estate, Record, Resource};
use tidegate::policy::Version;
use tidegate::simulated::generate;
use tidegate::store::snapshot;

fn documents(estate: &Estate) -> Vec<&Document> {
    estate.resources().flat_map(|(_, resource)| resource.detail.documents()).collect()
}

/// An estate whose documents all have their own memory, as a scan reads them.
fn unshared(resources: usize) -> Estate {
    let made = generate(resources);
    let mut estate = Estate::new(made.header.clone());
    for (_, resource) in made.resources() {
        let text = serde_json::to_string(resource.as_ref()).unwrap();
        estate.push(Record::Resource(Box::new(serde_json::from_str(&text).unwrap())));
    }
    estate
}

#[test]
fn identical_documents_are_parsed_once() {
    let estate = unshared(1_000);
    let all = documents(&estate);
    let texts: HashSet<&str> = all.iter().map(|document| document.text()).collect();
    assert!(texts.len() + 300 < all.len(), "{} of {} documents differ", texts.len(), all.len());
    let rules = Rules::default();
    let context = Context::new(&estate, &rules, estate.header.started);
    assert_eq!(context.parsed_documents(), texts.len());
    for document in &all {
        let policy = context.policy(document).unwrap();
        let first = all.iter().find(|other| other.text() == document.text()).unwrap();
        assert!(std::ptr::eq(policy, context.policy(first).unwrap()));
    }
}

#[test]
fn identical_documents_of_a_snapshot_are_one_text_in_memory() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("a.jsonl.zst");
    snapshot::save(&path, &unshared(1_000)).unwrap();
    let estate = snapshot::open(&path).unwrap();
    let all = documents(&estate);
    let addresses: HashSet<*const u8> = all.iter().map(|document| document.text().as_ptr()).collect();
    let texts: HashSet<&str> = all.iter().map(|document| document.text()).collect();
    assert!(texts.len() < all.len());
    assert_eq!(addresses.len(), texts.len());
}

#[test]
fn a_document_made_anew_is_found_by_its_text_and_a_foreign_one_is_not_found() {
    let estate = unshared(40);
    let rules = Rules::default();
    let context = Context::new(&estate, &rules, estate.header.started);
    let own = documents(&estate)[0];
    let anew = Document::new(own.text());
    assert!(!anew.is_shared_with(own));
    assert!(std::ptr::eq(context.policy(&anew).unwrap(), context.policy(own).unwrap()));
    let foreign = Document::new(format!("{} ", own.text()));
    assert!(context.policy(&foreign).is_err());
    assert_eq!(context.policy(own).map(|policy| policy.version), Ok(Version::V2012));
}

/// What a role carries: its inline policies, then its trust policy.
#[test]
fn every_document_of_a_role_is_parsed() {
    let mut estate = unshared(40);
    let role = estate.resources().find_map(|(_, it)| it.role().map(|role| (Resource::clone(it), role.clone())));
    let (mut resource, mut role) = role.unwrap();
    let before = Context::new(&estate, &Rules::default(), estate.header.started).parsed_documents();
    role.trust = Document::new(r#"{"Statement":[]}"#);
    resource.arn = Arn::new(format!("{}-new", resource.arn));
    resource.detail = Detail::Role(Box::new(role));
    estate.push(Record::Resource(Box::new(resource)));
    assert_eq!(Context::new(&estate, &Rules::default(), estate.header.started).parsed_documents(), before + 1);
}
