//! A settings document, and the secrets in it.

use mailvet_core::{FIELDS, Secret};
use serde_json::{Map, Value, json};

use super::SaveError;

/// The fields that hold a secret.
pub const SECRET_FIELDS: [&str; 3] =
    ["password", "oauth.client_secret", "oauth.certificate_password"];

/// A document, taken apart.
#[derive(Debug)]
pub(super) struct Parted {
    /// The document, with `{"stored": true}` in the place of each secret.
    pub(super) public: Map<String, Value>,
    /// What is to be done with each secret.
    pub(super) secrets: [(&'static str, Change); SECRET_FIELDS.len()],
}

/// What is to be done with a stored secret.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Change {
    /// It is removed.
    Forget,
    /// It stays.
    Keep,
    /// This one takes its place.
    Replace(Secret),
}

/// Takes the secrets out of a document. Only known keys with single values pass, so that nothing
/// that may be a secret stays in it.
pub(super) fn part(settings: &Map<String, Value>) -> Result<Parted, SaveError> {
    let mut secrets = SECRET_FIELDS.map(|field| (field, Change::Forget));
    let public = public(settings, "", &mut secrets)?;
    Ok(Parted { public, secrets })
}

/// The value of a field such as `oauth.client_id`.
pub(super) fn get<'a>(settings: &'a Map<String, Value>, field: &str) -> Option<&'a Value> {
    match field.split_once('.') {
        None => settings.get(field),
        Some((table, key)) => settings.get(table)?.get(key),
    }
}

fn public(
    table: &Map<String, Value>,
    prefix: &str,
    secrets: &mut [(&'static str, Change)],
) -> Result<Map<String, Value>, SaveError> {
    let mut kept = Map::new();
    for (key, value) in table {
        let field = format!("{prefix}{key}");
        if !FIELDS.contains(&field.as_str()) {
            return Err(SaveError::UnknownKey { field });
        }
        if let Some((field, change)) = secrets.iter_mut().find(|(secret, _)| *secret == field) {
            *change = Change::of(field, value)?;
            if *change != Change::Forget {
                kept.insert(key.clone(), json!({ "stored": true }));
            }
            continue;
        }
        let value = match value {
            Value::Null => continue,
            Value::Object(inner) if field == "oauth" => {
                Value::Object(public(inner, "oauth.", secrets)?)
            }
            Value::Bool(_) | Value::Number(_) | Value::String(_) if field != "oauth" => {
                value.clone()
            }
            _ => return Err(SaveError::NotAValue { field }),
        };
        kept.insert(key.clone(), value);
    }
    Ok(kept)
}

impl Change {
    fn of(field: &'static str, value: &Value) -> Result<Self, SaveError> {
        match value {
            Value::Null => Ok(Self::Forget),
            Value::String(text) if text.is_empty() => Ok(Self::Forget),
            Value::String(text) => Ok(Self::Replace(Secret::new(text.clone()))),
            Value::Object(_) if *value == json!({ "stored": true }) => Ok(Self::Keep),
            _ => Err(SaveError::NotASecret { field }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parted(document: Value) -> Result<Parted, SaveError> {
        let Value::Object(settings) = document else { panic!("no object") };
        part(&settings)
    }

    #[track_caller]
    fn check_refused(document: Value, field: &str) {
        let error = parted(document).expect_err("it is refused");
        assert_eq!(error.field(), Some(field));
        assert!(!error.to_string().contains("hunter2"), "{error}");
    }

    #[test]
    fn secrets_are_taken_out_and_leave_a_reference() {
        let Parted { public, secrets } = parted(json!({
            "server": "mail.example.com", "port": 587, "password": "",
            "oauth": { "client_id": "x", "client_secret": "hunter2",
                       "certificate_password": { "stored": true } },
        }))
        .expect("a good document");
        let stored = json!({ "stored": true });
        assert_eq!(
            Value::Object(public),
            json!({ "server": "mail.example.com", "port": 587,
                    "oauth": { "client_id": "x", "client_secret": stored,
                               "certificate_password": stored } })
        );
        let [password, client_secret, certificate_password] = secrets.map(|(_, change)| change);
        assert_eq!(password, Change::Forget);
        assert_eq!(client_secret, Change::Replace(Secret::new("hunter2".to_owned())));
        assert_eq!(certificate_password, Change::Keep);
    }

    #[test]
    fn nothing_that_may_be_a_secret_stays_in_clear() {
        check_refused(json!({ "client_secret": "hunter2" }), "client_secret");
        check_refused(json!({ "Password": "hunter2" }), "Password");
        check_refused(json!({ "oauth": { "password": "hunter2" } }), "oauth.password");
        check_refused(json!({ "oauth": "hunter2" }), "oauth");
        check_refused(json!({ "oauth": ["hunter2"] }), "oauth");
        check_refused(json!({ "server": { "password": "hunter2" } }), "server");
        check_refused(json!({ "username": ["hunter2"] }), "username");
    }

    #[test]
    fn a_secret_is_text_or_a_reference_to_a_stored_one() {
        check_refused(json!({ "password": ["hunter2"] }), "password");
        check_refused(json!({ "password": 7 }), "password");
        check_refused(json!({ "password": { "stored": false } }), "password");
        check_refused(json!({ "password": { "stored": true, "env": "X" } }), "password");
        check_refused(
            json!({ "oauth": { "client_secret": { "file": "hunter2" } } }),
            "oauth.client_secret",
        );
    }
}
