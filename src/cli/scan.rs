//! `tidegate scan`: live accounts into a snapshot, with progress on standard error.

use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use color_eyre::eyre::{Result, WrapErr};
use tokio_util::sync::CancellationToken;

use super::Exit;
use super::answer::{print, tell};
use super::arguments::ScanArguments;
use super::live;
use crate::config::Config;
use crate::model::Header;
use crate::operations::{
    ScanFeed, ScanFile, ScanProgress, ScanReport, ScanRequest, ScanWatch, SystemClock, scan as run,
};
use crate::ports::Clock;
use crate::store::{Paths, paths, snapshots};
use crate::text::visible;

/// How often a line of progress is printed where there is no terminal.
const LINE: Duration = Duration::from_secs(5);
/// How often the line is redrawn on a terminal.
const DRAW: Duration = Duration::from_millis(200);

pub(super) fn scan(config: &Config, asked: &ScanArguments) -> Result<Exit> {
    let mut aws = asked.reach.overlay(config.aws.clone());
    aws.last_accessed &= !asked.skip_last_accessed;
    aws.events &= !asked.skip_events;
    let runtime = live::runtime()?;
    let clock = SystemClock;
    let header = header(&aws, clock.now());
    let path = target(asked, &header)?;
    let resumes = asked.resume.is_some();
    let file = if resumes { ScanFile::Resume(path.clone()) } else { ScanFile::New(path.clone()) };
    let report = runtime.block_on(async {
        let collectors = live::collectors(&aws)?;
        let cancel = CancellationToken::new();
        let (feed, watch) = ScanFeed::new();
        tokio::spawn(live::cancel_on_interrupt(cancel.clone(), "stopping: what was read is kept"));
        if !asked.quiet {
            tokio::spawn(follow(watch));
        }
        let request = ScanRequest { collectors, header, file };
        run(request, &clock, feed, cancel).await.wrap_err("could not scan")
    })?;
    tell_failures(&report);
    if report.estate.accounts().is_empty() && !report.cancelled && !resumes {
        // An estate without accounts is no snapshot: the console would open it as the latest.
        let _ = std::fs::remove_file(&path);
        tell("no account was reached, so no snapshot was written");
        return Ok(Exit::Cloud);
    }
    tell_report(&report, &path, asked.resume.as_deref().or(asked.output.as_deref()));
    print(&format!("{}\n", path.display()))?;
    Ok(match report.estate.accounts() {
        _ if report.cancelled => Exit::Interrupted,
        [] => Exit::Cloud,
        _ => Exit::Done,
    })
}

/// What was asked for, in words, for the snapshot's first line.
pub(super) fn header(aws: &crate::config::Aws, now: crate::model::Timestamp) -> Header {
    let profiles = if aws.profiles.is_empty() { vec!["default credentials".to_owned()] } else { aws.profiles.clone() };
    let regions = if aws.regions.is_empty() { "all enabled regions".to_owned() } else { aws.regions.join(", ") };
    Header {
        tool: env!("CARGO_PKG_VERSION").to_owned(),
        started: now,
        finished: None,
        scope: profiles.into_iter().map(|profile| format!("aws: {profile}, {regions}")).collect(),
        callers: Vec::new(),
    }
}

fn target(asked: &ScanArguments, header: &Header) -> Result<PathBuf> {
    if let Some(path) = asked.resume.as_ref().or(asked.output.as_ref()) {
        return Ok(path.clone());
    }
    let directory = Paths::find()?.snapshots();
    paths::make_private(&directory)?;
    Ok(snapshots::path_for(&directory, header.started))
}

/// Prints progress until the scan ends: one line that is redrawn on a terminal, a line now and then elsewhere.
async fn follow(watch: ScanWatch) {
    let terminal = std::io::stderr().is_terminal();
    let every = if terminal { DRAW } else { LINE };
    loop {
        tokio::time::sleep(every).await;
        let progress = watch.progress.borrow().clone();
        let line = line(&progress);
        let mut err = std::io::stderr().lock();
        let _ = if terminal { write!(err, "\r\x1b[K{line}") } else { writeln!(err, "{line}") };
        let _ = err.flush();
        if progress.ended || watch.progress.has_changed().is_err() {
            if terminal {
                let _ = writeln!(err);
            }
            return;
        }
    }
}

fn line(progress: &ScanProgress) -> String {
    let seconds = progress.elapsed.as_secs();
    format!(
        "{seconds} s: {} resources, {} calls made, {} planned, {} reads failed",
        progress.resource_count(),
        progress.calls,
        progress.remaining,
        progress.gaps
    )
}

fn tell_failures(report: &ScanReport) {
    for (label, error) in &report.failures {
        tell(&visible(&format!("{label}: {error}")));
    }
}

fn tell_report(report: &ScanReport, path: &Path, output: Option<&Path>) {
    tell(&line(&report.progress));
    let gaps = report.estate.gaps();
    for gap in gaps.iter().take(10) {
        tell(&format!("  not read: {}", visible(&gap.to_string())));
    }
    if gaps.len() > 10 {
        tell(&format!("  and {} more; the console lists them all", gaps.len() - 10));
    }
    if report.partial {
        tell(&format!("the scan is partial; go on with: tidegate scan --resume {}", path.display()));
    }
    let name = output.map(|path| format!(" {}", path.display())).unwrap_or_default();
    let open = if output.is_some() { " open" } else { "" };
    tell(&format!("see what is wrong: tidegate findings{name}; or in the console: tidegate{open}{name}"));
}
