//! The rules of the port: alone, and with the protocol and the security that it is used with.

use super::{Problem, decimal, text, wrong_kind};
use crate::{
    Entry, Kind, catalogue,
    provider::{Endpoint, Mail, Protocol},
    settings::Security,
};

/// The rule of the port field.
pub(crate) fn number(entry: &Entry<'_>) -> Option<Problem> {
    match entry {
        Entry::Text(text) if text.trim().is_empty() => None,
        Entry::Text(text) if read(entry).is_some() => text::judge(text, text::Space::Never),
        Entry::Number(_) if read(entry).is_some() => None,
        Entry::Text(text) | Entry::Number(text) => {
            Some(Problem::new(catalogue::PORT_MALFORMED).with("value", text.trim()))
        }
        other => Some(wrong_kind(other.kind(), Kind::Number)),
    }
}

/// The port that an entry means.
pub(crate) fn read(entry: &Entry<'_>) -> Option<u16> {
    let (Entry::Text(text) | Entry::Number(text)) = entry else { return None };
    let is_number = text.bytes().all(|byte| byte.is_ascii_digit());
    let text = if is_number { text } else { text.trim() };
    if text.starts_with('+') {
        return None;
    }
    text.parse().ok().filter(|port| *port != 0)
}

/// A connection as the settings have it: the protocol, the port and how it is encrypted.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Link<'a> {
    pub(crate) protocol: Protocol,
    pub(crate) port: u16,
    /// `None` where nobody can say how it is encrypted.
    pub(crate) security: Option<Security>,
    /// The provider that lists the host, and the host.
    pub(crate) server: Option<(&'static Mail, &'a str)>,
}

/// A port and a security that go together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Pair {
    pub(crate) port: u16,
    pub(crate) security: Security,
}

/// What is to be said, and the pair to use instead.
type Advice = (Problem, Pair);

