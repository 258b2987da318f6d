//! `disable-bucket-acls`.

use super::common::{known, resource, typed};
use crate::finding::{Evidence, Finding};
use crate::model::Aspect;
use crate::model::aws::{Acl, AclGrant, Grantee, ObjectOwnership};
use crate::remedy::{Edit, Refusal, Situation};

define_remedy! {
    /// Makes the bucket's owner the owner of every object and disables access control lists. Access is then decided by
    /// policies alone.
    ///
    /// S3 refuses this while the list still grants access to others, so their grants are removed first, in a step of
    /// its own. Give those who still need access a statement in the bucket policy before.
    ///
    /// Source: Amazon S3 User Guide, "Controlling ownership of objects and disabling ACLs for your bucket".
    id: "disable-bucket-acls",
    title: "Disable access control lists",
    choices: &[],
    propose: propose,
}

fn propose(situation: &Situation<'_>, finding: &Finding) -> Result<Vec<Edit>, Refusal> {
    let resource = resource(situation, finding)?;
    let bucket = resource.bucket().ok_or(Refusal::NotForThis(REMEDY.id))?;
    if finding.evidence.iter().any(|piece| matches!(piece, Evidence::Statement { .. })) {
        // What a policy grants stays granted without lists.
        return Err(Refusal::NotForThis(REMEDY.id));
    }
    let acl = known(situation.estate, &bucket.acl, "access control list")?;
    let owner = AclGrant { grantee: Grantee::CanonicalUser(acl.owner.clone()), permission: "FULL_CONTROL".to_owned() };
    let others: Vec<&AclGrant> = acl.grants.iter().filter(|grant| grant.grantee != owner.grantee).collect();
    let mut edits = Vec::new();
    if !others.is_empty() {
        let private = Acl { owner: acl.owner.clone(), grants: vec![owner] };
        let summary = format!("Remove the grants to others from the list of bucket {}.", bucket.name);
        let mut edit = typed(resource, Aspect::BucketAcl, &private, summary)?;
        edit.consequences = others.into_iter().map(lost).collect();
        edit.disruptive = true;
        edits.push(edit);
    }
    let summary = format!("Disable access control lists of bucket {}.", bucket.name);
    let mut edit = typed(resource, Aspect::BucketOwnership, &ObjectOwnership::BucketOwnerEnforced, summary)?;
    edit.consequences.push("Uploads that set a list for others are refused.".to_owned());
    edits.push(edit);
    Ok(edits)
}

fn lost(grant: &AclGrant) -> String {
    match &grant.grantee {
        Grantee::CanonicalUser(id) => format!("The account with canonical id {id} loses {}.", grant.permission),
        Grantee::Email(email) => format!("The account of {email} loses {}.", grant.permission),
        Grantee::Group(uri) if uri.ends_with("/LogDelivery") => {
            format!("Log delivery loses {}: let logging.s3.amazonaws.com write by the bucket policy.", grant.permission)
        }
        Grantee::Group(uri) => {
            format!("The group {} loses {}.", uri.rsplit('/').next().unwrap_or(uri), grant.permission)
        }
    }
}
