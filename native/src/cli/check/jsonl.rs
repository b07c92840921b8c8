//! `mailvet check --jsonl`: many accounts, each judged by itself.

use std::{
    fs::File,
    io::{self, BufRead, BufReader, BufWriter, Write},
    path::Path,
};

use mailvet_core::{Context, IncomingForm, Notice, OutgoingForm, check_settings};
use serde::{Deserialize, Serialize};
use serde_json::{error::Category, value::RawValue};

use super::exit_of;
use crate::cli::{
    Exit, complain,
    jsonl::{Lines, Reason},
    messages,
};

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
    input: impl BufRead,
    mut answer: impl Write,
    context: &Context,
    is_strict: bool,
) -> Result<Exit, Fault> {
    let mut exit = Exit::Good;
    let mut lines = Lines::of(input);
    while let Some((number, line)) = lines.next().map_err(Fault::Input)? {
        let of_line = match line {
            Ok(line) => judge(line, number, context, is_strict, &mut answer),
            Err(error) => refuse(error, None, &mut answer),
        };
        exit = exit.max(of_line.map_err(Fault::Output)?);
    }
    answer.flush().map_err(Fault::Output)?;
    Ok(exit)
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
            let column = Some(error.column().max(1));
            return refuse(Reason { line: number, column, message }, None, answer);
        }
    };
    let Account { id, outgoing, incoming } = account;
    if outgoing.is_none() && incoming.is_none() {
        let message = "there is neither `outgoing` nor `incoming`, so there is nothing to judge";
        return refuse(Reason { line: number, column: None, message }, id, answer);
    }
    let findings = check_settings(outgoing.as_ref(), incoming.as_ref(), context);
    let worst = findings.iter().map(|finding| finding.severity).min();
    let findings = messages().tell_all(findings);
    write_line(answer, &Answer { id, findings })?;
    Ok(exit_of(worst, is_strict))
}

fn refuse(error: Reason, id: Option<&RawValue>, answer: &mut impl Write) -> io::Result<Exit> {
    write_line(answer, &Refusal { id, error })?;
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
