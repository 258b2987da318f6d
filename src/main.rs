//! The program: arguments in, exit status out. The work is in the library.

use std::process::ExitCode;

use clap::Parser;
use tidegate::cli::{self, Arguments, Exit};

fn main() -> ExitCode {
    match cli::run(Arguments::parse()) {
        Ok(exit) => ExitCode::from(exit.code()),
        Err(error) => {
            cli::complain(&error);
            ExitCode::from(Exit::of_error(&error).code())
        }
    }
}
