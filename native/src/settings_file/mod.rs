//! The settings file: TOML or JSON, with the tables `[outgoing]` and `[incoming]`.
//!
//! Reading it fails only where it cannot be parsed at all. A value of the wrong type is a finding of
//! the rules at its field, and an error here never quotes a line, which may hold a secret.

pub(crate) mod discretion;
pub(crate) mod document;
pub(crate) mod edit;
pub(crate) mod place;
pub(crate) mod upgrade;
pub(crate) mod write;

use std::{
    fmt, fs,
    io::{self, Read},
    ops::Range,
    path::{Path, PathBuf},
    process::Command,
};

use mailvet_core::{
    Finding, FormName, Secret, SecretEntry, SecretReference, catalogue, unknown_form,
};

use self::{
    document::{Content, Document, Malformed, Syntax, TableKind, path_of, to_object},
    place::{Place, part_of_literal},
};
use crate::form::Form;

/// The forms of a settings file.
#[derive(Clone, Debug, Default)]
pub(crate) struct SettingsFile {
    /// The forms that are there, outgoing before incoming.
    pub(crate) forms: Vec<Form>,
    /// Paths in the file begin here.
    folder: PathBuf,
}

/// A settings file as it was read: its name, its text and what stands where.
#[derive(Clone, Debug)]
pub(crate) struct Source {
    /// Its name in messages.
    pub(crate) name: String,
    pub(crate) document: Document,
    folder: PathBuf,
    /// Whether a byte order mark stands before the text.
    has_mark: bool,
}

/// Why a settings file cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Unreadable {
    /// The name of the file.
    pub(crate) file: String,
    /// Where it goes wrong.
    pub(crate) place: Option<Place>,
    pub(crate) reason: String,
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if let Some(Place { line, column }) = self.place {
            write!(f, ":{line}:{column}")?;
        }
        write!(f, ": {}", self.reason)
    }
}

impl std::error::Error for Unreadable {}

/// The key by which a file of JSON names its schema, for editors.
const SCHEMA_KEY: &str = "$schema";

/// The largest file that is read; settings take some kilobytes.
const LARGEST: u64 = 16 * 1024 * 1024;

const MARK: char = '\u{feff}';

impl Source {
    /// Reads a file; `-` is standard input.
    pub(crate) fn read(path: &Path) -> Result<Self, Unreadable> {
        let is_stdin = path == Path::new("-");
        let name = if is_stdin { "<stdin>".to_owned() } else { path.display().to_string() };
        let unreadable = |reason| Unreadable { file: name.clone(), place: None, reason };
        let cannot = |error: io::Error| unreadable(format!("it cannot be read: {error}"));
        let bytes = if is_stdin {
            let mut bytes = Vec::new();
            io::stdin().take(LARGEST + 1).read_to_end(&mut bytes).map_err(cannot)?;
            bytes
        } else {
            let mut bytes = Vec::new();
            let file = fs::File::open(path).map_err(cannot)?;
            file.take(LARGEST + 1).read_to_end(&mut bytes).map_err(cannot)?;
            bytes
        };
        if bytes.len() as u64 > LARGEST {
            return Err(unreadable("it is larger than any settings file (16 MiB)".to_owned()));
        }
        let text = String::from_utf8(bytes)
            .map_err(|_| unreadable("it is not text in UTF-8".to_owned()))?;
        let syntax = match path.extension() {
            Some(extension) if extension.eq_ignore_ascii_case("json") => Syntax::Json,
            None if text.trim_start_matches(MARK).trim_start().starts_with('{') => Syntax::Json,
            Some(_) | None => Syntax::Toml,
        };
        let folder = path.parent().map(Path::to_owned).unwrap_or_default();
        Self::parse(name, text, syntax, folder)
    }

