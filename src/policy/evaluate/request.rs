//! A question: may this caller do this action on this resource, in this context?
//!
//! The policies that answer it live in [`super::layer`].

use super::caller::Caller;
use super::context::Context;
use crate::model::AccountId;
use crate::policy::actions::ActionTable;
use crate::policy::overlap::{Token, tokens};

/// A request to an API of AWS.
#[derive(Debug, Clone)]
pub struct Request {
    caller: Caller,
    action: String,
    key: String,
    resource: String,
    resource_account: Option<AccountId>,
    mismatch: bool,
    /// The resource, where it is a pattern that stands for many.
    many: Option<Vec<Token>>,
    context: Context,
}

impl Request {
    /// A request. The context is completed with what follows from the caller and the resource.
    ///
    /// `resource` is an ARN, or `*` for actions that act on no resource. `resource_account` is needed where the ARN
    /// does not tell it, as for buckets; without it the resource is taken to be in the caller's account.
    pub fn new(
        caller: Caller,
        action: &str,
        resource: &str,
        resource_account: Option<AccountId>,
        mut context: Context,
    ) -> Self {
        let own = caller.identity().and_then(|it| partition_of(&it.arn));
        caller.describe_to(&mut context, own.or_else(|| partition_of(resource)).unwrap_or("aws"));
        let resource_account = resource_account.or_else(|| account_of(resource));
        if let Some(account) = resource_account.as_ref().or_else(|| caller.account()) {
            context.set_default("aws:ResourceAccount", account.as_str());
        }
        if let (Some(account), true) = (caller.account(), action.to_ascii_lowercase().starts_with("kms:")) {
            context.set_default("kms:CallerAccount", account.as_str());
        }
        let table = ActionTable::aws();
        let known = table.find(action);
        // An action without resource types is asked for on everything, whatever the question names.
        let resource = if known.is_some_and(|id| table.takes_no_resource(id)) { "*" } else { resource };
        let mismatch = known.is_some_and(|id| table.never_takes(id, resource));
        let key = action.to_ascii_lowercase();
        Self {
            caller,
            action: action.to_owned(),
            key,
            resource: resource.to_owned(),
            resource_account,
            mismatch,
            many: None,
            context,
        }
    }

    /// Who asks.
    pub fn caller(&self) -> &Caller {
        &self.caller
    }

    /// The action as written.
    pub fn action(&self) -> &str {
        &self.action
    }

    /// The action in small letters.
    pub fn action_key(&self) -> &str {
        &self.key
    }

    /// The service of the action, in small letters.
    pub fn service(&self) -> &str {
        self.key.split(':').next().unwrap_or_default()
    }

    /// The name of the action in small letters, without its service.
    pub fn action_name(&self) -> &str {
        self.key.split_once(':').map_or("", |(_, name)| name)
    }

    /// The resource as written.
    pub fn resource(&self) -> &str {
        &self.resource
    }

    /// The same request where wildcards in the resource stand for many resources: it is answered part by part. A lone
    /// star stands for no resource at all.
    #[must_use]
    pub fn part_by_part(mut self) -> Self {
        self.many = (self.resource != "*" && self.resource.contains(['*', '?'])).then(|| tokens(&self.resource));
        self
    }

    /// The resource as a pattern, where it is one and stands for many.
    pub(super) fn many(&self) -> Option<&[Token]> {
        self.many.as_deref()
    }

    /// The account of the resource, when it is known.
    pub fn resource_account(&self) -> Option<&AccountId> {
        self.resource_account.as_ref()
    }

    /// The context.
    pub fn context(&self) -> &Context {
        &self.context
    }

    /// Whether the action never acts on a resource of this type: an object is of no use to `s3:ListBucket`.
    ///
    /// Source: Service Authorization Reference, resource types of each action.
    pub fn is_mismatch(&self) -> bool {
        self.mismatch
    }

    /// The same request in another context.
    #[must_use]
    pub fn in_context(&self, context: Context) -> Self {
        let account = self.resource_account.clone();
        let made = Self::new(self.caller.clone(), &self.action, &self.resource, account, context);
        Self { many: self.many.clone(), ..made }
    }

    /// Whether the resource is in another account than the caller.
    pub fn is_cross_account(&self) -> bool {
        matches!((self.caller.account(), &self.resource_account), (Some(own), Some(other)) if own != other)
    }
}

/// The partition of an ARN; none where a pattern or no ARN stands.
fn partition_of(arn: &str) -> Option<&str> {
    let partition = arn.strip_prefix("arn:")?.split(':').next()?;
    (!partition.is_empty() && !partition.contains(['*', '?', '$'])).then_some(partition)
}

/// The account that an ARN tells.
pub(in crate::policy) fn account_of(resource: &str) -> Option<AccountId> {
    let account = resource.strip_prefix("arn:")?.split(':').nth(3)?;
    crate::policy::condition::is_account(account).then(|| AccountId::new(account))
}
