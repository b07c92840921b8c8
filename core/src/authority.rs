//! The authority: which tenant of which cloud gives the tokens, and at which address.
//!
//! People paste it in many forms: the bare authority, the issuer, any of the endpoints, the
//! metadata, the link of the admin consent, or only the tenant. All of them hold the same two facts,
//! host and tenant, so each is read to the token endpoint, and what had to be changed is told.
//!
//! Sources: Microsoft, *OAuth 2.0 client credentials flow* (2023-02-13); the authority rules of MSAL
//! for .NET, Go, Python and JS, whose test vectors are among the tests below.

use serde::Serialize;
use url::Url;

use crate::{
    Span, catalogue,
    cloud::{Cloud, SIGN_IN_HOSTS, SignInHost, is_within},
    guid::is_guid,
    rules::{Problem, account, host::is_host_name, text},
};

/// The token endpoint in the form that the help texts show.
pub(crate) const EXAMPLE: &str =
    "https://login.microsoftonline.com/contoso.onmicrosoft.com/oauth2/v2.0/token";

/// An authority, whatever form it was pasted in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(optional_fields))]
pub struct Authority {
    /// The host, with its port where that is not 443.
    pub host: String,
    /// What kind of identity service it is.
    pub kind: AuthorityKind,
    /// The cloud, where the host tells it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cloud: Option<Cloud>,
    /// The tenant as it is named.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tenant: Option<String>,
    /// What the tenant is named by.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tenant_kind: Option<TenantKind>,
    /// Which of the addresses of the authority was pasted.
    pub endpoint: Endpoint,
    /// Where tokens are asked for.
    pub token_url: String,
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

/// What a tenant is named by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
pub enum TenantKind {
    /// `common`: any account.
    Common,
    /// `consumers`: any personal account.
    Consumers,
    /// A verified domain.
    Domain,
    /// The directory (tenant) id.
    Guid,
    /// `organizations`: any work or school account.
    Organizations,
    /// A word that names no tenant.
    Unrecognised,
}

impl TenantKind {
    fn of(tenant: &str) -> Self {
        match tenant.to_ascii_lowercase().as_str() {
            "common" => Self::Common,
            "consumers" => Self::Consumers,
            "organizations" => Self::Organizations,
            guid if is_guid(guid) => Self::Guid,
            domain if domain.contains('.') && is_host_name(domain) => Self::Domain,
            _ => Self::Unrecognised,
        }
    }

    /// Whether it names one tenant, as client credentials need.
    #[must_use]
    pub fn is_concrete(self) -> bool {
        match self {
            Self::Domain | Self::Guid | Self::Unrecognised => true,
            Self::Common | Self::Consumers | Self::Organizations => false,
        }
    }
}

/// One of the addresses of an authority.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
pub enum Endpoint {
    /// The bare authority: host and tenant.
    Authority,
    /// The link that asks for admin consent.
    AdminConsent,
    /// The interactive endpoint of version 2.
    Authorize,
    /// The interactive endpoint of version 1.
    AuthorizeV1,
    /// The endpoint of device codes.
    DeviceCode,
    /// The issuer of version 2: the authority and `v2.0`.
    Issuer,
    /// The `OpenID` Connect metadata of version 2.
    Metadata,
    /// The `OpenID` Connect metadata of version 1.
    MetadataV1,
    /// The token endpoint of version 2.
    Token,
    /// The token endpoint of version 1.
    TokenV1,
    /// A path that no endpoint has.
    Unrecognised,
}

/// What may stand behind the tenant, the longer before its own ending.
const SUFFIXES: [(&str, Endpoint); 11] = [
    ("", Endpoint::Authority),
    ("v2.0", Endpoint::Issuer),
    ("oauth2/v2.0/token", Endpoint::Token),
    ("oauth2/v2.0/authorize", Endpoint::Authorize),
    ("oauth2/v2.0/devicecode", Endpoint::DeviceCode),
    ("oauth2/token", Endpoint::TokenV1),
    ("oauth2/authorize", Endpoint::AuthorizeV1),
    ("v2.0/.well-known/openid-configuration", Endpoint::Metadata),
    (".well-known/openid-configuration", Endpoint::MetadataV1),
    ("v2.0/adminconsent", Endpoint::AdminConsent),
    ("adminconsent", Endpoint::AdminConsent),
];

impl Endpoint {
    fn of(path: &str) -> Self {
        SUFFIXES
            .iter()
            .find(|(suffix, _)| suffix.eq_ignore_ascii_case(path))
            .map_or(Self::Unrecognised, |(_, endpoint)| *endpoint)
    }

