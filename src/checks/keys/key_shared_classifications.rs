//! `kms-key-shared-classifications`.

use crate::checks::{Context, Fault, Mapping, Outcome, Reason, Threat};
use crate::finding::Evidence;
use crate::model::{Classification, Domain, GapId, Kind, Resource, ResourceId};

use super::customer_key;

define_check! {
    /// One key for restricted and other data means one list of who may decrypt: whoever needs the harmless store is
    /// given the key of the restricted one.
    ///
    /// Fails when a key encrypts a bucket classified as restricted and another classified as internal or public.
    /// Unclassified buckets do not count. Is unknown when the tags or the encryption of a bucket that would decide could
    /// not be read.
    ///
    /// By hand: make a key for the restricted stores, set it as their default encryption, and copy the objects over
    /// themselves so that they are encrypted anew.
    ///
    /// Source: NIST SP 800-57 Part 1, "Key usage"; the principle of separate keys for separate purposes.
    id: "kms-key-shared-classifications",
    title: "Restricted data has keys of its own",
    kind: Kind::Key,
    layer: None,
    domain: Domain::DataProtection,
    threat: Threat::Insider,
    likelihood: 2,
    impact: 4,
    remedies: &[],
    mappings: &[Mapping::soc2("CC6.1"), Mapping::pci("3.6.1"), Mapping::gdpr("Art. 32(1)(b)")],
    evaluate: evaluate,
}

/// How many gaps are listed as reasons.
const SHOWN: usize = 5;

fn evaluate(context: &Context<'_>, id: ResourceId, resource: &Resource) -> Outcome {
    if customer_key(resource).is_none() {
        return Outcome::NotApplicable;
    }
    let (mut restricted, mut other): (Option<Store<'_>>, Option<Store<'_>>) = (None, None);
    let mut possible = Possible::default();
    for store in context.users_of_key(id).filter(|(_, user)| user.bucket().is_some()) {
        let class = context.classification(store.1);
        match class {
            Classification::Restricted => restricted = restricted.or(Some(store)),
            Classification::Internal | Classification::Public => other = other.or(Some(store)),
            Classification::Unknown => {}
        }
        possible.add(class, store.1, None);
    }
    if let Some((restricted, other)) = restricted.zip(other) {
        return Outcome::fault(fault(context, restricted, other));
    }
    // S3 encrypts only with keys of the bucket's own region.
    for (bucket, gap) in context.buckets_of_unknown_keys().filter(|(it, _)| it.region == resource.region) {
        possible.add(context.classification(bucket), bucket, Some(gap));
    }
    possible.gaps.extend(context.unlisted_buckets());
    if context.unlisted_buckets().is_some() || possible.could_mix() {
        return Outcome::Unknown(possible.gaps.into_iter().take(SHOWN).map(Reason::Gap).collect());
    }
    Outcome::Pass
}

/// The classes that stores of the key have or may have.
#[derive(Default)]
struct Possible {
    restricted: usize,
    other: usize,
    either: usize,
    gaps: Vec<GapId>,
}

impl Possible {
    /// Counts a store that uses the key, or may use it because of a gap.
    fn add(&mut self, class: Classification, store: &Resource, gap: Option<GapId>) {
        let hidden = store.tags.gap();
        match class {
            Classification::Restricted => self.restricted += 1,
            Classification::Internal | Classification::Public => self.other += 1,
            Classification::Unknown if hidden.is_some() => self.either += 1,
            Classification::Unknown => return,
        }
        self.gaps.extend(gap.into_iter().chain(hidden));
    }

    /// Whether two of the stores may be of different classes.
    fn could_mix(&self) -> bool {
        match self.either {
            0 => self.restricted > 0 && self.other > 0,
            one => self.restricted + self.other + one > 1,
        }
    }
}

type Store<'a> = (ResourceId, &'a Resource);

fn fault(context: &Context<'_>, restricted: Store<'_>, other: Store<'_>) -> Fault {
    let class = context.classification(other.1);
    let summary = format!("The key encrypts restricted {} and {class} {}", restricted.1.name(), other.1.name());
    let related = |store: Store<'_>| Evidence::Related { relation: "encrypts", resource: store.0 };
    Fault::new(summary).with(related(restricted)).with(related(other))
}
