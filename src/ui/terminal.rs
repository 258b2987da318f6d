//! The terminal: taken over at the start, given back whatever happens.

use std::io::{self, Stdout, Write};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, Once, PoisonError, TryLockError};
use std::time::Duration;

use crossterm::cursor::Show;
use crossterm::event::{DisableBracketedPaste, DisableMouseCapture, EnableBracketedPaste, EnableMouseCapture};
use crossterm::execute;
use crossterm::terminal::{EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode, enable_raw_mode};
use ratatui::Terminal;
use ratatui::backend::CrosstermBackend;

/// Whether the terminal is ours and has to be given back.
static TAKEN: AtomicBool = AtomicBool::new(false);
/// Whether any thread panicked: the terminal was given back, and the console must end.
static PANICKED: AtomicBool = AtomicBool::new(false);
/// Held while a frame is drawn.
static DRAWING: Mutex<()> = Mutex::new(());
static HOOK: Once = Once::new();

/// Gives the terminal back when it is dropped.
#[derive(Debug)]
pub struct Guard {
    mouse: bool,
}

/// The terminal that is drawn on.
pub type Screen = Terminal<CrosstermBackend<Stdout>>;

impl Guard {
    /// Takes the terminal over, and makes sure that a panic gives it back.
    ///
    /// # Errors
    /// When standard output is not a terminal, or it cannot be set up.
    pub fn take(mouse: bool) -> io::Result<Self> {
        HOOK.call_once(|| {
            let before = std::panic::take_hook();
            std::panic::set_hook(Box::new(move |info| {
                PANICKED.store(true, Ordering::SeqCst);
                restore();
                before(info);
            }));
        });
        let guard = Self { mouse };
        guard.enter()?;
        Ok(guard)
    }

    fn enter(&self) -> io::Result<()> {
        TAKEN.store(true, Ordering::SeqCst);
        enable_raw_mode()?;
        execute!(io::stdout(), EnterAlternateScreen, EnableBracketedPaste)?;
        if self.mouse {
            execute!(io::stdout(), EnableMouseCapture)?;
        }
        Ok(())
    }

    /// Gives the terminal back, stops the program until it is continued, and takes the terminal again.
    ///
    /// # Errors
    /// When the terminal cannot be set up again.
    pub fn suspend(&self) -> io::Result<()> {
        restore();
        #[cfg(unix)]
        signal_hook::low_level::emulate_default_handler(signal_hook::consts::SIGTSTP)?;
        self.enter()
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        restore();
    }
}

/// Whether a thread panicked.
pub fn has_panicked() -> bool {
    PANICKED.load(Ordering::SeqCst)
}

/// Draws, unless the terminal was given back in the meantime: a frame must not cover the message of a panic.
///
/// # Errors
/// As the drawing.
pub fn while_taken(draw: impl FnOnce() -> io::Result<()>) -> io::Result<()> {
    let _drawing = DRAWING.lock().unwrap_or_else(PoisonError::into_inner);
    if TAKEN.load(Ordering::SeqCst) { draw() } else { Ok(()) }
}

/// Waits for a frame that another thread draws, for a little: this thread may itself have panicked while drawing.
fn let_frame_end() -> Option<MutexGuard<'static, ()>> {
    let attempts = (0..20).map(|_| match DRAWING.try_lock() {
        Ok(guard) => Some(guard),
        Err(TryLockError::Poisoned(guard)) => Some(guard.into_inner()),
        Err(TryLockError::WouldBlock) => {
            std::thread::sleep(Duration::from_millis(10));
            None
        }
    });
    attempts.flatten().next()
}

/// Gives the terminal back. Does nothing the second time, so that a guard, a hook and a signal may all call it.
pub fn restore() {
    let _drawing = let_frame_end();
    if !TAKEN.swap(false, Ordering::SeqCst) {
        return;
    }
    let mut out = io::stdout();
    // There is nobody left to tell when this fails.
    let _ = execute!(out, DisableMouseCapture, DisableBracketedPaste, LeaveAlternateScreen, Show);
    let _ = disable_raw_mode();
    let _ = out.flush();
}
