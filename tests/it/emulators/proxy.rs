//! A proxy of our own before an emulator: it names the operation of every request, spoils those it is told to, answers
//! what the emulator lacks, and passes on the rest.
//!
//! What requests and answers look like is in `wire`. Storms, delays and sequences are left to the fault proxy that is a
//! program.

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::Duration;

use super::server::Server;
use super::wire::{Answer, Operation, Request};

/// A client that says nothing for so long is gone.
const PATIENCE: Duration = Duration::from_secs(30);

/// What is done to an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// Refused for want of the permission.
    Denied,
    /// Refused, but only to the holder of this access key.
    DeniedTo(&'static str),
    /// Refused because there were too many.
    Throttled,
    /// Answered with half of the answer, as if that were all. What is an error anyway stays whole.
    Torn,
    /// Answered with nothing. What is an error anyway stays whole.
    Emptied,
    /// The connection ends without an answer.
    Cut,
    /// Nothing is answered for as long as the proxy is told so.
    Stalled,
}

/// The proxy, for as long as it is held.
pub struct Proxy {
    /// Its address.
    pub url: String,
    address: SocketAddr,
    state: Arc<State>,
    listener: Option<JoinHandle<()>>,
}

struct State {
    upstream: String,
    faults: Mutex<Vec<(String, Fault)>>,
    seen: Mutex<BTreeSet<Operation>>,
    spoiled: Mutex<BTreeSet<Operation>>,
    unnamed: Mutex<BTreeSet<String>>,
    stopped: AtomicBool,
}

impl Proxy {
    /// Before a server.
    pub fn before(server: &Server) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let state = Arc::new(State {
            upstream: server.url.strip_prefix("http://").unwrap().to_owned(),
            faults: Mutex::default(),
            seen: Mutex::default(),
            spoiled: Mutex::default(),
            unnamed: Mutex::default(),
            stopped: AtomicBool::new(false),
        });
        let shared = Arc::clone(&state);
        let listener = std::thread::spawn(move || listen(&listener, &shared));
        Self { url: format!("http://{address}"), address, state, listener: Some(listener) }
    }

    /// From now on these operations fail like this, each named by the permission that it needs, and no others.
    pub fn spoil<'a>(&self, permissions: impl IntoIterator<Item = &'a str>, fault: Fault) {
        let faults = permissions.into_iter().map(|permission| (permission.to_owned(), fault));
        *self.state.faults.lock().unwrap() = faults.collect();
        self.state.spoiled.lock().unwrap().clear();
    }

    /// The operations that failed since then.
    pub fn spoiled(&self) -> BTreeSet<Operation> {
        self.state.spoiled.lock().unwrap().clone()
    }

    /// Every operation that was asked for so far.
    pub fn seen(&self) -> BTreeSet<Operation> {
        self.state.seen.lock().unwrap().clone()
    }

    /// Requests that could not be named; what they are is unknown, so no test should have any.
    pub fn unnamed(&self) -> BTreeSet<String> {
        self.state.unnamed.lock().unwrap().clone()
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.state.stopped.store(true, Ordering::Release);
        // Wakes the listener, which then sees that it is over.
        let _ = TcpStream::connect(self.address);
        let _ = self.listener.take().map(JoinHandle::join);
    }
}

fn listen(listener: &TcpListener, state: &Arc<State>) {
    for stream in listener.incoming() {
        if state.stopped.load(Ordering::Acquire) {
            return;
        }
        let state = Arc::clone(state);
        if let Ok(stream) = stream {
            // A client that went away needs no answer.
            std::thread::spawn(move || state.serve(stream).ok());
        }
    }
}

impl State {
    /// Answers the one request of a connection.
    fn serve(&self, mut stream: TcpStream) -> std::io::Result<()> {
        stream.set_read_timeout(Some(PATIENCE))?;
        stream.set_nodelay(true)?;
        let request = read_request(&stream)?;
        let answer = self.answer(&request)?;
        write_answer(&mut stream, &answer)
    }

