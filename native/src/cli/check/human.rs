//! Findings for people: a picture of the source where a terminal shows colours, and elsewhere lines
//! as compilers write them, `file:line:column: error[code]: message`.

use std::fmt::Write as _;

use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};
use anstream::{AutoStream, ColorChoice};
use mailvet_core::{Context, Finding, Notice, Severity};

use super::{Judged, Outcome, Placed, fix};
use crate::{
    cli::{Talk, note_loss, paint},
    settings_file::{Source, place::Place},
    visible,
};

/// Writes what was found, to standard error where standard output holds the mended text.
pub(super) fn write(outcome: &Outcome, context: &Context, talk: Talk, to_stderr: bool) {
    use std::io::Write as _;

    let choice = if to_stderr {
        AutoStream::choice(&std::io::stderr())
    } else {
        AutoStream::choice(&std::io::stdout())
    };
    let text = text(outcome, context, talk, choice != ColorChoice::Never);
    if to_stderr {
        let _ = anstream::stderr().write_all(text.as_bytes());
    } else {
        note_loss(anstream::stdout().write_all(text.as_bytes()));
    }
}

fn text(outcome: &Outcome, context: &Context, talk: Talk, as_picture: bool) -> String {
    let mut text = String::new();
    for judged in &outcome.judged {
        mends(&mut text, judged);
        let hidden = judged.source.document.hidden();
        for placed in &judged.findings {
            if as_picture {
                text.push_str(&picture(&judged.source, placed, &hidden));
                text.push_str("\n\n");
            } else {
                lines(&mut text, &judged.source, placed);
            }
        }
    }
    if !talk.quiet && !outcome.judged.is_empty() {
        let _ = writeln!(text, "{}", paint::count(outcome.notices()));
        // One mend may settle more than one finding, or make way for another.
        let mends = outcome.judged.iter().map(|it| fix::mend(&it.source, context).mends.len());
        let mends: usize = mends.sum();
        if mends > 0 {
            let _ = writeln!(text, "{mends} can be mended by --fix");
        }
    }
    text
}

/// What `--fix` changed.
fn mends(text: &mut String, judged: &Judged) {
    for mend in &judged.mends {
        let name = visible::line(&judged.source.name);
        let edits: Vec<_> =
            mend.edits.iter().map(|edit| fix::written(&judged.source, edit)).collect();
        let (form, code) = (mend.form.as_str(), mend.code);
        let edits = visible::line(&edits.join(", "));
        let _ = writeln!(text, "{name}: fixed[{code}]: {form}: {edits}");
    }
}

/// One line to be found with grep, and what helps below it.
fn lines(text: &mut String, source: &Source, placed: &Placed) {
    let Notice { finding, message, help, .. } = &placed.notice;
    let Place { line, column } = source.place(placed.span.start);
    let (_, word) = paint::severity(finding.severity);
    let (name, code) = (visible::line(&source.name), finding.code);
    let _ = writeln!(text, "{name}:{line}:{column}: {word}[{code}]: {}", visible::line(message));
    let _ = writeln!(text, "  help: {}", visible::line(help));
    if let Some(mend) = mend_of(source, finding) {
        let _ = writeln!(text, "  help: {mend}");
    }
}

/// The line of the source with the part underlined that is wrong.
fn picture(source: &Source, placed: &Placed, hidden: &[std::ops::Range<usize>]) -> String {
    let Notice { finding, message, help, source: origin } = &placed.notice;
    let level = match finding.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Hint => Level::INFO.with_name("hint"),
    };
    let whole = &source.document.text;
    let start = whole.get(..placed.span.start).and_then(|before| before.rfind('\n'));
    let start = start.map_or(0, |at| at + 1);
    let rest = whole.get(placed.span.start..).unwrap_or_default();
    let end = rest.find('\n').map_or(whole.len(), |at| placed.span.start + at);
    let shown = source.document.show(start..end, hidden);
    let marked = shown.place(placed.span.start..placed.span.end.min(end));
    let place = source.place(placed.span.start);
    // What the renderer leaves of what acts on a terminal, by a mark of the same length.
    let harmless = |c| if matches!(c, '\u{80}'..='\u{9f}') { '·' } else { c };
    let line: String = shown.text.trim_end_matches('\r').chars().map(harmless).collect();
    let snippet = Snippet::source(line)
        .path(Some(visible::line(&source.name)))
        .line_start(place.line)
        .annotation(AnnotationKind::Primary.span(marked.clone()));
    let (message, help) = (visible::line(message), visible::line(help));
    let mut group = level.primary_title(&message).id(finding.code).element(snippet);
    group = group.element(Level::HELP.message(&help));
    let mend = mend_of(source, finding);
    if let Some(mend) = &mend {
        group = group.element(Level::HELP.message(mend));
    }
    if origin.contains("://") || origin.starts_with("RFC") {
        group = group.element(Level::NOTE.message(*origin));
    }
    let picture = Renderer::styled().render(&[group]);
    // The column is counted in what is shown, where a secret may be shorter or longer.
    let counted = Place::of(&shown.text, marked.start).column;
    let at = |column| format!("{}:{}:{column}", source.name, place.line);
    picture.replacen(&at(counted), &at(place.column), 1)
}

