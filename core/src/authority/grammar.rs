//! The grammar of an authority: scheme, host, tenant and endpoint, and what people make of each.

use std::ops::Range;

use super::{Authority, AuthorityKind, EXAMPLE, Endpoint, endpoint, host, tenant};
use crate::{
    Span, catalogue,
    cloud::{Cloud, SignInHost},
    find::{contains, find, rfind, split_once},
    guid,
    rules::{Problem, account, host::is_host_name},
    web::{self, Url},
};

use tenant::TenantKind;

pub(super) fn malformed() -> Problem {
    Problem::new(catalogue::AUTHORITY_MALFORMED).with_static("example", EXAMPLE)
}

/// The URL that was typed, or what stands in its place.
pub(super) fn url_of(typed: &str) -> Result<Url<'_>, Problem> {
    if let Some(rest) = behind_slip(typed) {
        let rest = rest.trim_start_matches(['/', '\\', ':']);
        let problem = Problem::new(catalogue::AUTHORITY_SCHEME_SLIP);
        let (slip, _) = typed.split_at(typed.len() - rest.len());
        let problem = problem.at(Span::of(typed, 0, slip.len()));
        let problem = mended(problem, &format!("https://{rest}"));
        return Err(if is_only_scheme(slip) { problem } else { problem.guessed() });
    }
    let Some((scheme, rest)) = split_once(typed, "://") else {
        return Err(without_scheme(typed).unwrap_or_else(malformed));
    };
    if let Some((at, space)) = typed.char_indices().find(|(_, c)| c.is_whitespace()) {
        return Err(malformed().at(Span::of(typed, at, at + space.len_utf8())));
    }
    if scheme.eq_ignore_ascii_case("https") {
        return Url::read(typed).ok_or_else(malformed);
    }
    if scheme.eq_ignore_ascii_case("http") {
        let problem = Problem::new(catalogue::AUTHORITY_NOT_HTTPS);
        let place = Span::of(typed, 0, scheme.len());
        return Err(mended(problem.at(place), &format!("https://{rest}")));
    }
    Err(malformed())
}

/// Offers the URL that was meant, read to its token endpoint where it is one of Microsoft's; at any
/// other host it is only a guess, for the secret would go there. A URL that may hold a secret, in a
/// user name or a query, is not repeated.
fn mended(problem: Problem, meant: &str) -> Problem {
    let Some(url) = Url::read(meant).filter(|url| !url.is_dressed()) else { return problem };
    let known = SignInHost::of(url.host());
    if known.is_some() {
        let reading = super::read_url(meant, &url, &[]);
        let mut edits = reading.problems.iter().filter_map(Problem::mend);
        if let Some(edit) = edits.next() {
            let is_safe = reading.problems.iter().all(Problem::is_safe);
            let problem = problem.edit("", edit);
            return if is_safe { problem } else { problem.guessed() };
        }
        if let Some(authority) = reading.authority {
            let is_whole = authority.endpoint != Endpoint::Unrecognised;
            let problem = problem.edit("", &authority.token_url);
            return if is_whole { problem } else { problem.guessed() };
        }
    }
    if url.has_query() {
        return problem;
    }
    let problem = problem.edit("", meant);
    if known.is_some() && !meant.contains('\\') { problem } else { problem.guessed() }
}

/// How many slips make another word of a scheme.
const FARTHEST: usize = 2;

/// Whether what stands before a host is schemes, well typed or not, and no other host.
fn is_only_scheme(slip: &str) -> bool {
    let mut words = slip
        .split(|c: char| c.is_ascii() && !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty());
    words.all(|word| {
        word.len() <= 7 && strsim::osa_distance(&word.to_ascii_lowercase(), "https") <= FARTHEST
    })
}

/// What stands behind a scheme that is nearly `https://`, or behind one that stands twice.
fn behind_slip(typed: &str) -> Option<&str> {
    let Some((scheme, rest)) = split_once(typed, "://") else {
        let head = typed.get(..5).filter(|head| head.eq_ignore_ascii_case("https"));
        let head = head.or(typed.get(..4).filter(|head| head.eq_ignore_ascii_case("http")))?;
        let behind = typed.get(head.len()..)?;
        let rest = behind.trim_start_matches([':', ';', '.', '/', '\\', ' ']);
        let marks = behind.get(..behind.len() - rest.len())?;
        let host = rest.split(['/', '\\', ':']).next().unwrap_or_default();
        return (marks.contains([':', ';', '/', '\\']) && host.contains('.')).then_some(rest);
    };
    // A link in a query is no second scheme.
    let second =
        rfind(rest, "://").filter(|at| !rest.get(..*at).unwrap_or_default().contains(['?', '#']));
    if let Some(at) = second {
        return rest.get(at + "://".len()..);
    }
    let scheme = scheme.trim();
    let is_near = scheme.len() <= 7
        && !["http", "https", "ftp", "ftps"].iter().any(|known| scheme.eq_ignore_ascii_case(known))
        && strsim::osa_distance(&scheme.to_ascii_lowercase(), "https") <= FARTHEST;
    (is_near || rest.starts_with(['/', '\\'])).then_some(rest)
}

