//! Which lanes act on an ARN: the actions of its service that are used on resources of its type.

use std::sync::LazyLock;

use crate::policy::actions::{ActionTable, Service};
use crate::policy::evaluate::{LANE_SERVICES, Mask};

/// Does nothing to a store that is there already.
const MAKES_NEW: [&str; 7] = [
    "s3:CreateBucket",
    "sqs:CreateQueue",
    "sns:CreateTopic",
    "kinesis:CreateStream",
    "dynamodb:CreateTable",
    "secretsmanager:CreateSecret",
    "logs:CreateLogGroup",
];

/// A service with the lanes that act on each of its resource types.
struct ByType {
    service: &'static Service,
    lanes: Vec<Mask>,
}

/// Tens of thousands of ARNs are asked about, and a service has few types.
static BY_TYPE: LazyLock<Vec<Option<ByType>>> = LazyLock::new(|| LANE_SERVICES.map(ByType::new).into());

impl ByType {
    fn new(name: &str) -> Option<Self> {
        let table = ActionTable::aws();
        let service = table.service(name)?;
        let of = |actions: &mut dyn Iterator<Item = _>| Mask::of_actions(name, &actions.collect());
        let made = of(&mut MAKES_NEW.iter().filter_map(|name| table.find(name)));
        let types = 0..table.types_of(service).len();
        let lanes = types.map(|place| of(&mut table.used_on(service, place)).without(made)).collect();
        Some(Self { service, lanes })
    }
}

/// The actions of a service that act on an ARN that is there already.
pub(super) fn lanes_taking(service: &str, arn: &str) -> Mask {
    let place = LANE_SERVICES.iter().position(|it| *it == service);
    let Some(known) = place.and_then(|place| BY_TYPE.get(place)?.as_ref()) else { return Mask::NONE };
    let taken = ActionTable::aws().types_with(known.service, arn);
    let lanes = known.lanes.iter().zip(taken).filter(|(_, is_taken)| *is_taken);
    lanes.fold(Mask::NONE, |sum, (lanes, _)| sum.or(*lanes))
}
