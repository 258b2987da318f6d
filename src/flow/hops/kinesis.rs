//! Kinesis: registered consumers. Who else reads and writes a stream is told by the other side.

use crate::flow::{Draft, Sketch, Transfer};

/// The stream that a consumer gets its records from.
///
/// Source: Amazon Kinesis Data Streams Developer Guide, "Develop enhanced fan-out consumers with dedicated throughput".
pub(super) fn consumer(draft: &mut Draft<'_>) {
    let Some(consumer) = draft.here.stream_consumer() else { return };
    let sketch = Sketch::from(&consumer.stream, Transfer::Read).as_service("kinesis.amazonaws.com");
    draft.add(sketch.declared("Consumers.ConsumerARN"));
}
