//! A second, simple evaluator of complete requests, written apart from the product's: the oracle of properties.
//!
//! It re-reads the parsed policies for every request, knows one user or role as caller, and answers yes or no.

use std::{collections::BTreeMap, net::IpAddr};

use tidegate::policy::{Clause, Condition, Effect, Policy, Principal, PrincipalClause, Statement, glob};

pub struct Case<'p> {
    pub arn: &'p str,
    pub account: &'p str,
    pub action: &'p str,
    pub resource: &'p str,
    pub owner: &'p str,
    /// In small letters; a key that is not here is absent.
    pub context: BTreeMap<String, Vec<String>>,
    pub identity: Vec<&'p Policy>,
    /// The boundary, the service control policy, the resource control policy.
    pub limits: [Option<&'p Policy>; 3],
    pub resource_policy: Option<&'p Policy>,
}

impl Case<'_> {
    pub fn allowed(&self) -> bool {
        let [boundary, scp, rcp] = self.limits;
        let all = self.identity.iter().copied().chain(self.limits.into_iter().flatten()).chain(self.resource_policy);
        let below = |policy: Option<&Policy>| policy.is_none_or(|it| self.says(it, Effect::Allow));
        let own = self.identity.iter().any(|it| self.says(it, Effect::Allow));
        let as_user = |it: &Principal| *it == Principal::Everyone || (self.arn.contains(":user/") && self.is(it));
        let granted = if self.account != self.owner {
            own && below(boundary) && self.named(&|it| self.is(it) || self.is_account(it))
        } else {
            self.named(&as_user) || (below(boundary) && (own || self.named(&|it| self.is(it))))
        };
        granted && below(scp) && below(rcp) && !all.into_iter().any(|it| self.says(it, Effect::Deny))
    }

    fn named(&self, wanted: &dyn Fn(&Principal) -> bool) -> bool {
        let statements = self.resource_policy.iter().flat_map(|it| &it.statements);
        statements.filter(|it| it.effect == Effect::Allow && self.applies(it)).any(|it| match &it.principal {
            PrincipalClause::Is(list) => list.iter().any(wanted),
            PrincipalClause::Not(list) => !list.iter().any(|it| self.is(it) || self.is_account(it)),
            PrincipalClause::Absent => false,
        })
    }

    fn says(&self, policy: &Policy, effect: Effect) -> bool {
        let bars = |it: &Statement| match &it.principal {
            PrincipalClause::Absent => true,
            PrincipalClause::Is(list) => list.iter().any(|it| self.is(it) || self.is_account(it)),
            // Both the user and its account must be listed, and it must have no boundary.
            PrincipalClause::Not(list) => {
                let listed = list.iter().any(|it| self.is(it)) && list.iter().any(|it| self.is_account(it));
                let spared = list.contains(&Principal::Everyone) || (self.arn.contains(":user/") && listed);
                self.limits[0].is_some() || !spared
            }
        };
        let applies = |it: &&Statement| it.effect == effect && self.applies(it);
        policy.statements.iter().filter(applies).any(|it| effect == Effect::Allow || bars(it))
    }

    fn is(&self, principal: &Principal) -> bool {
        *principal == Principal::Everyone || matches!(principal, Principal::Aws(arn) if arn == self.arn)
    }

    fn is_account(&self, principal: &Principal) -> bool {
        let root = format!(":{}:root", self.account);
        matches!(principal, Principal::Aws(name) if name == self.account || name.ends_with(&root))
    }

    fn applies(&self, statement: &Statement) -> bool {
        let covered = |clause: &Clause, text: &str, small: bool| match clause {
            Clause::Is(list) => list.iter().any(|it| self.like(it, text, small)),
            Clause::Not(list) => !list.iter().any(|it| self.like(it, text, small)),
        };
        covered(&statement.action, self.action, true)
            && statement.resource.as_ref().is_none_or(|it| covered(it, self.resource, false))
            && statement.conditions.iter().all(|it| self.holds(it))
    }

    fn holds(&self, condition: &Condition) -> bool {
        let (set, operator) = condition.operator.split_once(':').unwrap_or(("", &condition.operator));
        let base = operator.trim_end_matches("IfExists");
        let (all, negated) = (set == "ForAllValues", base.contains("Not"));
        let Some(values) = self.context.get(&condition.key.to_ascii_lowercase()) else {
            let missing = operator.ends_with("IfExists") || all || (negated && set.is_empty());
            return if base == "Null" { condition.values[0] == "true" } else { missing };
        };
        let meets = |value: &String, wanted: &String| match base {
            "Bool" | "StringEquals" | "StringNotEquals" => value == wanted,
            "StringLike" | "ArnLike" | "ArnNotLike" => self.like(wanted, value, false),
            "IpAddress" | "NotIpAddress" => in_block(value, wanted),
            "NumericLessThan" => value.parse::<f64>().unwrap() < wanted.parse::<f64>().unwrap(),
            "DateGreaterThan" => value > wanted,
            "Null" => wanted == "false",
            other => panic!("{other}"),
        };
        let passes = |value: &String| condition.values.iter().any(|wanted| meets(value, wanted)) != negated;
        if all { values.iter().all(passes) } else { values.iter().any(passes) }
    }

    fn like(&self, pattern: &str, text: &str, small: bool) -> bool {
        let put = |sum: String, (key, values): (&String, &Vec<String>)| sum.replace(&format!("${{{key}}}"), &values[0]);
        let filled = self.context.iter().fold(pattern.to_owned(), put);
        !filled.contains("${") && (if small { glob::matches_ignoring_case } else { glob::matches })(&filled, text)
    }
}

fn in_block(value: &str, block: &str) -> bool {
    let (start, length) = block.split_once('/').unwrap();
    let bits = |text: &str| match text.parse().unwrap() {
        IpAddr::V4(it) => format!("{:032b}", it.to_bits()),
        IpAddr::V6(it) => format!("{:0128b}", it.to_bits()),
    };
    let (value, start, length) = (bits(value), bits(start), length.parse::<usize>().unwrap());
    value.len() == start.len() && value[..length] == start[..length]
}
