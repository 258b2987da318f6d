//! Users and roles are there before all that takes long about them: a scan that is cut off keeps them, says what it did
//! not read of them, and is gone on with.

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use tidegate::checks::{CATALOGUE, Decision};
use tidegate::model::{Estate, Fact, Failure, Gap, Kind};
use tidegate::store;

use super::proxy::{Fault, Proxy};
use super::server::Server;
use super::venv::needs_emulators;
use super::world::{Home, Scanned, analysis};

/// What takes minutes in a large account.
const LONG: [&str; 2] = ["iam:GetServiceLastAccessedDetails", "iam:GenerateCredentialReport"];

/// A scan that is interrupted while it waits for the reports.
fn cut_off(home: &Home, proxy: &Proxy) -> Scanned {
    proxy.spoil(LONG, Fault::Stalled);
    let path = home.directory.path().join("cut.jsonl.zst");
    let file = path.to_string_lossy().into_owned();
    let mut scan = home.command(&["scan", "-o", &file, "--aws", "only"]);
    let running = scan.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
    let began = Instant::now();
    while proxy.spoiled().len() < LONG.len() {
        assert!(began.elapsed() < Duration::from_secs(60), "it does not ask for {LONG:?}: {:?}", proxy.spoiled());
        std::thread::sleep(Duration::from_millis(20));
    }
    let sent = Command::new("kill").args(["-INT", &running.id().to_string()]).status().unwrap();
    assert!(sent.success());
    let output = running.wait_with_output().unwrap();
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    let estate = store::open(&path).unwrap_or_else(|error| panic!("{error}\n{told}")).into();
    Scanned { estate, path, told, status: output.status.code().unwrap() }
}

fn awaited<T>(estate: &Estate, fact: &Fact<T>) -> Option<String> {
    let gap = estate.gap(fact.gap()?)?;
    assert_eq!((gap.reason, gap.message.as_str()), (Failure::Cancelled, "the scan ended before this was read"));
    Some(gap.api.clone())
}

#[test]
fn a_scan_cut_off_while_it_waits_for_reports_keeps_users_and_roles_and_a_resumed_one_completes_them() {
    needs_emulators!(
        "a_scan_cut_off_while_it_waits_for_reports_keeps_users_and_roles_and_a_resumed_one_completes_them"
    );
    let cloud = Server::ministack();
    let size = ["--roles", "30", "--users", "12", "--buckets", "2", "--keys", "1"];
    cloud.script("tests/emulators/estate.py", &[&["--endpoint", "{url}"], &size[..]].concat());
    let proxy = Proxy::before(&cloud);
    let home = Home::of_root(&proxy.url);
    let healthy = home.scan_with(&["--aws", "only"]);

    let cut = cut_off(&home, &proxy);
    assert!(cut.estate.partial && cut.status == 130, "{}: {}", cut.status, cut.told);
    let count = |kind| cut.estate.of_kind(kind).len();
    assert_eq!((count(Kind::Role), count(Kind::User)), (30, 12), "{}", cut.told);
    for (_, role) in cut.estate.all(Kind::Role) {
        let last_accessed = &role.role().unwrap().last_accessed;
        assert_eq!(awaited(&cut.estate, last_accessed).as_deref(), Some("iam:GetServiceLastAccessedDetails"));
    }
    for (_, user) in cut.estate.all(Kind::User) {
        let user = user.user().unwrap();
        assert_eq!(awaited(&cut.estate, &user.access_keys).as_deref(), Some("iam:ListAccessKeys"));
        assert_eq!(awaited(&cut.estate, &user.mfa_devices).as_deref(), Some("iam:ListMFADevices"));
        assert_eq!(awaited(&cut.estate, &user.password_enabled).as_deref(), Some("iam:GetCredentialReport"));
    }
    assert_eq!(nothing_passes_for_it(&healthy, &cut), Vec::<String>::new());

    proxy.spoil([], Fault::Stalled);
    let file = cut.path.to_string_lossy().into_owned();
    let output = home.run(&["scan", "--resume", &file, "--aws", "only"]);
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    let whole = store::open(&cut.path).unwrap();
    assert!(!whole.partial && output.status.success(), "{told}");
    let gaps = |estate: &Estate| estate.gaps().iter().map(Gap::to_string).collect::<std::collections::BTreeSet<_>>();
    assert_eq!(gaps(&whole), gaps(&healthy.estate), "{told}");
    let held = |estate: &Estate| estate.resources().map(|(_, it)| it.arn.to_string()).collect::<Vec<_>>();
    assert_eq!(held(&whole), held(&healthy.estate));
}

/// What passes of users and roles in a partial scan and did not in a whole one.
fn nothing_passes_for_it(healthy: &Scanned, cut: &Scanned) -> Vec<String> {
    let before = healthy.passes();
    let analysis = analysis(&cut.estate);
    let passing = analysis.posture.results.iter().filter(|result| result.decision == Decision::Pass);
    let of_people = passing.filter_map(|result| {
        let resource = cut.estate.resource(result.resource).unwrap();
        let named = format!("{} {}", CATALOGUE[usize::from(result.check)].id, resource.arn);
        matches!(resource.kind(), Kind::Role | Kind::User).then_some(named)
    });
    of_people.filter(|named| !before.contains(named)).collect()
}
