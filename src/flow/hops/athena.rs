//! Athena: where results and logs go, and which functions answer for data catalogs.

use crate::flow::{Draft, Sketch, Transfer};

/// Where the queries of a work group write.
///
/// Source: Amazon Athena API Reference, "WorkGroupConfiguration".
pub(super) fn work_group(draft: &mut Draft<'_>) {
    let Some(settings) = draft.here.athena_work_group().and_then(|it| it.settings.known()) else { return };
    let places = [
        (&settings.output, "Configuration.ResultConfiguration.OutputLocation"),
        (&settings.log_location, "Configuration.MonitoringConfiguration.S3LoggingConfiguration.LogLocation"),
    ];
    for (place, field) in places {
        let Some(place) = place else { continue };
        let sketch = Sketch::to(place, Transfer::Write).declared(field);
        // Queries of SQL are made as whoever asks.
        draft.add(match &settings.role {
            Some(role) => sketch.as_role(role),
            None => sketch,
        });
    }
}

/// The functions that answer for a data catalog, and what else its parameters name.
///
/// Source: Amazon Athena API Reference, "DataCatalog".
pub(super) fn catalog(draft: &mut Draft<'_>) {
    let Some(catalog) = draft.here.athena_catalog() else { return };
    for (name, value) in catalog.parameters.known().into_iter().flatten() {
        let Some(value) = value.readable() else { continue };
        if matches!(name.as_str(), "function" | "metadata-function" | "record-function") {
            draft.add(Sketch::to(value, Transfer::Invoke).declared(format!("Parameters.{name}")));
        } else {
            draft.refer_value("Parameters", name, value, None);
        }
    }
}