/// What was typed, where it does not begin with a scheme: a tenant, an address, or a URL cut short.
fn without_scheme(typed: &str) -> Option<Problem> {
    let token_url = |tenant: &str| {
        let cloud = Cloud::of_tenant(tenant).unwrap_or(Cloud::Global);
        ["https://", cloud.sign_in_host(), "/", tenant, "/oauth2/v2.0/token"].concat()
    };
    if account::is_address(typed) {
        let domain = typed.rsplit('@').next()?;
        let problem = Problem::new(catalogue::AUTHORITY_TENANT_IS_ADDRESS);
        return Some(problem.edit_owned("", token_url(&domain.to_ascii_lowercase())).guessed());
    }
    if tenant::is_placeholder(typed) {
        let problem = Problem::new(catalogue::PLACEHOLDER).with_static("hidden", "no");
        return Some(problem.with("placeholder", typed));
    }
    let bare_tenant = Problem::new(catalogue::AUTHORITY_BARE_TENANT);
    let is_word = !typed.contains(['/', '.', ':']);
    if is_word && let Some(id) = guid::within(typed) {
        return Some(bare_tenant.edit_owned("", token_url(&id.to_ascii_lowercase())).guessed());
    }
    if is_word && let Some(domain) = named(typed) {
        return Some(bare_tenant.edit_owned("", token_url(&domain)).guessed());
    }
    let name = typed.trim_start_matches('/').split(['/', '?', '#']).next()?;
    if !name.contains('.') || !is_host_name(name.split(':').next()?) {
        return None;
    }
    if let Some(service) = host::other_service(name) {
        return Some(host::is_other_service(name, service));
    }
    let is_tenant = name == typed && SignInHost::of(name).is_none();
    Some(if is_tenant {
        bare_tenant.edit_owned("", token_url(&name.to_ascii_lowercase())).guessed()
    } else {
        let meant = format!("https://{}", typed.trim_start_matches('/'));
        mended(Problem::new(catalogue::AUTHORITY_NO_SCHEME), &meant)
    })
}

/// The tenant that a single word means.
fn named(word: &str) -> Option<String> {
    match TenantKind::of(word) {
        TenantKind::Unrecognised => tenant::initial_domain(word, Cloud::Global),
        _ => Some(word.to_ascii_lowercase()),
    }
}

