//! Laws that every evaluation keeps, over random policies and requests, and agreement with the naive evaluator.

use std::collections::BTreeMap;

use proptest::prelude::*;
use serde_json::{Value, json};
use tidegate::model::AccountId;
use tidegate::policy::evaluate::{
    Atom, Caller, CompiledCondition, CompiledPolicy, Context, ContextValue, Decision, Formula, Identity, Layer, Level,
    Policies, PolicyKind, Quick, Request, Truth, decide, explain,
};
use tidegate::policy::{Condition, Policy};

use super::naive::Case;
use super::tape::{Room, Tape, bytes, cases, policy, statement};

/// A request and its policies, as JSON.
#[derive(Debug, Clone)]
struct Drawn {
    user: bool,
    account: String,
    action: String,
    resource: String,
    owner: String,
    context: BTreeMap<String, Vec<String>>,
    identity: Vec<Value>,
    boundary: Option<Value>,
    service_control: Option<Value>,
    resource_control: Option<Value>,
    resource_policy: Option<Value>,
}

const ACCOUNT: &str = "111122223333";
const OTHER: &str = "444455556666";

/// Values that a request may have for the keys of the drawn conditions.
const VALUES: [(&str, &[&str]); 12] = [
    ("aws:SecureTransport", &["true", "false"]),
    ("aws:MultiFactorAuthPresent", &["true", "false"]),
    ("aws:RequestedRegion", &["eu-west-1", "us-east-1"]),
    ("aws:SourceVpce", &["vpce-1", "vpce-2"]),
    ("kms:ViaService", &["s3.eu-west-1.amazonaws.com", "sqs.eu-west-1.amazonaws.com"]),
    ("aws:SourceIp", &["203.0.113.7", "198.51.100.1", "2001:db8::1"]),
    ("s3:max-keys", &["5", "50"]),
    ("aws:CurrentTime", &["2025-06-01T00:00:00Z", "2026-06-01T00:00:00Z"]),
    ("aws:TagKeys", &["team", "cost"]),
    ("aws:PrincipalOrgPaths", &["o-a1b2c3d4e5/r-1/", "o-other/r-1/"]),
    ("aws:userid", &["AIDAEXAMPLE", "AROAEXAMPLE:night"]),
    ("aws:PrincipalTag/team", &["raw", "*"]),
];

fn draw(tape: &mut Tape<'_>) -> Drawn {
    let own =
        |tape: &mut Tape<'_>| policy(tape, Room { principals: false, resources: &super::tape::RESOURCES, denies: 4 });
    let named =
        |tape: &mut Tape<'_>| policy(tape, Room { principals: true, resources: &super::tape::RESOURCES, denies: 4 });
    let control = |tape: &mut Tape<'_>| {
        let mut made = own(tape);
        if !tape.happens(3) {
            made["Statement"].as_array_mut().unwrap().push(json!({"Effect": "Allow", "Action": "*", "Resource": "*"}));
        }
        made
    };
    let resources = ["arn:aws:s3:::raw/in.csv", "arn:aws:s3:::prod-a/logs/x", "arn:aws:s3:::homes/ann/x"];
    let mut context = BTreeMap::new();
    for (key, values) in VALUES {
        if tape.happens(2) {
            context.insert(key.to_owned(), vec![(*tape.one_of(values)).to_owned()]);
        }
    }
    Drawn {
        user: tape.number(2) == 0,
        account: ACCOUNT.to_owned(),
        action: (*tape.one_of(&["s3:GetObject", "s3:PutObject", "s3:DeleteObject"])).to_owned(),
        resource: (*tape.one_of(&resources)).to_owned(),
        owner: (*tape.one_of(&[ACCOUNT, OTHER])).to_owned(),
        context,
        identity: (0..tape.number(3)).map(|_| own(tape)).collect(),
        boundary: tape.happens(3).then(|| own(tape)),
        service_control: tape.happens(3).then(|| control(tape)),
        // What a resource control policy allows is all; its denies are for everyone.
        resource_control: tape.happens(3).then(|| denying(control(tape))),
        resource_policy: tape.happens(2).then(|| named(tape)),
    }
}

