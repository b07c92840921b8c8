//! The forms as somebody typed them: every value optional, nothing judged yet.
//!
//! Reading a form never fails on a value of the wrong type. What was written is kept as an
//! [`Entry`], and the rules say at its field what is wrong with it, so that one bad value hides no
//! other finding.

use std::fmt;

use serde::{
    Deserialize, Deserializer, Serialize,
    de::{IgnoredAny, MapAccess, SeqAccess, Visitor},
};
use validator::{Validate, ValidationErrors};

use crate::{
    Secret,
    rules::{account, choice, host, port, text},
};

/// The *Outgoing Email Server Settings*, as typed.
#[derive(Clone, Debug, Default, Deserialize, Validate)]
#[cfg_attr(test, derive(ts_rs::TS), ts(optional_fields))]
#[serde(default)]
#[non_exhaustive]
pub struct OutgoingForm {
    /// Host name of the mail server.
    #[cfg_attr(test, ts(optional, type = "string"))]
    #[validate(custom(function = "text::tidy"), custom(function = "host::server"))]
    pub server: Option<Entry>,
    /// `smtp` (the default) or `graph`.
    #[cfg_attr(test, ts(optional, type = "string"))]
    #[validate(custom(function = "choice::outgoing_protocol"))]
    pub protocol: Option<Entry>,
    /// The address that answers go to.
    #[cfg_attr(test, ts(optional, type = "string"))]
    #[validate(custom(function = "text::tidy"), custom(function = "account::address"))]
    pub reply_to: Option<Entry>,
    /// The sender's address, where it differs from `username`.
    #[cfg_attr(test, ts(optional, type = "string"))]
    #[validate(custom(function = "text::tidy"), custom(function = "account::address"))]
    pub sender: Option<Entry>,
    /// The mailbox to act for, where it differs from `username`.
    #[cfg_attr(test, ts(optional, type = "string"))]
    #[validate(custom(function = "text::tidy"), custom(function = "account::address"))]
    pub mailbox: Option<Entry>,
    /// `none`, `ssl` (implicit TLS) or `tls` (STARTTLS).
    #[cfg_attr(test, ts(optional, type = "string"))]
    #[validate(custom(function = "choice::security"))]
    pub security: Option<Entry>,
    /// 1–65535; by default the usual port of `security`.
    #[cfg_attr(test, ts(optional, type = "string | number"))]
    #[validate(custom(function = "port::number"))]
    pub port: Option<Entry>,
    /// Whether the outgoing server wants a login.
    #[cfg_attr(test, ts(optional, type = "string | boolean"))]
    #[validate(custom(function = "choice::flag"))]
    pub requires_authentication: Option<Entry>,
    /// The account that logs in.
    #[cfg_attr(test, ts(optional, type = "string"))]
    #[validate(custom(function = "text::tidy"))]
    pub username: Option<Entry>,
    /// The account's password; OAuth needs none.
    #[cfg_attr(test, ts(optional, type = "string | SecretReference"))]
    pub password: Option<SecretEntry>,
    /// `plain`, `login`, `xoauth2` or `oauthbearer`; by default the best that the server offers.
    #[cfg_attr(test, ts(optional, type = "string"))]
    #[validate(custom(function = "choice::mechanism"))]
    pub mechanism: Option<Entry>,
    /// How to get an access token, where the account logs in with one.
    #[cfg_attr(test, ts(optional, type = "OAuthForm"))]
    #[validate(nested)]
    pub oauth: Option<OAuthEntry>,
    /// Keys that no rule knows.
    #[cfg_attr(test, ts(skip))]
    #[serde(flatten)]
    pub unknown: UnknownKeys,
}

