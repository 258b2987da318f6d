//! Opening the console: on the demo, on the latest snapshot, or on a file.

use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use color_eyre::eyre::{Result, WrapErr};

use super::answer::{demo_estate, latest as latest_snapshot, print};
use super::arguments::{ConsoleArguments, OpenArguments};
use super::{Exit, live};
use crate::checks::{Exposure, Rules};
use crate::config::Config;
use crate::flow::Excerpt;
use crate::model::Estate;
use crate::operations::{Patience, ScanFile, ScanRequest, SystemClock, analyse_now};
use crate::ports::{Clock, Collect, Keep, Mutate};
use crate::remedy::Plan;
use crate::report::export;
use crate::report::{self, FlowFormat, FlowSource};
use crate::simulated::{MemoryJournal, Pace, SimulatedCloud};
use crate::store::{Paths, State, paths, snapshot, snapshots};
use crate::ui::effect::ExportForm;
use crate::ui::effect::FlowForm;
use crate::ui::glyph::Glyphs;
use crate::ui::ink::Ink;
use crate::ui::services::Services;
use crate::ui::session::Session;
use crate::ui::theme::{Depth, Theme};
use crate::ui::{self, Ended, Start, plain};

/// The console on the latest snapshot, or on the demo where there is none.
pub(super) fn latest(config: &Config, look: &ConsoleArguments) -> Result<Exit> {
    match latest_snapshot()? {
        Some(path) => live_console(config, look, path),
        None => demo(config, look),
    }
}

/// The console on the demo estate with a simulated cloud.
pub(super) fn demo(config: &Config, look: &ConsoleArguments) -> Result<Exit> {
    if is_plain(look) {
        return lines(config, demo_estate()?);
    }
    show(demo_start(config, demo_estate()?)?)
}

/// What the demo's console is started with. Its journal and its cloud last as long as it does.
pub fn demo_start(config: &Config, estate: Estate) -> Result<Start> {
    let cloud = Arc::new(SimulatedCloud::new(estate, Pace::DEMO));
    let journal: Arc<dyn Keep> = Arc::new(MemoryJournal::default());
    let (held, scanned) = (Arc::clone(&cloud), Arc::clone(&cloud));
    let load: Arc<ui::services::Load> = Arc::new(move || Ok(Arc::new(held.estate())));
    let services = Services {
        rules: Arc::new(config.rules.clone()),
        pipelines: Arc::new(config.pipelines.clone()),
        export: exporting(&load),
        export_flows: exporting_flows(config),
        load,
        cloud: Some(Arc::clone(&cloud) as Arc<dyn Mutate>),
        clock: Arc::new(SystemClock),
        patience: Patience::default(),
        scan: Some(Arc::new(move || demo_scan(&scanned))),
        verify: verify_rows(&journal),
        save_session: Arc::new(|_| Ok(())),
        journal,
    };
    start(config, "demo".to_owned(), services, Session::default())
}

/// A scan of the simulated cloud. It leaves no file behind, however the program ends.
fn demo_scan(cloud: &Arc<SimulatedCloud>) -> Result<ScanRequest, String> {
    let header = crate::model::Header { finished: None, ..cloud.estate().header };
    Ok(ScanRequest { collectors: vec![Arc::clone(cloud) as Arc<dyn Collect>], header, file: ScanFile::None })
}

/// The console on a snapshot: `demo`, `latest`, or a file.
///
/// The accounts of the latest snapshot can be changed; those of a file only when it was said how to reach them.
pub(super) fn open(mut config: Config, look: &ConsoleArguments, asked: &OpenArguments, reach: bool) -> Result<Exit> {
    config.aws = asked.reach.overlay(config.aws);
    match asked.snapshot.as_str() {
        "demo" => demo(&config, look),
        "latest" => latest(&config, look),
        file => {
            let path = PathBuf::from(file);
            let estate = snapshot::open(&path)?;
            if is_plain(look) {
                return lines(&config, estate);
            }
            let reach = reach || asked.reach.is_said();
            let cloud = if reach { Some(live::runtime()?.block_on(live::cloud(&config.aws))?) } else { None };
            let services = services(&config, loaded(estate), cloud)?;
            show(start(&config, title(&path), services, Session::default())?)
        }
    }
}

