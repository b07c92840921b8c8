//! `mailvet test`: the connections of a settings file, stage by stage.

use std::io::IsTerminal;

use mailvet_core::{
    Finding, FormName, Rule, Severity, catalogue,
    plan::{Consent, Depth},
    report::{Report, Status, TestReport, Verdict},
};
use tokio::{runtime::Runtime, signal};

use super::{DepthOption, Exit, Forms, Talk, TestOptions, complain, paint, print_json, read};
use crate::{
    probe::{self, Event, Options},
    settings_file::SettingsFile,
};

/// The findings that only a credential can mend.
const CREDENTIAL_RULES: [&Rule; 3] = [
    catalogue::CLIENT_SECRET_MISSING,
    catalogue::CREDENTIAL_NOT_GIVEN,
    catalogue::PASSWORD_MISSING,
];

pub(super) fn run(options: &TestOptions, talk: Talk) -> Exit {
    let mut file = match read(&options.file) {
        Ok(file) => file,
        Err(exit) => return exit,
    };
    let forms = match forms(options.forms, &file) {
        Ok(forms) => forms,
        Err(exit) => return exit,
    };
    warn_of_readers(options, &file);
    let tls = match probe::client_config(options.ca_file.as_deref()) {
        Ok(tls) => tls,
        Err(error) => {
            complain(error);
            return Exit::Usage;
        }
    };
    let how = Options {
        tls,
        stage_timeout: options.stage_timeout,
        timeout: options.timeout,
        depth: match options.depth {
            DepthOption::Auth => Depth::Auth,
            DepthOption::Envelope => Depth::Envelope,
        },
        consent: Consent { allow_cleartext_password: options.allow_cleartext_password },
        identity_hosts: options.identity.hosts.clone(),
    };
    let missing: Vec<_> = forms
        .iter()
        .flat_map(|form| {
            let missing = file.fetch_secrets(*form, options.allow_command);
            missing.into_iter().map(|(field, reason)| not_given(*form, field, &reason))
        })
        .collect();
    let Ok(runtime) = Runtime::new() else {
        complain("the system gives no threads to run on");
        return Exit::NotRun;
    };
    let shows_progress = !talk.quiet && !options.json && std::io::stderr().is_terminal();
    let tests = runtime.block_on(async {
        tokio::select! {
            tests = test_all(&file, &forms, &how, shows_progress) => Some(tests),
            _ = signal::ctrl_c() => None,
        }
    });
    let Some(mut tests) = tests else {
        complain("interrupted");
        return Exit::Interrupted;
    };
    for test in &mut tests {
        let form = test.form;
        test.findings.extend(missing.iter().filter(|finding| finding.form == form).cloned());
    }
    let report = Report::of(tests);
    let exit = exit_of(&report);
    if options.json {
        if let Err(exit) = print_json(&report) {
            return exit;
        }
    } else if !(talk.quiet && exit == Exit::Good) {
        paint::report(&report, talk.verbose);
    }
    exit
}

/// The forms to test; a form that was named has to be there.
fn forms(asked: Forms, file: &SettingsFile) -> Result<Vec<FormName>, Exit> {
    let is_there = |form: &FormName| match form {
        FormName::Outgoing => file.outgoing.is_some(),
        FormName::Incoming => file.incoming.is_some(),
    };
    let asked = match asked {
        Forms::Outgoing => vec![FormName::Outgoing],
        Forms::Incoming => vec![FormName::Incoming],
        Forms::All => {
            [FormName::Outgoing, FormName::Incoming].into_iter().filter(is_there).collect()
        }
    };
    match asked.iter().find(|form| !is_there(form)) {
        Some(form) => {
            complain(format!("the settings have no table [{}]", form.as_str()));
            Err(Exit::Usage)
        }
        None if asked.is_empty() => Err(Exit::Usage),
        None => Ok(asked),
    }
}

async fn test_all(
    file: &SettingsFile,
    forms: &[FormName],
    options: &Options,
    shows_progress: bool,
) -> Vec<TestReport> {
    let observe = |form: FormName| {
        move |event: Event| {
            if let (true, Event::Stage(stage)) = (shows_progress, event)
                && stage.status == Status::Running
            {
                anstream::eprintln!("{}: {} …", form.as_str(), stage.stage.as_str());
            }
        }
    };
    let (tell_outgoing, tell_incoming) = (observe(FormName::Outgoing), observe(FormName::Incoming));
    let outgoing = async {
        let form = file.outgoing.as_ref().filter(|_| forms.contains(&FormName::Outgoing))?;
        Some(probe::outgoing(form, options, &tell_outgoing).await.report)
    };
    let incoming = async {
        let form = file.incoming.as_ref().filter(|_| forms.contains(&FormName::Incoming))?;
        Some(probe::incoming(form, options, &tell_incoming).await.report)
    };
    let (outgoing, incoming) = tokio::join!(outgoing, incoming);
    outgoing.into_iter().chain(incoming).collect()
}

/// A reference to a secret that leads nowhere.
fn not_given(form: FormName, field: &str, reason: &str) -> Finding {
    catalogue::CREDENTIAL_NOT_GIVEN.finding(form, field, &[("reason", reason)])
}

fn exit_of(report: &Report) -> Exit {
    if report.verdict == Verdict::Success {
        return Exit::Good;
    }
    let mut errors = report
        .tests
        .iter()
        .flat_map(|test| &test.findings)
        .filter(|finding| finding.severity == Severity::Error)
        .peekable();
    let stage_failed = report
        .tests
        .iter()
        .flat_map(|test| &test.stages)
        .any(|stage| stage.status == Status::Failed);
    let lacks_only_credentials = errors.peek().is_some()
        && errors.all(|finding| CREDENTIAL_RULES.iter().any(|rule| rule.code == finding.code));
    if lacks_only_credentials && !stage_failed { Exit::CredentialNeeded } else { Exit::Failed }
}

/// A file with secrets in it is for its owner's eyes.
#[cfg(unix)]
fn warn_of_readers(options: &TestOptions, file: &SettingsFile) {
    use std::os::unix::fs::PermissionsExt;

    let mode = std::fs::metadata(&options.file).map(|metadata| metadata.permissions().mode());
    if mode.is_ok_and(|mode| mode & 0o077 != 0) && file.holds_secrets() {
        let shown = options.file.display();
        complain(format!("others can read {shown}, which holds secrets: chmod 600 {shown}"));
    }
}

#[cfg(not(unix))]
fn warn_of_readers(_: &TestOptions, _: &SettingsFile) {}
