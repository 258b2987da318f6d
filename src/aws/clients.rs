//! One SDK client per service and region, made when first needed.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use aws_sdk_s3control::config::endpoint::{Params, ResolveEndpoint};
use aws_smithy_runtime_api::client::endpoint::EndpointFuture;
use aws_smithy_types::endpoint::Endpoint;

use crate::model::Region;

use super::session::Session;

/// Clients by region.
#[derive(Debug)]
struct Cache<C>(Mutex<HashMap<Region, C>>);

impl<C> Default for Cache<C> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<C: Clone> Cache<C> {
    fn get(&self, region: &Region, make: impl FnOnce() -> C) -> C {
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        held.entry(region.clone()).or_insert_with(make).clone()
    }
}

/// The clients of one session.
#[derive(Debug, Default)]
pub struct Clients {
    own_endpoint: bool,
    access_analyzer: Cache<aws_sdk_accessanalyzer::Client>,
    account: Cache<aws_sdk_account::Client>,
    cloudtrail: Cache<aws_sdk_cloudtrail::Client>,
    iam: Cache<aws_sdk_iam::Client>,
    kms: Cache<aws_sdk_kms::Client>,
    organizations: Cache<aws_sdk_organizations::Client>,
    s3: Cache<aws_sdk_s3::Client>,
    s3control: Cache<aws_sdk_s3control::Client>,
    sts: Cache<aws_sdk_sts::Client>,
}

impl Clients {
    /// None yet. With an endpoint of the user's own, buckets and accounts are not put into the host name.
    pub fn new(own_endpoint: bool) -> Self {
        Self { own_endpoint, ..Self::default() }
    }
}

impl Session {
    /// IAM, which has no regions.
    pub fn iam(&self) -> aws_sdk_iam::Client {
        self.clients.iam.get(&self.home, || aws_sdk_iam::Client::new(&self.config(&self.home)))
    }

    /// STS in the home region.
    pub fn sts(&self) -> aws_sdk_sts::Client {
        self.clients.sts.get(&self.home, || aws_sdk_sts::Client::new(&self.config(&self.home)))
    }

    /// Organizations, which has no regions.
    pub fn organizations(&self) -> aws_sdk_organizations::Client {
        let make = || aws_sdk_organizations::Client::new(&self.config(&self.home));
        self.clients.organizations.get(&self.home, make)
    }

    /// Account Management, which has no regions.
    pub fn account_management(&self) -> aws_sdk_account::Client {
        self.clients.account.get(&self.home, || aws_sdk_account::Client::new(&self.config(&self.home)))
    }

    /// KMS of a region.
    pub fn kms(&self, region: &Region) -> aws_sdk_kms::Client {
        let region = self.regional(region);
        self.clients.kms.get(region, || aws_sdk_kms::Client::new(&self.config(region)))
    }

    /// CloudTrail of a region.
    pub fn cloudtrail(&self, region: &Region) -> aws_sdk_cloudtrail::Client {
        let region = self.regional(region);
        self.clients.cloudtrail.get(region, || aws_sdk_cloudtrail::Client::new(&self.config(region)))
    }

    /// Access Analyzer of a region.
    pub fn access_analyzer(&self, region: &Region) -> aws_sdk_accessanalyzer::Client {
        let region = self.regional(region);
        self.clients.access_analyzer.get(region, || aws_sdk_accessanalyzer::Client::new(&self.config(region)))
    }

    /// S3 of a bucket's region.
    pub fn s3(&self, region: &Region) -> aws_sdk_s3::Client {
        let region = self.regional(region);
        self.clients.s3.get(region, || {
            let config = aws_sdk_s3::config::Builder::from(&self.config(region));
            aws_sdk_s3::Client::from_conf(config.force_path_style(self.clients.own_endpoint).build())
        })
    }

    /// S3's account-wide settings.
    pub fn s3control(&self, region: &Region) -> aws_sdk_s3control::Client {
        let region = self.regional(region);
        self.clients.s3control.get(region, || {
            let config = self.config(region);
            let mut builder = aws_sdk_s3control::config::Builder::from(&config);
            if let Some(url) = config.endpoint_url() {
                builder = builder.endpoint_resolver(PlainEndpoint(url.to_owned()));
            }
            aws_sdk_s3control::Client::from_conf(builder.build())
        })
    }
}

/// The given address as it is: the SDK would put the account in front of it, which no address of digits allows.
#[derive(Debug)]
struct PlainEndpoint(String);

impl ResolveEndpoint for PlainEndpoint {
    fn resolve_endpoint<'a>(&'a self, _: &'a Params) -> EndpointFuture<'a> {
        EndpointFuture::ready(Ok(Endpoint::builder().url(self.0.clone()).build()))
    }
}
