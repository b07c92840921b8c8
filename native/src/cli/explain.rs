//! `mailvet explain`: what a pasted failure means, without any connection.

use std::{
    io::{self, BufRead, BufWriter, Read as _, Write},
    time::{SystemTime, UNIX_EPOCH},
};

use clap::Args;
use mailvet_core::{
    Rule,
    diagnosis::{self, CAUSES, Evidence},
    reference::{CauseDocumentation, Sample, Source},
    report::Explanation,
};
use serde::Serialize;
use serde_json::{Map, Value};

use super::{
    Exit, complain,
    jsonl::{Lines, Reason},
    messages, paint, print_json,
};

/// Options of `explain`.
#[derive(Args)]
pub(super) struct ExplainOptions {
    /// The words of the failure, or the id of a cause; `-` or nothing reads standard input
    // Every refusal of POP begins with -ERR.
    #[arg(allow_hyphen_values = true, value_parser = words_of_failure)]
    text: Option<String>,

    /// Write one JSON document
    #[arg(long)]
    json: bool,

    /// Read one JSON object a line, and answer each with a line
    #[arg(long, conflicts_with = "json")]
    jsonl: bool,
}

/// The words to explain. What looks like a long option is none that there is.
fn words_of_failure(typed: &str) -> Result<String, String> {
    if typed.starts_with("--") && !typed.contains(char::is_whitespace) {
        return Err("there is no such option".to_owned());
    }
    Ok(typed.to_owned())
}

/// The answer to one failure, or to the id of a cause.
#[derive(Serialize)]
struct Answer {
    #[serde(flatten)]
    explanation: Explanation,
    #[serde(skip_serializing_if = "Option::is_none")]
    reference: Option<Reference>,
}

/// What is known of a cause that was asked for by its id.
#[derive(Serialize)]
struct Reference {
    section: &'static str,
    example: String,
    near: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    near_leads_to: Option<&'static str>,
    source: &'static str,
    checked: &'static str,
}

impl Reference {
    fn of(documentation: &'static CauseDocumentation) -> Self {
        let CauseDocumentation { section, source, example, near, .. } = documentation;
        let Source { title, checked } = source;
        let near_leads_to = near.leads_to();
        let (example, near) = (example.to_string(), near.to_string());
        Self { section, example, near, near_leads_to, source: title, checked }
    }
}

/// The answer to one line.
#[derive(Serialize)]
struct Ranked {
    causes: Vec<Rank>,
    /// Why the line tells nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<Reason>,
}

#[derive(Serialize)]
struct Rank {
    id: &'static str,
    confidence: f64,
}

pub(super) fn run(options: &ExplainOptions) -> Exit {
    if options.jsonl {
        if options.text.as_deref().is_some_and(|text| text != "-") {
            complain("--jsonl reads standard input");
            return Exit::Usage;
        }
        return lines(io::stdin().lock(), io::stdout().lock());
    }
    let text = match options.text.as_deref() {
        Some("-") | None => {
            let mut bytes = Vec::new();
            if let Err(error) = io::stdin().take(LONGEST_LOG).read_to_end(&mut bytes) {
                complain(format!("standard input cannot be read: {error}"));
                return Exit::NotRun;
            }
            String::from_utf8_lossy(&bytes).into_owned()
        }
        Some(text) => text.to_owned(),
    };
    let documentation = CauseDocumentation::of(text.trim());
    let explanation = Explanation::of(&Evidence::of_text(text.as_str()), messages());
    if options.json {
        let answer = Answer { explanation, reference: documentation.map(Reference::of) };
        return print_json(&answer).err().unwrap_or(Exit::Good);
    }
    let causes = explanation.causes;
    if causes.is_empty() {
        say!("This tells of no failure that Mailvet knows.");
        if text.len() > diagnosis::LONGEST_TEXT {
            say!(
                "Of so long a text the beginning and the end were read: give it the lines around the failure."
            );
        }
        if let Some(hint) = hint(&text) {
            say!("{hint}");
        }
    }
    paint::causes(&causes, &paint::Scripts { folder: None, verbose: true });
    if let Some(documentation) = documentation {
        tell_reference(documentation);
    }
    Exit::Good
}

/// Writes an example of a cause, what is near to it, and where both are known from.
fn tell_reference(documentation: &'static CauseDocumentation) {
    let CauseDocumentation { source: Source { title, checked }, example, near, .. } = documentation;
    let tell = |title: &str, sample: &Sample| {
        say!("\n  {title}");
        sample.to_string().lines().for_each(|line| say!("      {line}"));
    };
    tell("Leads here:", example);
    match near.leads_to() {
        Some(other) => tell(&format!("Is near, and leads to {other}:"), near),
        None => tell("Is near, and tells of no failure:", near),
    }
    say!("\n  Source: {title}; checked on {checked}.");
}

/// What was meant by a word that is no failure: the code of a rule, or nearly the id of a cause.
fn hint(text: &str) -> Option<String> {
    let word = text.trim();
    if Rule::of(word).is_some() {
        return Some(format!("It is a rule of the settings: mailvet rules {word}"));
    }
    // What is longer is no id, and not compared.
    let ids = if word.len() < 60 { CAUSES } else { &[] };
    let near = ids.iter().min_by_key(|id| strsim::osa_distance(id, word))?;
    (strsim::osa_distance(near, word) <= 3).then(|| format!("Did you mean the cause {near}?"))
}

/// The longest text that is read; of what stands behind it nothing is told.
const LONGEST_LOG: u64 = 256 * 1024 * 1024;

