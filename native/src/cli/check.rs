//! `mailvet check`: the rules on a settings file, without any connection.

use mailvet_core::{
    Context, Severity,
    messages::{Language, Messages},
    report::{CheckReport, SCHEMA},
};

use crate::form;

use super::{CheckOptions, Exit, Talk, paint, print_json, read};

pub(super) fn run(options: &CheckOptions, talk: Talk) -> Exit {
    let file = match read(&options.file) {
        Ok(file) => file,
        Err(exit) => return exit,
    };
    let context = Context { identity_hosts: options.identity.hosts.clone() };
    let findings = form::findings(&file.forms, &context);
    let findings = Messages::of(Language::default()).tell_all(findings);
    let report = CheckReport { schema: SCHEMA, findings };
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
    let worst = report.findings.iter().map(|notice| notice.finding.severity).min();
    match worst {
        Some(Severity::Error) => Exit::Failed,
        Some(Severity::Warning) if options.strict => Exit::Failed,
        Some(Severity::Warning | Severity::Hint) | None => Exit::Good,
    }
}
