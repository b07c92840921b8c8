//! The token endpoint of a custom provider: any https host, or plain http on this machine.

use super::{Source, View, is_missing, text};
use crate::{
    OAuthForm, Span, catalogue,
    cloud::SignInHost,
    find::{contains, find, rfind, split_once},
    provider,
    rules::{
        Notes, Problem,
        client::Issuer,
        host::{Host, is_host_name},
        scope,
        text::placeholder,
    },
    settings::{Dialect, Endpoints, Flow, Provider},
    web::Url,
};

const FIELD: &str = "oauth.authority_url";

/// Google, *Using OAuth 2.0 to Access Google APIs* (2026-11-24).
pub(super) const OF_GOOGLE: &str = "https://oauth2.googleapis.com/token";

impl View<'_> {
    pub(super) fn token_endpoint(
        &self,
        form: &OAuthForm<'_>,
        flow: Flow,
        notes: &mut Notes,
    ) -> Source<'static> {
        let entry = form.authority_url.as_ref();
        let source = |endpoints| Source {
            issuer: Issuer::Other,
            authority: None,
            endpoints,
            dialect: Dialect::Standard,
            usual_scope: None,
        };
        let Some(typed) = text(entry) else {
            if is_missing(entry) {
                let example = "https://login.example.com/oauth2/token";
                notes.add(
                    FIELD,
                    Problem::new(catalogue::AUTHORITY_MISSING).with_static("example", example),
                );
            }
            return source(None);
        };
        if placeholder(typed).is_some() {
            return source(None);
        }
        let url = match read(typed) {
            Ok(url) => url,
            Err(problem) => {
                notes.extend_within(FIELD, entry, [problem]);
                return source(None);
            }
        };
        let metadata = metadata(typed, &url);
        let about_path = match metadata {
            Some(span) => Some(Problem::new(catalogue::TOKEN_URL_IS_METADATA).at(span)),
            None => judge_path(typed, &url),
        };
        notes.extend_within(FIELD, entry, about_path);
        let host = url.host();
        if let Some(known) = known_provider(host) {
            let rule = match known {
                Provider::GoogleWorkspace => catalogue::CUSTOM_IS_GOOGLE,
                Provider::None | Provider::MicrosoftExchange | Provider::Custom => {
                    catalogue::CUSTOM_IS_MICROSOFT
                }
            };
            let problem = Problem::new(rule).with("host", host).edit("", known.as_str()).guessed();
            notes.add("oauth.provider", problem);
        } else if let Some((mail, oauth)) = provider::of_token_host(host) {
            if flow == Flow::ClientCredentials && !oauth.has_client_credentials() {
                let problem = Problem::new(catalogue::CUSTOM_CLIENT_CREDENTIALS);
                notes.add("oauth.flow", problem.with_static("provider", mail.id));
            }
            let list = text(form.scope.as_ref());
            notes.extend(
                "oauth.scope",
                list.and_then(|list| scope::at_provider(list, oauth, flow, self.protocol)),
            );
        }
        source(Some(match metadata {
            Some(_) => Endpoints::Discovered { metadata: url.as_str().to_owned() },
            None => endpoints(&url),
        }))
    }
}

/// The token endpoint, with the neighbours that the list of providers knows.
fn endpoints(token: &Url<'_>) -> Endpoints {
    let known = provider::of_token_host(token.host());
    let authorize = known.map(|(_, oauth)| oauth.authorize_url.to_owned());
    Endpoints::Listed { token: token.as_str().to_owned(), authorize, device: None }
}

/// What makes the address one of metadata (RFC 8615).
fn metadata(typed: &str, url: &Url<'_>) -> Option<Span> {
    const WELL_KNOWN: &str = "/.well-known/";
    let start = find(typed, WELL_KNOWN)?;
    contains(url.path(), WELL_KNOWN).then(|| Span::of(typed, start, typed.len()))
}

/// Whether a URL, however it was typed, is at a sign-in host of Microsoft.
pub(super) fn is_of_microsoft(typed: &str) -> bool {
    let rest = split_once(typed, "://").map_or(typed, |(_, rest)| rest);
    let host = rest.split(['/', ':', '?', '#']).next().unwrap_or_default();
    SignInHost::of(&host.to_ascii_lowercase()).is_some()
}