/// What to write instead.
fn mend_of(source: &Source, finding: &Finding) -> Option<String> {
    let fix = finding.fix.as_ref()?;
    let edits: Vec<_> =
        fix.edits.iter().map(|edit| format!("`{}`", fix::written(source, edit))).collect();
    let edits = visible::line(&edits.join(" and "));
    Some(if fix.safe { format!("write {edits}") } else { format!("{edits} may be meant") })
}

#[cfg(test)]
mod tests {
    use mailvet_core::messages::{Language, Messages};

    use super::*;

    #[track_caller]
    fn judged(text: &str) -> Judged {
        let source = Source::of_text(text).expect(text);
        let settings = source.settings().expect(text);
        let findings = crate::form::findings(&settings.forms, &Context::default())
            .into_iter()
            .map(|finding| Placed {
                span: source.locate(&finding),
                notice: Messages::of(Language::English).tell(finding),
            })
            .collect();
        Judged { read: source.to_text(), source, findings, mends: Vec::new() }
    }

    #[track_caller]
    fn write(text: &str, as_picture: bool) -> String {
        let outcome = Outcome { judged: vec![judged(text)], unreadable: Vec::new() };
        let talk = Talk { quiet: true, verbose: false };
        anstream::adapter::strip_str(&self::text(&outcome, &Context::default(), talk, as_picture))
            .to_string()
    }

    #[test]
    fn the_picture_underlines_what_is_wrong() {
        let picture = write("[outgoing]\nserver = \"\\u00e4{host}\" # ours\nport = 25\n", true);
        assert!(
            picture.starts_with(
                r#"error[placeholder]: `{host}` is a placeholder from a guide, not a value of yours.
 --> settings:2:17
  |
2 | server = "\u00e4{host}" # ours
  |                 ^^^^^^
  |
  = help: "#
            ),
            "{picture}"
        );
    }

    #[test]
    fn no_secret_is_in_the_picture_and_the_column_is_right() {
        let text =
            r#"{"outgoing": {"password": "hunter2-and-more", "server": "https://x.example"}}"#;
        let picture = write(text, true);
        let column = text.find("https").expect("the server") + 1;
        assert!(picture.contains(&format!("--> settings:1:{column}\n")), "{picture}");
        assert!(picture.contains("\"password\": [redacted],"), "{picture}");
        assert!(!picture.contains("hunter2"), "{picture}");
    }

    #[test]
    fn nothing_in_the_picture_acts_on_a_terminal() {
        let picture = write("[outgoing]\nserver = \"\u{9b}31m\u{202e}x\" # \u{85}\n", true);
        assert!(!picture.contains(['\u{9b}', '\u{85}', '\u{202e}']), "{picture:?}");
        assert!(picture.contains("server = \"·31m"), "{picture}");
    }

    /// What one mend settles, or makes way for, is counted as `--fix` carries it out.
    #[test]
    fn as_many_are_offered_as_are_carried_out() {
        let text =
            "[outgoing]\nserver = \"https://SMTP.example.com:587. \"\nsecurity = \"STARTTLS\"\n";
        let judged = judged(text);
        let carried_out = fix::mend(&judged.source, &Context::default()).mends.len();
        let outcome = Outcome { judged: vec![judged], unreadable: Vec::new() };
        let talk = Talk { quiet: false, verbose: false };
        let told = self::text(&outcome, &Context::default(), talk, false);
        assert!(told.ends_with(&format!("\n{carried_out} can be mended by --fix\n")), "{told}");
    }

    #[test]
    fn lines_are_as_compilers_write_them() {
        let lines = write(
            "[outgoing]\nserver = \"https://x.example\"\nsecurity = \"\\u001b[31m\"\n",
            false,
        );
        assert!(lines.starts_with("settings:2:11: error[server-is-url]: "), "{lines}");
        assert!(lines.contains("\n  help: write `server = \"x.example\"`\n"), "{lines}");
        assert!(lines.contains("\nsettings:3:12: error[unknown-choice]: "), "{lines}");
        assert!(!lines.contains('\u{1b}'), "{lines}");
    }
}
