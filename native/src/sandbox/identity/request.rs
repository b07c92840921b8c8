//! Requests as they come: parameters, client credentials, and what the record keeps of them.

use axum::http::{HeaderMap, header};
use base64::{Engine, engine::general_purpose::STANDARD};
use url::form_urlencoded;

/// The parameters whose values are secrets.
const SECRET: [&str; 9] = [
    "access_token",
    "assertion",
    "client_assertion",
    "client_secret",
    "code",
    "code_verifier",
    "device_code",
    "password",
    "refresh_token",
];

/// The parameters of a request, of its body or its query.
#[derive(Clone, Debug, Default)]
pub(crate) struct Parameters(Vec<(String, String)>);

impl Parameters {
    /// Reads what is form-encoded.
    pub(crate) fn read(encoded: &[u8]) -> Self {
        Self(form_urlencoded::parse(encoded).into_owned().collect())
    }

    /// Reads the body of a request; one of another type has no parameters.
    pub(crate) fn of_body(headers: &HeaderMap, body: &[u8]) -> Self {
        let content_type = headers.get(header::CONTENT_TYPE).and_then(|it| it.to_str().ok());
        match content_type {
            Some(it) if it.starts_with("application/x-www-form-urlencoded") => Self::read(body),
            _ => Self::default(),
        }
    }

    /// With the client's id and secret of the `Authorization` header (RFC 6749 §2.3.1).
    pub(crate) fn with_basic(mut self, headers: &HeaderMap) -> Self {
        if let Some((client_id, secret)) = basic(headers) {
            self.0.push(("client_id".to_owned(), client_id));
            self.0.push(("client_secret".to_owned(), secret));
        }
        self
    }

    /// The value of a parameter; an empty one is none.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        let (_, value) = self.0.iter().find(|(it, _)| it == name)?;
        (!value.is_empty()).then_some(value)
    }

    /// All of them.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// The parameters as the record keeps them.
    pub(crate) fn shown(&self) -> String {
        let shown: Vec<_> = self
            .iter()
            .map(|(name, value)| {
                format!("{name}={}", if SECRET.contains(&name) { "[hidden]" } else { value })
            })
            .collect();
        shown.join("&")
    }
}

fn basic(headers: &HeaderMap) -> Option<(String, String)> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, pair) = value.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let pair = STANDARD.decode(pair.trim()).ok()?;
    let (client_id, secret) = std::str::from_utf8(&pair).ok()?.split_once(':')?;
    let decode = |half: &str| {
        form_urlencoded::parse(half.as_bytes()).next().map(|(text, _)| text.into_owned())
    };
    Some((decode(client_id)?, decode(secret).unwrap_or_default()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_hidden_from_the_record() {
        let parameters = Parameters::read(b"grant_type=password&username=a%40b&password=p%26q");
        assert_eq!(parameters.shown(), "grant_type=password&username=a@b&password=[hidden]");
        assert_eq!(parameters.get("password"), Some("p&q"));
    }

    #[test]
    fn basic_authentication_names_the_client() {
        let mut headers = HeaderMap::new();
        let value = format!("Basic {}", STANDARD.encode("my%20app:s%3Acret%2B"));
        headers.insert(header::AUTHORIZATION, value.parse().expect("a header"));
        let parameters = Parameters::default().with_basic(&headers);
        assert_eq!(parameters.get("client_id"), Some("my app"));
        assert_eq!(parameters.get("client_secret"), Some("s:cret+"));
    }
}
