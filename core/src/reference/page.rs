//! Writes the pages `rules.md` and `causes.md` in `core/reference`, and fails when a committed copy is
//! stale.
//!
//! `MAILVET_BLESS=1 cargo test -p mailvet-core reference` renews them.

use std::{fmt::Write, fs, path::Path};

use super::{CauseDocumentation, Documentation, Example, Sample, Source};
use crate::{
    Edit, Fix, Severity, catalogue,
    diagnosis::{Guess, SECTIONS},
    messages::{Language, Messages},
    remedy::Values,
};

#[test]
fn the_committed_page_of_rules_is_fresh() {
    expect_fresh("reference/rules.md", &rules());
}

#[test]
fn the_committed_page_of_causes_is_fresh() {
    expect_fresh("reference/causes.md", &causes());
}

fn expect_fresh(name: &str, generated: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
    if std::env::var_os("MAILVET_BLESS").is_some() {
        fs::write(&path, generated).expect("the page can be written");
    }
    let committed = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        committed == generated,
        "core/{name} is stale; run `MAILVET_BLESS=1 cargo test -p mailvet-core reference`"
    );
}

fn rules() -> String {
    let mut page = String::from(
        "<!-- Generated from the catalogue, the messages and rules.toml by core/src/reference; do not edit. -->\n\n\
         # The rules\n\n\
         Every code that Mailvet can answer with. An **error** means that the settings cannot work or would be\n\
         unsafe; a **warning** that something is probably not as it was meant; a **hint** that nothing is wrong, and\n\
         this is good to know. A code never changes its meaning. `mailvet rules CODE` shows the same on a terminal.\n\n",
    );
    for (section, rules) in catalogue::SECTIONS {
        let codes: Vec<_> = rules.iter().map(|rule| format!("[{0}](#{0})", rule.code)).collect();
        let _ = writeln!(page, "- **{section}**: {}", codes.join(", "));
    }
    for (section, rules) in catalogue::SECTIONS {
        let _ = write!(page, "\n## {section}\n");
        for documentation in rules.iter().filter_map(|rule| Documentation::of(rule)) {
            write_rule(&mut page, documentation);
        }
    }
    page
}

fn write_rule(page: &mut String, documentation: &'static Documentation) {
    let Documentation { rule, about, example, .. } = documentation;
    // Another test tells of an example that does not raise its rule.
    let Some(notice) = documentation.notice(Language::English) else { return };
    let severity = match rule.severity {
        Severity::Error => "Error",
        Severity::Warning => "Warning",
        Severity::Hint => "Hint",
    };
    let _ = write!(
        page,
        "\n### {}\n\n**{severity}.** {}\n\n> {}\n\n{about}\n",
        rule.code, notice.message, notice.help
    );
    match example {
        Example::Settings { wrong, right, identity_hosts } => {
            if !identity_hosts.is_empty() {
                let hosts = identity_hosts.join("`, `");
                let _ = write!(page, "\nIn the examples `{hosts}` is confirmed by name.\n");
            }
            let _ = write!(page, "\nWrong:\n\n```toml\n{}\n```\n", wrong.trim());
            let _ = write!(page, "\nRight:\n\n```toml\n{}\n```\n", right.trim());
        }
        Example::Outside { raised_by, .. } => {
            let _ = write!(page, "\nNo settings raise it; {raised_by} does.\n");
        }
    }
    if let Some(Fix { edits, safe }) = &notice.finding.fix {
        let edit = |edit: &Edit| match &*edit.value {
            "" => format!("`{}` becomes empty", edit.field),
            value => format!("`{}` becomes `{value}`", edit.field),
        };
        let edits: Vec<_> = edits.iter().map(edit).collect();
        let how = if *safe { "can be applied unasked" } else { "is the likeliest of several" };
        let _ = write!(page, "\nFix, which {how}: {}.\n", edits.join(", "));
    }
    let _ = write!(page, "\nSource: {}\n", rule.source());
}

fn causes() -> String {
    let mut page = String::from(
        "<!-- Generated from the vocabulary, the messages and causes.toml by core/src/reference; do not edit. -->\n\n\
         # The causes\n\n\
         The one thing that someone must change so that a failed connection test passes. A failure names its causes by\n\
         these ids, most likely first; an id never changes its meaning. `mailvet explain ID` shows the same on a\n\
         terminal, with the commands that remove the cause; `mailvet explain TEXT` tells the causes of a pasted failure.\n\n",
    );
    for (section, ids) in SECTIONS {
        let ids: Vec<_> = ids.iter().map(|id| format!("[{id}](#{id})")).collect();
        let _ = writeln!(page, "- **{section}**: {}", ids.join(", "));
    }
    for (section, ids) in SECTIONS {
        let _ = write!(page, "\n## {section}\n");
        for documentation in ids.iter().filter_map(|id| CauseDocumentation::of(id)) {
            write_cause(&mut page, documentation);
        }
    }
    page
}

fn write_cause(page: &mut String, documentation: &CauseDocumentation) {
    let CauseDocumentation { id, source: Source { title, checked }, example, near, .. } =
        documentation;
    let cause = Messages::of(Language::English).explain(Guess::certain(id), &Values::default());
    let fix = cause.remedies.first().map_or("", |remedy| &remedy.text);
    let _ = write!(page, "\n### {id}\n\n**{}**\n\n> {fix}\n", cause.title);
    let _ = write!(page, "\nLeads here:\n\n```{}\n{example}\n```\n", fence(example));
    let elsewhere = match near.leads_to() {
        Some(other) => format!("leads to [{other}](#{other})"),
        None => "tells of no failure".to_owned(),
    };
    let _ = write!(page, "\nIs near, and {elsewhere}:\n\n```{}\n{near}\n```\n", fence(near));
    let _ = write!(page, "\nSource: {title}; checked on {checked}.\n");
}

fn fence(sample: &Sample) -> &'static str {
    match sample {
        Sample::Words(_) => "text",
        Sample::Object(_) => "json",
    }
}
