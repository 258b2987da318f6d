//! Every call of a scan spoiled: each permission of the product's own list refused alone, and all calls throttled, torn,
//! emptied and cut. Each is a gap of that call with that permission and that reason, and nothing looks better for it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;

use tidegate::checks::{CATALOGUE, Decision};
use tidegate::model::{Failure, Gap, Kind};
use tidegate::permissions;

use super::furnish::{furnish, furnish_further, root};
use super::furnished;
use super::proxy::{Fault, Proxy};
use super::server::Server;
use super::venv::needs_emulators;
use super::wire::Operation;
use super::world::{ACCOUNT, Home, Scanned, analysis};

/// Without it nothing is read of an account at all, so that it has a test of its own.
const IDENTITY: &str = "sts:GetCallerIdentity";
/// Asked for only where `account:ListRegions` is refused.
const STAND_IN: &str = "ec2:DescribeRegions";
/// A second account of the emulator, empty.
const OTHER: &str = "444455556666";
/// Scans that run side by side.
const AT_ONCE: usize = 2;

/// A small estate that brings up every call.
fn cloud() -> Server {
    let cloud = Server::ministack();
    let small = ["--roles", "2", "--users", "2", "--buckets", "2", "--keys", "1"];
    cloud.script("tests/emulators/estate.py", &[&["--endpoint", "{url}"], &small[..]].concat());
    tokio::runtime::Runtime::new().unwrap().block_on(async {
        let root = root(&cloud).await;
        furnish(&root).await;
        furnish_further(&root).await;
    });
    cloud
}

/// A scan of all that the account says is enabled.
fn scan(home: &Home) -> Scanned {
    home.scan_with(&["--aws", "only"])
}

fn needed() -> BTreeSet<String> {
    furnished::permissions()
}

/// What was decided, by check and resource.
fn decisions(scanned: &Scanned) -> BTreeMap<(&'static str, String), Decision> {
    let analysis = analysis(&scanned.estate);
    let named = analysis.posture.results.iter().map(|result| {
        let arn = analysis.estate.resource(result.resource).unwrap().arn.to_string();
        ((CATALOGUE[usize::from(result.check)].id, arn), result.decision)
    });
    named.collect()
}

/// What passes now and did not, and what is no longer decided of a resource that is still there, or that is missing
/// without a listing that says so.
fn improved(healthy: &Scanned, scanned: &Scanned) -> Vec<String> {
    let (before, after) = (decisions(healthy), decisions(scanned));
    let passes = after.iter().filter(|(at, it)| **it == Decision::Pass && before.get(at) != Some(&Decision::Pass));
    let passes = passes.map(|((check, arn), _)| format!("{check} {arn} passes"));
    let hidden = |kind: Kind| scanned.estate.listings().iter().any(|it| it.kind == kind && it.count.gap().is_some());
    let unknown_of_account =
        |check: &'static str| after.get(&(check, format!("arn:aws:iam::{ACCOUNT}:root"))) == Some(&Decision::Unknown);
    // Of all checks of hops one says, once an account, that hops may be hidden.
    let told = |check: &'static str| {
        unknown_of_account(check) || (check.starts_with("flow-") && unknown_of_account("flow-unread"))
    };
    let gone = before.iter().filter(|(at, _)| !after.contains_key(at)).filter(|((check, arn), _)| {
        let kind = healthy.estate.find(arn).unwrap().1.kind();
        let is_there = scanned.estate.find(arn).is_some();
        !told(check) && (is_there || !hidden(kind))
    });
    passes.chain(gone.map(|((check, arn), decision)| format!("{check} {arn}: {decision:?} is gone"))).collect()
}

/// A gap as its call, the permission it needs, and the reason.
fn named(gap: &Gap) -> (String, String, Failure) {
    (gap.api.clone(), gap.permission.clone(), gap.reason)
}

struct Lane {
    proxy: Proxy,
    home: Home,
}

impl Lane {
    fn before(cloud: &Server) -> Self {
        let proxy = Proxy::before(cloud);
        let home = Home::of_root(&proxy.url);
        Self { proxy, home }
    }

