//! The harness itself: servers start, answer, are judged, and end with the test.

use std::net::TcpStream;

use serde_json::json;

use super::judge::Judge;
use super::server::Server;
use super::venv::needs_emulators;

#[test]
fn a_server_answers_while_it_is_held_and_ends_with_it() {
    needs_emulators!("a_server_answers_while_it_is_held_and_ends_with_it");
    let server = Server::ministack();
    let address = server.url.strip_prefix("http://").unwrap().to_owned();
    let trail = Judge::of(&server).read("111122223333", "eu-west-1", "trail", &json!({"trail": "absent"}));
    assert!(trail.is_null(), "{trail}");
    assert!(TcpStream::connect(&address).is_ok());
    drop(server);
    assert!(TcpStream::connect(&address).is_err(), "{address} still answers");
}
