//! Names that are nearly, but not quite, those of a provider's server.
//!
//! Real servers of small providers are a letter apart, too (`imap.gmx.com` and `imap.gmx.net`,
//! `imap.aol.com` and `imap.sol.com`): a name counts as near only where chance is unlikely.

use std::{borrow::Cow, sync::OnceLock};

use crate::find::contains;
use crate::provider::{self, Mail};

/// A listed host that another name is near to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Near {
    /// The provider's row.
    pub(crate) mail: &'static Mail,
    /// The listed host.
    pub(crate) host: &'static str,
}

/// The listed host that a name, which is nobody's, comes nearest to, if it is near one.
pub(crate) fn nearest(name: &str) -> Option<Near> {
    let shown = shown(name);
    let name = Shape::of(&shown);
    brands()
        .iter()
        .filter_map(|(near, host, brand)| Some((distance(&name, host, brand)?, *near)))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, near)| near)
}

/// The listed hosts whose brand is long enough to be known by, with their shapes.
fn brands() -> &'static [(Near, Shape<'static>, &'static str)] {
    static BRANDS: OnceLock<Vec<(Near, Shape<'static>, &'static str)>> = OnceLock::new();
    BRANDS.get_or_init(|| {
        let hosts = provider::MAIL.iter().flat_map(|mail| {
            let documented = mail.endpoints.iter().map(|endpoint| endpoint.host);
            let others = mail.other_names.iter().map(|other| other.host);
            documented.chain(others).map(|host| Near { mail, host })
        });
        hosts
            .filter_map(|near| {
                let brand = brand(near.host).filter(|brand| brand.len() >= 5)?;
                Some((near, Shape::of(near.host), brand))
            })
            .collect()
    })
}

/// A name, and what tells at once that it is far from another.
struct Shape<'a> {
    text: &'a str,
    /// How many letters it has, without dots and hyphens.
    length: usize,
    dots: usize,
    /// Which letters it has, a bit each.
    set: u64,
    /// What stands before the last label.
    front: Option<&'a str>,
    domain: &'a str,
}

impl<'a> Shape<'a> {
    fn of(text: &'a str) -> Self {
        Self {
            text,
            length: text.bytes().filter(|b| !is_joint(*b)).count(),
            dots: text.bytes().filter(|b| *b == b'.').count(),
            set: text.bytes().fold(0, |set, b| set | 1 << (b & 63)),
            front: text.rsplit_once('.').map(|(front, _)| front),
            domain: domain(text),
        }
    }

    fn letters(&self) -> impl Iterator<Item = u8> {
        self.text.bytes().filter(|b| !is_joint(*b))
    }

    fn differing(&self, other: &Shape<'_>) -> usize {
        (self.set ^ other.set).count_ones() as usize
    }
}

/// The name as it is read, without letters of other scripts. One that looks the same as the letter that
/// was meant is one letter's difference; which it is does not matter. Punycode writes the letters of
/// ASCII first (RFC 3492 §3.1).
fn shown(name: &str) -> Cow<'_, str> {
    if !contains(name, "xn--") {
        return name.into();
    }
    let shown = name.split('.').map(|label| {
        let encoded = label.strip_prefix("xn--").and_then(|rest| rest.rsplit_once('-'));
        encoded.map_or(label, |(letters, _)| letters)
    });
    shown.collect::<Vec<_>>().join(".").into()
}

/// How far a name is from a host, where that is near: 0 for the same letters with dots and hyphens
/// elsewhere.
fn distance(name: &Shape<'_>, host: &Shape<'_>, brand: &str) -> Option<usize> {
    if name.length == host.length && name.differing(host) <= 2 && name.letters().eq(host.letters())
    {
        return Some(0);
    }
    let host_front = host.front?;
    // A country behind it is another country's server.
    let goes_on = |rest: &str| rest.starts_with('.') && rest.len() > ".au".len();
    if name.text == host_front || name.text.strip_prefix(host.text).is_some_and(goes_on) {
        return Some(1);
    }
    // `imap.yahoo.com` is short of `mail`.
    let name_front = name.front?;
    if host.text.len() == name.text.len() + ".mail".len() {
        let (service, rest) = name.text.split_once('.')?;
        let without_mail =
            host.text.strip_prefix(service).and_then(|rest| rest.strip_prefix(".mail."));
        if without_mail == Some(rest) {
            return Some(1);
        }
    }
    if name.dots != host.dots || name.domain == host.domain {
        return None;
    }
    let is_long = brand.len() >= 9;
    if name_front == host_front {
        // A country more or less is another country, not a slip.
        let end = host.text.len() - host_front.len() - 1;
        if is_long || end < 3 {
            return is_long.then_some(1);
        }
    }
    if is_long {
        return edits(name, host, 2);
    }
    let slips = edits(name, host, 1)?;
    // Nobody slips on the first letter: `ymail.com` is no slip of `gmail.com`.
    let place = host.text.split('.').position(|label| label == brand)?;
    let begins_alike = name.text.split('.').nth(place)?.bytes().next() == brand.bytes().next();
    begins_alike.then_some(slips)
}

