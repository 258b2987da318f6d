//! Access points: a request through one is for a resource of the access point, and for what stands behind it in the
//! bucket. Both must permit it.
//!
//! Source: Amazon S3 User Guide, "Configuring IAM policies for using access points" (condition keys, delegating access
//! control to access points).

use crate::model::{Estate, ResourceId};
use crate::policy::evaluate::{Context, access_point};

use super::AccessIndex;

/// What stands behind a resource of an access point.
#[derive(Debug, Clone)]
pub(super) struct Behind {
    /// The access point.
    pub(super) point: ResourceId,
    /// The bucket or object, by its ARN.
    pub(super) arn: Box<str>,
}

/// The access point that an ARN is of, such as `arn:aws:s3:eu-west-1:111122223333:accesspoint/door/object/a`, and the
/// key of the object.
pub(super) fn split<'a>(estate: &Estate, arn: &'a str) -> Option<(ResourceId, Option<&'a str>)> {
    let at = arn.find(":accesspoint/")? + ":accesspoint/".len();
    let (name, inside) = match arn.get(at..)?.split_once('/') {
        Some((name, inside)) => (name, Some(inside.strip_prefix("object/")?)),
        None => (arn.get(at..)?, None),
    };
    let (id, _) = estate.find(arn.get(..at + name.len())?)?;
    Some((id, inside))
}

impl AccessIndex {
    /// What stands behind a resource; none where it is not of an access point of the estate.
    pub(super) fn behind(&self, arn: &str) -> Option<Behind> {
        let (point, inside) = split(&self.estate, arn)?;
        let resource = self.estate.resource(point)?;
        let bucket = &resource.access_point()?.bucket;
        let (slash, key) = inside.map_or(("", ""), |key| ("/", key));
        let arn = format!("arn:{}:s3:::{bucket}{slash}{key}", resource.arn.partition()).into();
        Some(Behind { point, arn })
    }

    /// The context of a request that goes through an access point.
    pub(super) fn through_point(&self, mut context: Context, point: ResourceId) -> Context {
        let Some(resource) = self.estate.resource(point) else { return context };
        let Some(of) = resource.access_point() else { return context };
        access_point::enter(&mut context, resource.arn.as_str(), resource.account.as_str(), !of.internet);
        context
    }

    /// The store that an ARN names, lies in, or is a way into.
    pub fn store_of(&self, arn: &str) -> Option<ResourceId> {
        let id = match self.behind(arn) {
            Some(behind) => self.resource_of(&behind.arn)?,
            None => self.resource_of(arn)?,
        };
        self.store(id).map(|it| it.id)
    }
}

/// Says of a request that goes to a bucket itself that it goes through no access point.
pub(super) fn describe_direct(action: &str, resource: &str, context: &mut Context) {
    let is_direct = resource.contains(":s3:::") && action.get(..3).is_some_and(|it| it.eq_ignore_ascii_case("s3:"));
    if is_direct {
        access_point::stay_out(context);
    }
}
