//! What the event selectors of a trail take in.
//!
//! Source: AWS CloudTrail User Guide, "Logging management events", "Logging data events".

use crate::model::aws::{AdvancedSelector, EventSelectors, FieldSelector};

/// The type of S3's objects in selectors.
const OBJECTS: &str = "AWS::S3::Object";

/// Whether selectors take in every management event. A trail without selectors of its own records them all.
pub fn takes_management(selectors: &EventSelectors) -> bool {
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

/// Which of the reads and writes of data are recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Recorded {
    /// Reads are.
    pub reads: bool,
    /// Writes are.
    pub writes: bool,
}

impl Recorded {
    /// Whether both are.
    pub fn all(self) -> bool {
        self.reads && self.writes
    }

    /// What two trails record together.
    pub fn or(self, other: Self) -> Self {
        Self { reads: self.reads || other.reads, writes: self.writes || other.writes }
    }
}

/// What selectors take in of the events on all objects of a bucket.
pub fn takes_objects(selectors: &EventSelectors, bucket_arn: &str) -> Recorded {
    takes_data(selectors, OBJECTS, bucket_arn)
}

/// What selectors take in of the events on the data of one resource, by the type that CloudTrail names. A selector of a
/// part of the resource, or of some actions only, takes in nothing here: the rest would go unseen.
pub fn takes_data(selectors: &EventSelectors, data: &str, arn: &str) -> Recorded {
    let mut all = Recorded::default();
    for selector in &selectors.basic {
        let named = selector
            .data_resources
            .iter()
            .any(|(kind, arns)| kind == data && arns.iter().any(|prefix| is_whole_or_wider(prefix, arn, data)));
        if named {
            let reads = matches!(selector.read_write.as_str(), "All" | "ReadOnly");
            let writes = matches!(selector.read_write.as_str(), "All" | "WriteOnly");
            all = all.or(Recorded { reads, writes });
        }
    }
    selectors.advanced.iter().map(|selector| advanced(selector, data, arn)).fold(all, Recorded::or)
}

/// Whether a prefix takes in the whole resource: `arn:aws:s3`, `arn:aws:s3:::`, `arn:aws:s3:::name/`.
fn is_whole_or_wider(prefix: &str, arn: &str, data: &str) -> bool {
    prefix.strip_prefix(arn).map_or_else(
        || arn.starts_with(prefix) && prefix.splitn(6, ':').nth(5).is_none_or(str::is_empty),
        |rest| rest == end_of(data),
    )
}

/// What follows a resource's ARN in a selector that takes it in whole: objects lie behind a slash.
fn end_of(data: &str) -> &'static str {
    if data == OBJECTS { "/" } else { "" }
}

fn advanced(selector: &AdvancedSelector, data: &str, arn: &str) -> Recorded {
    if !is_category(selector, "Data") {
        return Recorded::default();
    }
    let mut objects = Recorded { reads: true, writes: true };
    for field in &selector.fields {
        match field.field.as_str() {
            "eventCategory" => {}
            "resources.type" if field.equals.iter().any(|kind| kind == data) => {}
            "resources.ARN" if takes_whole(field, arn, data) => {}
            "readOnly" => {
                objects.reads &= field.equals.iter().any(|value| value == "true");
                objects.writes &= field.equals.iter().any(|value| value == "false");
            }
            _ => return Recorded::default(),
        }
    }
    objects
}

fn takes_whole(field: &FieldSelector, own: &str, data: &str) -> bool {
    let named = field.equals.is_empty() || (data != OBJECTS && field.equals.iter().any(|arn| arn == own));
    let starts = field.starts_with.is_empty() || field.starts_with.iter().any(|arn| is_prefix_of_all(arn, own, data));
    let wanted = named && starts && field.ends_with.is_empty();
    let touches = |arn: &String| arn.starts_with(own) || own.starts_with(arn.as_str());
    let spared = !field.not_starts_with.iter().any(touches)
        && !field.not_equals.iter().any(touches)
        && field.not_ends_with.is_empty();
    wanted && spared
}

/// A prefix of advanced selectors is compared letter by letter.
fn is_prefix_of_all(prefix: &str, own: &str, data: &str) -> bool {
    own.starts_with(prefix) || prefix.strip_prefix(own) == Some(end_of(data))
}

fn is_category(selector: &AdvancedSelector, category: &str) -> bool {
    selector.fields.iter().any(|field| field.field == "eventCategory" && field.equals.iter().any(|it| it == category))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::aws::BasicSelector;

    const BUCKET: &str = "arn:aws:s3:::landing";

    fn basic(read_write: &str, arn: &str) -> EventSelectors {
        let data_resources = vec![("AWS::S3::Object".to_owned(), vec![arn.to_owned()])];
        let selector = BasicSelector {
            read_write: read_write.to_owned(),
            management_events: true,
            data_resources,
            excluded_sources: Vec::new(),
        };
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
            assert_eq!(takes_objects(&basic("All", arn), BUCKET), Recorded::default(), "{arn}");
        }
        assert_eq!(takes_objects(&basic("WriteOnly", "arn:aws:s3"), BUCKET), Recorded { reads: false, writes: true });
    }

    #[test]
    fn every_field_of_an_advanced_selector_must_match() {
        let data: (&str, &str, &[&str]) = ("eventCategory", "=", &["Data"]);
        let objects: (&str, &str, &[&str]) = ("resources.type", "=", &["AWS::S3::Object"]);
        assert!(takes_objects(&advanced(&[data, objects]), BUCKET).all());
        let own: (&str, &str, &[&str]) = ("resources.ARN", "^", &["arn:aws:s3:::landing/"]);
        assert!(takes_objects(&advanced(&[data, objects, own]), BUCKET).all());
        let other: (&str, &str, &[&str]) = ("resources.ARN", "^", &["arn:aws:s3:::other/"]);
        assert_eq!(takes_objects(&advanced(&[data, objects, other]), BUCKET), Recorded::default());
        let spared: (&str, &str, &[&str]) = ("resources.ARN", "!^", &["arn:aws:s3:::landing/"]);
        assert_eq!(takes_objects(&advanced(&[data, objects, spared]), BUCKET), Recorded::default());
        let writes: (&str, &str, &[&str]) = ("readOnly", "=", &["false"]);
        assert_eq!(takes_objects(&advanced(&[data, objects, writes]), BUCKET), Recorded { reads: false, writes: true });
        let some: (&str, &str, &[&str]) = ("eventName", "=", &["DeleteObject"]);
        assert_eq!(takes_objects(&advanced(&[data, objects, some]), BUCKET), Recorded::default());
    }

    #[test]
    fn a_table_is_named_by_its_arn() {
        const TABLE: &str = "arn:aws:dynamodb:eu-west-1:111122223333:table/orders";
        let data: (&str, &str, &[&str]) = ("eventCategory", "=", &["Data"]);
        let tables: (&str, &str, &[&str]) = ("resources.type", "=", &["AWS::DynamoDB::Table"]);
        let takes =
            |fields: &[(&str, &str, &[&str])]| takes_data(&advanced(fields), "AWS::DynamoDB::Table", TABLE).all();
        assert!(takes(&[data, tables]));
        assert!(takes(&[data, tables, ("resources.ARN", "=", &[TABLE])]));
        assert!(!takes(&[
            data,
            tables,
            ("resources.ARN", "=", &["arn:aws:dynamodb:eu-west-1:111122223333:table/other"])
        ]));
        assert!(!takes(&[data, ("resources.type", "=", &["AWS::S3::Object"])]));
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
