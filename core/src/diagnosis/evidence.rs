//! The evidence of a failure: what somebody pasted, or what a probe gathered.
//!
//! All of it may be absent. A pasted sentence alone gets the best answer that is possible, and each
//! further piece narrows it.

use serde::{Deserialize, de::DeserializeOwned};
use serde_json::{Map, Number, Value};

use crate::{
    claims::Claims,
    moment,
    plan::Stage,
    report::Facts,
    settings::{self, Choice, Security},
};

/// What is known of a failure.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Evidence {
    /// The words of the server, of the authorization server or of the client's library, with whatever
    /// was wrapped around them.
    pub text: String,
    /// What was being spoken.
    pub protocol: Option<Protocol>,
    /// The stage that failed.
    pub stage: Option<Stage>,
    /// Whose server it is.
    pub provider: Option<Provider>,
    /// What was to prove the login.
    pub flow: Option<Flow>,
    /// The port.
    pub port: Option<u16>,
    /// How the connection is encrypted.
    pub security: Option<Security>,
    /// The decoded claims of the access token.
    pub claims: Option<Claims>,
    /// The settings, by key; `user` and `username`, `host` and `server` mean the same.
    pub settings: Map<String, Value>,
    /// What a probe learnt in the stage.
    pub facts: Facts,
    /// When it failed, in seconds since 1970.
    pub at: Option<i64>,
    /// The clock of whoever asks, which is of little use where nobody knows when it failed.
    pub now: Option<i64>,
}

/// A failure as a program describes it. Every key may be absent or null, and a word that is none of
/// those that are named says nothing.
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(optional_fields = nullable))]
#[serde(default)]
#[non_exhaustive]
pub struct Failure {
    /// The words of the server, of the authorization server or of the client's library, with whatever
    /// was wrapped around them; or the id of a cause.
    pub text: Option<String>,
    /// What was being spoken.
    #[cfg_attr(test, ts(as = "Option<Protocol>", inline))]
    pub protocol: Option<String>,
    /// The stage that failed.
    #[cfg_attr(test, ts(as = "Option<Stage>"))]
    pub stage: Option<String>,
    /// Whose server it is.
    #[cfg_attr(test, ts(as = "Option<Provider>", inline))]
    pub provider: Option<String>,
    /// How the token was got, or `password` where there was none.
    #[cfg_attr(test, ts(as = "Option<settings::Flow>"))]
    pub flow: Option<String>,
    /// The port.
    pub port: Option<NumberOrText>,
    /// How the connection is encrypted.
    #[cfg_attr(test, ts(as = "Option<Security>"))]
    pub security: Option<String>,
    /// The decoded claims of the access token.
    #[cfg_attr(test, ts(optional, type = "{ [claim: string]: unknown } | null"))]
    pub claims: Option<Map<String, Value>>,
    /// Settings, by names that are usual for them: `host`, `user`, `mailbox`, `client_id`,
    /// `authority_url`, `scope`, `granted_at` (when something was granted) and others. Nothing secret
    /// is looked at.
    #[cfg_attr(test, ts(optional, type = "{ [key: string]: unknown } | null"))]
    pub settings: Option<Map<String, Value>>,
    /// When it failed: seconds since 1970, or as RFC 3339 writes it.
    pub at: Option<NumberOrText>,
}

/// A number that may also be written as text.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(untagged, expecting = "expected a number or text")]
pub enum NumberOrText {
    /// A number.
    #[cfg_attr(test, ts(type = "number"))]
    Number(Number),
    /// Text.
    Text(String),
}

/// What was being spoken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(test, derive(ts_rs::TS), ts(rename_all = "lowercase"))]
pub enum Protocol {
    /// SMTP submission.
    Smtp,
    /// IMAP.
    Imap,
    /// POP3.
    Pop,
    /// Microsoft Graph.
    Graph,
    /// OAuth 2.0, at the token endpoint.
    OAuth,
    /// TLS.
    Tls,
    /// TCP.
    Tcp,
    /// DNS.
    Dns,
}

/// Whose server it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(test, derive(ts_rs::TS), ts(rename_all = "lowercase"))]
pub enum Provider {
    /// Exchange Online or Entra.
    Microsoft,
    /// Google.
    Google,
    /// Anybody else.
    Other,
}