/// The provider that has rules of its own for this token host.
fn known_provider(host: &str) -> Option<Provider> {
    const GOOGLE: [&str; 3] =
        ["oauth2.googleapis.com", "accounts.google.com", "www.googleapis.com"];
    if SignInHost::of(host).is_some() {
        Some(Provider::MicrosoftExchange)
    } else {
        GOOGLE.contains(&host).then_some(Provider::GoogleWorkspace)
    }
}

fn read(typed: &str) -> Result<Url<'_>, Problem> {
    let malformed = || Problem::new(catalogue::TOKEN_URL_MALFORMED);
    let Some((scheme, rest)) = split_once(typed, "://") else {
        return Err(without_scheme(typed).unwrap_or_else(malformed));
    };
    let url = Url::read(typed).ok_or_else(malformed)?;
    if url.is_dressed() {
        return Err(Problem::new(catalogue::AUTHORITY_USERINFO).with("host", url.host()));
    }
    if url.is_https() || is_here(url.host()) {
        return Ok(url);
    }
    let problem = Problem::new(catalogue::TOKEN_URL_NOT_HTTPS);
    let problem = problem.at(Span::of(typed, 0, scheme.len()));
    // A query may hold a secret, which a mend would repeat.
    Err(if url.has_query() || url.has_port() {
        problem
    } else {
        problem.edit_owned("", format!("https://{rest}")).guessed()
    })
}

/// Any other name, `x.localhost` and `localhost.` too, is for the resolver to say.
fn is_here(host: &str) -> bool {
    host == "localhost"
        || matches!(Host::of(host), Some(address @ Host::Address(_)) if address.is_loopback())
}

/// A host and a path, before which only the scheme is missing.
fn without_scheme(typed: &str) -> Option<Problem> {
    let bare = typed.trim_start_matches('/');
    let host = bare.split(['/', ':', '?', '#']).next()?;
    let is_url = host.contains('.') && is_host_name(host) && !bare.contains(['@', ' ', '?', '#']);
    let problem = || Problem::new(catalogue::TOKEN_URL_NO_SCHEME);
    is_url.then(|| problem().edit_owned("", format!("https://{bare}")).guessed())
}

/// What the path says of an endpoint that is not the one for tokens.
fn judge_path(typed: &str, url: &Url<'_>) -> Option<Problem> {
    let origin = url.origin();
    let path = url.path().trim_end_matches('/');
    let (parent, last) = path.rsplit_once('/').unwrap_or(("", path));
    let at_last = |problem: Problem| {
        let start = rfind(typed, last).filter(|_| !last.is_empty());
        let Some(start) = start else { return problem };
        problem.at(Span::of(typed, start, start + last.len()))
    };
    let is_authorize = || at_last(Problem::new(catalogue::TOKEN_URL_IS_AUTHORIZE));
    if let Some(token_url) = provider::token_url_of(&format!("{origin}{path}")) {
        return Some(is_authorize().edit_static("", token_url));
    }
    let host = url.host();
    match last {
        "auth" if host == "accounts.google.com" => Some(is_authorize().edit_static("", OF_GOOGLE)),
        "auth" if parent.ends_with("/protocol/openid-connect") => {
            Some(is_authorize().edit_owned("", format!("{origin}{parent}/token")))
        }
        "authorize" | "devicecode" => {
            Some(is_authorize().edit_owned("", format!("{origin}{parent}/token")).guessed())
        }
        "request_auth" => {
            Some(is_authorize().edit_owned("", format!("{origin}{parent}/get_token")).guessed())
        }
        "token" if matches!(host, "accounts.google.com" | "www.googleapis.com") => Some(
            Problem::new(catalogue::TOKEN_URL_OLD)
                .with_static("known", OF_GOOGLE)
                .edit_static("", OF_GOOGLE),
        ),
        "" => Some(issuer(&origin)),
        // Keycloak: a realm is an issuer.
        _ if parent.ends_with("/realms") || parent == "realms" => {
            let token_url = format!("{origin}{path}/protocol/openid-connect/token");
            Some(issuer(&format!("{origin}{path}")).edit("", &token_url).guessed())
        }
        _ => None,
    }
}

fn issuer(issuer: &str) -> Problem {
    let metadata = format!("{issuer}/.well-known/openid-configuration");
    Problem::new(catalogue::TOKEN_URL_IS_ISSUER).with("metadata", &metadata)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scheme_is_only_offered() {
        for typed in ["contoso.com", "//evil.example/token", "http://evil.example/token"] {
            let problem = read(typed).expect_err(typed);
            assert!(problem.is_mended() && !problem.is_safe(), "{typed}");
        }
    }
}
