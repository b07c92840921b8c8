//! The rules of fields whose values are few: security, protocol, mechanism, provider, flow, flags.

use super::{Problem, wrong_kind};
use crate::{
    Entry, Kind, catalogue,
    settings::{
        self, Choice, ClientAuth, Flow, IncomingProtocol, Mechanism, OutgoingProtocol, Provider,
        Security,
    },
};

pub(crate) fn security(entry: &Entry<'_>) -> Option<Problem> {
    one_of::<Security>(entry)
}

pub(crate) fn outgoing_protocol(entry: &Entry<'_>) -> Option<Problem> {
    one_of::<OutgoingProtocol>(entry)
}

pub(crate) fn incoming_protocol(entry: &Entry<'_>) -> Option<Problem> {
    one_of::<IncomingProtocol>(entry)
}

pub(crate) fn mechanism(entry: &Entry<'_>) -> Option<Problem> {
    one_of::<Mechanism>(entry)
}

pub(crate) fn provider(entry: &Entry<'_>) -> Option<Problem> {
    one_of::<Provider>(entry)
}

pub(crate) fn flow(entry: &Entry<'_>) -> Option<Problem> {
    one_of::<Flow>(entry)
}

pub(crate) fn client_auth(entry: &Entry<'_>) -> Option<Problem> {
    one_of::<ClientAuth>(entry)
}

/// The rule of a check box.
pub(crate) fn flag(entry: &Entry<'_>) -> Option<Problem> {
    match entry {
        Entry::Flag(_) => None,
        Entry::Text(text) if text.is_empty() || read_flag(entry).is_some() => None,
        other => Some(wrong_kind(other.kind(), Kind::Flag)),
    }
}

/// The state of a check box; an input field gives it as text.
pub(crate) fn read_flag(entry: &Entry<'_>) -> Option<bool> {
    match entry {
        Entry::Flag(flag) => Some(*flag),
        Entry::Text(text) => text.trim().parse().ok(),
        Entry::Number(_) | Entry::Other(_) => None,
    }
}

fn one_of<C: Choice>(entry: &Entry<'_>) -> Option<Problem> {
    judge(entry, C::NAMES, C::ALIASES, C::LISTED)
}

/// Of these names one is to stand there; other programs have other names for them.
fn judge(
    entry: &Entry<'_>,
    names: &[&'static str],
    aliases: &[(&str, &'static str)],
    listed: &'static str,
) -> Option<Problem> {
    let text = match entry {
        Entry::Text(text) => text,
        other => return Some(wrong_kind(other.kind(), Kind::Text)),
    };
    if settings::position(text, names).is_some() || text.trim().is_empty() {
        return None;
    }
    let problem = Problem::new(catalogue::UNKNOWN_CHOICE)
        .with("value", text.trim())
        .with_static("choices", listed);
    Some(match near(text, names, aliases) {
        Some(near) => problem.edit_static("", near),
        None => problem,
    })
}

/// The value that was typed, or is meant by it, so that a slip hides nothing of what hangs on it.
pub(crate) fn meant<C: Choice>(text: &str) -> Option<C> {
    C::read(text).or_else(|| C::read(near(text, C::NAMES, C::ALIASES)?))
}

/// The name that another program's name, or a slip, stands for.
fn near<'a>(text: &str, names: &[&'a str], aliases: &[(&str, &'a str)]) -> Option<&'a str> {
    /// Protocols that are none of ours, though the name of one is near.
    const OTHERS: [&str; 2] = ["jmap", "lmtp"];
    let text = text.trim();
    let fold =
        |byte: u8| if matches!(byte, b'_' | b' ') { b'-' } else { byte.to_ascii_lowercase() };
    let is_same =
        |alias: &str| text.len() == alias.len() && text.bytes().map(fold).eq(alias.bytes());
    let alias = aliases.iter().find(|(alias, _)| is_same(alias)).map(|(_, name)| *name);
    // What is much longer is none of them, and not compared.
    let is_near = |name: &str| {
        let folded = || text.to_ascii_lowercase().replace(['_', ' '], "-");
        name.len().abs_diff(text.len()) <= 1
            && !OTHERS.iter().any(|other| text.eq_ignore_ascii_case(other))
            && strsim::osa_distance(&folded(), name) <= 1
    };
    alias.or_else(|| names.iter().copied().find(|name| is_near(name)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_is_known_and_another_protocol_is_no_slip() {
        for (typed, meant_by_it) in [
            ("imap", Some(IncomingProtocol::Imap)),
            (" IMAP ", Some(IncomingProtocol::Imap)),
            ("imao", Some(IncomingProtocol::Imap)),
            ("pop3", Some(IncomingProtocol::Pop)),
            ("JMAP", None),
            ("ews", None),
        ] {
            assert_eq!(meant(typed), meant_by_it, "{typed}");
        }
        let lmtp = outgoing_protocol(&"lmtp".into()).expect("no protocol of ours");
        assert!(!lmtp.is_mended());
    }
}