    /// Its name, as the words of a finding choose by it.
    fn id(self) -> &'static str {
        match self {
            Self::Authority | Self::Issuer | Self::Unrecognised => "authority",
            Self::AdminConsent => "admin-consent",
            Self::Authorize | Self::AuthorizeV1 => "authorize",
            Self::DeviceCode => "device-code",
            Self::Metadata | Self::MetadataV1 => "metadata",
            Self::Token | Self::TokenV1 => "token",
        }
    }
}

/// What reading an authority gives: the authority, as far as it can be read, and all that is to be
/// said of it.
pub(crate) struct Reading {
    pub(crate) authority: Option<Authority>,
    /// Whether it is somebody's own authorization server, confirmed by its name: then Microsoft's
    /// habits bind neither its clients nor its scopes.
    pub(crate) is_own: bool,
    pub(crate) problems: Vec<Problem>,
}

/// Reads an authority of Microsoft as it was typed. Hosts that the user confirmed by name, as
/// `host` or `host:port`, are taken although they are not Microsoft's.
pub(crate) fn read(typed: &str, confirmed: &[String]) -> Reading {
    let typed = text::clean(typed);
    let failed = |problem| Reading { authority: None, is_own: false, problems: vec![problem] };
    let url = match url_of(typed) {
        Ok(url) => url,
        // The placeholder is told by the field's own rule.
        Err(_) if text::placeholder(typed).is_some() => {
            return Reading { authority: None, is_own: false, problems: Vec::new() };
        }
        Err(problem) => return failed(problem),
    };
    let Some(name) = url.host_str() else {
        return failed(Problem::new(catalogue::AUTHORITY_MALFORMED).with("example", EXAMPLE));
    };
    if text::placeholder(typed).is_some() {
        return Reading { authority: None, is_own: false, problems: Vec::new() };
    }
    let host = url.port().map_or_else(|| name.to_owned(), |port| format!("{name}:{port}"));
    let known = SignInHost::of(name);
    let mut problems = Vec::new();
    let is_dressed = !url.username().is_empty() || url.password().is_some();
    if is_dressed {
        problems.push(Problem::new(catalogue::AUTHORITY_USERINFO).with("host", &host));
    }
    let is_confirmed = confirmed.iter().any(|entry| {
        let entry = entry.trim();
        entry.eq_ignore_ascii_case(&host) || entry.eq_ignore_ascii_case(name)
    });
    let on_host = judge_host(typed, name, &host, known, is_confirmed);
    let refused = on_host.as_ref().is_some_and(|problem| {
        problem.rule == catalogue::AUTHORITY_OTHER_SERVICE
            || problem.rule == catalogue::AUTHORITY_LOOKALIKE
    });
    problems.extend(on_host);
    if is_dressed {
        // A mend would repeat the password that stands before `@`.
        problems.iter_mut().for_each(Problem::drop_edits);
    }
    if refused {
        return Reading { authority: None, is_own: false, problems };
    }
    let authority = match read_path(&url, host, known) {
        Ok((authority, path)) => {
            problems.extend(judge_path(&authority, &path, known.is_some(), typed));
            Some(authority)
        }
        Err(problem) => {
            problems.push(problem);
            None
        }
    };
    Reading { authority, is_own: is_confirmed && known.is_none(), problems }
}

/// The URL that was typed, or what stands in its place.
fn url_of(typed: &str) -> Result<Url, Problem> {
    let malformed = || Problem::new(catalogue::AUTHORITY_MALFORMED).with("example", EXAMPLE);
    let Some((scheme, rest)) = typed.split_once("://") else {
        return Err(without_scheme(typed).unwrap_or_else(malformed));
    };
    if let Some(at) = typed.find(char::is_whitespace) {
        return Err(malformed().at(Span::of(typed, at, at + 1)));
    }
    match scheme.to_ascii_lowercase().as_str() {
        "https" => Url::parse(typed).map_err(|_| malformed()),
        "http" => {
            let problem =
                Problem::new(catalogue::AUTHORITY_NOT_HTTPS).at(Span::of(typed, 0, scheme.len()));
            let edit = Url::parse(&format!("https://{rest}")).ok().filter(is_plain);
            Err(match edit {
                Some(_) => problem.edit("", format!("https://{rest}")),
                None => problem,
            })
        }
        _ => Err(malformed()),
    }
}

