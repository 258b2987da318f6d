//! An AWS organization: its tree, its accounts and its policies.

use serde::{Deserialize, Serialize};

use crate::model::{AccountId, Document, Fact};

/// An organization as seen by an account that may read it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Organization {
    /// `o-…`
    pub id: String,
    /// The management account: service control policies do not bind it.
    pub management_account: AccountId,
    /// `ALL` or `CONSOLIDATED_BILLING`.
    pub feature_set: String,
    /// Its member accounts.
    pub accounts: Fact<Vec<MemberAccount>>,
}

/// An account of an organization.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MemberAccount {
    /// The account.
    pub id: AccountId,
    /// Its name.
    pub name: String,
    /// `ACTIVE`, `SUSPENDED`, …
    pub status: String,
    /// The id of the root or unit that holds it.
    pub parent: Option<String>,
}

/// A root or an organizational unit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrganizationalUnit {
    /// `r-…` or `ou-…`.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The id of its parent; none for a root.
    pub parent: Option<String>,
}

/// A policy of the organization.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OrganizationPolicy {
    /// `p-…`
    pub id: String,
    /// Its name.
    pub name: String,
    /// What it limits.
    pub policy_kind: OrganizationPolicyKind,
    /// Whether AWS owns it.
    pub aws_managed: bool,
    /// Its document.
    pub document: Fact<Document>,
    /// Ids of the roots, units and accounts that it is attached to.
    pub targets: Fact<Vec<String>>,
}

/// What a policy of an organization limits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OrganizationPolicyKind {
    /// What principals of member accounts may do.
    ServiceControl,
    /// What anyone may do to resources of member accounts.
    ResourceControl,
}
