//! Big estates made up by rule: always the same for the same size. For benches and tests of scale.

mod flows;
mod identities;
mod stores;

use std::collections::BTreeMap;

use crate::model::aws::{AccountSettings, PasswordPolicy, PublicAccessBlock, RootUser};
use crate::model::{
    Account, AccountId, Arn, Detail, Estate, Fact, Failure, Gap, GapId, Header, Kind, Listing, Record, Region,
    Resource, Tags, Timestamp,
};

/// The regions of a made-up estate.
const REGIONS: [&str; 3] = ["eu-west-1", "eu-central-1", "us-east-1"];
/// About so many resources make up an account.
const PER_ACCOUNT: usize = 1_000;
/// The scan is said to have begun at this second.
const BEGAN: i64 = 1_767_225_600;

/// An estate of so many resources: identities and stores.
pub fn generate(resources: usize) -> Estate {
    make(resources, Maker::resource)
}

/// An estate of so many resources, of which most move data or hold it: for benches of flows.
pub fn flowing(resources: usize) -> Estate {
    make(resources, |maker, index| if index == 39 { maker.trail() } else { maker.staged(index) })
}

fn make(resources: usize, one: impl Fn(&mut Maker, usize) -> Resource) -> Estate {
    let mut estate = Estate::new(header());
    let accounts = resources.div_ceil(PER_ACCOUNT).max(1);
    for number in 0..accounts {
        let share = resources / accounts + usize::from(number < resources % accounts);
        let mut maker = Maker::new(number);
        for record in maker.account(share, &one) {
            estate.push(record);
        }
    }
    estate.sort();
    estate.header.callers = estate.accounts().iter().map(|account| account.caller.clone()).collect();
    estate.header.finished = second(300);
    estate
}

fn header() -> Header {
    Header {
        tool: env!("CARGO_PKG_VERSION").to_owned(),
        started: second(0).unwrap_or(Timestamp::UNIX_EPOCH),
        finished: None,
        scope: vec!["generated".to_owned()],
        callers: Vec::new(),
    }
}

fn second(after: i64) -> Option<Timestamp> {
    Timestamp::from_second(BEGAN + after).ok()
}

/// Makes the resources of one account.
struct Maker {
    account: AccountId,
    dice: Dice,
}

impl Maker {
    fn new(number: usize) -> Self {
        let seed = u64::try_from(number).unwrap_or(0);
        Self { account: AccountId::new(format!("{:012}", 100_000_000_000 + seed)), dice: Dice(seed + 1) }
    }

    /// All records of the account: itself, its gap, its resources, its listings.
    fn account(&mut self, resources: usize, one: impl Fn(&mut Self, usize) -> Resource) -> Vec<Record> {
        let mut records = vec![Record::Account(self.reached())];
        let first = u32::from(resources > 0);
        if first == 1 {
            records.push(Record::Resource(Box::new(self.settings())));
        }
        let made = (1..resources).map(|index| Record::Resource(Box::new(one(self, index))));
        let made: Vec<Record> = made.collect();
        records.extend(made);
        let none = REGIONS.iter().map(|region| ((Kind::AccessPoint, Region::new(*region)), 0));
        let mut counts: BTreeMap<(Kind, Region), u32> = none.collect();
        for record in &records {
            if let Record::Resource(resource) = record {
                *counts.entry((resource.kind(), resource.region.clone())).or_default() += 1;
            }
        }
        let account = &self.account;
        records.extend(counts.into_iter().map(|((kind, region), count)| {
            Record::Listing(Listing { account: account.clone(), region, kind, count: Fact::Known(count) })
        }));
        records
    }

    fn reached(&self) -> Account {
        Account {
            id: self.account.clone(),
            name: None,
            caller: format!("arn:aws:iam::{}:role/reader", self.account),
            regions: REGIONS.iter().map(|region| Region::new(*region)).collect(),
        }
    }

    /// Of twenty resources, seven are roles, five buckets, three users, three policies, one a key and one a group.
    fn resource(&mut self, index: usize) -> Resource {
        match index % 20 {
            0..=6 => self.role(index),
            7..=11 => self.bucket(index),
            12..=14 => self.user(index),
            15..=17 => self.policy(index),
            18 => self.key(index),
            _ => self.group(index),
        }
    }

