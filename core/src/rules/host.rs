//! The rules of the mail server's name.

use std::{
    fmt,
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
};

use super::{Problem, port};
use crate::{
    Entry, FormName, catalogue,
    cloud::{Cloud, is_within},
};

/// A host that can be looked up and connected to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Host {
    /// A name, in lower case and ASCII.
    Name(String),
    /// An IP address.
    Address(IpAddr),
}

impl Host {
    /// Whether it is this machine itself.
    #[must_use]
    pub fn is_loopback(&self) -> bool {
        match self {
            Self::Name(name) => is_within(name, "localhost"),
            Self::Address(address) => address.is_loopback(),
        }
    }

    /// Reads a host as it was typed, already [clean](crate::rules::text::clean).
    pub(crate) fn read(typed: &str) -> Result<Self, Problem> {
        if let Some(problem) = something_else(typed) {
            return Err(problem);
        }
        if let Ok(address) = typed.parse::<Ipv4Addr>() {
            return Ok(Self::Address(address.into()));
        }
        let bare = typed.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(typed);
        if let Ok(address) = bare.parse::<Ipv6Addr>() {
            return Ok(Self::Address(address.into()));
        }
        let malformed = || {
            Problem::new(catalogue::SERVER_MALFORMED).with("host", typed).with("example", EXAMPLE)
        };
        let name = if typed.is_ascii() {
            typed.to_ascii_lowercase()
        } else {
            match url::Host::parse(typed) {
                Ok(url::Host::Domain(ascii)) => ascii,
                Ok(url::Host::Ipv4(_) | url::Host::Ipv6(_)) | Err(_) => return Err(malformed()),
            }
        };
        let name = name.strip_suffix('.').unwrap_or(&name);
        if is_host_name(name) { Ok(Self::Name(name.to_owned())) } else { Err(malformed()) }
    }
}

impl fmt::Display for Host {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Name(name) => f.write_str(name),
            Self::Address(address) => address.fmt(f),
        }
    }
}

const EXAMPLE: &str = "smtp.office365.com";

/// The rule of the server field.
pub(crate) fn server(entry: &Entry<'_>) -> Option<Problem> {
    let typed = entry.text()?;
    // What is told already is no wrong host name on top.
    if super::text::is_told(typed) {
        return None;
    }
    Some(match Host::read(typed) {
        Err(problem) => problem,
        Ok(Host::Name(name)) if lookalike(&name).is_some() => {
            let known = lookalike(&name).unwrap_or_default();
            Problem::new(catalogue::SERVER_LOOKALIKE)
                .with("host", typed)
                .with("known", known)
                .edit("", known)
                .guessed()
        }
        Ok(Host::Name(ascii)) if !typed.is_ascii() => {
            Problem::new(catalogue::SERVER_NOT_ASCII).with("ascii", &ascii).edit("", ascii)
        }
        Ok(Host::Name(name)) if typed.ends_with('.') => {
            Problem::new(catalogue::SERVER_TRAILING_DOT).edit("", name)
        }
        Ok(Host::Name(_) | Host::Address(_)) => return None,
    })
}

/// What stands where a host name belongs, if it is recognisably something else.
fn something_else(typed: &str) -> Option<Problem> {
    if let Some((scheme, rest)) = typed.split_once("://") {
        let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
        let problem = Problem::new(catalogue::SERVER_IS_URL).with("scheme", scheme);
        return Some(match Host::read(authority) {
            Ok(host) => problem.edit("", host.to_string()),
            Err(nested) => problem.edits_of(nested),
        });
    }
    if typed.contains('@') {
        return Some(Problem::new(catalogue::SERVER_IS_ADDRESS).with("example", EXAMPLE));
    }
    if let Some((host, _)) = typed.split_once(['/', '?', '#']) {
        let problem = Problem::new(catalogue::SERVER_HAS_PATH);
        return Some(match Host::read(host) {
            Ok(host) => problem.edit("", host.to_string()),
            Err(nested) => problem.edits_of(nested),
        });
    }
    if typed.contains(char::is_whitespace) {
        return Some(Problem::new(catalogue::SERVER_HAS_SPACE));
    }
    let (host, number) = typed.rsplit_once(':')?;
    let bracketed = host.starts_with('[') && host.ends_with(']');
    if !bracketed && host.contains(':') {
        return None;
    }
    let problem = Problem::new(catalogue::SERVER_HAS_PORT);
    Some(match (Host::read(host), port::read(&number.into())) {
        (Ok(host), Some(number)) => {
            problem.edit("", host.to_string()).edit("port", number.to_string())
        }
        (Ok(host), None) => problem.edit("", host.to_string()),
        (Err(_), _) => problem,
    })
}

