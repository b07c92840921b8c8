//! The rules of addresses, user names and the client's credentials.

use super::{Problem, text, wrong_kind};
use crate::{Entry, Kind, SecretEntry, catalogue, guid::is_guid};
use email_address::{EmailAddress, Options};

/// Whether the text is one e-mail address.
pub(crate) fn is_address(text: &str) -> bool {
    let options = Options::default().without_display_text();
    EmailAddress::parse_with_options(text, options).is_ok_and(|address| {
        super::host::is_host_name(address.domain()) || is_international(&address)
    })
}

/// A domain with letters outside ASCII is looked up in its `xn--` form.
fn is_international(address: &EmailAddress) -> bool {
    !address.domain().is_ascii() && url::Host::parse(address.domain()).is_ok()
}

/// The rule of a field that holds one address.
pub(crate) fn address(entry: &Entry<'_>) -> Option<Problem> {
    let typed = entry.text()?;
    if is_address(typed) || text::is_told(typed) {
        return None;
    }
    let mut problem = Problem::new(catalogue::ADDRESS_MALFORMED).with("value", typed);
    if let Some(address) = within(typed) {
        problem = problem.edit("", address);
    }
    Some(problem)
}

/// The address inside `mailto:…` or `Name <…>`.
fn within(typed: &str) -> Option<&str> {
    let inner = match typed.split_once('<') {
        Some((_, rest)) => rest.split_once('>')?.0,
        None => typed.strip_prefix("mailto:")?,
    };
    is_address(inner).then_some(inner)
}

/// What is to be said of a user name at Microsoft, where it is the address of a mailbox.
pub(crate) fn microsoft_username(typed: &str) -> Option<Problem> {
    match typed.split_once('\\') {
        Some((domain, user)) if !domain.is_empty() && !user.is_empty() && !domain.contains('@') => {
            Some(Problem::new(catalogue::USERNAME_DOWN_LEVEL).with("value", typed))
        }
        _ => (!typed.contains('@')).then(|| Problem::new(catalogue::USERNAME_NOT_ADDRESS)),
    }
}

/// The rule of the client id, with any provider.
pub(crate) fn client_id(entry: &Entry<'_>) -> Option<Problem> {
    let typed = entry.text()?;
    is_address(typed).then(|| Problem::new(catalogue::CLIENT_ID_IS_ADDRESS))
}

/// What is to be said of a client id of an app registration of Microsoft.
pub(crate) fn microsoft_client_id(typed: &str, tenant: Option<&str>) -> Option<Problem> {
    const RESOURCES: [(&str, &str); 2] = [
        ("00000002-0000-0ff1-ce00-000000000000", "Office 365 Exchange Online"),
        ("00000003-0000-0000-c000-000000000000", "Microsoft Graph"),
    ];
    const NIL: &str = "00000000-0000-0000-0000-000000000000";
    // Each of these is told by a rule of its own.
    if is_address(typed) || text::is_told(typed) {
        return None;
    }
    let bare = typed.trim_matches(['{', '}', '(', ')', '"', '\'']);
    let id = bare.to_ascii_lowercase();
    if !is_guid(typed) || id == NIL {
        let problem = Problem::new(catalogue::CLIENT_ID_MALFORMED);
        return Some(if is_guid(bare) && id != NIL { problem.edit("", bare) } else { problem });
    }
    if let Some((_, resource)) = RESOURCES.iter().find(|(resource, _)| *resource == id) {
        return Some(Problem::new(catalogue::CLIENT_ID_IS_RESOURCE).with("resource", resource));
    }
    tenant
        .is_some_and(|tenant| tenant.eq_ignore_ascii_case(&id))
        .then(|| Problem::new(catalogue::CLIENT_ID_IS_TENANT))
}

/// What is to be said of a secret as text. No word of it goes into the problem.
pub(crate) fn secret(entry: &SecretEntry) -> Option<Problem> {
    let typed = match entry {
        SecretEntry::Typed(secret) => secret.expose(),
        SecretEntry::Reference(_) => return None,
        SecretEntry::Other(kind @ (Kind::List | Kind::Table)) => {
            return Some(Problem::new(catalogue::SECRET_REFERENCE_MALFORMED).with("kind", kind));
        }
        SecretEntry::Other(kind) => return Some(wrong_kind(*kind, Kind::Text)),
    };
    if text::placeholder(typed).is_some_and(|found| found.len() == typed.trim().len()) {
        return Some(
            Problem::new(catalogue::PLACEHOLDER).with("hidden", "yes").with("placeholder", ""),
        );
    }
    if text::control_character(typed.trim()).is_some() {
        return Some(Problem::new(catalogue::CONTROL_CHARACTER));
    }
    (typed.trim() != typed && !typed.trim().is_empty())
        .then(|| Problem::new(catalogue::SURROUNDING_SPACE))
}

/// What is to be said of a client secret of Microsoft.
pub(crate) fn microsoft_client_secret(entry: &SecretEntry) -> Option<Problem> {
    let SecretEntry::Typed(secret) = entry else { return None };
    is_guid(text::clean(secret.expose())).then(|| Problem::new(catalogue::CLIENT_SECRET_IS_ID))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_address_and_no_more() {
        for (typed, expected) in [
            ("legal@example.com", true),
            ("o'brien+cases@mail.example.co.uk", true),
            ("\"a b\"@example.com", true),
            ("üser@bücher.example", true),
            ("a@localhost", true),
            ("legal", false),
            ("legal@", false),
            ("@example.com", false),
            ("a@example.com, b@example.com", false),
            ("a@example.com;b@example.com", false),
            ("Legal <legal@example.com>", false),
            ("mailto:legal@example.com", false),
            ("a@exa mple.com", false),
            ("a@b@example.com", false),
            ("a@example..com", false),
        ] {
            assert_eq!(is_address(typed), expected, "{typed}");
        }
    }

    #[test]
    fn client_ids_of_microsoft() {
        let tenant = Some("aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee");
        for (typed, expected) in [
            ("11111111-2222-3333-4444-555555555555", None),
            ("{11111111-2222-3333-4444-555555555555}", Some("client-id-malformed")),
            ("11111111-2222-3333-4444-55555555555", Some("client-id-malformed")),
            ("00000000-0000-0000-0000-000000000000", Some("client-id-malformed")),
            ("my-app", Some("client-id-malformed")),
            ("00000003-0000-0000-c000-000000000000", Some("client-id-is-resource")),
            ("AAAAAAAA-bbbb-cccc-dddd-eeeeeeeeeeee", Some("client-id-is-tenant")),
        ] {
            let found = microsoft_client_id(typed, tenant).map(|problem| problem.rule.code);
            assert_eq!(found, expected, "{typed}");
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
        let id = SecretEntry::from("5e5addcd-3e8d-4e90-baf5-964efab2b20a");
        let code = microsoft_client_secret(&id).map(|problem| problem.rule.code);
        assert_eq!(code, Some("client-secret-is-id"));
    }
}
