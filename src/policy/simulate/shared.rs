//! Policies that are compiled once for all cases that give them.

use std::sync::{Arc, RwLock};

use rustc_hash::FxHashMap;

use crate::policy::evaluate::{CompiledPolicy, PolicyKind};

/// So much text is kept at most, in bytes; the policies of more than an organization.
const MOST: usize = 8 << 20;

/// Compiled policies by their kind and text, in bounded memory: when there are too many, all are forgotten and those that
/// come again are compiled again.
#[derive(Debug)]
pub struct Shared {
    held: RwLock<Held>,
    most: usize,
}

#[derive(Debug, Default)]
struct Held {
    by_kind: FxHashMap<PolicyKind, FxHashMap<Box<str>, Arc<CompiledPolicy>>>,
    bytes: usize,
}

impl Default for Shared {
    fn default() -> Self {
        Self { held: RwLock::default(), most: MOST }
    }
}

impl Shared {
    /// The policy of a text, compiled now unless it was before. What cannot be compiled is an error each time.
    pub(super) fn compiled<E>(
        &self,
        kind: PolicyKind,
        text: &str,
        compile: impl FnOnce() -> Result<CompiledPolicy, E>,
    ) -> Result<Arc<CompiledPolicy>, E> {
        if let Some(known) = self.known(kind, text) {
            return Ok(known);
        }
        let policy = Arc::new(compile()?);
        self.keep(kind, text, &policy);
        Ok(policy)
    }

    fn known(&self, kind: PolicyKind, text: &str) -> Option<Arc<CompiledPolicy>> {
        let held = self.held.read().ok()?;
        held.by_kind.get(&kind)?.get(text).map(Arc::clone)
    }

    fn keep(&self, kind: PolicyKind, text: &str, policy: &Arc<CompiledPolicy>) {
        let Ok(mut held) = self.held.write() else { return };
        if text.len() > self.most {
            return;
        }
        if held.bytes + text.len() > self.most {
            *held = Held::default();
        }
        let before = held.by_kind.entry(kind).or_default().insert(text.into(), Arc::clone(policy));
        if before.is_none() {
            held.bytes += text.len();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::Policy;

    const TEXT: &str = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*"}]}"#;

    fn compile() -> Result<CompiledPolicy, crate::policy::ParseError> {
        CompiledPolicy::new(&Policy::parse(TEXT)?, PolicyKind::Identity)
    }

    /// How often a text is compiled when it is asked for once more.
    fn compilations(shared: &Shared, kind: PolicyKind, text: &str) -> usize {
        let mut count = 0;
        let counted = || {
            count += 1;
            compile()
        };
        shared.compiled(kind, text, counted).unwrap();
        count
    }

    #[test]
    fn a_text_is_compiled_once_for_each_kind() {
        let shared = Shared::default();
        assert_eq!(compilations(&shared, PolicyKind::Identity, TEXT), 1);
        assert_eq!(compilations(&shared, PolicyKind::Identity, TEXT), 0);
        assert_eq!(compilations(&shared, PolicyKind::ServiceControl, TEXT), 1);
        assert_eq!(compilations(&shared, PolicyKind::Identity, "another"), 1);
    }

    #[test]
    fn what_fails_is_tried_again_and_what_is_too_much_is_forgotten() {
        let shared = Shared { most: 10, ..Shared::default() };
        let failed: Result<_, &str> = shared.compiled(PolicyKind::Identity, "a", || Err("wrong"));
        assert_eq!(failed.err(), Some("wrong"));
        assert_eq!(compilations(&shared, PolicyKind::Identity, "a"), 1);
        // Longer than all that is kept.
        assert_eq!(compilations(&shared, PolicyKind::Identity, TEXT), 1);
        assert_eq!(compilations(&shared, PolicyKind::Identity, TEXT), 1);
        assert_eq!(compilations(&shared, PolicyKind::Identity, "a"), 0);
        // The tenth byte fills it, the eleventh empties it.
        assert_eq!(compilations(&shared, PolicyKind::Identity, "123456789"), 1);
        assert_eq!(compilations(&shared, PolicyKind::Identity, "a"), 0);
        assert_eq!(compilations(&shared, PolicyKind::Identity, "b"), 1);
        assert_eq!(compilations(&shared, PolicyKind::Identity, "a"), 1);
        assert_eq!(compilations(&shared, PolicyKind::Identity, "b"), 0);
    }
    /// The same document in every place that takes one, named and not, right and wrong for the place.
    #[test]
    fn cases_are_answered_as_if_each_were_the_only_one() {
        let open = TEXT.replace(r#""Effect""#, r#""Principal":"*","Effect""#);
        let wrong = TEXT.replace("Allow", "allow");
        let set = |field: &str, text: &str| format!(r#""{field}":[{{"name":"{field}","policy":{text}}},{text}]"#);
        let levels = |field: &str, text: &str| format!(r#""{field}":[{{"policies":[{text}]}}]"#);
        let own = set("identity_policies", TEXT);
        let policies: Vec<String> = [TEXT, &open, &wrong]
            .into_iter()
            .flat_map(|text| {
                [
                    set("identity_policies", text),
                    format!(r#"{own},"resource_policy":{text}"#),
                    format!("{own},{}", set("permissions_boundaries", text)),
                    format!("{own},{}", set("vpc_endpoint_policies", text)),
                    format!("{own},{}", levels("service_control_policies", text)),
                    format!("{own},{}", levels("resource_control_policies", text)),
                ]
            })
            .collect();
        let request =
            r#"{"principal":"arn:aws:iam::111122223333:user/a","action":"s3:GetObject","resource":"arn:aws:s3:::b/c"}"#;
        let shared = Shared::default();
        let (mut right, mut faulty) = (0, 0);
        for policies in policies.iter().chain(&policies) {
            let text = format!(r#"{{"id":1,"request":{request},{policies}}}"#);
            let alone = crate::policy::simulate::answer(&text);
            let together =
                crate::policy::simulate::evaluate(crate::policy::simulate::Case::read(&text).unwrap(), &shared);
            assert_eq!(serde_json::to_value(&together).unwrap(), serde_json::to_value(&alone).unwrap(), "{text}");
            if alone.error.is_some() { faulty += 1 } else { right += 1 }
        }
        assert!(right >= 10 && faulty >= 10, "{right} right, {faulty} faulty");
    }
}
