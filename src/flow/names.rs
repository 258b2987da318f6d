//! What a name in configuration means: an ARN in any of its spellings, an address, a path, a bare name.

use rustc_hash::{FxBuildHasher, FxHashMap};

use super::node::{Node, Outside, OutsideKind};
use super::{Via, outside};
use crate::model::{AccountId, Estate, Kind, Resource, ResourceId};

/// The names of an estate. Looking one up takes the time of reading it.
#[derive(Debug)]
pub struct Names<'e> {
    estate: &'e Estate,
    /// Hosts under which resources are reached.
    endpoints: FxHashMap<String, ResourceId>,
    /// Further ARNs of resources.
    other_arns: FxHashMap<&'e str, ResourceId>,
    /// By kind, account and name; names repeat among regions.
    by_name: ByName<'e>,
    /// The same for stores and components whatever their kind.
    bare: Bare<'e>,
}

type ByName<'e> = FxHashMap<(Kind, Within<'e>, &'e str), Vec<ResourceId>>;
type Bare<'e> = FxHashMap<(Within<'e>, &'e str), Vec<ResourceId>>;

/// The account within which a name is looked up; none for buckets, whose names are the same everywhere.
type Within<'e> = Option<&'e str>;

impl<'e> Names<'e> {
    /// The names of all resources of an estate.
    pub fn new(estate: &'e Estate) -> Self {
        let (by_name, (bare, (endpoints, other_arns))) =
            rayon::join(|| names_by_kind(estate), || (bare_names(estate), addresses(estate)));
        Self { estate, endpoints, other_arns, by_name, bare }
    }

    /// What a name means where it is complete in itself: an ARN, an address, a path. None for an empty one, for one that
    /// is still to be filled in, and for a bare name.
    pub fn node(&self, name: &str, here: &Resource) -> Option<Node> {
        let name = name.trim();
        if let Some(at) = name.find("/functions/arn:") {
            // API Gateway wraps the function: `arn:aws:apigateway:…:lambda:path/2015-03-31/functions/ARN/invocations`.
            let inner = name.get(at + "/functions/".len()..)?;
            return self.node(inner.strip_suffix("/invocations").unwrap_or(inner), here);
        }
        if name.starts_with("arn:") {
            return self.arn(name);
        }
        let (scheme, rest) = name.split_once("://")?;
        match scheme {
            "s3" | "s3a" | "s3n" => self.bucket(rest.split('/').next()?),
            _ => self.address(rest, here),
        }
    }

    /// What an ARN means.
    pub(super) fn arn(&self, arn: &str) -> Option<Node> {
        let parts: Vec<&str> = arn.splitn(6, ':').collect();
        let [_, partition, service, region, account, rest] = *parts.as_slice() else { return None };
        if rest.is_empty() || rest.contains("${") {
            return None;
        }
        if service == "s3" && account.is_empty() {
            return self.bucket(rest.split('/').next()?);
        }
        let whole = |rest: &str| format!("arn:{partition}:{service}:{region}:{account}:{rest}");
        let find = |arn: &str| {
            let other = || self.other_arns.get(arn).and_then(|&id| Some((id, self.estate.resource(id)?)));
            self.estate.find(arn).or_else(other)
        };
        let found = outside::spellings(service, rest).iter().find_map(|rest| find(&whole(rest)));
        if let Some((id, resource)) = found {
            return Some(self.behind(id, resource));
        }
        let name = outside::spellings(service, rest).last().map_or_else(|| arn.to_owned(), |rest| whole(rest));
        Some(Node::Outside(Outside { name, kind: self.kind_of_account(account) }))
    }

    /// An access point stands for its bucket.
    fn behind(&self, id: ResourceId, resource: &Resource) -> Node {
        let bucket = resource.access_point().and_then(|point| self.estate.bucket_named(&point.bucket));
        Node::Resource(bucket.map_or(id, |(bucket, _)| bucket))
    }

    fn kind_of_account(&self, account: &str) -> OutsideKind {
        match account {
            "" | "aws" => OutsideKind::UnknownAccount,
            account => {
                let account = AccountId::from(account);
                match self.estate.account(&account) {
                    Some(_) => OutsideKind::NotInventoried(account),
                    None => OutsideKind::Account(account),
                }
            }
        }
    }

    fn bucket(&self, name: &str) -> Option<Node> {
        let valid = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_');
        if name.len() < 3 || !name.bytes().all(valid) {
            return None;
        }
        Some(match self.estate.bucket_named(name) {
            Some((id, _)) => Node::Resource(id),
            None => Node::Outside(Outside { name: format!("s3://{name}"), kind: OutsideKind::UnknownAccount }),
        })
    }