/// What tells a provider from others: the longest label between the first and the last.
fn brand(host: &str) -> Option<&str> {
    let (_, rest) = host.split_once('.')?;
    let (labels, _) = rest.rsplit_once('.')?;
    labels.split('.').max_by_key(|label| label.len())
}

/// The last two labels.
pub(crate) fn domain(host: &str) -> &str {
    host.rmatch_indices('.').nth(1).and_then(|(at, _)| host.get(at + 1..)).unwrap_or(host)
}

fn is_joint(byte: u8) -> bool {
    matches!(byte, b'.' | b'-')
}

/// How many letters were changed, added, left out or swapped, up to `most`. Nearly all names are told
/// to be far without counting.
fn edits(a: &Shape<'_>, b: &Shape<'_>, most: usize) -> Option<usize> {
    if a.text.len().abs_diff(b.text.len()) > most || a.differing(b) > 2 * most {
        return None;
    }
    let distance = strsim::osa_distance(a.text, b.text);
    (distance <= most).then_some(distance)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_of_the_pen() {
        for (name, host) in [
            ("smtp.office356.com", "smtp.office365.com"),
            ("smtp.ofice365.com", "smtp.office365.com"),
            ("smpt.ofice365.com", "smtp.office365.com"),
            ("smtp.0ffice365.com", "smtp.office365.com"),
            ("smtp.xn--ffice365-mbh.com", "smtp.office365.com"),
            ("smtp.office.365.com", "smtp.office365.com"),
            ("outlook.office.365.com", "outlook.office365.com"),
            ("smtp-office365.com", "smtp.office365.com"),
            ("smtp.office365.co", "smtp.office365.com"),
            ("smtp.office365.org", "smtp.office365.com"),
            ("outlook.office365.con", "outlook.office365.com"),
            ("smtp.gmial.com", "smtp.gmail.com"),
            ("smtp.gmai.com", "smtp.gmail.com"),
            ("smtp.gmail.con", "smtp.gmail.com"),
            ("smtp.gmail.co", "smtp.gmail.com"),
            ("imap.gmial.com", "imap.gmail.com"),
            ("smtp.mail.yahoo.con", "smtp.mail.yahoo.com"),
            ("imap.fastmial.com", "imap.fastmail.com"),
            ("imap.yahoo.com", "imap.mail.yahoo.com"),
            ("smtp.yahoo.co.jp", "smtp.mail.yahoo.co.jp"),
            ("smtp.office365.com.com", "smtp.office365.com"),
            ("smtp.gmail.com.evil.example", "smtp.gmail.com"),
            ("outlook.office365", "outlook.office365.com"),
        ] {
            assert_eq!(nearest(name).map(|near| near.host), Some(host), "{name}");
        }
    }

    #[test]
    fn servers_of_others() {
        for name in [
            "smtp.example.com",
            "imap.sol.com",
            "imap.aq.com",
            "imap.wb.de",
            "smtp.mail.example.com",
            "poste.io",
            "smtp.aruba.it",
            "smtp.strato.be",
            "smtp.ymail.com",
            "smtp.email.com",
            "smtp.eastmail.com",
            "smtp.zoutlook.com",
            "smtp.office365.example.org",
            "myoffice365.com",
            "smtp.bizmail.yahoo.com",
            "smtp.mail.yahoo.com.au",
            "smtp.att.net",
            "smtp.onet.pl",
            "localhost",
            "",
            ".",
        ] {
            assert_eq!(nearest(name), None, "{name}");
        }
    }
}
