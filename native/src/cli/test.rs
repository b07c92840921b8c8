//! `mailvet test`: the connections of a settings file, stage by stage.

use std::{
    io::IsTerminal,
    path::{Path, PathBuf},
    time::SystemTime,
};

use clap::{Args, ValueEnum};
use futures_util::future::join_all;
use mailvet_core::{
    Finding, FormName, Rule, Severity, catalogue,
    hand_off::HandOff,
    plan::Depth,
    report::{Report, Status, TestReport, Verdict},
};

use super::{
    Exit, Talk, complain,
    connection::{ConnectionOptions, run_until_stopped},
    fields::FieldOptions,
    hand_off, paint, print_json, read,
    route::IdentityFiles,
    sign_in,
};
use crate::{
    form::Form,
    probe::{self, Address, Event, Options, Outcome},
    settings_file::SettingsFile,
};

/// Options of `test`.
#[derive(Args)]
pub(super) struct TestOptions {
    /// Which of the forms
    #[arg(value_enum)]
    forms: Forms,

    /// The settings file, TOML or JSON; `-` reads standard input
    file: Option<PathBuf>,

    /// Write one JSON document
    #[arg(long)]
    json: bool,

    /// How far the test goes: it logs in, it opens the mailbox or tries the envelope of a message too
    /// (what it does by default), or it sends a message
    #[arg(long, value_enum)]
    depth: Option<DepthOption>,

    /// Send a message to this address, by the outgoing settings
    #[arg(long, value_name = "ADDRESS", value_parser = probe::recipient)]
    send_to: Option<Address>,

    /// Send a password although the connection is not encrypted
    #[arg(long)]
    allow_cleartext_password: bool,

    /// Write the scripts that mend a failure into this folder
    #[arg(long, value_name = "DIR")]
    pub(super) scripts: Option<PathBuf>,

    /// Write what an administrator needs to mend a failure, without any secret: Markdown, or JSON
    /// where the name ends in .json; `-` writes it to standard output instead of the report
    #[arg(long, value_name = "FILE")]
    pub(super) hand_off: Option<PathBuf>,

    #[command(flatten)]
    connection: ConnectionOptions,

    #[command(flatten)]
    client: IdentityFiles,

