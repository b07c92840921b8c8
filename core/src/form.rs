//! The forms as somebody typed them: every value optional, nothing judged yet.
//!
//! Reading a form never fails on a value of the wrong type. What was written is kept as an
//! [`Entry`], and the rules say at its field what is wrong with it, so that one bad value hides no
//! other finding.

use std::{borrow::Cow, fmt};

use serde::{
    Deserialize, Deserializer, Serialize,
    de::{Error, IgnoredAny, MapAccess, SeqAccess, Visitor, value::MapAccessDeserializer},
};

use crate::{FIELDS, Secret, rules::text};
#[cfg(feature = "schema")]
use crate::{schema, settings};

/// The *Outgoing Email Server Settings*, as typed.
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(optional_fields))]
#[cfg_attr(
    feature = "schema",
    derive(schemars::JsonSchema),
    schemars(deny_unknown_fields, transform = schema::or_null)
)]
#[serde(default)]
#[non_exhaustive]
pub struct OutgoingForm<'a> {
    /// Host name of the mail server.
    #[cfg_attr(test, ts(optional, type = "string"))]
    #[cfg_attr(
        feature = "schema",
        schemars(with = "Option<String>", example = "smtp.office365.com")
    )]
    #[serde(borrow)]
    pub server: Option<Entry<'a>>,
    /// `smtp` (the default) or `graph`.
    #[cfg_attr(test, ts(optional, type = "string"))]
    #[cfg_attr(
        feature = "schema",
        schemars(with = "Option<settings::OutgoingProtocol>", extend("default" = "smtp"))
    )]
    #[serde(borrow)]
    pub protocol: Option<Entry<'a>>,
    /// The address that answers go to.
    #[cfg_attr(test, ts(optional, type = "string"))]
    #[cfg_attr(
        feature = "schema",
        schemars(with = "Option<String>", example = "legal@example.com")
    )]
    #[serde(borrow)]
    pub reply_to: Option<Entry<'a>>,
    /// The sender's address, where it differs from `username`.
    #[cfg_attr(test, ts(optional, type = "string"))]
    #[cfg_attr(
        feature = "schema",
        schemars(with = "Option<String>", example = "noreply@contoso.com")
    )]
    #[serde(borrow)]
    pub sender: Option<Entry<'a>>,
    /// The mailbox to act for, where it differs from `username`.
    #[cfg_attr(test, ts(optional, type = "string"))]
    #[cfg_attr(
        feature = "schema",
        schemars(with = "Option<String>", example = "invoices@contoso.com")
    )]
    #[serde(borrow)]
    pub mailbox: Option<Entry<'a>>,
    /// `none`, `ssl` (implicit TLS) or `tls` (STARTTLS).
    #[cfg_attr(test, ts(optional, type = "string"))]
    #[cfg_attr(
        feature = "schema",
        schemars(with = "Option<settings::Security>", extend("default" = "none"))
    )]
    #[serde(borrow)]
    pub security: Option<Entry<'a>>,
    /// 1–65535; by default the usual port of `security`.
    #[cfg_attr(test, ts(optional, type = "string | number"))]
    #[cfg_attr(feature = "schema", schemars(with = "Option<schema::Port>", example = 587))]
    #[serde(borrow)]
    pub port: Option<Entry<'a>>,
    /// Whether the outgoing server wants a login; by default where a user name or a password is given.
    #[cfg_attr(test, ts(optional, type = "string | boolean"))]
    #[cfg_attr(feature = "schema", schemars(with = "Option<schema::Flag>"))]
    #[serde(borrow)]
    pub requires_authentication: Option<Entry<'a>>,
    /// The account that logs in.
    #[cfg_attr(test, ts(optional, type = "string"))]
    #[cfg_attr(
        feature = "schema",
        schemars(with = "Option<String>", example = "legal@contoso.com")
    )]
    #[serde(borrow)]
    pub username: Option<Entry<'a>>,
    /// The account's password; OAuth needs none.
    #[cfg_attr(test, ts(optional, type = "string | SecretReference"))]
    #[cfg_attr(feature = "schema", schemars(with = "Option<schema::Secret>"))]
    pub password: Option<SecretEntry>,
    /// `plain`, `login`, `xoauth2` or `oauthbearer`; by default the best that the server offers.
    #[cfg_attr(test, ts(optional, type = "string"))]
    #[cfg_attr(feature = "schema", schemars(with = "Option<settings::Mechanism>"))]
    #[serde(borrow)]
    pub mechanism: Option<Entry<'a>>,
    /// How to get an access token, where the account logs in with one.
    #[cfg_attr(test, ts(optional, type = "OAuthForm"))]
    #[cfg_attr(feature = "schema", schemars(with = "OAuthForm<'static>"))]
    #[serde(borrow)]
    pub oauth: Option<OAuthEntry<'a>>,
    /// Keys that no rule knows.
    #[cfg_attr(test, ts(skip))]
    #[cfg_attr(feature = "schema", schemars(skip))]
    #[serde(flatten)]
    pub unknown: UnknownKeys,
}

