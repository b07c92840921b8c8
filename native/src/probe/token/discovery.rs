//! Where an authorization server is asked, from its metadata (`OpenID` Connect Discovery 1.0, RFC 8414).

use mailvet_core::{
    report::Peer,
    settings::{Endpoints, OAuth},
};
use serde::Deserialize;
use url::Url;

use super::{
    answer::{Answer, Place},
    channel::Channel,
    is_protected,
};
use crate::probe::{Options, failure::Failure, recorder::Recorder};

/// Where an authorization server is asked.
#[derive(Clone, Debug)]
pub(super) struct Server {
    pub(super) token: String,
    pub(super) authorize: Option<String>,
    pub(super) device: Option<String>,
    /// Its name, where it is known.
    pub(super) issuer: Option<String>,
    /// Whether it says its name with every answer to a browser (RFC 9207).
    pub(super) says_issuer: bool,
}

/// What a client reads of the metadata.
#[derive(Deserialize)]
struct Metadata {
    issuer: Option<String>,
    token_endpoint: Option<String>,
    authorization_endpoint: Option<String>,
    device_authorization_endpoint: Option<String>,
    #[serde(default)]
    authorization_response_iss_parameter_supported: bool,
}

/// The server that the settings name, or that its metadata do.
pub(super) async fn server(
    oauth: &OAuth,
    options: &Options,
    channel: &Channel<'_>,
    recorder: &Recorder,
) -> Result<Server, Failure> {
    match &oauth.endpoints {
        Endpoints::Listed { token, authorize, device } => Ok(Server {
            token: token.clone(),
            authorize: authorize.clone(),
            device: device.clone(),
            issuer: None,
            says_issuer: false,
        }),
        Endpoints::Discovered { metadata } => {
            let answer = channel.get(metadata, Place::Metadata).await?;
            let found: Metadata = answer.parse(recorder)?;
            if !answer.is_success() {
                answer.note(recorder);
                return Err(answer.refusal("There are no metadata at this address."));
            }
            note(&found, recorder);
            found.server(metadata, options, &answer)
        }
    }
}

/// Of the many members the transcript has those that count.
fn note(metadata: &Metadata, recorder: &Recorder) {
    let members = [
        ("issuer", &metadata.issuer),
        ("token_endpoint", &metadata.token_endpoint),
        ("authorization_endpoint", &metadata.authorization_endpoint),
        ("device_authorization_endpoint", &metadata.device_authorization_endpoint),
    ];
    for (name, value) in members {
        if let Some(value) = value {
            recorder.note(Peer::Server, &format!("{name}: {value}"));
        }
    }
}

impl Metadata {
    fn server(self, address: &str, options: &Options, answer: &Answer) -> Result<Server, Failure> {
        let wrong = |words: &str| answer.failure(words).with("error_kind", "metadata");
        let issuer = self.issuer.ok_or_else(|| wrong("The metadata name no issuer."))?;
        let address = Url::parse(address).map_err(|_| wrong("This is no address."))?;
        if !issuers_of(&address).iter().any(|wanted| is_same_issuer(wanted, &issuer)) {
            let words = "The metadata are of another issuer than their address says.";
            return Err(wrong(words).with("issuer", issuer));
        }
        let check = |name: &str, url: Option<String>, is_secret: bool| {
            let Some(url) = url else { return Ok(None) };
            check(name, &url, is_secret.then_some(options), &address)
                .map_err(|(words, host)| match host {
                    Some(host) => wrong(&words).with("host_unconfirmed", host),
                    None => wrong(&words),
                })
                .map(|()| Some(url))
        };
        let token = check("token_endpoint", self.token_endpoint, true)?
            .ok_or_else(|| wrong("The metadata name no token endpoint."))?;
        Ok(Server {
            token,
            authorize: check("authorization_endpoint", self.authorization_endpoint, false)?,
            device: check(
                "device_authorization_endpoint",
                self.device_authorization_endpoint,
                true,
            )?,
            issuer: Some(issuer),
            says_issuer: self.authorization_response_iss_parameter_supported,
        })
    }
}

/// An endpoint that a secret goes to is at the host that the settings name, or at one that the user
/// confirmed: metadata are no word of the user.
fn check(
    name: &str,
    url: &str,
    confirmed: Option<&Options>,
    address: &Url,
) -> Result<(), (String, Option<String>)> {
    let refuse = |words: String| Err((words, None));
    let Ok(endpoint) = Url::parse(url) else {
        return refuse(format!("The metadata's `{name}` is no address."));
    };
    if !is_protected(&endpoint) || address.scheme() == "https" && endpoint.scheme() != "https" {
        return refuse(format!("The metadata's `{name}` is no address with https."));
    }
    let Some(options) = confirmed else { return Ok(()) };
    let host = host_and_port(&endpoint);
    let name_alone = endpoint.host_str().unwrap_or_default();
    let is_confirmed =
        options.identity_hosts.iter().map(|entry| entry.trim()).any(|entry| {
            entry.eq_ignore_ascii_case(&host) || entry.eq_ignore_ascii_case(name_alone)
        });
    if endpoint.origin() == address.origin() || is_confirmed {
        return Ok(());
    }
    let words = format!(
        "The metadata's `{name}` is at another host, {host}. If it is the right one, confirm it with --identity-host {host}."
    );
    Err((words, Some(host)))
}

fn host_and_port(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
}

/// The issuers whose metadata can lie at this address: `OpenID` Connect puts `/.well-known/…` behind
/// the issuer, RFC 8414 §3.1 between its host and its path.
fn issuers_of(address: &Url) -> Vec<String> {
    const WELL_KNOWN: &str = "/.well-known/";
    let origin = address.origin().ascii_serialization();
    let Some((before, after)) = address.path().split_once(WELL_KNOWN) else { return Vec::new() };
    let behind = after.split_once('/').map_or(String::new(), |(_, path)| format!("/{path}"));
    let mut issuers = vec![format!("{origin}{before}")];
    if before.is_empty() {
        issuers.push(format!("{origin}{behind}"));
    }
    issuers
}

/// A slash at the end does not count.
fn is_same_issuer(one: &str, other: &str) -> bool {
    one.trim_end_matches('/') == other.trim_end_matches('/')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn metadata_are_of_the_issuer_that_their_address_says() {
        for (address, issuer, is_of) in [
            ("https://a.test/.well-known/openid-configuration", "https://a.test", true),
            ("https://a.test/.well-known/openid-configuration", "https://a.test/", true),
            ("https://a.test/.well-known/openid-configuration", "https://b.test", false),
            ("https://a.test/.well-known/openid-configuration", "http://a.test", false),
            ("https://a.test/r/x/.well-known/openid-configuration", "https://a.test/r/x", true),
            ("https://a.test/r/x/.well-known/openid-configuration", "https://a.test", false),
            ("https://a.test/r/.well-known/oauth-authorization-server", "https://a.test/r", true),
            (
                "https://a.test/.well-known/oauth-authorization-server/r/x",
                "https://a.test/r/x",
                true,
            ),
            ("https://a.test/.well-known/oauth-authorization-server/r", "https://a.test/x", false),
            ("https://a.test:8443/.well-known/openid-configuration", "https://a.test:8443", true),
            ("https://a.test:8443/.well-known/openid-configuration", "https://a.test", false),
        ] {
            let issuers = issuers_of(&Url::parse(address).expect(address));
            let found = issuers.iter().any(|wanted| is_same_issuer(wanted, issuer));
            assert_eq!(found, is_of, "{address} {issuer}");
        }
    }
}