/// The *Incoming Email Server Settings*, as typed.
#[derive(Clone, Debug, Default, Deserialize, Validate)]
#[cfg_attr(test, derive(ts_rs::TS), ts(optional_fields))]
#[serde(default)]
#[non_exhaustive]
pub struct IncomingForm {
    /// Host name of the mail server.
    #[cfg_attr(test, ts(optional, type = "string"))]
    #[validate(custom(function = "text::tidy"), custom(function = "host::server"))]
    pub server: Option<Entry>,
    /// `imap` (the default), `pop` or `graph`.
    #[cfg_attr(test, ts(optional, type = "string"))]
    #[validate(custom(function = "choice::incoming_protocol"))]
    pub protocol: Option<Entry>,
    /// The form's check box: `true` means `security = "ssl"`.
    #[cfg_attr(test, ts(optional, type = "string | boolean"))]
    #[validate(custom(function = "choice::flag"))]
    pub use_ssl: Option<Entry>,
    /// `none`, `ssl` (implicit TLS) or `tls` (STARTTLS).
    #[cfg_attr(test, ts(optional, type = "string"))]
    #[validate(custom(function = "choice::security"))]
    pub security: Option<Entry>,
    /// 1–65535; by default the usual port of `security`.
    #[cfg_attr(test, ts(optional, type = "string | number"))]
    #[validate(custom(function = "port::number"))]
    pub port: Option<Entry>,
    /// The account that logs in.
    #[cfg_attr(test, ts(optional, type = "string"))]
    #[validate(custom(function = "text::tidy"))]
    pub username: Option<Entry>,
    /// The account's password; OAuth needs none.
    #[cfg_attr(test, ts(optional, type = "string | SecretReference"))]
    pub password: Option<SecretEntry>,
    /// The mailbox to open, where it differs from `username`.
    #[cfg_attr(test, ts(optional, type = "string"))]
    #[validate(custom(function = "text::tidy"), custom(function = "account::address"))]
    pub mailbox: Option<Entry>,
    /// `plain`, `login`, `xoauth2` or `oauthbearer`; by default the best that the server offers.
    #[cfg_attr(test, ts(optional, type = "string"))]
    #[validate(custom(function = "choice::mechanism"))]
    pub mechanism: Option<Entry>,
    /// How to get an access token, where the account logs in with one.
    #[cfg_attr(test, ts(optional, type = "OAuthForm"))]
    #[validate(nested)]
    pub oauth: Option<OAuthEntry>,
    /// Keys that no rule knows.
    #[cfg_attr(test, ts(skip))]
    #[serde(flatten)]
    pub unknown: UnknownKeys,
}

/// The OAuth part of either form, as typed.
///
/// The client secret carries no derived rule: validator copies a refused value into its error, and
/// a secret never leaves its field. [`crate::rules`] judges it beside the relations between fields.
#[derive(Clone, Debug, Default, Deserialize, Validate)]
#[cfg_attr(test, derive(ts_rs::TS), ts(optional_fields))]
#[serde(default)]
#[non_exhaustive]
pub struct OAuthForm {
    /// `none`, `microsoft-exchange`, `google-workspace` or `custom`.
    #[cfg_attr(test, ts(optional, type = "string"))]
    #[validate(custom(function = "choice::provider"))]
    pub provider: Option<Entry>,
    /// The OAuth 2.0 grant; `client-credentials` by default, with Google `service-account`.
    #[cfg_attr(test, ts(optional, type = "string"))]
    #[validate(custom(function = "choice::flow"))]
    pub flow: Option<Entry>,
    /// The application (client) id.
    #[cfg_attr(test, ts(optional, type = "string"))]
    #[validate(custom(function = "text::tidy"), custom(function = "account::client_id"))]
    pub client_id: Option<Entry>,
    /// The value of the client secret.
    #[cfg_attr(test, ts(optional, type = "string | SecretReference"))]
    pub client_secret: Option<SecretEntry>,
    /// How the client shows its secret: `post` (in the body) or `basic` (in a header).
    #[cfg_attr(test, ts(optional, type = "string"))]
    #[validate(custom(function = "choice::client_auth"))]
    pub client_auth: Option<Entry>,
    /// A file with the client's certificate and key.
    #[cfg_attr(test, ts(optional, type = "string"))]
    #[validate(custom(function = "text::tidy"))]
    pub certificate: Option<Entry>,
    /// The password of that file.
    #[cfg_attr(test, ts(optional, type = "string | SecretReference"))]
    pub certificate_password: Option<SecretEntry>,
    /// A file with a federated assertion.
    #[cfg_attr(test, ts(optional, type = "string"))]
    #[validate(custom(function = "text::tidy"))]
    pub assertion_file: Option<Entry>,
    /// A file with the key of a Google service account.
    #[cfg_attr(test, ts(optional, type = "string"))]
    #[validate(custom(function = "text::tidy"))]
    pub service_account_file: Option<Entry>,
    /// The mailbox that a service account acts for.
    #[cfg_attr(test, ts(optional, type = "string"))]
    #[validate(custom(function = "text::tidy"), custom(function = "account::address"))]
    pub subject: Option<Entry>,
    /// Microsoft: the authority in any of its forms; custom: the token endpoint.
    #[cfg_attr(test, ts(optional, type = "string"))]
    #[validate(custom(function = "text::tidy"))]
    pub authority_url: Option<Entry>,
    /// The scope to ask for; by default the one of provider, cloud and flow.
    #[cfg_attr(test, ts(optional, type = "string"))]
    #[validate(custom(function = "text::tidy"))]
    pub scope: Option<Entry>,
    /// Keys that no rule knows.
    #[cfg_attr(test, ts(skip))]
    #[serde(flatten)]
    pub unknown: UnknownKeys,
}