/// RFC 1123 §2.1, with the underscore that real DNS names have; the last label is no number, or it
/// would be half an IP address.
pub(crate) fn is_host_name(name: &str) -> bool {
    let is_label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    name.len() <= 253
        && name.split('.').all(is_label)
        && name.rsplit('.').next().is_some_and(|last| !last.bytes().all(|b| b.is_ascii_digit()))
}

/// The mail hosts of Microsoft that people mean, with the protocols that they speak.
const MAIL_HOSTS: [(&str, Speaks); 11] = [
    ("smtp.office365.com", Speaks::Smtp),
    ("outlook.office365.com", Speaks::ImapAndPop),
    ("smtp.office365.us", Speaks::Smtp),
    ("outlook.office365.us", Speaks::ImapAndPop),
    ("outlook-dod.office365.us", Speaks::Everything),
    ("smtp.partner.outlook.cn", Speaks::Smtp),
    ("partner.outlook.cn", Speaks::Everything),
    ("smtp-mail.outlook.com", Speaks::Smtp),
    ("imap-mail.outlook.com", Speaks::ImapAndPop),
    ("pop-mail.outlook.com", Speaks::ImapAndPop),
    ("smtp-hve.office365.com", Speaks::Smtp),
];

#[derive(Clone, Copy, PartialEq, Eq)]
enum Speaks {
    Smtp,
    ImapAndPop,
    Everything,
}

/// The host of Microsoft that a name is nearly, but not quite.
fn lookalike(name: &str) -> Option<&'static str> {
    if Cloud::of_mail_host(name).is_some_and(|_| MAIL_HOSTS.iter().any(|(known, _)| *known == name))
    {
        return None;
    }
    // A letter of another script that looks the same is one letter's difference, too.
    let (shown, _) = idna::domain_to_unicode(name);
    let near = |known: &str| {
        let distance = strsim::osa_distance(&shown, known);
        // Another label of one of Microsoft's own domains is another host, not a slip.
        let same_domain = Cloud::of_mail_host(name).is_some();
        (1..=2).contains(&distance) && !same_domain
    };
    let compound = || {
        // outlook.office.365.com, smtp.outlook.office365.com
        let squeezed =
            name.replace("office.365", "office365").replace("outlook.office365", "office365");
        MAIL_HOSTS.iter().map(|(known, _)| *known).find(|known| {
            squeezed != name && (squeezed == *known || format!("outlook.{squeezed}") == *known)
        })
    };
    MAIL_HOSTS.iter().map(|(known, _)| *known).find(|known| near(known)).or_else(compound)
}

