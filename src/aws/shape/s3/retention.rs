//! How long a bucket keeps what it holds: object lock and lifecycle. Read only.

use aws_sdk_s3::types::{self as sdk, ExpirationStatus, ObjectLockConfiguration, ObjectLockEnabled};

use crate::aws::shape::{count, filled};
use crate::model::aws::{LifecycleRule, ObjectLock};

/// Object lock; none when it is not on.
pub fn object_lock(it: &ObjectLockConfiguration) -> Option<ObjectLock> {
    let retention = it.rule.as_ref().and_then(|rule| rule.default_retention.as_ref());
    let on = it.object_lock_enabled == Some(ObjectLockEnabled::Enabled) || retention.is_some();
    on.then(|| ObjectLock {
        mode: retention.and_then(|it| it.mode.as_ref()).map(|mode| mode.as_str().to_owned()),
        days: retention.and_then(|it| it.days).and_then(count).filter(|days| *days > 0),
        years: retention.and_then(|it| it.years).and_then(count).filter(|years| *years > 0),
    })
}

/// A lifecycle rule.
pub fn lifecycle(rule: &sdk::LifecycleRule) -> LifecycleRule {
    LifecycleRule {
        id: filled(rule.id.as_deref()),
        enabled: rule.status == ExpirationStatus::Enabled,
        prefix: prefix(rule).unwrap_or_default(),
        expiration_days: rule.expiration.as_ref().and_then(|it| it.days).and_then(count),
        noncurrent_days: rule.noncurrent_version_expiration.as_ref().and_then(|it| it.noncurrent_days).and_then(count),
        transitions: transitions(rule),
        abort_uploads_days: rule
            .abort_incomplete_multipart_upload
            .as_ref()
            .and_then(|it| it.days_after_initiation)
            .and_then(count),
    }
}

fn prefix(rule: &sdk::LifecycleRule) -> Option<String> {
    let filter = rule.filter.as_ref();
    let and = filter.and_then(|filter| filter.and.as_ref()).and_then(|and| and.prefix.clone());
    #[expect(deprecated, reason = "rules written with the first version of the API still answer with it")]
    let own = rule.prefix.clone();
    and.or_else(|| filter.and_then(|filter| filter.prefix.clone())).or(own)
}

fn transitions(rule: &sdk::LifecycleRule) -> Vec<String> {
    let current = rule.transitions().iter().filter_map(|it| it.storage_class.as_ref());
    let noncurrent = rule.noncurrent_version_transitions().iter().filter_map(|it| it.storage_class.as_ref());
    let mut classes: Vec<String> = Vec::new();
    for class in current.chain(noncurrent) {
        if !classes.iter().any(|held| held == class.as_str()) {
            classes.push(class.as_str().to_owned());
        }
    }
    classes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lock_without_default_retention_is_still_a_lock() {
        let on = ObjectLockConfiguration::builder().object_lock_enabled(ObjectLockEnabled::Enabled).build();
        assert_eq!(object_lock(&on), Some(ObjectLock { mode: None, days: None, years: None }));
        assert_eq!(object_lock(&ObjectLockConfiguration::builder().build()), None);
    }

    #[test]
    fn default_retention_is_kept() {
        let retention =
            sdk::DefaultRetention::builder().mode(sdk::ObjectLockRetentionMode::Compliance).years(7).build();
        let rule = sdk::ObjectLockRule::builder().default_retention(retention).build();
        let lock = object_lock(&ObjectLockConfiguration::builder().rule(rule).build()).unwrap();
        assert_eq!((lock.mode.as_deref(), lock.days, lock.years), (Some("COMPLIANCE"), None, Some(7)));
    }

    #[test]
    fn a_prefix_is_found_wherever_the_rule_keeps_it() {
        let builder = || sdk::LifecycleRule::builder().status(ExpirationStatus::Enabled);
        let plain = sdk::LifecycleRuleFilter::builder().prefix("raw/").build();
        assert_eq!(lifecycle(&builder().filter(plain).build().unwrap()).prefix, "raw/");
        let and = sdk::LifecycleRuleAndOperator::builder().prefix("tmp/").build();
        let filter = sdk::LifecycleRuleFilter::builder().and(and).build();
        assert_eq!(lifecycle(&builder().filter(filter).build().unwrap()).prefix, "tmp/");
        assert_eq!(lifecycle(&builder().build().unwrap()).prefix, "");
    }

    #[test]
    fn storage_classes_are_named_once() {
        let glacier = sdk::Transition::builder().storage_class(sdk::TransitionStorageClass::Glacier).build();
        let old =
            sdk::NoncurrentVersionTransition::builder().storage_class(sdk::TransitionStorageClass::Glacier).build();
        let rule = sdk::LifecycleRule::builder()
            .status(ExpirationStatus::Disabled)
            .transitions(glacier)
            .noncurrent_version_transitions(old)
            .build()
            .unwrap();
        assert_eq!(lifecycle(&rule).transitions, ["GLACIER"]);
    }
}