fn live_console(config: &Config, look: &ConsoleArguments, path: PathBuf) -> Result<Exit> {
    if is_plain(look) {
        return lines(config, snapshot::open(&path)?);
    }
    let session = State::open(&Paths::find()?.state())?.session::<Session>()?.unwrap_or_default();
    let title = title(&path);
    let load = Arc::new(move || snapshot::open(&path).map(Arc::new).map_err(|error| error.to_string()));
    // A build without an adapter shows the snapshot all the same.
    let cloud = live::runtime()?.block_on(live::cloud(&config.aws)).ok();
    let services = services(config, load, cloud)?;
    show(start(config, title, services, session)?)
}

/// The services over a snapshot, with the journal and session of the state database.
fn services(config: &Config, load: Arc<ui::services::Load>, cloud: Option<Arc<dyn Mutate>>) -> Result<Services> {
    let state = State::open(&Paths::find()?.state())?;
    let store = state.journal();
    let verifying = state.journal();
    let aws = config.aws.clone();
    let scan = cloud.as_ref().map(|_| Arc::new(move || live_scan(&aws)) as Arc<ui::services::Scanning>);
    let session = Mutex::new(state);
    Ok(Services {
        rules: Arc::new(config.rules.clone()),
        pipelines: Arc::new(config.pipelines.clone()),
        export: exporting(&load),
        export_flows: exporting_flows(config),
        load,
        cloud,
        journal: Arc::new(store),
        clock: Arc::new(SystemClock),
        patience: Patience::default(),
        scan,
        verify: Arc::new(move || match verifying.verify() {
            Ok(Ok(rows)) => Ok(format!("{rows} rows, the chain is whole")),
            Ok(Err(broken)) => Err(broken.to_string()),
            Err(error) => Err(error.to_string()),
        }),
        save_session: Arc::new(move |held| {
            let state = session.lock().unwrap_or_else(PoisonError::into_inner);
            state.keep_session(held).map_err(|error| error.to_string())
        }),
    })
}

fn loaded(estate: Estate) -> Arc<ui::services::Load> {
    let estate = Arc::new(estate);
    Arc::new(move || Ok(Arc::clone(&estate)))
}

fn live_scan(aws: &crate::config::Aws) -> Result<ScanRequest, String> {
    let header = super::scan::header(aws, SystemClock.now());
    let directory = Paths::find().map_err(|error| error.to_string())?.snapshots();
    paths::make_private(&directory).map_err(|error| error.to_string())?;
    let path = snapshots::path_for(&directory, header.started);
    let collectors = live::collectors(aws).map_err(|error| error.to_string())?;
    Ok(ScanRequest { collectors, header, file: ScanFile::New(path) })
}

fn verify_rows(journal: &Arc<dyn Keep>) -> Arc<ui::services::Verify> {
    let journal = Arc::clone(journal);
    Arc::new(move || {
        let rows = journal.rows().map_err(|error| error.to_string())?;
        match crate::journal::verify(&rows) {
            Ok(()) => Ok(format!("{} rows, the chain is whole", rows.len())),
            Err(broken) => Err(broken.to_string()),
        }
    })
}

fn exporting(load: &Arc<ui::services::Load>) -> Arc<ui::services::Export> {
    let load = Arc::clone(load);
    // Without the estate an export still is right; it only asks for what the estate would have filled in.
    Arc::new(move |plan, form| write_plan(plan, form, load().ok().as_deref()))
}

/// Writes a plan into the working directory, under a name that says what it is.
fn write_plan(plan: &Plan, form: ExportForm, estate: Option<&Estate>) -> Result<String, String> {
    let (text, ending) = match form {
        ExportForm::Cli => (export::aws_cli(plan), "sh"),
        ExportForm::Terraform => (export::terraform(plan, estate), "tf"),
        ExportForm::Json => (export::plan_json(plan), "json"),
    };
    let path = PathBuf::from(format!("tidegate-plan-{}.{ending}", plan.id.short()));
    let text = text.map_err(|error| error.to_string())?;
    std::fs::write(&path, text).map_err(|error| format!("could not write {}: {error}", path.display()))?;
    Ok(path.display().to_string())
}

