//! What the policies of a role name, for services whose configuration tells only the role: a database or a warehouse
//! moves data to and from there by statements that nobody writes down.

use crate::flow::{Draft, Sketch, Transfer, references};
use crate::model::Document;

/// Adds a reference to each thing of these services that the role's policies name. A star names nothing.
pub(super) fn refer(draft: &mut Draft<'_>, role: &str, place: &str, services: &[&str]) {
    let estate = draft.estate;
    let Some(held) = estate.find(role).and_then(|(_, it)| it.role()) else { return };
    for policy in &held.inline {
        name_all(draft, &policy.document, role, &format!("{place}, policy {}", policy.name), services);
    }
    for attached in &held.attached {
        let policy = estate.find(attached.arn.as_str()).and_then(|(_, it)| it.policy()).filter(|it| !it.aws_managed);
        if let Some(policy) = policy
            && let Some(document) = policy.document.known()
        {
            name_all(draft, document, role, &format!("{place}, policy {}", policy.name), services);
        }
    }
}

fn name_all(draft: &mut Draft<'_>, document: &Document, role: &str, place: &str, services: &[&str]) {
    let wanted = |name: &&str| name.split(':').nth(2).is_some_and(|service| services.contains(&service));
    for name in references(document.text()).filter(wanted) {
        let name = name.trim_end_matches(['*', '/', ':']);
        draft.add(Sketch::to(name, Transfer::Refer).as_role(role).referenced(place));
    }
}
