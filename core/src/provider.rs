//! Mail providers as data: their servers, how one logs in there, and where their tokens come from.
//!
//! Each provider is one row of [`PROVIDERS`]. What the rules need of a row is its [`Mail`] part, which
//! stands in a table of its own: a program that only checks settings carries neither titles nor
//! domains nor OAuth endpoints.
//!
//! A fact stands here when the provider's own page or at least two lists of mail programs agree on
//! it; [`Provider::source`] names the one to look at first. “ISPDB” is Thunderbird's list,
//! <https://github.com/thunderbird/autoconfig>, “Delta Chat” is
//! <https://github.com/chatmail/provider-db>, and “`FairEmail`” <https://github.com/M66B/FairEmail>.

use std::sync::OnceLock;

use serde::Serialize;

use crate::{
    Cloud,
    settings::{Flow, Mechanism, Security},
};

/// A protocol of mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Protocol {
    /// IMAP (RFC 9051).
    Imap,
    /// POP3 (RFC 1939).
    Pop,
    /// SMTP submission (RFC 6409).
    Smtp,
}

impl Protocol {
    /// Its name in data.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Imap => "imap",
            Self::Pop => "pop",
            Self::Smtp => "smtp",
        }
    }
}

/// A server for one protocol, as the provider documents it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Endpoint {
    /// What it speaks.
    pub protocol: Protocol,
    /// Its name, in lower case.
    pub host: &'static str,
    /// Its port.
    pub port: u16,
    /// How the connection is encrypted.
    pub security: Security,
}

/// Another name of a provider's server, which is no choice for new settings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct OtherName {
    /// The name, in lower case.
    pub host: &'static str,
    /// What is, or was, spoken there.
    pub protocols: &'static [Protocol],
    /// How it stands to the documented name.
    pub standing: Standing,
}

/// How another name of a server stands to the documented one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Standing {
    /// It is as good as the documented one.
    Synonym,
    /// It leads to the same server, though nobody documents it any more.
    Alias,
    /// It still takes TLS 1.0 and 1.1, where an administrator allowed that.
    OldTls,
    /// It leads nowhere any more.
    Retired,
    /// It is for one purpose only, such as mail in bulk.
    Special,
}

/// How an account logs in to its mail servers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum SignIn {
    /// With a password that is made for one program, not with that of the account.
    AppPassword,
    /// With an access token.
    #[serde(rename = "oauth")]
    OAuth,
    /// With the password of the account or the mailbox.
    Password,
}

/// What the user name looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Username {
    /// The whole e-mail address.
    Address,
    /// What stands before the `@`.
    LocalPart,
}

/// What has to be done before a program can log in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Need {
    /// The provider's own program has to run on this machine, and is the server.
    Bridge,
    /// IMAP, POP or SMTP has to be switched on in the settings of the account.
    EnableAccess,
    /// The account has to be a paid one.
    Paid,
    /// The provider has to approve, or to register by hand, every client of its OAuth server.
    RegisteredClient,
}

/// What the rules know of a provider.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct Mail {
    /// Its id, which never changes.
    pub id: &'static str,
    /// The cloud of Microsoft that it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cloud: Option<Cloud>,
    /// Its servers; of each protocol the one to use first.
    pub endpoints: &'static [Endpoint],
    /// Other names of them.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    pub other_names: &'static [OtherName],
    /// Domains in which every host is this provider's.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    pub zones: &'static [&'static str],
    /// Whether every name in those domains that settings may have is listed.
    #[serde(skip)]
    pub(crate) is_complete: bool,
    /// Whether it says itself that it has no POP, of which most lists tell nothing.
    #[serde(skip)]
    pub(crate) has_no_pop: bool,
    /// How accounts log in, the best way first.
    pub sign_in: &'static [SignIn],
    /// What the user name looks like.
    pub username: Username,
}

impl Mail {
    /// The server to use for a protocol.
    #[must_use]
    pub fn endpoint(&self, protocol: Protocol) -> Option<&'static Endpoint> {
        self.endpoints.iter().find(|endpoint| endpoint.protocol == protocol)
    }

    /// The protocols that are spoken at a host, each once; none where the host is not listed.
    pub fn protocols_of<'a>(&'a self, host: &'a str) -> impl Iterator<Item = Protocol> + 'a {
        [Protocol::Smtp, Protocol::Imap, Protocol::Pop]
            .into_iter()
            .filter(|protocol| self.speaks(*protocol, host))
    }

    /// Whether a protocol is spoken at a listed host.
    #[must_use]
    pub fn speaks(&self, protocol: Protocol, host: &str) -> bool {
        let host = without_dot(host);
        let documented = self.endpoints.iter().any(|endpoint| {
            endpoint.protocol == protocol && endpoint.host.eq_ignore_ascii_case(host)
        });
        documented
            || self.other_names.iter().any(|other| {
                other.host.eq_ignore_ascii_case(host) && other.protocols.contains(&protocol)
            })
    }

    /// How a host stands to the documented ones, where it is another name of one.
    #[must_use]
    pub fn standing_of(&self, host: &str) -> Option<Standing> {
        let host = without_dot(host);
        self.other_names
            .iter()
            .find(|other| other.host.eq_ignore_ascii_case(host))
            .map(|other| other.standing)
    }

    /// Whether the provider documents this pair of port and security for a host, however unusual.
    #[must_use]
    pub fn documents(&self, host: &str, port: u16, security: Security) -> bool {
        let host = without_dot(host);
        self.endpoints.iter().any(|endpoint| {
            endpoint.host.eq_ignore_ascii_case(host)
                && endpoint.port == port
                && endpoint.security == security
        })
    }

    /// Whether a host is one of the listed ones.
    #[must_use]
    pub fn names(&self, host: &str) -> bool {
        let host = without_dot(host);
        self.endpoints.iter().any(|endpoint| endpoint.host.eq_ignore_ascii_case(host))
            || self.other_names.iter().any(|other| other.host.eq_ignore_ascii_case(host))
    }

    fn holds(&self, host: &str) -> bool {
        self.zones.iter().any(|zone| is_in(host, zone))
    }
}

/// Where a provider's access tokens come from.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct OAuth {
    /// The authorization endpoint; `{tenant}` stands for the tenant.
    pub authorize_url: &'static str,
    /// The token endpoint; `{tenant}` stands for the tenant.
    pub token_url: &'static str,
    /// What to ask for.
    pub scopes: &'static [Scope],
    /// How a token is shown to the mail server.
    pub mechanisms: &'static [Mechanism],
}

/// The scope of one flow and protocol.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Scope {
    /// The flow. Device code and password ask for the same as the authorization code.
    pub flow: Flow,
    /// The protocol; every one where it is not said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub protocol: Option<Protocol>,
    /// The scope, or more of them with a space between.
    pub scope: &'static str,
}

