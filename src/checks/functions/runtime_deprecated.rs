//! `lambda-function-runtime-deprecated`.

use crate::checks::{Context, Fault, Mapping, Outcome, Threat};
use crate::model::{Domain, Kind, Resource, ResourceId, Timestamp};

define_check! {
    /// A runtime past its deprecation date receives no security patches any more, and functions on it can soon be
    /// neither made nor updated.
    ///
    /// Fails when the runtime's deprecation date is before the end of the scan. Images bring their own runtime and are
    /// left out; so are runtimes that this version does not know.
    ///
    /// By hand: test the code on a newer runtime, then `aws lambda update-function-configuration --function-name NAME
    /// --runtime RUNTIME`.
    ///
    /// Source: AWS Lambda Developer Guide, "Lambda runtimes", supported and deprecated runtimes. Where AWS has moved a
    /// date, the later one counts.
    id: "lambda-function-runtime-deprecated",
    title: "Functions use runtimes that are still patched",
    kind: Kind::Function,
    layer: None,
    domain: Domain::Runtime,
    threat: Threat::SupplyChain,
    likelihood: 2,
    impact: 3,
    remedies: &[],
    mappings: &[Mapping::soc2("CC7.1"), Mapping::pci("6.3.3")],
    evaluate: evaluate,
}

/// Runtimes with the date on which they are deprecated, as the page had them in the middle of 2026: AWS had put off the
/// runtimes on Amazon Linux 2 to the dates that it announced to their users.
///
/// Source: <https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html>.
const DEPRECATED: &[(&str, &str)] = &[
    ("nodejs", "2016-10-31"),
    ("nodejs4.3-edge", "2019-04-30"),
    ("dotnetcore2.0", "2019-05-30"),
    ("dotnetcore1.0", "2019-07-30"),
    ("nodejs6.10", "2019-08-12"),
    ("nodejs4.3", "2020-03-06"),
    ("nodejs8.10", "2020-03-06"),
    ("python2.7", "2021-07-15"),
    ("nodejs10.x", "2021-07-30"),
    ("ruby2.5", "2021-07-30"),
    ("dotnetcore2.1", "2022-01-05"),
    ("dotnet5.0", "2022-05-10"),
    ("python3.6", "2022-07-18"),
    ("nodejs12.x", "2023-03-31"),
    ("dotnetcore3.1", "2023-04-03"),
    ("python3.7", "2023-12-04"),
    ("nodejs14.x", "2023-12-04"),
    ("ruby2.7", "2023-12-07"),
    ("go1.x", "2024-01-08"),
    ("java8", "2024-01-08"),
    ("provided", "2024-01-08"),
    ("dotnet7", "2024-05-14"),
    ("nodejs16.x", "2024-06-12"),
    ("python3.8", "2024-10-14"),
    ("dotnet6", "2024-12-20"),
    ("nodejs18.x", "2025-09-01"),
    ("python3.9", "2025-12-15"),
    ("ruby3.2", "2026-03-31"),
    ("nodejs20.x", "2026-04-30"),
    ("provided.al2", "2026-07-31"),
    ("python3.10", "2026-10-31"),
    ("dotnet8", "2026-11-10"),
    ("ruby3.3", "2027-03-31"),
    ("nodejs22.x", "2027-04-30"),
    ("python3.11", "2027-06-30"),
    ("java8.al2", "2027-06-30"),
    ("java11", "2027-06-30"),
    ("java17", "2027-06-30"),
    ("ruby3.4", "2028-03-31"),
    ("nodejs24.x", "2028-04-30"),
    ("python3.12", "2028-10-31"),
    ("dotnet10", "2028-11-14"),
    ("python3.13", "2029-06-30"),
    ("python3.14", "2029-06-30"),
    ("java21", "2029-06-30"),
    ("java25", "2029-06-30"),
    ("provided.al2023", "2029-06-30"),
];

fn evaluate(context: &Context<'_>, _: ResourceId, resource: &Resource) -> Outcome {
    let Some(function) = resource.function() else { return Outcome::NotApplicable };
    let Some(runtime) = function.runtime.as_deref() else { return Outcome::NotApplicable };
    let date = DEPRECATED.iter().find(|(name, _)| *name == runtime).map(|(_, date)| *date);
    let past = |date: &&str| format!("{date}T23:59:59Z").parse::<Timestamp>().is_ok_and(|it| it < context.now);
    match date.filter(past) {
        None => Outcome::Pass,
        Some(date) => {
            let fault = Fault::new(format!("The runtime {runtime} has had no security patches since {date}"));
            Outcome::fault(fault.setting("Runtime", runtime))
        }
    }
}