/// What is to be said of a known host at this form.
pub(crate) fn at_form(
    form: FormName,
    host: &Host,
    microsoft: bool,
    logs_in: bool,
) -> Option<Problem> {
    let name = match host {
        Host::Name(name) => name,
        Host::Address(address) if microsoft && !address.is_loopback() => {
            let (smtp, imap) = Cloud::Global.mail_hosts();
            let known = if form == FormName::Outgoing { smtp } else { imap };
            return Some(
                Problem::new(catalogue::SERVER_IS_IP).with("known", known).edit("", known),
            );
        }
        Host::Address(_) => return None,
    };
    let known_of = |cloud: Cloud| match form {
        FormName::Outgoing => cloud.mail_hosts().0,
        FormName::Incoming => cloud.mail_hosts().1,
    };
    let mx = [
        ("mail.protection.outlook.com", Cloud::Global),
        ("mail.protection.partner.outlook.cn", Cloud::China),
        ("mail.protection.office365.us", Cloud::UsGovernment),
    ];
    // Without a login a connector or a device may well send straight to the MX.
    if let Some((_, cloud)) = mx.into_iter().find(|(domain, _)| logs_in && is_within(name, domain))
    {
        let known = known_of(cloud);
        return Some(
            Problem::new(catalogue::SERVER_IS_MX)
                .with("host", name)
                .with("known", known)
                .edit("", known),
        );
    }
    let (_, speaks) = MAIL_HOSTS.iter().find(|(known, _)| known == name)?;
    match (form, speaks) {
        (FormName::Outgoing, Speaks::ImapAndPop) | (FormName::Incoming, Speaks::Smtp) => {}
        _ => return None,
    }
    let known = known_of(Cloud::of_mail_host(name)?);
    Some(
        Problem::new(catalogue::SERVER_OTHER_PROTOCOL)
            .with("host", name)
            .with("known", known)
            .edit("", known),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(typed: &str, code: Option<&str>) {
        let found = server(&typed.into()).map(|problem| problem.rule.code);
        assert_eq!(found, code, "{typed:?}");
    }

    #[test]
    fn a_server_is_a_host_and_nothing_else() {
        for (typed, code) in [
            ("smtp.example.com", None),
            ("SMTP.Example.COM", None),
            ("localhost", None),
            ("mail_1.example.com", None),
            ("192.0.2.1", None),
            ("2001:db8::1", None),
            ("[2001:db8::1]", None),
            ("xn--bcher-kva.example", None),
            ("1and1.example", None),
            ("smtp://smtp.example.com", Some("server-is-url")),
            ("https://smtp.example.com/mail", Some("server-is-url")),
            ("user@example.com", Some("server-is-address")),
            ("smtp.example.com:587", Some("server-has-port")),
            ("[2001:db8::1]:587", Some("server-has-port")),
            ("smtp.example.com/mail", Some("server-has-path")),
            ("smtp example.com", Some("server-has-space")),
            ("bücher.example", Some("server-not-ascii")),
            ("smtp.example.com.", Some("server-trailing-dot")),
            ("smtp..example.com", Some("server-malformed")),
            ("-smtp.example.com", Some("server-malformed")),
            ("smtp,example.com", Some("server-malformed")),
            ("192.168.1", Some("server-malformed")),
            ("256.1.1.1", Some("server-malformed")),
            ("42", Some("server-malformed")),
        ] {
            check(typed, code);
        }
        check(&format!("{}.example", "a".repeat(64)), Some("server-malformed"));
    }

    #[test]
    fn near_misses_of_microsofts_hosts() {
        for typed in [
            "smtp.office356.com",
            "smtp.ofice365.com",
            "smtp.0ffice365.com",
            "smtp.оffice365.com",
            "smtp.xn--ffice365-mbh.com",
            "outlook.office.365.com",
            "smtp.office.365.com",
            "smtp.outlook.office365.com",
        ] {
            check(typed, Some("server-lookalike"));
        }
        for typed in [
            "smtp.office365.com",
            "smtp-legacy.office365.com",
            "outlook.office365.us",
            "smtp-mail.outlook.com",
            "smtp.mail.example.com",
            "outlook.office.com",
            "imap.gmail.com",
        ] {
            check(typed, None);
        }
    }

    #[test]
    fn a_fix_takes_host_and_port_apart() {
        let problem = Host::read("smtp://smtp.example.com:2525/x").expect_err("no host");
        let fix = problem.into_finding(FormName::Outgoing, "server").fix.expect("a fix");
        let edits: Vec<_> =
            fix.edits.iter().map(|edit| (edit.field.as_ref(), edit.value.as_str())).collect();
        assert_eq!(edits, [("server", "smtp.example.com"), ("port", "2525")]);
    }
}
