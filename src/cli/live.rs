//! Reaching live clouds, where this build can; and `tidegate doctor`.

use std::sync::Arc;

use color_eyre::eyre::{Result, WrapErr};
use tokio_util::sync::CancellationToken;

use super::answer::tell;
use crate::config::Aws;
use crate::ports::{Collect, Mutate};

/// The runtime that operations run on.
pub(super) fn runtime() -> Result<tokio::runtime::Runtime> {
    tokio::runtime::Builder::new_multi_thread().enable_all().build().wrap_err("could not start the runtime")
}

/// Cancels what runs when the user presses Ctrl-C, and says so.
pub(super) async fn cancel_on_interrupt(cancel: CancellationToken, says: &str) {
    if tokio::signal::ctrl_c().await.is_ok() {
        tell(&format!("\n{says}"));
        cancel.cancel();
    }
}

#[cfg(not(feature = "aws"))]
mod reach {
    use super::{Aws, Collect, Mutate, Result};
    use color_eyre::eyre::eyre;
    use std::sync::Arc;

    fn absent<T>() -> Result<T> {
        Err(eyre!("this build has no AWS adapter; build with the feature `aws` (the default) to reach live accounts"))
    }

    pub(super) fn collectors(_: &Aws) -> Result<Vec<Arc<dyn Collect>>> {
        absent()
    }

    pub(super) async fn cloud(_: &Aws) -> Result<Arc<dyn Mutate>> {
        absent()
    }
}

#[cfg(feature = "aws")]
mod reach {
    use super::{Aws, Collect, Mutate, Result};
    use crate::aws;
    use crate::model::Region;
    use std::sync::Arc;

    pub(super) fn options(config: &Aws) -> aws::Options {
        aws::Options {
            profiles: config.profiles.clone(),
            regions: config.regions.iter().map(|name| Region::from(name.as_str())).collect(),
            role_arn: config.role_arn.clone(),
            external_id: config.external_id.clone(),
            max_rate: (config.max_rate > 0).then_some(config.max_rate),
            service_last_accessed: config.last_accessed,
            events: config.events,
            ..aws::Options::default()
        }
    }

    pub(super) fn collectors(config: &Aws) -> Result<Vec<Arc<dyn Collect>>> {
        let connections = aws::connect(&options(config)).into_iter();
        Ok(connections.map(|connection| Arc::new(connection) as Arc<dyn Collect>).collect())
    }

    pub(super) async fn cloud(config: &Aws) -> Result<Arc<dyn Mutate>> {
        Ok(Arc::new(aws::AwsMutate::new(aws::session::Sessions::new(&options(config)))))
    }
}

/// One reader a profile.
pub(super) fn collectors(config: &Aws) -> Result<Vec<Arc<dyn Collect>>> {
    reach::collectors(config)
}

/// What changes the accounts.
pub(super) async fn cloud(config: &Aws) -> Result<Arc<dyn Mutate>> {
    reach::cloud(config).await
}

/// What the credentials are good for.
#[cfg(feature = "aws")]
pub(super) async fn reports(config: &Aws) -> Vec<crate::aws::AccountReport> {
    crate::aws::doctor(&reach::options(config)).await
}
