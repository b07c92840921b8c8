//! `mailvet rules`: every rule, or what one of them is for.

use anstyle::Style;
use clap::Args;
use mailvet_core::{
    Rule, Severity,
    catalogue::RULES,
    reference::{Documentation, Example},
    report::SCHEMA,
};
use serde::Serialize;

use super::{Exit, complain, language, paint, print_json};
use crate::visible;

/// Options of `rules`.
#[derive(Args)]
pub(super) struct RulesOptions {
    /// The code of a rule
    code: Option<String>,

    /// Write one JSON document
    #[arg(long)]
    json: bool,
}

/// A rule in JSON.
#[derive(Serialize)]
struct Entry {
    code: &'static str,
    severity: Severity,
    section: &'static str,
    message: String,
    source: &'static str,
}

/// A rule in JSON with all that is known of it.
#[derive(Serialize)]
struct Explanation {
    schema: u32,
    #[serde(flatten)]
    entry: Entry,
    help: String,
    about: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    wrong: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    right: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    raised_by: Option<&'static str>,
}

#[derive(Serialize)]
struct List {
    schema: u32,
    rules: Vec<Entry>,
}

pub(super) fn run(options: &RulesOptions) -> Exit {
    let Some(code) = &options.code else { return list(options.json) };
    if let Some(documentation) = Rule::of(code).and_then(Documentation::of) {
        return explain(documentation, options.json);
    }
    let likeness = |rule: &Rule| strsim::jaro_winkler(rule.code, code);
    let near = RULES.iter().max_by(|a, b| likeness(a).total_cmp(&likeness(b)));
    let near = near.map_or_else(String::new, |rule| format!("; `{}` is one", rule.code));
    let code = visible::line(code);
    complain(format!("`{code}` is no rule{near}. `mailvet rules` lists all"));
    Exit::Usage
}

fn entry(documentation: &'static Documentation) -> (Entry, String) {
    let Documentation { rule, section, about, .. } = documentation;
    let (message, help) = match documentation.notice(language()) {
        Some(notice) => (notice.message, notice.help),
        None => (about.lines().next().unwrap_or_default().to_owned(), String::new()),
    };
    let Rule { code, severity, .. } = **rule;
    (Entry { code, severity, section, message, source: rule.source() }, help)
}

fn list(as_json: bool) -> Exit {
    let rules: Vec<_> = Documentation::all().iter().map(|one| entry(one).0).collect();
    if as_json {
        return print_json(&List { schema: SCHEMA, rules }).err().unwrap_or(Exit::Good);
    }
    let mut section = "";
    for rule in &rules {
        if section != rule.section {
            let (space, title) = (if section.is_empty() { "" } else { "\n" }, Style::new().bold());
            section = rule.section;
            say!("{space}{title}{section}{title:#}");
        }
        let (style, word) = paint::severity(rule.severity);
        say!("  {:<30} {style}{word:<7}{style:#} {}", rule.code, rule.message);
    }
    Exit::Good
}

fn explain(documentation: &'static Documentation, as_json: bool) -> Exit {
    let (entry, help) = entry(documentation);
    let about = documentation.about.as_str();
    let (wrong, right, raised_by) = match &documentation.example {
        Example::Settings { wrong, right, .. } => {
            (Some(wrong.as_str()), Some(right.as_str()), None)
        }
        Example::Outside { raised_by, .. } => (None, None, Some(raised_by.as_str())),
    };
    if as_json {
        let explanation =
            Explanation { schema: SCHEMA, entry, help, about, wrong, right, raised_by };
        return print_json(&explanation).err().unwrap_or(Exit::Good);
    }
    let (style, word) = paint::severity(entry.severity);
    say!("{style}{word}{style:#}[{}]: {}", entry.code, entry.message);
    say!("  help: {help}\n");
    say!("{about}\n");
    for (title, settings) in [("Wrong:", wrong), ("Right:", right)] {
        let Some(settings) = settings else { continue };
        say!("{title}");
        for line in settings.trim().lines() {
            say!("    {line}");
        }
        say!();
    }
    if let Some(raised_by) = raised_by {
        say!("Raised by {raised_by}.\n");
    }
    say!("Source: {}", entry.source);
    Exit::Good
}
