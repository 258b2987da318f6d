//! `remove-public-address`.

use super::common::{plain, resource};
use crate::finding::Finding;
use crate::model::{Aspect, Detail, SettingValue};
use crate::remedy::{Edit, Refusal, Situation};

define_remedy! {
    /// Takes the public address away from a database instance, a Redshift cluster or a workgroup of Redshift Serverless.
    /// Its name then resolves to a private address, inside the network and outside.
    ///
    /// Clients that reach it over the internet lose it at once, also those that a security group let in on purpose: a
    /// vendor's tool, an office, a laptop. Give them a way into the network before, such as a VPN. Connections from the
    /// network itself go on, but may have to be made again. A cluster of RDS has its public address from its instances or
    /// from the way it was made; that of a Multi-AZ cluster cannot be changed.
    ///
    /// Source: Amazon RDS User Guide, "Hiding a DB instance in a VPC from the internet"; Amazon Redshift Management Guide,
    /// "Managing clusters in a VPC".
    id: "remove-public-address",
    title: "Take away the public address",
    choices: &[],
    propose: propose,
}

fn propose(situation: &Situation<'_>, finding: &Finding) -> Result<Vec<Edit>, Refusal> {
    let resource = resource(situation, finding)?;
    let what = match &resource.detail {
        Detail::DbInstance(_) => "database",
        Detail::RedshiftCluster(_) | Detail::RedshiftWorkgroup(_) => "warehouse",
        Detail::DbCluster(_) => {
            let why =
                "RDS does not change the public address of a cluster: change its instances, or restore it privately";
            return Err(Refusal::Impossible(why.to_owned()));
        }
        _ => return Err(Refusal::NotForThis(REMEDY.id)),
    };
    let name = resource.name().to_owned();
    let summary = format!("Take the public address away from {what} {name}.");
    let mut edit = plain(resource, Aspect::PublicAddress { name: name.clone() }, SettingValue::text("false"), summary);
    edit.consequences.push(format!("Clients over the internet lose {what} {name}; those in its network keep it."));
    edit.disruptive = true;
    Ok(vec![edit])
}
