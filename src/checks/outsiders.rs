//! Whether those whom a statement lets in from outside get through, by all that stands in the way: what else the
//! policy denies, and the organization.
//!
//! Sources: IAM User Guide, "Policy evaluation logic"; AWS Organizations User Guide, "Resource control policies (RCPs)":
//! they bind whoever asks, and callers outside the organization too.

use crate::finding::Evidence;
use crate::model::{AccountId, Document, Kind, Resource, ResourceId};
use crate::policy::Outsider;
use crate::policy::access::{Allowed, Guarded, Inquiry, Limit, Reach, stranger};
use crate::policy::evaluate::{Caller, Context as Request, PolicyKind};

use super::statements::impact;
use super::{Context, Fault, Reason, limits};

/// Whether somebody from outside gets through.
pub(super) enum Passage {
    /// Somebody does; what is to be said of it.
    Open(Vec<Evidence>),
    /// Nobody does; what keeps them out.
    Closed(Vec<Limit>),
    /// It is not known.
    Unknown(Vec<Reason>),
}

impl Passage {
    /// What becomes of an opening to everyone. One through which nobody from outside gets is no fault; where no policy
    /// keeps them out, and the actions have no effect from other accounts, everyone of the own account still gets through.
    ///
    /// Source: AWS KMS Developer Guide, "Allowing users in other accounts to use a KMS key".
    pub(super) fn conclude(self, fault: impl FnOnce() -> Fault, faults: &mut Vec<Fault>, reasons: &mut Vec<Reason>) {
        match self {
            Self::Open(remarks) => faults.push(remarks.into_iter().fold(fault(), Fault::with)),
            Self::Closed(by) if by.is_empty() => {
                let why = "the allowed actions have no effect from other accounts";
                faults.push(fault().factor(impact(-2, why)));
            }
            Self::Closed(_) => {}
            Self::Unknown(why) => reasons.extend(why),
        }
    }
}

/// A resource that outsiders may reach.
pub(super) struct Gate<'c> {
    inquiry: &'c Inquiry<'c>,
    /// Whether an account that is not known to be inside may be.
    members_hidden: bool,
    resource: &'c Resource,
    guarded: Option<Guarded<'c>>,
    kind: PolicyKind,
    /// What is known of requests through an access point.
    point: Vec<(&'static str, String)>,
}

/// An organization that nobody has, for those who are not of any that a policy names.
const NO_ORGANIZATION: &str = "o-0000000000";

/// An account that nobody has.
const NO_ACCOUNT: &str = "000000000000";

impl<'c> Gate<'c> {
    /// The gate of a bucket, key or role.
    pub(super) fn of(context: &'c Context<'_>, id: ResourceId, resource: &'c Resource) -> Self {
        let kind = if resource.kind() == Kind::Role { PolicyKind::Trust } else { PolicyKind::Resource };
        let inquiry = context.inquiry();
        let members_hidden = context.membership_gap().is_some();
        Self { inquiry, members_hidden, resource, guarded: inquiry.resource(id), kind, point: Vec::new() }
    }

    /// The same, for requests through an access point.
    pub(super) fn through(mut self, owner: &Resource, internet: bool) -> Self {
        let origin = if internet { "Internet" } else { "VPC" };
        self.point = vec![
            ("s3:DataAccessPointArn", owner.arn.to_string()),
            ("s3:DataAccessPointAccount", owner.account.to_string()),
            ("s3:AccessPointNetworkOrigin", origin.to_owned()),
        ];
        self
    }

    /// Whether everyone gets through with what a statement allows.
    pub(super) fn everyone(&self, document: &Document, index: usize) -> Passage {
        self.ask(&self.strangers(), self.allowed(document, index))
    }

    /// Whether an outsider gets through with what a statement allows.
    pub(super) fn outsider(&self, document: &Document, index: usize, who: Outsider<'_>) -> Passage {
        // Whoever a provider vouches for comes as a session of a role, of which the estate may know nothing.
        if matches!(who, Outsider::Federated(_)) && self.resource.kind() != Kind::Role {
            return Passage::Open(Vec::new());
        }
        self.ask(&[self.caller(who)], self.allowed(document, index))
    }

