//! Findings and reports as a person reads them in a terminal.

use std::path::Path;

use anstyle::{AnsiColor, Style};
use mailvet_core::{
    FormName, Notice, Severity,
    report::{
        Cause, Fact, Peer, Remedy, RemedyKind, Report, StageReport, Status, TestReport, Verdict,
        likeliest,
    },
};

use super::hand_off;
use crate::visible;

const GOOD: Style = AnsiColor::Green.on_default();
const BAD: Style = AnsiColor::Red.on_default().bold();
const DOUBTFUL: Style = AnsiColor::Yellow.on_default().bold();
const NOTE: Style = AnsiColor::Cyan.on_default();
const QUIET: Style = Style::new().dimmed();

/// The word for how much a finding weighs, and its style.
pub(super) fn severity(severity: Severity) -> (Style, &'static str) {
    match severity {
        Severity::Error => (BAD, "error"),
        Severity::Warning => (DOUBTFUL, "warning"),
        Severity::Hint => (NOTE, "hint"),
    }
}

/// Writes what the rules found.
fn findings(notices: &[Notice]) {
    for Notice { finding, message, help, .. } in notices {
        let (style, word) = severity(finding.severity);
        let (form, field) = (finding.form.as_str(), visible::line(&finding.field));
        say!("{style}{word}{style:#}[{}] {form}.{field}: {}", finding.code, visible::line(message));
        say!("  {QUIET}help{QUIET:#} {}", visible::line(help));
        for edit in finding.fix.iter().flat_map(|fix| &fix.edits) {
            say!("  {QUIET}fix{QUIET:#}  {} = \"{}\"", edit.field, visible::line(&edit.value));
        }
    }
}

/// How many there are of each kind.
pub(super) fn count<'a>(notices: impl Iterator<Item = &'a Notice>) -> String {
    let [mut errors, mut warnings, mut hints] = [0; 3];
    for notice in notices {
        *match notice.finding.severity {
            Severity::Error => &mut errors,
            Severity::Warning => &mut warnings,
            Severity::Hint => &mut hints,
        } += 1;
    }
    if errors + warnings + hints == 0 {
        return format!("{GOOD}✓{GOOD:#} nothing to mend");
    }
    let counted = |count: usize, word: &str| {
        let plural = if count == 1 { "" } else { "s" };
        format!("{count} {word}{plural}")
    };
    [counted(errors, "error"), counted(warnings, "warning"), counted(hints, "hint")].join(", ")
}

/// Writes a report as a doctor would: what was looked at, what is wrong, what to do.
pub(super) fn report(report: &Report, verbose: bool, scripts: Option<&Path>) {
    for test in &report.tests {
        self::test(test, verbose, scripts);
    }
}

/// Writes the report of one form.
pub(super) fn test(test: &TestReport, verbose: bool, scripts: Option<&Path>) {
    let name = match test.form {
        FormName::Outgoing => "Outgoing mail",
        FormName::Incoming => "Incoming mail",
    };
    say!("{name}");
    findings(&test.findings);
    for stage in &test.stages {
        self::stage(stage, verbose);
    }
    causes(&test.causes, &Scripts { folder: scripts.map(|folder| (folder, test.form)), verbose });
    match test.verdict {
        Verdict::Success => say!("{GOOD}Success{GOOD:#}\n"),
        Verdict::Failure => say!("{BAD}Failure{BAD:#}\n"),
    }
}

/// Writes what a token says of itself.
pub(super) fn claims(claims: Option<&serde_json::Map<String, serde_json::Value>>) {
    let Some(claims) = claims else {
        say!("The token is opaque: only the server that it is for can read it.");
        return;
    };
    say!("The claims of the token, which nobody has verified:");
    for (name, value) in claims {
        let value = value.as_str().map_or_else(|| value.to_string(), ToOwned::to_owned);
        say!("  {:<16} {}", visible::line(name), visible::line(&value));
    }
}

