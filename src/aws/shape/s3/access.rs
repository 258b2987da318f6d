//! Who may reach a bucket: public access block, access control list, object ownership.

use aws_sdk_s3::error::BuildError;
use aws_sdk_s3::operation::get_bucket_acl::GetBucketAclOutput;
use aws_sdk_s3::types::{
    self as sdk, AccessControlPolicy, BucketLogsPermission, OwnershipControls, OwnershipControlsRule, Permission,
    PublicAccessBlockConfiguration, TargetGrant, Type,
};

use crate::aws::shape::Misshapen;
use crate::model::aws::{Acl, AclGrant, Grantee, ObjectOwnership, PublicAccessBlock};

/// A bucket's block of public access. What an answer leaves out is off.
pub fn public_access_block(it: &PublicAccessBlockConfiguration) -> PublicAccessBlock {
    PublicAccessBlock {
        block_public_acls: it.block_public_acls.unwrap_or_default(),
        ignore_public_acls: it.ignore_public_acls.unwrap_or_default(),
        block_public_policy: it.block_public_policy.unwrap_or_default(),
        restrict_public_buckets: it.restrict_public_buckets.unwrap_or_default(),
    }
}

/// The block as the API takes it.
pub fn public_access_block_for(block: PublicAccessBlock) -> PublicAccessBlockConfiguration {
    PublicAccessBlockConfiguration::builder()
        .block_public_acls(block.block_public_acls)
        .ignore_public_acls(block.ignore_public_acls)
        .block_public_policy(block.block_public_policy)
        .restrict_public_buckets(block.restrict_public_buckets)
        .build()
}

/// An access control list.
///
/// # Errors
/// When a grant names nobody.
pub fn acl(output: &GetBucketAclOutput) -> Result<Acl, Misshapen> {
    let owner = output.owner.as_ref().and_then(|owner| owner.id.clone()).unwrap_or_default();
    let grants = output.grants().iter().map(|grant| {
        let permission = grant.permission.as_ref().map(Permission::as_str);
        grant_of(grant.grantee.as_ref(), permission)
    });
    Ok(Acl { owner, grants: grants.collect::<Result<_, _>>()? })
}

/// The list as the API takes it.
///
/// # Errors
/// When the SDK refuses a grantee.
pub fn acl_for(acl: &Acl) -> Result<AccessControlPolicy, BuildError> {
    let grants = acl.grants.iter().map(|grant| {
        let permission = Permission::from(grant.permission.as_str());
        Ok(sdk::Grant::builder().grantee(grantee_for(&grant.grantee)?).permission(permission).build())
    });
    let owner = sdk::Owner::builder().id(&acl.owner).build();
    let grants = grants.collect::<Result<_, BuildError>>()?;
    Ok(AccessControlPolicy::builder().owner(owner).set_grants(Some(grants)).build())
}

/// A grant on the objects of access logs.
///
/// # Errors
/// When it names nobody.
pub fn target_grant(grant: &TargetGrant) -> Result<AclGrant, Misshapen> {
    grant_of(grant.grantee.as_ref(), grant.permission.as_ref().map(BucketLogsPermission::as_str))
}

/// The grant as the API takes it.
///
/// # Errors
/// When the SDK refuses the grantee.
pub fn target_grant_for(grant: &AclGrant) -> Result<TargetGrant, BuildError> {
    let permission = BucketLogsPermission::from(grant.permission.as_str());
    Ok(TargetGrant::builder().grantee(grantee_for(&grant.grantee)?).permission(permission).build())
}

fn grant_of(who: Option<&sdk::Grantee>, permission: Option<&str>) -> Result<AclGrant, Misshapen> {
    let who = who.ok_or_else(|| Misshapen::missing("the grantee of a grant"))?;
    let permission = permission.ok_or_else(|| Misshapen::missing("the permission of a grant"))?;
    Ok(AclGrant { grantee: grantee(who)?, permission: permission.to_owned() })
}

fn grantee(who: &sdk::Grantee) -> Result<Grantee, Misshapen> {
    let named = |name: &Option<String>, what| name.clone().ok_or_else(|| Misshapen::missing(what));
    match &who.r#type {
        Type::CanonicalUser => named(&who.id, "the id of a grantee").map(Grantee::CanonicalUser),
        Type::Group => named(&who.uri, "the URI of a group").map(Grantee::Group),
        Type::AmazonCustomerByEmail => named(&who.email_address, "the address of a grantee").map(Grantee::Email),
        other => Err(Misshapen::unknown("grantee type", other.as_str())),
    }
}