/// The *Incoming Email Server Settings*, as typed.
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(optional_fields))]
#[cfg_attr(
    feature = "schema",
    derive(schemars::JsonSchema),
    schemars(deny_unknown_fields, transform = schema::or_null)
)]
#[serde(default)]
#[non_exhaustive]
pub struct IncomingForm<'a> {
    /// Host name of the mail server.
    #[cfg_attr(test, ts(optional, type = "string"))]
    #[cfg_attr(
        feature = "schema",
        schemars(with = "Option<String>", example = "outlook.office365.com")
    )]
    #[serde(borrow)]
    pub server: Option<Entry<'a>>,
    /// `imap` (the default), `pop` or `graph`.
    #[cfg_attr(test, ts(optional, type = "string"))]
    #[cfg_attr(
        feature = "schema",
        schemars(with = "Option<settings::IncomingProtocol>", extend("default" = "imap"))
    )]
    #[serde(borrow)]
    pub protocol: Option<Entry<'a>>,
    /// The form's check box: `true` means `security = "ssl"`.
    #[cfg_attr(test, ts(optional, type = "string | boolean"))]
    #[cfg_attr(
        feature = "schema",
        schemars(with = "Option<schema::Flag>", extend("default" = false))
    )]
    #[serde(borrow)]
    pub use_ssl: Option<Entry<'a>>,
    /// `none`, `ssl` (implicit TLS) or `tls` (STARTTLS).
    #[cfg_attr(test, ts(optional, type = "string"))]
    #[cfg_attr(feature = "schema", schemars(with = "Option<settings::Security>"))]
    #[serde(borrow)]
    pub security: Option<Entry<'a>>,
    /// 1–65535; by default the usual port of `security`.
    #[cfg_attr(test, ts(optional, type = "string | number"))]
    #[cfg_attr(feature = "schema", schemars(with = "Option<schema::Port>", example = 993))]
    #[serde(borrow)]
    pub port: Option<Entry<'a>>,
    /// The account that logs in.
    #[cfg_attr(test, ts(optional, type = "string"))]
    #[cfg_attr(
        feature = "schema",
        schemars(with = "Option<String>", example = "legal@contoso.com")
    )]
    #[serde(borrow)]
    pub username: Option<Entry<'a>>,
    /// The account's password; OAuth needs none.
    #[cfg_attr(test, ts(optional, type = "string | SecretReference"))]
    #[cfg_attr(feature = "schema", schemars(with = "Option<schema::Secret>"))]
    pub password: Option<SecretEntry>,
    /// The mailbox to open, where it differs from `username`.
    #[cfg_attr(test, ts(optional, type = "string"))]
    #[cfg_attr(
        feature = "schema",
        schemars(with = "Option<String>", example = "invoices@contoso.com")
    )]
    #[serde(borrow)]
    pub mailbox: Option<Entry<'a>>,
    /// `plain`, `login`, `xoauth2` or `oauthbearer`; by default the best that the server offers.
    #[cfg_attr(test, ts(optional, type = "string"))]
    #[cfg_attr(feature = "schema", schemars(with = "Option<settings::Mechanism>"))]
    #[serde(borrow)]
    pub mechanism: Option<Entry<'a>>,
    /// How to get an access token, where the account logs in with one.
    #[cfg_attr(test, ts(optional, type = "OAuthForm"))]
    #[cfg_attr(feature = "schema", schemars(with = "OAuthForm<'static>"))]
    #[serde(borrow)]
    pub oauth: Option<OAuthEntry<'a>>,
    /// What an older release left behind.
    #[cfg_attr(test, ts(flatten))]
    #[serde(flatten, borrow)]
    pub older: OlderKeys<'a>,
    /// Keys that no rule knows.
    #[cfg_attr(test, ts(skip))]
    #[cfg_attr(feature = "schema", schemars(skip))]
    #[serde(flatten)]
    pub unknown: UnknownKeys,
}

