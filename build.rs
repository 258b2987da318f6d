//! Tells the program what it is built with, for `tidegate --version --verbose`.

use std::process::Command;

fn main() {
    println!("cargo:rerun-if-env-changed=RUSTC");
    println!("cargo:rerun-if-changed=build.rs");
    let said = |name: &str| std::env::var(name).unwrap_or_default();
    let asked = Command::new(said("RUSTC")).arg("--version").output();
    let rustc = asked.ok().and_then(|output| String::from_utf8(output.stdout).ok()).unwrap_or_default();
    let rustc = if rustc.trim().is_empty() { "an unknown compiler" } else { rustc.trim() };
    println!("cargo:rustc-env=TIDEGATE_RUSTC={rustc}");
    println!("cargo:rustc-env=TIDEGATE_TARGET={}", said("TARGET"));
}