    /// A text that stands in no file.
    #[cfg(test)]
    pub(crate) fn of_text(text: &str) -> Result<Self, Unreadable> {
        let is_json = text.trim_start().starts_with(['{', '"']);
        let syntax = if is_json { Syntax::Json } else { Syntax::Toml };
        Self::parse("settings".to_owned(), text.to_owned(), syntax, PathBuf::new())
    }

    fn parse(
        name: String,
        text: String,
        syntax: Syntax,
        folder: PathBuf,
    ) -> Result<Self, Unreadable> {
        let has_mark = text.starts_with(MARK);
        let text = if has_mark { text.trim_start_matches(MARK).to_owned() } else { text };
        match Document::parse(text, syntax) {
            Ok(document) => Ok(Self { name, document, folder, has_mark }),
            Err(Malformed { place, reason }) => {
                Err(Unreadable { file: name, place: Some(place), reason })
            }
        }
    }

    /// The same file with another text.
    pub(crate) fn with_text(&self, text: String) -> Result<Self, Unreadable> {
        let mut changed =
            Self::parse(self.name.clone(), text, self.document.syntax, self.folder.clone())?;
        changed.has_mark = self.has_mark;
        Ok(changed)
    }

    /// The whole text, as it is written into a file.
    pub(crate) fn to_text(&self) -> String {
        let mark = if self.has_mark { MARK.to_string() } else { String::new() };
        mark + &self.document.text
    }

    /// The forms in it.
    pub(crate) fn settings(&self) -> Result<SettingsFile, Unreadable> {
        let mut forms = Vec::new();
        for name in [FormName::Outgoing, FormName::Incoming] {
            let Some(member) = self.document.member(&[name.as_str()]) else { continue };
            let form = match &member.node.content {
                Content::Scalar(serde_json::Value::Null) => continue,
                Content::Table(_, members) => Form::read(name, to_object(members)),
                Content::Scalar(_) | Content::List(_) => None,
            };
            forms.push(form.ok_or_else(|| Unreadable {
                file: self.name.clone(),
                place: Some(self.place(member.key_span.start)),
                reason: format!("`{}` is no table of settings", name.as_str()),
            })?);
        }
        Ok(SettingsFile { forms, folder: self.folder.clone() })
    }

    /// The top-level keys that mean nothing, with what is to be said of each and where it stands.
    pub(crate) fn unknown(&self) -> impl Iterator<Item = (Finding, Range<usize>)> {
        /// More of them help nobody.
        const MOST: usize = 20;
        let known = [FormName::Outgoing.as_str(), FormName::Incoming.as_str(), SCHEMA_KEY];
        self.document
            .members
            .iter()
            .filter(move |member| !known.contains(&member.key.as_str()))
            .take(MOST)
            .map(|member| (unknown_form(&member.key), member.key_span.clone()))
    }

    /// The place of a byte.
    pub(crate) fn place(&self, offset: usize) -> Place {
        Place::of(&self.document.text, offset)
    }

    /// The part of the text that a finding is about: of the value what the rule marked, the key
    /// where that is what is wrong, and the header of the table where a key is missing.
    pub(crate) fn locate(&self, finding: &Finding) -> Range<usize> {
        let path = path_of(finding.form, &finding.field);
        let whole = [finding.form.as_str(), &finding.field];
        let member = self.document.member(&path).or_else(|| self.document.member(&whole));
        let Some(member) = member else {
            let table = (1..path.len()).rev().find_map(|len| self.document.member(&path[..len]));
            return table.map_or(0..0, |table| match table.node.content {
                Content::Table(TableKind::Header, _) => table.node.span.clone(),
                _ => table.key_span.clone(),
            });
        };
        if finding.code == catalogue::UNKNOWN_KEY.code {
            return member.key_span.clone();
        }
        let value = member.node.span.clone();
        let part = finding
            .span
            .and_then(|span| part_of_literal(self.document.source(value.clone()), span));
        part.map_or(value.clone(), |part| value.start + part.start..value.start + part.end)
    }
}