fn stage(stage: &StageReport, verbose: bool) {
    let (style, mark) = match stage.status {
        Status::Ok => (GOOD, "✓"),
        Status::Warned => (DOUBTFUL, "!"),
        Status::Failed => (BAD, "✗"),
        Status::Skipped | Status::Running => (QUIET, "-"),
    };
    let name = stage.stage.as_str();
    if stage.status == Status::Skipped {
        say!("  {style}{mark} {name:<12} skipped{style:#}");
    } else {
        say!("  {style}{mark}{style:#} {name:<12} {:>8.1} ms", stage.elapsed_ms);
    }
    if let Some(Fact::Text(words)) = stage.facts.get("error") {
        say!("      {words}");
    }
    if let Some(Fact::List(warnings)) = stage.facts.get("warnings") {
        for warning in warnings {
            say!("      {warning}");
        }
    }
    if let Some(Fact::Text(id)) = stage.facts.get("message_id")
        && let Some(Fact::Text(recipient)) = stage.facts.get("recipient")
    {
        say!("      to {recipient}, with the Message-ID {id}");
    }
    if verbose {
        for line in &stage.transcript {
            let arrow = if line.from == Peer::Client { ">" } else { "<" };
            say!("      {QUIET}{arrow} {}{QUIET:#}", line.line);
        }
    }
}

/// How scripts are shown.
#[derive(Default)]
pub(super) struct Scripts<'a> {
    /// The folder that holds them, and the form that was tested.
    pub(super) folder: Option<(&'a Path, FormName)>,
    /// Every one of them, and not only the one that mends.
    pub(super) verbose: bool,
}

/// Writes causes, most likely first; the scripts of the first one alone, and of what is far less
/// likely no more than its name.
pub(super) fn causes(causes: &[Cause], scripts: &Scripts<'_>) {
    let tied = likeliest(causes).len();
    let best = causes.first().map_or(0.0, |cause| cause.confidence);
    for (place, cause) in causes.iter().enumerate() {
        let Cause { id, title, confidence, .. } = cause;
        let percent = confidence * 100.0;
        if *confidence < best / 2.0 {
            say!("\n  {QUIET}or{QUIET:#} {title} ({id}, {percent:.0} %)");
            continue;
        }
        say!("\n  {BAD}{title}{BAD:#} ({id}, {percent:.0} %)");
        for why in &cause.why {
            say!("    {QUIET}why{QUIET:#} {}", visible::line(why));
        }
        for against in &cause.against {
            say!("    {QUIET}but{QUIET:#} {}", visible::line(against));
        }
        for remedy in cause.remedies.iter().filter(|remedy| remedy.kind == RemedyKind::Steps) {
            steps(remedy);
        }
        // In a folder lie those of what is as likely, too.
        if place == 0 || place < tied && scripts.folder.is_some() {
            scripts.show(cause);
        }
    }
}

/// What a person does, who can, and where.
fn steps(Remedy { text, who, link, .. }: &Remedy) {
    say!("    {NOTE}fix{NOTE:#} {text}");
    if let Some(who) = who {
        say!("    {QUIET}who{QUIET:#} {who}");
    }
    if let Some(link) = link {
        say!("    {QUIET}at{QUIET:#}  {}", visible::line(link));
    }
}

impl Scripts<'_> {
    /// Shows the scripts of a cause: in a folder their names, else the commands.
    fn show(&self, cause: &Cause) {
        let scripts = cause.remedies.iter().filter(|remedy| remedy.kind == RemedyKind::Script);
        let mut mends = scripts.clone().filter(|script| script.part == Some("do"));
        // Where nothing has to be changed by commands, what they show is what counts.
        let first = mends.next().or_else(|| scripts.clone().next());
        for script in scripts {
            let is_first = first == Some(script);
            let is_link = script.language.as_deref() == Some("url");
            if let Some(command) = self
                .folder
                .and_then(|(folder, form)| hand_off::script_command(folder, form, cause, script))
            {
                say!("    {NOTE}run{NOTE:#} {command}  {QUIET}{}{QUIET:#}", script.title);
            } else if is_first || is_link || self.verbose {
                say!("\n    {QUIET}# {}{QUIET:#}", script.title);
                script.text.lines().for_each(|line| say!("    {}", visible::line(line)));
            }
        }
    }
}
