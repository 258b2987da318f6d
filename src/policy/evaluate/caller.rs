//! Who makes a request, and the condition keys that follow from it.
//!
//! Whether a statement names a caller is decided in [`super::principal`].
//!
//! Sources: IAM User Guide, "AWS JSON policy elements: Principal", "IAM identifiers", "AWS global condition context
//! keys" (properties of the principal) and the table of `aws:userid` and `aws:username` in "IAM policy elements:
//! Variables and tags".

use std::fmt;

use super::context::{Context, Partly};
use crate::model::AccountId;

/// Who makes a request.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Caller {
    /// Nobody signed the request.
    Anonymous,
    /// Somebody of an account; nobody knows who.
    Account(AccountId),
    /// The root user of an account.
    Root(AccountId),
    /// An IAM user.
    User(Identity),
    /// A session of a role; without a name any session of it.
    Role {
        /// The role.
        role: Identity,
        /// The name of the session.
        session: Option<String>,
    },
    /// A user's session of `GetFederationToken`.
    FederatedUser {
        /// The account.
        account: AccountId,
        /// The name of the session.
        name: String,
    },
    /// A service of AWS, such as `lambda.amazonaws.com`.
    Service(String),
    /// Whoever an identity provider vouches for, before a role is assumed: the provider's ARN or domain.
    Federated(String),
}

/// A user or a role.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Identity {
    /// Its account.
    pub account: AccountId,
    /// Its ARN.
    pub arn: String,
    /// Its unique id (`AIDA…`, `AROA…`), when known.
    pub unique_id: Option<String>,
    /// Whether the path in the ARN is known: the ARN of a role session does not tell the path of its role.
    pub path_known: bool,
}

impl Identity {
    /// An identity with this ARN; none when the text is no ARN of a user or role.
    pub fn new(arn: &str) -> Option<Self> {
        let account = arn.split(':').nth(4).filter(|it| !it.is_empty())?;
        Some(Self { account: AccountId::new(account), arn: arn.to_owned(), unique_id: None, path_known: true })
    }

    /// The name, without the path.
    pub fn name(&self) -> &str {
        self.arn.rsplit('/').next().unwrap_or_default()
    }

    /// Whether it is a role that AWS made for one of its services: no policy of an organization binds it.
    pub fn is_service_linked(&self) -> bool {
        self.arn.contains(":role/aws-service-role/")
    }
}

impl Caller {
    /// Reads a caller: an ARN of IAM or STS, an account id (its root user), a service's name, or `anonymous`.
    ///
    /// None when the text names none.
    pub fn parse(text: &str) -> Option<Self> {
        if text == "*" || text.eq_ignore_ascii_case("anonymous") {
            return Some(Self::Anonymous);
        }
        if crate::policy::condition::is_account(text) {
            return Some(Self::Root(AccountId::new(text)));
        }
        let mut parts = text.splitn(6, ':');
        let (Some("arn"), Some(partition), Some(service), Some(_), Some(account), Some(resource)) =
            (parts.next(), parts.next(), parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return without_arn(text);
        };
        let (kind, name) = resource.split_once('/').unwrap_or((resource, ""));
        match (service, kind) {
            ("iam", "root") => Some(Self::Root(AccountId::new(account))),
            ("iam", "user") if !name.is_empty() => Identity::new(text).map(Self::User),
            ("iam", "role") if !name.is_empty() => Identity::new(text).map(|role| Self::Role { role, session: None }),
            ("iam", "oidc-provider" | "saml-provider") => Some(Self::Federated(text.to_owned())),
            ("sts", "assumed-role") => {
                let (role, session) = name.split_once('/').unwrap_or((name, ""));
                let role = Identity {
                    account: AccountId::new(account),
                    arn: format!("arn:{partition}:iam::{account}:role/{role}"),
                    unique_id: None,
                    path_known: false,
                };
                let session = Some(session.to_owned()).filter(|it| !it.is_empty());
                Some(Self::Role { role, session })
            }
            ("sts", "federated-user") if !name.is_empty() => {
                Some(Self::FederatedUser { account: AccountId::new(account), name: name.to_owned() })
            }
            _ => None,
        }
    }

    /// The account that the caller belongs to; none for the anonymous, services and providers.
    pub fn account(&self) -> Option<&AccountId> {
        match self {
            Self::Anonymous | Self::Service(_) | Self::Federated(_) => None,
            Self::Account(account) | Self::Root(account) | Self::FederatedUser { account, .. } => Some(account),
            Self::User(identity) | Self::Role { role: identity, .. } => Some(&identity.account),
        }
    }

    /// The user or role whose policies count.
    pub fn identity(&self) -> Option<&Identity> {
        match self {
            Self::User(identity) | Self::Role { role: identity, .. } => Some(identity),
            _ => None,
        }
    }

    /// Whether the caller is a role that AWS made for one of its services.
    pub fn is_service_linked(&self) -> bool {
        self.identity().is_some_and(Identity::is_service_linked)
    }

