//! EMR: logs, bootstrap actions and steps of clusters, logs of serverless applications, certificates.

use crate::flow::{Draft, Sketch, Transfer};
use crate::model::aws::{EmrBootstrap, EmrStep};
use crate::model::{Kind, Redacted};

/// What a cluster reads and writes, as the role of its machines.
///
/// Source: Amazon EMR API Reference, "Cluster", "Step", "Command".
pub(super) fn cluster(draft: &mut Draft<'_>) {
    let Some(cluster) = draft.here.emr_cluster() else { return };
    let settings = cluster.settings.known();
    let role = settings.and_then(|it| it.instance_profile.as_deref()).map(|profile| role_of(draft, profile));
    let role = role.as_deref();
    if let Some(logs) = settings.and_then(|it| it.log_uri.as_deref()) {
        draft.add(Sketch::to(logs, Transfer::Write).as_role(role.unwrap_or_default()).declared("LogUri"));
    }
    for (name, value) in settings.into_iter().flat_map(|it| &it.properties) {
        if let Some(value) = value.readable() {
            draft.refer_value("Configurations", name, value, role);
        }
    }
    for action in cluster.bootstrap.known().into_iter().flatten() {
        bootstrap(draft, action, role);
    }
    for one in cluster.steps.known().into_iter().flatten() {
        step(draft, one, role);
    }
}

/// The role that an instance profile carries; the profile itself where no scanned role says.
pub(super) fn role_of(draft: &Draft<'_>, profile: &str) -> String {
    let carries = |arn: &crate::model::Arn| arn.as_str() == profile || arn.short_name() == profile;
    let roles = draft.estate.all(Kind::Role).filter(|(_, it)| it.account == draft.here.account);
    let mut holders = roles.filter(|(_, it)| it.role().is_some_and(|role| role.instance_profiles.iter().any(carries)));
    holders.next().map_or_else(|| profile.to_owned(), |(_, it)| it.arn.as_str().to_owned())
}

fn bootstrap(draft: &mut Draft<'_>, action: &EmrBootstrap, role: Option<&str>) {
    let sketch = Sketch::from(&action.path, Transfer::Read).as_role(role.unwrap_or_default());
    draft.add(sketch.declared("BootstrapActions.ScriptPath"));
    arguments(draft, "BootstrapActions.Args", &action.arguments, role);
}

fn step(draft: &mut Draft<'_>, step: &EmrStep, role: Option<&str>) {
    if let Some(jar) = &step.jar {
        let read = || Sketch::from(jar, Transfer::Read).as_role(role.unwrap_or_default());
        draft.add(read().declared("Steps.Config.Jar"));
        if let Some(started) = step.started {
            draft.add(read().observed(format!("step {}", step.state), started));
        }
    }
    arguments(draft, "Steps.Config.Args", &step.arguments, role);
}

fn arguments(draft: &mut Draft<'_>, place: &str, arguments: &[Redacted], role: Option<&str>) {
    for value in arguments.iter().filter_map(Redacted::readable) {
        draft.refer(place, value, role);
    }
}

/// Where a security configuration takes certificates from.
pub(super) fn security_configuration(draft: &mut Draft<'_>) {
    let Some(configuration) = draft.here.emr_security_configuration() else { return };
    if let Some(place) = configuration.settings.known().and_then(|it| it.certificates.as_deref()) {
        let field = "InTransitEncryptionConfiguration.TLSCertificateConfiguration.S3Object";
        draft.add(Sketch::from(place, Transfer::Read).declared(field));
    }
}

/// Where the logs of an application go, and what its properties name.
///
/// Source: Amazon EMR Serverless API Reference, "Application".
pub(super) fn application(draft: &mut Draft<'_>) {
    let Some(settings) = draft.here.emr_application().and_then(|it| it.settings.known()) else { return };
    if let Some(logs) = &settings.log_uri {
        let field = "monitoringConfiguration.s3MonitoringConfiguration.logUri";
        draft.add(Sketch::to(logs, Transfer::Write).declared(field));
    }
    if let Some(name) = &settings.log_group {
        let here = draft.here;
        let group = format!("arn:{}:logs:{}:{}:log-group:{name}", here.arn.partition(), here.region, here.account);
        let field = "monitoringConfiguration.cloudWatchLoggingConfiguration.logGroupName";
        draft.add(Sketch::to(&group, Transfer::Write).declared(field));
    }
    for (name, value) in &settings.properties {
        if let Some(value) = value.readable() {
            draft.refer_value("runtimeConfiguration", name, value, None);
        }
    }
}
