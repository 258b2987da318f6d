//! The loop: events and answers in, `update`, effects out, and a frame when something changed.

use std::io;
use std::time::Duration;

use crossterm::event::{Event, EventStream};
use futures::StreamExt;
use ratatui::backend::CrosstermBackend;
use ratatui::layout::{Rect, Size};
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

use super::effect::Effect;
use super::ink::Ink;
use super::message::Message;
use super::model::{Model, Opening};
use super::perform::Performer;
use super::services::Services;
use super::session::Session;
use super::terminal::{Guard, Screen, has_panicked, while_taken};
use super::theme::Depth;
use super::{update, view};

/// A frame is drawn at most so often while messages pour in.
const FRAME: Duration = Duration::from_millis(16);
/// A job that runs when the console ends has so long to come to a safe end.
const LAST_WAIT: Duration = Duration::from_secs(90);

/// What the console is started with.
#[derive(Debug)]
pub struct Start {
    /// What is open, in words: `demo`, a file's name, a profile.
    pub title: String,
    /// What does the work.
    pub services: Services,
    /// Styles and marks.
    pub ink: Ink,
    /// How many colours the terminal has.
    pub depth: Depth,
    /// Let the mouse work.
    pub mouse: bool,
    /// Begin with a scan.
    pub scan_first: bool,
    /// The session to go on with.
    pub session: Session,
}

/// How the console ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    /// The user quit.
    Quit,
    /// A signal told it to end.
    Signal,
    /// Something panicked; the message was printed.
    Panic,
}

impl Start {
    /// What the model begins with on a terminal of this size.
    pub fn opening(&self, size: (u16, u16)) -> Opening {
        Opening {
            title: self.title.clone(),
            ink: self.ink.clone(),
            depth: self.depth,
            size,
            can_write: self.services.cloud.is_some(),
            can_scan: self.services.scan.is_some(),
            scan_first: self.scan_first && self.services.scan.is_some(),
            session: self.session.clone(),
        }
    }
}

/// Runs the console until it ends. Call it within a multi-threaded tokio runtime, with standard input and output a
/// terminal; the terminal is given back when it returns, panics or is told to end.
///
/// # Errors
/// When the terminal cannot be set up, drawn on or read from.
pub async fn run(start: Start) -> io::Result<Ended> {
    let guard = Guard::take(start.mouse)?;
    let mut screen = Screen::new(CrosstermBackend::new(io::stdout()))?;
    let size = blank(&mut screen)?;
    let (sender, receiver) = unbounded_channel();
    let performer = Performer::new(start.services.clone(), sender);
    let (model, effects) = Model::new(start.opening((size.width, size.height)));
    let mut console = Console { guard, screen, performer, model, ended: None };
    console.carry_out(effects)?;
    let ended = console.turn(receiver).await;
    let performer = console.performer.clone();
    drop(console);
    finish_jobs(&performer).await;
    ended
}

/// Empties the terminal, so that the next frame is drawn whole; gives its size.
///
/// The toolkit's own `clear` asks the terminal where its cursor is, and waits for an answer that some never give.
fn blank(screen: &mut Screen) -> io::Result<Size> {
    let size = screen.size()?;
    screen.resize(Rect { x: 0, y: 0, width: size.width, height: size.height })?;
    Ok(size)
}

/// Jobs are stopped between two calls, so that the journal tells the whole story.
async fn finish_jobs(performer: &Performer) {
    performer.cancel_all();
    let waiting = async {
        while performer.is_running() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    // A job that does not end in time is cut off; the next start tells what happened.
    let _ = tokio::time::timeout(LAST_WAIT, waiting).await;
}

struct Console {
    guard: Guard,
    screen: Screen,
    performer: Performer,
    model: Model,
    ended: Option<Ended>,
}

impl Console {
    async fn turn(&mut self, mut answers: UnboundedReceiver<Message>) -> io::Result<Ended> {
        let mut events = EventStream::new();
        let mut signals = Signals::new()?;
        loop {
            if has_panicked() {
                return Ok(Ended::Panic);
            }
            while_taken(|| self.screen.draw(|frame| view(&self.model, frame)).map(drop))?;
            let drawn = tokio::time::Instant::now();
            tokio::select! {
                event = events.next() => match event {
                    Some(event) => self.on_event(event?)?,
                    None => return Ok(Ended::Signal),
                },
                Some(message) = answers.recv() => {
                    self.take(message)?;
                    tokio::time::sleep_until(drawn + FRAME).await;
                }
                () = signals.received() => {
                    self.take(Message::Terminated)?;
                    return Ok(Ended::Signal);
                }
            }
            while let Ok(message) = answers.try_recv() {
                self.take(message)?;
            }
            if let Some(ended) = self.ended {
                return Ok(ended);
            }
        }
    }

    fn on_event(&mut self, event: Event) -> io::Result<()> {
        let message = match event {
            Event::Key(key) => Message::Key(key),
            Event::Mouse(mouse) => Message::Mouse(mouse),
            Event::Paste(text) => Message::Paste(text),
            Event::Resize(width, height) => Message::Resize(width, height),
            Event::FocusGained | Event::FocusLost => return Ok(()),
        };
        self.take(message)
    }

    fn take(&mut self, message: Message) -> io::Result<()> {
        let effects = update(&mut self.model, message);
        self.carry_out(effects)
    }

    fn carry_out(&mut self, effects: Vec<Effect>) -> io::Result<()> {
        for effect in effects {
            match effect {
                Effect::Quit => self.ended = Some(Ended::Quit),
                Effect::Redraw => {
                    blank(&mut self.screen)?;
                }
                Effect::Suspend => {
                    self.guard.suspend()?;
                    let size = blank(&mut self.screen)?;
                    let effects = update(&mut self.model, Message::Resize(size.width, size.height));
                    self.carry_out(effects)?;
                }
                effect => self.performer.perform(effect),
            }
        }
        Ok(())
    }
}

/// The signals that end the console.
struct Signals {
    #[cfg(unix)]
    terminate: tokio::signal::unix::Signal,
    #[cfg(unix)]
    hang_up: tokio::signal::unix::Signal,
}

impl Signals {
    #[cfg(unix)]
    fn new() -> io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self { terminate: signal(SignalKind::terminate())?, hang_up: signal(SignalKind::hangup())? })
    }

    #[cfg(not(unix))]
    fn new() -> io::Result<Self> {
        Ok(Self {})
    }

    async fn received(&mut self) {
        #[cfg(unix)]
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.hang_up.recv() => {}
        }
        #[cfg(not(unix))]
        std::future::pending::<()>().await;
    }
}
