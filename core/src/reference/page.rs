//! Writes the page `core/reference/rules.md`, and fails when the committed copy is stale.
//!
//! `MAILVET_BLESS=1 cargo test -p mailvet-core reference` renews it.

use std::{fmt::Write, fs, path::Path};

use super::{Documentation, Example};
use crate::{Fix, Severity, catalogue::SECTIONS, messages::Language};

#[test]
fn the_committed_page_is_fresh() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("reference/rules.md");
    let generated = render();
    if std::env::var_os("MAILVET_BLESS").is_some() {
        fs::write(&path, &generated).expect("the page can be written");
    }
    let committed = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        committed == generated,
        "core/reference/rules.md is stale; run `MAILVET_BLESS=1 cargo test -p mailvet-core reference`"
    );
}

fn render() -> String {
    let mut page = String::from(
        "<!-- Generated from the catalogue, the messages and rules.toml by core/src/reference; do not edit. -->\n\n\
         # The rules\n\n\
         Every code that Mailvet can answer with. An **error** means that the settings cannot work or would be\n\
         unsafe; a **warning** that something is probably not as it was meant; a **hint** that nothing is wrong, and\n\
         this is good to know. A code never changes its meaning. `mailvet rules CODE` shows the same on a terminal.\n\n",
    );
    for (section, rules) in SECTIONS {
        let codes: Vec<_> = rules.iter().map(|rule| format!("[{0}](#{0})", rule.code)).collect();
        let _ = writeln!(page, "- **{section}**: {}", codes.join(", "));
    }
    for (section, rules) in SECTIONS {
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
        let edits: Vec<_> =
            edits.iter().map(|edit| format!("`{}` becomes `{}`", edit.field, edit.value)).collect();
        let how = if *safe { "can be applied unasked" } else { "is the likeliest of several" };
        let _ = write!(page, "\nFix, which {how}: {}.\n", edits.join(", "));
    }
    let _ = write!(page, "\nSource: {}\n", rule.source);
}
