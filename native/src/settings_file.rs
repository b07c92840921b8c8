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

use mailvet_core::{
    FormName, IncomingForm, OAuthEntry, OutgoingForm, Secret, SecretEntry, SecretReference,
};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

/// The forms of a settings file.
#[derive(Clone, Debug, Default)]
pub struct SettingsFile {
    /// The table `[outgoing]`.
    pub outgoing: Option<OutgoingForm>,
    /// The table `[incoming]`.
    pub incoming: Option<IncomingForm>,
    /// Top-level keys that mean nothing.
    pub unknown: Vec<String>,
    /// Paths in the file begin here.
    folder: PathBuf,
}

/// Why a settings file cannot be read.
#[derive(Debug)]
pub struct UnreadableFile(String);

impl fmt::Display for UnreadableFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for UnreadableFile {}

impl SettingsFile {
    /// Reads a file; `-` is standard input.
    pub fn read(path: &Path) -> Result<Self, UnreadableFile> {
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
    pub fn parse(text: &str, is_json: bool) -> Result<Self, UnreadableFile> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let document = if is_json { parse_json(text)? } else { parse_toml(text)? };
        Self::from_document(document)
    }

    /// Takes the forms out of a document.
    pub fn from_document(document: Value) -> Result<Self, UnreadableFile> {
        let Value::Object(mut document) = document else {
            return Err(UnreadableFile("the settings are no table".to_owned()));
        };
        Ok(Self {
            outgoing: take_form(&mut document, FormName::Outgoing)?,
            incoming: take_form(&mut document, FormName::Incoming)?,
            unknown: document.into_iter().map(|(key, _)| key).collect(),
            folder: PathBuf::new(),
        })
    }

    /// Whether a secret stands in the file itself.
    #[must_use]
    pub fn holds_secrets(&self) -> bool {
        let mut forms = self.clone();
        [FormName::Outgoing, FormName::Incoming].into_iter().any(|form| {
            forms.secrets(form).into_iter().any(|(_, entry)| {
                matches!(entry, SecretEntry::Typed(secret) if !secret.expose().is_empty())
            })
        })
    }

    /// Reads the secrets that a form refers to; gives the field and reason of each that is not to
    /// be had.
    pub fn fetch_secrets(
        &mut self,
        form: FormName,
        allow_command: bool,
    ) -> Vec<(&'static str, String)> {
        let folder = self.folder.clone();
        let mut missing = Vec::new();
        for (field, entry) in self.secrets(form) {
            let SecretEntry::Reference(reference) = entry else { continue };
            match fetch(reference, &folder, allow_command) {
                Ok(secret) => *entry = SecretEntry::Typed(secret),
                Err(reason) => missing.push((field, reason)),
            }
        }
        missing
    }

    fn secrets(&mut self, form: FormName) -> Vec<(&'static str, &mut SecretEntry)> {
        let (password, oauth) = match form {
            FormName::Outgoing => match &mut self.outgoing {
                Some(form) => (form.password.as_mut(), form.oauth.as_mut()),
                None => return Vec::new(),
            },
            FormName::Incoming => match &mut self.incoming {
                Some(form) => (form.password.as_mut(), form.oauth.as_mut()),
                None => return Vec::new(),
            },
        };
        let mut secrets = vec![("password", password)];
        if let Some(OAuthEntry::Form(oauth)) = oauth {
            secrets.push(("oauth.client_secret", oauth.client_secret.as_mut()));
            secrets.push(("oauth.certificate_password", oauth.certificate_password.as_mut()));
        }
        secrets.into_iter().filter_map(|(field, secret)| Some((field, secret?))).collect()
    }
}

fn parse_json(text: &str) -> Result<Value, UnreadableFile> {
    serde_json::from_str(text).map_err(|error| {
        let (line, column) = (error.line(), error.column());
        UnreadableFile(format!("line {line}, column {column}: this is no JSON"))
    })
}

fn parse_toml(text: &str) -> Result<Value, UnreadableFile> {
    toml::from_str(text).map_err(|error| {
        let before = error.span().and_then(|span| text.get(..span.start)).unwrap_or_default();
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().map_or(0, |line| line.chars().count()) + 1;
        UnreadableFile(format!(
            "line {line}, column {column}: this is no TOML ({})",
            error.message()
        ))
    })
}

fn take_form<F: DeserializeOwned>(
    document: &mut Map<String, Value>,
    form: FormName,
) -> Result<Option<F>, UnreadableFile> {
    let name = form.as_str();
    match document.remove(name) {
        None | Some(Value::Null) => Ok(None),
        Some(table @ Value::Object(_)) => serde_json::from_value(table)
            .map(Some)
            .map_err(|_| UnreadableFile(format!("`{name}` cannot be read as a table of settings"))),
        Some(_) => Err(UnreadableFile(format!("`{name}` is no table"))),
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
        let missing = file.fetch_secrets(FormName::Outgoing, false);
        assert_eq!(missing.len(), 1);
        assert_eq!(missing[0].0, "oauth.client_secret");
        let password = file.outgoing.as_ref().and_then(|form| form.password.clone());
        assert_eq!(password, Some("from a file".into()));
        assert_eq!(file.clone().fetch_secrets(FormName::Incoming, false).len(), 1);
        assert!(file.fetch_secrets(FormName::Incoming, true).is_empty());
        let password = file.incoming.as_ref().and_then(|form| form.password.clone());
        assert_eq!(password, Some("from a command".into()));
        fs::remove_dir_all(&folder).expect("the folder is ours");
    }
}