impl SettingsFile {
    /// Settings of one form that stand in no file.
    pub(crate) fn of(form: Form) -> Self {
        Self { forms: vec![form], ..Self::default() }
    }

    /// Where paths in the file begin.
    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// Whether a secret stands in the file itself.
    pub(crate) fn holds_secrets(&self) -> bool {
        self.forms.clone().iter_mut().flat_map(Form::secrets).any(
            |(_, entry)| matches!(entry, SecretEntry::Typed(secret) if !secret.expose().is_empty()),
        )
    }

    /// Reads the secrets that the forms refer to; gives the form, field and reason of each that is
    /// not to be had.
    pub(crate) fn fetch_secrets(
        &mut self,
        allow_command: bool,
    ) -> Vec<(FormName, &'static str, String)> {
        let mut missing = Vec::new();
        for form in &mut self.forms {
            let name = form.name();
            for (field, entry) in form.secrets() {
                let SecretEntry::Reference(reference) = entry else { continue };
                // A key of the older release, which no test uses.
                if field == "exchange_client_secret" {
                    continue;
                }
                match fetch(reference, &self.folder, allow_command) {
                    Ok(secret) => *entry = SecretEntry::Typed(secret),
                    Err(reason) => missing.push((name, field, reason)),
                }
            }
        }
        missing
    }
}

fn fetch(
    reference: &SecretReference,
    folder: &Path,
    allow_command: bool,
) -> Result<Secret, String> {
    match reference {
        SecretReference::Env(name) => std::env::var(name)
            .map(Secret::new)
            .map_err(|_| format!("the environment variable {name} is not set.")),
        SecretReference::File(path) => {
            let path = folder.join(path);
            let text = fs::read_to_string(&path)
                .map_err(|error| format!("{} cannot be read: {error}.", path.display()))?;
            Ok(without_line_end(text))
        }
        SecretReference::Command(_) if !allow_command => {
            Err("a command is run only with --allow-command.".to_owned())
        }
        SecretReference::Command(words) => run(words),
        SecretReference::Stored(_) | _ => {
            Err("it is in no store that this command reads.".to_owned())
        }
    }
}

fn run(words: &[String]) -> Result<Secret, String> {
    let [program, arguments @ ..] = words else {
        return Err("the command is empty.".to_owned());
    };
    let output = Command::new(program)
        .args(arguments)
        .output()
        .map_err(|error| format!("{program} cannot be run: {error}."))?;
    if !output.status.success() {
        return Err(format!("{program} failed ({}).", output.status));
    }
    let text = String::from_utf8(output.stdout).map_err(|_| format!("{program} gave no text."))?;
    Ok(without_line_end(text))
}

