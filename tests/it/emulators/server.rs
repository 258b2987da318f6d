//! One running emulator: started on a free port of loopback, stopped on drop or when this process ends.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

use serde_json::Value;

use super::venv;

/// A program that answers like AWS.
pub struct Server {
    /// Its address, such as `http://127.0.0.1:41234`.
    pub url: String,
    process: Child,
}

impl Server {
    /// moto, with the corrections that `corrected_moto.py` explains.
    pub fn moto() -> Self {
        Self::start("moto", &[])
    }

    /// ministack.
    pub fn ministack() -> Self {
        Self::start("ministack", &[])
    }

    /// ministack, which then decides by IAM policies.
    pub fn enforcing() -> Self {
        Self::start("ministack", &["--auth"])
    }

    /// The fault proxy in front of another emulator.
    pub fn burst(upstream: &Self) -> Self {
        Self::start("burst", &["--upstream", &upstream.url])
    }

    fn start(program: &str, arguments: &[&str]) -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let log = venv::place().join(format!("{program}-{}-{number}.log", std::process::id()));
        let mut process = Command::new(venv::python())
            .arg(venv::scripts().join("serve.py"))
            .arg(program)
            .args(arguments)
            .arg("--log")
            .arg(&log)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut url = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut url).unwrap();
        let url = url.trim().to_owned();
        assert!(url.starts_with("http://127.0.0.1:"), "{program} did not start; its log is {}", log.display());
        Self { url, process }
    }

    /// Runs a script of the emulator environment to its end, and gives what it printed.
    pub fn script(&self, path: &str, arguments: &[&str]) -> String {
        let output = Command::new(venv::python())
            .arg(venv::root().join(path))
            .args(arguments.iter().map(|argument| argument.replace("{url}", &self.url)))
            .output()
            .unwrap();
        assert!(output.status.success(), "{path}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }

    /// Replaces the rules of the fault proxy.
    pub fn rules(&self, rules: &Value) {
        let (status, body) = self.request("POST", "/_microburst/rules", &rules.to_string());
        assert_eq!(status, 200, "{body}");
    }

    fn request(&self, method: &str, path: &str, body: &str) -> (u16, String) {
        let host = self.url.strip_prefix("http://").unwrap();
        let mut stream = TcpStream::connect(host).unwrap();
        let length = body.len();
        write!(
            stream,
            "{method} {path} HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\n\
             Content-Length: {length}\r\nConnection: close\r\n\r\n{body}"
        )
        .unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        (head.split(' ').nth(1).unwrap().parse().unwrap(), body.to_owned())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Its standard input ends, and with it the server.
        drop(self.process.stdin.take());
        let _ = self.process.wait();
    }
}