/// Reads tenant and endpoint from the path.
pub(super) fn read_path(
    url: &Url<'_>,
    host: String,
    known: Option<SignInHost>,
) -> Result<Authority<'static>, Problem> {
    let segments: Vec<_> = url.segments().collect();
    let base = format!("https://{host}");
    let cloud = known.and_then(SignInHost::cloud);
    let rest = |from: usize| segments.get(from..).unwrap_or_default().join("/");
    let first = segments.first().copied().unwrap_or_default();
    let missing = || {
        let example = format!("{base}/contoso.onmicrosoft.com/oauth2/v2.0/token");
        Problem::new(catalogue::AUTHORITY_TENANT_MISSING).with("example", &example)
    };
    if first.eq_ignore_ascii_case("adfs") {
        let token_url = format!("{base}/adfs/oauth2/token");
        let endpoint = Endpoint::of(&rest(1));
        let kind = AuthorityKind::Adfs;
        return Ok(Authority {
            host: host.into(),
            kind,
            cloud,
            tenant: None,
            tenant_kind: None,
            endpoint,
            token_url: token_url.into(),
        });
    }
    let is_b2c = known == Some(SignInHost::B2c);
    let second_is_policy = segments.get(1).is_some_and(|policy| {
        is_b2c && Endpoint::of(&rest(1)) == Endpoint::Unrecognised
            || policy.get(..4).is_some_and(|head| head.eq_ignore_ascii_case("b2c_"))
    });
    let (kind, prefix, tenant, path) = if first.eq_ignore_ascii_case("tfp") {
        let [_, tenant, policy, ..] = segments[..] else { return Err(missing()) };
        (AuthorityKind::B2c, format!("tfp/{tenant}/{policy}"), tenant.to_owned(), rest(3))
    } else if second_is_policy {
        let policy = segments.get(1).copied().unwrap_or_default();
        (AuthorityKind::B2c, format!("{first}/{policy}"), first.to_owned(), rest(2))
    } else if first.eq_ignore_ascii_case("dstsv2") {
        let Some(tenant) = segments.get(1).copied() else { return Err(missing()) };
        (AuthorityKind::Dsts, format!("dstsv2/{tenant}"), tenant.to_owned(), rest(2))
    } else if known == Some(SignInHost::Ciam) && Endpoint::of(&rest(0)) != Endpoint::Unrecognised {
        let sub = host.split('.').next().unwrap_or_default();
        let tenant = format!("{sub}.onmicrosoft.com");
        (AuthorityKind::Ciam, tenant.clone(), tenant, rest(0))
    } else {
        if Endpoint::begins_with(first) {
            return Err(missing());
        }
        let kind = match known {
            Some(SignInHost::B2c) => AuthorityKind::B2c,
            Some(SignInHost::Ciam) => AuthorityKind::Ciam,
            _ => AuthorityKind::Entra,
        };
        let tenant = in_ascii(first).unwrap_or_else(|| first.to_owned());
        (kind, tenant.clone(), tenant, rest(1))
    };
    let tenant_kind = TenantKind::of(&tenant);
    let normal = |text: &str| match tenant_kind {
        TenantKind::Unrecognised => text.to_owned(),
        _ => text.to_ascii_lowercase(),
    };
    let token_url = format!("{base}/{}/oauth2/v2.0/token", normal(&prefix));
    Ok(Authority {
        host: host.into(),
        kind,
        cloud,
        tenant: Some(normal(&tenant).into()),
        tenant_kind: Some(tenant_kind),
        endpoint: Endpoint::of(&path),
        token_url: token_url.into(),
    })
}

/// The `xn--` form of a domain with letters outside ASCII, which a URL percent-encodes.
fn in_ascii(segment: &str) -> Option<String> {
    if !segment.contains('%') || !segment.contains('.') {
        return None;
    }
    web::host_in_ascii(segment).filter(|ascii| contains(ascii, "xn--") && is_host_name(ascii))
}

/// Whether the path is one endpoint behind another, as programs make it that append it themselves.
pub(super) fn is_doubled(url: &Url<'_>, authority: &Authority<'_>) -> bool {
    let path: Vec<_> = url.segments().skip(authority.endpoint_at()).collect();
    endpoint::is_doubled(&path.join("/"))
}

/// Where the parts of a URL stand in what was typed.
pub(super) struct Places<'a> {
    typed: &'a str,
    host: Range<usize>,
    segments: Vec<Range<usize>>,
    query: Option<usize>,
}

impl<'a> Places<'a> {
    pub(super) fn of(typed: &'a str) -> Self {
        const SLASHES: [char; 2] = ['/', '\\'];
        let start = find(typed, "://").map_or(0, |at| at + "://".len());
        let rest = typed.get(start..).unwrap_or_default();
        let query = rest.find(['?', '#']).map(|at| start + at);
        let end = query.unwrap_or(typed.len());
        let before_query = typed.get(start..end).unwrap_or_default();
        let host_end = start + before_query.find(SLASHES).unwrap_or(before_query.len());
        let authority = typed.get(start..host_end).unwrap_or_default();
        let host_start = start + authority.rfind('@').map_or(0, |at| at + 1);
        let mut segments = Vec::new();
        let mut from = host_end;
        for part in typed.get(host_end..end).unwrap_or_default().split(SLASHES) {
            if !part.is_empty() {
                segments.push(from..from + part.len());
            }
            from += part.len() + 1;
        }
        Self { typed, host: host_start..host_end, segments, query }
    }

    fn span(&self, place: Range<usize>) -> Span {
        Span::of(self.typed, place.start, place.end)
    }

    /// The host and its port.
    pub(super) fn host(&self) -> Span {
        self.span(self.host.clone())
    }

    /// One segment of the path.
    pub(super) fn segment(&self, number: usize) -> Option<Span> {
        self.segments.get(number).map(|place| self.span(place.clone()))
    }

    /// The path from a segment to its end.
    pub(super) fn segments_from(&self, number: usize) -> Option<Span> {
        let (first, last) = (self.segments.get(number)?, self.segments.last()?);
        Some(self.span(first.start..last.end))
    }

    /// The query and the fragment.
    pub(super) fn query(&self) -> Option<Span> {
        self.query.map(|start| self.span(start..self.typed.len()))
    }
}