/// The keys of a table that no rule knows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UnknownKeys(pub Vec<String>);

impl<'de> Deserialize<'de> for UnknownKeys {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(UnknownKeysVisitor)
    }
}

struct UnknownKeysVisitor;

impl<'de> Visitor<'de> for UnknownKeysVisitor {
    type Value = UnknownKeys;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a table")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<UnknownKeys, A::Error> {
        let mut keys = Vec::new();
        while let Some((key, IgnoredAny)) = map.next_entry()? {
            keys.push(key);
        }
        Ok(UnknownKeys(keys))
    }
}

/// One value as it was typed or written.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Entry {
    /// Text, the only kind that an input field gives.
    Text(String),
    /// A number, in its decimal digits.
    Number(String),
    /// `true` or `false`.
    Flag(bool),
    /// A list or a table, where none belongs.
    Other(Kind),
}

impl Entry {
    /// The text, without what surrounds it by accident; `None` when nothing is left.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text::clean(text)).filter(|text| !text.is_empty()),
            Self::Number(_) | Self::Flag(_) | Self::Other(_) => None,
        }
    }

    /// What kind of value this is, in the words of a message.
    #[must_use]
    pub fn kind(&self) -> Kind {
        match self {
            Self::Text(_) => Kind::Text,
            Self::Number(_) => Kind::Number,
            Self::Flag(_) => Kind::Flag,
            Self::Other(kind) => *kind,
        }
    }
}

impl<T: Into<String>> From<T> for Entry {
    fn from(text: T) -> Self {
        Self::Text(text.into())
    }
}

/// The kind of a value, for messages such as "a port is a number, not a list".
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Kind {
    /// Text in quotes.
    Text,
    /// A number.
    Number,
    /// `true` or `false`.
    Flag,
    /// A list.
    List,
    /// A table (an object in JSON).
    Table,
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Text => "text",
            Self::Number => "a number",
            Self::Flag => "true or false",
            Self::List => "a list",
            Self::Table => "a table",
        })
    }
}

impl<'de> Deserialize<'de> for Entry {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(EntryVisitor)
    }
}

struct EntryVisitor;

