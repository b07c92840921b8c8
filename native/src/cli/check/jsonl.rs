//! `mailvet check --jsonl`: many accounts, one JSON object a line in and one a line out, in order.
//!
//! Memory does not grow with the number of accounts, and a line that is no account spoils no other.

use std::{
    fs::File,
    io::{self, BufRead, BufReader, BufWriter, Read as _, Write},
    path::Path,
};

use mailvet_core::{Context, IncomingForm, Notice, OutgoingForm, check_settings};
use serde::{Deserialize, Serialize};
use serde_json::{error::Category, value::RawValue};

use super::exit_of;
use crate::cli::{Exit, complain, messages};

/// The longest line that is read, in bytes.
const LONGEST_LINE: u64 = 1 << 20;

/// A line of the input.
#[derive(Deserialize)]
struct Account<'a> {
    /// Any value; it names the account in the answer.
    #[serde(borrow, default)]
    id: Option<&'a RawValue>,
    #[serde(borrow, default)]
    outgoing: Option<OutgoingForm<'a>>,
    #[serde(borrow, default)]
    incoming: Option<IncomingForm<'a>>,
}

/// A line of the answer.
#[derive(Serialize)]
struct Answer<'a> {
    id: Option<&'a RawValue>,
    findings: Vec<Notice>,
}

/// The answer to a line that is no account.
#[derive(Serialize)]
struct Refusal<'a> {
    id: Option<&'a RawValue>,
    error: Reason,
}

#[derive(Serialize)]
struct Reason {
    /// From 1, as `column`, which counts bytes.
    line: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    column: Option<usize>,
    message: &'static str,
}

pub(super) fn run(path: &Path, context: &Context, is_strict: bool) -> Exit {
    let answer = BufWriter::with_capacity(1 << 16, io::stdout().lock());
    let judged = if path == Path::new("-") {
        judge_all(io::stdin().lock(), answer, context, is_strict)
    } else {
        File::open(path).map_err(Fault::Input).and_then(|file| {
            judge_all(BufReader::with_capacity(1 << 16, file), answer, context, is_strict)
        })
    };
    match judged {
        Ok(exit) => exit,
        Err(Fault::Input(error)) => {
            complain(format!("{} cannot be read: {error}", path.display()));
            Exit::Usage
        }
        // Nobody reads on.
        Err(Fault::Output(error)) if error.kind() == io::ErrorKind::BrokenPipe => Exit::Good,
        Err(Fault::Output(_)) => {
            complain("the answer could not be written");
            Exit::NotRun
        }
    }
}

/// Which side failed.
enum Fault {
    Input(io::Error),
    Output(io::Error),
}

fn judge_all(
    mut input: impl BufRead,
    mut answer: impl Write,
    context: &Context,
    is_strict: bool,
) -> Result<Exit, Fault> {
    let mut exit = Exit::Good;
    let mut line = Vec::new();
    for number in 1.. {
        line.clear();
        let read = input.by_ref().take(LONGEST_LINE).read_until(b'\n', &mut line);
        if read.map_err(Fault::Input)? == 0 {
            break;
        }
        let is_whole = line.last() == Some(&b'\n') || (line.len() as u64) < LONGEST_LINE;
        if !is_whole {
            skip_line(&mut input).map_err(Fault::Input)?;
        }
        if line.iter().all(u8::is_ascii_whitespace) && is_whole {
            continue;
        }
        let of_line = if is_whole {
            judge(&line, number, context, is_strict, &mut answer)
        } else {
            refuse(number, None, None, "this line is longer than 1 MiB", &mut answer)
        };
        exit = exit.max(of_line.map_err(Fault::Output)?);
    }
    answer.flush().map_err(Fault::Output)?;
    Ok(exit)
}

/// Reads to the end of a line and keeps nothing of it.
fn skip_line(input: &mut impl BufRead) -> io::Result<()> {
    loop {
        let part = input.fill_buf()?;
        let end = part.iter().position(|byte| *byte == b'\n');
        let (len, is_end) = (end.map_or(part.len(), |at| at + 1), end.is_some() || part.is_empty());
        input.consume(len);
        if is_end {
            return Ok(());
        }
    }
}

