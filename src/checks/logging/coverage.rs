//! Which trails record an account, and what their selectors take in.
//!
//! Source: AWS CloudTrail User Guide, "Logging management events", "Logging data events" and "Creating a trail for an
//! organization".

use crate::checks::{Context, Reason};
use crate::model::aws::{AdvancedSelector, EventSelectors, FieldSelector, Trail};
use crate::model::{Fact, Kind, Region, Resource};

/// The trails that may record an account, and what keeps the list from being whole.
pub(super) struct Covering<'a> {
    /// Trails of the account and of its organization.
    pub trails: Vec<(&'a Resource, &'a Trail)>,
    /// Why there may be more.
    pub unknown: Vec<Reason>,
}

impl<'a> Covering<'a> {
    /// The trails that may record an account.
    pub fn of(context: &'a Context<'_>, account: &Resource) -> Self {
        let id = &account.account;
        let own = context.in_account(id, Kind::Trail).iter().filter_map(|&id| context.estate.resource(id));
        let mut trails: Vec<(&Resource, &Trail)> =
            own.filter_map(|it| it.trail().map(|trail| (&**it, trail))).collect();
        let mut unknown: Vec<Reason> = Vec::new();
        for resource in context.organization_trails().filter(|trail| trail.account != *id) {
            match context.is_member(id.as_str()) {
                Fact::Known(true) => trails.extend(resource.trail().map(|trail| (&**resource, trail))),
                Fact::Unknown(gap) if unknown.is_empty() => unknown.push(Reason::Gap(gap)),
                _ => {}
            }
        }
        if let Some(gap) = context.estate.listing_gap(id, Kind::Trail) {
            unknown.push(Reason::Gap(gap));
        } else if !context.estate.was_listed(id, Kind::Trail) {
            unknown.push(Reason::Note("trails were not listed".to_owned()));
        }
        Self { trails, unknown }
    }
}

/// Whether a trail is logging now.
pub(super) fn is_logging(trail: &Trail) -> Fact<bool> {
    trail.status.as_ref().map(|status| status.logging)
}

/// Whether selectors take in every management event. A trail without selectors of its own records them all.
pub(super) fn takes_management(selectors: &EventSelectors) -> bool {
    if selectors.basic.is_empty() && selectors.advanced.is_empty() {
        return true;
    }
    selectors.basic.iter().any(|it| it.management_events && it.read_write == "All")
        || selectors.advanced.iter().any(|selector| {
            is_category(selector, "Management")
                && selector.fields.iter().all(|field| field.field == "eventCategory" || leaves_out_noise(field))
        })
}

/// Whether a field leaves out no more than the two sources that CloudTrail offers to leave out for their volume.
///
/// Source: AWS CloudTrail User Guide, "Logging management events", excluding management events.
fn leaves_out_noise(field: &FieldSelector) -> bool {
    let without_exclusions = FieldSelector { not_equals: Vec::new(), ..field.clone() };
    field.field == "eventSource"
        && without_exclusions == FieldSelector { field: field.field.clone(), ..FieldSelector::default() }
        && field.not_equals.iter().all(|it| matches!(it.as_str(), "kms.amazonaws.com" | "rdsdata.amazonaws.com"))
}

/// Which of the reads and writes of a bucket's objects are recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Objects {
    /// Reads are.
    pub reads: bool,
    /// Writes are.
    pub writes: bool,
}

impl Objects {
    /// Whether both are.
    pub fn all(self) -> bool {
        self.reads && self.writes
    }

    /// What two trails record together.
    pub fn or(self, other: Self) -> Self {
        Self { reads: self.reads || other.reads, writes: self.writes || other.writes }
    }
}

/// What selectors take in of the events on all objects of a bucket. A selector of a part of the bucket, or of some
/// actions only, takes in nothing here: the rest would go unseen.
pub(super) fn takes_objects(selectors: &EventSelectors, bucket_arn: &str) -> Objects {
    let mut all = Objects::default();
    for selector in &selectors.basic {
        let named = selector.data_resources.iter().any(|(kind, arns)| {
            kind == "AWS::S3::Object" && arns.iter().any(|arn| is_bucket_or_wider(arn, bucket_arn))
        });
        if named {
            let reads = matches!(selector.read_write.as_str(), "All" | "ReadOnly");
            let writes = matches!(selector.read_write.as_str(), "All" | "WriteOnly");
            all = all.or(Objects { reads, writes });
        }
    }
    selectors.advanced.iter().map(|selector| advanced_objects(selector, bucket_arn)).fold(all, Objects::or)
}

/// Whether a prefix of object ARNs takes in the whole bucket: `arn:aws:s3`, `arn:aws:s3:::`, `arn:aws:s3:::name/`.
fn is_bucket_or_wider(prefix: &str, bucket_arn: &str) -> bool {
    prefix.strip_prefix(bucket_arn).map_or_else(
        || bucket_arn.starts_with(prefix) && prefix.splitn(6, ':').nth(5).is_none_or(str::is_empty),
        |rest| rest == "/",
    )
}

fn advanced_objects(selector: &AdvancedSelector, bucket_arn: &str) -> Objects {
    if !is_category(selector, "Data") {
        return Objects::default();
    }
    let mut objects = Objects { reads: true, writes: true };
    for field in &selector.fields {
        match field.field.as_str() {
            "eventCategory" => {}
            "resources.type" if field.equals.iter().any(|kind| kind == "AWS::S3::Object") => {}
            "resources.ARN" if takes_bucket(field, bucket_arn) => {}
            "readOnly" => {
                objects.reads &= field.equals.iter().any(|value| value == "true");
                objects.writes &= field.equals.iter().any(|value| value == "false");
            }
            _ => return Objects::default(),
        }
    }
    objects
}