    #[command(flatten)]
    fields: FieldOptions,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Forms {
    Outgoing,
    Incoming,
    All,
}

#[derive(Clone, Copy, ValueEnum)]
enum DepthOption {
    Auth,
    Envelope,
    Send,
}

/// The findings that only a credential can mend.
const CREDENTIAL_RULES: [&Rule; 3] = [
    catalogue::CLIENT_SECRET_MISSING,
    catalogue::CREDENTIAL_NOT_GIVEN,
    catalogue::PASSWORD_MISSING,
];

pub(super) fn run(options: &TestOptions, talk: Talk) -> Exit {
    let depth = match depth(options) {
        Ok(depth) => depth,
        Err(error) => {
            complain(error);
            return Exit::Usage;
        }
    };
    let shows_report = options.hand_off.as_deref() != Some(Path::new("-"));
    if options.json && !shows_report {
        complain(
            "--json and --hand-off - both write to standard output: name a file for the latter",
        );
        return Exit::Usage;
    }
    let mut file = match settings(options) {
        Ok(file) => file,
        Err(exit) => return exit,
    };
    let mut how = match options.connection.probe(file.folder()) {
        Ok(how) => how,
        Err(exit) => return exit,
    };
    how.identity = match options.client.identity() {
        Ok(identity) => identity,
        Err(exit) => return exit,
    };
    how.depth = depth;
    how.send_to.clone_from(&options.send_to);
    how.consent.allow_cleartext_password = options.allow_cleartext_password;
    let missing = fetch_secrets(&mut file, options.connection.allow_command);
    let shows_progress = !talk.quiet && !options.json && std::io::stderr().is_terminal();
    let tests = run_until_stopped(&how.stop, test_all(&file.forms, &how, shows_progress));
    let mut outcomes = match tests {
        Ok(tests) => tests,
        Err(exit) => return exit,
    };
    for Outcome { report: test, .. } in &mut outcomes {
        let form = test.form;
        let missing = missing.iter().filter(|finding| finding.form == form).cloned();
        test.findings.extend(how.messages().tell_all(missing));
    }
    let tests = outcomes.iter().map(|outcome| (&outcome.report, &outcome.values));
    let now = humantime::format_rfc3339_seconds(SystemTime::now()).to_string();
    let hand_off = HandOff::of(tests, &now);
    let report = Report::of(outcomes.into_iter().map(|outcome| outcome.report).collect());
    if let Err(exit) = hand_off::write(options, hand_off.as_ref(), &report, how.messages()) {
        return exit;
    }
    let exit = exit_of(&report.tests);
    if options.json {
        if let Err(exit) = print_json(&report) {
            return exit;
        }
    } else if shows_report && !(talk.quiet && exit == Exit::Good) {
        paint::report(&report, talk.verbose, options.scripts.as_deref());
    }
    exit
}

/// How far the test goes.
fn depth(options: &TestOptions) -> Result<Depth, String> {
    if options.send_to.is_some() && options.forms == Forms::Incoming {
        return Err("--send-to: a message is sent by the outgoing settings".to_owned());
    }
    let asked = options.depth.map(|depth| match depth {
        DepthOption::Auth => Depth::Auth,
        DepthOption::Envelope => Depth::Envelope,
        DepthOption::Send => Depth::Send,
    });
    probe::depth(asked, options.send_to.as_ref())
        .map_err(|error| format!("--depth, --send-to: {error}"))
}

/// The settings to test, from a file or from the options.
fn settings(options: &TestOptions) -> Result<SettingsFile, Exit> {
    let Some(path) = &options.file else {
        let name = match options.forms {
            Forms::Outgoing => FormName::Outgoing,
            Forms::Incoming => FormName::Incoming,
            Forms::All => {
                complain("without a settings file one form is tested: outgoing or incoming");
                return Err(Exit::Usage);
            }
        };
        return options.fields.settings(name).ok_or_else(|| {
            complain("name a settings file, or give the settings as options such as --server");
            Exit::Usage
        });
    };
    let mut file = read(path)?;
    choose(options.forms, &mut file)?;
    warn_of_readers(path, &file);
    Ok(file)
}

/// Keeps the forms to test.
fn choose(asked: Forms, file: &mut SettingsFile) -> Result<(), Exit> {
    match asked {
        Forms::Outgoing => keep_only(FormName::Outgoing, file),
        Forms::Incoming => keep_only(FormName::Incoming, file),
        Forms::All if file.forms.is_empty() => Err(Exit::Usage),
        Forms::All => Ok(()),
    }
}

/// Keeps one form, which has to be there: what the other one needs is not fetched.
pub(super) fn keep_only(asked: FormName, file: &mut SettingsFile) -> Result<(), Exit> {
    file.forms.retain(|form| form.name() == asked);
    if file.forms.is_empty() {
        complain(format!("the settings have no table [{}]", asked.as_str()));
        return Err(Exit::Usage);
    }
    Ok(())
}

/// Fetches the secrets that stand elsewhere, and says which are missing.
pub(super) fn fetch_secrets(file: &mut SettingsFile, allow_command: bool) -> Vec<Finding> {
    let missing = file.fetch_secrets(allow_command).into_iter();
    let finding = |(form, field, reason): (_, _, String)| {
        catalogue::CREDENTIAL_NOT_GIVEN.finding(form, field, &[("reason", &reason)])
    };
    missing.map(finding).collect()
}

/// Tests the forms side by side.
async fn test_all(forms: &[Form], options: &Options, shows_progress: bool) -> Vec<Outcome> {
    let tests = forms.iter().map(async |form| {
        let name = form.name();
        let observe = |event: Event| match event {
            Event::Stage(stage) if shows_progress && stage.status == Status::Running => {
                tell!("{}: {} …", name.as_str(), stage.stage.as_str());
            }
            Event::Prompt(prompt) => sign_in::say(name, &prompt),
            Event::Plan(_) | Event::Stage(_) => {}
        };
        form.probe(options, &observe).await
    });
    join_all(tests).await
}

/// The exit status of these tests.
pub(super) fn exit_of(tests: &[TestReport]) -> Exit {
    if tests.iter().all(|test| test.verdict == Verdict::Success) {
        return Exit::Good;
    }
    let mut errors = tests
        .iter()
        .flat_map(|test| &test.findings)
        .filter(|notice| notice.finding.severity == Severity::Error)
        .peekable();
    let stage_failed =
        tests.iter().flat_map(|test| &test.stages).any(|stage| stage.status == Status::Failed);
    let lacks_only_credentials = errors.peek().is_some()
        && errors
            .all(|notice| CREDENTIAL_RULES.iter().any(|rule| rule.code == notice.finding.code));
    if lacks_only_credentials && !stage_failed { Exit::CredentialNeeded } else { Exit::Failed }
}

/// A file with secrets in it is for its owner's eyes.
#[cfg(unix)]
pub(super) fn warn_of_readers(path: &Path, file: &SettingsFile) {
    use std::os::unix::fs::PermissionsExt;

    let mode = std::fs::metadata(path).map(|metadata| metadata.permissions().mode());
    if mode.is_ok_and(|mode| mode & 0o077 != 0) && file.holds_secrets() {
        let shown = path.display();
        complain(format!("others can read {shown}, which holds secrets: chmod 600 {shown}"));
    }
}

#[cfg(not(unix))]
pub(super) fn warn_of_readers(_: &Path, _: &SettingsFile) {}
