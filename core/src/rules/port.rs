//! The rules of the port: alone, and with the security that it is used with.

use super::{Problem, wrong_kind};
use crate::{Entry, Kind, catalogue, settings::Security};

/// The rule of the port field.
pub(crate) fn number(entry: &Entry<'_>) -> Option<Problem> {
    let typed = match entry {
        Entry::Text(text) if text.trim().is_empty() => return None,
        Entry::Text(text) | Entry::Number(text) => text.trim(),
        other => return Some(wrong_kind(other.kind(), Kind::Number)),
    };
    read(entry).is_none().then(|| Problem::new(catalogue::PORT_MALFORMED).with("value", typed))
}

/// The port that an entry means.
pub(crate) fn read(entry: &Entry<'_>) -> Option<u16> {
    let (Entry::Text(text) | Entry::Number(text)) = entry else { return None };
    let text = text.trim();
    if text.starts_with('+') {
        return None;
    }
    text.parse().ok().filter(|port| *port != 0)
}

/// What is to be said of a port where this service is meant.
pub(crate) fn of_service(service: Service, port: u16, usual: u16) -> Option<Problem> {
    let theirs = Service::of(port).filter(|theirs| *theirs != service)?;
    Some(
        Problem::new(catalogue::PORT_OTHER_PROTOCOL)
            .with("port", port)
            .with("theirs", theirs.title())
            .with("ours", service.title())
            .with("usual", usual)
            .edit("port", usual.to_string()),
    )
}

/// A mail service, by the ports that it is known for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Service {
    Imap,
    Pop,
    Smtp,
}

impl Service {
    fn of(port: u16) -> Option<Self> {
        match port {
            143 | 993 => Some(Self::Imap),
            110 | 995 => Some(Self::Pop),
            25 | 465 | 587 => Some(Self::Smtp),
            _ => None,
        }
    }

    fn title(self) -> &'static str {
        match self {
            Self::Imap => "IMAP",
            Self::Pop => "POP",
            Self::Smtp => "SMTP",
        }
    }
}

/// What is to be said of a port with this security.
pub(crate) fn with_security(port: u16, security: Security) -> Option<Pair> {
    let (reason, better) = match (port, security) {
        (465 | 993 | 995, Security::Tls) => ("begins-with-tls", Security::Ssl),
        (465 | 993 | 995, Security::None) => ("waits-for-tls", Security::Ssl),
        (25 | 587 | 110 | 143, Security::Ssl) => ("greets-in-clear", Security::Tls),
        (587, Security::None) => ("wants-starttls", Security::Tls),
        _ => return None,
    };
    let problem = Problem::new(catalogue::PORT_SECURITY_MISMATCH)
        .with("port", port)
        .with("security", security)
        .with("reason", reason)
        .with("better", better);
    Some(Pair { problem, better })
}

/// A pair of port and security that seldom go together, and the security that does go with the port.
pub(crate) struct Pair {
    pub(crate) problem: Problem,
    pub(crate) better: Security,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_port_is_a_whole_number_up_to_65535() {
        for (typed, expected) in [
            ("587", Some(587)),
            (" 587 ", Some(587)),
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
        assert_eq!(number(&Entry::Flag(true)).expect("no port").rule.code, "wrong-type");
    }

    #[test]
    fn pairs_of_port_and_security() {
        use Security::{None, Ssl, Tls};
        for (port, security, better) in [
            (25, None, Option::None),
            (465, Ssl, Option::None),
            (587, Tls, Option::None),
            (2525, Tls, Option::None),
            (587, Ssl, Some(Tls)),
            (587, None, Some(Tls)),
            (465, Tls, Some(Ssl)),
            (465, None, Some(Ssl)),
            (993, Ssl, Option::None),
            (143, None, Option::None),
            (143, Tls, Option::None),
            (993, None, Some(Ssl)),
            (993, Tls, Some(Ssl)),
            (143, Ssl, Some(Tls)),
        ] {
            let pair = with_security(port, security);
            assert_eq!(pair.map(|pair| pair.better), better, "{port} {security:?}");
        }
    }

    #[test]
    fn ports_of_another_service() {
        for (service, port, is_other) in [
            (Service::Smtp, 587, false),
            (Service::Smtp, 2525, false),
            (Service::Smtp, 993, true),
            (Service::Imap, 993, false),
            (Service::Imap, 995, true),
            (Service::Imap, 587, true),
            (Service::Pop, 995, false),
            (Service::Pop, 143, true),
        ] {
            assert_eq!(of_service(service, port, 1).is_some(), is_other, "{service:?} {port}");
        }
    }
}
