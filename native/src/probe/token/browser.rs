//! A user signs in with a browser of this machine (RFC 6749 §4.1, RFC 7636, RFC 8252).

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use mailvet_core::{
    Secret,
    report::{Facts, Peer},
    settings::{Client, Dialect, Provider},
};
use ring::digest::{SHA256, digest};
use tokio::time::{Instant, timeout_at};
use url::Url;

use super::{Desk, Given, is_protected, random_text, redirect::Redirect};
use crate::probe::{Prompt, failure::Failure};

impl Desk<'_> {
    pub(super) async fn by_browser(&self, client: &Client) -> Result<(Given, Facts), Failure> {
        let request = self.request;
        let authorize = self.server.authorize.as_deref().and_then(|url| Url::parse(url).ok());
        let Some(mut url) = authorize.filter(is_protected) else {
            return Err(Failure::new("The metadata name no address where a user signs in."));
        };
        let (verifier, state) = (Secret::new(random_text()?), Secret::new(random_text()?));
        request.recorder.learn(&verifier);
        request.recorder.learn(&state);
        let redirect = Redirect::open(self.redirect_host()).await.map_err(|error| {
            Failure::new(format!("No port of this machine is free for the answer: {error}."))
        })?;
        let challenge = URL_SAFE_NO_PAD.encode(digest(&SHA256, verifier.expose().as_bytes()));
        {
            let mut query = url.query_pairs_mut();
            query
                .append_pair("client_id", &client.id)
                .append_pair("response_type", "code")
                .append_pair("redirect_uri", redirect.uri())
                .append_pair("state", state.expose())
                .append_pair("code_challenge", &challenge)
                .append_pair("code_challenge_method", "S256");
            query.extend_pairs(self.access());
            query.extend_pairs(request.username.map(|username| ("login_hint", username)));
            if request.oauth.provider == Provider::GoogleWorkspace {
                query.append_pair("access_type", "offline");
            }
            if self.needs_consent() {
                query.append_pair("prompt", "consent");
            }
        }
        request.recorder.note(Peer::Client, &format!("browser: {url}"));
        let left = request.deadline.saturating_duration_since(Instant::now());
        let prompt = Prompt::AuthorizationCode { url: url.into(), expires_in: left.as_secs() };
        (request.prompt)(prompt);
        let redirect_uri = redirect.uri().to_owned();
        let answered = timeout_at(request.deadline, redirect.answer(&state)).await;
        let answer = answered.map_err(|_| {
            // An error page of the authorization server leads nobody back here.
            let words = "Nobody signed in before the time was over. If the page showed an error, \
                         `mailvet explain` tells what it means.";
            Failure::new(words).with("error_kind", "sign-in")
        })??;
        let code = answer.code(self.issuer(), self.server.says_issuer, request.recorder)?;
        let mut form = self.form("authorization_code").with_secret("code", &code);
        if request.oauth.dialect != Dialect::Standard {
            form = self.wanted(form);
        }
        let form = form.with("redirect_uri", redirect_uri).with_secret("code_verifier", &verifier);
        self.redeem(self.prove(form, client)?).await
    }

    /// Microsoft ignores the port of `localhost` alone; elsewhere the address is safer than the name,
    /// which may mean another machine (RFC 8252 §8.3).
    fn redirect_host(&self) -> &'static str {
        match self.request.oauth.provider {
            Provider::MicrosoftExchange => "localhost",
            Provider::GoogleWorkspace | Provider::Custom | Provider::None => "127.0.0.1",
        }
    }

    /// Whether a refresh token is given only with the user's express consent: so Google has it, and
    /// `OpenID` Connect Core 1.0 §11.
    fn needs_consent(&self) -> bool {
        let oauth = self.request.oauth;
        let mut scopes = oauth.scope.iter().flat_map(|scope| scope.split_whitespace());
        let is_offline = scopes.any(|scope| scope == "offline_access");
        oauth.provider == Provider::GoogleWorkspace
            || oauth.dialect == Dialect::Standard && is_offline
    }

    /// The name that the server may put into its answer (RFC 9207).
    fn issuer(&self) -> Option<&str> {
        match self.request.oauth.provider {
            Provider::GoogleWorkspace => Some("https://accounts.google.com"),
            _ => self.server.issuer.as_deref(),
        }
    }
}
