//! The real console over a simulated cloud, driven by keys.

use std::sync::Arc;

use crossterm::event::{KeyModifiers, MouseEvent, MouseEventKind};
use tidegate::checks::{Exposure, Rules};
use tidegate::journal::Event;
use tidegate::model::{Estate, Setting, SettingValue};
use tidegate::operations::{FixedClock, Patience, ScanFile, ScanRequest, analyse_now};
use tidegate::ports::{Collect, Keep, Mutate};
use tidegate::remedy::{self, Wanted};
use tidegate::report::{self, FlowFormat};
use tidegate::simulated::{Fault, Pace, SimulatedCloud};
use tidegate::store::{JournalStore, State};
use tidegate::ui::effect::ExportForm;
use tidegate::ui::glyph::Glyphs;
use tidegate::ui::ink::Ink;
use tidegate::ui::message::Message;
use tidegate::ui::services::Services;
use tidegate::ui::session::Session;
use tidegate::ui::theme::{Depth, Theme};
use tidegate::ui::{Headless, Start};
use tokio::runtime::Runtime;

/// A console with its cloud, its journal and a place for its files.
pub struct App {
    pub console: Headless,
    pub cloud: Arc<SimulatedCloud>,
    runtime: Runtime,
    home: tempfile::TempDir,
}

/// How an app is made.
pub struct Setup {
    pub estate: Estate,
    pub size: (u16, u16),
    pub theme: &'static str,
    pub depth: Depth,
    pub glyphs: Glyphs,
    pub session: Session,
    pub live: bool,
    /// Whether the journal holds a plan whose only step was begun when the program was killed.
    pub interrupted: bool,
}

impl Setup {
    pub fn new(estate: Estate) -> Self {
        Self {
            estate,
            size: (120, 40),
            theme: "dark",
            depth: Depth::True,
            glyphs: Glyphs::UNICODE,
            session: Session::default(),
            live: true,
            interrupted: false,
        }
    }

    pub fn size(self, width: u16, height: u16) -> Self {
        Self { size: (width, height), ..self }
    }

    pub fn theme(self, theme: &'static str) -> Self {
        Self { theme, ..self }
    }

    /// What a console over this cloud is started with.
    pub fn start(&self, home: &std::path::Path, cloud: &Arc<SimulatedCloud>) -> Start {
        let state = State::open(&home.join("state.db")).unwrap();
        if self.interrupted {
            interrupt(&self.estate, &state.journal());
        }
        Start {
            title: "sample".to_owned(),
            services: services(&self.estate, cloud, &state.journal(), home, self.live),
            ink: Ink { theme: Theme::built_in(self.theme, self.depth).unwrap(), glyphs: self.glyphs },
            depth: self.depth,
            mouse: true,
            scan_first: false,
            session: self.session.clone(),
        }
    }

    pub fn open(self) -> App {
        let home = tempfile::tempdir().unwrap();
        let cloud = Arc::new(SimulatedCloud::new(self.estate.clone(), Pace::NONE));
        let start = self.start(home.path(), &cloud);
        let runtime = Runtime::new().unwrap();
        let console = {
            let _inside = runtime.enter();
            Headless::start(&start, self.size)
        };
        let mut app = App { console, cloud, runtime, home };
        app.settle();
        app
    }
}

/// Writes the beginning of a fix into the journal, and no end.
fn interrupt(estate: &Estate, journal: &JournalStore) {
    let analysis = analyse_now(Arc::new(estate.clone()), Arc::default());
    let finding = analysis.posture.findings.iter().find(|it| it.check.id == "s3-bucket-versioning").unwrap();
    let wanted = [Wanted { finding, remedy: None }];
    let plan = remedy::build(&analysis.context(), &wanted, &remedy::Choices::default()).unwrap();
    let began = Event::Began { plan: Box::new(plan), who: "anna".to_owned(), why: "fix".to_owned() };
    for event in [began, Event::Intent { step: 0 }] {
        journal.append(crate::samples::now(), "cut-off", event).unwrap();
    }
}