    /// What an address means, from its host on. Credentials in it are left out before anything else is done.
    fn address(&self, rest: &str, here: &Resource) -> Option<Node> {
        let authority = rest.split(['/', '?', '#', ';']).next()?;
        // A list of brokers is one cluster.
        let first = authority.rsplit_once('@').map_or(authority, |(_, host)| host).split(',').next()?;
        let host = host(first).to_ascii_lowercase();
        if host.is_empty() {
            return None;
        }
        if let Some(&id) = self.endpoints.get(&host) {
            return Some(Node::Resource(id));
        }
        let path = rest.split_once('/').map_or("", |(_, path)| path.split(['?', '#']).next().unwrap_or(""));
        match outside::aws_address(&host, path, here.arn.partition()) {
            Some(name) => self.node(&name, here),
            None => Some(Node::Outside(Outside { kind: outside::kind_of_host(&host), name: host })),
        }
    }

    /// The host of an endpoint without a scheme, such as a broker's `host:port`.
    pub fn host(&self, endpoint: &str, here: &Resource) -> Option<Node> {
        self.address(endpoint.split_once("://").map_or(endpoint, |(_, rest)| rest), here)
    }

    /// The resource of a kind with a name, in the account of another and, unless buckets are meant, in its region.
    pub fn of_kind(&self, kind: Kind, name: &str, here: &Resource) -> Option<ResourceId> {
        self.by_name.get(&(kind, within(kind, here), name))?.iter().find(|id| self.is_near(**id, here)).copied()
    }

    /// What a bare value means: the one store or component beside another that has exactly this name. Of several, the one
    /// whose kind the variable's name says, such as `TABLE_NAME`; else none, for that would be a guess.
    pub fn bare(&self, variable: &str, value: &str, here: &Resource) -> Option<ResourceId> {
        let named =
            [None, Some(here.account.as_str())].into_iter().filter_map(|within| self.bare.get(&(within, value)));
        let other = |id: &&ResourceId| self.estate.resource(**id).is_some_and(|it| it.arn != here.arn);
        let found: Vec<ResourceId> =
            named.flatten().filter(other).filter(|id| self.is_near(**id, here)).copied().collect();
        if let [only] = *found.as_slice() {
            return Some(only);
        }
        let variable = variable.to_ascii_lowercase();
        let says = |id: &&ResourceId| {
            let kind = self.estate.resource(**id).map(|it| it.kind());
            kind.is_some_and(|kind| kind.word().split('-').any(|word| variable.contains(word)))
        };
        match *found.iter().filter(says).collect::<Vec<_>>().as_slice() {
            [only] => Some(*only),
            _ => None,
        }
    }

    /// The role that an ARN or a name means.
    pub fn role(&self, name: &str, here: &Resource) -> Via {
        if let Some((id, resource)) = self.estate.find(name)
            && resource.kind() == Kind::Role
        {
            return Via::Role(id);
        }
        if name.is_empty() {
            return Via::Unknown;
        }
        if name.starts_with("arn:") {
            return Via::RoleElsewhere(name.to_owned());
        }
        let own = self.by_name.get(&(Kind::Role, within(Kind::Role, here), name)).and_then(|all| all.first());
        own.map_or_else(|| Via::RoleElsewhere(name.to_owned()), |id| Via::Role(*id))
    }

    /// Whether something is a bucket, or in the account and region of another.
    fn is_near(&self, id: ResourceId, here: &Resource) -> bool {
        let near = |it: &Resource| it.account == here.account && it.region == here.region;
        self.estate.resource(id).is_some_and(|it| it.kind() == Kind::Bucket || near(it))
    }
}

fn names_by_kind(estate: &Estate) -> ByName<'_> {
    let mut names = ByName::with_capacity_and_hasher(estate.resources().len(), FxBuildHasher);
    for (id, resource) in estate.resources() {
        let kind = resource.kind();
        names.entry((kind, within(kind, resource), resource.name())).or_default().push(id);
    }
    names
}

fn bare_names(estate: &Estate) -> Bare<'_> {
    let mut names = Bare::default();
    for (id, resource) in estate.resources().filter(|(_, it)| it.kind().moves_or_holds_data()) {
        names.entry((within(resource.kind(), resource), resource.name())).or_default().push(id);
    }
    names
}

/// The hosts under which resources are reached, and their further ARNs.
fn addresses(estate: &Estate) -> (FxHashMap<String, ResourceId>, FxHashMap<&str, ResourceId>) {
    let (mut endpoints, mut other_arns) = (FxHashMap::default(), FxHashMap::default());
    for (id, resource) in estate.resources() {
        let aspects = resource.detail.aspects();
        other_arns.extend(aspects.other_arns().into_iter().map(|arn| (arn, id)));
        endpoints.extend(aspects.endpoints().into_iter().map(|it| (host(it).to_ascii_lowercase(), id)));
    }
    (endpoints, other_arns)
}

fn within(kind: Kind, beside: &Resource) -> Within<'_> {
    (kind != Kind::Bucket).then(|| beside.account.as_str())
}

/// A host without its port.
fn host(authority: &str) -> &str {
    match authority.rsplit_once(':') {
        Some((host, port)) if !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit()) => host,
        _ => authority,
    }
}