/// Whether nothing stands in a URL that may be a secret: no user, no password, no query.
fn is_plain(url: &Url) -> bool {
    url.username().is_empty() && url.password().is_none() && url.query().is_none()
}

/// What was typed, where it does not begin with a scheme: a tenant, an address, or a URL cut short.
fn without_scheme(typed: &str) -> Option<Problem> {
    let token_url = |tenant: &str| {
        format!("https://{}/{tenant}/oauth2/v2.0/token", Cloud::Global.sign_in_host())
    };
    if account::is_address(typed) {
        let domain = typed.rsplit('@').next()?;
        return Some(
            Problem::new(catalogue::AUTHORITY_TENANT_IS_ADDRESS).edit("", token_url(domain)),
        );
    }
    let bare = typed.trim_matches(['{', '}']);
    if is_guid(bare) {
        return Some(Problem::new(catalogue::AUTHORITY_BARE_TENANT).edit("", token_url(bare)));
    }
    let host = typed.trim_start_matches('/').split(['/', '?', '#']).next()?;
    if !host.contains('.') || !is_host_name(host.split(':').next()?) {
        return None;
    }
    if let Some(service) = other_service(host) {
        return Some(is_other_service(host, service));
    }
    let is_tenant = host == typed && SignInHost::of(host).is_none();
    Some(if is_tenant {
        Problem::new(catalogue::AUTHORITY_BARE_TENANT).edit("", token_url(host))
    } else {
        let url = format!("https://{}", typed.trim_start_matches('/'));
        Problem::new(catalogue::AUTHORITY_NO_SCHEME).edit("", url)
    })
}

/// The service of Microsoft that a host is, where it gives no tokens.
fn other_service(host: &str) -> Option<&'static str> {
    const SERVICES: [(&str, &str); 12] = [
        ("portal.azure.com", "azure-portal"),
        ("portal.azure.us", "azure-portal"),
        ("portal.azure.cn", "azure-portal"),
        ("entra.microsoft.com", "entra"),
        ("admin.microsoft.com", "microsoft-365"),
        ("admin.exchange.com", "exchange-admin"),
        ("graph.microsoft.com", "graph"),
        ("graph.microsoft.us", "graph"),
        ("office365.com", "mail"),
        ("office365.us", "mail"),
        ("outlook.office.com", "mail"),
        ("partner.outlook.cn", "mail"),
    ];
    SERVICES.iter().find(|(domain, _)| is_within(host, domain)).map(|(_, service)| *service)
}

fn is_other_service(host: &str, service: &str) -> Problem {
    Problem::new(catalogue::AUTHORITY_OTHER_SERVICE)
        .with("host", host)
        .with("service", service)
        .with("example", EXAMPLE)
}

fn judge_host(
    typed: &str,
    name: &str,
    host: &str,
    known: Option<SignInHost>,
    confirmed: bool,
) -> Option<Problem> {
    let known = match known {
        Some(known) => known,
        None if confirmed => {
            return Some(Problem::new(catalogue::AUTHORITY_CONFIRMED_HOST).with("host", host));
        }
        None => {
            if let Some(service) = other_service(name) {
                return Some(is_other_service(host, service));
            }
            if let Some(meant) = lookalike(name) {
                return Some(
                    Problem::new(catalogue::AUTHORITY_LOOKALIKE)
                        .with("host", host)
                        .with("known", meant)
                        .edit("", typed.replacen(name, meant, 1)),
                );
            }
            return Some(Problem::new(catalogue::AUTHORITY_UNKNOWN_HOST).with("host", host));
        }
    };
    let global = Cloud::Global.sign_in_host();
    let about = |rule, current: &str| Problem::new(rule).with("host", host).with("known", current);
    match known {
        SignInHost::Current(_) => None,
        SignInHost::Legacy(cloud) => {
            let current = cloud.sign_in_host();
            Some(
                about(catalogue::AUTHORITY_LEGACY, current)
                    .edit("", typed.replacen(name, current, 1)),
            )
        }
        SignInHost::Retired => Some(
            about(catalogue::AUTHORITY_RETIRED, global).edit("", typed.replacen(name, global, 1)),
        ),
        SignInHost::Internal => Some(about(catalogue::AUTHORITY_INTERNAL, global)),
        SignInHost::B2c | SignInHost::Ciam => Some(about(catalogue::AUTHORITY_B2C, global)),
    }
}