impl Link<'_> {
    /// The first thing that is to be said of it.
    pub(crate) fn judge(&self) -> Option<Advice> {
        let rules: [fn(&Self) -> Option<Advice>; 6] = [
            Self::other_protocol,
            Self::microsoft_465,
            Self::mismatch,
            Self::undocumented,
            Self::http,
            Self::starttls,
        ];
        rules.iter().find_map(|rule| rule(self))
    }

    /// What the provider documents for the host and the protocol.
    fn documented(&self) -> impl Iterator<Item = &'static Endpoint> {
        let server = self.server.map(|(mail, host)| (mail.endpoints, host));
        server.into_iter().flat_map(move |(endpoints, host)| {
            endpoints.iter().filter(move |endpoint| {
                endpoint.protocol == self.protocol && endpoint.host.eq_ignore_ascii_case(host)
            })
        })
    }

    /// Whether nobody documents the server, on a port that begins in clear everywhere else.
    pub(crate) fn may_be_odd(&self) -> bool {
        !matches!(self.port, 465 | 993 | 995) && self.documented().next().is_none()
    }

    /// Whether nobody documents the server, on a port of no protocol.
    pub(crate) fn is_unknown(&self) -> bool {
        protocol_of(self.port).is_none() && self.documented().next().is_none()
    }

    fn is_documented(&self) -> bool {
        self.documented().any(|endpoint| {
            endpoint.port == self.port && self.security.is_none_or(|it| it == endpoint.security)
        })
    }

    /// The encrypted pair that is meant: of those that the provider documents the one with this port
    /// or this security, or else its first; with any other server what goes with the port.
    pub(crate) fn better(&self) -> Pair {
        let documented =
            || self.documented().map(|it| Pair { port: it.port, security: it.security });
        documented()
            .find(|pair| pair.port == self.port)
            .or_else(|| documented().find(|pair| Some(pair.security) == self.security))
            .or_else(|| documented().next())
            .unwrap_or_else(|| self.usual())
    }

    /// What goes with the port where it is one of the protocol, or else with the security.
    fn usual(&self) -> Pair {
        let implicit = match self.protocol {
            Protocol::Smtp => 465,
            Protocol::Imap => 993,
            Protocol::Pop => 995,
        };
        let explicit = match self.protocol {
            Protocol::Smtp => 587,
            Protocol::Imap => 143,
            Protocol::Pop => 110,
        };
        match (self.port, self.security) {
            (port, _) if port == implicit => Pair { port, security: Security::Ssl },
            (port, _) if port == explicit || port == 25 && self.protocol == Protocol::Smtp => {
                Pair { port, security: Security::Tls }
            }
            (port, Some(Security::None)) if protocol_of(port).is_none() => {
                Pair { port, security: Security::Tls }
            }
            (_, Some(Security::Ssl)) => Pair { port: implicit, security: Security::Ssl },
            (_, Some(Security::Tls)) => Pair { port: explicit, security: Security::Tls },
            (..) if self.protocol == Protocol::Smtp => {
                Pair { port: explicit, security: Security::Tls }
            }
            (..) => Pair { port: implicit, security: Security::Ssl },
        }
    }

    fn other_protocol(&self) -> Option<Advice> {
        let theirs = protocol_of(self.port).filter(|theirs| *theirs != self.protocol)?;
        let better = self.better();
        let problem = || {
            Problem::new(catalogue::PORT_OTHER_PROTOCOL)
                .with("port", &decimal(self.port.into()))
                .with_static("theirs", title(theirs))
                .with_static("ours", title(self.protocol))
                .with("usual", &decimal(better.port.into()))
        };
        (!self.is_documented()).then(|| (problem(), better))
    }

    fn microsoft_465(&self) -> Option<Advice> {
        let (mail, _) = self.server?;
        let is_meant = self.port == 465 && self.protocol == Protocol::Smtp;
        let problem = || Problem::new(catalogue::PORT_465_MICROSOFT);
        (is_meant && mail.cloud.is_some()).then(|| (problem(), self.better()))
    }

    fn mismatch(&self) -> Option<Advice> {
        let security = self.security?;
        let reason = match (self.port, security) {
            (465 | 993 | 995, Security::Tls) => "begins-with-tls",
            (465 | 993 | 995, Security::None) => "waits-for-tls",
            (25 | 587 | 110 | 143, Security::Ssl) => "greets-in-clear",
            (587, Security::None) => "wants-starttls",
            _ => return None,
        };
        let better = self.better();
        let problem = || {
            Problem::new(catalogue::PORT_SECURITY_MISMATCH)
                .with("port", &decimal(self.port.into()))
                .with_static("security", security.as_str())
                .with("reason", reason)
                .with_static("better", better.security.as_str())
                .with("better_port", &decimal(better.port.into()))
        };
        (!self.is_documented()).then(|| (problem(), better))
    }

    /// A pair that the provider of the host does not document, where it documents others. Without
    /// encryption it is told as that. A usual pair may be right though no list has it, unless the
    /// lists have all of the provider.
    fn undocumented(&self) -> Option<Advice> {
        let (mail, host) = self.server?;
        let security = self.security.filter(|security| *security != Security::None)?;
        // Port 25 is told by a rule of its own.
        let is_relay = self.port == 25 && self.protocol == Protocol::Smtp;
        if is_relay || self.is_documented() || self.documented().next().is_none() {
            return None;
        }
        let rule = if mail.cloud.is_some() {
            catalogue::PORT_UNDOCUMENTED
        } else {
            catalogue::PORT_UNUSUAL
        };
        let is_usual = matches!(
            (self.port, security),
            (465 | 993 | 995, Security::Ssl) | (587 | 143 | 110, Security::Tls)
        );
        let is_other_way = self.documented().any(|endpoint| endpoint.port == self.port);
        if is_usual && !is_other_way && !mail.is_complete {
            return None;
        }
        let better = self.better();
        let problem = Problem::new(rule)
            .with("host", host)
            .with("port", &decimal(self.port.into()))
            .with_static("security", security.as_str())
            .with("better_port", &decimal(better.port.into()))
            .with_static("better", better.security.as_str());
        Some((problem, better))
    }

    fn http(&self) -> Option<Advice> {
        if !matches!(self.port, 80 | 8080) || self.protocol == Protocol::Smtp {
            return None;
        }
        let better = Link { port: 0, security: None, ..*self }.better();
        let problem = Problem::new(catalogue::PORT_IS_HTTP)
            .with("port", &decimal(self.port.into()))
            .with("usual", &decimal(better.port.into()));
        Some((problem, better))
    }

    /// STARTTLS at Microsoft, which documents implicit TLS first.
    fn starttls(&self) -> Option<Advice> {
        let (mail, _) = self.server?;
        let first = mail.endpoint(self.protocol)?;
        let applies = self.security == Some(Security::Tls) && first.security == Security::Ssl;
        let better = Pair { port: first.port, security: first.security };
        let problem = || {
            Problem::new(catalogue::PORT_STARTTLS)
                .with("port", &decimal(self.port.into()))
                .with("better_port", &decimal(better.port.into()))
        };
        (applies && mail.cloud.is_some()).then(|| (problem(), better))
    }
}

