//! `enable-emr-public-access-block`.

use super::common::{known, resource, typed};
use crate::finding::Finding;
use crate::model::Aspect;
use crate::model::aws::EmrBlock;
use crate::remedy::{Edit, Refusal, Situation};

/// The ports that the check allows: those of SSH, which AWS lets through by default.
const SSH: (u16, u16) = (22, 22);

define_remedy! {
    /// Turns on the block of public access of EMR in a region of an account, and takes away the ranges of ports that it
    /// lets through, but for SSH where that is let through now.
    ///
    /// EMR then refuses to start a cluster whose security group lets in everyone on another port. Clusters that run go on.
    ///
    /// Source: Amazon EMR Management Guide, "Using Amazon EMR block public access".
    id: "enable-emr-public-access-block",
    title: "Block public access to EMR clusters of the region",
    choices: &[],
    propose: propose,
}

fn propose(situation: &Situation<'_>, finding: &Finding) -> Result<Vec<Edit>, Refusal> {
    let resource = resource(situation, finding)?;
    let it = resource.emr_public_access_block().ok_or(Refusal::NotForThis(REMEDY.id))?;
    let held = known(situation.estate, &it.block, "block of public access")?;
    let permitted = held.permitted.iter().copied().filter(|range| *range == SSH).collect();
    let (account, region) = (&resource.account, &resource.region);
    let summary = format!("Block public access to EMR clusters of account {account} in {region}.");
    let block = EmrBlock { blocked: true, permitted };
    let mut edit = typed(resource, Aspect::EmrPublicAccessBlock, &block, summary)?;
    let what = "New clusters whose security groups let in everyone are refused; those that run go on.";
    edit.consequences.push(what.to_owned());
    edit.disruptive = true;
    Ok(vec![edit])
}