impl OAuth {
    /// What a client asks for in a flow, for a protocol; nothing where there is no such flow.
    #[must_use]
    pub fn scope(&self, flow: Flow, protocol: Protocol) -> Option<&'static str> {
        let flow = match flow {
            Flow::DeviceCode | Flow::Password => Flow::AuthorizationCode,
            other => other,
        };
        self.scopes
            .iter()
            .find(|scope| scope.flow == flow && scope.protocol.is_none_or(|of| of == protocol))
            .map(|scope| scope.scope)
    }

    /// Whether an application can log in by itself with its id and secret.
    #[must_use]
    pub fn has_client_credentials(&self) -> bool {
        self.scopes.iter().any(|scope| scope.flow == Flow::ClientCredentials)
    }
}

/// A mail provider.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct Provider {
    /// What the rules know of it.
    #[serde(flatten)]
    pub mail: &'static Mail,
    /// What people call it.
    pub title: &'static str,
    /// The domains of its addresses; one that begins with a dot stands for every domain in it.
    pub domains: &'static [&'static str],
    /// What has to be done before a program can log in.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    pub needs: &'static [Need],
    /// Where its access tokens come from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub oauth: Option<&'static OAuth>,
    /// Where to look first when a fact is in doubt.
    pub source: &'static str,
}

/// When the sources of [`PROVIDERS`] were last looked at.
pub const CHECKED: &str = "2026-11-24";

/// The provider that gives addresses in this domain.
#[must_use]
pub fn of_domain(domain: &str) -> Option<&'static Provider> {
    let domain = without_dot(domain);
    PROVIDERS.iter().find(|provider| {
        provider.domains.iter().any(|known| match known.strip_prefix('.') {
            Some(parent) => !domain.eq_ignore_ascii_case(parent) && is_in(domain, parent),
            None => domain.eq_ignore_ascii_case(known),
        })
    })
}

/// The provider whose server has this name. An address is nobody's.
#[must_use]
pub fn of_host(host: &str) -> Option<&'static Provider> {
    let mail = mail_of_host(host)?;
    PROVIDERS.iter().find(|provider| provider.mail.id == mail.id)
}

/// What the rules know of the provider whose server has this name.
pub(crate) fn mail_of_host(host: &str) -> Option<&'static Mail> {
    let host = without_dot(host);
    // No name ends in a number.
    if host.ends_with(|c: char| c.is_ascii_digit()) || !Sieve::get().may_hold(without_dot(host)) {
        return None;
    }
    let mut rows = MAIL.iter().copied();
    rows.clone().find(|mail| mail.names(host)).or_else(|| rows.find(|mail| mail.holds(host)))
}

/// The listed hosts and zones by their hashes: of most names that are nobody's one look at each byte tells
/// that they are (Bloom, 1970).
struct Sieve([u64; Self::WORDS]);

impl Sieve {
    const WORDS: usize = 64;

    /// The sieve of all rows.
    fn get() -> &'static Self {
        static SIEVE: OnceLock<Sieve> = OnceLock::new();
        SIEVE.get_or_init(|| {
            let mut sieve = Self([0; Self::WORDS]);
            for mail in MAIL {
                let hosts = mail.endpoints.iter().map(|endpoint| endpoint.host);
                let others = mail.other_names.iter().map(|other| other.host);
                for name in hosts.chain(others).chain(mail.zones.iter().copied()) {
                    let (word, bit) = Self::place(name.bytes().rev().fold(0, Self::hash));
                    sieve.0[word] |= bit;
                }
            }
            sieve
        })
    }

    /// Whether the name or a domain that it is in may be there.
    fn may_hold(&self, name: &str) -> bool {
        let mut hash = 0;
        let mut bytes = name.bytes().rev().peekable();
        while let Some(byte) = bytes.next() {
            hash = Self::hash(hash, byte);
            let (word, bit) = Self::place(hash);
            if matches!(bytes.peek(), None | Some(b'.')) && self.0[word] & bit != 0 {
                return true;
            }
        }
        false
    }

    /// Goes on with a hash (Fowler, Noll and Vo), in any case of the letters.
    fn hash(hash: u32, byte: u8) -> u32 {
        (hash ^ u32::from(byte.to_ascii_lowercase())).wrapping_mul(0x0100_0193)
    }

    fn place(hash: u32) -> (usize, u64) {
        let mixed = hash ^ hash >> 15;
        (mixed as usize / 64 % Self::WORDS, 1 << (mixed % 64))
    }
}

/// The provider whose tokens come from this host, and where they do.
pub(crate) fn of_token_host(host: &str) -> Option<(&'static Mail, &'static OAuth)> {
    OAUTH.iter().find_map(|(mail, oauth)| {
        let oauth = (*oauth)?;
        let rest = oauth.token_url.strip_prefix("https://")?;
        let known = rest.split('/').next()?;
        known.eq_ignore_ascii_case(host).then_some((*mail, oauth))
    })
}

/// The token endpoint that belongs to an authorization endpoint.
pub(crate) fn token_url_of(authorize_url: &str) -> Option<&'static str> {
    let mut known = OAUTH.iter().filter_map(|(_, oauth)| *oauth);
    known.find(|oauth| oauth.authorize_url == authorize_url).map(|oauth| oauth.token_url)
}

fn without_dot(host: &str) -> &str {
    host.strip_suffix('.').unwrap_or(host)
}

/// Whether a host is the domain or a name in it, in any case.
pub(crate) fn is_in(host: &str, domain: &str) -> bool {
    host.len().checked_sub(domain.len()).is_some_and(|start| {
        host.get(start..).is_some_and(|end| end.eq_ignore_ascii_case(domain))
            && host.get(..start).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
    })
}

const fn endpoint(
    protocol: Protocol,
    host: &'static str,
    port: u16,
    security: Security,
) -> Endpoint {
    Endpoint { protocol, host, port, security }
}

const fn smtp_ssl(host: &'static str) -> Endpoint {
    endpoint(Protocol::Smtp, host, 465, Security::Ssl)
}

const fn smtp_tls(host: &'static str) -> Endpoint {
    endpoint(Protocol::Smtp, host, 587, Security::Tls)
}

const fn imap_ssl(host: &'static str) -> Endpoint {
    endpoint(Protocol::Imap, host, 993, Security::Ssl)
}

const fn imap_tls(host: &'static str) -> Endpoint {
    endpoint(Protocol::Imap, host, 143, Security::Tls)
}

const fn pop_ssl(host: &'static str) -> Endpoint {
    endpoint(Protocol::Pop, host, 995, Security::Ssl)
}

const fn pop_tls(host: &'static str) -> Endpoint {
    endpoint(Protocol::Pop, host, 110, Security::Tls)
}

const SMTP: &[Protocol] = &[Protocol::Smtp];
const IMAP: &[Protocol] = &[Protocol::Imap];
const POP: &[Protocol] = &[Protocol::Pop];
const IMAP_POP: &[Protocol] = &[Protocol::Imap, Protocol::Pop];

const fn other(
    host: &'static str,
    protocols: &'static [Protocol],
    standing: Standing,
) -> OtherName {
    OtherName { host, protocols, standing }
}

const fn scope(flow: Flow, protocol: Protocol, scope: &'static str) -> Scope {
    Scope { flow, protocol: Some(protocol), scope }
}

const fn scope_of_all(flow: Flow, scope: &'static str) -> Scope {
    Scope { flow, protocol: None, scope }
}