/// Writes flows into the working directory, under a name that says what it is.
fn exporting_flows(config: &Config) -> Arc<ui::services::ExportFlows> {
    let rules = config.rules.clone();
    Arc::new(move |analysis, excerpt, form| {
        let answer = flow_answer(analysis, &rules, excerpt);
        let (format, name) = match form {
            FlowForm::Svg => (FlowFormat::Svg, "tidegate-flows.svg"),
            FlowForm::Dot => (FlowFormat::Dot, "tidegate-flows.dot"),
            FlowForm::Mermaid => (FlowFormat::Mermaid, "tidegate-flows.mmd"),
            FlowForm::Json => (FlowFormat::Json, "tidegate-flows.json"),
        };
        let mut text = Vec::new();
        report::write_flows(&mut text, &answer, format).map_err(|error| error.to_string())?;
        std::fs::write(name, text).map_err(|error| format!("could not write {name}: {error}"))?;
        Ok(name.to_owned())
    })
}

fn flow_answer(analysis: &ui::analysis::Analysis, rules: &Rules, excerpt: &Excerpt) -> report::FlowAnswer {
    let flows = &analysis.flows;
    let exposure = |id| analysis.resource_row(id).map_or(Exposure::NotAsked, |row| row.exposure);
    let (estate, graph, pipelines) = (analysis.estate(), &flows.graph, &flows.pipelines);
    report::flow_answer(&FlowSource { estate, rules, graph, pipelines, exposure: &exposure }, excerpt)
}

fn start(config: &Config, title: String, services: Services, session: Session) -> Result<Start> {
    let depth = Depth::detect(|name| std::env::var(name).ok());
    let theme = theme(session.theme.as_deref().unwrap_or(&config.console.theme), depth)?;
    let glyphs = if config.console.ascii { Glyphs::ASCII } else { Glyphs::UNICODE };
    let ink = Ink { theme, glyphs };
    Ok(Start { title, services, ink, depth, mouse: config.console.mouse, scan_first: false, session })
}

/// A built-in theme by name, or a theme file by path.
fn theme(name: &str, depth: Depth) -> Result<Theme> {
    let path = Path::new(name);
    if name.ends_with(".toml") && depth != Depth::None {
        let text =
            std::fs::read_to_string(path).wrap_err_with(|| format!("could not read the theme {}", path.display()))?;
        return Ok(Theme::parse(name, &text, depth)?);
    }
    Ok(Theme::built_in(name, depth)?)
}

/// A file that is being written when the console ends has so long to be whole.
const LAST_WRITES: Duration = Duration::from_millis(500);

fn show(start: Start) -> Result<Exit> {
    let runtime = live::runtime()?;
    let ended = runtime.block_on(ui::run(start)).wrap_err("the terminal could not be used");
    // Jobs have come to their end by now. What is still computed, such as the rows of a large estate, nobody waits for.
    runtime.shutdown_timeout(LAST_WRITES);
    let ended = ended?;
    Ok(if ended == Ended::Panic { Exit::Usage } else { Exit::Done })
}

fn title(path: &Path) -> String {
    path.file_name().map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned())
}

/// Lines instead of the console: when asked for, or when the output is no terminal.
fn is_plain(look: &ConsoleArguments) -> bool {
    look.plain || !std::io::stdout().is_terminal()
}

fn lines(config: &Config, estate: Estate) -> Result<Exit> {
    let base = Arc::new(analyse_now(Arc::new(estate), Arc::new(config.rules.clone())));
    let mut text = Vec::new();
    let analysis = ui::analysis::Analysis::ruled(base, &config.pipelines);
    plain::render(&analysis, &mut text)?;
    let answer = flow_answer(&analysis, &config.rules, &Excerpt::whole(&analysis.flows.graph));
    text.extend_from_slice(b"\nFlows of data\n");
    report::write_flows(&mut text, &answer, FlowFormat::Text)?;
    print(&String::from_utf8_lossy(&text))?;
    Ok(Exit::Done)
}