    /// Its ARN in a partition, such as `aws` or `aws-cn`; none for whoever has no ARN. Of a session it is that of its
    /// role.
    pub fn arn_in(&self, partition: &str) -> Option<String> {
        match self {
            Self::Root(account) => Some(format!("arn:{partition}:iam::{account}:root")),
            Self::FederatedUser { account, name } => {
                Some(format!("arn:{partition}:sts::{account}:federated-user/{name}"))
            }
            Self::User(identity) | Self::Role { role: identity, .. } => Some(identity.arn.clone()),
            Self::Anonymous | Self::Account(_) | Self::Service(_) | Self::Federated(_) => None,
        }
    }

    /// Fills in the keys that follow from who the caller is, unless they are given. The partition is that of the
    /// request.
    pub fn describe_to(&self, context: &mut Context, partition: &str) {
        let set_arn = |context: &mut Context| {
            if let Some(arn) = self.arn_in(partition) {
                context.set_default("aws:PrincipalArn", &arn);
            }
        };
        if let Some(account) = self.account() {
            context.set_default("aws:PrincipalAccount", account.as_str());
            context.set_default("aws:PrincipalIsAWSService", "false");
            context.forget_default("aws:PrincipalServiceName");
            context.forget_default("aws:PrincipalServiceNamesList");
        }
        if !matches!(self, Self::Service(_)) {
            SERVICES_ONLY.into_iter().for_each(|key| context.forget_default(key));
        }
        match self {
            Self::Anonymous => {
                context.set_default("aws:PrincipalType", "Anonymous");
                context.set_default("aws:userid", "anonymous");
                for key in SIGNED_ONLY {
                    context.forget_default(key);
                }
            }
            Self::Account(_) => {}
            Self::Root(account) => {
                set_arn(context);
                context.set_default("aws:PrincipalType", "Account");
                context.set_default("aws:userid", account.as_str());
                context.forget_default("aws:username");
            }
            Self::User(user) => {
                set_arn(context);
                context.set_default("aws:PrincipalType", "User");
                context.set_default("aws:username", user.name());
                if let Some(id) = &user.unique_id {
                    context.set_default("aws:userid", id);
                }
            }
            Self::Role { role, session } => {
                // The ARN of a session leaves the path of its role open.
                if role.path_known || context.is_complete() {
                    set_arn(context);
                }
                context.set_default("aws:PrincipalType", "AssumedRole");
                context.forget_default("aws:username");
                match (&role.unique_id, session) {
                    (Some(id), Some(session)) => context.set_default("aws:userid", &format!("{id}:{session}")),
                    (Some(id), None) => context.set_partly_default("aws:userid", Partly::begins(&format!("{id}:"))),
                    (None, _) => {}
                }
            }
            Self::FederatedUser { account, name } => {
                set_arn(context);
                context.set_default("aws:PrincipalType", "FederatedUser");
                context.set_default("aws:userid", &format!("{account}:{name}"));
                context.forget_default("aws:username");
            }
            Self::Service(name) => {
                context.set_default("aws:PrincipalIsAWSService", "true");
                context.set_default("aws:PrincipalServiceName", name);
                for key in ["aws:PrincipalArn", "aws:PrincipalAccount", "aws:PrincipalOrgID", "aws:username"] {
                    context.forget_default(key);
                }
            }
            Self::Federated(provider) => {
                context.set_default("aws:FederatedProvider", provider);
                for key in SIGNED_ONLY {
                    context.forget_default(key);
                }
            }
        }
    }
}

/// Keys that a request has only when a service makes it, for a resource of its customer.
///
/// Source: IAM User Guide, "AWS global condition context keys", availability of aws:SourceArn and its like.
const SERVICES_ONLY: [&str; 4] = ["aws:SourceArn", "aws:SourceAccount", "aws:SourceOrgID", "aws:SourceOrgPaths"];

/// Keys that a request has only when somebody of an account signed it.
const SIGNED_ONLY: [&str; 7] = [
    "aws:PrincipalArn",
    "aws:PrincipalAccount",
    "aws:PrincipalOrgID",
    "aws:PrincipalOrgPaths",
    "aws:username",
    "aws:PrincipalIsAWSService",
    "aws:MultiFactorAuthPresent",
];

fn without_arn(text: &str) -> Option<Caller> {
    let host = |text: &str| !text.contains([':', '/', ' ', '*']) && text.contains('.');
    match text {
        _ if text.ends_with(".amazonaws.com") || text.ends_with(".amazonaws.com.cn") => {
            Some(Caller::Service(text.to_owned()))
        }
        _ if host(text) => Some(Caller::Federated(text.to_owned())),
        _ => None,
    }
}

impl fmt::Display for Caller {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Anonymous => f.write_str("anonymous"),
            Self::Account(account) => write!(f, "somebody of {account}"),
            Self::Root(account) => write!(f, "the root user of {account}"),
            Self::User(user) => f.write_str(&user.arn),
            Self::Role { role, session: None } => f.write_str(&role.arn),
            Self::Role { role, session: Some(session) } => write!(f, "{} (session {session})", role.arn),
            Self::FederatedUser { account, name } => write!(f, "the federated user {name} of {account}"),
            Self::Service(name) | Self::Federated(name) => f.write_str(name),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::evaluate::context::Presence;

