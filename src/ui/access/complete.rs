//! What the fields of a request can be completed to.

use std::collections::BTreeSet;

use crate::model::{Kind, ResourceId};
use crate::policy::access::store_kinds;
use crate::policy::actions::ActionTable;
use crate::ui::analysis::Analysis;

/// So many completions are offered.
const OFFERED: usize = 50;

/// Those that hold the text, without case; those that begin with it first. None when the text is one of them already.
fn matching(all: impl Iterator<Item = String>, text: &str) -> Vec<String> {
    let wanted = text.trim().to_ascii_lowercase();
    let mut found: Vec<(bool, String)> = all
        .map(|it| (it.to_ascii_lowercase(), it))
        .filter(|(small, _)| small.contains(&wanted))
        .map(|(small, it)| (!small.starts_with(&wanted), it))
        .collect();
    if found.iter().any(|(_, it)| it.eq_ignore_ascii_case(&wanted)) && found.len() == 1 {
        return Vec::new();
    }
    found.sort();
    found.truncate(OFFERED);
    found.into_iter().map(|(_, it)| it).collect()
}

fn arn(analysis: &Analysis, id: ResourceId) -> Option<String> {
    analysis.resource(id).map(|it| it.arn.to_string())
}

/// Principals: users and roles of the estate, the roots of its accounts, and nobody.
pub fn principals(analysis: &Analysis, text: &str) -> Vec<String> {
    let estate = analysis.estate();
    let own = [Kind::User, Kind::Role].into_iter().flat_map(|kind| estate.of_kind(kind));
    let own = own.filter_map(|&id| arn(analysis, id));
    let roots = estate.accounts().iter().map(|it| format!("arn:aws:iam::{}:root", it.id));
    matching(own.chain(roots).chain(["anonymous".to_owned()]), text)
}

/// Actions of AWS.
pub fn actions(text: &str) -> Vec<String> {
    let table = ActionTable::aws();
    matching(table.iter().map(|id| table.name(id).to_owned()), text)
}

/// Resources of the estate that the action acts on: stores, what lies in buckets, keys and roles.
pub fn resources(analysis: &Analysis, action: &str, text: &str) -> Vec<String> {
    let table = ActionTable::aws();
    let known = table.find(action.trim());
    let estate = analysis.estate();
    let own = store_kinds().chain([Kind::Role]).flat_map(|kind| estate.of_kind(kind));
    let own = own.filter_map(|&id| arn(analysis, id));
    let inside = estate.of_kind(Kind::Bucket).iter().filter_map(|&id| Some(format!("{}/*", arn(analysis, id)?)));
    let takes = |arn: &String| known.is_none_or(|id| table.takes(id, arn));
    matching(own.chain(inside).filter(takes), text)
}

/// Keys of a request's context: those of the action, then those of all services.
pub fn keys(action: &str, text: &str) -> Vec<String> {
    let table = ActionTable::aws();
    let own = table.find(action.trim()).map(|id| table.condition_keys(id)).unwrap_or_default();
    let names: BTreeSet<&str> = own.into_iter().chain(table.global_condition_keys()).map(|key| key.name()).collect();
    matching(names.into_iter().map(str::to_owned), text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn actions_are_found_by_any_part_of_their_name() {
        assert_eq!(actions("s3:getobject").first().map(String::as_str), Some("s3:GetObject"));
        assert!(actions("putbucketpol").iter().any(|it| it == "s3:PutBucketPolicy"));
        assert!(actions("kms:Decrypt").is_empty());
    }

    #[test]
    fn keys_of_the_action_are_among_those_of_all() {
        assert!(keys("kms:Decrypt", "kms:via").iter().any(|it| it == "kms:ViaService"));
        assert!(keys("kms:Decrypt", "sourcevpce").iter().any(|it| it.eq_ignore_ascii_case("aws:SourceVpce")));
    }
}
