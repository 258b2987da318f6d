//! Made-up users, roles, groups and policies.

use super::Maker;
use crate::model::aws::{
    AccessKey, AccessKeyStatus, AttachedPolicy, Group, InlinePolicy, LastUse, ManagedPolicy, MfaDevice, Role,
    ServiceLastAccessed, User,
};
use crate::model::{Arn, Detail, Document, Fact, Resource};

const SERVICES: [&str; 6] = ["lambda", "glue", "ecs-tasks", "firehose", "states", "ec2"];
const READ_ONLY: &str = "arn:aws:iam::aws:policy/ReadOnlyAccess";
const ADMINISTRATOR: &str = "arn:aws:iam::aws:policy/AdministratorAccess";

impl Maker {
    pub(super) fn role(&mut self, index: usize) -> Resource {
        let name = format!("pipeline-stage-{index:06}");
        let service = self.dice.pick(&SERVICES);
        let trust = format!(
            r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Principal":{{"Service":"{service}.amazonaws.com"}},"Action":"sts:AssumeRole","Condition":{{"StringEquals":{{"aws:SourceAccount":"{}"}}}}}}]}}"#,
            self.account
        );
        let role = Role {
            name: name.clone(),
            path: "/".to_owned(),
            unique_id: format!("AROA{index:016}"),
            created: self.created(),
            trust: Document::new(trust),
            attached: self.attached(),
            inline: vec![InlinePolicy { name: "stage".to_owned(), document: self.document(index) }],
            boundary: None,
            instance_profiles: Vec::new(),
            last_used: Fact::Known(self.last_use(service)),
            last_accessed: Fact::Known(self.last_accessed()),
        };
        self.global(format!("arn:aws:iam::{}:role/{name}", self.account), Detail::Role(Box::new(role)))
    }

    pub(super) fn user(&mut self, index: usize) -> Resource {
        let name = format!("person-{index:06}");
        let console = self.dice.one_in(2);
        let mfa = !self.dice.one_in(5);
        let serial = format!("arn:aws:iam::{}:mfa/{name}", self.account);
        let user = User {
            name: name.clone(),
            unique_id: format!("AIDA{index:016}"),
            created: self.created(),
            password_enabled: Fact::Known(console),
            password_last_used: Fact::Known(if console { self.created() } else { None }),
            groups: vec!["engineers".to_owned()],
            attached: self.attached(),
            inline: Vec::new(),
            boundary: None,
            access_keys: Fact::Known(vec![self.access_key(index)]),
            mfa_devices: Fact::Known(if mfa {
                vec![MfaDevice { serial, enabled: self.created() }]
            } else {
                Vec::new()
            }),
            last_accessed: Fact::Known(self.last_accessed()),
        };
        self.global(format!("arn:aws:iam::{}:user/{name}", self.account), Detail::User(Box::new(user)))
    }

    pub(super) fn group(&mut self, index: usize) -> Resource {
        // The first is the one that all users are in.
        let name = if index < 20 { "engineers".to_owned() } else { format!("team-{index:06}") };
        let group = Group {
            name: name.clone(),
            unique_id: format!("AGPA{index:016}"),
            created: self.created(),
            attached: self.attached(),
            inline: Vec::new(),
        };
        self.global(format!("arn:aws:iam::{}:group/{name}", self.account), Detail::Group(Box::new(group)))
    }

    pub(super) fn policy(&mut self, index: usize) -> Resource {
        let name = format!("stage-access-{index:06}");
        let policy = ManagedPolicy {
            name: name.clone(),
            aws_managed: false,
            default_version: "v1".to_owned(),
            document: Fact::Known(self.document(index)),
            attachments: u32::try_from(self.dice.below(4)).unwrap_or(0),
            boundary_uses: 0,
            updated: self.created(),
        };
        self.global(format!("arn:aws:iam::{}:policy/{name}", self.account), Detail::Policy(Box::new(policy)))
    }

    fn access_key(&mut self, index: usize) -> AccessKey {
        let status = if self.dice.one_in(3) { AccessKeyStatus::Inactive } else { AccessKeyStatus::Active };
        let last_used = Fact::Known(self.last_use("s3"));
        AccessKey { id: format!("AKIA{index:016}"), status, created: self.created(), last_used }
    }

    fn attached(&mut self) -> Vec<AttachedPolicy> {
        let own = Arn::new(format!("arn:aws:iam::{}:policy/stage-access-000015", self.account));
        let mut attached = vec![AttachedPolicy { name: "stage-access-000015".to_owned(), arn: own }];
        if self.dice.one_in(3) {
            attached.push(AttachedPolicy { name: "ReadOnlyAccess".to_owned(), arn: Arn::new(READ_ONLY) });
        }
        if self.dice.one_in(100) {
            attached.push(AttachedPolicy { name: "AdministratorAccess".to_owned(), arn: Arn::new(ADMINISTRATOR) });
        }
        attached
    }

    /// The access of one stage: it reads one bucket and writes another.
    fn document(&mut self, index: usize) -> Document {
        let wide = self.dice.one_in(40);
        let read = if wide { "s3:*" } else { "s3:GetObject" };
        let (from, to) = (index / 20 * 20 + 7, index / 20 * 20 + 8);
        let account = &self.account;
        Document::new(format!(
            r#"{{"Version":"2012-10-17","Statement":[{{"Sid":"Read","Effect":"Allow","Action":["{read}","s3:ListBucket"],"Resource":["arn:aws:s3:::data-{account}-{from:06}","arn:aws:s3:::data-{account}-{from:06}/*"]}},{{"Sid":"Write","Effect":"Allow","Action":"s3:PutObject","Resource":"arn:aws:s3:::data-{account}-{to:06}/*"}},{{"Sid":"Keys","Effect":"Allow","Action":["kms:Decrypt","kms:GenerateDataKey"],"Resource":"arn:aws:kms:eu-west-1:{account}:key/*"}}]}}"#
        ))
    }

    fn last_use(&mut self, service: &str) -> Option<LastUse> {
        let date = if self.dice.one_in(4) { None } else { self.created() };
        date.map(|date| LastUse { date, region: Some("eu-west-1".to_owned()), service: Some(service.to_owned()) })
    }

    fn last_accessed(&mut self) -> Vec<ServiceLastAccessed> {
        let services = ["s3", "kms", "logs", "sts"];
        let accessed = |service: &str| ServiceLastAccessed {
            service: service.to_owned(),
            date: None,
            region: None,
            actions: Vec::new(),
        };
        let mut all: Vec<ServiceLastAccessed> = services.into_iter().map(accessed).collect();
        for service in &mut all {
            service.date = if self.dice.one_in(3) { None } else { self.created() };
        }
        all
    }
}
