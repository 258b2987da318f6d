//! The console under a pseudo-terminal: start, quit, panic, signal, suspend. The terminal is given back every time.

#[cfg(unix)]
mod child;
#[cfg(unix)]
mod pty;

#[cfg(unix)]
mod tests {
    use super::pty::Session;

    #[test]
    fn it_starts_and_quits() {
        let mut session = Session::start("run", (120, 40));
        session.wait_for("read-only");
        session.wait_until("the terminal is taken", |it| it.is_taken());
        session.send("5").wait_for("Versioning was never enabled");
        session.send("q");
        assert!(session.ends_with_success());
        session.is_given_back();
    }

    #[test]
    fn a_panic_gives_the_terminal_back_and_shows_its_message() {
        let mut session = Session::start("panic", (120, 40));
        session.ends_with_success();
        session.is_given_back();
        session.wait_for("the estate is on fire");
    }

    #[test]
    fn a_signal_ends_it_in_order() {
        for signal in ["TERM", "HUP"] {
            let mut session = Session::start("run", (80, 24));
            session.wait_for("read-only").signal(signal);
            assert!(session.ends_with_success(), "{signal}");
            session.is_given_back();
        }
    }

    #[test]
    fn it_stops_and_goes_on() {
        let mut session = Session::start("run", (120, 40));
        session.wait_for("read-only").send("\u{1a}");
        session.wait_until("it is stopped", Session::is_stopped);
        session.is_given_back();
        session.signal("CONT").wait_for("read-only");
        session.wait_until("the terminal is taken", |it| it.is_taken());
        session.send("2").wait_for("13 resources").send("q");
        assert!(session.ends_with_success());
    }

    #[test]
    fn it_follows_the_size_of_the_terminal() {
        let mut session = Session::start("run", (120, 40));
        session.wait_for("read-only").resize(40, 10).wait_for("Too small");
        session.resize(100, 30).wait_for("Worst findings").send("q");
        assert!(session.ends_with_success());
    }
}
