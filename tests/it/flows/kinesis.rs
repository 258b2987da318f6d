//! Kinesis.

use super::{hops, hops_in_full};
use crate::samples::{consumer, stream, stream_arn};

#[test]
fn a_consumer_gets_the_records_of_its_stream() {
    let wanted =
        "stream events -reads-> stream-consumer fraud as kinesis.amazonaws.com (declared: Consumers.ConsumerARN)";
    assert_eq!(hops_in_full([stream("events"), consumer("events", "fraud")]), [wanted]);
}

#[test]
fn a_consumer_of_a_stream_that_is_gone() {
    let wanted = format!("outside {} -reads-> stream-consumer fraud", stream_arn("events"));
    assert_eq!(hops([consumer("events", "fraud")]), [wanted]);
}
