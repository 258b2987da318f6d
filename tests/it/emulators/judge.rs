//! The independent reader: boto3 in a process of its own says what the cloud holds.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use serde_json::{Value, json};

use super::server::Server;
use super::venv;

/// A `verify.py --batch` that waits for questions.
pub struct Judge {
    process: Child,
    questions: Option<ChildStdin>,
    answers: BufReader<ChildStdout>,
}

impl Judge {
    /// A reader of one emulator.
    pub fn of(server: &Server) -> Self {
        let mut process = Command::new(venv::python())
            .arg(venv::scripts().join("verify.py"))
            .args(["--endpoint", &server.url, "--batch"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let questions = process.stdin.take();
        let answers = BufReader::new(process.stdout.take().unwrap());
        Self { process, questions, answers }
    }

    /// The value that a setting has; `null` where there is none.
    pub fn read(&mut self, account: &str, region: &str, setting: &str, address: &Value) -> Value {
        let question = json!({"setting": setting, "address": address, "account": account, "region": region});
        writeln!(self.questions.as_mut().unwrap(), "{question}").unwrap();
        let mut answer = String::new();
        self.answers.read_line(&mut answer).unwrap();
        let mut answer: Value = serde_json::from_str(&answer).unwrap();
        assert!(answer.get("error").is_none(), "{setting} of {address}: {}", answer["error"]);
        answer["value"].take()
    }
}

impl Drop for Judge {
    fn drop(&mut self) {
        drop(self.questions.take());
        let _ = self.process.wait();
    }
}
