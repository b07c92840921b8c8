//! The authority: which tenant of which cloud gives the tokens, and at which address.
//!
//! People paste it in many forms: the bare authority, the issuer, any of the endpoints, the
//! metadata, the link of the admin consent, or only the tenant. All of them hold the same two facts,
//! host and tenant, so each is read to the token endpoint, and what had to be changed is told. Every
//! mend of one authority is the same: the token endpoint as it is meant, at the host that is to be
//! used.
//!
//! [`grammar`] finds the parts, [`endpoint`] knows what may stand behind the tenant, and [`host`] and
//! [`tenant`] judge the two facts.
//!
//! Sources: Microsoft, *OAuth 2.0 client credentials flow* (2023-02-13); the authority rules of MSAL
//! for .NET, Go, Python and JS, whose test vectors are among the tests below.

mod endpoint;
mod grammar;
mod host;
pub(crate) mod tenant;
#[cfg(test)]
mod tests;

use std::borrow::Cow;

use serde::Serialize;

pub use endpoint::Endpoint;
pub use tenant::TenantKind;

use crate::{
    catalogue,
    cloud::{Cloud, SignInHost},
    find::replace_first,
    rules::{Problem, text},
    web::Url,
};
use grammar::Places;

/// The token endpoint in the form that the help texts show.
pub(crate) const EXAMPLE: &str =
    "https://login.microsoftonline.com/contoso.onmicrosoft.com/oauth2/v2.0/token";

/// An authority, whatever form it was pasted in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(optional_fields))]
pub struct Authority<'a> {
    /// The host, with its port where that is not 443.
    pub host: Cow<'a, str>,
    /// What kind of identity service it is.
    pub kind: AuthorityKind,
    /// The cloud, where the host tells it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cloud: Option<Cloud>,
    /// The tenant as it is named.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tenant: Option<Cow<'a, str>>,
    /// What the tenant is named by.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tenant_kind: Option<TenantKind>,
    /// Which of the addresses of the authority was pasted.
    pub endpoint: Endpoint,
    /// Where tokens are asked for.
    pub token_url: Cow<'a, str>,
}

impl AuthorityKind {
    /// Its name in data.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Adfs => "adfs",
            Self::B2c => "b2c",
            Self::Ciam => "ciam",
            Self::Dsts => "dsts",
            Self::Entra => "entra",
        }
    }
}

/// A kind of identity service.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
pub enum AuthorityKind {
    /// Active Directory Federation Services, on an organisation's own host.
    Adfs,
    /// Azure AD B2C, for customers' identities.
    B2c,
    /// Microsoft Entra External ID, for customers' identities.
    Ciam,
    /// Microsoft's own data-centre service.
    Dsts,
    /// Microsoft Entra ID, the one that Exchange Online trusts.
    Entra,
}

/// What reading an authority gives: the authority, as far as it can be read, and all that is to be
/// said of it.
#[derive(Default)]
pub(crate) struct Reading<'a> {
    pub(crate) authority: Option<Authority<'a>>,
    /// Whether it is somebody's own authorization server, confirmed by its name: then Microsoft's
    /// habits bind neither its clients nor its scopes.
    pub(crate) is_own: bool,
    pub(crate) problems: Vec<Problem>,
}

/// Reads an authority of Microsoft as it was typed. Hosts that the user confirmed by name, as
/// `host` or `host:port`, are taken although they are not Microsoft's.
pub(crate) fn read<'a>(typed: &'a str, confirmed: &[String]) -> Reading<'a> {
    let typed = text::clean(typed);
    if let Some(authority) = documented(typed) {
        return Reading { authority: Some(authority), ..Reading::default() };
    }
    // The placeholder is told by the field's own rule.
    if text::placeholder(typed).is_some() {
        return Reading::default();
    }
    match grammar::url_of(typed) {
        Ok(url) => read_url(typed, &url, confirmed),
        Err(problem) => Reading { problems: vec![problem], ..Reading::default() },
    }
}

/// The authority of a token endpoint that was typed as Microsoft documents it, of which nothing is to be
/// said, as of most.
fn documented(typed: &str) -> Option<Authority<'_>> {
    let middle = typed.strip_prefix("https://")?.strip_suffix("/oauth2/v2.0/token")?;
    let (host, tenant) = middle.split_once('/')?;
    let SignInHost::Current(cloud) = SignInHost::named(host)? else { return None };
    if tenant.bytes().any(|byte| byte.is_ascii_uppercase()) {
        return None;
    }
    let tenant_kind = TenantKind::of(tenant);
    let authority = Authority {
        host: host.into(),
        kind: AuthorityKind::Entra,
        cloud: Some(cloud),
        tenant: Some(tenant.into()),
        tenant_kind: Some(tenant_kind),
        endpoint: Endpoint::Token,
        token_url: typed.into(),
    };
    let is_right =
        tenant_kind != TenantKind::Unrecognised && tenant::judge(&authority).problem.is_none();
    is_right.then_some(authority)
}