fn grantee_for(grantee: &Grantee) -> Result<sdk::Grantee, BuildError> {
    let builder = sdk::Grantee::builder();
    match grantee {
        Grantee::CanonicalUser(id) => builder.r#type(Type::CanonicalUser).id(id),
        Grantee::Group(uri) => builder.r#type(Type::Group).uri(uri),
        Grantee::Email(address) => builder.r#type(Type::AmazonCustomerByEmail).email_address(address),
    }
    .build()
}

/// Object ownership; none when no rule sets it.
///
/// # Errors
/// When the word is not known.
pub fn ownership(controls: &OwnershipControls) -> Result<Option<ObjectOwnership>, Misshapen> {
    let Some(rule) = controls.rules.first() else { return Ok(None) };
    match &rule.object_ownership {
        sdk::ObjectOwnership::BucketOwnerEnforced => Ok(Some(ObjectOwnership::BucketOwnerEnforced)),
        sdk::ObjectOwnership::BucketOwnerPreferred => Ok(Some(ObjectOwnership::BucketOwnerPreferred)),
        sdk::ObjectOwnership::ObjectWriter => Ok(Some(ObjectOwnership::ObjectWriter)),
        other => Err(Misshapen::unknown("object ownership", other.as_str())),
    }
}

/// Object ownership as the API takes it.
///
/// # Errors
/// When the SDK refuses the rule.
pub fn ownership_for(ownership: ObjectOwnership) -> Result<OwnershipControls, BuildError> {
    let word = match ownership {
        ObjectOwnership::BucketOwnerEnforced => sdk::ObjectOwnership::BucketOwnerEnforced,
        ObjectOwnership::BucketOwnerPreferred => sdk::ObjectOwnership::BucketOwnerPreferred,
        ObjectOwnership::ObjectWriter => sdk::ObjectOwnership::ObjectWriter,
    };
    OwnershipControls::builder().rules(OwnershipControlsRule::builder().object_ownership(word).build()?).build()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_block_survives_both_ways() {
        for bits in 0_u8..16 {
            let block = PublicAccessBlock {
                block_public_acls: bits & 1 != 0,
                ignore_public_acls: bits & 2 != 0,
                block_public_policy: bits & 4 != 0,
                restrict_public_buckets: bits & 8 != 0,
            };
            assert_eq!(public_access_block(&public_access_block_for(block)), block);
        }
    }

    fn list() -> Acl {
        let grant = |grantee, permission: &str| AclGrant { grantee, permission: permission.to_owned() };
        Acl {
            owner: "0a1b".to_owned(),
            grants: vec![
                grant(Grantee::CanonicalUser("0a1b".to_owned()), "FULL_CONTROL"),
                grant(Grantee::Group("http://acs.amazonaws.com/groups/s3/LogDelivery".to_owned()), "READ_ACP"),
                grant(Grantee::Email("data@example.com".to_owned()), "WRITE"),
                grant(Grantee::CanonicalUser("ffee".to_owned()), "A_PERMISSION_OF_TOMORROW"),
            ],
        }
    }

    #[test]
    fn an_access_control_list_survives_both_ways() {
        let sent = acl_for(&list()).unwrap();
        let output = GetBucketAclOutput::builder().set_owner(sent.owner).set_grants(sent.grants).build();
        assert_eq!(acl(&output), Ok(list()));
    }

    #[test]
    fn a_grant_without_a_grantee_is_not_understood() {
        let output = GetBucketAclOutput::builder().grants(sdk::Grant::builder().build()).build();
        assert!(acl(&output).is_err());
    }

    #[test]
    fn object_ownership_survives_both_ways() {
        use ObjectOwnership::{BucketOwnerEnforced, BucketOwnerPreferred, ObjectWriter};
        for word in [BucketOwnerEnforced, BucketOwnerPreferred, ObjectWriter] {
            assert_eq!(ownership(&ownership_for(word).unwrap()), Ok(Some(word)));
        }
    }

    #[test]
    fn an_unknown_ownership_is_not_guessed() {
        let rule = OwnershipControlsRule::builder().object_ownership("Nobody".into()).build().unwrap();
        assert!(ownership(&OwnershipControls::builder().rules(rule).build().unwrap()).is_err());
    }
}