    #[test]
    fn every_form_of_a_caller_is_read() {
        let read = |text: &str| Caller::parse(text).unwrap();
        assert_eq!(read("*"), Caller::Anonymous);
        assert_eq!(read("111122223333"), read("arn:aws:iam::111122223333:root"));
        assert!(
            matches!(read("arn:aws:iam::111122223333:user/team/dana"), Caller::User(user) if user.name() == "dana")
        );
        assert!(matches!(read("lambda.amazonaws.com"), Caller::Service(_)));
        assert!(matches!(read("accounts.google.com"), Caller::Federated(_)));
        let session = read("arn:aws:sts::111122223333:assumed-role/loader/run-1");
        assert!(matches!(&session, Caller::Role { role, session: Some(name) }
            if role.arn == "arn:aws:iam::111122223333:role/loader" && name == "run-1" && !role.path_known));
        assert_eq!(Caller::parse("arn:aws:iam::111122223333:group/all"), None);
        assert_eq!(Caller::parse("nobody"), None);
    }

    /// IAM User Guide, "IAM policy elements: Variables and tags": only users have a user name.
    #[test]
    fn a_role_has_no_user_name_even_where_the_context_is_open() {
        let mut context = Context::open();
        Caller::parse("arn:aws:iam::111122223333:role/loader").unwrap().describe_to(&mut context, "aws");
        assert_eq!(context.get("aws:username"), Presence::Absent);
        assert_eq!(context.get("aws:principalarn"), Presence::One("arn:aws:iam::111122223333:role/loader"));
        assert_eq!(context.get("aws:sourceip"), Presence::Unknown);
    }

    /// IAM User Guide, "IAM identifiers": the ARN of a role session does not hold the path of the role.
    #[test]
    fn a_session_leaves_the_path_of_its_role_open() {
        let session = Caller::parse("arn:aws:sts::111122223333:assumed-role/loader/run").unwrap();
        let mut open = Context::open();
        session.describe_to(&mut open, "aws");
        assert_eq!(open.get("aws:principalarn"), Presence::Unknown);
        let mut complete = Context::complete();
        session.describe_to(&mut complete, "aws");
        assert_eq!(complete.get("aws:principalarn"), Presence::One("arn:aws:iam::111122223333:role/loader"));
    }

    /// IAM User Guide, "AWS JSON policy elements: Principal", the forms of a principal.
    #[test]
    fn what_is_no_caller_is_refused() {
        let none = [
            "",
            "arn:aws:iam::111122223333:user/",
            "arn:aws:iam::111122223333:role",
            "arn:aws:iam::111122223333:policy/p",
            "arn:aws:sts::111122223333:federated-user/",
            "arn:aws:s3:::raw",
            "arn:aws:iam::111122223333",
            "11112222333",
            "role/loader",
            "https://accounts.google.com",
        ];
        for text in none {
            assert_eq!(Caller::parse(text), None, "{text}");
        }
    }

    /// IAM User Guide, "AWS global condition context keys", availability of aws:SourceArn.
    #[test]
    fn only_services_act_for_a_resource() {
        for (text, expected) in [
            ("sns.amazonaws.com", Presence::Unknown),
            ("arn:aws:iam::111122223333:user/dana", Presence::Absent),
            ("anonymous", Presence::Absent),
        ] {
            let mut context = Context::open();
            Caller::parse(text).unwrap().describe_to(&mut context, "aws");
            assert_eq!(context.get("aws:sourcearn"), expected, "{text}");
        }
    }

    #[test]
    fn accounts_and_words_of_callers() {
        for (text, account, words) in [
            ("anonymous", None, "anonymous"),
            ("ec2.amazonaws.com", None, "ec2.amazonaws.com"),
            ("ec2.amazonaws.com.cn", None, "ec2.amazonaws.com.cn"),
            ("cognito-identity.amazonaws.com", None, "cognito-identity.amazonaws.com"),
            ("arn:aws:iam::1:saml-provider/corp", None, "arn:aws:iam::1:saml-provider/corp"),
            ("111122223333", Some("111122223333"), "the root user of 111122223333"),
            ("arn:aws-cn:iam::111122223333:user/dana", Some("111122223333"), "arn:aws-cn:iam::111122223333:user/dana"),
            (
                "arn:aws:sts::111122223333:assumed-role/loader/a@b.c",
                Some("111122223333"),
                "arn:aws:iam::111122223333:role/loader (session a@b.c)",
            ),
            (
                "arn:aws:sts::111122223333:federated-user/dana",
                Some("111122223333"),
                "the federated user dana of 111122223333",
            ),
        ] {
            let caller = Caller::parse(text).unwrap();
            assert_eq!((caller.account().map(AccountId::as_str), caller.to_string().as_str()), (account, words));
        }
    }
}