/// What was to prove the login.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flow {
    /// A token for an application: client credentials, a service account.
    Application,
    /// A token for a user who signed in.
    User,
    /// A password, at the mail server or at the token endpoint.
    Password,
}

impl Evidence {
    /// Evidence that is a sentence alone.
    #[must_use]
    pub fn of_text(text: impl Into<String>) -> Self {
        Self { text: text.into(), ..Self::default() }
    }

    /// Reads evidence that a program wrote as an object. What is absent, unknown or of another type
    /// is left out and never an error.
    #[must_use]
    pub fn read(mut object: Map<String, Value>) -> Self {
        fn take<T: DeserializeOwned>(object: &mut Map<String, Value>, key: &str) -> Option<T> {
            serde_json::from_value(object.remove(key)?).ok()
        }
        let object = &mut object;
        Failure {
            text: take(object, "text"),
            protocol: take(object, "protocol"),
            stage: take(object, "stage"),
            provider: take(object, "provider"),
            flow: take(object, "flow"),
            port: take(object, "port"),
            security: take(object, "security"),
            claims: take(object, "claims"),
            settings: take(object, "settings"),
            at: take(object, "at"),
        }
        .into()
    }

    /// A setting that is text, under the first of these keys that there is.
    pub(crate) fn setting(&self, keys: &[&str]) -> Option<&str> {
        keys.iter().find_map(|key| self.settings.get(*key)?.as_str())
    }
}

impl From<Failure> for Evidence {
    fn from(failure: Failure) -> Self {
        fn read<T>(word: Option<String>, read: impl Fn(&str) -> Option<T>) -> Option<T> {
            read(&word?.to_ascii_lowercase())
        }
        let settings = failure.settings.unwrap_or_default();
        let port = failure.port.map(Value::from);
        Self {
            protocol: read(failure.protocol, Protocol::of_word),
            stage: read(failure.stage, Stage::of_word),
            provider: read(failure.provider, Provider::of_word),
            flow: read(failure.flow, Flow::of_word),
            security: read(failure.security, Security::read),
            at: failure.at.map(Value::from).as_ref().and_then(moment::of_value),
            port: port.as_ref().or_else(|| settings.get("port")).and_then(port_of),
            text: failure.text.unwrap_or_default(),
            claims: failure.claims.map(Claims::from),
            settings,
            ..Self::default()
        }
    }
}

impl From<NumberOrText> for Value {
    fn from(value: NumberOrText) -> Self {
        match value {
            NumberOrText::Number(number) => number.into(),
            NumberOrText::Text(text) => text.into(),
        }
    }
}

fn port_of(value: &Value) -> Option<u16> {
    match value {
        Value::Number(number) => number.as_u64()?.try_into().ok(),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    }
}

impl Protocol {
    fn of_word(word: &str) -> Option<Self> {
        Some(match word {
            "smtp" | "smtps" | "submission" => Self::Smtp,
            "imap" | "imaps" => Self::Imap,
            "pop" | "pop3" | "pop3s" => Self::Pop,
            "graph" => Self::Graph,
            "oauth" | "oauth2" | "token" => Self::OAuth,
            "tls" | "ssl" => Self::Tls,
            "tcp" => Self::Tcp,
            "dns" => Self::Dns,
            _ => return None,
        })
    }
}

impl Provider {
    fn of_word(word: &str) -> Option<Self> {
        Some(match word {
            "microsoft" | "microsoft-exchange" | "outlook" | "outlook-com" => Self::Microsoft,
            "google" | "google-workspace" | "gmail" => Self::Google,
            "other" | "custom" => Self::Other,
            _ => return None,
        })
    }
}

impl From<settings::Flow> for Flow {
    fn from(flow: settings::Flow) -> Self {
        match flow {
            settings::Flow::ClientCredentials | settings::Flow::ServiceAccount => Self::Application,
            settings::Flow::AuthorizationCode
            | settings::Flow::DeviceCode
            | settings::Flow::Password => Self::User,
        }
    }
}

impl Flow {
    fn of_word(word: &str) -> Option<Self> {
        Some(match word {
            "client-credentials" | "service-account" => Self::Application,
            "authorization-code" | "device-code" | "refresh-token" => Self::User,
            "password" | "basic" | "none" => Self::Password,
            _ => return None,
        })
    }
}
