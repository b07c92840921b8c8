//! The rules of the port: alone, and with the security that it is used with.

use validator::ValidationError;

use super::{Problem, wrong_kind};
use crate::{
    Entry, FormName, catalogue,
    settings::{Security, default_port},
};

/// The rule of the port field.
pub(crate) fn number(entry: &Entry) -> Result<(), ValidationError> {
    let typed = match entry {
        Entry::Text(text) if text.trim().is_empty() => return Ok(()),
        Entry::Text(text) | Entry::Number(text) => text.trim(),
        other => return Err(wrong_kind(other.kind(), "a number").into()),
    };
    if read(entry).is_some() {
        return Ok(());
    }
    Err(Problem::new(catalogue::PORT_MALFORMED)
        .with("value", typed)
        .with("usual", "587 for outgoing and 993 for incoming mail")
        .into())
}

/// The port that an entry means.
pub(crate) fn read(entry: &Entry) -> Option<u16> {
    let (Entry::Text(text) | Entry::Number(text)) = entry else { return None };
    let text = text.trim();
    if text.starts_with('+') {
        return None;
    }
    text.parse().ok().filter(|port| *port != 0)
}

/// What is to be said of a port with this security.
pub(crate) fn with_security(form: FormName, port: u16, security: Security) -> Vec<Problem> {
    let usual = default_port(form, security);
    let (theirs, ours) = match form {
        FormName::Outgoing if is_incoming(port) => ("incoming mail", "outgoing mail (SMTP)"),
        FormName::Incoming if is_outgoing(port) => ("outgoing mail (SMTP)", "incoming mail"),
        FormName::Outgoing | FormName::Incoming => {
            return mismatch(form, port, security).into_iter().collect();
        }
    };
    vec![
        Problem::new(catalogue::PORT_OTHER_PROTOCOL)
            .with("port", port)
            .with("theirs", theirs)
            .with("ours", ours)
            .with("usual", usual)
            .edit("port", usual.to_string()),
    ]
}

fn is_incoming(port: u16) -> bool {
    matches!(port, 110 | 143 | 993 | 995)
}

fn is_outgoing(port: u16) -> bool {
    matches!(port, 25 | 465 | 587)
}

fn mismatch(form: FormName, port: u16, security: Security) -> Option<Problem> {
    let (reason, advice, edit) = match (port, security) {
        (465 | 993 | 995, Security::Tls) => (
            "the server expects TLS from the first byte and never offers STARTTLS.",
            "“Use SSL” for this port",
            "ssl",
        ),
        (465 | 993 | 995, Security::None) => (
            "the server expects TLS from the first byte, and the test waits for a greeting in vain.",
            "“Use SSL” for this port",
            "ssl",
        ),
        (25 | 587 | 110 | 143, Security::Ssl) => (
            "the server greets in clear, which TLS reports as “wrong version number”.",
            "“Use TLS” (STARTTLS) for this port",
            "tls",
        ),
        (587, Security::None) => (
            "a submission server wants STARTTLS before a login.",
            "“Use TLS” (STARTTLS) for this port",
            "tls",
        ),
        _ => return None,
    };
    let problem = Problem::new(catalogue::PORT_SECURITY_MISMATCH)
        .with("port", port)
        .with("reason", reason)
        .with("advice", advice);
    Some(match (form, edit) {
        (FormName::Incoming, "ssl") => problem.edit("use_ssl", "true"),
        _ => problem.edit("security", edit),
    })
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
            assert_eq!(number(&typed.into()).is_ok(), expected.is_some(), "{typed}");
        }
        assert!(number(&Entry::from("")).is_ok(), "an empty field is no wrong port");
        assert_eq!(number(&Entry::Flag(true)).expect_err("no port").code, "wrong-type");
    }

    #[test]
    fn pairs_of_port_and_security() {
        use FormName::{Incoming, Outgoing};
        use Security::{None, Ssl, Tls};
        for (form, port, security, expected) in [
            (Outgoing, 25, None, &[][..]),
            (Outgoing, 465, Ssl, &[]),
            (Outgoing, 587, Tls, &[]),
            (Outgoing, 2525, Tls, &[]),
            (Outgoing, 587, Ssl, &["port-security-mismatch"]),
            (Outgoing, 587, None, &["port-security-mismatch"]),
            (Outgoing, 465, Tls, &["port-security-mismatch"]),
            (Outgoing, 465, None, &["port-security-mismatch"]),
            (Outgoing, 993, Ssl, &["port-other-protocol"]),
            (Incoming, 993, Ssl, &[]),
            (Incoming, 143, None, &[]),
            (Incoming, 143, Tls, &[]),
            (Incoming, 993, None, &["port-security-mismatch"]),
            (Incoming, 993, Tls, &["port-security-mismatch"]),
            (Incoming, 143, Ssl, &["port-security-mismatch"]),
            (Incoming, 587, Tls, &["port-other-protocol"]),
        ] {
            let codes: Vec<_> = with_security(form, port, security)
                .iter()
                .map(|problem| problem.rule.code)
                .collect();
            assert_eq!(codes, expected, "{form:?} {port} {security:?}");
        }
    }
}