fn denying(mut policy: Value) -> Value {
    let statements = policy["Statement"].as_array_mut().unwrap();
    statements.retain(|it| it.get("NotAction").is_none());
    for statement in statements.iter_mut() {
        statement["Principal"] = json!("*");
        statement["Effect"] = json!("Deny");
    }
    statements.push(json!({"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}));
    policy
}

impl Drawn {
    fn arn(&self) -> String {
        format!("arn:aws:iam::{}:{}", self.account, if self.user { "user/ann" } else { "role/near" })
    }

    fn caller(&self) -> Caller {
        let identity = Identity::new(&self.arn()).unwrap();
        if self.user {
            Caller::User(identity)
        } else {
            Caller::Role { role: identity, session: Some("day".to_owned()) }
        }
    }

    /// The context with all that follows from caller and resource.
    fn request(&self, complete: bool) -> Request {
        let mut context = if complete { Context::complete() } else { Context::open() };
        for (key, values) in &self.context {
            context.set(key, ContextValue::Many(values.clone()));
        }
        Request::new(self.caller(), &self.action, &self.resource, Some(AccountId::new(&*self.owner)), context)
    }

    fn ask<T>(&self, complete: bool, ask: impl Fn(&Request, &Policies<'_>) -> T) -> T {
        let compiled = |value: &Value, kind| {
            CompiledPolicy::new(&Policy::parse(&value.to_string()).unwrap(), kind)
                .unwrap_or_else(|it| panic!("{it} {value}"))
        };
        let one = |value: &Option<Value>, kind| value.as_ref().map(|it| compiled(it, kind));
        let identity: Vec<CompiledPolicy> = self.identity.iter().map(|it| compiled(it, PolicyKind::Identity)).collect();
        let (boundary, scp) =
            (one(&self.boundary, PolicyKind::Identity), one(&self.service_control, PolicyKind::ServiceControl));
        let (rcp, resource) = (
            one(&self.resource_control, PolicyKind::ResourceControl),
            one(&self.resource_policy, PolicyKind::Resource),
        );
        let policies = Policies {
            identity: Layer::of(identity.iter().map(|it| ("own", it))),
            boundary: boundary.as_ref().map(|it| Layer::of([("boundary", it)])),
            service_control: scp.as_ref().map(|it| vec![Level { name: "root", layer: Layer::of([("scp", it)]) }]),
            resource_control: rcp.as_ref().map(|it| vec![Level { name: "root", layer: Layer::of([("rcp", it)]) }]),
            resource: resource.as_ref().map(|it| Layer::of([("resource", it)])),
            ..Policies::default()
        };
        ask(&self.request(complete), &policies)
    }

    fn decision(&self) -> Decision {
        self.ask(true, |request, policies| explain(request, policies).decision)
    }

    fn allowed(&self) -> bool {
        self.decision() == Decision::Allow
    }

    fn naively(&self) -> bool {
        let parsed = |value: &Value| Policy::parse(&value.to_string()).unwrap();
        let one = |value: &Option<Value>| value.as_ref().map(parsed);
        let identity: Vec<Policy> = self.identity.iter().map(parsed).collect();
        let (boundary, scp) = (one(&self.boundary), one(&self.service_control));
        let (rcp, resource) = (one(&self.resource_control), one(&self.resource_policy));
        let mut context: BTreeMap<String, Vec<String>> =
            self.context.iter().map(|(key, values)| (key.to_ascii_lowercase(), values.clone())).collect();
        let mut add = |key: &str, value: &str| {
            context.entry(key.to_owned()).or_insert_with(|| vec![value.to_owned()]);
        };
        add("aws:principalarn", &self.arn());
        add("aws:principalaccount", &self.account);
        add("aws:resourceaccount", &self.owner);
        if self.user {
            add("aws:username", "ann");
        }
        let case = Case {
            arn: &self.arn(),
            account: &self.account,
            action: &self.action,
            resource: &self.resource,
            owner: &self.owner,
            context,
            identity: identity.iter().collect(),
            limits: [boundary.as_ref(), scp.as_ref(), rcp.as_ref()],
            resource_policy: resource.as_ref(),
        };
        case.allowed()
    }

    /// All its policies.
    fn policies(&mut self) -> Vec<&mut Value> {
        let layers =
            [&mut self.boundary, &mut self.service_control, &mut self.resource_control, &mut self.resource_policy];
        self.identity.iter_mut().chain(layers.into_iter().flatten()).collect()
    }

    /// With another text everywhere in it.
    fn renamed(&self, from: &str, to: &str) -> Self {
        let text = |it: &str| it.replace(from, to);
        let value = |it: &Value| serde_json::from_str(&text(&it.to_string())).unwrap();
        let one = |it: &Option<Value>| it.as_ref().map(value);
        Self {
            account: text(&self.account),
            owner: text(&self.owner),
            resource: text(&self.resource),
            context: self
                .context
                .iter()
                .map(|(key, all)| (key.clone(), all.iter().map(|it| text(it)).collect()))
                .collect(),
            identity: self.identity.iter().map(value).collect(),
            boundary: one(&self.boundary),
            service_control: one(&self.service_control),
            resource_control: one(&self.resource_control),
            resource_policy: one(&self.resource_policy),
            ..self.clone()
        }
    }
}

/// Whether an atom holds in a complete context.
fn holds(atom: &Atom, context: &Context) -> bool {
    let Atom::Condition(written) = atom else { panic!("{atom:?} is not a matter of the context") };
    let condition =
        Condition { operator: written.operator.clone(), key: written.key.clone(), values: written.values.clone() };
    let truth: Formula = CompiledCondition::new(&condition, written.variables).unwrap().holds(context);
    assert!(matches!(truth, Formula::Yes | Formula::No), "{written:?} is decided");
    truth.is_yes()
}

fn statements(policy: &mut Value) -> &mut Vec<Value> {
    policy["Statement"].as_array_mut().unwrap()
}

proptest! {
    #![proptest_config(cases(256))]

    #[test]
    fn the_naive_evaluator_agrees(tape in bytes(250)) {
        let drawn = draw(&mut Tape::new(&tape));
        let decision = drawn.decision();
        prop_assert_eq!(decision == Decision::Allow, drawn.naively(), "{} {:#?}", decision, drawn);
        let quick: Quick = drawn.ask(true, decide);
        prop_assert_eq!((quick.is_yes(), quick.is_no()), (decision == Decision::Allow, decision != Decision::Allow));
    }

    #[test]
    fn a_deny_more_never_adds(tape in bytes(250), more in bytes(40), place in any::<prop::sample::Index>()) {
        let drawn = draw(&mut Tape::new(&tape));
        let mut after = drawn.clone();
        let principals = drawn.resource_policy.is_some() && place.index(2) == 0;
        let room = Room { principals, resources: &super::tape::RESOURCES, denies: 1 };
        let deny = statement(&mut Tape::new(&more), room);
        if principals {
            statements(after.resource_policy.as_mut().unwrap()).push(deny);
        } else {
            after.identity.push(json!({"Version": "2012-10-17", "Statement": deny}));
        }
        prop_assert!(drawn.allowed() || !after.allowed(), "{:#?}", after);
    }

    #[test]
    fn a_limit_more_never_adds(tape in bytes(250), more in bytes(60)) {
        let drawn = draw(&mut Tape::new(&tape));
        let mut more = Tape::new(&more);
        let limit = policy(&mut more, Room { principals: false, resources: &super::tape::RESOURCES, denies: 4 });
        for layer in 0..3 {
            let mut after = drawn.clone();
            let (slot, limit) = match layer {
                0 => (&mut after.boundary, limit.clone()),
                1 => (&mut after.service_control, limit.clone()),
                _ => (&mut after.resource_control, denying(limit.clone())),
            };
            if slot.is_none() {
                *slot = Some(limit);
                prop_assert!(drawn.allowed() || !after.allowed(), "{:#?}", after);
            }
        }
    }

    #[test]
    fn an_allow_less_never_adds(tape in bytes(250), which in any::<prop::sample::Index>()) {
        let drawn = draw(&mut Tape::new(&tape));
        let mut after = drawn.clone();
        let mut policies = after.policies();
        if !policies.is_empty() {
            let at = which.index(policies.len());
            statements(policies[at]).retain(|it| it["Effect"] == "Deny");
            let empty = statements(policies[at]).is_empty();
            if empty {
                statements(policies[at]).push(json!({"Effect": "Deny", "Action": "iam:None", "Resource": "*"}));
                let named = drawn.clone().policies()[at]["Statement"][0].get("Principal").is_some()
                    || drawn.clone().policies()[at]["Statement"][0].get("NotPrincipal").is_some();
                if named {
                    statements(policies[at])[0]["Principal"] = json!("*");
                }
            }
            prop_assert!(drawn.allowed() || !after.allowed(), "{:#?}", after);
        }
    }

    #[test]
    fn names_do_not_matter(tape in bytes(250)) {
        let drawn = draw(&mut Tape::new(&tape));
        let other = drawn.renamed(ACCOUNT, "121212121212").renamed(OTHER, "343434343434").renamed("raw", "tin");
        prop_assert_eq!(drawn.decision(), other.decision(), "{:#?}", drawn);
    }

    #[test]
    fn a_condition_says_when_it_goes_through(tape in bytes(250), more in bytes(40)) {
        let drawn = draw(&mut Tape::new(&tape));
        let verdict = drawn.ask(false, explain);
        let mut complete = drawn.clone();
        let mut more = Tape::new(&more);
        for (key, values) in VALUES {
            if more.happens(2) && !complete.context.contains_key(key) {
                complete.context.insert(key.to_owned(), vec![(*more.one_of(values)).to_owned()]);
            }
        }
        let context = complete.request(true).context().clone();
        prop_assert_eq!(verdict.condition.value(&|atom| holds(atom, &context)), complete.allowed(), "{:#?}", complete);
    }
}