    /// Refuses one permission; gives what is wrong with the scan then.
    fn without(&self, operation: &Operation, healthy: &Scanned) -> Vec<String> {
        self.proxy.spoil([operation.permission.as_str()], Fault::Denied);
        let expected = BTreeSet::from([expected_gap(operation, Failure::Denied)]);
        let wrong = wrong_with(&scan(&self.home), healthy, &expected);
        wrong.into_iter().map(|it| format!("without {}: {it}", operation.permission)).collect()
    }

    /// Refuses a permission whose place another takes, and then both.
    fn without_either(&self, operation: &Operation, other: &str, healthy: &Scanned) -> Vec<String> {
        let permission = operation.permission.as_str();
        self.proxy.spoil([permission], Fault::Denied);
        let scanned = scan(&self.home);
        let mut wrong = wrong_with(&scanned, healthy, &BTreeSet::new());
        if decisions(&scanned) != decisions(healthy) || !self.has_seen(other) {
            wrong.push(format!("{other} does not take its place"));
        }
        self.proxy.spoil([permission, other], Fault::Denied);
        let expected = BTreeSet::from([expected_gap(operation, Failure::Denied)]);
        wrong.extend(wrong_with(&scan(&self.home), healthy, &expected));
        wrong.into_iter().map(|it| format!("without {permission}, then without {other}: {it}")).collect()
    }

    fn has_seen(&self, permission: &str) -> bool {
        self.proxy.seen().iter().any(|it| it.permission == permission)
    }

    /// Spoils all calls, then all that those hid, and so on, until every call was spoiled once. Gives what is wrong, and
    /// what no scan could be made to ask for.
    fn in_waves(&self, fault: Fault, reason: Failure, healthy: &Scanned) -> (Vec<String>, BTreeSet<String>) {
        let (mut wrong, mut left) = (Vec::new(), needed());
        left.remove(IDENTITY);
        loop {
            self.proxy.spoil(left.iter().map(String::as_str), fault);
            let scanned = scan(&self.home);
            let spoiled = self.proxy.spoiled();
            let asked_first = spoiled.iter().filter(|it| !stands_in(&it.permission));
            let expected = asked_first.map(|it| expected_gap(it, reason)).collect();
            let found = wrong_with(&scanned, healthy, &expected);
            wrong.extend(found.into_iter().map(|it| format!("{fault:?}: {it}")));
            if spoiled.is_empty() {
                return (wrong, left);
            }
            left.retain(|permission| !spoiled.iter().any(|it| it.permission == *permission));
        }
    }
}

/// Whether a permission is only asked for where another is refused.
fn stands_in(permission: &str) -> bool {
    permission == STAND_IN
}

/// The gap of an operation. Where another permission would do as well, it names both.
fn expected_gap(operation: &Operation, reason: Failure) -> (String, String, Failure) {
    let permission = match permissions::instead_of(&operation.permission) {
        Some(other) => format!("{} or {other}", operation.permission),
        None => operation.permission.clone(),
    };
    (operation.api.clone(), permission, reason)
}

/// What is wrong with a scan that should have these gaps and no others.
fn wrong_with(scanned: &Scanned, healthy: &Scanned, expected: &BTreeSet<(String, String, Failure)>) -> Vec<String> {
    let gaps: BTreeSet<_> = scanned.new_gaps(healthy).into_iter().map(named).collect();
    let mut wrong = improved(healthy, scanned);
    wrong.extend(expected.difference(&gaps).map(|gap| format!("no gap {gap:?}")));
    wrong.extend(gaps.difference(expected).map(|gap| format!("a gap {gap:?}")));
    if scanned.status != 0 || scanned.estate.partial {
        wrong.push(format!("exit status {}: {}", scanned.status, scanned.told));
    }
    wrong
}