impl<'de> Visitor<'de> for EntryVisitor {
    type Value = Entry;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("text, a number or true/false")
    }

    fn visit_bool<E>(self, flag: bool) -> Result<Entry, E> {
        Ok(Entry::Flag(flag))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Entry, E> {
        Ok(Entry::Number(number.to_string()))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Entry, E> {
        Ok(Entry::Number(number.to_string()))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Entry, E> {
        Ok(Entry::Number(number.to_string()))
    }

    fn visit_str<E>(self, text: &str) -> Result<Entry, E> {
        Ok(Entry::Text(text.to_owned()))
    }

    fn visit_string<E>(self, text: String) -> Result<Entry, E> {
        Ok(Entry::Text(text))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Entry, A::Error> {
        while seq.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Entry::Other(Kind::List))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Entry, A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Entry::Other(Kind::Table))
    }
}

/// A secret as it was typed, or the place where it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SecretEntry {
    /// The secret itself.
    Typed(Secret),
    /// Where to read it. The core never does.
    Reference(SecretReference),
    /// A value that is neither.
    Other(Kind),
}

impl<T: Into<String>> From<T> for SecretEntry {
    fn from(secret: T) -> Self {
        Self::Typed(Secret::new(secret.into()))
    }
}

/// A place that holds a secret.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum SecretReference {
    /// An environment variable.
    Env(String),
    /// A file, whose last line break does not count.
    File(String),
    /// A command whose standard output is the secret.
    Command(Vec<String>),
    /// The agent's own store, at this very field: `{ "stored": true }`.
    Stored(bool),
}

impl<'de> Deserialize<'de> for SecretEntry {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(SecretVisitor)
    }
}

struct SecretVisitor;

impl<'de> Visitor<'de> for SecretVisitor {
    type Value = SecretEntry;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a secret as text, or where it is kept")
    }

    fn visit_bool<E>(self, _: bool) -> Result<SecretEntry, E> {
        Ok(SecretEntry::Other(Kind::Flag))
    }

    fn visit_i64<E>(self, _: i64) -> Result<SecretEntry, E> {
        Ok(SecretEntry::Other(Kind::Number))
    }

    fn visit_u64<E>(self, _: u64) -> Result<SecretEntry, E> {
        Ok(SecretEntry::Other(Kind::Number))
    }

    fn visit_f64<E>(self, _: f64) -> Result<SecretEntry, E> {
        Ok(SecretEntry::Other(Kind::Number))
    }

    fn visit_str<E>(self, text: &str) -> Result<SecretEntry, E> {
        Ok(text.into())
    }

    fn visit_string<E>(self, text: String) -> Result<SecretEntry, E> {
        Ok(text.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<SecretEntry, A::Error> {
        while seq.next_element::<IgnoredAny>()?.is_some() {}
        Ok(SecretEntry::Other(Kind::List))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<SecretEntry, A::Error> {
        let mut reference = None;
        while let Some(key) = map.next_key::<String>()? {
            let value = map.next_value::<ReferenceValue>()?;
            reference = Some(match (reference, key.as_str(), value) {
                (None, "env", ReferenceValue::Text(name)) => Ok(SecretReference::Env(name)),
                (None, "file", ReferenceValue::Text(path)) => Ok(SecretReference::File(path)),
                (None, "command", ReferenceValue::List(words)) => {
                    Ok(SecretReference::Command(words))
                }
                (None, "stored", ReferenceValue::Flag(true)) => Ok(SecretReference::Stored(true)),
                _ => Err(Kind::Table),
            });
        }
        Ok(match reference {
            Some(Ok(reference)) => SecretEntry::Reference(reference),
            Some(Err(_)) | None => SecretEntry::Other(Kind::Table),
        })
    }
}

#[derive(Deserialize)]
#[serde(untagged)]
enum ReferenceValue {
    Text(String),
    Flag(bool),
    List(Vec<String>),
    Other(IgnoredAny),
}

/// The `oauth` table, or what stands in its place.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub enum OAuthEntry {
    /// The table.
    Form(Box<OAuthForm>),
    /// Something that is no table.
    Other(Entry),
}

impl From<OAuthForm> for OAuthEntry {
    fn from(form: OAuthForm) -> Self {
        Self::Form(Box::new(form))
    }
}

impl Validate for OAuthEntry {
    fn validate(&self) -> Result<(), ValidationErrors> {
        match self {
            Self::Form(form) => form.validate(),
            Self::Other(_) => Ok(()),
        }
    }
}
