//! A pseudo-terminal with the console in it, as a person would see it.

use std::io::{Read, Write};
use std::num::NonZero;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};

use super::child::ROLE;

/// Nothing on a screen takes longer.
const PATIENCE: Duration = Duration::from_secs(30);

/// A running console.
pub struct Session {
    master: Box<dyn MasterPty>,
    child: Box<dyn Child + Send + Sync>,
    writer: Box<dyn Write + Send>,
    screen: Arc<Mutex<vt100::Parser>>,
}

fn size(columns: u16, rows: u16) -> PtySize {
    PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 }
}

fn some(cells: u16) -> NonZero<u16> {
    NonZero::new(cells).unwrap()
}

impl Session {
    pub fn start(role: &str, (columns, rows): (u16, u16)) -> Self {
        let pair = native_pty_system().openpty(size(columns, rows)).unwrap();
        let mut command = CommandBuilder::new(std::env::current_exe().unwrap());
        command.args(["--exact", "terminal::child::child", "--nocapture", "--test-threads=1"]);
        command.env(ROLE, role);
        command.env("TERM", "xterm-256color");
        // A long backtrace would push the message off the screen.
        command.env("RUST_BACKTRACE", "0");
        let child = pair.slave.spawn_command(command).unwrap();
        drop(pair.slave);
        let screen = Arc::new(Mutex::new(vt100::Parser::new(some(rows), some(columns), 0)));
        let mut reader = pair.master.try_clone_reader().unwrap();
        let seen = Arc::clone(&screen);
        std::thread::spawn(move || {
            let mut bytes = [0; 4_096];
            while let Ok(count @ 1..) = reader.read(&mut bytes) {
                seen.lock().unwrap().process(&bytes[..count]);
            }
        });
        let writer = pair.master.take_writer().unwrap();
        Self { master: pair.master, child, writer, screen }
    }

    /// What is on the screen.
    pub fn text(&self) -> String {
        self.screen.lock().unwrap().screen().contents()
    }

    #[track_caller]
    pub fn wait_until(&mut self, what: &str, mut test: impl FnMut(&mut Self) -> bool) -> &mut Self {
        let begun = Instant::now();
        while !test(self) {
            assert!(begun.elapsed() < PATIENCE, "waited for {what} in vain; the screen shows:\n{}", self.text());
            std::thread::sleep(Duration::from_millis(20));
        }
        self
    }

    #[track_caller]
    pub fn wait_for(&mut self, text: &str) -> &mut Self {
        self.wait_until(text, |session| session.text().contains(text))
    }

    pub fn send(&mut self, keys: &str) -> &mut Self {
        self.writer.write_all(keys.as_bytes()).unwrap();
        self.writer.flush().unwrap();
        self
    }

    pub fn resize(&mut self, columns: u16, rows: u16) -> &mut Self {
        self.screen.lock().unwrap().screen_mut().set_size(some(rows), some(columns));
        self.master.resize(size(columns, rows)).unwrap();
        self
    }

    pub fn signal(&mut self, name: &str) -> &mut Self {
        let process = self.child.process_id().unwrap().to_string();
        assert!(std::process::Command::new("kill").args(["-s", name, &process]).status().unwrap().success());
        self
    }

    pub fn is_stopped(&mut self) -> bool {
        let process = self.child.process_id().unwrap().to_string();
        let out = std::process::Command::new("ps").args(["-o", "state=", "-p", &process]).output().unwrap();
        String::from_utf8_lossy(&out.stdout).trim().starts_with('T')
    }

    pub fn ends_with_success(&mut self) -> bool {
        let mut ended = None;
        self.wait_until("it ends", |session| {
            ended = session.child.try_wait().unwrap();
            ended.is_some()
        });
        ended.unwrap().success()
    }

    /// Whether the console has the terminal: its own screen, no cursor, keys as they are pressed.
    pub fn is_taken(&self) -> bool {
        let parser = self.screen.lock().unwrap();
        parser.screen().alternate_screen() && parser.screen().hide_cursor() && !self.reads_lines()
    }

    /// The terminal must be as it was before.
    #[track_caller]
    pub fn is_given_back(&mut self) {
        self.wait_until("the terminal is given back", |session| {
            let parser = session.screen.lock().unwrap();
            let screen = parser.screen();
            let mouse = screen.mouse_protocol_mode() == vt100::MouseProtocolMode::None;
            !screen.alternate_screen() && !screen.hide_cursor() && mouse && !screen.bracketed_paste()
        });
        assert!(self.reads_lines(), "the terminal was left in raw mode");
    }

    /// Whether the terminal is in its ordinary mode.
    fn reads_lines(&self) -> bool {
        let settings = self.master.get_termios().map(|termios| format!("{:?}", termios.local_flags));
        settings.is_some_and(|flags| flags.contains("ICANON"))
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        // It has ended already when the test passed.
        let _ = self.child.kill();
    }
}
