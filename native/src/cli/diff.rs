//! What an edit changes in a settings file, as a unified diff without secrets.

use std::fmt::Write as _;

use anstyle::{AnsiColor, Style};
use similar::{ChangeTag, TextDiff};

use crate::{settings_file::Source, visible};

const OLD: Style = AnsiColor::Red.on_default();
const NEW: Style = AnsiColor::Green.on_default();
const PLACE: Style = AnsiColor::Cyan.on_default();

/// The diff; empty where nothing changes.
pub(super) fn unified(old: &Source, new: &Source) -> String {
    let show = |source: &Source| {
        let document = &source.document;
        document.show(0..document.text.len(), &document.hidden()).text
    };
    let (old_text, new_text) = (show(old), show(new));
    let diff = TextDiff::from_lines(&old_text, &new_text);
    let name = visible::line(&old.name);
    let mut shown = String::new();
    for hunk in diff.unified_diff().context_radius(3).iter_hunks() {
        if shown.is_empty() {
            let _ = writeln!(shown, "--- {name}\n+++ {name}");
        }
        let _ = writeln!(shown, "{PLACE}{}{PLACE:#}", hunk.header());
        for change in hunk.iter_changes() {
            let (style, sign) = match change.tag() {
                ChangeTag::Delete => (OLD, '-'),
                ChangeTag::Insert => (NEW, '+'),
                ChangeTag::Equal => (Style::new(), ' '),
            };
            let line = visible::line(change.value().trim_end_matches(['\r', '\n']));
            let _ = writeln!(shown, "{style}{sign}{line}{style:#}");
        }
    }
    shown
}
