//! Asks the authorization server for an access token, on the grounds that the settings name, and
//! keeps all that it answers.
//!
//! [`discovery`] finds out where it is asked, [`channel`] is the way there, [`form`] what is posted, and
//! [`answer`] what comes back. [`identity`] and [`assertion`] prove a client by its certificate;
//! [`google`] is about service accounts, [`browser`] and [`device`] about people who sign in.

mod answer;
mod assertion;
mod browser;
mod channel;
mod device;
mod discovery;
mod form;
mod google;
mod hide;
mod identity;
mod redirect;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use mailvet_core::{
    Secret,
    report::Facts,
    settings::{Client, ClientAuth, ClientProof, Dialect, Grant, OAuth},
};
use tokio::time::Instant;
use url::{Host, Url};

pub(crate) use answer::Given;

use super::{Options, Prompt, failure::Failure, recorder::Recorder};
use answer::Place;
use channel::Channel;
use discovery::Server;
use form::Form;
use identity::Identity;

/// What is asked for, and how.
pub(crate) struct Request<'a> {
    /// The settings.
    pub(crate) oauth: &'a OAuth,
    /// The user who is to sign in.
    pub(crate) username: Option<&'a str>,
    pub(crate) options: &'a Options,
    pub(crate) recorder: &'a Recorder,
    /// Tells a person what to do.
    pub(crate) prompt: &'a (dyn Fn(Prompt) + Send + Sync),
    /// When the stage has to be over.
    pub(crate) deadline: Instant,
}

impl Request<'_> {
    /// Asks for an access token; with a refresh token of an earlier sign-in nobody has to sign in again,
    /// as long as the server takes it.
    pub(crate) async fn send(&self, refresh: Option<&Secret>) -> Result<(Given, Facts), Failure> {
        let grant_type = grant_type(&self.oauth.grant);
        self.recorder.learn_fact("grant_type", grant_type.into());
        let channel = Channel::new(self.options, self.recorder, self.deadline);
        let server = discovery::server(self.oauth, self.options, &channel, self.recorder).await?;
        Desk { request: self, channel, server }.ask(refresh).await
    }
}

/// An authorization server that is known, and what is asked of it.
struct Desk<'a> {
    request: &'a Request<'a>,
    channel: Channel<'a>,
    server: Server,
}

