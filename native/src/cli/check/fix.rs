//! The mends that rules offer, as edits of the file.

use mailvet_core::{Context, Edit, Finding, FormName};

use crate::{
    form,
    settings_file::{
        Source,
        discretion::is_secret,
        document::{Syntax, path_of},
        edit::{TextEdit, apply, string_literal},
    },
};

/// A mend that was carried out.
#[derive(Clone, Debug)]
pub(super) struct Mend {
    pub(super) code: &'static str,
    pub(super) form: FormName,
    pub(super) edits: Vec<Edit>,
}

/// A file after its mends.
#[derive(Debug)]
pub(super) struct Mended {
    pub(super) source: Source,
    pub(super) mends: Vec<Mend>,
}

/// Carries out every safe mend that the rules offer, and those that they offer then.
pub(super) fn mend(source: &Source, context: &Context) -> Mended {
    /// One mend makes way for the next, but not for ever.
    const MOST_ROUNDS: usize = 10;
    let mut mended = Mended { source: source.clone(), mends: Vec::new() };
    for _ in 0..MOST_ROUNDS {
        let Some((source, mends)) = round(&mended.source, context) else { break };
        mended.source = source;
        mended.mends.extend(mends);
    }
    mended
}

/// Carries out the mends that do not get in each other's way; `None` where there is none.
fn round(source: &Source, context: &Context) -> Option<(Source, Vec<Mend>)> {
    let settings = source.settings().ok()?;
    let mut touched = Vec::new();
    let mut edits = Vec::new();
    let mut mends = Vec::new();
    for finding in form::findings(&settings.forms, context) {
        let Some(fix) = finding.fix.as_ref().filter(|fix| fix.safe) else { continue };
        let fields = fix.edits.iter().map(|edit| (finding.form, edit.field.clone()));
        if fields.clone().any(|field| touched.contains(&field)) {
            continue;
        }
        let Some(of_fix) = edits_of(source, &finding) else { continue };
        touched.extend(fields);
        edits.extend(of_fix);
        mends.push(Mend { code: finding.code, form: finding.form, edits: fix.edits.clone() });
    }
    let text = apply(&source.document.text, &edits)?;
    if text == source.document.text {
        return None;
    }
    Some((source.with_text(text).ok()?, mends))
}

/// The edits of the file that carry out the mend of a finding; `None` where it offers none, or one
/// that the file has no place for. A secret is never edited.
pub(super) fn edits_of(source: &Source, finding: &Finding) -> Option<Vec<TextEdit>> {
    let edits = &finding.fix.as_ref()?.edits;
    edits
        .iter()
        .map(|edit| {
            let path = path_of(finding.form, &edit.field);
            let literal = literal(source.document.syntax, edit);
            (!is_secret(&edit.field)).then(|| source.document.set(&path, &literal)).flatten()
        })
        .collect()
}

/// An edit as the file writes it.
pub(super) fn written(source: &Source, edit: &Edit) -> String {
    let key = edit.field.rsplit('.').next().unwrap_or_default();
    let literal = literal(source.document.syntax, edit);
    match source.document.syntax {
        Syntax::Toml => format!("{key} = {literal}"),
        Syntax::Json => format!("\"{key}\": {literal}"),
    }
}

/// The value of an edit: a port is a number, a check box true or false, and all else text.
fn literal(syntax: Syntax, edit: &Edit) -> String {
    let is_bare = match &*edit.field {
        "port" => edit.value.parse::<u16>().is_ok_and(|port| port.to_string() == edit.value),
        "use_ssl" | "requires_authentication" => matches!(&*edit.value, "true" | "false"),
        _ => false,
    };
    if is_bare { edit.value.to_string() } else { string_literal(syntax, &edit.value) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str, codes: &[&str]) {
        let source = Source::of_text(text).expect(text);
        let mended = mend(&source, &Context::default());
        assert_eq!(mended.source.document.text, expected);
        assert_eq!(mended.mends.iter().map(|mend| mend.code).collect::<Vec<_>>(), codes);
        let again = mend(&mended.source, &Context::default());
        assert!(again.mends.is_empty(), "{again:?}");
    }

    #[test]
    fn safe_mends_are_carried_out_in_place() {
        check(
            "# ours\n[outgoing]\nserver = 'https://smtp.example.com:587' # this one\nsecurity = \"tls\"\n",
            "# ours\n[outgoing]\nserver = \"smtp.example.com\" # this one\nsecurity = \"tls\"\nport = 587\n",
            &["server-is-url"],
        );
        check(
            r#"{"outgoing": {"server": "smtp.example.com. ", "security": "STARTTLS", "port": "587"}}"#,
            r#"{"outgoing": {"server": "smtp.example.com", "security": "tls", "port": "587"}}"#,
            &["server-trailing-dot", "unknown-choice"],
        );
    }

    #[test]
    fn what_is_not_safe_is_left_alone() {
        for text in [
            "[outgoing]\nserver = \"smtp.office356.com\"\nsecurity = \"tls\"\n",
            "[incoming]\nserver = \"imap.example.com\"\nuse_ssl = true\nusername = \"a@example.com\"\npassword = \" hunter2 \"\n",
        ] {
            check(text, text, &[]);
        }
    }
}