fn services(
    estate: &Estate,
    cloud: &Arc<SimulatedCloud>,
    journal: &JournalStore,
    home: &std::path::Path,
    live: bool,
) -> Services {
    let (opened, scanned, target) = (Arc::new(estate.clone()), estate.header.clone(), home.to_path_buf());
    let (exports, verified, sessions) = (home.to_path_buf(), journal.clone(), home.join("session.json"));
    let flows = home.to_path_buf();
    let collector: Arc<dyn Collect> = Arc::clone(cloud) as Arc<dyn Collect>;
    Services {
        rules: Arc::new(Rules::default()),
        pipelines: Arc::default(),
        load: Arc::new(move || Ok(Arc::clone(&opened))),
        cloud: live.then(|| Arc::clone(cloud) as Arc<dyn Mutate>),
        journal: Arc::new(journal.clone()) as Arc<dyn Keep>,
        clock: Arc::new(FixedClock(crate::samples::now())),
        patience: Patience::none(),
        scan: live.then(|| {
            Arc::new(move || {
                Ok(ScanRequest {
                    collectors: vec![Arc::clone(&collector)],
                    header: scanned.clone(),
                    file: ScanFile::New(target.join("scan.jsonl.zst")),
                })
            }) as _
        }),
        export: Arc::new(move |plan, form| {
            let name = match form {
                ExportForm::Cli => "plan.sh",
                ExportForm::Terraform => "plan.tf",
                ExportForm::Json => "plan.json",
            };
            let path = exports.join(name);
            std::fs::write(&path, serde_json::to_string(plan).unwrap()).map_err(|error| error.to_string())?;
            Ok(path.display().to_string())
        }),
        export_flows: Arc::new(move |analysis, excerpt, form| {
            let path = flows.join(format!("flows-{form:?}"));
            let (flows, rules) = (&analysis.flows, Rules::default());
            let exposure = |id| analysis.resource_row(id).map_or(Exposure::NotAsked, |row| row.exposure);
            let source = report::FlowSource {
                estate: analysis.estate(),
                rules: &rules,
                graph: &flows.graph,
                pipelines: &flows.pipelines,
                exposure: &exposure,
            };
            let answer = report::flow_answer(&source, excerpt);
            let mut text = Vec::new();
            report::write_flows(&mut text, &answer, FlowFormat::Dot).map_err(|error| error.to_string())?;
            std::fs::write(&path, text).map_err(|error| error.to_string())?;
            Ok(path.display().to_string())
        }),
        verify: Arc::new(move || match verified.verify() {
            Ok(Ok(rows)) => Ok(format!("{rows} rows, none changed or missing")),
            Ok(Err(broken)) => Err(broken.to_string()),
            Err(error) => Err(error.to_string()),
        }),
        save_session: Arc::new(move |session| {
            std::fs::write(&sessions, serde_json::to_string(session).unwrap()).map_err(|error| error.to_string())
        }),
    }
}

impl App {
    /// Presses keys, and waits for what comes of each.
    pub fn press(&mut self, keys: &str) -> &mut Self {
        for key in keys.split(' ') {
            self.press_only(key);
            self.settle();
        }
        self
    }

    /// Presses keys without waiting.
    pub fn press_only(&mut self, keys: &str) -> &mut Self {
        let _inside = self.runtime.enter();
        self.console.press(keys);
        self
    }

    /// Types letters.
    pub fn type_text(&mut self, text: &str) -> &mut Self {
        {
            let _inside = self.runtime.enter();
            self.console.type_text(text);
        }
        self.settle();
        self
    }

    /// Takes a message in.
    pub fn take(&mut self, message: Message) -> &mut Self {
        let _inside = self.runtime.enter();
        self.console.take(message);
        self
    }

    /// Does something with the mouse at a cell.
    pub fn mouse(&mut self, kind: MouseEventKind, column: u16, row: u16) -> &mut Self {
        self.take(Message::Mouse(MouseEvent { kind, column, row, modifiers: KeyModifiers::NONE }));
        self.settle();
        self
    }

    /// Waits until nothing is waited for.
    pub fn settle(&mut self) {
        let _inside = self.runtime.enter();
        assert!(self.runtime.block_on(self.console.settle()), "no answer came:\n{}", self.console.text());
    }

    /// The screen as text.
    pub fn screen(&self) -> String {
        self.console.text()
    }

    /// The screen must show this.
    #[track_caller]
    pub fn sees(&mut self, text: &str) -> &mut Self {
        let screen = self.screen();
        assert!(screen.contains(text), "the screen does not show {text:?}:\n{screen}");
        self
    }

    /// The screen must not show this.
    #[track_caller]
    pub fn sees_no(&mut self, text: &str) -> &mut Self {
        let screen = self.screen();
        assert!(!screen.contains(text), "the screen shows {text:?}:\n{screen}");
        self
    }

    /// What the cloud holds.
    pub fn cloud_value(&self, setting: &Setting) -> SettingValue {
        self.cloud.estate().setting(setting).unwrap().known().cloned().unwrap()
    }

    /// Lets something go wrong in the cloud.
    pub fn inject(&self, fault: Fault) {
        self.cloud.inject(fault);
    }

    /// A file that the console wrote.
    pub fn file(&self, name: &str) -> String {
        std::fs::read_to_string(self.home.path().join(name)).unwrap()
    }
}