fn read_url(typed: &str, url: &Url<'_>, confirmed: &[String]) -> Reading<'static> {
    let name = url.host();
    let address = url.address().to_owned();
    let places = Places::of(typed);
    let known = SignInHost::of(name);
    let is_confirmed = confirmed.iter().any(|entry| {
        let entry = entry.trim();
        entry.eq_ignore_ascii_case(&address) || entry.eq_ignore_ascii_case(name)
    });
    let is_own = is_confirmed && known.is_none();
    let on_host = if is_own {
        host::Verdict::confirmed(&address)
    } else {
        host::judge(name, &address, known)
    };
    let path = grammar::read_path(url, address.clone(), known);
    // Programs disagree on whether a host ends at it.
    let is_ambiguous = typed.contains('\\');
    let mend = path.as_ref().ok().map(|authority| {
        let mend = Mend::of(authority, &on_host);
        let is_extra =
            authority.endpoint == Endpoint::Unrecognised && !grammar::is_doubled(url, authority);
        // It may name what the path does not, such as a policy.
        let has_more = url.has_query_or_fragment() && !authority.endpoint.is_of_browser();
        Mend { is_guess: mend.is_guess || is_ambiguous || is_extra || has_more, ..mend }
    });
    let mut problems = Vec::new();
    let is_dressed = url.is_dressed();
    if is_dressed {
        problems.push(Problem::new(catalogue::AUTHORITY_USERINFO).with("host", &address));
    }
    let is_refused = on_host.is_refused;
    problems.extend(on_host.problem.map(|problem| {
        let problem = problem.at(places.host());
        match (&mend, on_host.better) {
            (Some(mend), Some(_)) => mend.of_problem(problem),
            (None, Some(better)) => {
                let problem = problem.edit_owned("", replace_first(typed, name, better));
                if on_host.is_guess || is_ambiguous { problem.guessed() } else { problem }
            }
            (_, None) => problem,
        }
    }));
    let authority = match path {
        _ if is_refused => None,
        Ok(authority) => {
            let mend = mend.unwrap_or_default();
            let about_path = if known.is_some() || is_own {
                judge_path(&authority, typed, url, &places, &mend, is_own)
            } else {
                adfs(&authority).into_iter().collect()
            };
            problems.extend(about_path);
            Some(authority)
        }
        Err(problem) => {
            problems.extend(Some(problem).filter(|_| known.is_some() || is_own));
            None
        }
    };
    if is_dressed {
        // A mend would repeat the password that stands before `@`.
        problems.iter_mut().for_each(Problem::drop_edits);
    }
    Reading { authority, is_own, problems }
}

/// The token endpoint that is meant.
#[derive(Default)]
struct Mend {
    token_url: String,
    /// Whether that is only the likeliest.
    is_guess: bool,
}

impl Mend {
    fn of(authority: &Authority<'_>, on_host: &host::Verdict) -> Self {
        let on_tenant = tenant::judge(authority);
        let better = on_host.better.or(on_tenant.host).unwrap_or(&authority.host);
        let token_url = match &on_tenant.meant {
            Some(meant) => ["https://", better, "/", meant, "/oauth2/v2.0/token"].concat(),
            None => replace_first(&authority.token_url, &authority.host, better),
        };
        Self { token_url, is_guess: on_host.is_guess || on_tenant.is_guess }
    }

    fn of_problem(&self, problem: Problem) -> Problem {
        let problem = problem.edit("", &self.token_url);
        if self.is_guess { problem.guessed() } else { problem }
    }
}

/// What is to be said of tenant and endpoint at a host that is known, or is one's own.
fn judge_path(
    authority: &Authority<'_>,
    typed: &str,
    url: &Url<'_>,
    places: &Places<'_>,
    mend: &Mend,
    is_own: bool,
) -> Vec<Problem> {
    let mut problems = Vec::new();
    if authority.kind == AuthorityKind::Adfs {
        problems.extend(adfs(authority));
        return problems;
    }
    if matches!(authority.kind, AuthorityKind::B2c | AuthorityKind::Ciam) {
        let problem = Problem::new(catalogue::AUTHORITY_B2C);
        problems.push(problem.with_static("known", Cloud::Global.sign_in_host()));
    }
    let on_tenant = tenant::judge(authority);
    // A URL percent-encodes what is outside ASCII.
    let is_renamed = on_tenant.is_renamed && url.path().contains('%');
    // At one's own server any word can name a tenant.
    let about_tenant = on_tenant.problem.filter(|problem| match problem.rule {
        rule if rule == catalogue::AUTHORITY_NOT_ASCII => is_renamed && !is_own,
        rule => !is_own || rule == catalogue::PLACEHOLDER,
    });
    if let Some(problem) = about_tenant {
        let problem = problem.at_if(places.segment(authority.tenant_at()));
        let is_mended = on_tenant.meant.is_some() || on_tenant.host.is_some() || is_renamed;
        problems.push(if is_mended { mend.of_problem(problem) } else { problem });
    }
    let path_of_token = authority.token_url.split('/').skip(3).flat_map(|part| ["/", part]);
    let is_token_path = || path_of_token.collect::<String>().eq_ignore_ascii_case(url.path());
    let rule = match authority.endpoint {
        Endpoint::Token if is_renamed => return problems,
        Endpoint::Token if typed.contains('\\') || !is_token_path() => {
            catalogue::AUTHORITY_NORMALISED
        }
        Endpoint::Token if url.has_query_or_fragment() => {
            let problem = Problem::new(catalogue::AUTHORITY_QUERY).at_if(places.query());
            problems.push(mend.of_problem(problem));
            return problems;
        }
        Endpoint::Token => return problems,
        Endpoint::Authority | Endpoint::Issuer | Endpoint::Metadata => {
            catalogue::AUTHORITY_NORMALISED
        }
        Endpoint::AdminConsent
        | Endpoint::Authorize
        | Endpoint::DeviceCode
        | Endpoint::Federation
        | Endpoint::Logout => catalogue::AUTHORITY_ENDPOINT,
        Endpoint::AuthorizeV1 | Endpoint::MetadataV1 | Endpoint::TokenV1 => catalogue::AUTHORITY_V1,
        Endpoint::Unrecognised if grammar::is_doubled(url, authority) => {
            catalogue::AUTHORITY_DOUBLED
        }
        Endpoint::Unrecognised => catalogue::AUTHORITY_EXTRA_PATH,
    };
    let problem = Problem::new(rule)
        .with_static("endpoint", authority.endpoint.id())
        .with("token_url", &mend.token_url)
        .at_if(places.segments_from(authority.endpoint_at()));
    problems.push(mend.of_problem(problem));
    problems
}

fn adfs(authority: &Authority<'_>) -> Option<Problem> {
    let known = Cloud::Global.sign_in_host();
    (authority.kind == AuthorityKind::Adfs)
        .then(|| Problem::new(catalogue::AUTHORITY_ADFS).with_static("known", known))
}

impl Authority<'_> {
    /// The same, of whatever it was read from.
    #[must_use]
    pub fn into_owned(self) -> Authority<'static> {
        let owned = |text: Cow<'_, str>| Cow::Owned(text.into_owned());
        let Self { kind, cloud, tenant_kind, endpoint, .. } = self;
        Authority {
            host: owned(self.host),
            kind,
            cloud,
            tenant: self.tenant.map(owned),
            tenant_kind,
            endpoint,
            token_url: owned(self.token_url),
        }
    }

    /// Whether it speaks version 1, be it by the address that was pasted or because it knows no other.
    pub(crate) fn is_v1(&self) -> bool {
        self.kind == AuthorityKind::Adfs
            || matches!(
                self.endpoint,
                Endpoint::AuthorizeV1 | Endpoint::MetadataV1 | Endpoint::TokenV1
            )
    }

    /// How many segments of the path stand before the endpoint.
    fn endpoint_at(&self) -> usize {
        /// `https:`, nothing, the host, and the three segments of the token endpoint.
        const OTHERS: usize = 6;
        self.token_url.split('/').count().saturating_sub(OTHERS)
    }

    /// How many segments of the path stand before the tenant.
    fn tenant_at(&self) -> usize {
        let is_behind_word = self.token_url.split('/').nth(3).is_some_and(|first| {
            matches!(self.kind, AuthorityKind::Dsts)
                || self.kind == AuthorityKind::B2c && first.eq_ignore_ascii_case("tfp")
        });
        usize::from(is_behind_word)
    }
}
