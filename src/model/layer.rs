//! The layers of a pipeline and the domains of its security.

use std::fmt;

use serde::{Deserialize, Serialize};

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident => $word:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum $name { $($(#[$vdoc])* $variant),+ }

        impl $name {
            /// All of them, in the order in which they are shown.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// The word a person reads.
            pub fn word(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(self.word())
            }
        }
    };
}
pub(crate) use words;

words! {
    /// Where in a data pipeline something stands.
    Layer {
        /// APIs, databases, devices and files that data comes from.
        Source => "source",
        /// What takes data in.
        Ingestion => "ingestion",
        /// What holds data.
        Storage => "storage",
        /// What transforms data.
        Processing => "processing",
        /// What starts and orders the work.
        Orchestration => "orchestration",
        /// What hands data out.
        Serving => "serving",
        /// What watches and manages: logs, keys, identities, accounts.
        Monitoring => "monitoring",
    }
}

words! {
    /// The security domain that a check belongs to.
    Domain {
        /// Identity and access management.
        Identity => "identity",
        /// Data protection: encryption, exposure, retention, recovery.
        DataProtection => "data protection",
        /// Infrastructure security.
        Infrastructure => "infrastructure",
        /// Network security.
        Network => "network",
        /// Runtime security: logging, detection, response.
        Runtime => "runtime",
    }
}
