//! Why who makes a hop may do so: the request that the hop makes, as a question of access.

use super::State;
use crate::flow::{Hop, Transfer, Via};
use crate::model::{Kind, Resource};
use crate::ui::access::Asked;
use crate::ui::analysis::Analysis;
use crate::ui::place::Place;
use crate::ui::screen::{Act, Tone};
use crate::ui::text::Safe;

impl State {
    /// Asks whether the identity of the selected hop may do what the hop does.
    pub(super) fn explain(&self, analysis: &Analysis) -> Vec<Act> {
        let Some(hop) = self.selected_hop(analysis).and_then(|id| analysis.flows.graph.hop(id)) else {
            return vec![Act::Tell(Tone::Bad, Safe::own("select a hop first: tab"))];
        };
        let Some(principal) = principal(analysis, hop) else {
            let words = "who makes this hop is no identity of this estate: its permissions are not known";
            return vec![Act::Tell(Tone::Bad, Safe::own(words))];
        };
        vec![match asked(analysis, hop, principal.clone()) {
            Some(asked) => Act::Open(Place::Why(asked)),
            None => Act::Open(Place::What(principal)),
        }]
    }
}

fn principal(analysis: &Analysis, hop: &Hop) -> Option<String> {
    match &hop.via {
        Via::Role(id) => Some(analysis.resource(*id)?.arn.to_string()),
        Via::Service(name) => Some(name.clone()),
        Via::RoleElsewhere(_) | Via::Credentials(_) | Via::Unknown => None,
    }
}

/// The request that a hop makes of the store that it reads or writes.
fn asked(analysis: &Analysis, hop: &Hop, principal: String) -> Option<Asked> {
    let called = analysis.flows.graph.node(hop.called())?;
    let called: &Resource = called.resource().and_then(|id| analysis.resource(id))?;
    let action = action(called.kind(), hop.transfer == Transfer::Read)?;
    let within = if called.kind() == Kind::Bucket { "/*" } else { "" };
    let resource = format!("{}{within}", called.arn);
    Some(Asked { principal, action: action.to_owned(), through: Vec::new(), resource, context: String::new() })
}

/// What one calls to read or write data of this kind.
fn action(kind: Kind, reads: bool) -> Option<&'static str> {
    Some(match (kind, reads) {
        (Kind::Bucket, true) => "s3:GetObject",
        (Kind::Bucket, false) => "s3:PutObject",
        (Kind::Queue, true) => "sqs:ReceiveMessage",
        (Kind::Queue, false) => "sqs:SendMessage",
        (Kind::Stream, true) => "kinesis:GetRecords",
        (Kind::Stream, false) => "kinesis:PutRecord",
        (Kind::Table, true) => "dynamodb:GetItem",
        (Kind::Table, false) => "dynamodb:PutItem",
        (Kind::Topic, false) => "sns:Publish",
        (Kind::Function, false) => "lambda:InvokeFunction",
        (Kind::DeliveryStream, false) => "firehose:PutRecord",
        (Kind::StateMachine, false) => "states:StartExecution",
        (Kind::EventBus, false) => "events:PutEvents",
        _ => return None,
    })
}
