//! A failure as the signs look at it: the evidence, with what follows from it at once.

use super::{
    evidence::{Evidence, Protocol, Provider},
    index::{Found, INDEX},
    signs::{Need, Sign},
    words::Words,
};
use crate::{cloud::Cloud, provider, report::Fact};

/// The evidence with what follows from it at once.
pub(super) struct Scene<'a> {
    pub(super) evidence: &'a Evidence,
    pub(super) words: &'a Words,
    /// Which of the needles the words hold.
    found: Found,
    pub(super) protocol: Option<Protocol>,
    pub(super) provider: Option<Provider>,
    pub(super) port: Option<u16>,
}

impl<'a> Scene<'a> {
    pub(super) fn of(evidence: &'a Evidence, words: &'a Words) -> Self {
        let found = INDEX.search(&words.line);
        let protocol = evidence.protocol.or_else(|| protocol_of(words));
        let provider = evidence.provider.or_else(|| provider_of(evidence, &found));
        let port = evidence.port.or_else(|| port_of(&words.line));
        Self { evidence, words, found, protocol, provider, port }
    }

    /// The signs of which at least one need may be met.
    pub(super) fn candidates(&self) -> impl Iterator<Item = &'static Sign> {
        INDEX.candidates(&self.found, &self.words.entra, !self.evidence.facts.is_empty())
    }

    /// How surely needs are met by what is known, from 0 to 1; `None` when one is not.
    pub(super) fn meets(&self, needs: &[Need]) -> Option<f32> {
        /// A need about which nothing is known takes something away.
        const UNKNOWN: f32 = 0.9;
        pub(super) fn same<T: Copy + PartialEq>(known: Option<T>, needed: T) -> Option<f32> {
            known.map_or(Some(UNKNOWN), |known| (known == needed).then_some(1.0))
        }
        let is = |met: bool| met.then_some(1.0);
        needs.iter().try_fold(1.0_f32, |sure, need| {
            let met = match *need {
                Need::Entra(code) => is(self.words.entra.contains(&code)),
                Need::Says(needle) => is(self.says(needle)),
                Need::Lacks(needle) => is(!self.says(needle)),
                Need::Status(status) => is(self.words.has_status(status)),
                Need::Reply(code) => is(self.words.replies.contains(&code)),
                Need::Fact(name, value) => is(self.has_fact(name, value)),
                Need::Over(protocol) => same(self.protocol, protocol),
                Need::At(stage) => same(self.evidence.stage, stage),
                Need::From(provider) => same(self.provider, provider),
                Need::NotFrom(provider) => is(self.provider != Some(provider)),
                Need::By(flow) => same(self.evidence.flow, flow),
                Need::Port(port) => is(self.port == Some(port)),
                Need::In(stage) => is(self.evidence.stage == Some(stage)),
                Need::Ipv6 => is(self.words.name_ipv6()),
                Need::Known(provider) => is(self.provider == Some(provider)),
                Need::With(security) => is(self.evidence.security == Some(security)),
            };
            met.map(|met| sure * met)
        })
    }

    /// When it failed, in seconds since 1970, as far as anything says so.
    pub(super) fn moment(&self) -> Option<i64> {
        self.evidence.at.or_else(|| self.words.moment())
    }

    pub(super) fn says(&self, needle: &str) -> bool {
        INDEX.number_of(needle).is_some_and(|number| self.found.has(number))
    }

    pub(super) fn has_fact(&self, name: &str, value: &str) -> bool {
        self.evidence.facts.get(name).is_some_and(|fact| match fact {
            Fact::Flag(flag) => value == if *flag { "true" } else { "false" },
            Fact::Number(number) => value.parse() == Ok(*number),
            Fact::Text(text) => text == value,
            Fact::List(list) => list.iter().any(|item| item == value),
        })
    }
}

fn protocol_of(words: &Words) -> Option<Protocol> {
    let line = words.line.as_str();
    let has = |needles: &[&str]| needles.iter().any(|needle| line.contains(needle));
    if !words.entra.is_empty() || has(&["\"error_description\"", "oauth2/v2.0/token"]) {
        Some(Protocol::OAuth)
    } else if has(&["authenticate fai", "* bye", "imap", "[authenticationfailed]"]) {
        Some(Protocol::Imap)
    } else if has(&["-err", "pop3"]) {
        Some(Protocol::Pop)
    } else if words.names_a_reply() || has(&["smtp"]) {
        Some(Protocol::Smtp)
    } else {
        None
    }
}

/// Whose server it is, by the host in the settings and by names in the words.
fn provider_of(evidence: &Evidence, found: &Found) -> Option<Provider> {
    match evidence.setting(&["host", "server"]) {
        Some(host) => Some(of_known_host(host).unwrap_or(Provider::Other)),
        None => INDEX.named(found),
    }
}

