//! The evidence of a failure: what somebody pasted, or what a probe gathered.
//!
//! All of it may be absent. A pasted sentence alone gets the best answer that is possible, and each
//! further piece narrows it.

use serde_json::{Map, Value};

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

/// What was being spoken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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
        let text = match object.remove("text") {
            Some(Value::String(text)) => text,
            _ => String::new(),
        };
        let claims = match object.remove("claims") {
            Some(Value::Object(claims)) => Some(Claims::from(claims)),
            _ => None,
        };
        let settings = match object.remove("settings") {
            Some(Value::Object(settings)) => settings,
            _ => Map::new(),
        };
        let word = |key: &str| object.get(key).and_then(Value::as_str).map(str::to_ascii_lowercase);
        let port = object.get("port").or_else(|| settings.get("port")).and_then(port_of);
        Self {
            protocol: word("protocol").as_deref().and_then(Protocol::of_word),
            stage: word("stage").as_deref().and_then(Stage::of_word),
            provider: word("provider").as_deref().and_then(Provider::of_word),
            flow: word("flow").as_deref().and_then(Flow::of_word),
            security: word("security").as_deref().and_then(Security::read),
            at: object.get("at").and_then(moment::of_value),
            port,
            text,
            claims,
            settings,
            ..Self::default()
        }
    }

    /// A setting that is text, under the first of these keys that there is.
    pub(super) fn setting(&self, keys: &[&str]) -> Option<&str> {
        keys.iter().find_map(|key| self.settings.get(*key)?.as_str())
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
