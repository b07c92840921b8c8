//! `mailvet check`: the rules on settings files, without any connection.

mod fix;
mod human;
mod json;
mod jsonl;
mod sarif;

use std::{
    io::Write as _,
    ops::Range,
    path::{Path, PathBuf},
};

use clap::{Args, ValueEnum};
use mailvet_core::{Context, Notice, Severity};

use super::{
    Exit, Talk, complain, connection::IdentityOptions, load, messages, note_loss, print_json,
};
use crate::{
    form,
    settings_file::{Source, Unreadable, write},
};

/// Options of `check`.
#[derive(Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is an option of its own")]
pub(super) struct CheckOptions {
    /// The settings files, TOML or JSON; `-` reads standard input
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,

    /// How the answer is written
    #[arg(long, value_enum, default_value = "human")]
    format: Format,

    /// The same as --format json
    #[arg(long, conflicts_with = "format")]
    json: bool,

    /// Judge many accounts: one JSON object a line, with `id`, `outgoing` and `incoming`; answers
    /// with `id` and `findings`, a line each, in order
    #[arg(long, conflicts_with_all = ["format", "json", "fix"])]
    jsonl: bool,

    /// Mend in the file what can be mended in one way only; of standard input the mended text is
    /// written to standard output
    #[arg(long)]
    fix: bool,

    /// Show what --fix would change, and change nothing
    #[arg(long, conflicts_with_all = ["format", "json", "jsonl"])]
    diff: bool,

    /// A warning counts as an error
    #[arg(long)]
    strict: bool,

    #[command(flatten)]
    identity: IdentityOptions,
}

/// How findings are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people: a picture on a terminal, elsewhere lines as compilers write them
    Human,
    /// One JSON document
    Json,
    /// SARIF 2.1.0, for code hosts
    Sarif,
}

impl CheckOptions {
    /// Whether mends are carried out, be it only to be looked at.
    fn mends(&self) -> bool {
        self.fix || self.diff
    }
}

/// A file and what the rules say of it.
#[derive(Debug)]
struct Judged {
    source: Source,
    /// The file as it was read.
    read: String,
    findings: Vec<Placed>,
    mends: Vec<fix::Mend>,
}

/// A finding and the part of the file that it is about.
#[derive(Debug)]
struct Placed {
    notice: Notice,
    span: Range<usize>,
}

/// What was judged, and what could not be.
#[derive(Debug, Default)]
struct Outcome {
    judged: Vec<Judged>,
    unreadable: Vec<Unreadable>,
}

impl Outcome {
    fn notices(&self) -> impl Iterator<Item = &Notice> + Clone {
        self.judged.iter().flat_map(|judged| &judged.findings).map(|placed| &placed.notice)
    }
}

pub(super) fn run(options: &CheckOptions, talk: Talk) -> Exit {
    let context = Context { identity_hosts: options.identity.hosts.clone() };
    if options.jsonl {
        if let [file] = options.files.as_slice() {
            return jsonl::run(file, &context, options.strict);
        }
        complain("--jsonl reads one file, or standard input as `-`");
        return Exit::Usage;
    }
    let format = if options.json { Format::Json } else { options.format };
    let is_stdin = |path: &Path| path == Path::new("-");
    let fixes_stdin = options.mends() && options.files.iter().any(|path| is_stdin(path));
    if fixes_stdin && !options.diff && (format != Format::Human || options.files.len() > 1) {
        complain(
            "--fix writes the mended text of standard input to standard output, which can hold nothing else then",
        );
        return Exit::Usage;
    }
    let mut outcome = Outcome::default();
    let mut exit = Exit::Good;
    for path in &options.files {
        match judge(path, options, &context) {
            Ok(judged) => {
                if options.mends()
                    && !options.diff
                    && let Err(failed) = store(path, &judged)
                {
                    exit = exit.max(failed);
                }
                outcome.judged.push(judged);
            }
            Err(unreadable) => {
                complain(&unreadable);
                outcome.unreadable.push(unreadable);
                exit = exit.max(Exit::Usage);
            }
        }
    }
    let answered = match format {
        _ if options.diff => Ok(()),
        Format::Json => print_json(&json::report(&outcome)),
        Format::Sarif => print_json(&sarif::log(&outcome)),
        Format::Human => {
            human::write(&outcome, &context, talk, fixes_stdin);
            Ok(())
        }
    };
    let worst = outcome.notices().map(|notice| notice.finding.severity).min();
    exit.max(answered.err().unwrap_or(Exit::Good)).max(exit_of(worst, options.strict))
}

/// The exit status of the worst finding.
fn exit_of(worst: Option<Severity>, is_strict: bool) -> Exit {
    match worst {
        Some(Severity::Error) => Exit::Failed,
        Some(Severity::Warning) if is_strict => Exit::Failed,
        Some(Severity::Warning | Severity::Hint) | None => Exit::Good,
    }
}

/// Judges a file, mended where that is asked for.
fn judge(path: &Path, options: &CheckOptions, context: &Context) -> Result<Judged, Unreadable> {
    let (mut source, mut settings) = load(path)?;
    let read = source.to_text();
    let mut mends = Vec::new();
    if options.mends() {
        let mended = fix::mend(&source, context);
        if options.diff {
            let diff = super::diff::unified(&source, &mended.source);
            note_loss(write!(anstream::stdout(), "{diff}"));
        } else {
            (source, mends) = (mended.source, mended.mends);
            settings = source.settings()?;
        }
    }
    let findings = form::findings(&settings.forms, context);
    let findings = findings.into_iter().map(|finding| {
        let span = source.locate(&finding);
        (finding, span)
    });
    let findings = findings
        .chain(source.unknown())
        .map(|(finding, span)| Placed { span, notice: messages().tell(finding) })
        .collect();
    Ok(Judged { source, read, findings, mends })
}

/// Writes a mended file where it came from.
fn store(path: &Path, judged: &Judged) -> Result<(), Exit> {
    let text = judged.source.to_text();
    if path == Path::new("-") {
        note_loss(std::io::stdout().write_all(text.as_bytes()));
        return Ok(());
    }
    if judged.mends.is_empty() {
        return Ok(());
    }
    write::replace(path, &judged.read, &text).map_err(|error| {
        complain(format!("{} cannot be written, and stays as it was: {error}", judged.source.name));
        Exit::NotRun
    })
}
