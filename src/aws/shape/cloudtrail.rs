//! CloudTrail: trails, their status and their event selectors.

use aws_sdk_cloudtrail::operation::get_event_selectors::GetEventSelectorsOutput;
use aws_sdk_cloudtrail::operation::get_trail_status::GetTrailStatusOutput;
use aws_sdk_cloudtrail::types as sdk;
use aws_smithy_types::error::operation::BuildError;

use super::{filled, time};
use crate::model::aws::{AdvancedSelector, BasicSelector, EventSelectors, FieldSelector, Trail, TrailStatus};
use crate::model::{Fact, Tags};

/// A trail as its description shows it, with what other calls read.
pub fn trail(trail: &sdk::Trail, status: Fact<TrailStatus>, selectors: Fact<EventSelectors>) -> Trail {
    Trail {
        multi_region: trail.is_multi_region_trail.unwrap_or_default(),
        organization_trail: trail.is_organization_trail.unwrap_or_default(),
        global_service_events: trail.include_global_service_events.unwrap_or_default(),
        log_file_validation: trail.log_file_validation_enabled.unwrap_or_default(),
        bucket: filled(trail.s3_bucket_name.as_deref()),
        prefix: filled(trail.s3_key_prefix.as_deref()),
        kms_key: filled(trail.kms_key_id.as_deref()),
        log_group: filled(trail.cloud_watch_logs_log_group_arn.as_deref()),
        topic: filled(trail.sns_topic_arn.as_deref()),
        status,
        selectors,
    }
}

/// Whether a trail delivers.
pub fn status(output: &GetTrailStatusOutput) -> TrailStatus {
    TrailStatus {
        logging: output.is_logging.unwrap_or_default(),
        latest_delivery: output.latest_delivery_time.as_ref().and_then(time),
        delivery_error: filled(output.latest_delivery_error.as_deref()),
    }
}

/// Which events a trail records.
pub fn selectors(output: &GetEventSelectorsOutput) -> EventSelectors {
    EventSelectors {
        basic: output.event_selectors().iter().map(basic).collect(),
        advanced: output.advanced_event_selectors().iter().map(advanced).collect(),
    }
}

fn basic(selector: &sdk::EventSelector) -> BasicSelector {
    // CloudTrail's own defaults for what a selector leaves out: everything, management events included.
    BasicSelector {
        read_write: selector.read_write_type.as_ref().map_or("All", |kind| kind.as_str()).to_owned(),
        management_events: selector.include_management_events.unwrap_or(true),
        data_resources: selector
            .data_resources()
            .iter()
            .map(|resource| (resource.r#type.clone().unwrap_or_default(), resource.values().to_vec()))
            .collect(),
        excluded_sources: selector.exclude_management_event_sources().to_vec(),
    }
}

fn advanced(selector: &sdk::AdvancedEventSelector) -> AdvancedSelector {
    AdvancedSelector {
        name: filled(selector.name.as_deref()),
        fields: selector.field_selectors.iter().map(field).collect(),
    }
}

fn field(selector: &sdk::AdvancedFieldSelector) -> FieldSelector {
    FieldSelector {
        field: selector.field.clone(),
        equals: selector.equals().to_vec(),
        starts_with: selector.starts_with().to_vec(),
        ends_with: selector.ends_with().to_vec(),
        not_equals: selector.not_equals().to_vec(),
        not_starts_with: selector.not_starts_with().to_vec(),
        not_ends_with: selector.not_ends_with().to_vec(),
    }
}

/// Selectors as CloudTrail takes them: basic or advanced ones. What is put replaces both sorts.
type Asked = (Option<Vec<sdk::EventSelector>>, Option<Vec<sdk::AdvancedEventSelector>>);

/// Selectors to give to a trail.
///
/// # Errors
/// When an advanced selector has no field.
pub fn asked(wanted: &EventSelectors) -> Result<Asked, BuildError> {
    if wanted.advanced.is_empty() {
        return Ok((Some(wanted.basic.iter().map(ask_basic).collect()), None));
    }
    Ok((None, Some(wanted.advanced.iter().map(ask_advanced).collect::<Result<_, _>>()?)))
}

fn ask_basic(wanted: &BasicSelector) -> sdk::EventSelector {
    let data = |(kind, arns): &(String, Vec<String>)| {
        sdk::DataResource::builder().r#type(kind).set_values(Some(arns.clone())).build()
    };
    sdk::EventSelector::builder()
        .read_write_type(wanted.read_write.as_str().into())
        .include_management_events(wanted.management_events)
        .set_data_resources(Some(wanted.data_resources.iter().map(data).collect()))
        .set_exclude_management_event_sources(Some(wanted.excluded_sources.clone()))
        .build()
}

fn ask_advanced(wanted: &AdvancedSelector) -> Result<sdk::AdvancedEventSelector, BuildError> {
    let list = |list: &[String]| Some(list.to_vec()).filter(|list| !list.is_empty());
    let fields = wanted.fields.iter().map(|it| {
        sdk::AdvancedFieldSelector::builder()
            .field(&it.field)
            .set_equals(list(&it.equals))
            .set_starts_with(list(&it.starts_with))
            .set_ends_with(list(&it.ends_with))
            .set_not_equals(list(&it.not_equals))
            .set_not_starts_with(list(&it.not_starts_with))
            .set_not_ends_with(list(&it.not_ends_with))
            .build()
    });
    let fields = fields.collect::<Result<_, _>>()?;
    sdk::AdvancedEventSelector::builder().set_name(wanted.name.clone()).set_field_selectors(Some(fields)).build()
}

/// Tags by key. CloudTrail leaves the value out where it is empty.
pub fn tags<'a>(tags: impl IntoIterator<Item = &'a sdk::Tag>) -> Tags {
    tags.into_iter().map(|tag| (tag.key.clone(), tag.value.clone().unwrap_or_default())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_basic_selector_leaves_out_is_cloudtrails_default() {
        let kept = basic(&sdk::EventSelector::builder().build());
        assert_eq!((kept.read_write.as_str(), kept.management_events), ("All", true));
    }

    #[test]
    fn every_operator_of_an_advanced_selector_is_kept() {
        let selector = sdk::AdvancedFieldSelector::builder()
            .field("resources.ARN")
            .equals("a")
            .starts_with("b")
            .ends_with("c")
            .not_equals("d")
            .not_starts_with("e")
            .not_ends_with("f")
            .build()
            .unwrap();
        let kept = field(&selector);
        let lists = [kept.equals, kept.starts_with, kept.ends_with];
        assert_eq!(lists.concat(), ["a", "b", "c"]);
        assert_eq!([kept.not_equals, kept.not_starts_with, kept.not_ends_with].concat(), ["d", "e", "f"]);
    }

    #[test]
    fn a_tag_without_a_value_has_an_empty_one() {
        let tag = sdk::Tag::builder().key("layer").build().unwrap();
        assert_eq!(tags([&tag]), Tags::from([("layer".to_owned(), String::new())]));
    }
}
