//! Settings that cannot be wrong: what a form means once every rule has passed.

mod oauth;

use std::fmt;

use serde::{Deserialize, Serialize};

pub use oauth::{Client, ClientProof, Dialect, Endpoints, Grant, OAuth};

pub use crate::rules::host::Host;
use crate::{FormName, Secret};

/// A field whose values are few.
pub(crate) trait Choice: Copy + 'static {
    /// Every value.
    const ALL: &'static [Self];

    /// The values as the settings file writes them.
    const NAMES: &'static [&'static str];

    /// All of them in one text, to be read by people.
    const LISTED: &'static str;

    /// What other programs call one, in lower case, with its name here.
    const ALIASES: &'static [(&'static str, &'static str)];

    /// The value that was typed; case and surrounding space do not count.
    fn read(typed: &str) -> Option<Self> {
        position(typed, Self::NAMES).and_then(|at| Self::ALL.get(at).copied())
    }
}

/// Which of the names was typed; case and surrounding space do not count. (Once for all who call it, or
/// it fills a browser.)
#[inline(never)]
pub(crate) fn position(typed: &str, names: &[&str]) -> Option<usize> {
    let is = |typed: &str| names.iter().position(|name| name.eq_ignore_ascii_case(typed));
    let as_written = names.iter().position(|name| *name == typed);
    as_written.or_else(|| is(typed.trim()))
}

macro_rules! choice {
    ($(#[$docs:meta])* $name:ident {
        $($(#[$variant_docs:meta])* $variant:ident = $text:literal $(| $alias:literal)*,)*
    }) => {
        $(#[$docs])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[cfg_attr(test, derive(ts_rs::TS))]
        #[cfg_attr(
            feature = "schema",
            derive(schemars::JsonSchema),
            schemars(transform = crate::schema::in_any_case)
        )]
        pub enum $name {
            $($(#[$variant_docs])* #[serde(rename = $text)] $variant,)*
        }

        impl $name {
            /// The value as the settings file writes it.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $text,)*
                }
            }
        }

        impl Choice for $name {
            const ALL: &'static [Self] = &[$(Self::$variant),*];
            const NAMES: &'static [&'static str] = &[$($text),*];
            const LISTED: &'static str = concat!($(", `", $text, "`"),*).split_at(", ".len()).1;
            const ALIASES: &'static [(&'static str, &'static str)] = &[$($(($alias, $text),)*)*];
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }
    };
}

choice! {
    /// How the connection is encrypted.
    Security {
        /// Not at all.
        None = "none" | "plain" | "off" | "false",
        /// Implicit TLS, from the first byte (RFC 8314 §3).
        Ssl = "ssl" | "ssl/tls" | "tls/ssl" | "implicit" | "implicit-tls" | "smtps" | "imaps" | "true",
        /// STARTTLS, after a greeting in clear (RFC 3207, RFC 9051 §6.2.1).
        Tls = "tls" | "starttls" | "start-tls" | "explicit",
    }
}

choice! {
    /// How outgoing mail is handed over.
    OutgoingProtocol {
        /// SMTP submission (RFC 6409).
        Smtp = "smtp",
        /// Microsoft Graph's `sendMail`.
        Graph = "graph",
    }
}

choice! {
    /// How incoming mail is read.
    IncomingProtocol {
        /// IMAP (RFC 9051).
        Imap = "imap",
        /// POP3 (RFC 1939).
        Pop = "pop",
        /// Microsoft Graph.
        Graph = "graph",
    }
}

choice! {
    /// A SASL mechanism.
    Mechanism {
        /// User name and password (RFC 4616).
        Plain = "plain",
        /// The obsolete LOGIN, which many servers still ask for.
        Login = "login",
        /// Google's and Microsoft's way to log in with an access token.
        Xoauth2 = "xoauth2",
        /// The standard way to log in with an access token (RFC 7628).
        Oauthbearer = "oauthbearer",
    }
}