/// Writes the rows into the two tables; what a row leaves out is what most providers have.
macro_rules! providers {
    ($(
        $name:ident {
            id: $id:literal,
            title: $title:literal,
            $(cloud: $cloud:expr,)?
            domains: [$($domain:literal),* $(,)?],
            endpoints: [$($endpoint:expr),* $(,)?],
            $(other_names: [$($other:expr),* $(,)?],)?
            $(zones: [$($zone:literal),* $(,)?],)?
            $(is_complete: $complete:literal,)?
            $(has_no_pop: $no_pop:literal,)?
            sign_in: [$($sign_in:ident),*],
            $(username: $username:ident,)?
            $(needs: [$($need:ident),*],)?
            $(oauth: $oauth:expr,)?
            source: $source:literal,
        }
    )*) => {
        $(pub(crate) static $name: Mail = Mail {
            id: $id,
            cloud: providers!(@or [None] $(Some($cloud))?),
            endpoints: &[$($endpoint),*],
            other_names: &[$($($other),*)?],
            zones: &[$($($zone),*)?],
            is_complete: providers!(@or [false] $($complete)?),
            has_no_pop: providers!(@or [false] $($no_pop)?),
            sign_in: &[$(SignIn::$sign_in),*],
            username: providers!(@or [Username::Address] $(Username::$username)?),
        };)*

        /// What the rules know of each provider.
        pub(crate) static MAIL: &[&Mail] = &[$(&$name),*];

        static OAUTH: &[(&Mail, Option<&OAuth>)] =
            &[$((&$name, providers!(@or [None] $(Some($oauth))?))),*];

        /// Every provider; Microsoft's and Google's come first.
        pub static PROVIDERS: &[Provider] = &[$(Provider {
            mail: &$name,
            title: $title,
            domains: &[$($domain),*],
            needs: &[$($(Need::$need),*)?],
            oauth: providers!(@or [None] $(Some($oauth))?),
            source: $source,
        }),*];
    };
    (@or [$usual:expr]) => { $usual };
    (@or [$usual:expr] $given:expr) => { $given };
}

/// Microsoft's sign-in in one cloud. The scope of delegated flows is asked of `outlook.office.com` in
/// the worldwide cloud; elsewhere only that of applications is documented.
macro_rules! microsoft {
    ($cloud:expr, $sign_in:literal, [$($delegated:expr),*]) => {
        &OAuth {
            authorize_url: concat!("https://", $sign_in, "/{tenant}/oauth2/v2.0/authorize"),
            token_url: concat!("https://", $sign_in, "/{tenant}/oauth2/v2.0/token"),
            scopes: &[
                scope_of_all(Flow::ClientCredentials, $cloud.mail_scope()),
                $($delegated),*
            ],
            mechanisms: &[Mechanism::Xoauth2],
        }
    };
}

/// Yahoo's sign-in at one of its brands.
macro_rules! yahoo {
    ($host:literal) => {
        &OAuth {
            authorize_url: concat!("https://", $host, "/oauth2/request_auth"),
            token_url: concat!("https://", $host, "/oauth2/get_token"),
            scopes: &[scope_of_all(Flow::AuthorizationCode, "mail-w")],
            mechanisms: &[Mechanism::Xoauth2],
        }
    };
}

const DELEGATED_SMTP: Scope = scope(
    Flow::AuthorizationCode,
    Protocol::Smtp,
    "https://outlook.office.com/SMTP.Send offline_access",
);
const DELEGATED_IMAP: Scope = scope(
    Flow::AuthorizationCode,
    Protocol::Imap,
    "https://outlook.office.com/IMAP.AccessAsUser.All offline_access",
);
const DELEGATED_POP: Scope = scope(
    Flow::AuthorizationCode,
    Protocol::Pop,
    "https://outlook.office.com/POP.AccessAsUser.All offline_access",
);