#[test]
fn every_permission_refused_alone_is_a_gap_that_names_it_and_nothing_passes_for_it() {
    needs_emulators!("every_permission_refused_alone_is_a_gap_that_names_it_and_nothing_passes_for_it");
    let cloud = cloud();
    let lanes: Vec<Lane> = (0..AT_ONCE).map(|_| Lane::before(&cloud)).collect();
    let healthy = scan(&lanes[0].home);
    assert!(furnished::gaps(healthy.estate.gaps()).is_empty(), "{}", healthy.told);
    let called = lanes[0].proxy.seen();
    let permissions: BTreeSet<String> = called.iter().map(|it| it.permission.clone()).collect();
    let asked_first = needed().into_iter().filter(|permission| !stands_in(permission)).collect();
    assert_eq!(permissions, asked_first, "what the scan calls is not what the product says that it needs");
    assert_eq!(lanes[0].proxy.unnamed(), BTreeSet::new());

    let waiting = Mutex::new(called.into_iter().filter(|it| it.permission != IDENTITY));
    let wrong = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for lane in &lanes {
            scope.spawn(|| {
                while let Some(operation) = { waiting.lock().unwrap().next() } {
                    let found = match permissions::instead_of(&operation.permission) {
                        Some(other) => lane.without_either(&operation, other, &healthy),
                        None => lane.without(&operation, &healthy),
                    };
                    wrong.lock().unwrap().extend(found);
                }
            });
        }
    });
    let wrong = wrong.into_inner().unwrap();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn every_call_throttled_torn_emptied_or_cut_is_a_gap_with_that_reason() {
    needs_emulators!("every_call_throttled_torn_emptied_or_cut_is_a_gap_with_that_reason");
    let cloud = cloud();
    let healthy = scan(&Lane::before(&cloud).home);
    assert!(furnished::gaps(healthy.estate.gaps()).is_empty(), "{}", healthy.told);
    let faults = [
        (Fault::Throttled, Failure::Throttled),
        (Fault::Torn, Failure::Malformed),
        (Fault::Emptied, Failure::Malformed),
        (Fault::Cut, Failure::Unreachable),
    ];
    // Side by side: most of the time they wait before they ask again.
    std::thread::scope(|scope| {
        let run = |(fault, reason)| Lane::before(&cloud).in_waves(fault, reason, &healthy);
        for found in faults.map(|fault| scope.spawn(move || run(fault))) {
            let (wrong, never) = found.join().unwrap();
            assert!(wrong.is_empty() && never.is_empty(), "{wrong:#?}, and never so: {never:?}");
        }
    });
}

#[test]
fn a_caller_that_may_not_ask_who_it_is_leaves_a_gap_and_the_other_accounts_are_read() {
    needs_emulators!("a_caller_that_may_not_ask_who_it_is_leaves_a_gap_and_the_other_accounts_are_read");
    let cloud = cloud();
    let proxy = Proxy::before(&cloud);
    let home = Home::of_root(&proxy.url);
    home.add_profile("other", OTHER);
    let both = ["--aws", "only", "--aws", "other"];
    let healthy = home.scan_with(&both);
    assert_eq!((healthy.estate.accounts().len(), healthy.estate.partial), (2, false), "{}", healthy.told);

    proxy.spoil([IDENTITY], Fault::DeniedTo(OTHER));
    let scanned = home.scan_with(&both);
    let gaps = scanned.new_gaps(&healthy);
    assert!(gaps.iter().any(|gap| gap.reason == Failure::Denied), "{gaps:#?}");
    assert!(gaps.iter().all(|gap| gap.permission == IDENTITY && gap.api.contains(IDENTITY)), "{gaps:#?}");
    let accounts: Vec<&str> = scanned.estate.accounts().iter().map(|account| account.id.as_str()).collect();
    assert_eq!((accounts, scanned.estate.partial), (vec![ACCOUNT], true));
    let fresh: Vec<String> = scanned.passes().difference(&healthy.passes()).cloned().collect();
    assert_eq!(fresh, Vec::<String>::new());

    let file = home.directory.path().join("alone.jsonl.zst");
    let alone = home.run(&["scan", "-o", &file.to_string_lossy(), "--aws", "other"]);
    let told = String::from_utf8_lossy(&alone.stderr).into_owned();
    assert!(!alone.status.success() && told.contains(IDENTITY) && !file.exists(), "{told}");
}