    fn settings(&mut self) -> Resource {
        let summary = BTreeMap::from([("AccountMFAEnabled".to_owned(), 1), ("AccountAccessKeysPresent".to_owned(), 0)]);
        let password = PasswordPolicy {
            minimum_length: 14,
            require_uppercase: true,
            require_lowercase: true,
            require_numbers: true,
            require_symbols: self.dice.one_in(3),
            maximum_age_days: None,
            reuse_prevention: Some(24),
            users_may_change: true,
        };
        let settings = AccountSettings {
            alias: Fact::Known(Some(format!("team-{}", self.account))),
            summary: Fact::Known(summary),
            password_policy: Fact::Known(Some(password)),
            root: Fact::Known(RootUser { mfa: true, access_keys: 0, password_last_used: Fact::Known(None) }),
            public_access_block: Fact::Known(self.dice.one_in(2).then_some(PublicAccessBlock::ALL)),
            regions: Fact::Known(REGIONS.iter().map(ToString::to_string).collect()),
        };
        let arn = format!("arn:aws:iam::{}:root", self.account);
        self.global(arn, Detail::Account(Box::new(settings)))
    }

    fn global(&mut self, arn: String, detail: Detail) -> Resource {
        self.make(arn, Region::global(), detail)
    }

    fn make(&mut self, arn: String, region: Region, detail: Detail) -> Resource {
        let tags = Fact::Known(self.tags());
        Resource { arn: Arn::new(arn), account: self.account.clone(), region, tags, detail }
    }

    fn tags(&mut self) -> Tags {
        let environment = self.dice.pick(&["production", "staging", "development"]);
        let class = self.dice.pick(&["restricted", "internal", "public"]);
        let mut tags = Tags::from([("environment".to_owned(), environment.to_owned())]);
        if !self.dice.one_in(4) {
            tags.insert("classification".to_owned(), class.to_owned());
        }
        tags
    }

    fn created(&mut self) -> Option<Timestamp> {
        let days = i64::try_from(self.dice.below(1_500)).unwrap_or(0);
        second(-86_400 * days)
    }
}

/// A small generator of numbers that look random and are always the same (xorshift).
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, limit: u64) -> u64 {
        self.next() % limit.max(1)
    }

    fn one_in(&mut self, chances: u64) -> bool {
        self.below(chances) == 0
    }

    fn pick(&mut self, list: &[&'static str]) -> &'static str {
        let place = usize::try_from(self.below(u64::try_from(list.len()).unwrap_or(1))).unwrap_or(0);
        list.get(place).copied().unwrap_or_default()
    }
}

/// The gap of a made-up estate: the bucket policy that could not be read.
pub fn with_gap(mut estate: Estate, bucket: &str) -> Estate {
    let Some((_, resource)) = estate.bucket_named(bucket) else { return estate };
    let mut resource = Resource::clone(resource);
    let id = GapId(u32::try_from(estate.gaps().len()).unwrap_or(u32::MAX));
    let gap = Gap {
        account: resource.account.clone(),
        region: resource.region.clone(),
        api: "s3:GetBucketPolicy".to_owned(),
        resource: bucket.to_owned(),
        reason: Failure::Denied,
        permission: "s3:GetBucketPolicy".to_owned(),
        message: "AccessDenied".to_owned(),
    };
    if let Detail::Bucket(bucket) = &mut resource.detail {
        bucket.policy = Fact::Unknown(id);
    }
    estate.push(Record::Gap { id, gap });
    estate.push(Record::Resource(Box::new(resource)));
    estate
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_estate_has_the_size_that_was_asked_for_and_is_always_the_same() {
        for size in [1, 40, 2_500] {
            let estate = generate(size);
            assert_eq!(estate.resources().len(), size);
            let again = generate(size);
            assert!(estate.resources().zip(again.resources()).all(|(a, b)| a == b));
        }
        assert_eq!(generate(2_500).accounts().len(), 3);
    }

    #[test]
    fn what_moves_data_is_dense_and_names_what_is_there() {
        use crate::flow::{FlowGraph, Node, OutsideKind};

        for (size, stages) in [(40, 2), (2_000, 100)] {
            let estate = flowing(size);
            assert_eq!(estate.resources().len(), size);
            let graph = FlowGraph::new(&estate);
            // Only the vendor and what crawlers write into lie outside: every other name is that of a resource.
            let outside = |node: &Node| match node {
                Node::Outside(it) => !matches!(it.kind, OutsideKind::Vendor(_)) && !it.name.contains(":database/"),
                Node::Resource(_) => false,
            };
            assert_eq!(graph.nodes().filter(|(_, node)| outside(node)).count(), 0);
            let hops = graph.hops().len();
            assert!((stages * 25..stages * 45).contains(&hops), "{hops} hops of {size} resources");
        }
    }
}
