//! `mailvet check`: the rules on a settings file, without any connection.

use mailvet_core::{
    Context, Finding, Severity, check_incoming, check_outgoing,
    report::{CheckReport, SCHEMA},
};

use super::{CheckOptions, Exit, Talk, paint, print_json, read};
use crate::settings_file::SettingsFile;

pub(super) fn run(options: &CheckOptions, talk: Talk) -> Exit {
    let file = match read(&options.file) {
        Ok(file) => file,
        Err(exit) => return exit,
    };
    let context = Context { identity_hosts: options.identity.hosts.clone() };
    let report = CheckReport { schema: SCHEMA, findings: findings(&file, &context) };
    if options.json {
        if let Err(exit) = print_json(&report) {
            return exit;
        }
    } else {
        paint::findings(&report.findings);
        if !talk.quiet {
            paint::count(&report.findings);
        }
    }
    let worst = report.findings.iter().map(|finding| finding.severity).min();
    match worst {
        Some(Severity::Error) => Exit::Failed,
        Some(Severity::Warning) if options.strict => Exit::Failed,
        Some(Severity::Warning | Severity::Hint) | None => Exit::Good,
    }
}

/// What the rules say of every form of a file.
fn findings(file: &SettingsFile, context: &Context) -> Vec<Finding> {
    let outgoing = file.outgoing.as_ref().map(|form| check_outgoing(form, context).findings);
    let incoming = file.incoming.as_ref().map(|form| check_incoming(form, context).findings);
    outgoing.into_iter().chain(incoming).flatten().collect()
}
