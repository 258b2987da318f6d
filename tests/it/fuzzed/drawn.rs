//! A random request with its policies, from a tape: asked of the product's evaluator and of the naive one.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use tidegate::model::AccountId;
use tidegate::policy::evaluate::{
    Atom, Caller, CompiledCondition, CompiledPolicy, Context, ContextValue, Decision, Formula, Identity, Layer, Level,
    Policies, PolicyKind, Request, Truth, explain,
};
use tidegate::policy::{Condition, Policy};

use super::naive::Case;
use super::tape::{RESOURCES, Room, Tape, fitting, policy};

/// A request and its policies, as JSON.
#[derive(Debug, Clone)]
pub struct Drawn {
    pub user: bool,
    pub account: String,
    pub action: String,
    pub resource: String,
    pub owner: String,
    pub context: BTreeMap<String, Vec<String>>,
    pub identity: Vec<Value>,
    pub boundary: Option<Value>,
    pub service_control: Option<Value>,
    pub resource_control: Option<Value>,
    pub resource_policy: Option<Value>,
}

pub const ACCOUNT: &str = "111122223333";
pub const OTHER: &str = "444455556666";

/// Values that a request may have for the keys of the drawn conditions.
pub const VALUES: [(&str, &[&str]); 12] = [
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

pub fn draw(tape: &mut Tape<'_>) -> Drawn {
    let user = tape.number(2) == 0;
    let action = *tape.one_of(&["s3:GetObject", "s3:PutObject", "s3:DeleteObject"]);
    let resource = *tape.one_of(&["arn:aws:s3:::raw/in.csv", "arn:aws:s3:::prod-a/logs/x", "arn:aws:s3:::homes/ann/x"]);
    let mut context = BTreeMap::new();
    for (key, values) in VALUES {
        if tape.happens(3) {
            context.insert(key.to_owned(), vec![(*tape.one_of(values)).to_owned()]);
        }
    }
    let mut drawn = Drawn {
        user,
        account: ACCOUNT.to_owned(),
        action: action.to_owned(),
        resource: resource.to_owned(),
        owner: (*tape.one_of(&[ACCOUNT, OTHER, ACCOUNT])).to_owned(),
        context,
        identity: Vec::new(),
        boundary: None,
        service_control: None,
        resource_control: None,
        resource_policy: None,
    };
    let fits = |tape: &mut Tape<'_>, policy: &mut Value, principals: &[Value]| {
        let covering = [resource, "*", "arn:aws:s3:::*"];
        let statement = fitting(tape, &[action, "s3:*", "*"], &covering, principals);
        policy["Statement"].as_array_mut().unwrap().push(statement);
    };
    let own = |tape: &mut Tape<'_>, fitting_once_in: usize| {
        let mut made = policy(tape, Room { principals: false, resources: &RESOURCES, denies: 6 });
        if !tape.happens(fitting_once_in) {
            fits(tape, &mut made, &[]);
        }
        made
    };
    let everything = |mut policy: Value, wanted: bool| {
        if wanted {
            let all = json!({"Effect": "Allow", "Action": "*", "Resource": "*"});
            policy["Statement"].as_array_mut().unwrap().push(all);
        }
        policy
    };
    drawn.identity = (0..*tape.one_of(&[1, 2, 1, 2, 1, 0])).map(|_| own(tape, 3)).collect();
    drawn.boundary = tape.happens(3).then(|| own(tape, 4));
    drawn.service_control = tape.happens(3).then(|| everything(own(tape, 4), !tape.happens(3)));
    // What a resource control policy allows is all; its denies are for everyone.
    drawn.resource_control = tape.happens(4).then(|| denying(own(tape, 1)));
    drawn.resource_policy = tape.happens(2).then(|| {
        let mut made = policy(tape, Room { principals: true, resources: &RESOURCES, denies: 6 });
        if !tape.happens(3) {
            fits(tape, &mut made, &[json!({"AWS": drawn.arn()}), json!({"AWS": ACCOUNT}), json!("*")]);
        }
        made
    });
    drawn
}

pub fn denying(mut policy: Value) -> Value {
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
    pub fn arn(&self) -> String {
        format!("arn:aws:iam::{}:{}", self.account, if self.user { "user/ann" } else { "role/near" })
    }

    pub fn caller(&self) -> Caller {
        let identity = Identity::new(&self.arn()).unwrap();
        if self.user {
            Caller::User(identity)
        } else {
            Caller::Role { role: identity, session: Some("day".to_owned()) }
        }
    }

    /// The context with all that follows from caller and resource.
    pub fn request(&self, complete: bool) -> Request {
        let mut context = if complete { Context::complete() } else { Context::open() };
        for (key, values) in &self.context {
            context.set(key, ContextValue::Many(values.clone()));
        }
        Request::new(self.caller(), &self.action, &self.resource, Some(AccountId::new(&*self.owner)), context)
    }

    pub fn ask<T>(&self, complete: bool, ask: impl Fn(&Request, &Policies<'_>) -> T) -> T {
        self.with_policies(|policies| ask(&self.request(complete), policies))
    }

    /// Compiling takes most of the time: several requests can be asked of the same policies.
    pub fn with_policies<T>(&self, ask: impl FnOnce(&Policies<'_>) -> T) -> T {
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
        ask(&policies)
    }

    pub fn decision(&self) -> Decision {
        self.ask(true, |request, policies| explain(request, policies).decision)
    }

    pub fn allowed(&self) -> bool {
        self.decision() == Decision::Allow
    }

    pub fn naively(&self) -> bool {
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
    pub fn policies(&mut self) -> Vec<&mut Value> {
        let layers =
            [&mut self.boundary, &mut self.service_control, &mut self.resource_control, &mut self.resource_policy];
        self.identity.iter_mut().chain(layers.into_iter().flatten()).collect()
    }

    /// With another text everywhere in it.
    pub fn renamed(&self, from: &str, to: &str) -> Self {
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
pub fn holds(atom: &Atom, context: &Context) -> bool {
    let Atom::Condition(written) = atom else { panic!("{atom:?} is not a matter of the context") };
    let condition =
        Condition { operator: written.operator.clone(), key: written.key.clone(), values: written.values.clone() };
    let truth: Formula = CompiledCondition::new(&condition, written.variables).unwrap().holds(context);
    assert!(matches!(truth, Formula::Yes | Formula::No), "{written:?} is decided");
    truth.is_yes()
}
