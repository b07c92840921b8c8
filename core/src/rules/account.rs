//! The rules of addresses, user names and passwords.

use super::{
    Problem,
    text::{self, Space},
    wrong_kind,
};
use crate::{Entry, Kind, SecretEntry, catalogue, find::contains, provider::is_in, web};
use std::net::IpAddr;

/// Whether the text is one e-mail address.
pub(crate) fn is_address(text: &str) -> bool {
    let Some(at) = text.bytes().position(|byte| byte == b'@') else { return false };
    let (local, domain) = text.split_at(at);
    is_common_address(local, domain) || is_any_address(text)
}

/// Whether one look at each byte sees that an address is right, as with nearly all.
fn is_common_address(local: &str, domain: &str) -> bool {
    let bytes = local.as_bytes();
    let is_part = |at: usize, byte: u8| match byte {
        b'.' => at > 0 && bytes.get(at + 1).is_some_and(|next| *next != b'.'),
        _ => byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'+'),
    };
    (1..=64).contains(&bytes.len())
        && bytes.iter().enumerate().all(|(at, byte)| is_part(at, *byte))
        && domain.strip_prefix('@').is_some_and(super::host::is_common_name)
}

fn is_any_address(text: &str) -> bool {
    /// A local part, `@` and a domain (RFC 5321 §4.5.3.1).
    const LONGEST: usize = 64 + 1 + 255;
    let Some((local, domain)) = text.rsplit_once('@') else { return false };
    text.len() <= LONGEST
        && is_local_part(local)
        && (super::host::is_host_name(domain)
            || literal(domain).is_some()
            || (!domain.is_ascii() && web::host_in_ascii(domain).is_some()))
}

/// A local part of atoms or in quotes (RFC 5321 §4.1.2), which may have letters outside ASCII (RFC 6531
/// §3.3).
fn is_local_part(local: &str) -> bool {
    let is_atom =
        |b: u8| b.is_ascii_alphanumeric() || !b.is_ascii() || b"!#$%&'*+-/=?^_`{|}~".contains(&b);
    let is_dotted = || local.split('.').all(|atom| !atom.is_empty() && atom.bytes().all(is_atom));
    let quoted = || local.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    // What looks like a space is one to whoever reads it.
    let has_odd_space = || local.chars().any(|c| !c.is_ascii() && c.is_whitespace());
    (1..=64).contains(&local.len())
        && (is_dotted() || quoted().is_some_and(is_quoted))
        && !has_odd_space()
}

/// What may stand between quotes.
fn is_quoted(text: &str) -> bool {
    let mut is_escaped = false;
    let is_right = text.bytes().all(|b| {
        let was_escaped = is_escaped;
        is_escaped = b == b'\\' && !was_escaped;
        (was_escaped || b != b'"') && !b.is_ascii_control()
    });
    is_right && !is_escaped && !text.is_empty()
}

/// The domain of one e-mail address.
pub(crate) fn domain_of(text: &str) -> Option<&str> {
    if is_address(text) { text.rsplit_once('@').map(|(_, domain)| domain) } else { None }
}

/// Whether addresses in the domain are of personal accounts of Microsoft: `hotmail.com`, `live.nl`,
/// `outlook.com.br` and such.
pub(crate) fn is_personal(domain: &str) -> bool {
    let domain = domain.to_ascii_lowercase();
    let Some((name, end)) = domain.split_once('.') else { return false };
    match name {
        // Of a country, or of its `co` or `com`.
        "hotmail" | "live" | "outlook" => end == "com" || matches!(end.len(), 2 | 5 | 6),
        "msn" | "passport" | "windowslive" => end == "com",
        _ => false,
    }
}

/// The IP address that stands for a domain (RFC 5321 §4.1.3).
fn literal(domain: &str) -> Option<IpAddr> {
    let inner = domain.strip_prefix('[')?.strip_suffix(']')?;
    match inner.get(..5) {
        Some(tag) if tag.eq_ignore_ascii_case("IPv6:") => {
            inner.get(5..)?.parse().ok().map(IpAddr::V6)
        }
        _ => inner.parse().ok().map(IpAddr::V4),
    }
}