/// Judges one account and writes what is found.
fn judge(
    line: &[u8],
    number: u64,
    context: &Context,
    is_strict: bool,
    answer: &mut impl Write,
) -> io::Result<Exit> {
    let account = match serde_json::from_slice::<Account<'_>>(line) {
        Ok(account) => account,
        Err(error) => {
            // The words of the error may quote the line.
            let message = match error.classify() {
                Category::Data => "`outgoing` and `incoming` have to be objects of settings",
                Category::Syntax | Category::Eof | Category::Io => "this line is no JSON object",
            };
            return refuse(number, Some(error.column()), None, message, answer);
        }
    };
    let Account { id, outgoing, incoming } = account;
    if outgoing.is_none() && incoming.is_none() {
        let message = "there is neither `outgoing` nor `incoming`, so there is nothing to judge";
        return refuse(number, None, id, message, answer);
    }
    let findings = check_settings(outgoing.as_ref(), incoming.as_ref(), context);
    let worst = findings.iter().map(|finding| finding.severity).min();
    let findings = messages().tell_all(findings);
    write_line(answer, &Answer { id, findings })?;
    Ok(exit_of(worst, is_strict))
}

fn refuse(
    line: u64,
    column: Option<usize>,
    id: Option<&RawValue>,
    message: &'static str,
    answer: &mut impl Write,
) -> io::Result<Exit> {
    write_line(answer, &Refusal { id, error: Reason { line, column, message } })?;
    Ok(Exit::Usage)
}

fn write_line(answer: &mut impl Write, value: &impl Serialize) -> io::Result<()> {
    serde_json::to_writer(&mut *answer, value)?;
    answer.write_all(b"\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn answers(input: &[u8]) -> (Exit, Vec<serde_json::Value>) {
        let mut answer = Vec::new();
        let exit =
            judge_all(input, &mut answer, &Context::default(), false).ok().expect("an answer");
        let lines = answer.split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
        (exit, lines.map(|line| serde_json::from_slice(line).expect("JSON")).collect())
    }

    #[test]
    fn every_line_has_an_answer_in_order() {
        let good = r#"{"id": ID, "outgoing": {"server": "smtp.example.com", "security": "tls"}}"#;
        let bad = r#"{"id": ID, "outgoing": {"server": "https://x.example", "security": "tls"}}"#;
        for (lines, status, ids) in [
            (vec![good.replace("ID", "1")], Exit::Good, "[1]"),
            (vec![good.replace("ID", "1"), bad.replace("ID", "\"a\"")], Exit::Failed, "[1,\"a\"]"),
            (vec![good.replace("ID", "{\"a\": [1.50]}")], Exit::Good, "[{\"a\":[1.5]}]"),
            (vec!["x".to_owned(), good.replace("ID", "2")], Exit::Usage, "[null,2]"),
            (vec!["{\"id\": 3}".to_owned(), bad.replace("ID", "4")], Exit::Usage, "[3,4]"),
            (vec!["{\"id\": 3, \"outgoing\": \"x\"}".to_owned()], Exit::Usage, "[null]"),
            (vec![String::new(), good.replace("ID", "5"), String::new()], Exit::Good, "[5]"),
            (
                vec![format!("{{\"id\": \"{}\"}}", "x".repeat(1 << 21)), good.replace("ID", "6")],
                Exit::Usage,
                "[null,6]",
            ),
        ] {
            let (exit, answers) = answers(lines.join("\n").as_bytes());
            assert_eq!(exit, status, "{ids}");
            let found: Vec<_> = answers.iter().map(|answer| answer["id"].clone()).collect();
            assert_eq!(serde_json::to_string(&found).expect("JSON"), ids);
            for answer in answers {
                assert!(answer["findings"].is_array() != answer["error"].is_object(), "{answer}");
            }
        }
    }

    #[test]
    fn a_refusal_quotes_nothing() {
        let (_, answers) = answers(br#"{"outgoing": {"password": "hunter2" x}}"#);
        assert_eq!(answers[0]["error"]["line"], 1);
        assert_eq!(answers[0]["error"]["column"], 37);
        assert!(!answers[0].to_string().contains("hunter2"));
    }
}
