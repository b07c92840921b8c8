//! `mailvet` on the command line.

use std::process::ExitCode;

fn main() -> ExitCode {
    mailvet::cli::main()
}