/// The rule of a field that holds one address.
pub(crate) fn address(entry: &Entry<'_>) -> Option<Problem> {
    let typed = entry.text()?;
    if let Some(domain) = domain_of(typed) {
        return literal(domain).map(|_| {
            let address = domain.trim_matches(['[', ']']);
            Problem::new(catalogue::ADDRESS_LITERAL).with("address", address)
        });
    }
    if text::is_told(typed, Space::Never) {
        return None;
    }
    if let Some(address) = typed.strip_suffix('.').filter(|address| is_address(address)) {
        return Some(Problem::new(catalogue::ADDRESS_TRAILING_DOT).edit("", address));
    }
    if has_stray_dots(typed) {
        return Some(Problem::new(catalogue::ADDRESS_STRAY_DOTS).with("value", typed));
    }
    if let Some(first) = first_of_several(typed) {
        let problem = Problem::new(catalogue::ADDRESS_SEVERAL).with("first", first);
        return Some(problem.edit("", first).guessed());
    }
    let problem = Problem::new(catalogue::ADDRESS_MALFORMED).with("value", typed);
    Some(match within(typed) {
        Some(address) => problem.edit("", address),
        None => problem,
    })
}

/// The rule of the field that names another mailbox by its address. IMAP calls a folder a mailbox, too,
/// and this folder is the one that is opened anyway.
pub(crate) fn mailbox(entry: &Entry<'_>) -> Option<Problem> {
    match entry.text() {
        Some(typed) if typed.eq_ignore_ascii_case("INBOX") => {
            let problem = Problem::new(catalogue::MAILBOX_IS_FOLDER).with("value", typed);
            Some(problem.edit_static("", ""))
        }
        _ => address(entry),
    }
}

/// The address inside `mailto:…`, `Name <…>`, or `SMTP:…` as Exchange shows those of a mailbox.
fn within(typed: &str) -> Option<&str> {
    let inner = if let Some((_, rest)) = typed.split_once('<') {
        rest.split_once('>')?.0
    } else {
        let (scheme, rest) = typed.split_once(':')?;
        let is_one = ["mailto", "smtp"].iter().any(|known| known.eq_ignore_ascii_case(scheme));
        is_one.then_some(rest)?.split('?').next()?
    };
    is_address(inner).then_some(inner)
}

/// Whether it would be an address but for dots that no local part has (RFC 5321 §4.1.2). Japanese
/// carriers gave out such mailboxes: `a..b@`, `a.@`.
fn has_stray_dots(typed: &str) -> bool {
    const LONGEST: usize = 64;
    let Some((local, domain)) = typed.rsplit_once('@') else { return false };
    if local.len() > LONGEST {
        return false;
    }
    let is_stray = local.starts_with('.') || local.ends_with('.') || contains(local, "..");
    if !is_stray {
        return false;
    }
    let parts: Vec<_> = local.split('.').filter(|part| !part.is_empty()).collect();
    let tidy = parts.join(".");
    tidy.len() != local.len() && is_address(&format!("{tidy}@{domain}"))
}

/// The first of several addresses with commas, semicolons or white space between them.
fn first_of_several(typed: &str) -> Option<&str> {
    /// So many show what is meant.
    const MOST: usize = 20;
    let mut parts = typed
        .split(|c: char| matches!(c, ',' | ';') || c.is_whitespace())
        .filter(|part| !part.is_empty());
    let first = parts.next()?;
    let second = parts.next()?;
    [first, second].into_iter().chain(parts).take(MOST).all(is_address).then_some(first)
}

/// What is to be said of a user name at Microsoft, where it is the address of a mailbox.
pub(crate) fn microsoft_username(typed: &str) -> Option<Problem> {
    if text::is_told(typed, Space::Between) {
        return None;
    }
    if let Some(problem) = shared(typed) {
        return Some(problem);
    }
    if let Some((domain, user)) = typed.split_once('\\')
        && !domain.is_empty()
        && !user.is_empty()
        && !domain.contains('@')
    {
        return Some(Problem::new(catalogue::USERNAME_DOWN_LEVEL).with("value", typed));
    }
    if !typed.contains('@') {
        return Some(Problem::new(catalogue::USERNAME_NOT_ADDRESS));
    }
    if let Some(problem) = guest(typed) {
        return Some(problem);
    }
    let reason = match domain_of(typed) {
        // Nobody can verify a domain that is only known at home.
        Some(domain) if is_in(domain, "local") => "local",
        Some(domain) if domain.contains('.') => return None,
        Some(_) => "domain",
        None => "address",
    };
    let problem =
        Problem::new(catalogue::USERNAME_MALFORMED).with("value", typed).with("reason", reason);
    Some(match (within(typed), first_of_several(typed)) {
        (Some(address), _) => problem.edit("", address),
        (None, Some(address)) => problem.edit("", address).guessed(),
        (None, None) => problem,
    })
}

/// `user@tenant\shared` and `user@tenant/shared@tenant`: how a delegate once named a shared mailbox.
fn shared(typed: &str) -> Option<Problem> {
    let (delegate, mailbox) = typed.split_once(['\\', '/'])?;
    let domain = domain_of(delegate)?;
    let problem = Problem::new(catalogue::USERNAME_SHARED).with("value", typed);
    Some(if is_address(mailbox) {
        problem.with("mailbox", mailbox).edit("", mailbox)
    } else {
        let mailbox = format!("{mailbox}@{domain}");
        if !is_address(&mailbox) {
            return None;
        }
        problem.with("mailbox", &mailbox).edit("", &mailbox).guessed()
    })
}

