//! The live adapters against real emulators on loopback.
