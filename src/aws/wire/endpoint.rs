//! Where a service is reached.

use aws_config::SdkConfig;
use aws_types::service_config::ServiceConfigKey;

use crate::model::Region;

use super::services::{DualStack, GovFips, Service};

/// The address of a service: the user's own for it, the user's own for all, else AWS's.
///
/// Source: AWS SDKs and Tools Reference Guide, "Service-specific endpoints".
pub(super) fn endpoint(config: &SdkConfig, service: Service, region: &Region) -> String {
    own(config, service).unwrap_or_else(|| {
        let (fips, dual) = (config.use_fips() == Some(true), config.use_dual_stack() == Some(true));
        of_aws(service, region.as_str(), fips, dual)
    })
}

/// The address that the user gave.
pub(super) fn own(config: &SdkConfig, service: Service) -> Option<String> {
    let key = ServiceConfigKey::builder().service_id(service.id).env("AWS_ENDPOINT_URL").profile("endpoint_url");
    let of_service = key.build().ok().and_then(|key| config.service_config().and_then(|held| held.load_config(key)));
    of_service.or_else(|| config.endpoint_url().map(str::to_owned))
}

/// Source: the endpoint rules that AWS publishes with its SDKs.
fn of_aws(service: Service, region: &str, fips: bool, dual: bool) -> String {
    let (host, dual_domain) = match service.dual_stack {
        DualStack::SameHost => (service.host, dual),
        DualStack::Host(host) if dual => (host, true),
        DualStack::Host(_) | DualStack::SameAddress => (service.host, false),
    };
    let mark = if marked(service.gov_fips, region, fips, dual) { "-fips" } else { "" };
    format!("https://{host}{mark}.{region}.{}", domain(region, dual_domain))
}

/// Whether the host's name says that it is a FIPS endpoint. In GovCloud many plain endpoints are.
fn marked(gov: GovFips, region: &str, fips: bool, dual: bool) -> bool {
    match gov {
        _ if !region.starts_with("us-gov-") => fips,
        GovFips::Marked => fips,
        GovFips::PlainInIpv4 => fips && dual,
        GovFips::Plain => false,
        GovFips::MarkedInDualStack => dual || (fips && region != "us-gov-west-1"),
    }
}

/// The domain of a region's partition, with or without IPv6.
fn domain(region: &str, dual: bool) -> &'static str {
    const PARTITIONS: [(&str, &str, &str); 6] = [
        ("cn-", "amazonaws.com.cn", "api.amazonwebservices.com.cn"),
        ("eusc-", "amazonaws.eu", "api.amazonwebservices.eu"),
        ("us-iso-", "c2s.ic.gov", "api.aws.ic.gov"),
        ("us-isob-", "sc2s.sgov.gov", "api.aws.scloud"),
        ("eu-isoe-", "cloud.adc-e.uk", "api.cloud-aws.adc-e.uk"),
        ("us-isof-", "csp.hci.ic.gov", "api.aws.hci.ic.gov"),
    ];
    let (_, single, both) = PARTITIONS.into_iter().find(|(prefix, ..)| region.starts_with(prefix)).unwrap_or((
        "",
        "amazonaws.com",
        "api.aws",
    ));
    if dual { both } else { single }
}

#[cfg(test)]
mod tests {
    use aws_types::service_config::LoadServiceConfig;

    use super::super::services::{ALL, EC2, KAFKA};
    use super::*;

    /// Per service: its id, the variable with its own address, and the addresses plain, FIPS, dual-stack, both, in China,
    /// and FIPS in GovCloud in IPv4 and in dual-stack. Taken from the endpoint rules of the AWS SDK for Python.
    const ADDRESSES: &str = include_str!("endpoints.tsv");

    #[test]
    fn every_service_is_reached_where_aws_says() {
        let rows: Vec<Vec<&str>> =
            ADDRESSES.lines().filter(|line| !line.starts_with('#')).map(|line| line.split('\t').collect()).collect();
        assert_eq!(rows.len(), ALL.len());
        for (service, row) in ALL.iter().zip(rows) {
            let at = |region: &str, fips, dual| of_aws(*service, region, fips, dual);
            let told = [
                service.id.to_owned(),
                format!("AWS_ENDPOINT_URL_{}", service.id.to_uppercase().replace(' ', "_")),
                at("eu-west-1", false, false),
                at("eu-west-1", true, false),
                at("eu-west-1", false, true),
                at("eu-west-1", true, true),
                at("cn-north-1", false, false),
                at("us-gov-west-1", true, false),
                at("us-gov-west-1", true, true),
            ];
            assert_eq!(told.as_slice(), row.as_slice());
        }
    }

    #[test]
    fn sovereign_and_closed_partitions_have_their_domains() {
        assert_eq!(of_aws(EC2, "eusc-de-east-1", false, false), "https://ec2.eusc-de-east-1.amazonaws.eu");
        assert_eq!(of_aws(EC2, "us-iso-east-1", false, false), "https://ec2.us-iso-east-1.c2s.ic.gov");
        assert_eq!(
            of_aws(KAFKA, "cn-north-1", false, true),
            "https://kafka-api.cn-north-1.api.amazonwebservices.com.cn"
        );
    }

    #[derive(Debug)]
    struct Own(&'static str);

    impl LoadServiceConfig for Own {
        fn load_config(&self, key: ServiceConfigKey<'_>) -> Option<String> {
            (key.service_id() == self.0).then(|| "http://127.0.0.1:4".to_owned())
        }
    }

    #[test]
    fn the_users_own_address_comes_first() {
        let region = Region::from("eu-west-1");
        let fips = SdkConfig::builder().use_fips(true).build();
        let all = || SdkConfig::builder().endpoint_url("http://127.0.0.1:3");
        for service in ALL {
            assert_eq!(endpoint(&fips, *service, &region), of_aws(*service, "eu-west-1", true, false));
            assert_eq!(endpoint(&all().build(), *service, &region), "http://127.0.0.1:3");
            let own = all().service_config(Own(service.id)).build();
            assert_eq!(endpoint(&own, *service, &region), "http://127.0.0.1:4");
        }
        assert_eq!(endpoint(&SdkConfig::builder().build(), EC2, &region), "https://ec2.eu-west-1.amazonaws.com");
    }
}