/// Answers each line of JSON with one, in order.
fn lines(input: impl BufRead, output: impl Write) -> Exit {
    let mut exit = Exit::Good;
    let mut output = BufWriter::new(output);
    let mut lines = Lines::of(input);
    let now = SystemTime::now().duration_since(UNIX_EPOCH).ok();
    let now = now.and_then(|now| i64::try_from(now.as_secs()).ok());
    loop {
        let (number, line) = match lines.next() {
            Ok(Some(line)) => line,
            Ok(None) => break,
            Err(error) => {
                complain(format!("standard input cannot be read: {error}"));
                return Exit::NotRun;
            }
        };
        let (causes, error) = match line.and_then(|line| evidence(line, number)) {
            Ok(mut evidence) => {
                evidence.now = now;
                (rank(&evidence), None)
            }
            Err(error) => {
                exit = Exit::Usage;
                (Vec::new(), Some(error))
            }
        };
        let written = serde_json::to_writer(&mut output, &Ranked { causes, error })
            .map_err(io::Error::from)
            .and_then(|()| output.write_all(b"\n"));
        if let Err(error) = written {
            return lost(&error);
        }
    }
    output.flush().map_or_else(|error| lost(&error), |()| exit)
}

/// The evidence in a line.
fn evidence(line: &[u8], number: u64) -> Result<Evidence, Reason> {
    serde_json::from_slice::<Map<String, Value>>(line)
        .or_else(|_| serde_json::from_str(&mended(line)))
        .map(Evidence::read)
        // The words of the error may quote the line.
        .map_err(|error| Reason {
            line: number,
            column: Some(error.column().max(1)),
            message: "this line is no JSON object",
        })
}

fn rank(evidence: &Evidence) -> Vec<Rank> {
    let guesses = diagnosis::rank(evidence).into_iter();
    guesses.map(|guess| Rank { id: guess.id, confidence: guess.confidence }).collect()
}

/// The JSON of texts that hold bytes which are no characters, or that were cut within one: half of a pair
/// (RFC 8259 §8.2) tells no less of the failure.
fn mended(line: &[u8]) -> String {
    let line = String::from_utf8_lossy(line);
    let mut mended = String::with_capacity(line.len());
    let mut rest = &*line;
    while let Some((before, escape)) = rest.find('\\').map(|at| rest.split_at(at)) {
        mended.push_str(before);
        let (kept, len) = match (unit(escape), escape.get(6..).and_then(unit)) {
            (Some(0xD800..=0xDBFF), Some(0xDC00..=0xDFFF)) => (escape.get(..12), 12),
            (Some(0xD800..=0xDFFF), _) => (Some("\\ufffd"), 6),
            _ => (escape.get(..2), 2),
        };
        mended.push_str(kept.unwrap_or_default());
        rest = escape.get(len..).unwrap_or_default();
    }
    mended.push_str(rest);
    mended
}

/// The unit of UTF-16 that an escape of JSON stands for.
fn unit(escape: &str) -> Option<u16> {
    u16::from_str_radix(escape.strip_prefix("\\u")?.get(..4)?, 16).ok()
}

/// Nobody reads any more: a closed pipe is no fault.
fn lost(error: &io::Error) -> Exit {
    if error.kind() == io::ErrorKind::BrokenPipe { Exit::Good } else { Exit::NotRun }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_text_that_is_no_whole_text_is_read_all_the_same() {
        for (line, expected) in [
            (&br#"{"text":"cut \\ud83d","port":587}"#[..], r#"{"text":"cut \\ud83d","port":587}"#),
            (br#"{"text":"cut \ud83d"}"#, r#"{"text":"cut \ufffd"}"#),
            (br#"{"text":"\ud83d\ud83d\ude00\ude00"}"#, r#"{"text":"\ufffd\ud83d\ude00\ufffd"}"#),
            (br#"{"text":"\u00e9\n\"x"}"#, r#"{"text":"\u00e9\n\"x"}"#),
            (b"{\"text\":\"\xff\"}", "{\"text\":\"\u{fffd}\"}"),
            (b"\\", ""),
        ] {
            assert_eq!(mended(line), expected);
        }
    }

    #[test]
    fn each_line_is_answered() {
        let long = format!("{{\"text\": \"AADSTS7000222 {}\"}}", "x".repeat(1 << 20));
        for (line, exit, answer) in [
            (
                &br#"{"text":"535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant \ud83d"}"#[..],
                Exit::Good,
                json!("smtp-auth-disabled-tenant"),
            ),
            (b"\xef\xbb\xbf{\"text\":\"AADSTS7000222 \xff\"}", Exit::Good, json!("secret-expired")),
            (b"{}", Exit::Good, json!(null)),
            (
                b"hunter2",
                Exit::Usage,
                json!({ "line": 2, "column": 1, "message": "this line is no JSON object" }),
            ),
            (
                br#"["hunter2"]"#,
                Exit::Usage,
                json!({ "line": 2, "column": 1, "message": "this line is no JSON object" }),
            ),
            (
                br#"{"text":"hunter2" x}"#,
                Exit::Usage,
                json!({ "line": 2, "column": 19, "message": "this line is no JSON object" }),
            ),
            (
                long.as_bytes(),
                Exit::Usage,
                json!({ "line": 2, "message": "this line is longer than 1 MiB" }),
            ),
        ] {
            let input = [b"", line, b"", br#"{"text":"AADSTS7000222"}"#].join(&b'\n');
            let mut output = Vec::new();
            assert_eq!(lines(&*input, &mut output), exit, "{answer}");
            let output = String::from_utf8(output).expect("text");
            let answers: Vec<Value> =
                output.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
            let [of_line, next] = &answers[..] else { panic!("an answer a line: {output}") };
            let first = &of_line["causes"][0]["id"];
            assert_eq!(*of_line.get("error").unwrap_or(first), answer);
            assert_eq!(next["causes"][0]["id"], "secret-expired", "{answer}");
        }
    }
}