    fn answer(&self, request: &Request) -> std::io::Result<Answer> {
        let Some(operation) = request.operation() else {
            if request.is_of_a_known_service() {
                self.unnamed.lock().unwrap().insert(format!("{} {}", request.method, request.target));
            }
            return self.pass_on(request);
        };
        self.seen.lock().unwrap().insert(operation.clone());
        let whole = || self.whole_answer(request, &operation);
        let spoil = |answer: Answer| {
            self.spoiled.lock().unwrap().insert(operation.clone());
            Ok(answer)
        };
        match self.fault_of(&operation) {
            Some(Fault::Denied) => spoil(operation.denied()),
            Some(Fault::DeniedTo(key)) if request.access_key() == Some(key) => spoil(operation.denied()),
            Some(Fault::Throttled) => spoil(operation.throttled()),
            Some(fault @ (Fault::Torn | Fault::Emptied)) => match whole()? {
                Answer { status: 200, headers, mut body } => {
                    body.truncate(if fault == Fault::Torn { body.len() / 2 } else { 0 });
                    spoil(Answer { status: 200, headers, body })
                }
                refused => Ok(refused),
            },
            Some(Fault::Cut) => {
                self.spoiled.lock().unwrap().insert(operation.clone());
                Err(std::io::ErrorKind::ConnectionReset.into())
            }
            Some(Fault::Stalled) => {
                self.spoiled.lock().unwrap().insert(operation.clone());
                while self.fault_of(&operation) == Some(Fault::Stalled) && !self.stopped.load(Ordering::Acquire) {
                    std::thread::sleep(Duration::from_millis(20));
                }
                Err(std::io::ErrorKind::ConnectionReset.into())
            }
            _ => whole(),
        }
    }

    fn fault_of(&self, operation: &Operation) -> Option<Fault> {
        let faults = self.faults.lock().unwrap();
        faults.iter().find(|(permission, _)| *permission == operation.permission).map(|(_, fault)| *fault)
    }

    fn whole_answer(&self, request: &Request, operation: &Operation) -> std::io::Result<Answer> {
        match operation.answer_in_place_of_the_emulator(request.access_key().unwrap_or_default()) {
            Some(answer) => Ok(answer),
            None => self.pass_on(request).map(|answer| operation.adjusted(answer)),
        }
    }

    /// Asks the emulator. HTTP/1.0, so that the answer is neither chunked nor followed by another.
    fn pass_on(&self, request: &Request) -> std::io::Result<Answer> {
        let mut upstream = TcpStream::connect(&self.upstream)?;
        upstream.set_nodelay(true)?;
        let mut head = format!("{} {} HTTP/1.0\r\n", request.method, request.target);
        for (name, value) in request.headers.iter().filter(|(name, _)| name != "connection") {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        head.push_str("connection: close\r\n\r\n");
        upstream.write_all(&[head.as_bytes(), &request.body].concat())?;
        let mut answer = Vec::new();
        upstream.read_to_end(&mut answer)?;
        read_answer(&answer).ok_or_else(|| std::io::ErrorKind::InvalidData.into())
    }
}

fn read_request(stream: &TcpStream) -> std::io::Result<Request> {
    let mut reader = BufReader::new(stream);
    let mut lines = Vec::new();
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line)? == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
        match line.trim_end() {
            "" => break,
            text => lines.push(text.to_owned()),
        }
    }
    let mut words = lines.first().map(String::as_str).unwrap_or_default().split(' ');
    let (method, target) = (words.next().unwrap_or_default().to_owned(), words.next().unwrap_or_default().to_owned());
    let headers = headers(lines.iter().skip(1).map(String::as_str));
    let length = headers.iter().find(|(name, _)| name == "content-length").and_then(|(_, value)| value.parse().ok());
    let mut body = vec![0; length.unwrap_or(0)];
    reader.read_exact(&mut body)?;
    Ok(Request { method, target, headers, body })
}

fn read_answer(bytes: &[u8]) -> Option<Answer> {
    let end = bytes.windows(4).position(|window| window == b"\r\n\r\n")?;
    let head = std::str::from_utf8(bytes.get(..end)?).ok()?;
    let mut lines = head.split("\r\n");
    let status = lines.next()?.split(' ').nth(1)?.parse().ok()?;
    Some(Answer { status, headers: headers(lines), body: bytes.get(end + 4..)?.to_vec() })
}

fn headers<'a>(lines: impl Iterator<Item = &'a str>) -> Vec<(String, String)> {
    let pair = |line: &str| line.split_once(':').map(|(name, value)| (name.to_lowercase(), value.trim().to_owned()));
    lines.filter_map(pair).collect()
}

fn write_answer(stream: &mut TcpStream, answer: &Answer) -> std::io::Result<()> {
    let mut head = format!("HTTP/1.1 {} -\r\n", answer.status);
    let own = ["connection", "content-length", "transfer-encoding"];
    for (name, value) in answer.headers.iter().filter(|(name, _)| !own.contains(&name.as_str())) {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    head.push_str(&format!("content-length: {}\r\nconnection: close\r\n\r\n", answer.body.len()));
    stream.write_all(&[head.as_bytes(), &answer.body].concat())
}
