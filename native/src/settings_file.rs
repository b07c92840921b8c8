//! The settings file: TOML or JSON, with the tables `[outgoing]` and `[incoming]`.
//!
//! Reading it fails only where it cannot be parsed at all. A value of the wrong type is a finding of
//! the rules at its field, and an error here never quotes a line, which may hold a secret.

use std::{
    fmt, fs,
    io::{self, Read},
    path::{Path, PathBuf},
    process::Command,
};

use mailvet_core::{FormName, Secret, SecretEntry, SecretReference};
use serde_json::{Map, Value};

use crate::form::Form;

/// The forms of a settings file.
#[derive(Clone, Debug, Default)]
pub(crate) struct SettingsFile {
    /// The forms that are there, outgoing before incoming.
    pub(crate) forms: Vec<Form>,
    /// Top-level keys that mean nothing.
    pub(crate) unknown: Vec<String>,
    /// Paths in the file begin here.
    folder: PathBuf,
}

/// Why a settings file cannot be read.
#[derive(Debug)]
pub(crate) struct UnreadableFile(String);

impl fmt::Display for UnreadableFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for UnreadableFile {}

impl SettingsFile {
    /// Reads a file; `-` is standard input.
    pub(crate) fn read(path: &Path) -> Result<Self, UnreadableFile> {
        let shown = path.display();
        let cannot = |error: io::Error| UnreadableFile(format!("{shown} cannot be read: {error}"));
        let bytes = if path == Path::new("-") {
            let mut bytes = Vec::new();
            io::stdin().read_to_end(&mut bytes).map_err(cannot)?;
            bytes
        } else {
            fs::read(path).map_err(cannot)?
        };
        let text = String::from_utf8(bytes)
            .map_err(|_| UnreadableFile(format!("{shown} is not text in UTF-8")))?;
        let is_json = match path.extension() {
            Some(extension) => extension.eq_ignore_ascii_case("json"),
            None => text.trim_start().starts_with('{'),
        };
        let mut file = Self::parse(&text, is_json)
            .map_err(|UnreadableFile(error)| UnreadableFile(format!("{shown}: {error}")))?;
        file.folder = path.parent().map(Path::to_owned).unwrap_or_default();
        Ok(file)
    }

    /// Reads the text of a file.
    fn parse(text: &str, is_json: bool) -> Result<Self, UnreadableFile> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let document = if is_json { parse_json(text)? } else { parse_toml(text)? };
        Self::from_document(document)
    }

    fn from_document(document: Value) -> Result<Self, UnreadableFile> {
        let Value::Object(mut document) = document else {
            return Err(UnreadableFile("the settings are no table".to_owned()));
        };
        let mut forms = Vec::new();
        for name in [FormName::Outgoing, FormName::Incoming] {
            forms.extend(take_form(&mut document, name)?);
        }
        let unknown = document.into_iter().map(|(key, _)| key).collect();
        Ok(Self { forms, unknown, folder: PathBuf::new() })
    }

    /// Settings of one form that stand in no file.
    pub(crate) fn of(form: Form) -> Self {
        Self { forms: vec![form], ..Self::default() }
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

fn parse_json(text: &str) -> Result<Value, UnreadableFile> {
    serde_json::from_str(text).map_err(|error| {
        let (line, column) = (error.line(), error.column());
        UnreadableFile(format!("line {line}, column {column}: this is no JSON"))
    })
}

fn parse_toml(text: &str) -> Result<Value, UnreadableFile> {
    let table: toml::Table = toml::from_str(text).map_err(|error| {
        let before = error.span().and_then(|span| text.get(..span.start)).unwrap_or_default();
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().map_or(0, |line| line.chars().count()) + 1;
        UnreadableFile(format!(
            "line {line}, column {column}: this is no TOML ({})",
            error.message()
        ))
    })?;
    Ok(json_of(toml::Value::Table(table)))
}

/// The same value as JSON has it. What JSON does not have stays something that the rules refuse:
/// infinity and "not a number" become text, a date a table.
fn json_of(value: toml::Value) -> Value {
    match value {
        toml::Value::String(text) => Value::from(text),
        toml::Value::Integer(number) => Value::from(number),
        toml::Value::Float(number) if number.is_finite() => Value::from(number),
        toml::Value::Float(number) => Value::from(number.to_string()),
        toml::Value::Boolean(flag) => Value::from(flag),
        toml::Value::Datetime(_) => Value::Object(Map::new()),
        toml::Value::Array(values) => values.into_iter().map(json_of).collect(),
        toml::Value::Table(table) => {
            table.into_iter().map(|(key, value)| (key, json_of(value))).collect()
        }
    }
}

fn take_form(
    document: &mut Map<String, Value>,
    name: FormName,
) -> Result<Option<Form>, UnreadableFile> {
    let refused = || UnreadableFile(format!("`{}` is no table of settings", name.as_str()));
    match document.remove(name.as_str()) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::Object(table)) => Form::read(name, table).ok_or_else(refused).map(Some),
        Some(_) => Err(refused()),
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

    #[track_caller]
    fn unreadable(text: &str, is_json: bool) -> String {
        SettingsFile::parse(text, is_json).expect_err(text).to_string()
    }

    #[test]
    fn an_error_names_the_place_and_quotes_nothing() {
        for (text, is_json) in [
            ("[outgoing]\npassword = \"hunter2\" x", false),
            ("[outgoing]\npassword = \"hunter2", false),
            ("{\"outgoing\": {\"password\": \"hunter2\" x}}", true),
            ("outgoing = \"hunter2\"", false),
            ("{\"outgoing\": \"hunter2\"}", true),
            ("\"hunter2\"", true),
        ] {
            let error = unreadable(text, is_json);
            assert!(!error.contains("hunter2"), "{error}");
        }
        assert!(unreadable("[outgoing]\nserver = x", false).starts_with("line 2, column 10"));
    }

    #[test]
    fn values_of_any_type_are_read() {
        for value in ["1", "1.5", "true", "\"x\"", "[1]", "{ a = 1 }", "2026-01-01", "nan"] {
            let text = format!("[outgoing]\nserver = {value}\npassword = {value}\noauth = {value}");
            assert!(SettingsFile::parse(&text, false).is_ok(), "{value}");
        }
    }

    #[test]
    fn what_json_does_not_have_is_refused_by_the_rules() {
        for value in ["inf", "-inf", "nan", "2026-01-01"] {
            let text = format!("[outgoing]\nserver = \"mail.example.com\"\nport = {value}");
            let file = SettingsFile::parse(&text, false).expect(value);
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
        let mut file = SettingsFile::parse(
            r#"
            [outgoing]
            password = { file = "secret" }
            oauth = { client_secret = { env = "MAILVET_NO_SUCH_VARIABLE" } }
            [incoming]
            password = { command = ["printf", "from a command\n"] }
            "#,
            false,
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