    /// Whether a service that acts for a resource of somebody unknown gets through with what a statement allows.
    pub(super) fn service_of_others(&self, document: &Document, index: usize, service: &str) -> Passage {
        let request = self.request();
        let request = request.with("aws:SourceAccount", NO_ACCOUNT).with("aws:SourceOrgID", NO_ORGANIZATION);
        let request = request.with_list("aws:SourceOrgPaths", &["o-0000000000/r-0000/"]);
        let request = request.with("aws:SourceArn", &format!("arn:aws:unknown::{NO_ACCOUNT}:unknown"));
        self.ask(&[(Caller::Service(service.to_owned()), request)], self.allowed(document, index))
    }

    /// Whether everyone gets through with one of these actions.
    pub(super) fn everyone_with(&self, allowed: Allowed) -> Passage {
        self.ask(&self.strangers(), Some(allowed))
    }

    /// Whether an outsider gets through with one of these actions.
    pub(super) fn outsider_with(&self, allowed: Allowed, who: Outsider<'_>) -> Passage {
        self.ask(&[self.caller(who)], Some(allowed))
    }

    fn allowed(&self, document: &Document, index: usize) -> Option<Allowed> {
        let policy = self.inquiry.policy(document, self.kind)?;
        let statement = policy.statements.get(index)?;
        let of_point = !self.point.is_empty();
        Some(if of_point { Allowed::anywhere } else { Allowed::by }(statement, self.resource))
    }

    /// What the engine cannot be asked about stands as it is written.
    fn ask(&self, callers: &[(Caller, Request)], allowed: Option<Allowed>) -> Passage {
        let reach = self.guarded.as_ref().zip(allowed).and_then(|(guarded, allowed)| guarded.reach(callers, &allowed));
        match reach {
            None => Passage::Open(Vec::new()),
            Some(Reach::Open { organization, .. }) => {
                Passage::Open(limits::organization(&organization, "The resource control policies"))
            }
            Some(Reach::Closed(by)) => Passage::Closed(by),
            Some(Reach::Unknown(unread)) => Passage::Unknown(limits::reasons(unread)),
        }
    }

    /// Everyone: whoever signs nothing, and whoever has an account, from the internet and from a network of their own.
    fn strangers(&self) -> Vec<(Caller, Request)> {
        let at = |request: Request| {
            let internet = request.clone().without("aws:SourceVpce").without("aws:SourceVpc");
            [internet, request.with("aws:SourceVpce", "vpce-0").with("aws:SourceVpc", "vpc-0")]
        };
        let unsigned = at(self.request()).map(|it| (Caller::Anonymous, it));
        let signed = at(outside(self.request(), NO_ORGANIZATION)).map(|it| (stranger(), it));
        let anonymous = unsigned.into_iter().filter(|_| self.resource.kind() == Kind::Bucket);
        anonymous.chain(signed).collect()
    }

    fn caller(&self, who: Outsider<'_>) -> (Caller, Request) {
        let account = |account: &str| Caller::Account(AccountId::new(account));
        let caller = match who {
            Outsider::Account(id) => account(id),
            Outsider::Identity(id, arn) => Caller::parse(arn).unwrap_or_else(|| account(id)),
            Outsider::Federated(name) => return (Caller::Federated(name.to_owned()), self.request()),
            Outsider::Organization(_) | Outsider::UnknownOrganization(_) | Outsider::Canonical(_) => stranger(),
        };
        let organization = match who {
            Outsider::Organization(id) | Outsider::UnknownOrganization(id) => id,
            // While the members are hidden, the account may be one.
            _ if self.members_hidden => return (caller, self.request()),
            _ => NO_ORGANIZATION,
        };
        (caller, outside(self.request(), organization))
    }

    fn request(&self) -> Request {
        let tls = Request::open().with("aws:SecureTransport", "true");
        self.point.iter().fold(tls, |request, (key, value)| request.with(key, value))
    }
}

/// A request of somebody of an organization.
fn outside(request: Request, organization: &str) -> Request {
    let request = request.with("aws:PrincipalOrgID", organization);
    if organization == NO_ORGANIZATION {
        return request.with_list("aws:PrincipalOrgPaths", &["o-0000000000/r-0000/"]);
    }
    request
}
