//! The host that was typed for a mail server, and what is wrong with it as a host.

use std::{
    fmt,
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
};

use super::{Problem, decimal, near, port, text};
use crate::{
    Entry, Span, catalogue,
    cloud::is_within,
    find::{find, split_once},
    provider, web,
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

    /// Whether nobody can listen between here and there: it is this machine, or Tor carries the
    /// connection, encrypted from end to end (RFC 7686).
    pub(crate) fn is_sheltered(&self) -> bool {
        self.is_loopback() || matches!(self, Self::Name(name) if is_within(name, "onion"))
    }

    /// The host as it is to be written: a name in ASCII, an address as it was typed, without brackets.
    fn written<'a>(&'a self, typed: &'a str) -> &'a str {
        match self {
            Self::Name(name) => name,
            Self::Address(_) => typed.trim_matches(['[', ']']),
        }
    }

    /// Reads a host as it was typed, already [clean](crate::rules::text::clean), or says what stands
    /// in its place.
    fn read(typed: &str) -> Result<Self, Problem> {
        let no_host = || something_else(typed).unwrap_or_else(|| malformed(typed));
        Self::of(typed).ok_or_else(no_host)
    }

    /// The host that was typed, already [clean](crate::rules::text::clean), where it is one.
    pub(crate) fn of(typed: &str) -> Option<Self> {
        if is_common_name(typed) {
            return Some(Self::Name(typed.to_ascii_lowercase()));
        }
        Self::of_any(typed)
    }

    fn of_any(typed: &str) -> Option<Self> {
        if is_something_else(typed) {
            return None;
        }
        if let Ok(address) = typed.parse::<Ipv4Addr>() {
            return Some(Self::Address(address.into()));
        }
        let bare = typed.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(typed);
        if let Ok(address) = bare.parse::<Ipv6Addr>() {
            return Some(Self::Address(address.into()));
        }
        let name = typed.to_ascii_lowercase();
        let name = if typed.is_ascii() && !name.split('.').any(|label| label.starts_with("xn--")) {
            name
        } else {
            web::host_in_ascii(typed)?
        };
        let name = name.strip_suffix('.').unwrap_or(&name);
        is_host_name(name).then(|| Self::Name(name.to_owned()))
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
    let Entry::Text(raw) = entry else { return None };
    let typed = entry.text()?;
    // What is told already is no wrong host name on top.
    if is_common_name(typed) || text::is_told(typed, text::Space::Never) {
        return None;
    }
    let problem = match Host::read(typed) {
        Err(problem) => problem,
        Ok(Host::Name(ascii)) if !typed.is_ascii() => {
            // A letter that only looks like another is told as what it is.
            if near::nearest(&ascii).is_some() {
                return None;
            }
            let (at, letter) = typed.char_indices().find(|(_, c)| !c.is_ascii())?;
            Problem::new(catalogue::SERVER_NOT_ASCII)
                .with("ascii", &ascii)
                .at(Span::of(typed, at, at + letter.len_utf8()))
                .edit("", &ascii)
        }
        Ok(Host::Name(name)) if typed.ends_with('.') => {
            Problem::new(catalogue::SERVER_TRAILING_DOT)
                .at(Span::of(typed, typed.len() - 1, typed.len()))
                .edit("", &name)
        }
        Ok(Host::Name(_) | Host::Address(_)) => return None,
    };
    Some(problem.shifted(Span::of(raw, 0, text::offset_of(raw, typed)).end))
}

/// Whether it is recognisably something else than a host.
fn is_something_else(typed: &str) -> bool {
    typed.contains(|c: char| matches!(c, '@' | '/' | '?' | '#') || c.is_whitespace())
        || with_port(typed).is_some()
}

/// A host and what stands behind its colon; an address may have colons of its own.
fn with_port(typed: &str) -> Option<(&str, &str)> {
    let (host, number) = typed.rsplit_once(':')?;
    let bracketed = host.starts_with('[') && host.ends_with(']');
    (bracketed || !host.contains(':')).then_some((host, number))
}

/// What stands where a host name belongs, if it is recognisably something else.
fn something_else(typed: &str) -> Option<Problem> {
    let mark = |start, end| Span::of(typed, start, end);
    if let Some((scheme, rest)) = split_once(typed, "://") {
        let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
        let problem = Problem::new(catalogue::SERVER_IS_URL)
            .with("scheme", scheme)
            .at(mark(0, scheme.len() + "://".len()));
        return Some(with_host(problem, authority));
    }
    if let Some((scheme, rest)) = behind_scheme(typed) {
        let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
        let problem = Problem::new(catalogue::SERVER_IS_URL)
            .with("scheme", scheme)
            .at(mark(0, text::offset_of(typed, rest)));
        let is_one = SCHEMES.iter().any(|known| known.eq_ignore_ascii_case(scheme));
        let problem = with_host(problem, authority);
        return Some(if is_one { problem } else { problem.guessed() });
    }
    if let Some(at) = typed.find('@') {
        let problem = Problem::new(catalogue::SERVER_IS_ADDRESS).with_static("example", EXAMPLE);
        return Some(problem.at(mark(0, at + 1)));
    }
    if let Some(at) = typed.find(['/', '?', '#']) {
        let problem = Problem::new(catalogue::SERVER_HAS_PATH).at(mark(at, typed.len()));
        return Some(with_host(problem, typed.get(..at).unwrap_or_default()));
    }
    if let Some((at, space)) = typed.char_indices().find(|(_, c)| c.is_whitespace()) {
        let problem = Problem::new(catalogue::SERVER_HAS_SPACE);
        return Some(mended(problem.at(mark(at, at + space.len_utf8())), typed));
    }
    let (host, number) = with_port(typed)?;
    let problem = Problem::new(catalogue::SERVER_HAS_PORT).at(mark(host.len(), typed.len()));
    Some(match (Host::read(unbracketed(host)), port::read(&number.into())) {
        (Ok(read), Some(number)) => {
            problem.edit("", read.written(host)).edit_owned("port", decimal(number.into()))
        }
        (Ok(read), None) if number.bytes().all(|byte| byte.is_ascii_digit()) => {
            problem.edit("", read.written(host))
        }
        // Which of both is the host, only the user can say.
        (Ok(_), None) | (Err(_), _) => problem,
    })
}

/// What programs write before a host to say how it is spoken to.
const SCHEMES: [&str; 14] = [
    "esmtp", "http", "https", "imap", "imaps", "pop", "pop3", "pop3s", "pops", "smtp", "smtps",
    "ssl", "tcp", "tls",
];

/// A scheme with other marks than `://`, as in `ssl:smtp.example.com`, and what stands behind it.
fn behind_scheme(typed: &str) -> Option<(&str, &str)> {
    let (scheme, behind) =
        typed.split_at_checked(typed.find(|c: char| !c.is_ascii_alphanumeric())?)?;
    let rest = behind.trim_start_matches([':', '/', '\\']);
    let marks = behind.get(..behind.len() - rest.len())?;
    let is_marked = marks == ":" || marks.starts_with(":/") || marks.starts_with("//");
    let is_host = rest.split(['/', ':', '?', '#', '@']).next()?.contains('.');
    let is_word = scheme.starts_with(|c: char| c.is_ascii_alphabetic());
    (is_marked && is_host && is_word).then_some((scheme, rest))
}

/// A name without the brackets in which Postfix has it, so that it asks for no MX.
fn unbracketed(typed: &str) -> &str {
    let inner = typed.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    inner.filter(|inner| !inner.contains(':')).unwrap_or(typed)
}

/// Mends a problem by the host that stands in a part of what was typed.
fn with_host(problem: Problem, part: &str) -> Problem {
    match Host::read(part) {
        Ok(host) => problem.edit("", host.written(part)),
        Err(nested) => problem.edits_of(nested),
    }
}

/// A text that is no host name, with the first character that cannot be in one.
fn malformed(typed: &str) -> Problem {
    let problem = Problem::new(catalogue::SERVER_MALFORMED)
        .with("host", typed)
        .with_static("example", EXAMPLE);
    let is_wrong = |c: char| {
        let is_ascii_name = c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
        c.is_ascii() && !is_ascii_name
    };
    // Of an address that goes on with a zone, such as `fe80::1%eth0`, the zone is what is wrong.
    let zone = typed.find('%').filter(|at| typed.split_at(*at).0.parse::<Ipv6Addr>().is_ok());
    let odd =
        zone.map(|at| (at, typed.len())).or_else(|| typed.find(is_wrong).map(|at| (at, at + 1)));
    let marked = odd.or_else(|| find(typed, "..").map(|at| (at, at + 2)));
    mended(
        match marked {
            Some((start, end)) => problem.at(Span::of(typed, start, end)),
            None => problem,
        },
        typed,
    )
}

/// Mends a slip of the keyboard in one host name: a comma for a dot, a dot twice, a space inside.
fn mended(problem: Problem, typed: &str) -> Problem {
    const LONGEST: usize = 260;
    if typed.len() > LONGEST {
        return problem;
    }
    let typed = unbracketed(typed);
    let has_separator = typed.bytes().any(|byte| matches!(byte, b',' | b';'));
    let mut parts = typed.split([',', ';']).filter(|part| part.trim_matches('.').contains('.'));
    let is_list = has_separator && parts.nth(1).is_some();
    if is_list {
        return problem;
    }
    let has_space = typed.contains(char::is_whitespace);
    let is_meant = |name: &String| {
        let is_listed = || provider::mail_of_host(name).is_some_and(|mail| mail.names(name));
        name.contains('.') && is_host_name(name) && (!has_space || is_listed())
    };
    let is_dotted = has_separator || typed.contains('.');
    let joined = is_dotted.then(|| tidied(typed, false)).filter(is_meant);
    match joined.or_else(|| Some(tidied(typed, true)).filter(is_meant)) {
        Some(name) => problem.edit_owned("", name).guessed(),
        None => problem,
    }
}

/// A name in lower case, with one dot for each row of dots, commas and semicolons inside, and for each
/// space or for none.
fn tidied(typed: &str, space_is_dot: bool) -> String {
    let mut name = String::with_capacity(typed.len());
    let mut is_parted = false;
    let mut rest = typed;
    while let Some(c) = rest.chars().next() {
        let is_mark = matches!(c, '.' | ',' | ';');
        if is_mark || c.is_whitespace() {
            is_parted |= is_mark || space_is_dot;
            rest = rest.get(c.len_utf8()..).unwrap_or_default();
            continue;
        }
        if is_parted && !name.is_empty() {
            name.push('.');
        }
        is_parted = false;
        let is_end = |c: char| matches!(c, '.' | ',' | ';') || c.is_whitespace();
        let (word, behind) = rest.split_at(rest.find(is_end).unwrap_or(rest.len()));
        name.push_str(word);
        rest = behind;
    }
    name.make_ascii_lowercase();
    name
}

/// Whether an address is of a network of one's own.
pub(crate) fn is_private(host: &Host) -> bool {
    match host {
        Host::Address(IpAddr::V4(address)) => address.is_private() || address.is_link_local(),
        Host::Address(IpAddr::V6(address)) => {
            address.is_unique_local() || address.is_unicast_link_local()
        }
        Host::Name(_) => false,
    }
}

/// Whether one look at each byte sees that a name is right, as with nearly all: labels of letters,
/// digits and single hyphens, the last of which begins with a letter. (It is not longer than one label may
/// be.)
pub(crate) fn is_common_name(name: &str) -> bool {
    const LONGEST: usize = 63;
    // Where the last byte stands.
    const START: usize = 0;
    const LETTER: usize = 1;
    const LETTER_HYPHEN: usize = 2;
    const DIGIT: usize = 3;
    const DIGIT_HYPHEN: usize = 4;
    const WRONG: usize = 5;
    /// Where the next one stands, by its kind: a letter, a digit, a hyphen, a dot, or another.
    const NEXT: [[usize; 5]; 6] = [
        [LETTER, DIGIT, WRONG, WRONG, WRONG],
        [LETTER, LETTER, LETTER_HYPHEN, START, WRONG],
        [LETTER, LETTER, WRONG, WRONG, WRONG],
        [DIGIT, DIGIT, DIGIT_HYPHEN, START, WRONG],
        [DIGIT, DIGIT, WRONG, WRONG, WRONG],
        [WRONG; 5],
    ];
    const KINDS: [u8; 256] = {
        let mut kinds = [4; 256];
        let mut byte = 0_u8;
        while byte < 128 {
            kinds[byte as usize] = match byte {
                b'a'..=b'z' | b'A'..=b'Z' => 0,
                b'0'..=b'9' => 1,
                b'-' => 2,
                b'.' => 3,
                _ => 4,
            };
            byte += 1;
        }
        kinds
    };
    let next = |at: usize, byte: u8| NEXT[at][usize::from(KINDS[usize::from(byte)])];
    name.len() <= LONGEST && name.bytes().fold(START, next) == LETTER
}

/// RFC 1123 §2.1, with the underscore that real DNS names have; the last label is no number, or it
/// would be half an IP address.
pub(crate) fn is_host_name(name: &str) -> bool {
    is_common_name(name) || is_any_name(name)
}

fn is_any_name(name: &str) -> bool {
    let is_label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    name.len() <= 253
        && name.split('.').all(is_label)
        && name.rsplit('.').next().is_some_and(|last| !is_number(last))
}

/// Whether a label is a number, in decimal or hexadecimal digits (WHATWG URL, §3.5).
fn is_number(label: &str) -> bool {
    let (label, is_digit): (_, fn(&u8) -> bool) = match label.strip_prefix("0x") {
        Some(digits) => (digits, u8::is_ascii_hexdigit),
        None => (label, u8::is_ascii_digit),
    };
    label.bytes().all(|b| is_digit(&b))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_common_name_is_a_host_whatever_way_it_is_read() {
        for name in crate::rules::texts("aX0.-_") {
            if is_common_name(&name) {
                let host = Host::Name(name.to_ascii_lowercase());
                assert_eq!(Host::of_any(&name), Some(host), "{name}");
            }
        }
        for typed in crate::rules::texts("a:/@[ ]") {
            assert_eq!(is_something_else(&typed), something_else(&typed).is_some(), "{typed}");
        }
        for (name, expected) in [
            ("smtp.office365.com", true),
            ("localhost", true),
            ("xn--bcher-kva.example", false),
            ("127.0.0.1", false),
            ("a.0x7f", false),
            ("", false),
        ] {
            assert_eq!(is_common_name(name), expected, "{name}");
        }
        assert!(is_common_name(&"a".repeat(63)) && !is_common_name(&"a".repeat(64)));
    }

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
            ("xn--bcher-kva0.example", Some("server-malformed")),
            ("1.0x7", Some("server-malformed")),
            ("0x7.example", None),
            ("1and1.example", None),
            ("smtp://smtp.example.com", Some("server-is-url")),
            ("https://smtp.example.com/mail", Some("server-is-url")),
            ("user@example.com", Some("server-is-address")),
            ("smtp.example.com:587", Some("server-has-port")),
            ("[2001:db8::1]:587", Some("server-has-port")),
            ("smtp.example.com/mail", Some("server-has-path")),
            ("smtp example.com", Some("server-has-space")),
            ("smtp.example.com\u{a0}mail.example.com", Some("server-has-space")),
            ("smtp.example.com\u{3000}587", Some("server-has-space")),
            ("ssl:smtp.example.com", Some("server-is-url")),
            ("smtp//smtp.example.com", Some("server-is-url")),
            ("exchange:EXCH01", Some("server-has-port")),
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
    fn the_wrong_part_is_marked_and_mended() {
        for (typed, marked, fix) in [
            ("https://smtp.example.com/x", "https://", "smtp.example.com"),
            (" smtp.example.com:587", ":587", "smtp.example.com"),
            ("smtp.example.com/mail", "/mail", "smtp.example.com"),
            ("smtp.example.com.", ".", "smtp.example.com"),
            ("bücher.example", "ü", "xn--bcher-kva.example"),
            ("𝒳 smtp,example.com", " ", ""),
            ("smtp,example.com", ",", "smtp.example.com"),
            ("smtp..example.com", "..", "smtp.example.com"),
            ("smtp.office 365.com", " ", "smtp.office365.com"),
            ("smtp office365.com", " ", "smtp.office365.com"),
            ("smtp.example.com, smtp2.example.com", " ", ""),
            ("smtp.example.com,smtp2.example.com", ",", ""),
            ("smtp!example.com", "!", ""),
            ("[smtp.example.com]:587", ":587", "smtp.example.com"),
            ("[smtp.example.com]", "[", "smtp.example.com"),
            ("[2001:db8::zz]", "[", ""),
            ("fe80::1%eth0", "%eth0", ""),
            ("legal@example.com", "legal@", ""),
            ("ssl:smtp.example.com", "ssl:", "smtp.example.com"),
            ("smtp:/smtp.example.com:25/x", "smtp:/", "smtp.example.com"),
            ("relay:mail.example.com", "relay:", "mail.example.com"),
            ("smtp.example.com:", ":", "smtp.example.com"),
            ("smtp.example.com:smtp", ":smtp", ""),
            ("exchange:EXCH01", ":EXCH01", ""),
            ("smtp.example.com\u{a0}587", "\u{a0}", ""),
        ] {
            let problem = server(&typed.into()).expect(typed);
            let finding = problem.into_finding(crate::FormName::Outgoing, "server");
            let span = finding.span.expect(typed);
            let units: Vec<u16> = typed.encode_utf16().collect();
            assert_eq!(String::from_utf16_lossy(&units[span.start..span.end]), marked, "{typed}");
            let found = finding.fix.map(|fix| fix.edits[0].value.clone()).unwrap_or_default();
            assert_eq!(found, fix, "{typed}");
        }
    }

    #[test]
    fn a_fix_takes_host_and_port_apart() {
        let problem = Host::read("smtp://smtp.example.com:2525/x").expect_err("no host");
        let fix = problem.into_finding(crate::FormName::Outgoing, "server").fix.expect("a fix");
        let edits: Vec<_> =
            fix.edits.iter().map(|edit| (edit.field.as_ref(), &*edit.value)).collect();
        assert_eq!(edits, [("server", "smtp.example.com"), ("port", "2525")]);
    }
}