/// The keys of the older release 7.2 for OAuth with Microsoft Exchange, which stand in the table of the
/// incoming form. No test uses them: an upgrade leaves OAuth off until somebody chooses it.
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(optional_fields))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
#[non_exhaustive]
pub struct OlderKeys<'a> {
    /// The check box that is today's choice *Microsoft Exchange*.
    #[cfg_attr(test, ts(optional, type = "string | boolean"))]
    #[cfg_attr(
        feature = "schema",
        schemars(with = "Option<schema::Flag>", extend("deprecated" = true))
    )]
    #[serde(borrow)]
    pub enable_exchange_oauth: Option<Entry<'a>>,
    /// Today's `oauth.client_id`.
    #[cfg_attr(test, ts(optional, type = "string"))]
    #[cfg_attr(
        feature = "schema",
        schemars(with = "Option<String>", extend("deprecated" = true))
    )]
    #[serde(borrow)]
    pub exchange_client_id: Option<Entry<'a>>,
    /// Today's `oauth.client_secret`.
    #[cfg_attr(test, ts(optional, type = "string | SecretReference"))]
    #[cfg_attr(
        feature = "schema",
        schemars(with = "Option<schema::Secret>", extend("deprecated" = true))
    )]
    pub exchange_client_secret: Option<SecretEntry>,
    /// Today's `oauth.authority_url`.
    #[cfg_attr(test, ts(optional, type = "string"))]
    #[cfg_attr(
        feature = "schema",
        schemars(with = "Option<String>", extend("deprecated" = true))
    )]
    #[serde(borrow)]
    pub exchange_authority: Option<Entry<'a>>,
}

impl OlderKeys<'_> {
    /// All of them.
    pub(crate) const KEYS: [&'static str; 4] = [
        "enable_exchange_oauth",
        "exchange_client_id",
        "exchange_client_secret",
        "exchange_authority",
    ];

    /// Those that are there.
    pub(crate) fn given(&self) -> impl Iterator<Item = &'static str> {
        let given = [
            self.enable_exchange_oauth.is_some(),
            self.exchange_client_id.is_some(),
            self.exchange_client_secret.is_some(),
            self.exchange_authority.is_some(),
        ];
        Self::KEYS.into_iter().zip(given).filter_map(|(key, is_given)| is_given.then_some(key))
    }
}

impl OutgoingForm<'_> {
    /// The secrets that were given in any way.
    pub(crate) fn secrets(&self) -> impl Iterator<Item = &SecretEntry> {
        self.password.iter().chain(secrets_of(self.oauth.as_ref()))
    }
}

impl IncomingForm<'_> {
    /// The secrets that were given in any way.
    pub(crate) fn secrets(&self) -> impl Iterator<Item = &SecretEntry> {
        self.password
            .iter()
            .chain(&self.older.exchange_client_secret)
            .chain(secrets_of(self.oauth.as_ref()))
    }
}

fn secrets_of<'a>(oauth: Option<&'a OAuthEntry<'_>>) -> impl Iterator<Item = &'a SecretEntry> {
    let form = oauth.and_then(|oauth| match oauth {
        OAuthEntry::Form(form) => Some(form),
        OAuthEntry::Other(_) => None,
    });
    form.into_iter().flat_map(|form| form.client_secret.iter().chain(&form.certificate_password))
}

