//! SQS: dead-letter queues. Who reads and writes a queue is told by the other side.

use crate::flow::{Draft, Sketch, Transfer};

/// Where a queue moves what could not be worked off.
///
/// Source: Amazon SQS Developer Guide, "Using dead-letter queues in Amazon SQS".
pub(super) fn queue(draft: &mut Draft<'_>) {
    let Some(queue) = draft.here.queue() else { return };
    if let Some(Some(redrive)) = queue.redrive.known() {
        let sketch = Sketch::to(&redrive.target, Transfer::Copy).as_service("sqs.amazonaws.com");
        draft.add(sketch.declared("RedrivePolicy.deadLetterTargetArn"));
    }
}
