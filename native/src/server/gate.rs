//! Who may come in. Judged from the head of a request alone, before its body is read.

use std::sync::Arc;

use axum::{
    extract::{Request, State},
    http::{
        HeaderMap, HeaderName, StatusCode, Uri,
        header::{AUTHORIZATION, HOST, ORIGIN},
    },
    middleware::Next,
    response::Response,
};
use mailvet_core::Secret;
use subtle::ConstantTimeEq;

use super::{App, Problem};

const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// The names that the server answers to, and its access token.
pub(super) struct Gate {
    hosts: [String; 3],
    origins: [String; 3],
    token: Secret,
}

/// Refuses what does not come from the user's own page or a program of the user, on every path:
/// also a file that looks harmless tells a foreign page that Mailvet runs here.
pub(super) async fn admit(
    State(app): State<Arc<App>>,
    request: Request,
    next: Next,
) -> Result<Response, Problem> {
    app.gate.judge(request.uri(), request.headers())?;
    Ok(next.run(request).await)
}

/// Refuses a call of the API without the access token.
pub(super) async fn require_token(
    State(app): State<Arc<App>>,
    request: Request,
    next: Next,
) -> Result<Response, Problem> {
    app.gate.judge_token(request.headers())?;
    Ok(next.run(request).await)
}

impl Gate {
    pub(super) fn new(port: u16, token: Secret) -> Self {
        // Browsers leave out the scheme's own port (RFC 9110 §4.2.1).
        let port = if port == 80 { String::new() } else { format!(":{port}") };
        let hosts = ["127.0.0.1", "localhost", "[::1]"].map(|name| format!("{name}{port}"));
        let origins = hosts.each_ref().map(|host| format!("http://{host}"));
        Self { hosts, origins, token }
    }

    pub(super) fn token(&self) -> &Secret {
        &self.token
    }

    fn judge(&self, uri: &Uri, headers: &HeaderMap) -> Result<(), Problem> {
        self.judge_host(uri, headers)?;
        self.judge_origin(headers)?;
        judge_site(headers)
    }

    /// A page whose name was made to point here (DNS rebinding) sends its own name as `Host`. The
    /// three names are compared as they are, with the port: what is spelt in any other way was not
    /// sent by a browser that shows the user's own page. A second `Host`, or another authority in
    /// the request line, would let two programs on the way read two names (RFC 9112 §3.2.2).
    fn judge_host(&self, uri: &Uri, headers: &HeaderMap) -> Result<(), Problem> {
        let is_ours = |name: &[u8]| self.hosts.iter().any(|host| host.as_bytes() == name);
        let mut hosts = headers.get_all(HOST).iter();
        let host_is_ours = match (hosts.next(), hosts.next()) {
            (Some(host), None) => is_ours(host.as_bytes()),
            _ => false,
        };
        let target_is_ours = match (uri.scheme_str(), uri.authority()) {
            (None, None) => true,
            (Some("http"), Some(authority)) => is_ours(authority.as_str().as_bytes()),
            _ => false,
        };
        if host_is_ours && target_is_ours {
            return Ok(());
        }
        // RFC 9110 §15.5.20
        Err(Problem::new(
            StatusCode::MISDIRECTED_REQUEST,
            format!("Mailvet answers to {} only.", self.hosts.join(", ")),
        ))
    }

    /// `Origin` tells which page makes a request (Fetch Standard §3.1). It is compared with a fixed
    /// list, never with `Host`, and `null` is not on it. Programs that are no browser send none.
    fn judge_origin(&self, headers: &HeaderMap) -> Result<(), Problem> {
        let all_ours = headers
            .get_all(ORIGIN)
            .iter()
            .all(|origin| self.origins.iter().any(|ours| ours.as_bytes() == origin.as_bytes()));
        if all_ours {
            return Ok(());
        }
        Err(Problem::new(StatusCode::FORBIDDEN, "Another page may not call Mailvet."))
    }

    fn judge_token(&self, headers: &HeaderMap) -> Result<(), Problem> {
        let mut given = headers.get_all(AUTHORIZATION).iter();
        let (Some(credentials), None) = (given.next(), given.next()) else {
            return Err(unauthorized("Bearer realm=\"mailvet\""));
        };
        // The scheme's name may be written in any case (RFC 9110 §11.1).
        let token = credentials.to_str().ok().and_then(|credentials| {
            let (scheme, token) = credentials.split_once(' ')?;
            scheme.eq_ignore_ascii_case("bearer").then(|| token.trim_matches(' '))
        });
        // How long a comparison takes must not tell how much of a guess is right.
        let is_right = token
            .is_some_and(|token| token.as_bytes().ct_eq(self.token.expose().as_bytes()).into());
        if is_right {
            Ok(())
        } else {
            Err(unauthorized("Bearer realm=\"mailvet\", error=\"invalid_token\""))
        }
    }
}

/// `Sec-Fetch-Site` tells how far the page that asks is from this server; its absence proves
/// nothing. A link on a foreign page is refused too: the address that `serve` prints is opened from
/// a terminal, which counts as the user's own doing (`none`), so nothing is lost, and no page can
/// put Mailvet's before a user who did not ask for it.
fn judge_site(headers: &HeaderMap) -> Result<(), Problem> {
    let all_ours = headers
        .get_all(SEC_FETCH_SITE)
        .iter()
        .all(|site| matches!(site.as_bytes(), b"same-origin" | b"none"));
    if all_ours {
        return Ok(());
    }
    Err(Problem::new(
        StatusCode::FORBIDDEN,
        "Another page may not open Mailvet. Copy the address that `mailvet serve` printed into \
         the address bar.",
    ))
}

fn unauthorized(challenge: &'static str) -> Problem {
    Problem::new(
        StatusCode::UNAUTHORIZED,
        "The access token is missing or not the one of this start. `mailvet serve` prints the \
         address that holds it.",
    )
    .with_header("www-authenticate", challenge)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_host(port: u16, host: &'static str, admitted: bool) {
        let gate = Gate::new(port, Secret::new("token".to_owned()));
        let mut headers = HeaderMap::new();
        headers.insert(HOST, host.parse().expect("a header"));
        let judged = gate.judge(&Uri::from_static("/"), &headers);
        assert_eq!(judged.is_ok(), admitted, "{host}");
    }

    #[test]
    fn the_port_of_http_is_left_out_as_browsers_do() {
        check_host(80, "localhost", true);
        check_host(80, "localhost:80", false);
        check_host(8025, "localhost", false);
        check_host(8025, "localhost:8025", true);
    }
}
