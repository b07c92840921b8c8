//! Web addresses, read as every browser reads them (WHATWG URL Standard).
//!
//! Most stand there as the standard would write them itself, which one look at each byte tells. What
//! else was typed is brought into that form by a [`Reader`]: with the feature `idna` by the crate
//! [`url`], whose tables of international names are larger than all the rules; without it by the one
//! that the program gives, such as the browser's own.

#[cfg(not(feature = "idna"))]
use std::sync::OnceLock;
use std::{borrow::Cow, ops::Range};

use crate::find::split_once;
use crate::rules::host::{is_common_name, is_host_name};

/// Writes a URL as the standard does; `None` where it is none.
pub type Reader = fn(&str) -> Option<String>;

#[cfg(not(feature = "idna"))]
static READER: OnceLock<Reader> = OnceLock::new();

/// Reads URLs and international names by this reader from now on; only the first that is given counts.
///
/// With the feature `idna` none is asked for, so that nothing in a program changes what the rules find.
pub fn read_urls_by(reader: Reader) {
    #[cfg(not(feature = "idna"))]
    READER.get_or_init(|| reader);
    #[cfg(feature = "idna")]
    let _ = reader;
}

/// A URL as the standard writes it.
#[cfg(feature = "idna")]
fn normal(typed: &str) -> Option<String> {
    url::Url::parse(typed).ok().map(String::from)
}

/// A URL as the standard writes it, by the reader that was given; nothing where none was.
#[cfg(not(feature = "idna"))]
fn normal(typed: &str) -> Option<String> {
    READER.get().and_then(|reader| reader(typed))
}

/// An address of the web, `http` or `https`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Url<'a> {
    text: Cow<'a, str>,
    host: Range<usize>,
    path: Range<usize>,
}

impl<'a> Url<'a> {
    /// Reads what was typed.
    pub(crate) fn read(typed: &'a str) -> Option<Self> {
        Self::of_normal(typed).or_else(|| Self::of(normal(typed)?.into()))
    }

    /// Reads what one look sees to be as the standard writes it.
    pub(crate) fn of_normal(typed: &'a str) -> Option<Self> {
        let host_start = "https://".len();
        let path_start = normal_path(typed)?;
        let (host, path) = (host_start..path_start, path_start..typed.len());
        Some(Self { text: typed.into(), host, path })
    }

    /// Finds the parts of a text that is as the standard writes it.
    fn of(text: Cow<'a, str>) -> Option<Self> {
        let (scheme, rest) = split_once(&text, "://")?;
        if !matches!(scheme, "http" | "https") {
            return None;
        }
        let start = scheme.len() + "://".len();
        let path_start = start + rest.find('/')?;
        let path = text.get(path_start..)?;
        let path_end = path_start + path.find(['?', '#']).unwrap_or(path.len());
        let authority = text.get(start..path_start)?;
        let host_start = start + authority.rfind('@').map_or(0, |at| at + 1);
        let host = text.get(host_start..path_start)?;
        // The colons in brackets are an IPv6 address's.
        let host_end =
            host_start + host.rfind(':').filter(|_| !host.ends_with(']')).unwrap_or(host.len());
        Some(Self { text, host: host_start..host_end, path: path_start..path_end })
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.text
    }

    /// Scheme, host and port.
    pub(crate) fn origin(&self) -> String {
        let scheme = if self.is_https() { "https" } else { "http" };
        [scheme, "://", self.address()].concat()
    }

    pub(crate) fn is_https(&self) -> bool {
        self.text.starts_with("https:")
    }

    /// Whether a user name or a password stands before the host.
    pub(crate) fn is_dressed(&self) -> bool {
        self.part(0..self.host.start).ends_with('@')
    }

    /// The host, in lower case and ASCII.
    pub(crate) fn host(&self) -> &str {
        self.part(self.host.clone())
    }

    /// The host, and the port where it is an unusual one.
    pub(crate) fn address(&self) -> &str {
        self.part(self.host.start..self.path.start)
    }

    pub(crate) fn has_port(&self) -> bool {
        self.host.end < self.path.start
    }

    /// The path, which begins with a slash.
    pub(crate) fn path(&self) -> &str {
        self.part(self.path.clone())
    }

    /// What stands between the slashes of the path.
    pub(crate) fn segments(&self) -> impl Iterator<Item = &str> + Clone {
        self.path().split('/').filter(|segment| !segment.is_empty())
    }

    /// What stands behind the path.
    fn rest(&self) -> &str {
        self.part(self.path.end..self.text.len())
    }

    pub(crate) fn has_query(&self) -> bool {
        self.rest().starts_with('?')
    }

    pub(crate) fn has_query_or_fragment(&self) -> bool {
        !self.rest().is_empty()
    }

