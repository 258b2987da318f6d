//! What names in configuration mean.

use tidegate::flow::{Names, Node, OutsideKind};

use crate::samples::{ACCOUNT, FOREIGN, bucket, estate, queue, queue_arn};

/// What a name means to the queue `here`: the name of the resource, or the outside's name with its kind.
fn meaning(name: &str) -> Option<String> {
    let estate = estate([queue("here"), queue("orders"), bucket("raw")]);
    let names = Names::new(&estate);
    let (_, here) = estate.find(&queue_arn("here")).unwrap();
    Some(match names.node(name, here)? {
        Node::Resource(id) => estate.resource(id).unwrap().name().to_owned(),
        Node::Outside(outside) => format!("{} ({})", outside.name, kind(&outside.kind)),
    })
}

fn kind(kind: &OutsideKind) -> String {
    match kind {
        OutsideKind::NotInventoried(_) => "not inventoried".to_owned(),
        OutsideKind::Account(id) => format!("account {id}"),
        OutsideKind::UnknownAccount => "unknown account".to_owned(),
        OutsideKind::Service => "AWS".to_owned(),
        OutsideKind::Cloud(name) | OutsideKind::Vendor(name) => (*name).to_owned(),
        OutsideKind::Internet => "internet".to_owned(),
        OutsideKind::Private => "private".to_owned(),
    }
}

#[test]
fn every_spelling_of_a_store_means_it() {
    for name in [
        "arn:aws:s3:::raw",
        "arn:aws:s3:::raw/in/*",
        "s3://raw/in/part.csv",
        "s3a://raw",
        "https://raw.s3.eu-west-1.amazonaws.com/in/part.csv?versionId=1",
        "https://s3.eu-west-1.amazonaws.com/raw/in",
        "https://raw.s3.amazonaws.com",
    ] {
        assert_eq!(meaning(name).as_deref(), Some("raw"), "{name}");
    }
    for name in [
        queue_arn("orders"),
        format!("https://sqs.eu-west-1.amazonaws.com/{ACCOUNT}/orders"),
        format!("https://eu-west-1.queue.amazonaws.com/{ACCOUNT}/orders"),
    ] {
        assert_eq!(meaning(&name).as_deref(), Some("orders"), "{name}");
    }
}

#[test]
fn what_the_estate_does_not_hold_is_outside_by_its_kind() {
    let foreign = format!("arn:aws:sqs:eu-west-1:{FOREIGN}:orders");
    for (name, wanted) in [
        (foreign.as_str(), format!("{foreign} (account {FOREIGN})")),
        (&queue_arn("gone"), format!("{} (not inventoried)", queue_arn("gone"))),
        ("s3://someones", "s3://someones (unknown account)".to_owned()),
        ("https://api.example.com/v1", "api.example.com (internet)".to_owned()),
        ("jdbc:snowflake://acme.snowflakecomputing.com/?db=X", "acme.snowflakecomputing.com (Snowflake)".to_owned()),
        ("https://storage.googleapis.com/b/x", "storage.googleapis.com (Google Cloud)".to_owned()),
        ("postgres://10.1.2.3:5432/sales", "10.1.2.3 (private)".to_owned()),
        ("redis://cache.internal:6379", "cache.internal (private)".to_owned()),
        ("https://monitoring.eu-west-1.amazonaws.com", "monitoring.eu-west-1.amazonaws.com (AWS)".to_owned()),
    ] {
        assert_eq!(meaning(name), Some(wanted), "{name}");
    }
}

#[test]
fn credentials_in_an_address_are_left_out() {
    let wanted = Some("db.example.com (internet)".to_owned());
    assert_eq!(meaning("postgres://loader:secret@db.example.com:5432/sales"), wanted);
}

#[test]
fn what_is_no_name_means_nothing() {
    for name in ["", "orders", "s3://", "s3://${BUCKET}/in", "arn:aws:sqs", "https://", "arn:aws:sqs:eu-west-1:1:${Q}"]
    {
        assert_eq!(meaning(name), None, "{name}");
    }
}