/// The OAuth part of either form, as typed.
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(optional_fields))]
#[cfg_attr(
    feature = "schema",
    derive(schemars::JsonSchema),
    schemars(deny_unknown_fields, transform = schema::or_null)
)]
#[serde(default)]
#[non_exhaustive]
pub struct OAuthForm<'a> {
    /// `none`, `microsoft-exchange`, `google-workspace` or `custom`.
    #[cfg_attr(test, ts(optional, type = "string"))]
    #[cfg_attr(
        feature = "schema",
        schemars(with = "Option<settings::Provider>", extend("default" = "none"))
    )]
    #[serde(borrow)]
    pub provider: Option<Entry<'a>>,
    /// The OAuth 2.0 grant; `client-credentials` by default, with Google `service-account`.
    #[cfg_attr(test, ts(optional, type = "string"))]
    #[cfg_attr(feature = "schema", schemars(with = "Option<settings::Flow>"))]
    #[serde(borrow)]
    pub flow: Option<Entry<'a>>,
    /// The application (client) id.
    #[cfg_attr(test, ts(optional, type = "string"))]
    #[cfg_attr(
        feature = "schema",
        schemars(with = "Option<String>", example = "11111111-2222-3333-4444-555555555555")
    )]
    #[serde(borrow)]
    pub client_id: Option<Entry<'a>>,
    /// The value of the client secret.
    #[cfg_attr(test, ts(optional, type = "string | SecretReference"))]
    #[cfg_attr(feature = "schema", schemars(with = "Option<schema::Secret>"))]
    pub client_secret: Option<SecretEntry>,
    /// How the client shows its secret: `post` (in the body) or `basic` (in a header).
    #[cfg_attr(test, ts(optional, type = "string"))]
    #[cfg_attr(
        feature = "schema",
        schemars(with = "Option<settings::ClientAuth>", extend("default" = "post"))
    )]
    #[serde(borrow)]
    pub client_auth: Option<Entry<'a>>,
    /// A file with the client's certificate and key.
    #[cfg_attr(test, ts(optional, type = "string"))]
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>", example = "client.pem"))]
    #[serde(borrow)]
    pub certificate: Option<Entry<'a>>,
    /// The password of that file.
    #[cfg_attr(test, ts(optional, type = "string | SecretReference"))]
    #[cfg_attr(feature = "schema", schemars(with = "Option<schema::Secret>"))]
    pub certificate_password: Option<SecretEntry>,
    /// A file with a federated assertion.
    #[cfg_attr(test, ts(optional, type = "string"))]
    #[cfg_attr(
        feature = "schema",
        schemars(
            with = "Option<String>",
            example = "/var/run/secrets/azure/tokens/azure-identity-token"
        )
    )]
    #[serde(borrow)]
    pub assertion_file: Option<Entry<'a>>,
    /// A file with the key of a Google service account.
    #[cfg_attr(test, ts(optional, type = "string"))]
    #[cfg_attr(
        feature = "schema",
        schemars(with = "Option<String>", example = "service-account.json")
    )]
    #[serde(borrow)]
    pub service_account_file: Option<Entry<'a>>,
    /// The mailbox that a service account acts for.
    #[cfg_attr(test, ts(optional, type = "string"))]
    #[cfg_attr(
        feature = "schema",
        schemars(with = "Option<String>", example = "legal@contoso.com")
    )]
    #[serde(borrow)]
    pub subject: Option<Entry<'a>>,
    /// Microsoft: the authority in any of its forms; custom: the token endpoint, or the address of the
    /// metadata that names it.
    #[cfg_attr(test, ts(optional, type = "string"))]
    #[cfg_attr(
        feature = "schema",
        schemars(
            with = "Option<String>",
            example = "https://login.microsoftonline.com/contoso.onmicrosoft.com/oauth2/v2.0/token"
        )
    )]
    #[serde(borrow)]
    pub authority_url: Option<Entry<'a>>,
    /// The scope to ask for; by default the one of provider, cloud and flow.
    #[cfg_attr(test, ts(optional, type = "string"))]
    #[cfg_attr(
        feature = "schema",
        schemars(with = "Option<String>", example = "https://outlook.office365.com/.default")
    )]
    #[serde(borrow)]
    pub scope: Option<Entry<'a>>,
    /// Keys that no rule knows.
    #[cfg_attr(test, ts(skip))]
    #[cfg_attr(feature = "schema", schemars(skip))]
    #[serde(flatten)]
    pub unknown: UnknownKeys,
}

