//! A form for the authorization server, whose secrets are told apart from what may be shown.

use base64::{Engine, engine::general_purpose::STANDARD};
use mailvet_core::Secret;
use reqwest::header::HeaderValue;
use zeroize::Zeroizing;

use crate::probe::{recorder::Recorder, redact::REDACTED};

/// A form to be posted.
pub(super) struct Form {
    /// Where to.
    pub(super) url: String,
    fields: Vec<(&'static str, Value)>,
    /// Id and secret of a client that shows them in a header.
    basic: Option<(String, Secret)>,
}

enum Value {
    Open(String),
    Hidden(Secret),
}

impl Form {
    /// A form without fields.
    pub(super) fn to(url: &str) -> Self {
        Self { url: url.to_owned(), fields: Vec::new(), basic: None }
    }

    /// Adds a field that may be shown.
    pub(super) fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.fields.push((name, Value::Open(value.into())));
        self
    }

    /// Adds a secret.
    pub(super) fn with_secret(mut self, name: &'static str, value: &Secret) -> Self {
        self.fields.push((name, Value::Hidden(value.clone())));
        self
    }

    /// Shows id and secret of the client in a header (RFC 6749 §2.3.1).
    pub(super) fn with_basic(mut self, id: &str, secret: &Secret) -> Self {
        self.basic = Some((id.to_owned(), secret.clone()));
        self
    }

    /// The fields as they are sent.
    pub(super) fn sent(&self) -> Vec<(&'static str, &str)> {
        self.fields.iter().map(|(name, value)| (*name, value.exposed())).collect()
    }

    /// The secrets in it.
    pub(super) fn secrets(&self) -> impl Iterator<Item = &Secret> {
        let hidden = self.fields.iter().filter_map(|(_, value)| match value {
            Value::Open(_) => None,
            Value::Hidden(secret) => Some(secret),
        });
        hidden.chain(self.basic.iter().map(|(_, secret)| secret))
    }

    /// The fields as a transcript has them.
    pub(super) fn shown(&self) -> String {
        let fields = self.fields.iter().map(|(name, value)| format!("{name}={}", value.shown()));
        fields.collect::<Vec<_>>().join("&")
    }

    /// The value of the header `Authorization`, which the recorder learns.
    pub(super) fn basic(&self, recorder: &Recorder) -> Option<HeaderValue> {
        let (id, secret) = self.basic.as_ref()?;
        // Both halves are form-encoded before they are joined.
        let encode = |text: &str| -> String {
            url::form_urlencoded::byte_serialize(text.as_bytes()).collect()
        };
        let pair = Zeroizing::new(format!("{}:{}", encode(id), encode(secret.expose())));
        let value = Secret::new(STANDARD.encode(pair.as_bytes()));
        recorder.learn(&value);
        let mut header = HeaderValue::try_from(format!("Basic {}", value.expose())).ok()?;
        header.set_sensitive(true);
        Some(header)
    }
}

impl Value {
    fn exposed(&self) -> &str {
        match self {
            Self::Open(text) => text,
            Self::Hidden(secret) => secret.expose(),
        }
    }

    fn shown(&self) -> &str {
        match self {
            Self::Open(text) => text,
            Self::Hidden(_) => REDACTED,
        }
    }
}
