//! KMS keys of one region: description, policy, grants, rotation, tags and aliases.

use std::collections::BTreeMap;

use aws_sdk_kms::Client;
use aws_sdk_kms::types::KeyMetadata;
use futures::stream::{self, StreamExt};

use super::ask::{Ask, Pages};
use crate::aws::call::{Api, Caller};
use crate::aws::shape::{Misshapen, kms as shape};
use crate::model::aws::{Key, KeyGrant, KeyManager, KeyRotation};
use crate::model::{Arn, Detail, Document, Fact, GapId, Kind, Resource, Tags};

const LIST_KEYS: Api = Api::new("kms:ListKeys");
const LIST_ALIASES: Api = Api::new("kms:ListAliases");
const DESCRIBE: Api = Api::new("kms:DescribeKey");
const POLICY: Api = Api::new("kms:GetKeyPolicy");
const GRANTS: Api = Api::new("kms:ListGrants");
const ROTATION: Api = Api::new("kms:GetKeyRotationStatus");
const TAGS: Api = Api::new("kms:ListResourceTags");

/// The name of the only policy that a key has.
const POLICY_NAME: &str = "default";

/// Keys that are read at once.
const AT_ONCE: usize = 16;

/// Calls that every key takes: its description and its policy.
const CALLS: usize = 2;

/// The aliases of a region by key id.
type Aliases = Fact<BTreeMap<String, Vec<String>>>;

/// Reads every key of the region. A key that may not be described is not put down: what else could be said of it is
/// worth nothing without its state, so the count of keys is unknown instead.
pub async fn collect(caller: &Caller) {
    let (ask, kms) = (Ask::listing(caller), caller.session.kms(&caller.unit.region));
    caller.planned(2);
    let (mut keys, aliases) = futures::join!(list(&ask, &kms), aliases(&ask, &kms));
    let count = keys.count();
    keys.found.retain(|(_, arn)| !caller.sink.holds_resource(arn));
    caller.planned(keys.found.len() * CALLS);
    let reads = stream::iter(keys.found).map(|(id, arn)| read(caller, &kms, &aliases, id, arn));
    let undescribed: Vec<_> = reads.buffer_unordered(AT_ONCE).filter_map(std::future::ready).collect().await;
    caller.listed(Kind::Key, undescribed.first().map_or(count, |&gap| Err(gap)));
}

/// The id and ARN of every key of the region.
async fn list(ask: &Ask, kms: &Client) -> Pages<(String, String)> {
    let page = |token| kms.list_keys().limit(1000).set_marker(token).send();
    ask.pages(LIST_KEYS, page, |page| {
        let keys = page.keys.unwrap_or_default().into_iter();
        (keys.filter_map(|key| Some((key.key_id?, key.key_arn?))).collect(), page.next_marker)
    })
    .await
}

/// All aliases of the region, by the key that they point to. Those of AWS that point to none yet are left out.
async fn aliases(ask: &Ask, kms: &Client) -> Aliases {
    let page = |token| kms.list_aliases().limit(100).set_marker(token).send();
    let pages = ask.pages(LIST_ALIASES, page, |page| {
        let pairs = page.aliases.unwrap_or_default().into_iter();
        (pairs.filter_map(|alias| Some((alias.target_key_id?, alias.alias_name?))).collect(), page.next_marker)
    });
    pages.await.whole().map(|pairs| {
        let mut by_key: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (key, alias) in pairs {
            by_key.entry(key.clone()).or_default().push(alias.clone());
        }
        by_key.values_mut().for_each(|aliases| aliases.sort());
        by_key
    })
}

/// Reads one key and puts it into the sink, or gives the gap that keeps it out.
async fn read(caller: &Caller, kms: &Client, aliases: &Aliases, id: String, arn: String) -> Option<GapId> {
    let ask = Ask::about(caller, &arn, &caller.unit.region);
    let (description, policy) = futures::join!(describe(&ask, kms, &id), policy(&ask, kms, &id));
    let Fact::Known(metadata) = description else { return description.gap() };
    let aliases = aliases.map(|by_key| by_key.get(&id).cloned().unwrap_or_default());
    let (tags, key) = described(&ask, kms, &metadata).await;
    let detail = Detail::Key(Box::new(Key { aliases, policy, ..key }));
    let (account, region) = (caller.unit.account.clone(), caller.unit.region.clone());
    caller.put(Resource { arn: Arn::new(arn), account, region, tags, detail });
    None
}

async fn describe(ask: &Ask, kms: &Client, id: &str) -> Fact<KeyMetadata> {
    let call = || kms.describe_key().key_id(id).send();
    ask.fact(DESCRIBE, call, |answer| answer.key_metadata.ok_or_else(|| Misshapen::missing("the key"))).await
}

async fn policy(ask: &Ask, kms: &Client, id: &str) -> Fact<Document> {
    let call = || kms.get_key_policy().key_id(id).policy_name(POLICY_NAME).send();
    let policy = ask.fact(POLICY, call, |answer| answer.policy.ok_or_else(|| Misshapen::missing("the key policy")));
    policy.await.map(|text| Document::new(text.as_str()))
}

/// What remains to be asked once the description says whose key it is. Grants, rotation and tags of a key that AWS
/// manages are AWS's own and cannot be changed.
async fn described(ask: &Ask, kms: &Client, metadata: &KeyMetadata) -> (Fact<Tags>, Key) {
    let key = shape::key(metadata);
    if key.manager == KeyManager::Aws {
        return (Fact::NotApplicable, key);
    }
    let rotates = shape::can_rotate(metadata);
    ask.caller.planned(if rotates { 3 } else { 2 });
    let rotation = async { if rotates { rotation(ask, kms, &key.id).await } else { Fact::NotApplicable } };
    let (tags, grants, rotation) = futures::join!(tags(ask, kms, &key.id), grants(ask, kms, &key.id), rotation);
    (tags, Key { grants, rotation, ..key })
}

async fn tags(ask: &Ask, kms: &Client, id: &str) -> Fact<Tags> {
    let page = |token| kms.list_resource_tags().key_id(id).limit(50).set_marker(token).send();
    let pages = ask.pages(TAGS, page, |page| (page.tags.unwrap_or_default(), page.next_marker)).await;
    pages.whole().map(|tags| shape::tags(tags))
}

async fn grants(ask: &Ask, kms: &Client, id: &str) -> Fact<Vec<KeyGrant>> {
    let page = |token| kms.list_grants().key_id(id).limit(100).set_marker(token).send();
    let pages = ask.pages(GRANTS, page, |page| {
        let grants = page.grants.unwrap_or_default();
        (grants.iter().map(shape::grant).collect(), page.next_marker)
    });
    pages.await.whole()
}

async fn rotation(ask: &Ask, kms: &Client, id: &str) -> Fact<KeyRotation> {
    let call = || kms.get_key_rotation_status().key_id(id).send();
    ask.fact(ROTATION, call, |answer| Ok(shape::rotation(&answer))).await
}
