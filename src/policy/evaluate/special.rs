//! Actions and resources for which AWS has rules of their own.
//!
//! Sources: AWS KMS Developer Guide, "Key policies in AWS KMS", "Allowing users in other accounts to use a KMS key"; IAM
//! User Guide, "Policy evaluation logic" (trust policies and key policies must allow in one account too), "Grant a user
//! permissions to pass a role to an AWS service"; AWS Security Token Service API Reference; Amazon S3 User Guide, "Bucket policies"; AWS Organizations
//! User Guide, "Resource control policies (RCPs)", list of services.

use super::caller::Caller;
use super::request::Request;
use super::truth::Truth;
use super::verdict::{Decision, Denial, Rule};
use crate::policy::actions::ActionTable;

/// The decision that a rule makes before any policy is asked.
pub(super) fn decided(request: &Request) -> Option<(Decision, Rule)> {
    let denied = Decision::Deny(Denial::Implicit);
    if request.is_mismatch() {
        return Some((denied, Rule::ResourceMismatch));
    }
    if let Some(rule) = unanswered(request) {
        return Some((denied, rule));
    }
    match request.action_key() {
        "sts:getcalleridentity" if request.caller().account().is_some() => {
            Some((Decision::Allow, Rule::NeedsNoPermission))
        }
        "sts:getsessiontoken" if matches!(request.caller(), Caller::User(_) | Caller::Root(_)) => {
            Some((Decision::Allow, Rule::NeedsNoPermission))
        }
        "iam:passrole" if request.is_cross_account() => Some((denied, Rule::PassRoleAcrossAccounts)),
        "sts:assumerole" if matches!(request.caller(), Caller::Root(_)) => Some((denied, Rule::RootCannotAssume)),
        _ if changes_what_aws_owns(request) => Some((denied, Rule::OwnedByAws)),
        _ => None,
    }
}

/// The rule by which the service never answers the caller, whatever the policies say. The request may be for a whole
/// service.
pub(super) fn unanswered(request: &Request) -> Option<Rule> {
    match request.caller() {
        Caller::Anonymous if must_be_signed(request) => Some(Rule::MustBeSigned),
        Caller::Federated(provider) if !is_by_token(request, provider) => Some(Rule::TokenAssumesRoles),
        _ => None,
    }
}

/// Whether a service answers signed requests only, so that `"Principal": "*"` never means the anonymous.
fn must_be_signed(request: &Request) -> bool {
    let by_token = matches!(request.action_name(), "assumerolewithsaml" | "assumerolewithwebidentity");
    match request.service() {
        "sts" => !by_token,
        "kms" | "iam" => true,
        _ => false,
    }
}

/// Whether a request goes with what an identity provider vouches for, and without credentials of AWS: only a role can
/// be assumed so, by the one action of the provider's kind, and with what comes along with it.
fn is_by_token(request: &Request, provider: &str) -> bool {
    let own = if provider.contains(":saml-provider/") { "assumerolewithsaml" } else { "assumerolewithwebidentity" };
    let name = request.action_name();
    request.service() == "sts" && (name == own || matches!(name, "tagsession" | "setsourceidentity"))
}

/// Operations on a key that work from another account.
///
/// Source: AWS KMS API Reference, the line "Cross-account use" of each operation, as the service model of version
/// 2014-11-01 has it: all 54 operations were compared. `ReEncrypt` needs the permissions of both of its halves.
const KEYS_ACROSS: [&str; 21] = [
    "kms:creategrant",
    "kms:decrypt",
    "kms:derivesharedsecret",
    "kms:describekey",
    "kms:encrypt",
    "kms:generatedatakey",
    "kms:generatedatakeypair",
    "kms:generatedatakeypairwithoutplaintext",
    "kms:generatedatakeywithoutplaintext",
    "kms:generatemac",
    "kms:getkeyrotationstatus",
    "kms:getpublickey",
    "kms:listgrants",
    "kms:reencrypt",
    "kms:reencryptfrom",
    "kms:reencryptto",
    "kms:retiregrant",
    "kms:revokegrant",
    "kms:sign",
    "kms:verify",
    "kms:verifymac",
];

/// Whether a permission has an effect for a caller of another account.
pub(super) fn works_across<T: Truth>(request: &Request) -> T {
    if request.service() == "kms" { T::one_of(&KEYS_ACROSS, request) } else { T::of(true) }
}

/// Whether somebody of an account asks to change what only AWS changes: the policies of roles that AWS made for its
/// services and for IAM Identity Center, and AWS managed policies.
fn changes_what_aws_owns(request: &Request) -> bool {
    if request.service() != "iam" || request.caller().account().is_none() || request.caller().is_service_linked() {
        return false;
    }
    let resource = request.resource();
    match request.action_name() {
        "attachrolepolicy"
        | "detachrolepolicy"
        | "putrolepolicy"
        | "deleterolepolicy"
        | "putrolepermissionsboundary"
        | "deleterolepermissionsboundary"
        | "updateassumerolepolicy" => {
            resource.contains(":role/aws-service-role/") || resource.contains(":role/aws-reserved/")
        }
        "createpolicyversion" | "deletepolicyversion" | "setdefaultpolicyversion" | "deletepolicy" => {
            resource.contains(":iam::aws:policy/")
        }
        _ => false,
    }
}

/// Whether the policy of the resource must allow although caller and resource are of one account.
pub(super) fn resource_policy_decides(request: &Request) -> bool {
    is_role_assumption(request) || (request.service() == "kms" && request.resource().contains(":key/"))
}

/// Whether the request asks for a session of a role, so that the role's trust policy decides.
pub(super) fn is_role_assumption(request: &Request) -> bool {
    request.service() == "sts"
        && matches!(
            request.action_name(),
            "assumerole" | "assumerolewithsaml" | "assumerolewithwebidentity" | "setsourceidentity" | "tagsession"
        )
        && request.resource().contains(":role/")
}

/// Whether the caller is the root user of the bucket's owner and asks for what cannot be denied to it.
pub(super) fn owner_keeps<T: Truth>(request: &Request) -> T {
    let own = |account| request.resource_account().is_none_or(|owner| owner == account);
    if matches!(request.caller(), Caller::Root(account) if own(account)) {
        T::one_of(&["s3:getbucketpolicy", "s3:putbucketpolicy", "s3:deletebucketpolicy"], request)
    } else {
        T::of(false)
    }
}

/// Whether resource control policies cover the service of the request. A role that AWS made for a service can be
/// assumed by it whatever they say.
pub(super) fn resource_control_covers(request: &Request) -> bool {
    let service_linked = is_role_assumption(request) && request.resource().contains(":role/aws-service-role/");
    !service_linked && ActionTable::aws().resource_control_covers(request.service())
}
