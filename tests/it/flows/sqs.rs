//! SQS.

use tidegate::model::Fact;
use tidegate::model::aws::{Queue, Redrive};

use super::{hops, hops_in_full};
use crate::samples::{Tweak, queue, queue_arn};

fn with_dead_letters(target: &str) -> tidegate::model::Resource {
    let redrive = Redrive { target: queue_arn(target), max_receives: 3 };
    queue("orders").with(|it: &mut Queue| it.redrive = Fact::Known(Some(redrive)))
}

#[test]
fn dead_letters_go_to_their_queue() {
    let found = hops_in_full([with_dead_letters("dead"), queue("dead")]);
    let wanted = "queue orders -copies-> queue dead as sqs.amazonaws.com (declared: RedrivePolicy.deadLetterTargetArn)";
    assert_eq!(found, [wanted]);
}

#[test]
fn a_dead_letter_queue_that_is_gone_is_outside() {
    assert_eq!(hops([with_dead_letters("gone")]), [format!("queue orders -copies-> outside {}", queue_arn("gone"))]);
}

#[test]
fn a_queue_alone_has_no_hops() {
    assert_eq!(hops([queue("orders")]), Vec::<String>::new());
}