    fn part(&self, range: Range<usize>) -> &str {
        self.text.get(range).unwrap_or_default()
    }
}

/// Where the path begins in an `https` URL of a name and a path of few signs, of which one look sees that it
/// is as the standard writes it.
fn normal_path(typed: &str) -> Option<usize> {
    let rest = typed.strip_prefix("https://")?;
    let (host, path) = rest.split_at_checked(rest.bytes().position(|byte| byte == b'/')?)?;
    let mut before = 0;
    let is_normal = is_common_name(host)
        && !host.bytes().any(|byte| byte.is_ascii_uppercase())
        && path.bytes().all(|byte| {
            // A segment of dots is a way upwards.
            let is_plain = match byte {
                b'.' => before != b'/',
                _ => byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'-' | b'_' | b'~'),
            };
            before = byte;
            is_plain
        });
    is_normal.then(|| typed.len() - path.len())
}

/// The ASCII form of a host name that has letters outside ASCII, or is to be checked as such a form.
pub(crate) fn host_in_ascii(typed: &str) -> Option<String> {
    let is_part = |c: char| !matches!(c, '/' | '\\' | '?' | '#' | '@' | ':' | '[' | ']');
    if !typed.chars().all(|c| is_part(c) && !c.is_control() && !c.is_whitespace()) {
        return None;
    }
    let url = normal(&format!("https://{typed}/"))?;
    let name = Url::of(url.into())?.host().to_owned();
    is_host_name(name.strip_suffix('.').unwrap_or(&name)).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Parts of URLs that take turns.
    fn urls() -> impl Iterator<Item = String> {
        const SCHEMES: [&str; 4] = ["https://", "HTTPS://", "http://", "https:/"];
        const HOSTS: [&str; 14] = [
            "login.example.com",
            "Login.example.com",
            "a",
            "1.2",
            "127.0.0.1",
            "[::1]",
            "0x7f.1",
            "a_b.c",
            "user@a.b",
            "u:p@a.b",
            "xn--bcher-kva.example",
            "bücher.example",
            "a..b",
            "",
        ];
        const PORTS: [&str; 5] = ["", ":443", ":444", ":", ":x"];
        const PATHS: [&str; 16] = [
            "", "/", "/a/b", "/a//b/", "/a/../b", "/.a", "/a.b", "/a%41", "/a b", "/é", "/a\\b",
            "/~a-_", "/a'", "/a?b#c", "/a#c", "?b",
        ];
        SCHEMES.into_iter().flat_map(|scheme| {
            HOSTS.into_iter().flat_map(move |host| {
                PORTS.into_iter().flat_map(move |port| {
                    PATHS.into_iter().map(move |path| format!("{scheme}{host}{port}{path}"))
                })
            })
        })
    }

    #[test]
    fn a_url_is_read_as_the_crate_url_reads_it() {
        for typed in urls() {
            let theirs = url::Url::parse(&typed).ok();
            if normal_path(&typed).is_some() {
                assert_eq!(theirs.as_ref().map(url::Url::as_str), Some(&*typed));
            }
            let ours = Url::read(&typed);
            assert_eq!(ours.is_some(), theirs.is_some(), "{typed}");
            let (Some(ours), Some(theirs)) = (ours, theirs) else { continue };
            assert_eq!(ours.as_str(), theirs.as_str(), "{typed}");
            assert_eq!(ours.is_https(), theirs.scheme() == "https", "{typed}");
            assert_eq!(Some(ours.host()), theirs.host_str(), "{typed}");
            assert_eq!(ours.has_port(), theirs.port().is_some(), "{typed}");
            assert_eq!(ours.path(), theirs.path(), "{typed}");
            assert_eq!(ours.has_query(), theirs.query().is_some(), "{typed}");
            let is_dressed = !theirs.username().is_empty() || theirs.password().is_some();
            assert_eq!(ours.is_dressed(), is_dressed, "{typed}");
            let has_more = theirs.query().is_some() || theirs.fragment().is_some();
            assert_eq!(ours.has_query_or_fragment(), has_more, "{typed}");
        }
    }

    #[test]
    fn a_name_has_one_form_in_ascii() {
        for (typed, expected) in [
            ("bücher.example", Some("xn--bcher-kva.example")),
            ("b%C3%BCcher.example", Some("xn--bcher-kva.example")),
            ("BÜCHER.example.", Some("xn--bcher-kva.example.")),
            ("xn--bcher-kva.example", Some("xn--bcher-kva.example")),
            ("xn--bcher-kva0.example", None),
            ("１２７.0.0.1", None),
            ("ü/x", None),
            ("ü:25", None),
            ("ü x", None),
        ] {
            assert_eq!(host_in_ascii(typed).as_deref(), expected, "{typed}");
        }
    }
}