/// What is to be said of a port of a mail protocol where something else is spoken.
pub(crate) fn left_over(port: u16, ours: &'static str, usual: u16) -> Option<Problem> {
    let theirs = protocol_of(port)?;
    let usual = decimal(usual.into());
    let problem = Problem::new(catalogue::PORT_OTHER_PROTOCOL)
        .with("port", &decimal(port.into()))
        .with_static("theirs", title(theirs))
        .with_static("ours", ours)
        .with("usual", &usual);
    Some(problem.edit_owned("", usual))
}

/// The protocol that a port is known for.
fn protocol_of(port: u16) -> Option<Protocol> {
    match port {
        143 | 993 => Some(Protocol::Imap),
        110 | 995 => Some(Protocol::Pop),
        25 | 465 | 587 => Some(Protocol::Smtp),
        _ => None,
    }
}

fn title(protocol: Protocol) -> &'static str {
    match protocol {
        Protocol::Imap => "IMAP",
        Protocol::Pop => "POP",
        Protocol::Smtp => "SMTP",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::provider;

    #[test]
    fn a_port_is_a_whole_number_up_to_65535() {
        for (typed, expected) in [
            ("587", Some(587)),
            ("1", Some(1)),
            ("65535", Some(65535)),
            ("65536", None),
            ("0", None),
            ("-1", None),
            ("+25", None),
            ("5 87", None),
            ("587.0", None),
            ("abc", None),
        ] {
            assert_eq!(read(&typed.into()), expected, "{typed}");
            assert_eq!(number(&typed.into()).is_none(), expected.is_some(), "{typed}");
        }
        assert!(number(&Entry::from("")).is_none(), "an empty field is no wrong port");
        assert_eq!(read(&" 587 ".into()), Some(587));
        assert_eq!(number(&" 587 ".into()).expect("spaces").rule.code, "surrounding-space");
        assert_eq!(number(&Entry::Flag(true)).expect("no port").rule.code, "wrong-type");
    }

    /// What is said of a link, and the pair to use instead.
    #[track_caller]
    fn check(
        (protocol, host): (Protocol, &str),
        (port, security): (u16, Security),
        expected: Option<(&str, u16, Security)>,
    ) {
        let server = provider::mail_of_host(host).map(|mail| (mail, host));
        let link = Link { protocol, port, security: Some(security), server };
        let found =
            link.judge().map(|(problem, pair)| (problem.rule.code, pair.port, pair.security));
        assert_eq!(found, expected, "{host}:{port} {security}");
        if let Some((_, pair)) = link.judge() {
            let mended = Link { port: pair.port, security: Some(pair.security), ..link };
            assert!(mended.judge().is_none(), "{host}:{port} {security} is mended to {pair:?}");
        }
    }

    #[test]
    fn ports_of_servers_that_nobody_lists() {
        use Protocol::{Imap, Pop, Smtp};
        use Security::{None, Ssl, Tls};
        const MISMATCH: &str = "port-security-mismatch";
        const OTHER: &str = "port-other-protocol";
        for (protocol, port, security, expected) in [
            (Smtp, 25, None, Option::None),
            (Smtp, 465, Ssl, Option::None),
            (Smtp, 587, Tls, Option::None),
            (Smtp, 2525, Tls, Option::None),
            (Smtp, 26, Ssl, Option::None),
            (Smtp, 443, Ssl, Option::None),
            (Smtp, 80, Tls, Option::None),
            (Smtp, 587, Ssl, Some((MISMATCH, 587, Tls))),
            (Smtp, 587, None, Some((MISMATCH, 587, Tls))),
            (Smtp, 25, Ssl, Some((MISMATCH, 25, Tls))),
            (Smtp, 465, Tls, Some((MISMATCH, 465, Ssl))),
            (Smtp, 465, None, Some((MISMATCH, 465, Ssl))),
            (Smtp, 993, Ssl, Some((OTHER, 465, Ssl))),
            (Smtp, 143, None, Some((OTHER, 587, Tls))),
            (Imap, 993, Ssl, Option::None),
            (Imap, 143, None, Option::None),
            (Imap, 143, Tls, Option::None),
            (Imap, 443, Ssl, Option::None),
            (Imap, 993, None, Some((MISMATCH, 993, Ssl))),
            (Imap, 993, Tls, Some((MISMATCH, 993, Ssl))),
            (Imap, 143, Ssl, Some((MISMATCH, 143, Tls))),
            (Imap, 995, Ssl, Some((OTHER, 993, Ssl))),
            (Imap, 587, Tls, Some((OTHER, 143, Tls))),
            (Imap, 25, None, Some((OTHER, 993, Ssl))),
            (Imap, 80, Ssl, Some(("port-is-http", 993, Ssl))),
            (Pop, 995, Ssl, Option::None),
            (Pop, 143, Tls, Some((OTHER, 110, Tls))),
            (Pop, 8080, None, Some(("port-is-http", 995, Ssl))),
        ] {
            check((protocol, "mail.example.com"), (port, security), expected);
        }
    }

    #[test]
    fn ports_of_listed_servers() {
        use Protocol::{Imap, Pop, Smtp};
        use Security::{None, Ssl, Tls};
        for (protocol, host, port, security, expected) in [
            (Smtp, "smtp.office365.com", 587, Tls, Option::None),
            (Smtp, "smtp.office365.com", 25, Tls, Option::None),
            (Smtp, "smtp.office365.com", 465, Ssl, Some(("port-465-microsoft", 587, Tls))),
            (Smtp, "smtp.office365.com", 465, None, Some(("port-465-microsoft", 587, Tls))),
            (Smtp, "smtp.office365.com", 2525, Tls, Some(("port-undocumented", 587, Tls))),
            (Smtp, "smtp.office365.com", 587, None, Some(("port-security-mismatch", 587, Tls))),
            (Imap, "outlook.office365.com", 993, Ssl, Option::None),
            (Imap, "outlook.office365.com", 143, Tls, Some(("port-starttls", 993, Ssl))),
            (Pop, "outlook.office365.com", 110, Tls, Some(("port-undocumented", 995, Ssl))),
            (Imap, "outlook.office365.com", 995, Ssl, Some(("port-other-protocol", 993, Ssl))),
            (Smtp, "mobile.charter.net", 587, Ssl, Option::None),
            (Smtp, "mobile.charter.net", 587, Tls, Some(("port-unusual", 587, Ssl))),
            (Smtp, "smtp.free.fr", 587, Tls, Option::None),
            (Smtp, "smtp.mail.me.com", 26, Tls, Some(("port-unusual", 587, Tls))),
            (Imap, "imap.gmail.com", 143, Tls, Some(("port-unusual", 993, Ssl))),
            (Imap, "imap.gmx.net", 143, Tls, Option::None),
            (Imap, "www42.your-server.de", 143, Tls, Option::None),
        ] {
            check((protocol, host), (port, security), expected);
        }
    }
}