/// The sign-in host that a name is nearly, or pretends to be.
fn lookalike(name: &str) -> Option<&'static str> {
    let current = SIGN_IN_HOSTS
        .iter()
        .filter(|(_, known)| matches!(known, SignInHost::Current(_) | SignInHost::Legacy(_)))
        .map(|(known, _)| *known);
    current.clone().find(|known| name.starts_with(&format!("{known}."))).or_else(|| {
        current.min_by_key(|known| strsim::osa_distance(name, known)).filter(|known| {
            // A region or a sub-domain of Microsoft's own is no slip.
            let parent = known.split_once('.').map_or(*known, |(_, parent)| parent);
            !is_within(name, parent) && strsim::osa_distance(name, known) <= 2
        })
    })
}

/// Reads tenant and endpoint from the path. Also gives what stands behind the tenant.
fn read_path(
    url: &Url,
    host: String,
    known: Option<SignInHost>,
) -> Result<(Authority, String), Problem> {
    let segments: Vec<&str> = url.path().split('/').filter(|segment| !segment.is_empty()).collect();
    let base = format!("https://{host}");
    let cloud = known.and_then(SignInHost::cloud);
    let rest = |from: usize| segments.get(from..).unwrap_or_default().join("/");
    let first = segments.first().copied().unwrap_or_default();
    let missing = || {
        let example = format!("{base}/contoso.onmicrosoft.com/oauth2/v2.0/token");
        Problem::new(catalogue::AUTHORITY_TENANT_MISSING).with("example", example)
    };
    if first.eq_ignore_ascii_case("adfs") {
        let token_url = format!("{base}/adfs/oauth2/token");
        let path = rest(1);
        let endpoint = Endpoint::of(&path);
        let kind = AuthorityKind::Adfs;
        let authority =
            Authority { host, kind, cloud, tenant: None, tenant_kind: None, endpoint, token_url };
        return Ok((authority, path));
    }
    let is_b2c = known == Some(SignInHost::B2c);
    let second_is_policy = segments.get(1).is_some_and(|policy| {
        is_b2c && Endpoint::of(&rest(1)) == Endpoint::Unrecognised
            || policy.to_ascii_lowercase().starts_with("b2c_")
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
        let is_suffix = SUFFIXES.iter().any(|(suffix, _)| {
            suffix.split('/').next().is_some_and(|head| head.eq_ignore_ascii_case(first))
        });
        if is_suffix {
            return Err(missing());
        }
        let kind = match known {
            Some(SignInHost::B2c) => AuthorityKind::B2c,
            Some(SignInHost::Ciam) => AuthorityKind::Ciam,
            _ => AuthorityKind::Entra,
        };
        (kind, first.to_owned(), first.to_owned(), rest(1))
    };
    let tenant_kind = TenantKind::of(&tenant);
    let normal = |text: &str| match tenant_kind {
        TenantKind::Unrecognised => text.to_owned(),
        _ => text.to_ascii_lowercase(),
    };
    let token_url = format!("{base}/{}/oauth2/v2.0/token", normal(&prefix));
    let tenant = Some(normal(&tenant));
    let endpoint = Endpoint::of(&path);
    let tenant_kind = Some(tenant_kind);
    Ok((Authority { host, kind, cloud, tenant, tenant_kind, endpoint, token_url }, path))
}

fn judge_path(authority: &Authority, path: &str, microsoft: bool, typed: &str) -> Vec<Problem> {
    let mut problems = Vec::new();
    let global = Cloud::Global.sign_in_host();
    if authority.kind == AuthorityKind::Adfs {
        problems.push(Problem::new(catalogue::AUTHORITY_ADFS).with("known", global));
        return problems;
    }
    let tenant = authority.tenant.as_deref().unwrap_or_default();
    if authority.tenant_kind == Some(TenantKind::Unrecognised) {
        // On a host of one's own any word can name a tenant.
        let decoded = tenant.replace("%40", "@");
        if text::stands_for_nothing(tenant) {
            problems.push(
                Problem::new(catalogue::PLACEHOLDER)
                    .with("hidden", "no")
                    .with("placeholder", tenant)
                    .at(span_of(typed, tenant)),
            );
        } else if let Some((_, domain)) = decoded.split_once('@') {
            problems.push(
                Problem::new(catalogue::AUTHORITY_TENANT_IS_ADDRESS)
                    .edit("", authority.token_url.replacen(tenant, domain, 1)),
            );
        } else if microsoft {
            let bare = decoded.replace("%7B", "").replace("%7D", "").replace(['\'', '"'], "");
            let problem = Problem::new(catalogue::AUTHORITY_TENANT_MALFORMED)
                .with("tenant", &decoded)
                .at(span_of(typed, tenant));
            problems.push(if is_guid(&bare) {
                problem.edit("", authority.token_url.replacen(tenant, &bare, 1))
            } else {
                problem
            });
        }
    }
    let token_url = &authority.token_url;
    let rule = match authority.endpoint {
        Endpoint::Token => return problems,
        Endpoint::Authority | Endpoint::Issuer | Endpoint::Metadata => {
            catalogue::AUTHORITY_NORMALISED
        }
        Endpoint::AdminConsent | Endpoint::Authorize | Endpoint::DeviceCode => {
            catalogue::AUTHORITY_ENDPOINT
        }
        Endpoint::AuthorizeV1 | Endpoint::MetadataV1 | Endpoint::TokenV1 => catalogue::AUTHORITY_V1,
        Endpoint::Unrecognised if is_doubled(path) => catalogue::AUTHORITY_DOUBLED,
        Endpoint::Unrecognised => catalogue::AUTHORITY_EXTRA_PATH,
    };
    problems.push(
        Problem::new(rule)
            .with("endpoint", authority.endpoint.id())
            .with("token_url", token_url)
            .edit("", token_url),
    );
    problems
}

fn span_of(typed: &str, part: &str) -> Span {
    let start = typed.find(part).unwrap_or_default();
    Span::of(typed, start, start + part.len())
}

/// Whether the path is one endpoint behind another, as programs make it that append it themselves.
fn is_doubled(path: &str) -> bool {
    let path = path.to_ascii_lowercase();
    SUFFIXES.iter().any(|(suffix, _)| {
        let rest = path.strip_prefix(suffix).and_then(|rest| rest.strip_prefix('/'));
        !suffix.is_empty() && rest.is_some_and(|rest| Endpoint::of(rest) != Endpoint::Unrecognised)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const GUID: &str = "aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee";

    fn codes(reading: &Reading) -> Vec<&'static str> {
        reading.problems.iter().map(|problem| problem.rule.code).collect()
    }

    /// A form, and the endpoint, token URL and codes that it is read to. `{t}` is a tenant.
    #[track_caller]
    fn check(typed: &str, endpoint: Endpoint, token_url: &str, expected: &[&str]) {
        let fill = |text: &str| text.replace("{t}", GUID);
        let reading = read(&fill(typed), &[]);
        assert_eq!(codes(&reading), expected, "{typed}");
        let authority = reading.authority.expect(typed);
        assert_eq!(authority.endpoint, endpoint, "{typed}");
        assert_eq!(authority.token_url, fill(token_url), "{typed}");
    }

    #[track_caller]
    fn check_codes(typed: &str, expected: &[&str]) {
        assert_eq!(codes(&read(&typed.replace("{t}", GUID), &[])), expected, "{typed}");
    }

    #[test]
    fn every_form_is_read_to_its_token_endpoint() {
        const TOKEN: &str = "https://login.microsoftonline.com/{t}/oauth2/v2.0/token";
        for (path, endpoint, expected) in [
            ("{t}", Endpoint::Authority, &["authority-normalised"][..]),
            ("{t}/", Endpoint::Authority, &["authority-normalised"]),
            ("{t}//", Endpoint::Authority, &["authority-normalised"]),
            ("{t}?foo=bar#fragment", Endpoint::Authority, &["authority-normalised"]),
            ("{t}#fragment", Endpoint::Authority, &["authority-normalised"]),
            ("{t}/v2.0", Endpoint::Issuer, &["authority-normalised"]),
            ("{t}/oauth2/v2.0/token", Endpoint::Token, &[]),
            ("{t}/oauth2/v2.0/token/", Endpoint::Token, &[]),
            ("{t}/OAuth2/V2.0/Token", Endpoint::Token, &[]),
            ("{t}/oauth2/token", Endpoint::TokenV1, &["authority-v1"]),
            ("{t}/oauth2/v2.0/authorize", Endpoint::Authorize, &["authority-endpoint"]),
            ("{t}/oauth2/v2.0/authorize?client_id=x", Endpoint::Authorize, &["authority-endpoint"]),
            ("{t}/oauth2/authorize", Endpoint::AuthorizeV1, &["authority-v1"]),
            ("{t}/oauth2/v2.0/devicecode", Endpoint::DeviceCode, &["authority-endpoint"]),
            (
                "{t}/v2.0/.well-known/openid-configuration",
                Endpoint::Metadata,
                &["authority-normalised"],
            ),
            ("{t}/.well-known/openid-configuration", Endpoint::MetadataV1, &["authority-v1"]),
            ("{t}/v2.0/adminconsent", Endpoint::AdminConsent, &["authority-endpoint"]),
            ("{t}/adminconsent", Endpoint::AdminConsent, &["authority-endpoint"]),
            (
                "{t}/oauth2/v2.0/token/oauth2/v2.0/token",
                Endpoint::Unrecognised,
                &["authority-doubled"],
            ),
            ("{t}/v2.0/oauth2/v2.0/token", Endpoint::Unrecognised, &["authority-doubled"]),
            ("{t}/ABCD!@#$TEST//", Endpoint::Unrecognised, &["authority-extra-path"]),
        ] {
            check(&format!("https://login.microsoftonline.com/{path}"), endpoint, TOKEN, expected);
        }
    }

    #[test]
    fn tenants() {
        for (tenant, kind) in [
            (GUID, TenantKind::Guid),
            ("contoso.onmicrosoft.com", TenantKind::Domain),
            ("mytenant.com", TenantKind::Domain),
            ("common", TenantKind::Common),
            ("Organizations", TenantKind::Organizations),
            ("consumers", TenantKind::Consumers),
            ("9188040d-6c67-4c5b-b112-36a304b66dad", TenantKind::Guid),
        ] {
            let reading = read(&format!("https://login.microsoftonline.com/{tenant}"), &[]);
            assert_eq!(codes(&reading), ["authority-normalised"], "{tenant}");
            let authority = reading.authority.expect(tenant);
            assert_eq!(authority.tenant_kind, Some(kind), "{tenant}");
            assert_eq!(authority.tenant, Some(tenant.to_ascii_lowercase()));
        }
        for (tenant, expected) in [
            ("aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeee", "authority-tenant-malformed"),
            ("''aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee''", "authority-tenant-malformed"),
            ("token", "authority-tenant-malformed"),
            ("authorize", "authority-tenant-malformed"),
            ("contoso", "authority-tenant-malformed"),
            ("user@contoso.com", "authority-tenant-is-address"),
        ] {
            check_codes(
                &format!("https://login.microsoftonline.com/{tenant}/oauth2/v2.0/token"),
                &[expected],
            );
        }
    }

    #[test]
    fn hosts_and_clouds() {
        for (host, cloud, expected) in [
            ("login.microsoftonline.com", Some(Cloud::Global), &[][..]),
            ("LOGIN.microsoftonline.com", Some(Cloud::Global), &[]),
            ("login.microsoftonline.com:443", Some(Cloud::Global), &[]),
            ("centralus.login.microsoft.com", Some(Cloud::Global), &["authority-legacy"]),
            ("login.windows.net", Some(Cloud::Global), &["authority-legacy"]),
            ("login.microsoftonline.us", Some(Cloud::UsGovernment), &[]),
            ("login.usgovcloudapi.net", Some(Cloud::UsGovernment), &["authority-legacy"]),
            ("login-us.microsoftonline.com", Some(Cloud::UsGovernment), &["authority-legacy"]),
            ("login.partner.microsoftonline.cn", Some(Cloud::China), &[]),
            ("login.chinacloudapi.cn", Some(Cloud::China), &["authority-legacy"]),
            ("login.microsoftonline.de", Some(Cloud::Germany), &["authority-retired"]),
            ("login.sovcloud-identity.fr", Some(Cloud::Bleu), &[]),
            ("login.windows-ppe.net", None, &["authority-internal"]),
            ("contoso.ciamlogin.com", None, &["authority-b2c"]),
            ("sts.access.edu", None, &["authority-unknown-host"]),
            ("example.com", None, &["authority-unknown-host"]),
            ("localhost:5215", None, &["authority-unknown-host"]),
            ("fake-login.microsoftonline.com", None, &["authority-unknown-host"]),
        ] {
            let reading = read(&format!("https://{host}/{GUID}/oauth2/v2.0/token"), &[]);
            assert_eq!(codes(&reading), expected, "{host}");
            let authority = reading.authority.expect(host);
            assert_eq!(authority.cloud, cloud, "{host}");
            assert_eq!(authority.tenant.as_deref(), Some(GUID), "{host}");
        }
        for host in [
            "login.microsoft0nline.com",
            "login.microsoftonline.co",
            "login.micorsoftonline.com",
            "login.microsoftonline.com.evil.example",
            "login.microsoftonline.in",
        ] {
            check_codes(
                &format!("https://{host}/mytenant.com/oauth2/v2.0/token"),
                &["authority-lookalike"],
            );
        }
        for host in [
            "portal.azure.com",
            "graph.microsoft.com",
            "outlook.office365.com",
            "smtp.office365.com",
        ] {
            check_codes(&format!("https://{host}/{{t}}"), &["authority-other-service"]);
        }
    }

    #[test]
    fn what_is_no_authority_is_told_with_the_mend() {
        for (typed, expected) in [
            ("This is not a URI", "authority-malformed"),
            ("contoso", "authority-malformed"),
            ("ftp://login.microsoftonline.com/{t}", "authority-malformed"),
            ("https://", "authority-malformed"),
            ("https://login.microsoftonline.com/ten ant", "authority-malformed"),
            ("http://login.microsoftonline.com/common", "authority-not-https"),
            ("http://non.https.example.com/tenant", "authority-not-https"),
            ("login.microsoftonline.com/{t}", "authority-no-scheme"),
            ("testlogin.microsoftonline.com/{t}", "authority-no-scheme"),
            ("login.microsoftonline.com", "authority-no-scheme"),
            ("outlook.office365.com", "authority-other-service"),
            ("https://login.microsoftonline.com/undefined/oauth2/v2.0/token", "placeholder"),
            ("{t}", "authority-bare-tenant"),
            ("contoso.onmicrosoft.com", "authority-bare-tenant"),
            ("user@contoso.com", "authority-tenant-is-address"),
            ("https://login.microsoftonline.com", "authority-tenant-missing"),
            ("https://login.microsoftonline.com/", "authority-tenant-missing"),
            ("https://login.microsoftonline.com/oauth2/v2.0/token", "authority-tenant-missing"),
            ("https://login.microsoftonline.com/tfp/", "authority-tenant-missing"),
        ] {
            check_codes(typed, &[expected]);
        }
        let userinfo = read("https://login.microsoftonline.com@evil.example/common", &[]);
        assert_eq!(
            codes(&userinfo),
            ["authority-userinfo", "authority-unknown-host", "authority-normalised"]
        );
        // Placeholders are told by the field's own rule, once.
        check_codes("https://login.microsoftonline.com/{tenant}/oauth2/v2.0/token", &[]);
    }

    /// The vectors of MSAL's own suites that are about reading a URL.
    #[test]
    fn vectors_of_msal() {
        for (typed, host, tenant, path_problem) in [
            (
                "https://example.com/tenant/subpath?foo=bar#fragment",
                "example.com",
                "tenant",
                Some("authority-extra-path"),
            ),
            (
                "https://example.com/tenant?foo=bar#fragment",
                "example.com",
                "tenant",
                Some("authority-normalised"),
            ),
            (
                "https://example.com/tenant#fragment",
                "example.com",
                "tenant",
                Some("authority-normalised"),
            ),
            ("https://contoso.com/PATH", "contoso.com", "PATH", Some("authority-normalised")),
            (
                "https://localhost:5215/common/",
                "localhost:5215",
                "common",
                Some("authority-normalised"),
            ),
            (
                "https://login.microsoftonline.com:444/common/",
                "login.microsoftonline.com:444",
                "common",
                Some("authority-normalised"),
            ),
            (
                "https://login.microsoftonline.com:443/common/oauth2/v2.0/token",
                "login.microsoftonline.com",
                "common",
                None,
            ),
        ] {
            let reading = read(typed, &[]);
            let codes = codes(&reading);
            let found = codes.iter().copied().find(|code| *code != "authority-unknown-host");
            assert_eq!(found, path_problem, "{typed}");
            let authority = reading.authority.expect(typed);
            assert_eq!((&*authority.host, authority.tenant.as_deref()), (host, Some(tenant)));
        }
        for typed in ["https://no.tenant.example.com", "https://no.tenant.example.com/"] {
            check_codes(typed, &["authority-unknown-host", "authority-tenant-missing"]);
        }
        for (host, _) in SIGN_IN_HOSTS {
            let authority = read(&format!("https://{host}/common"), &[]).authority.expect(host);
            assert_eq!(authority.token_url, format!("https://{host}/common/oauth2/v2.0/token"));
        }
    }

    #[test]
    fn other_identity_services() {
        for (typed, kind, tenant, token_url) in [
            (
                "https://login.b2clogin.com/contoso/b2c_policy",
                AuthorityKind::B2c,
                Some("contoso"),
                "https://login.b2clogin.com/contoso/b2c_policy/oauth2/v2.0/token",
            ),
            (
                "https://sometenantid.b2clogin.com/tfp/sometenantid/policy/",
                AuthorityKind::B2c,
                Some("sometenantid"),
                "https://sometenantid.b2clogin.com/tfp/sometenantid/policy/oauth2/v2.0/token",
            ),
            (
                "https://catsareamazing.com/tfp/catsareamazing/policy/",
                AuthorityKind::B2c,
                Some("catsareamazing"),
                "https://catsareamazing.com/tfp/catsareamazing/policy/oauth2/v2.0/token",
            ),
            (
                "https://contoso.ciamlogin.com",
                AuthorityKind::Ciam,
                Some("contoso.onmicrosoft.com"),
                "https://contoso.ciamlogin.com/contoso.onmicrosoft.com/oauth2/v2.0/token",
            ),
            (
                "https://contoso.ciamlogin.com/anything",
                AuthorityKind::Ciam,
                Some("anything"),
                "https://contoso.ciamlogin.com/anything/oauth2/v2.0/token",
            ),
            (
                "https://adfs.example.com/adfs/",
                AuthorityKind::Adfs,
                None,
                "https://adfs.example.com/adfs/oauth2/token",
            ),
            (
                "https://co1.dsts.example.com/dstsv2/7a433bfc-2514-4697-b467-e0933190487f/",
                AuthorityKind::Dsts,
                Some("7a433bfc-2514-4697-b467-e0933190487f"),
                "https://co1.dsts.example.com/dstsv2/7a433bfc-2514-4697-b467-e0933190487f/oauth2/v2.0/token",
            ),
        ] {
            let authority = read(typed, &[]).authority.expect(typed);
            assert_eq!(authority.kind, kind, "{typed}");
            assert_eq!(authority.tenant.as_deref(), tenant, "{typed}");
            assert_eq!(authority.token_url, token_url, "{typed}");
        }
        let traversal = read("https://login.microsoftonline.com/../../other.com/tenant", &[]);
        assert_eq!(traversal.authority.expect("an authority").host, "login.microsoftonline.com");
    }

    #[test]
    fn a_host_confirmed_by_name_is_taken_and_told() {
        let typed = "https://127.0.0.1:8443/testbed/oauth2/v2.0/token";
        for (confirmed, expected) in [
            ("127.0.0.1:8443", "authority-confirmed-host"),
            ("127.0.0.1", "authority-confirmed-host"),
            ("127.0.0.1:8444", "authority-unknown-host"),
            ("localhost", "authority-unknown-host"),
        ] {
            let reading = read(typed, &[confirmed.to_owned()]);
            assert_eq!(codes(&reading), [expected], "{confirmed}");
            assert_eq!(reading.authority.expect("an authority").token_url, typed);
        }
    }
}
