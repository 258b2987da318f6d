//! Naming one statement of a policy: the place that a finding gives and a remedy looks up again.

use super::{Policy, Statement};

/// The name of a statement within its policy: its own id when no other statement shares it, else `#` and its index.
pub fn statement_locus(policy: &Policy, index: usize) -> String {
    let sid = policy.statements.get(index).and_then(|statement| statement.sid.as_deref()).unwrap_or_default();
    let shared = policy.statements.iter().filter(|other| other.sid.as_deref() == Some(sid)).count() > 1;
    if sid.is_empty() || shared || sid.starts_with('#') { format!("#{index}") } else { sid.to_owned() }
}

/// The index of the statement that [`statement_locus`] named so.
pub fn find_statement(policy: &Policy, locus: &str) -> Option<usize> {
    (0..policy.statements.len()).find(|&index| statement_locus(policy, index) == locus)
}

/// Where a statement stands after edits of principals and conditions, or of other statements: the same statement, else
/// one with the same id, effect, actions and resources that is no other statement of the earlier policy.
pub fn statement_after(before: &Policy, index: usize, after: &Policy) -> Option<usize> {
    let wanted = before.statements.get(index)?;
    let core = |a: &Statement, b: &Statement| {
        a.sid == b.sid && a.effect == b.effect && a.action == b.action && a.resource == b.resource
    };
    let same = after.statements.iter().position(|statement| statement == wanted);
    same.or_else(|| {
        let changed = |it: &Statement| core(it, wanted) && !before.statements.contains(it);
        after.statements.iter().position(changed)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_unique_sid_names_its_statement_and_others_go_by_index() {
        let statement = |sid: &str| format!(r#"{{{sid}"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}}"#);
        let text = [r#""Sid":"Read","#, r#""Sid":"Twice","#, r#""Sid":"Twice","#, ""].map(statement).join(",");
        let policy = Policy::parse(&format!(r#"{{"Statement":[{text}]}}"#)).unwrap();
        let loci: Vec<String> = (0..4).map(|index| statement_locus(&policy, index)).collect();
        assert_eq!(loci, ["Read", "#1", "#2", "#3"]);
        for (index, locus) in loci.iter().enumerate() {
            assert_eq!(find_statement(&policy, locus), Some(index));
        }
        assert_eq!(find_statement(&policy, "Twice"), None);
    }
}