choice! {
    /// Who gives the access token.
    Provider {
        /// Nobody: OAuth is off.
        None = "none",
        /// Microsoft Entra ID, for Exchange Online.
        MicrosoftExchange = "microsoft-exchange" | "microsoft" | "exchange" | "microsoft-365" | "office365",
        /// Google.
        GoogleWorkspace = "google-workspace" | "google" | "gmail",
        /// Any other authorization server.
        Custom = "custom",
    }
}

choice! {
    /// The OAuth 2.0 grant.
    Flow {
        /// The app logs in as itself, without a user (RFC 6749 §4.4).
        ClientCredentials = "client-credentials",
        /// A user signs in with a browser (RFC 6749 §4.1, with PKCE).
        AuthorizationCode = "authorization-code",
        /// A user signs in on another device (RFC 8628).
        DeviceCode = "device-code",
        /// The user's own password is sent to the token endpoint (RFC 6749 §4.3).
        Password = "password",
        /// Google's service account signs its own assertion (RFC 7523).
        ServiceAccount = "service-account",
    }
}

choice! {
    /// How the client shows its secret (RFC 6749 §2.3.1).
    ClientAuth {
        /// In the body of the request.
        Post = "post",
        /// By HTTP Basic authentication.
        Basic = "basic",
    }
}

/// The usual port: 25, 465 or 587 for outgoing mail, 993 with implicit TLS and 143 without for
/// incoming mail.
#[must_use]
pub fn default_port(form: FormName, security: Security) -> u16 {
    match (form, security) {
        (FormName::Outgoing, Security::None) => 25,
        (FormName::Outgoing, Security::Ssl) => 465,
        (FormName::Outgoing, Security::Tls) => 587,
        (FormName::Incoming, Security::Ssl) => 993,
        (FormName::Incoming, Security::None | Security::Tls) => 143,
    }
}

impl IncomingProtocol {
    /// The usual port of the protocol with this security.
    #[must_use]
    pub fn default_port(self, security: Security) -> u16 {
        match (self, security) {
            (Self::Imap, security) => default_port(FormName::Incoming, security),
            (Self::Pop, Security::Ssl) => 995,
            (Self::Pop, Security::None | Security::Tls) => 110,
            (Self::Graph, _) => 443,
        }
    }
}

/// Where the mail server is and how the connection to it is encrypted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Server {
    /// Its host.
    pub host: Host,
    /// Its port.
    pub port: u16,
    /// The encryption.
    pub security: Security,
}

/// Outgoing settings that every rule has passed.
#[derive(Clone, Debug)]
pub struct Outgoing {
    /// The mail server.
    pub server: Server,
    /// How mail is handed over.
    pub protocol: OutgoingProtocol,
    /// The login, where the server requires one.
    pub login: Option<Login>,
    /// The address that mail is sent from: `sender`, or else the user name or the reply-to address.
    pub sender: Option<String>,
}

/// Incoming settings that every rule has passed.
#[derive(Clone, Debug)]
pub struct Incoming {
    /// The mail server.
    pub server: Server,
    /// How mail is read.
    pub protocol: IncomingProtocol,
    /// The login.
    pub login: Login,
}

/// Who logs in, and with what.
#[derive(Clone, Debug)]
pub struct Login {
    /// The account.
    pub username: String,
    /// The mailbox to act for, where it differs from the account.
    pub mailbox: Option<String>,
    /// The mechanism that was asked for.
    pub mechanism: Option<Mechanism>,
    /// What proves it.
    pub credential: Credential,
}

impl Login {
    /// The identity of a login by access token: the mailbox to act for.
    #[must_use]
    pub fn mailbox(&self) -> &str {
        self.mailbox.as_deref().unwrap_or(&self.username)
    }
}

/// What proves that the account may log in.
#[derive(Clone, Debug)]
pub enum Credential {
    /// A password.
    Password(Secret),
    /// An access token, to be asked for.
    OAuth(Box<OAuth>),
}