/// A form that a program fills in key by key, as serde does from a document.
pub trait Form<'a>: Default {
    /// The place of a key.
    fn slot(&mut self, key: Key<'_>) -> Slot<'_, 'a>;
}

/// Every key that a rule knows: those of [`FIELDS`], and behind them those of an older release.
pub const KEYS: [&str; FIELDS.len() + OlderKeys::KEYS.len()] = {
    let mut keys = [""; FIELDS.len() + OlderKeys::KEYS.len()];
    let (fields, older) = keys.split_at_mut(FIELDS.len());
    fields.copy_from_slice(FIELDS);
    older.copy_from_slice(&OlderKeys::KEYS);
    keys
};

/// A key of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Key<'a> {
    /// That of this number in [`KEYS`].
    Known(usize),
    /// One that is none of them.
    Unknown(&'a str),
}

impl<'a> Key<'a> {
    /// The key as its table has it.
    #[must_use]
    pub fn name(self) -> &'a str {
        match self {
            Self::Known(number) => {
                let key = KEYS.get(number).copied().unwrap_or_default();
                key.strip_prefix("oauth.").unwrap_or(key)
            }
            Self::Unknown(key) => key,
        }
    }
}

/// The number of a key that there is.
const fn number_of(key: &str) -> usize {
    let mut number = 0;
    while !is_same(KEYS[number].as_bytes(), key.as_bytes()) {
        number += 1;
    }
    number
}

const fn is_same(one: &[u8], other: &[u8]) -> bool {
    match (one, other) {
        ([], []) => true,
        ([one, ones @ ..], [other, others @ ..]) => *one == *other && is_same(ones, others),
        _ => false,
    }
}

/// The place of a key in a [`Form`].
#[derive(Debug)]
pub enum Slot<'form, 'a> {
    /// A value.
    Entry(&'form mut Option<Entry<'a>>),
    /// A secret.
    Secret(&'form mut Option<SecretEntry>),
    /// The table `oauth`, whose keys have slots of their own.
    OAuth(&'form mut Option<OAuthEntry<'a>>),
    /// No rule knows the key: it stands with the others of its kind.
    Unknown(&'form mut UnknownKeys),
}

macro_rules! slots {
    ($form:ident $prefix:literal {
        $($variant:ident: $($field:ident)*;)*
        $(@older { $($older_variant:ident: $($older:ident)*;)* })?
    }) => {
        impl<'a> Form<'a> for $form<'a> {
            fn slot(&mut self, key: Key<'_>) -> Slot<'_, 'a> {
                match key {
                    $($(
                        Key::Known(number)
                            if number == const { number_of(concat!($prefix, stringify!($field))) } =>
                        {
                            Slot::$variant(&mut self.$field)
                        }
                    )*)*
                    $($($(
                        Key::Known(number) if number == const { number_of(stringify!($older)) } => {
                            Slot::$older_variant(&mut self.older.$older)
                        }
                    )*)*)?
                    Key::Known(_) | Key::Unknown(_) => Slot::Unknown(&mut self.unknown),
                }
            }
        }
    };
}

slots! { OutgoingForm "" {
    Entry: server protocol reply_to sender mailbox security port requires_authentication username
        mechanism;
    Secret: password;
    OAuth: oauth;
}}

slots! { IncomingForm "" {
    Entry: server protocol use_ssl security port username mailbox mechanism;
    Secret: password;
    OAuth: oauth;
    @older {
        Entry: enable_exchange_oauth exchange_client_id exchange_authority;
        Secret: exchange_client_secret;
    }
}}

slots! { OAuthForm "oauth." {
    Entry: provider flow client_id client_auth certificate assertion_file service_account_file
        subject authority_url scope;
    Secret: client_secret certificate_password;
}}

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
pub enum Entry<'a> {
    /// Text, the only kind that an input field gives.
    Text(Cow<'a, str>),
    /// A number, in its decimal digits.
    Number(Cow<'a, str>),
    /// `true` or `false`.
    Flag(bool),
    /// A list or a table, where none belongs.
    Other(Kind),
}

impl Entry<'_> {
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

impl<'a, T: Into<Cow<'a, str>>> From<T> for Entry<'a> {
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

impl Kind {
    /// Its name in data.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Number => "number",
            Self::Flag => "flag",
            Self::List => "list",
            Self::Table => "table",
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Entry<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(EntryVisitor)
    }
}

struct EntryVisitor;

impl<'de> Visitor<'de> for EntryVisitor {
    type Value = Entry<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("text, a number or true/false")
    }