fn takes_bucket(field: &FieldSelector, bucket_arn: &str) -> bool {
    let wanted = field.equals.is_empty()
        && field.ends_with.is_empty()
        && (field.starts_with.is_empty() || field.starts_with.iter().any(|arn| is_prefix_of_all(arn, bucket_arn)));
    let touches = |arn: &String| arn.starts_with(bucket_arn) || bucket_arn.starts_with(arn.as_str());
    let spared = !field.not_starts_with.iter().any(touches)
        && !field.not_equals.iter().any(touches)
        && field.not_ends_with.is_empty();
    wanted && spared
}

/// A prefix of advanced selectors is compared letter by letter.
fn is_prefix_of_all(prefix: &str, bucket_arn: &str) -> bool {
    bucket_arn.starts_with(prefix) || prefix.strip_prefix(bucket_arn) == Some("/")
}

fn is_category(selector: &AdvancedSelector, category: &str) -> bool {
    selector.fields.iter().any(|field| field.field == "eventCategory" && field.equals.iter().any(|it| it == category))
}

/// Whether a trail hears events of a region.
pub(super) fn hears(resource: &Resource, trail: &Trail, region: &Region) -> bool {
    trail.multi_region || resource.region == *region
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::aws::BasicSelector;

    const BUCKET: &str = "arn:aws:s3:::landing";

    fn basic(read_write: &str, arn: &str) -> EventSelectors {
        let data_resources = vec![("AWS::S3::Object".to_owned(), vec![arn.to_owned()])];
        let selector = BasicSelector { read_write: read_write.to_owned(), management_events: true, data_resources };
        EventSelectors { basic: vec![selector], advanced: Vec::new() }
    }

    fn advanced(fields: &[(&str, &str, &[&str])]) -> EventSelectors {
        let field = |(name, operator, values): &(&str, &str, &[&str])| {
            let mut field = FieldSelector { field: (*name).to_owned(), ..FieldSelector::default() };
            let values: Vec<String> = values.iter().map(|value| (*value).to_owned()).collect();
            match *operator {
                "=" => field.equals = values,
                "^" => field.starts_with = values,
                "!^" => field.not_starts_with = values,
                "!=" => field.not_equals = values,
                other => panic!("no operator {other}"),
            }
            field
        };
        let fields = fields.iter().map(field).collect();
        EventSelectors { basic: Vec::new(), advanced: vec![AdvancedSelector { name: None, fields }] }
    }

    #[test]
    fn a_basic_selector_takes_in_the_bucket_whole_or_not_at_all() {
        for arn in ["arn:aws:s3", "arn:aws:s3:::", "arn:aws:s3:::landing/"] {
            assert!(takes_objects(&basic("All", arn), BUCKET).all(), "{arn}");
        }
        for arn in ["arn:aws:s3:::landing/raw/", "arn:aws:s3:::land", "arn:aws:s3:::landing-zone/"] {
            assert_eq!(takes_objects(&basic("All", arn), BUCKET), Objects::default(), "{arn}");
        }
        assert_eq!(takes_objects(&basic("WriteOnly", "arn:aws:s3"), BUCKET), Objects { reads: false, writes: true });
    }

    #[test]
    fn every_field_of_an_advanced_selector_must_match() {
        let data: (&str, &str, &[&str]) = ("eventCategory", "=", &["Data"]);
        let objects: (&str, &str, &[&str]) = ("resources.type", "=", &["AWS::S3::Object"]);
        assert!(takes_objects(&advanced(&[data, objects]), BUCKET).all());
        let own: (&str, &str, &[&str]) = ("resources.ARN", "^", &["arn:aws:s3:::landing/"]);
        assert!(takes_objects(&advanced(&[data, objects, own]), BUCKET).all());
        let other: (&str, &str, &[&str]) = ("resources.ARN", "^", &["arn:aws:s3:::other/"]);
        assert_eq!(takes_objects(&advanced(&[data, objects, other]), BUCKET), Objects::default());
        let spared: (&str, &str, &[&str]) = ("resources.ARN", "!^", &["arn:aws:s3:::landing/"]);
        assert_eq!(takes_objects(&advanced(&[data, objects, spared]), BUCKET), Objects::default());
        let writes: (&str, &str, &[&str]) = ("readOnly", "=", &["false"]);
        assert_eq!(takes_objects(&advanced(&[data, objects, writes]), BUCKET), Objects { reads: false, writes: true });
        let some: (&str, &str, &[&str]) = ("eventName", "=", &["DeleteObject"]);
        assert_eq!(takes_objects(&advanced(&[data, objects, some]), BUCKET), Objects::default());
    }

    #[test]
    fn a_trail_without_selectors_records_all_management_events() {
        assert!(takes_management(&EventSelectors::default()));
        assert!(takes_management(&basic("All", "arn:aws:s3")));
        assert!(!takes_management(&basic("ReadOnly", "arn:aws:s3")));
        assert!(!takes_management(&advanced(&[("eventCategory", "=", &["Data"])])));
        let but = |source: &'static [&'static str]| {
            takes_management(&advanced(&[("eventCategory", "=", &["Management"]), ("eventSource", "!=", source)]))
        };
        assert!(but(&["kms.amazonaws.com", "rdsdata.amazonaws.com"]));
        assert!(!but(&["iam.amazonaws.com"]));
        let reads: [(&str, &str, &[&str]); 2] = [("eventCategory", "=", &["Management"]), ("readOnly", "=", &["true"])];
        assert!(!takes_management(&advanced(&reads)));
    }
}
