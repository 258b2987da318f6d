//! Spoiling one thing of a sample.

use tidegate::model::aws::{AccessPoint, AccountSettings, Bucket, Group, Key, ManagedPolicy, Role, Trail, User};
use tidegate::model::{AccountId, Aspects, Detail, Fact, Resource, Tags};

/// What spoils a sample.
pub type Spoil<T> = fn(&mut T);

/// Changes to a sample resource, one after the other.
pub trait Tweak: Sized {
    /// With a tag.
    fn tag(self, key: &str, value: &str) -> Self;
    /// Without any tags.
    fn untagged(self) -> Self;
    /// Owned by another account. The ARN keeps its text.
    fn owned_by(self, account: &str) -> Self;
    /// With a changed value of any type of detail: `queue("orders").with(|it: &mut Queue| it.redrive = ...)`.
    fn with<T: Aspects>(self, change: impl FnOnce(&mut T)) -> Self;
    /// With a changed bucket.
    fn bucket_with(self, change: impl FnOnce(&mut Bucket)) -> Self;
    /// With a changed key.
    fn key_with(self, change: impl FnOnce(&mut Key)) -> Self;
    /// With a changed user.
    fn user_with(self, change: impl FnOnce(&mut User)) -> Self;
    /// With a changed role.
    fn role_with(self, change: impl FnOnce(&mut Role)) -> Self;
    /// With a changed group.
    fn group_with(self, change: impl FnOnce(&mut Group)) -> Self;
    /// With a changed managed policy.
    fn policy_with(self, change: impl FnOnce(&mut ManagedPolicy)) -> Self;
    /// With a changed trail.
    fn trail_with(self, change: impl FnOnce(&mut Trail)) -> Self;
    /// With a changed access point.
    fn access_point_with(self, change: impl FnOnce(&mut AccessPoint)) -> Self;
    /// With changed account settings.
    fn account_with(self, change: impl FnOnce(&mut AccountSettings)) -> Self;
}

macro_rules! change {
    ($($method:ident, $variant:ident, $type:ty);+ $(;)?) => {
        $(fn $method(mut self, change: impl FnOnce(&mut $type)) -> Self {
            match &mut self.detail {
                Detail::$variant(it) => change(it),
                other => panic!("not a {}: {other:?}", stringify!($variant)),
            }
            self
        })+
    };
}

impl Tweak for Resource {
    fn with<T: Aspects>(mut self, change: impl FnOnce(&mut T)) -> Self {
        match self.detail.read_mut() {
            Some(it) => change(it),
            None => panic!("the sample is a {}", self.kind()),
        }
        self
    }

    fn tag(mut self, key: &str, value: &str) -> Self {
        let mut tags = self.tags.known().cloned().unwrap_or_default();
        tags.insert(key.to_owned(), value.to_owned());
        self.tags = Fact::Known(tags);
        self
    }

    fn untagged(mut self) -> Self {
        self.tags = Fact::Known(Tags::new());
        self
    }

    fn owned_by(mut self, account: &str) -> Self {
        self.account = AccountId::new(account);
        self
    }

    change! {
        bucket_with, Bucket, Bucket;
        key_with, Key, Key;
        user_with, User, User;
        role_with, Role, Role;
        group_with, Group, Group;
        policy_with, Policy, ManagedPolicy;
        trail_with, Trail, Trail;
        access_point_with, AccessPoint, AccessPoint;
        account_with, Account, AccountSettings;
    }
}
