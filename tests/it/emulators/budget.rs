//! What a scan of a larger estate may cost.

use super::server::Server;
use super::venv::needs_emulators;
use super::world::Home;
use tidegate::model::Kind;

#[test]
fn five_hundred_roles_two_hundred_users_and_three_hundred_buckets_take_fewer_than_6500_calls() {
    needs_emulators!("five_hundred_roles_two_hundred_users_and_three_hundred_buckets_take_fewer_than_6500_calls");
    let server = Server::ministack();
    server.script("tests/emulators/estate.py", &["--endpoint", "{url}"]);
    let scanned = Home::of_root(&server.url).scan();
    let count = |kind| scanned.estate.of_kind(kind).len();
    assert_eq!((count(Kind::Role), count(Kind::User), count(Kind::Bucket)), (500, 200, 300), "{}", scanned.told);
    assert!(!scanned.estate.partial);
    assert!(scanned.calls() < 6_500, "{}", scanned.told);
}