/// The line break that an editor or `echo` puts at the end is no part of a secret.
fn without_line_end(mut text: String) -> Secret {
    if text.ends_with('\n') {
        text.pop();
        if text.ends_with('\r') {
            text.pop();
        }
    }
    Secret::new(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<SettingsFile, Unreadable> {
        Source::of_text(text)?.settings()
    }

    #[test]
    fn an_error_names_the_place_and_quotes_nothing() {
        for (text, place) in [
            ("[outgoing]\npassword = \"hunter2\" x", "2:22"),
            ("[outgoing]\npassword = \"hunter2", "2:20"),
            ("[outgoing]\nserver = x", "2:10"),
            ("[outgoing]\nserver = 'x'\nserver = 'hunter2'", "3:1"),
            ("{\"outgoing\": {\"password\": \"hunter2\" x}}", "1:37"),
            ("{\"outgoing\":\n {\"server\": \"x\", \"server\": \"hunter2\"}}", "2:18"),
            ("outgoing = \"hunter2\"", "1:1"),
            ("{\"outgoing\": \"hunter2\"}", "1:2"),
            ("\"hunter2\"", "1:1"),
            ("{\"outgoing\": ", "1:13"),
        ] {
            let error = parse(text).expect_err(text).to_string();
            assert!(!error.contains("hunter2"), "{error}");
            assert!(error.starts_with(&format!("settings:{place}: ")), "{text}: {error}");
        }
    }

    #[test]
    fn findings_have_the_place_of_what_is_wrong() {
        use mailvet_core::{Context, FormName::Outgoing};

        for (text, code, part) in [
            ("[outgoing]\nserver = \"https://x.example\"", "server-is-url", "https://"),
            ("[outgoing]\nserver = \"\\u00e4{host}\"", "placeholder", "{host}"),
            ("[outgoing]\nsever = \"x\"", "unknown-key", "sever"),
            ("[outgoing]\nsecurity = \"tls\"", "server-missing", "[outgoing]"),
            ("outgoing.security = \"tls\"", "server-missing", "outgoing"),
            ("outgoing = { security = \"tls\" }", "server-missing", "outgoing"),
            ("{\"outgoing\": {\"security\": \"tls\"}}", "server-missing", "\"outgoing\""),
            ("{\"outgoing\": {\"port\": 99999}}", "port-malformed", "99999"),
            ("{\"outgoing\": {\"oauth\": {\"flw\": \"x\"}}}", "unknown-key", "\"flw\""),
            ("[outgoing]\noauth.provider = \"custom\"", "client-id-missing", "oauth"),
            ("[outgoing.oauth]\nprovider = \"custom\"", "client-id-missing", "[outgoing.oauth]"),
        ] {
            let source = Source::of_text(text).expect(text);
            let forms = source.settings().expect(text).forms;
            let findings = forms[0].findings(&Context::default());
            let finding = findings.iter().find(|finding| finding.code == code).expect(text);
            assert_eq!(finding.form, Outgoing);
            assert_eq!(source.document.source(source.locate(finding)), part, "{text}");
        }
    }

    #[test]
    fn values_of_any_type_are_read() {
        for value in
            ["1", "1.5", "true", "0xff", "1_000", "\"x\"", "[1]", "{ a = 1 }", "2026-01-01", "nan"]
        {
            let text = format!("[outgoing]\nserver = {value}\npassword = {value}\noauth = {value}");
            assert!(parse(&text).is_ok(), "{value}");
        }
    }

    #[test]
    fn what_json_does_not_have_is_refused_by_the_rules() {
        for value in ["inf", "-inf", "nan", "2026-01-01"] {
            let text = format!("[outgoing]\nserver = \"mail.example.com\"\nport = {value}");
            let file = parse(&text).expect(value);
            let findings = file.forms[0].findings(&mailvet_core::Context::default());
            assert_eq!(findings.len(), 1, "{value}");
            assert_eq!(findings[0].field, "port", "{value}");
        }
    }

    #[test]
    fn secrets_are_fetched_where_they_are_kept() {
        let folder = std::env::temp_dir().join(format!("mailvet-settings-{}", std::process::id()));
        fs::create_dir_all(&folder).expect("a folder");
        fs::write(folder.join("secret"), "from a file\n").expect("a file");
        let mut file = parse(
            r#"
            [outgoing]
            password = { file = "secret" }
            oauth = { client_secret = { env = "MAILVET_NO_SUCH_VARIABLE" } }
            [incoming]
            password = { command = ["printf", "from a command\n"] }
            "#,
        )
        .expect("settings");
        file.folder.clone_from(&folder);
        let missing = file.clone().fetch_secrets(false);
        let fields: Vec<_> = missing.iter().map(|(form, field, _)| (*form, *field)).collect();
        assert_eq!(
            fields,
            [(FormName::Outgoing, "oauth.client_secret"), (FormName::Incoming, "password")]
        );
        assert_eq!(file.fetch_secrets(true).len(), 1);
        let passwords: Vec<_> = file.forms.iter_mut().flat_map(Form::secrets).collect();
        assert_eq!(*passwords[0].1, "from a file".into());
        assert_eq!(*passwords[2].1, "from a command".into());
        fs::remove_dir_all(&folder).expect("the folder is ours");
    }
}
