//! Controls of compliance frameworks that checks of several families map to.

use super::Mapping;

/// Controls that ask for stores and components that not everyone can reach.
pub(super) const NOT_PUBLIC: &[Mapping] = &[
    Mapping::soc2("CC6.1"),
    Mapping::soc2("CC6.6"),
    Mapping::pci("7.2.1"),
    Mapping::hipaa("164.312(a)(1)"),
    Mapping::gdpr("Art. 32(1)(b)"),
];

/// Controls that ask for encryption at rest.
pub(super) const ENCRYPTED: &[Mapping] = &[
    Mapping::soc2("CC6.1"),
    Mapping::pci("3.5.1"),
    Mapping::hipaa("164.312(a)(2)(iv)"),
    Mapping::gdpr("Art. 32(1)(a)"),
];

/// Controls that ask that data is not kept longer than needed.
pub(super) const KEPT: &[Mapping] = &[Mapping::pci("3.2.1"), Mapping::gdpr("Art. 5(1)(e)")];