    fn visit_bool<E>(self, flag: bool) -> Result<Entry<'de>, E> {
        Ok(Entry::Flag(flag))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Entry<'de>, E> {
        Ok(Entry::Number(number.to_string().into()))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Entry<'de>, E> {
        Ok(Entry::Number(number.to_string().into()))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Entry<'de>, E> {
        Ok(Entry::Number(number.to_string().into()))
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Entry<'de>, E> {
        Ok(Entry::Text(text.into()))
    }

    fn visit_str<E>(self, text: &str) -> Result<Entry<'de>, E> {
        Ok(Entry::Text(text.to_owned().into()))
    }

    fn visit_string<E>(self, text: String) -> Result<Entry<'de>, E> {
        Ok(Entry::Text(text.into()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Entry<'de>, A::Error> {
        while seq.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Entry::Other(Kind::List))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Entry<'de>, A::Error> {
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
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
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
#[derive(Clone, Debug)]
pub enum OAuthEntry<'a> {
    /// The table.
    Form(Box<OAuthForm<'a>>),
    /// Something that is no table.
    Other(Entry<'a>),
}

impl<'de: 'a, 'a> Deserialize<'de> for OAuthEntry<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(OAuthVisitor)
    }
}

struct OAuthVisitor;

impl<'de> Visitor<'de> for OAuthVisitor {
    type Value = OAuthEntry<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a table")
    }

    fn visit_bool<E: Error>(self, flag: bool) -> Result<OAuthEntry<'de>, E> {
        EntryVisitor.visit_bool(flag).map(OAuthEntry::Other)
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<OAuthEntry<'de>, E> {
        EntryVisitor.visit_i64(number).map(OAuthEntry::Other)
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<OAuthEntry<'de>, E> {
        EntryVisitor.visit_u64(number).map(OAuthEntry::Other)
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<OAuthEntry<'de>, E> {
        EntryVisitor.visit_f64(number).map(OAuthEntry::Other)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<OAuthEntry<'de>, E> {
        EntryVisitor.visit_str(text).map(OAuthEntry::Other)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, seq: A) -> Result<OAuthEntry<'de>, A::Error> {
        EntryVisitor.visit_seq(seq).map(OAuthEntry::Other)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<OAuthEntry<'de>, A::Error> {
        OAuthForm::deserialize(MapAccessDeserializer::new(map)).map(OAuthEntry::from)
    }
}

impl<'a> From<OAuthForm<'a>> for OAuthEntry<'a> {
    fn from(form: OAuthForm<'a>) -> Self {
        Self::Form(Box::new(form))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A key has a slot where serde finds a place for it, and nowhere else.
    #[test]
    fn every_key_has_its_slot() {
        for (number, field) in KEYS.iter().enumerate() {
            let key = Key::Known(number).name();
            let json = format!(r#"{{"{key}": null}}"#);
            macro_rules! check {
                ($form:ident) => {
                    let mut form: $form<'_> = serde_json::from_str(&json).expect("a form");
                    let is_known = form.unknown.0.is_empty();
                    assert_eq!(
                        is_known,
                        !matches!(form.slot(Key::Known(number)), Slot::Unknown(_)),
                        "{field}"
                    );
                };
            }
            if *field == key {
                check!(OutgoingForm);
                check!(IncomingForm);
            } else {
                check!(OAuthForm);
            }
        }
    }
}
