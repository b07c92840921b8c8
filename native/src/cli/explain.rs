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

use super::{Exit, complain, messages, paint, print_json};

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
    #[arg(long, conflicts_with_all = ["text", "json"])]
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
}

#[derive(Serialize)]
struct Rank {
    id: &'static str,
    confidence: f64,
}

pub(super) fn run(options: &ExplainOptions) -> Exit {
    if options.jsonl {
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

/// The longest line that is read.
const LONGEST: u64 = 1024 * 1024;

/// Answers each line of JSON with one, in order. What is no JSON object holds no evidence.
fn lines(mut input: impl BufRead, output: impl Write) -> Exit {
    let mut output = BufWriter::new(output);
    let mut line = Vec::new();
    let now = SystemTime::now().duration_since(UNIX_EPOCH).ok();
    let now = now.and_then(|now| i64::try_from(now.as_secs()).ok());
    loop {
        match read_line(&mut input, &mut line) {
            Ok(false) => break,
            Ok(true) if line.trim_ascii().is_empty() => continue,
            Ok(true) => {}
            Err(error) => {
                complain(format!("standard input cannot be read: {error}"));
                return Exit::NotRun;
            }
        }
        // Editors of Windows begin a file with it.
        let line = line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&line);
        let object = serde_json::from_slice::<Map<String, Value>>(line)
            .or_else(|_| serde_json::from_str(&mended(line)));
        let mut evidence = object.map_or_else(|_| Evidence::default(), Evidence::read);
        evidence.now = now;
        let causes = diagnosis::rank(&evidence)
            .into_iter()
            .map(|guess| Rank { id: guess.id, confidence: guess.confidence })
            .collect();
        let written = serde_json::to_writer(&mut output, &Ranked { causes })
            .map_err(io::Error::from)
            .and_then(|()| output.write_all(b"\n"));
        if let Err(error) = written {
            return lost(&error);
        }
    }
    output.flush().map_or_else(|error| lost(&error), |()| Exit::Good)
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

/// Reads a line, of which what goes beyond the longest is left out; says whether there was one.
fn read_line(input: &mut impl BufRead, line: &mut Vec<u8>) -> io::Result<bool> {
    line.clear();
    if input.by_ref().take(LONGEST).read_until(b'\n', line)? == 0 {
        return Ok(false);
    }
    if !line.ends_with(b"\n") {
        input.skip_until(b'\n')?;
    }
    Ok(true)
}

/// Nobody reads any more: a closed pipe is no fault.
fn lost(error: &io::Error) -> Exit {
    if error.kind() == io::ErrorKind::BrokenPipe { Exit::Good } else { Exit::NotRun }
}

#[cfg(test)]
mod tests {
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
        let input = [
            &br#"{"text":"535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant \ud83d"}"#[..],
            b"no JSON",
            b"\xef\xbb\xbf{\"text\":\"AADSTS7000222 \xff\"}",
        ]
        .join(&b'\n');
        let mut output = Vec::new();
        assert_eq!(lines(&*input, &mut output), Exit::Good);
        let output = String::from_utf8(output).expect("text");
        let first: Vec<_> = output
            .lines()
            .map(|line| {
                serde_json::from_str::<Value>(line).expect("JSON")["causes"][0]["id"].clone()
            })
            .collect();
        assert_eq!(
            first,
            ["smtp-auth-disabled-tenant".into(), Value::Null, "secret-expired".into()]
        );
    }
}
