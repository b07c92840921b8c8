//! Asks the authorization server for an access token, on the grounds that the settings name, and
//! keeps all that it answers.
//!
//! [`channel`] is the way there, [`form`] what is posted, and [`answer`] what comes back.

mod answer;
mod channel;
mod form;
mod hide;

use mailvet_core::{
    Secret,
    report::Facts,
    settings::{Client, ClientAuth, ClientProof, Dialect, Endpoints, Grant, OAuth},
};
use tokio::time::Instant;

pub(crate) use answer::Given;

use super::{Options, failure::Failure, recorder::Recorder};
use answer::Place;
use channel::Channel;
use form::Form;

/// Asks for an access token. The stage has to be over at the deadline.
pub(crate) async fn ask(
    oauth: &OAuth,
    options: &Options,
    recorder: &Recorder,
    deadline: Instant,
) -> Result<(Given, Facts), Failure> {
    let Endpoints::Listed { token, .. } = &oauth.endpoints else {
        return Err(Failure::new("The endpoints cannot be discovered yet."));
    };
    let channel = Channel::new(token, options, recorder, deadline)?;
    let form = match &oauth.grant {
        Grant::ClientCredentials { client_id, proof } => {
            let client = Client { id: client_id.clone(), proof: Some(proof.clone()) };
            let form = wanted(Form::to(token).with("grant_type", "client_credentials"), oauth);
            prove(form, &client, recorder)?
        }
        Grant::Password { client, username, password } => {
            recorder.learn(password);
            let form = Form::to(token)
                .with("grant_type", "password")
                .with("username", username)
                .with_secret("password", password);
            prove(wanted(form, oauth), client, recorder)?
        }
        Grant::AuthorizationCode(_) | Grant::DeviceCode(_) | Grant::ServiceAccount { .. } => {
            return Err(Failure::new("This flow cannot be tested yet."));
        }
    };
    channel.post(&form, Place::Token).await?.given(recorder)
}

/// Adds what the token is to open.
fn wanted(form: Form, oauth: &OAuth) -> Form {
    match (oauth.dialect, oauth.resource(), &oauth.scope) {
        (Dialect::MicrosoftV1, Some(resource), _) => form.with("resource", resource),
        (_, _, Some(scope)) => form.with("scope", scope),
        (_, _, None) => form,
    }
}

/// Adds the client, and what proves it.
fn prove(form: Form, client: &Client, recorder: &Recorder) -> Result<Form, Failure> {
    Ok(match &client.proof {
        None => form.with("client_id", &client.id),
        Some(ClientProof::Secret { secret, auth }) => {
            recorder.learn(secret);
            match auth {
                ClientAuth::Post => {
                    form.with("client_id", &client.id).with_secret("client_secret", secret)
                }
                ClientAuth::Basic => form.with_basic(&client.id, secret),
            }
        }
        Some(ClientProof::Certificate { .. } | ClientProof::Assertion { .. }) => {
            return Err(Failure::new("This proof of the client cannot be tested yet."));
        }
    })
}