providers! {
    MICROSOFT_365 {
        id: "microsoft-365",
        title: "Microsoft 365",
        cloud: Cloud::Global,
        domains: [".onmicrosoft.com"],
        endpoints: [
            smtp_tls("smtp.office365.com"),
            endpoint(Protocol::Smtp, "smtp.office365.com", 25, Security::Tls),
            imap_ssl("outlook.office365.com"),
            imap_tls("outlook.office365.com"),
            pop_ssl("outlook.office365.com"),
        ],
        other_names: [
            other("outlook.office.com", IMAP_POP, Standing::Alias),
            other("imap.outlook.office365.com", IMAP, Standing::Alias),
            other("imap.office365.com", IMAP, Standing::Alias),
            other("pop.office365.com", POP, Standing::Alias),
            other("smtp-legacy.office365.com", SMTP, Standing::OldTls),
            other("imap-legacy.office365.com", IMAP, Standing::OldTls),
            other("pop-legacy.office365.com", POP, Standing::OldTls),
            other("smtp-hve.office365.com", SMTP, Standing::Special),
            other("smtp.outlook.office365.com", SMTP, Standing::Alias),
            other("smtp.outlook.com", SMTP, Standing::Alias),
            other("imap.outlook.com", IMAP, Standing::Alias),
            other("outlook.office.de", IMAP_POP, Standing::Retired),
            other("smtp.office.de", SMTP, Standing::Retired),
            other("smtp-emea.outlook.com", SMTP, Standing::Retired),
            other("smtp-apac.outlook.com", SMTP, Standing::Retired),
            other("smtp-nam.outlook.com", SMTP, Standing::Retired),
        ],
        zones: ["office365.com", "outlook.office.com", "outlook.com"],
        is_complete: true,
        sign_in: [OAuth],
        oauth: microsoft!(
            Cloud::Global,
            "login.microsoftonline.com",
            [DELEGATED_SMTP, DELEGATED_IMAP, DELEGATED_POP]
        ),
        source: "Microsoft, Authenticate an IMAP, POP or SMTP connection using OAuth (2026-06-19)",
    }

    MICROSOFT_365_GCC_HIGH {
        id: "microsoft-365-gcc-high",
        title: "Microsoft 365 GCC High",
        cloud: Cloud::UsGovernment,
        domains: [".onmicrosoft.us"],
        endpoints: [
            smtp_tls("smtp.office365.us"),
            imap_ssl("outlook.office365.us"),
            pop_ssl("outlook.office365.us"),
        ],
        zones: ["office365.us"],
        is_complete: true,
        sign_in: [OAuth],
        oauth: microsoft!(Cloud::UsGovernment, "login.microsoftonline.us", []),
        source: "EmailEngine, lib/oauth/outlook.js (2026-08-22)",
    }

    MICROSOFT_365_DOD {
        id: "microsoft-365-dod",
        title: "Microsoft 365 DoD",
        cloud: Cloud::UsGovernment,
        domains: [],
        endpoints: [
            smtp_tls("outlook-dod.office365.us"),
            imap_ssl("outlook-dod.office365.us"),
            pop_ssl("outlook-dod.office365.us"),
        ],
        sign_in: [OAuth],
        oauth: microsoft!(Cloud::UsGovernment, "login.microsoftonline.us", []),
        source: "EmailEngine, lib/oauth/outlook.js (2026-08-22)",
    }

    MICROSOFT_365_CHINA {
        id: "microsoft-365-china",
        title: "Microsoft 365 operated by 21Vianet",
        cloud: Cloud::China,
        domains: [".partner.onmschina.cn"],
        endpoints: [
            smtp_tls("smtp.partner.outlook.cn"),
            smtp_tls("partner.outlook.cn"),
            imap_ssl("partner.outlook.cn"),
            pop_ssl("partner.outlook.cn"),
        ],
        other_names: [
            other("smtp-legacy.partner.outlook.cn", SMTP, Standing::OldTls),
            other("imap-legacy.partner.outlook.cn", IMAP, Standing::OldTls),
            other("pop-legacy.partner.outlook.cn", POP, Standing::OldTls),
        ],
        zones: ["partner.outlook.cn"],
        is_complete: true,
        sign_in: [OAuth],
        oauth: microsoft!(Cloud::China, "login.partner.microsoftonline.cn", []),
        source: "Microsoft, National clouds (2025-01-15); EmailEngine (2026-08-22)",
    }

    OUTLOOK_COM {
        id: "outlook-com",
        title: "Outlook.com, Hotmail and Live",
        cloud: Cloud::Global,
        domains: [
            "outlook.com", "hotmail.com", "live.com", "msn.com", "windowslive.com", "passport.com",
            "outlook.at", "outlook.be", "outlook.cl", "outlook.cz", "outlook.de", "outlook.dk",
            "outlook.es", "outlook.fr", "outlook.hu", "outlook.ie", "outlook.in", "outlook.it",
            "outlook.jp", "outlook.kr", "outlook.pt", "outlook.sg", "outlook.sk", "outlook.co.id",
            "outlook.co.il", "outlook.co.th", "outlook.com.ar", "outlook.com.au", "outlook.com.br",
            "outlook.com.gr", "outlook.com.tr", "outlook.com.vn", "hotmail.be", "hotmail.ca",
            "hotmail.cl", "hotmail.de", "hotmail.dk", "hotmail.es", "hotmail.fi", "hotmail.fr",
            "hotmail.gr", "hotmail.it", "hotmail.nl", "hotmail.no", "hotmail.se", "hotmail.co.jp",
            "hotmail.co.th", "hotmail.co.uk", "hotmail.com.ar", "hotmail.com.au", "hotmail.com.br",
            "hotmail.com.tr", "live.at", "live.be", "live.ca", "live.cl", "live.cn", "live.de",
            "live.dk", "live.fi", "live.fr", "live.ie", "live.it", "live.jp", "live.nl", "live.no",
            "live.se", "live.co.uk", "live.co.za", "live.com.ar", "live.com.au", "live.com.mx",
            "live.com.pt",
        ],
        endpoints: [
            smtp_tls("smtp-mail.outlook.com"),
            endpoint(Protocol::Smtp, "smtp-mail.outlook.com", 25, Security::Tls),
            imap_ssl("outlook.office365.com"),
            imap_ssl("imap-mail.outlook.com"),
            pop_ssl("outlook.office365.com"),
            pop_ssl("pop-mail.outlook.com"),
        ],
        other_names: [
            other("smtp.live.com", SMTP, Standing::Alias),
            other("pop3.live.com", POP, Standing::Alias),
        ],
        zones: ["hotmail.com", "live.com"],
        is_complete: true,
        sign_in: [OAuth],
        oauth: &OAuth {
            authorize_url: "https://login.microsoftonline.com/consumers/oauth2/v2.0/authorize",
            token_url: "https://login.microsoftonline.com/consumers/oauth2/v2.0/token",
            scopes: &[DELEGATED_SMTP, DELEGATED_IMAP, DELEGATED_POP],
            mechanisms: &[Mechanism::Xoauth2],
        },
        source: "ISPDB hotmail.com",
    }

    GOOGLE {
        id: "google",
        title: "Gmail and Google Workspace",
        domains: ["gmail.com", "googlemail.com", "google.com"],
        endpoints: [
            smtp_tls("smtp.gmail.com"),
            smtp_ssl("smtp.gmail.com"),
            imap_ssl("imap.gmail.com"),
            pop_ssl("pop.gmail.com"),
            smtp_tls("smtp-relay.gmail.com"),
            smtp_ssl("smtp-relay.gmail.com"),
            endpoint(Protocol::Smtp, "smtp-relay.gmail.com", 25, Security::Tls),
        ],
        other_names: [
            other("smtp.googlemail.com", SMTP, Standing::Synonym),
            other("imap.googlemail.com", IMAP, Standing::Synonym),
            other("pop.googlemail.com", POP, Standing::Synonym),
        ],
        zones: ["gmail.com", "googlemail.com"],
        is_complete: true,
        sign_in: [OAuth, AppPassword],
        oauth: &OAuth {
            authorize_url: "https://accounts.google.com/o/oauth2/v2/auth",
            token_url: "https://oauth2.googleapis.com/token",
            scopes: &[
                scope_of_all(Flow::AuthorizationCode, "https://mail.google.com/"),
                scope_of_all(Flow::ServiceAccount, "https://mail.google.com/"),
            ],
            mechanisms: &[Mechanism::Xoauth2, Mechanism::Oauthbearer],
        },
        source: "Google, OAuth 2.0 Mechanism for IMAP, POP and SMTP; ISPDB googlemail.com",
    }

    YAHOO {
        id: "yahoo",
        title: "Yahoo Mail",
        domains: [
            "yahoo.com", "ymail.com", "rocketmail.com", "myyahoo.com", "yahoo.de", "yahoo.it",
            "yahoo.fr", "yahoo.es", "yahoo.se", "yahoo.ca", "yahoo.in", "yahoo.co.in",
            "yahoo.co.uk", "yahoo.co.nz", "yahoo.com.au", "yahoo.com.ar", "yahoo.com.br",
            "yahoo.com.mx",
        ],
        endpoints: [
            smtp_ssl("smtp.mail.yahoo.com"),
            smtp_tls("smtp.mail.yahoo.com"),
            imap_ssl("imap.mail.yahoo.com"),
            pop_ssl("pop.mail.yahoo.com"),
        ],
        other_names: [other("export.imap.mail.yahoo.com", IMAP, Standing::Special)],
        zones: ["mail.yahoo.com"],
        sign_in: [AppPassword, OAuth],
        needs: [RegisteredClient],
        oauth: yahoo!("api.login.yahoo.com"),
        source: "ISPDB yahoo.com",
    }

    YAHOO_JAPAN {
        id: "yahoo-japan",
        title: "Yahoo! JAPAN",
        domains: ["yahoo.co.jp", "ymail.ne.jp"],
        endpoints: [smtp_ssl("smtp.mail.yahoo.co.jp"), imap_ssl("imap.mail.yahoo.co.jp")],
        sign_in: [Password],
        username: LocalPart,
        needs: [EnableAccess],
        source: "FairEmail providers.xml",
    }

    AOL {
        id: "aol",
        title: "AOL Mail",
        domains: [
            "aol.com", "aim.com", "netscape.net", "compuserve.com", "cs.com", "verizon.net",
            "aol.de", "aol.fr", "aol.it", "aol.es", "aol.co.uk",
        ],
        endpoints: [
            smtp_ssl("smtp.aol.com"),
            smtp_tls("smtp.aol.com"),
            imap_ssl("imap.aol.com"),
            pop_ssl("pop.aol.com"),
        ],
        sign_in: [AppPassword, OAuth],
        needs: [RegisteredClient],
        oauth: yahoo!("api.login.aol.com"),
        source: "ISPDB aol.com",
    }

    ATT {
        id: "att",
        title: "AT&T Mail",
        domains: [
            "att.net", "ameritech.net", "bellsouth.net", "currently.com", "flash.net", "nvbell.net",
            "pacbell.net", "prodigy.net", "sbcglobal.net", "snet.net", "swbell.net", "wans.net",
        ],
        endpoints: [
            smtp_ssl("smtp.mail.att.net"),
            smtp_ssl("outbound.att.net"),
            imap_ssl("imap.mail.att.net"),
            pop_ssl("inbound.att.net"),
        ],
        sign_in: [AppPassword],
        source: "ISPDB att.net",
    }

    ICLOUD {
        id: "icloud",
        title: "Apple iCloud",
        domains: ["icloud.com", "me.com", "mac.com"],
        endpoints: [
            smtp_tls("smtp.mail.me.com"),
            imap_ssl("imap.mail.me.com"),
            imap_tls("imap.mail.me.com"),
        ],
        zones: ["mail.me.com"],
        has_no_pop: true,
        sign_in: [AppPassword],
        source: "ISPDB me.com",
    }

    FASTMAIL {
        id: "fastmail",
        title: "Fastmail",
        domains: [
            "fastmail.com", "fastmail.fm", "fastmail.co.uk", "fastmail.com.au", "fastmail.de",
            "fastmail.net", "fastmail.org", "fastmail.us", "messagingengine.com", "sent.com",
        ],
        endpoints: [
            smtp_ssl("smtp.fastmail.com"),
            smtp_tls("smtp.fastmail.com"),
            imap_ssl("imap.fastmail.com"),
            pop_ssl("pop.fastmail.com"),
        ],
        other_names: [
            other(
                "mail.messagingengine.com",
                &[Protocol::Smtp, Protocol::Imap, Protocol::Pop],
                Standing::Synonym
            ),
        ],
        sign_in: [AppPassword, OAuth],
        needs: [Paid, RegisteredClient],
        oauth: &OAuth {
            authorize_url: "https://api.fastmail.com/oauth/authorize",
            token_url: "https://api.fastmail.com/oauth/refresh",
            scopes: &[
                scope(
                    Flow::AuthorizationCode,
                    Protocol::Smtp,
                    "https://www.fastmail.com/dev/protocol-smtp",
                ),
                scope(
                    Flow::AuthorizationCode,
                    Protocol::Imap,
                    "https://www.fastmail.com/dev/protocol-imap",
                ),
                scope(
                    Flow::AuthorizationCode,
                    Protocol::Pop,
                    "https://www.fastmail.com/dev/protocol-pop",
                ),
            ],
            mechanisms: &[Mechanism::Xoauth2, Mechanism::Oauthbearer],
        },
        source: "ISPDB messagingengine.com; FairEmail providers.xml",
    }

    YANDEX {
        id: "yandex",
        title: "Yandex Mail",
        domains: [
            "yandex.com", "yandex.ru", "ya.ru", "yandex.by", "yandex.kz", "yandex.ua", "yandex.net",
            "narod.ru",
        ],
        endpoints: [
            smtp_ssl("smtp.yandex.com"),
            smtp_ssl("smtp.yandex.ru"),
            imap_ssl("imap.yandex.com"),
            imap_ssl("imap.yandex.ru"),
            pop_ssl("pop.yandex.com"),
            pop_ssl("pop.yandex.ru"),
        ],
        other_names: [
            other("smtp.ya.ru", SMTP, Standing::Synonym),
            other("imap.ya.ru", IMAP, Standing::Synonym),
        ],
        sign_in: [AppPassword, OAuth],
        needs: [EnableAccess],
        oauth: &OAuth {
            authorize_url: "https://oauth.yandex.com/authorize",
            token_url: "https://oauth.yandex.com/token",
            scopes: &[
                scope(Flow::AuthorizationCode, Protocol::Smtp, "mail:smtp"),
                scope(Flow::AuthorizationCode, Protocol::Imap, "mail:imap_full"),
            ],
            mechanisms: &[Mechanism::Xoauth2],
        },
        source: "ISPDB yandex.ru",
    }

    MAIL_RU {
        id: "mail-ru",
        title: "Mail.ru",
        domains: [
            "mail.ru", "inbox.ru", "list.ru", "bk.ru", "internet.ru", "corp.mail.ru", "vk.com",
        ],
        endpoints: [
            smtp_ssl("smtp.mail.ru"),
            smtp_tls("smtp.mail.ru"),
            imap_ssl("imap.mail.ru"),
            imap_tls("imap.mail.ru"),
            pop_ssl("pop.mail.ru"),
            pop_tls("pop.mail.ru"),
        ],
        sign_in: [AppPassword, OAuth],
        oauth: &OAuth {
            authorize_url: "https://oauth.mail.ru/login",
            token_url: "https://oauth.mail.ru/token",
            scopes: &[scope_of_all(Flow::AuthorizationCode, "userinfo mail.imap")],
            mechanisms: &[Mechanism::Xoauth2],
        },
        source: "ISPDB mail.ru; EmailEngine, lib/oauth/mail-ru.js",
    }

    COMCAST {
        id: "comcast",
        title: "Xfinity (Comcast)",
        domains: ["comcast.net", "xfinity.com"],
        endpoints: [
            smtp_ssl("smtp.comcast.net"),
            smtp_tls("smtp.comcast.net"),
            imap_ssl("imap.comcast.net"),
            imap_tls("imap.comcast.net"),
            pop_ssl("mail.comcast.net"),
            pop_tls("mail.comcast.net"),
        ],
        sign_in: [OAuth, Password],
        needs: [EnableAccess],
        oauth: &OAuth {
            authorize_url: "https://oauth.xfinity.com/oauth/authorize",
            token_url: "https://oauth.xfinity.com/oauth/token",
            scopes: &[scope_of_all(
                Flow::AuthorizationCode,
                "https://email.comcast.net/ profile openid",
            )],
            mechanisms: &[Mechanism::Xoauth2],
        },
        source: "ISPDB comcast.net",
    }

    SPECTRUM {
        id: "spectrum",
        title: "Spectrum (Charter)",
        domains: ["charter.net", "spectrum.net", "bresnan.net"],
        endpoints: [
            // Implicit TLS on the port of STARTTLS: two lists warn of it.
            endpoint(Protocol::Smtp, "mobile.charter.net", 587, Security::Ssl),
            imap_ssl("mobile.charter.net"),
            pop_ssl("mobile.charter.net"),
        ],
        sign_in: [Password],
        source: "ISPDB charter.net; FairEmail providers.xml",
    }

    GMX {
        id: "gmx",
        title: "GMX",
        domains: [
            "gmx.net", "gmx.de", "gmx.at", "gmx.ch", "gmx.eu", "gmx.biz", "gmx.org", "gmx.info",
            "mein.gmx", "mail.gmx", "email.gmx",
        ],
        endpoints: [
            smtp_ssl("mail.gmx.net"),
            smtp_tls("mail.gmx.net"),
            imap_ssl("imap.gmx.net"),
            imap_tls("imap.gmx.net"),
            pop_ssl("pop.gmx.net"),
            pop_tls("pop.gmx.net"),
        ],
        sign_in: [Password],
        needs: [EnableAccess],
        source: "ISPDB gmx.net",
    }

    GMX_COM {
        id: "gmx-com",
        title: "GMX.com",
        domains: ["gmx.com", "gmx.us", "gmx.fr", "gmx.co.uk", "gmx.es"],
        endpoints: [
            smtp_ssl("mail.gmx.com"),
            smtp_tls("mail.gmx.com"),
            imap_ssl("imap.gmx.com"),
            imap_tls("imap.gmx.com"),
            pop_ssl("pop.gmx.com"),
        ],
        sign_in: [Password],
        needs: [EnableAccess],
        source: "ISPDB gmx.com",
    }

    WEB_DE {
        id: "web-de",
        title: "WEB.DE",
        domains: ["web.de", "email.de"],
        endpoints: [
            smtp_ssl("smtp.web.de"),
            smtp_tls("smtp.web.de"),
            imap_ssl("imap.web.de"),
            imap_tls("imap.web.de"),
            pop_ssl("pop3.web.de"),
            pop_tls("pop3.web.de"),
        ],
        sign_in: [Password],
        username: LocalPart,
        needs: [EnableAccess],
        source: "ISPDB web.de",
    }

    MAIL_COM {
        id: "mail-com",
        title: "mail.com",
        domains: [
            "mail.com", "email.com", "post.com", "usa.com", "accountant.com", "consultant.com",
            "dr.com", "engineer.com", "cheerful.com", "techie.com", "linuxmail.org", "europe.com",
            "london.com", "uymail.com", "myself.com", "iname.com", "writeme.com", "asia.com",
            "contractor.net", "workmail.com", "musician.org", "lawyer.com",
        ],
        endpoints: [
            smtp_ssl("smtp.mail.com"),
            smtp_tls("smtp.mail.com"),
            imap_ssl("imap.mail.com"),
            imap_tls("imap.mail.com"),
            pop_ssl("pop.mail.com"),
            pop_tls("pop.mail.com"),
        ],
        sign_in: [Password],
        needs: [Paid, EnableAccess],
        source: "ISPDB mail.com",
    }

    ZOHO {
        id: "zoho",
        title: "Zoho Mail",
        domains: ["zoho.com", "zohomail.com"],
        endpoints: [
            smtp_ssl("smtp.zoho.com"),
            smtp_tls("smtp.zoho.com"),
            imap_ssl("imap.zoho.com"),
            pop_ssl("pop.zoho.com"),
            smtp_ssl("smtppro.zoho.com"),
            imap_ssl("imappro.zoho.com"),
        ],
        zones: ["zoho.com", "zoho.in", "zoho.com.au"],
        sign_in: [AppPassword, Password],
        needs: [EnableAccess],
        source: "FairEmail providers.xml; nodemailer",
    }

    ZOHO_EU {
        id: "zoho-eu",
        title: "Zoho Mail, Europe",
        domains: ["zoho.eu", "zohomail.eu"],
        endpoints: [smtp_ssl("smtp.zoho.eu"), imap_ssl("imap.zoho.eu")],
        zones: ["zoho.eu"],
        sign_in: [AppPassword, Password],
        needs: [EnableAccess],
        source: "FairEmail providers.xml; Delta Chat zoho",
    }

    IONOS {
        id: "ionos",
        title: "IONOS",
        domains: ["ionos.de", "online.de"],
        endpoints: [
            smtp_ssl("smtp.ionos.de"),
            smtp_tls("smtp.ionos.de"),
            imap_ssl("imap.ionos.de"),
            imap_tls("imap.ionos.de"),
            pop_ssl("pop.ionos.de"),
            pop_tls("pop.ionos.de"),
            smtp_ssl("smtp.ionos.com"),
            smtp_tls("smtp.ionos.com"),
            imap_ssl("imap.ionos.com"),
            pop_ssl("pop.ionos.com"),
        ],
        other_names: [
            other("smtp.1und1.de", SMTP, Standing::Synonym),
            other("imap.1und1.de", IMAP, Standing::Synonym),
            other("pop.1und1.de", POP, Standing::Synonym),
        ],
        sign_in: [Password],
        source: "ISPDB ionos.de, ionos.com",
    }

    STRATO {
        id: "strato",
        title: "STRATO",
        domains: ["strato.de"],
        endpoints: [
            smtp_ssl("smtp.strato.de"),
            smtp_tls("smtp.strato.de"),
            imap_ssl("imap.strato.de"),
            pop_ssl("pop3.strato.de"),
        ],
        sign_in: [Password],
        source: "ISPDB strato.de",
    }

    T_ONLINE {
        id: "t-online",
        title: "T-Online",
        domains: ["t-online.de", "magenta.de"],
        endpoints: [
            smtp_ssl("securesmtp.t-online.de"),
            smtp_tls("securesmtp.t-online.de"),
            imap_ssl("secureimap.t-online.de"),
            pop_ssl("securepop.t-online.de"),
        ],
        sign_in: [AppPassword],
        source: "ISPDB t-online.de",
    }

    FREENET {
        id: "freenet",
        title: "freenet",
        domains: ["freenet.de"],
        endpoints: [
            smtp_ssl("mx.freenet.de"),
            smtp_tls("mx.freenet.de"),
            imap_ssl("mx.freenet.de"),
            imap_tls("mx.freenet.de"),
        ],
        sign_in: [Password],
        needs: [EnableAccess],
        source: "Delta Chat freenet.de",
    }

    HETZNER {
        id: "hetzner",
        title: "Hetzner web hosting",
        domains: [],
        endpoints: [smtp_ssl("mail.your-server.de"), imap_ssl("mail.your-server.de")],
        zones: ["your-server.de"],
        sign_in: [Password],
        source: "FairEmail providers.xml",
    }

    POSTEO {
        id: "posteo",
        title: "Posteo",
        domains: ["posteo.de", "posteo.net", "posteo.eu", "posteo.at", "posteo.ch", "posteo.org"],
        endpoints: [
            smtp_ssl("posteo.de"),
            smtp_tls("posteo.de"),
            imap_ssl("posteo.de"),
            imap_tls("posteo.de"),
        ],
        sign_in: [Password],
        source: "Delta Chat posteo",
    }

    MAILBOX_ORG {
        id: "mailbox-org",
        title: "mailbox.org",
        domains: ["mailbox.org"],
        endpoints: [
            smtp_ssl("smtp.mailbox.org"),
            smtp_tls("smtp.mailbox.org"),
            imap_ssl("imap.mailbox.org"),
            imap_tls("imap.mailbox.org"),
        ],
        sign_in: [Password, AppPassword],
        source: "ISPDB mailbox.org",
    }

    PROTON {
        id: "proton-bridge",
        title: "Proton Mail, through its Bridge",
        domains: ["proton.me", "protonmail.com", "protonmail.ch", "pm.me"],
        endpoints: [
            endpoint(Protocol::Smtp, "127.0.0.1", 1025, Security::Tls),
            endpoint(Protocol::Imap, "127.0.0.1", 1143, Security::Tls),
        ],
        sign_in: [AppPassword],
        needs: [Bridge, Paid],
        source: "Proton, IMAP, SMTP, and POP3 setup; mutt-wizard",
    }

    ORANGE {
        id: "orange",
        title: "Orange",
        domains: ["orange.fr", "wanadoo.fr"],
        endpoints: [
            smtp_ssl("smtp.orange.fr"),
            imap_ssl("imap.orange.fr"),
            pop_ssl("pop.orange.fr"),
        ],
        sign_in: [Password],
        source: "ISPDB orange.fr",
    }

    FREE {
        id: "free",
        title: "Free",
        domains: ["free.fr"],
        endpoints: [smtp_ssl("smtp.free.fr"), imap_ssl("imap.free.fr"), pop_ssl("pop.free.fr")],
        sign_in: [Password],
        username: LocalPart,
        needs: [EnableAccess],
        source: "ISPDB free.fr",
    }

    LAPOSTE {
        id: "laposte",
        title: "La Poste",
        domains: ["laposte.net"],
        endpoints: [smtp_ssl("smtp.laposte.net"), imap_ssl("imap.laposte.net")],
        sign_in: [Password],
        source: "FairEmail providers.xml",
    }

    OVH {
        id: "ovh",
        title: "OVHcloud",
        domains: [],
        endpoints: [smtp_ssl("ssl0.ovh.net"), imap_ssl("ssl0.ovh.net")],
        sign_in: [Password],
        source: "FairEmail providers.xml",
    }

    LIBERO {
        id: "libero",
        title: "Libero",
        domains: ["libero.it", "iol.it", "blu.it", "inwind.it", "giallo.it"],
        endpoints: [
            smtp_ssl("smtp.libero.it"),
            imap_ssl("imapmail.libero.it"),
            pop_ssl("popmail.libero.it"),
        ],
        sign_in: [Password],
        source: "ISPDB libero.it",
    }

    ARUBA {
        id: "aruba",
        title: "Aruba",
        domains: ["aruba.it"],
        endpoints: [smtp_ssl("smtps.aruba.it"), imap_ssl("imaps.aruba.it")],
        sign_in: [Password],
        source: "FairEmail providers.xml; nodemailer",
    }

    BT {
        id: "bt",
        title: "BT",
        domains: ["btinternet.com", "btopenworld.com"],
        endpoints: [smtp_ssl("mail.btinternet.com"), imap_ssl("mail.btinternet.com")],
        sign_in: [Password],
        source: "FairEmail providers.xml",
    }

    INFOMANIAK {
        id: "infomaniak",
        title: "Infomaniak",
        domains: ["ik.me", "ikmail.com", "etik.com"],
        endpoints: [
            smtp_ssl("mail.infomaniak.com"),
            smtp_tls("mail.infomaniak.com"),
            imap_ssl("mail.infomaniak.com"),
        ],
        sign_in: [Password],
        source: "Delta Chat infomaniak.com; nodemailer",
    }

    SEZNAM {
        id: "seznam",
        title: "Seznam Email",
        domains: ["seznam.cz", "email.cz", "post.cz", "spoluzaci.cz"],
        endpoints: [smtp_ssl("smtp.seznam.cz"), imap_ssl("imap.seznam.cz")],
        sign_in: [Password],
        source: "nodemailer",
    }

    WP {
        id: "wp",
        title: "WP Poczta",
        domains: ["wp.pl"],
        endpoints: [smtp_ssl("smtp.wp.pl"), imap_ssl("imap.wp.pl")],
        sign_in: [AppPassword, Password],
        needs: [EnableAccess],
        source: "FairEmail providers.xml; mutt-wizard",
    }

    ONET {
        id: "onet",
        title: "Onet Poczta",
        domains: [
            "onet.pl", "op.pl", "vp.pl", "onet.eu", "poczta.onet.pl", "autograf.pl", "spoko.pl",
        ],
        endpoints: [smtp_ssl("smtp.poczta.onet.pl"), imap_ssl("imap.poczta.onet.pl")],
        sign_in: [Password],
        source: "FairEmail providers.xml; mutt-wizard",
    }

    NETEASE {
        id: "netease",
        title: "NetEase 163",
        domains: ["163.com"],
        endpoints: [
            smtp_ssl("smtp.163.com"),
            endpoint(Protocol::Smtp, "smtp.163.com", 994, Security::Ssl),
            imap_ssl("imap.163.com"),
        ],
        sign_in: [AppPassword],
        needs: [EnableAccess],
        source: "Delta Chat 163; nodemailer",
    }

    QQ {
        id: "qq",
        title: "QQ Mail",
        domains: ["qq.com", "foxmail.com"],
        endpoints: [smtp_ssl("smtp.qq.com"), imap_ssl("imap.qq.com")],
        sign_in: [AppPassword],
        needs: [EnableAccess],
        source: "ISPDB qq.com",
    }

    NAVER {
        id: "naver",
        title: "Naver Mail",
        domains: ["naver.com"],
        endpoints: [
            smtp_ssl("smtp.naver.com"),
            smtp_tls("smtp.naver.com"),
            imap_ssl("imap.naver.com"),
            pop_ssl("pop.naver.com"),
        ],
        sign_in: [Password, AppPassword],
        needs: [EnableAccess],
        source: "ISPDB naver.com; Delta Chat naver",
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn addresses_belong_to_providers() {
        for (domain, id) in [
            ("gmail.com", Some("google")),
            ("GMail.com", Some("google")),
            ("hotmail.co.uk", Some("outlook-com")),
            ("contoso.onmicrosoft.com", Some("microsoft-365")),
            ("contoso.onmicrosoft.us", Some("microsoft-365-gcc-high")),
            ("contoso.partner.onmschina.cn", Some("microsoft-365-china")),
            ("onmicrosoft.com", None),
            ("notonmicrosoft.com", None),
            ("gmx.de", Some("gmx")),
            ("gmx.com", Some("gmx-com")),
            ("web.de.", Some("web-de")),
            ("mail.gmail.com", None),
            ("example.com", None),
            ("", None),
            (".", None),
        ] {
            assert_eq!(of_domain(domain).map(|provider| provider.mail.id), id, "{domain}");
        }
    }

    #[test]
    fn hosts_belong_to_providers() {
        for (host, id) in [
            ("smtp.office365.com", Some("microsoft-365")),
            ("Outlook.Office365.com", Some("microsoft-365")),
            ("smtp-mail.outlook.com", Some("outlook-com")),
            ("pod51002.outlook.com", Some("microsoft-365")),
            ("smtp.live.com", Some("outlook-com")),
            ("outlook-dod.office365.us", Some("microsoft-365-dod")),
            ("smtp.office365.us", Some("microsoft-365-gcc-high")),
            ("smtp.partner.outlook.cn", Some("microsoft-365-china")),
            ("imap.gmail.com.", Some("google")),
            ("mail.your-server.de", Some("hetzner")),
            ("imap.zoho.in", Some("zoho")),
            ("evil-office365.com", None),
            ("smtp.office365.com.evil.example", None),
            ("127.0.0.1", None),
            ("::1", None),
            ("büro.example", None),
            ("", None),
        ] {
            assert_eq!(of_host(host).map(|provider| provider.mail.id), id, "{host}");
        }
    }

    #[test]
    fn a_name_is_somebodys_whether_it_is_sifted_or_not() {
        let listed = MAIL.iter().flat_map(|mail| {
            let hosts = mail.endpoints.iter().map(|endpoint| endpoint.host);
            let others = mail.other_names.iter().map(|other| other.host);
            hosts.chain(others).chain(mail.zones.iter().copied())
        });
        let names: Vec<_> = listed
            .filter(|name| *name != "127.0.0.1")
            .flat_map(|name| {
                let upper = name.to_ascii_uppercase();
                [name.to_owned(), format!("a.{name}"), format!("a{name}"), upper]
            })
            .collect();
        let mut sifted = 0;
        for name in &names {
            let is_listed = MAIL.iter().any(|mail| mail.names(name) || mail.holds(name));
            assert_eq!(mail_of_host(name).is_some(), is_listed, "{name}");
            sifted += usize::from(!Sieve::get().may_hold(name));
        }
        assert!(sifted > names.len() / 8, "{sifted} of {}", names.len());
    }

    #[test]
    fn other_names_say_how_they_stand() {
        for (host, standing, protocols) in [
            ("smtp.office365.com", None, vec![Protocol::Smtp]),
            ("outlook.office365.com", None, vec![Protocol::Imap, Protocol::Pop]),
            ("smtp-legacy.office365.com", Some(Standing::OldTls), vec![Protocol::Smtp]),
            ("smtp-emea.outlook.com", Some(Standing::Retired), vec![Protocol::Smtp]),
            ("IMAP.office365.com", Some(Standing::Alias), vec![Protocol::Imap]),
            ("outlook.office.com", Some(Standing::Alias), vec![Protocol::Imap, Protocol::Pop]),
            ("smtp-hve.office365.com", Some(Standing::Special), vec![Protocol::Smtp]),
            ("nowhere.office365.com", None, vec![]),
        ] {
            let mail = mail_of_host(host).expect(host);
            assert_eq!(mail.standing_of(host), standing, "{host}");
            assert_eq!(mail.protocols_of(host).collect::<Vec<_>>(), protocols, "{host}");
        }
    }

    #[test]
    fn unusual_pairs_are_known_where_they_are_documented() {
        for (host, port, security, known) in [
            ("mobile.charter.net", 587, Security::Ssl, true),
            ("mobile.charter.net", 587, Security::Tls, false),
            ("smtp.gmail.com", 587, Security::Ssl, false),
            ("smtp.office365.com", 465, Security::Ssl, false),
            ("imap.mail.me.com", 143, Security::Tls, true),
        ] {
            let mail = mail_of_host(host).expect(host);
            assert_eq!(mail.documents(host, port, security), known, "{host}:{port}");
        }
    }

    #[test]
    fn scopes_by_flow_and_protocol() {
        use Flow::{AuthorizationCode, ClientCredentials, DeviceCode, ServiceAccount};
        for (domain, flow, protocol, expected) in [
            (
                "a.onmicrosoft.com",
                ClientCredentials,
                Protocol::Smtp,
                Some("https://outlook.office365.com/.default"),
            ),
            (
                "a.onmicrosoft.com",
                DeviceCode,
                Protocol::Imap,
                Some("https://outlook.office.com/IMAP.AccessAsUser.All offline_access"),
            ),
            (
                "a.partner.onmschina.cn",
                ClientCredentials,
                Protocol::Imap,
                Some("https://partner.outlook.cn/.default"),
            ),
            ("outlook.com", ClientCredentials, Protocol::Imap, None),
            ("gmail.com", ClientCredentials, Protocol::Imap, None),
            ("gmail.com", ServiceAccount, Protocol::Pop, Some("https://mail.google.com/")),
            ("yahoo.com", AuthorizationCode, Protocol::Smtp, Some("mail-w")),
            ("yandex.ru", AuthorizationCode, Protocol::Pop, None),
        ] {
            let provider = of_domain(domain).expect(domain);
            let oauth = provider.oauth.expect(domain);
            assert_eq!(oauth.scope(flow, protocol), expected, "{domain} {flow}");
        }
    }

    #[test]
    fn every_row_is_whole() {
        let mut ids = HashSet::new();
        let mut domains = HashSet::new();
        assert_eq!(MAIL.len(), PROVIDERS.len());
        for (provider, mail) in PROVIDERS.iter().zip(MAIL) {
            let id = provider.mail.id;
            assert!(std::ptr::eq(provider.mail, *mail), "{id}");
            assert!(ids.insert(id), "{id} stands twice");
            for domain in provider.domains {
                assert!(domains.insert(*domain), "{domain} belongs to two");
                assert_eq!(*domain, domain.to_ascii_lowercase());
            }
            assert!(!provider.mail.sign_in.is_empty(), "{id}");
            assert_eq!(provider.oauth.is_some(), mail.sign_in.contains(&SignIn::OAuth), "{id}");
            let hosts = mail.endpoints.iter().map(|endpoint| endpoint.host);
            for host in hosts.chain(mail.other_names.iter().map(|other| other.host)) {
                let found = of_host(host).map(|provider| provider.mail.id);
                let is_address = host.ends_with(|c: char| c.is_ascii_digit());
                // Two providers of Microsoft's share the servers of the worldwide cloud.
                let shares = id == "outlook-com" && found == Some("microsoft-365");
                assert!(is_address || shares || found == Some(id), "{host} of {id}: {found:?}");
            }
        }
    }

    #[test]
    fn clouds_agree_with_their_rows() {
        for provider in PROVIDERS {
            let (Some(cloud), Some(oauth)) = (provider.mail.cloud, provider.oauth) else {
                continue;
            };
            let sign_in = format!("https://{}/", cloud.sign_in_host());
            assert!(oauth.token_url.starts_with(&sign_in), "{}", provider.mail.id);
            assert!(oauth.authorize_url.starts_with(&sign_in), "{}", provider.mail.id);
            for endpoint in provider.mail.endpoints {
                assert_eq!(Cloud::of_mail_host(endpoint.host), Some(cloud), "{}", endpoint.host);
            }
        }
    }

    #[test]
    fn a_row_as_json() {
        let json = serde_json::to_value(of_domain("icloud.com")).expect("JSON");
        assert_eq!(
            json,
            serde_json::json!({
                "id": "icloud",
                "title": "Apple iCloud",
                "domains": ["icloud.com", "me.com", "mac.com"],
                "endpoints": [
                    {"protocol": "smtp", "host": "smtp.mail.me.com", "port": 587, "security": "tls"},
                    {"protocol": "imap", "host": "imap.mail.me.com", "port": 993, "security": "ssl"},
                    {"protocol": "imap", "host": "imap.mail.me.com", "port": 143, "security": "tls"},
                ],
                "zones": ["mail.me.com"],
                "sign_in": ["app-password"],
                "username": "address",
                "source": "ISPDB me.com",
            })
        );
    }
}
