//! `s3-bucket-foreign-notification`.

use crate::checks::{Context, Fault, Mapping, Outcome, Reason, Threat};
use crate::model::aws::{Notification, NotificationTarget};
use crate::model::{Domain, Kind, Resource, ResourceId};
use crate::policy::condition::is_account;

define_check! {
    /// Event notifications tell their target the name, size and time of every object. A target in a foreign account
    /// watches the store, and can be the first hop of a way out.
    ///
    /// Fails for each queue, topic or function that belongs to an account outside the scanned accounts, their
    /// organization and the trusted accounts. Is unknown while the organization's accounts could not be read.
    ///
    /// By hand: take the target out with `aws s3api put-bucket-notification-configuration`, which replaces all
    /// notifications; or add the account to `trusted_accounts` when it is meant.
    ///
    /// Source: Amazon S3 User Guide, "Amazon S3 Event Notifications".
    id: "s3-bucket-foreign-notification",
    title: "Buckets notify trusted accounts only",
    kind: Kind::Bucket,
    layer: None,
    domain: Domain::DataProtection,
    threat: Threat::DataExfiltration,
    likelihood: 2,
    impact: 3,
    remedies: &[],
    mappings: &[Mapping::soc2("CC6.1"), Mapping::gdpr("Art. 32(1)(b)")],
    evaluate: evaluate,
}

fn evaluate(context: &Context<'_>, _: ResourceId, resource: &Resource) -> Outcome {
    let Some(bucket) = resource.bucket() else { return Outcome::NotApplicable };
    Outcome::of(&bucket.notifications, |notifications| {
        let (mut faults, mut reasons) = (Vec::new(), Vec::new());
        for notification in notifications {
            let Some((target, account)) = target(notification) else { continue };
            if context.is_trusted_account(account) {
                continue;
            }
            match context.membership_gap() {
                Some(gap) => reasons.extend([Reason::Gap(gap), undecided(target)]),
                None if faults.iter().any(|known: &Fault| known.locus == target) => {}
                None => faults.push(fault(notification, target, account)),
            }
        }
        Outcome::concluded(faults, reasons)
    })
}

/// The target's ARN and account; none where events stay in the account.
fn target(notification: &Notification) -> Option<(&str, &str)> {
    let arn = match &notification.target {
        NotificationTarget::Queue(arn) | NotificationTarget::Topic(arn) | NotificationTarget::Function(arn) => arn,
        NotificationTarget::EventBridge => return None,
    };
    arn.split(':').nth(4).filter(|account| is_account(account)).map(|account| (arn.as_str(), account))
}

fn undecided(target: &str) -> Reason {
    Reason::Note(format!("events go to {target}, which may belong to the organization"))
}

fn fault(notification: &Notification, target: &str, account: &str) -> Fault {
    Fault::new(format!("Events go to the foreign account {account}"))
        .at(target)
        .setting("target", target)
        .setting("events", notification.events.join(", "))
}