/// `user_contoso.com#EXT#@fabrikam.onmicrosoft.com`: the name of a guest in somebody else's tenant.
fn guest(typed: &str) -> Option<Problem> {
    const MARK: &str = "#EXT#@";
    let at = typed.len().checked_sub(typed.split_once('@')?.1.len() + MARK.len())?;
    typed.get(at..at + MARK.len()).filter(|mark| mark.eq_ignore_ascii_case(MARK))?;
    let problem = Problem::new(catalogue::USERNAME_GUEST).with("value", typed);
    let home = typed.get(..at)?.rsplit_once('_').map(|(user, domain)| format!("{user}@{domain}"));
    Some(match home.filter(|home| is_address(home)) {
        Some(home) => problem.edit("", &home).guessed(),
        None => problem,
    })
}

/// What is to be said of a secret as text. No word of it goes into the problem.
pub(crate) fn secret(entry: &SecretEntry) -> Option<Problem> {
    let typed = match entry {
        SecretEntry::Typed(secret) => secret.expose(),
        SecretEntry::Reference(_) => return None,
        SecretEntry::Other(kind @ (Kind::List | Kind::Table)) => {
            return Some(
                Problem::new(catalogue::SECRET_REFERENCE_MALFORMED)
                    .with_static("kind", kind.as_str()),
            );
        }
        SecretEntry::Other(kind) => return Some(wrong_kind(*kind, Kind::Text)),
    };
    if text::is_plain(typed) {
        return None;
    }
    if text::placeholder(typed).is_some_and(|found| found.len() == typed.trim().len()) {
        return Some(
            Problem::new(catalogue::PLACEHOLDER)
                .with_static("hidden", "yes")
                .with_static("placeholder", ""),
        );
    }
    let trimmed = typed.trim();
    if text::control_character(trimmed).is_some() {
        return Some(Problem::new(catalogue::CONTROL_CHARACTER));
    }
    (trimmed.len() != typed.len() && !trimmed.is_empty())
        .then(|| Problem::new(catalogue::SURROUNDING_SPACE))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_common_address_is_one_whatever_way_it_is_read() {
        for text in crate::rules::texts("a1.@-+") {
            assert_eq!(is_address(&text), is_any_address(&text), "{text}");
        }
        let is_common = |local: &str| is_common_address(local, "@mail.example.com");
        assert!(is_common("first.last+tag"));
        assert!(is_common(&"a".repeat(64)) && !is_common(&"a".repeat(65)));
    }

    /// The crate allows less in quotes: no escaped space.
    #[test]
    fn a_local_part_is_one_as_others_read_it() {
        let options = email_address::Options::default().without_display_text();
        for local in crate::rules::texts("a.\"\\ é") {
            let text = format!("{local}@example.com");
            let theirs = email_address::EmailAddress::parse_with_options(&text, options).is_ok();
            let ours = is_local_part(&local);
            assert!(ours == theirs || ours && local.starts_with('"'), "{local}");
        }
    }

    #[test]
    fn one_address_and_no_more() {
        for (typed, expected) in [
            ("legal@example.com", true),
            ("o'brien+cases@mail.example.co.uk", true),
            ("\"a b\"@example.com", true),
            ("üser@bücher.example", true),
            ("a@localhost", true),
            ("a@[192.0.2.1]", true),
            ("a@[IPv6:2001:db8::1]", true),
            ("SRS0=HHH=TT=example.org=alice@example.com", true),
            ("50%off@example.com", true),
            ("-x@example.com", true),
            ("a@[192.0.2]", false),
            ("a@[2001:db8::1]", false),
            ("a@[]", false),
            ("legal", false),
            ("legal@", false),
            ("@example.com", false),
            ("a@example.com, b@example.com", false),
            ("a@example.com;b@example.com", false),
            ("Legal <legal@example.com>", false),
            ("mailto:legal@example.com", false),
            ("a@exa mple.com", false),
            ("a\u{a0}b@example.com", false),
            ("a@example.com\u{a0}b@example.com", false),
            ("a@b@example.com", false),
            ("a@example..com", false),
        ] {
            assert_eq!(is_address(typed), expected, "{typed}");
        }
    }

    #[test]
    fn what_is_nearly_one_address() {
        for (typed, expected, mended) in [
            ("legal@[192.0.2.1]", Some("address-literal"), None),
            ("legal@example.com.", Some("address-trailing-dot"), Some("legal@example.com")),
            (".legal@example.com", Some("address-stray-dots"), None),
            ("le..gal.@example.com", Some("address-stray-dots"), None),
            ("a@example.com, b@example.com", Some("address-several"), Some("a@example.com")),
            ("a@example.com;b@example.com;", Some("address-several"), Some("a@example.com")),
            ("a@example.com; b", Some("address-malformed"), None),
            ("MAILTO:a@example.com?subject=x", Some("address-malformed"), Some("a@example.com")),
            ("SMTP:a@example.com", Some("address-malformed"), Some("a@example.com")),
            ("Legal <a@example.com>", Some("address-malformed"), Some("a@example.com")),
            ("@@", Some("address-malformed"), None),
            ("...@example.com", Some("address-malformed"), None),
            ("legal@example.com", None, None),
        ] {
            check(address(&typed.into()), typed, expected, mended);
        }
    }

    #[test]
    fn a_mailbox_is_no_folder() {
        for (typed, expected, mended) in [
            ("INBOX", Some("mailbox-is-folder"), Some("")),
            ("Inbox", Some("mailbox-is-folder"), Some("")),
            ("inbox@example.com", None, None),
            ("INBOX/Cases", Some("address-malformed"), None),
            ("", None, None),
        ] {
            check(mailbox(&typed.into()), typed, expected, mended);
        }
    }

    #[test]
    fn domains_of_personal_accounts() {
        for (domain, expected) in [
            ("outlook.com", true),
            ("Hotmail.co.uk", true),
            ("live.com.au", true),
            ("live.nl", true),
            ("msn.com", true),
            ("msn.de", false),
            ("live.org", false),
            ("partner.outlook.cn", false),
            ("contoso.com", false),
            ("outlook", false),
        ] {
            assert_eq!(is_personal(domain), expected, "{domain}");
        }
    }

    #[test]
    fn user_names_at_microsoft() {
        for (typed, expected, mended) in [
            ("legal@example.com", None, None),
            ("o'brien@contoso.onmicrosoft.com", None, None),
            ("a/b@example.com", None, None),
            ("legal", Some("username-not-address"), None),
            ("CONTOSO\\legal", Some("username-down-level"), None),
            ("a@example.com\\legal", Some("username-shared"), Some("legal@example.com")),
            ("a@example.com/b@example.com", Some("username-shared"), Some("b@example.com")),
            ("mailto:a@example.com", Some("username-malformed"), Some("a@example.com")),
            ("a@example.com;b@example.com", Some("username-malformed"), Some("a@example.com")),
            ("a@b@example.com", Some("username-malformed"), None),
            ("legal@contoso", Some("username-malformed"), None),
            ("legal@Contoso.LOCAL", Some("username-malformed"), None),
            ("legal@local.example", None, None),
            (
                "an_na_example.com#EXT#@contoso.onmicrosoft.com",
                Some("username-guest"),
                Some("an_na@example.com"),
            ),
            ("x#ext#@contoso.onmicrosoft.com", Some("username-guest"), None),
        ] {
            check(microsoft_username(typed), typed, expected, mended);
        }
    }

    #[track_caller]
    fn check(found: Option<Problem>, typed: &str, expected: Option<&str>, mended: Option<&str>) {
        let finding =
            found.map(|problem| problem.into_finding(crate::FormName::Outgoing, "sender"));
        assert_eq!(finding.as_ref().map(|finding| finding.code), expected, "{typed}");
        let fix = finding.and_then(|finding| finding.fix);
        assert_eq!(fix.as_ref().map(|fix| &*fix.edits[0].value), mended, "{typed}");
    }

    #[test]
    fn long_texts_come_to_an_end() {
        for part in ["a@example.com,", "@", ".", "a@", "<", "#EXT#@", "a\\"] {
            let typed = part.repeat((1 << 18) / part.len());
            address(&typed.as_str().into());
            microsoft_username(&typed);
        }
    }

    #[test]
    fn secrets_are_judged_without_being_told() {
        for (typed, expected) in [
            ("Abc8Q~value.of_a-secret", None),
            (" Abc8Q~value", Some("surrounding-space")),
            ("Abc8Q~value\n", Some("surrounding-space")),
            ("Abc8Q\nvalue", Some("control-character")),
            ("<secret>", Some("placeholder")),
            ("YOUR_CLIENT_SECRET", Some("placeholder")),
            ("a{b}c", None),
        ] {
            let problem = secret(&typed.into());
            assert_eq!(problem.as_ref().map(|problem| problem.rule.code), expected, "{typed:?}");
            assert!(!format!("{problem:?}").contains("Abc8Q"));
        }
    }
}