impl Desk<'_> {
    async fn ask(&self, refresh: Option<&Secret>) -> Result<(Given, Facts), Failure> {
        match &self.request.oauth.grant {
            Grant::ClientCredentials { client_id, proof } => {
                let client = Client { id: client_id.clone(), proof: Some(proof.clone()) };
                let form = self.form("client_credentials");
                self.redeem(self.prove(self.wanted(form), &client)?).await
            }
            Grant::Password { client, username, password } => {
                let form = self.form("password").with("username", username);
                let form = form.with_secret("password", password);
                self.redeem(self.prove(self.wanted(form), client)?).await
            }
            Grant::ServiceAccount { file, subject } => {
                let key = self.read(file)?;
                let form = google::request(&key, subject, self.request.oauth, &self.server.token)
                    .map_err(|words| of_file(file, &words))?;
                self.redeem(form).await
            }
            Grant::AuthorizationCode(client) => match self.refreshed(client, refresh).await? {
                Some(given) => Ok(given),
                None => self.by_browser(client).await,
            },
            Grant::DeviceCode(client) => match self.refreshed(client, refresh).await? {
                Some(given) => Ok(given),
                None => self.by_device(client).await,
            },
        }
    }

    /// A token in return for a refresh token (RFC 6749 §6); nothing where the server takes it no more.
    async fn refreshed(
        &self,
        client: &Client,
        refresh: Option<&Secret>,
    ) -> Result<Option<(Given, Facts)>, Failure> {
        let Some(refresh) = refresh else { return Ok(None) };
        let form = self.form("refresh_token").with_secret("refresh_token", refresh);
        let form = self.prove(self.wanted(form), client)?;
        let answer = self.post(&form, Place::Token).await?;
        match answer.given(self.request.recorder) {
            Ok((given, mut facts)) => {
                facts.insert("refreshed".to_owned(), true.into());
                // A server that does not rotate leaves the old one good.
                let refresh = given.refresh.or_else(|| Some(refresh.clone()));
                Ok(Some((Given { refresh, ..given }, facts)))
            }
            Err(_) if answer.error().is_some() => {
                // Should nobody sign in now, this is why somebody has to.
                let refused = answer.facts().remove("error_description");
                let refused = refused.or_else(|| answer.error().map(Into::into));
                self.request.recorder.learn_fact("refresh_error", refused.unwrap_or(true.into()));
                Ok(None)
            }
            Err(failure) => Err(failure),
        }
    }

    fn form(&self, grant_type: &str) -> Form {
        Form::to(&self.server.token).with("grant_type", grant_type)
    }

    /// Adds what the token is to open.
    fn wanted(&self, form: Form) -> Form {
        match self.access() {
            Some((name, value)) => form.with(name, value),
            None => form,
        }
    }

    /// The field that says what the token is to open.
    fn access(&self) -> Option<(&'static str, &str)> {
        let oauth = self.request.oauth;
        match (oauth.dialect, oauth.resource()) {
            (Dialect::MicrosoftV1, Some(resource)) => Some(("resource", resource)),
            _ => Some(("scope", oauth.scope.as_deref()?)),
        }
    }

    /// Adds the client, and what proves it.
    fn prove(&self, form: Form, client: &Client) -> Result<Form, Failure> {
        const JWT_BEARER: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
        let assertion = match &client.proof {
            None => return Ok(form.with("client_id", &client.id)),
            Some(ClientProof::Secret { secret, auth: ClientAuth::Basic }) => {
                return Ok(form.with_basic(&client.id, secret));
            }
            Some(ClientProof::Secret { secret, auth: ClientAuth::Post }) => {
                let form = form.with("client_id", &client.id);
                return Ok(form.with_secret("client_secret", secret));
            }
            Some(ClientProof::Certificate { file, password }) => {
                if let Some(password) = password {
                    self.request.recorder.learn(password);
                }
                let identity = Identity::read(&self.read(file)?, password.as_ref())
                    .map_err(|words| of_file(file, &words))?;
                let thumbprint = identity.thumbprint();
                self.request.recorder.learn_fact("certificate_thumbprint", thumbprint.into());
                let dialect = self.request.oauth.dialect;
                assertion::of_client(&client.id, &self.server.token, &identity, dialect)?
            }
            Some(ClientProof::Assertion { file }) => self.federated(file)?,
        };
        Ok(form
            .with("client_id", &client.id)
            .with("client_assertion_type", JWT_BEARER)
            .with_secret("client_assertion", &assertion))
    }

    /// The assertion that somebody else wrote. It is read afresh, for it is replaced before it expires.
    fn federated(&self, file: &str) -> Result<Secret, Failure> {
        let bytes = self.read(file)?;
        let text = std::str::from_utf8(&bytes).map(str::trim).unwrap_or_default();
        let is_token = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic());
        if is_token {
            Ok(Secret::new(text.to_owned()))
        } else {
            Err(of_file(file, "It holds no assertion, which is one word without spaces."))
        }
    }

    fn read(&self, file: &str) -> Result<zeroize::Zeroizing<Vec<u8>>, Failure> {
        self.request.options.credentials.files.read(file)
    }

    async fn redeem(&self, form: Form) -> Result<(Given, Facts), Failure> {
        self.post(&form, Place::Token).await?.given(self.request.recorder)
    }

    /// Posts a form, whose secrets nobody sees from here on.
    async fn post(&self, form: &Form, place: Place) -> Result<answer::Answer, Failure> {
        form.secrets().for_each(|secret| self.request.recorder.learn(secret));
        self.channel.post(form, place).await
    }
}

/// How RFC 6749 and its extensions name a grant.
fn grant_type(grant: &Grant) -> &'static str {
    match grant {
        Grant::ClientCredentials { .. } => "client_credentials",
        Grant::AuthorizationCode(_) => "authorization_code",
        Grant::DeviceCode(_) => device::GRANT_TYPE,
        Grant::Password { .. } => "password",
        Grant::ServiceAccount { .. } => google::GRANT_TYPE,
    }
}

/// What is wrong with a file that the settings name.
fn of_file(file: &str, words: &str) -> Failure {
    Failure::new(format!("The file {file} cannot be used. {words}"))
        .with("error_kind", "file")
        .with("file", file)
}

/// A text that nobody can guess: 256 random bits.
fn random_text() -> Result<String, Failure> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes)
        .map_err(|error| Failure::new(format!("There are no random numbers: {error}.")))?;
    Ok(URL_SAFE_NO_PAD.encode(bytes))
}

/// Whether what is sent there is read by nobody on the way: with https, or on this machine.
fn is_protected(url: &Url) -> bool {
    let is_plain = url.username().is_empty() && url.password().is_none();
    is_plain
        && match (url.scheme(), url.host()) {
            ("https", Some(_)) => true,
            ("http", Some(Host::Domain(name))) => name == "localhost",
            ("http", Some(Host::Ipv4(address))) => address.is_loopback(),
            ("http", Some(Host::Ipv6(address))) => address.is_loopback(),
            _ => false,
        }
}
