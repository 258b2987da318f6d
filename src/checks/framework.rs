//! Threats that checks answer, and the controls of compliance frameworks that they map to.

use std::fmt;

use serde::Serialize;

/// A threat to a data pipeline.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Threat {
    /// Data leaves by stolen credentials, flaws or misconfigured storage.
    DataExfiltration,
    /// Malicious packages, images or libraries.
    SupplyChain,
    /// Takeover through misconfigured identity or exposed services.
    InfrastructureCompromise,
    /// Escape from a container.
    ContainerEscape,
    /// Broken authentication, missing limits, injection.
    ApiAbuse,
    /// Excessive privilege, no monitoring, weak controls.
    Insider,
    /// Exhaustion, flooding, loss of data or keys.
    DenialOfService,
    /// An identity upstream alters what everything downstream believes.
    DataPoisoning,
}

impl Threat {
    /// The word a person reads.
    pub fn word(self) -> &'static str {
        match self {
            Self::DataExfiltration => "data exfiltration",
            Self::SupplyChain => "supply chain",
            Self::InfrastructureCompromise => "infrastructure compromise",
            Self::ContainerEscape => "container escape",
            Self::ApiAbuse => "API abuse",
            Self::Insider => "insider",
            Self::DenialOfService => "denial of service",
            Self::DataPoisoning => "data poisoning",
        }
    }
}

impl fmt::Display for Threat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.word())
    }
}

/// A compliance framework.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
pub enum Framework {
    /// SOC 2, trust services criteria.
    #[serde(rename = "SOC 2")]
    Soc2,
    /// PCI DSS 4.0.
    #[serde(rename = "PCI DSS 4.0")]
    PciDss4,
    /// HIPAA Security Rule, 45 CFR 164.
    #[serde(rename = "HIPAA")]
    Hipaa,
    /// GDPR.
    #[serde(rename = "GDPR")]
    Gdpr,
    /// CIS Amazon Web Services Foundations Benchmark 3.0.
    #[serde(rename = "CIS AWS 3.0")]
    CisAws3,
}

impl Framework {
    /// The framework's name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Soc2 => "SOC 2",
            Self::PciDss4 => "PCI DSS 4.0",
            Self::Hipaa => "HIPAA",
            Self::Gdpr => "GDPR",
            Self::CisAws3 => "CIS AWS 3.0",
        }
    }
}

/// A control of a framework that asks what a check asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Mapping {
    /// The framework.
    pub framework: Framework,
    /// The control's number, such as `CC6.1`.
    pub control: &'static str,
}

impl Mapping {
    /// SOC 2.
    pub const fn soc2(control: &'static str) -> Self {
        Self { framework: Framework::Soc2, control }
    }

    /// PCI DSS 4.0.
    pub const fn pci(control: &'static str) -> Self {
        Self { framework: Framework::PciDss4, control }
    }

    /// HIPAA.
    pub const fn hipaa(control: &'static str) -> Self {
        Self { framework: Framework::Hipaa, control }
    }

    /// GDPR.
    pub const fn gdpr(control: &'static str) -> Self {
        Self { framework: Framework::Gdpr, control }
    }

    /// CIS AWS Foundations 3.0.
    pub const fn cis(control: &'static str) -> Self {
        Self { framework: Framework::CisAws3, control }
    }
}