/// Whose server a host is, where it is one of a provider's.
pub(super) fn of_known_host(host: &str) -> Option<Provider> {
    let host = host.to_ascii_lowercase();
    if Cloud::of_mail_host(&host).is_some() {
        return Some(Provider::Microsoft);
    }
    let is_google = provider::of_host(&host)?.mail.id.starts_with("google");
    Some(if is_google { Provider::Google } else { Provider::Other })
}

/// The names in words in lower case that tell whose server it is; the first one counts. Exchange
/// Online puts its host in brackets into its greeting, and Exchange on a machine of one's own does not.
pub(super) const NAMES: [(&str, Provider); 42] = [
    ("aadsts", Provider::Microsoft),
    ("outlook.com", Provider::Microsoft),
    ("hotmail.com", Provider::Microsoft),
    ("office365", Provider::Microsoft),
    ("outlook.office", Provider::Microsoft),
    ("microsoftonline", Provider::Microsoft),
    ("graph.microsoft", Provider::Microsoft),
    ("microsoft.graph", Provider::Microsoft),
    ("microsoft.identity", Provider::Microsoft),
    ("5.7.139", Provider::Microsoft),
    ("5.7.3 authentication unsuccessful", Provider::Microsoft),
    ("smtp; client", Provider::Microsoft),
    ("smtpclientauthentication", Provider::Microsoft),
    ("service is ready. [", Provider::Microsoft),
    ("service is ready. (", Provider::Microsoft),
    ("microsoft exchange imap4 service is ready", Provider::Other),
    ("microsoft exchange pop3 service is ready", Provider::Other),
    ("authenticated but not connected", Provider::Microsoft),
    ("exchangelabs.com", Provider::Microsoft),
    ("microsoft exchange", Provider::Microsoft),
    ("microsoft esmtp", Provider::Microsoft),
    ("gsmtp", Provider::Google),
    ("gimap ", Provider::Google),
    ("gpop ", Provider::Google),
    ("google", Provider::Google),
    ("gmail", Provider::Google),
    ("yahoo", Provider::Other),
    ("icloud", Provider::Other),
    ("mail.me.com", Provider::Other),
    ("qq.com", Provider::Other),
    ("163.com", Provider::Other),
    ("zoho", Provider::Other),
    ("yandex", Provider::Other),
    ("dovecot", Provider::Other),
    ("keycloak", Provider::Other),
    ("openid-connect/token", Provider::Other),
    ("okta", Provider::Other),
    ("auth0", Provider::Other),
    ("ionos", Provider::Other),
    ("amazonaws", Provider::Other),
    ("sendgrid", Provider::Other),
    ("mailgun", Provider::Other),
];

/// Whether a text ends in a host or an address, and not in the hour of a time, behind which the
/// minutes would be followed by a colon, too.
fn is_host(text: &str, after: Option<&u8>) -> bool {
    /// What stands further back belongs to no host (RFC 1035 §2.3.4).
    const LONGEST: usize = 255;
    let mut from = text.len().saturating_sub(LONGEST);
    while !text.is_char_boundary(from) {
        from += 1;
    }
    let text = text.get(from..).unwrap_or_default();
    let part =
        |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '[' | ']' | ':' | '_');
    let start = text.rfind(|c| !part(c)).map_or(0, |at| at + 1);
    let host = text.get(start..).unwrap_or_default();
    host.ends_with(|c: char| c.is_ascii_alphanumeric() || c == ']')
        && host.contains(|c: char| {
            matches!(c, '.' | ']') || c.is_ascii_alphabetic() && after != Some(&b':')
        })
}

/// A port of mail that stands behind a host or the word "port".
fn port_of(line: &str) -> Option<u16> {
    const PORTS: [(&str, u16); 7] = [
        ("25", 25),
        ("465", 465),
        ("587", 587),
        ("993", 993),
        ("995", 995),
        ("143", 143),
        ("110", 110),
    ];
    let stands = |digits: &str| {
        line.match_indices(digits).any(|(at, _)| {
            let before = line.get(..at).unwrap_or_default();
            let after = line.as_bytes().get(at + digits.len());
            let named = before.ends_with("port ")
                || before.ends_with("port: ")
                || before.ends_with("port=");
            let behind_host = before.strip_suffix(':').is_some_and(|host| is_host(host, after));
            (named || behind_host) && after.is_none_or(|b| !b.is_ascii_alphanumeric())
        })
    };
    PORTS.into_iter().find(|(digits, _)| stands(digits)).map(|(_, port)| port)
}
