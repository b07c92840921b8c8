//! The way to the authorization server: HTTP, recorded, bounded in time and size.

use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};

use mailvet_core::report::Peer;
use reqwest::{Client, RequestBuilder, Response, header, redirect::Policy, tls::TlsInfo};
use tokio::time::{Instant, sleep, timeout};
use url::Url;

use super::{
    answer::{Answer, Place},
    form::Form,
};
use crate::probe::{Options, failure::Failure, recorder::Recorder, tls};

/// So often a request is made again, where the answer says “later”.
const MOST_RETRIES: u32 = 2;

/// What is left of a stage when it waits has to suffice for the answer.
const RESERVE: Duration = Duration::from_secs(1);

/// Talks to an authorization server.
pub(super) struct Channel<'a> {
    options: &'a Options,
    recorder: &'a Recorder,
    /// When the stage has to be over.
    deadline: Instant,
    /// One for each origin, for the way to each may be another.
    clients: Mutex<Vec<(String, Client)>>,
}

impl<'a> Channel<'a> {
    pub(super) fn new(options: &'a Options, recorder: &'a Recorder, deadline: Instant) -> Self {
        Self { options, recorder, deadline, clients: Mutex::default() }
    }

    /// Posts a form, and again where the answer says “later” and there is time for it.
    pub(super) async fn post(&self, form: &Form, place: Place) -> Result<Answer, Failure> {
        let (mut retries, mut waited) = (0, Duration::ZERO);
        loop {
            let answer = self.post_once(form, place).await?;
            // Each time it waits at least as long as before.
            let wait = answer.later().map(|wait| wait.max(waited));
            let left = self.deadline.saturating_duration_since(Instant::now());
            // A server may name any number of seconds.
            let in_time = |wait: &Duration| wait.saturating_add(RESERVE) < left;
            match wait.filter(in_time) {
                Some(wait) if retries < MOST_RETRIES => {
                    sleep(wait).await;
                    retries += 1;
                    waited += wait;
                }
                _ => return Ok(answer.with_retries(retries, waited)),
            }
        }
    }

    async fn post_once(&self, form: &Form, place: Place) -> Result<Answer, Failure> {
        self.recorder.note(Peer::Client, &format!("POST {}", without_query(&form.url)));
        let client = self.client(&form.url, place)?;
        let mut request = client.post(&form.url).header(header::ACCEPT, "application/json");
        if let Some(basic) = form.basic(self.recorder) {
            self.recorder.note(Peer::Client, "Authorization: Basic [redacted]");
            request = request.header(header::AUTHORIZATION, basic);
        }
        self.recorder.note(Peer::Client, &form.shown());
        self.send(request.form(&form.sent()), place).await
    }

    /// Gets a document.
    pub(super) async fn get(&self, url: &str, place: Place) -> Result<Answer, Failure> {
        self.recorder.note(Peer::Client, &format!("GET {}", without_query(url)));
        let request = self.client(url, place)?.get(url).header(header::ACCEPT, "application/json");
        self.send(request, place).await
    }

    /// Sends a request and reads the answer, as long as one stage may take.
    async fn send(&self, request: RequestBuilder, place: Place) -> Result<Answer, Failure> {
        let answer = async {
            let response = request.send().await.map_err(|error| of_request(&error, place))?;
            if let Some(issuer) = issuer_of(&response) {
                self.recorder.learn_fact("certificate_issuer", issuer.into());
            }
            Answer::read(response, place, self.recorder).await
        };
        match timeout(self.options.stage_timeout, answer).await {
            Ok(answer) => answer,
            Err(_) => {
                Err(Failure::new(format!("{place} does not answer.")).with("error_kind", "timeout"))
            }
        }
    }

    fn client(&self, url: &str, place: Place) -> Result<Client, Failure> {
        let origin = Url::parse(url).map(|url| url.origin().ascii_serialization());
        let origin = origin.unwrap_or_default();
        let mut clients = self.clients.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, client)) = clients.iter().find(|(known, _)| *known == origin) {
            return Ok(client.clone());
        }
        let client = Client::builder()
            .tls_backend_preconfigured((*self.options.tls).clone())
            .redirect(Policy::none())
            .tls_info(true);
        let client = self.options.route.http(client, url, self.recorder)?;
        let client = client.build().map_err(|error| of_request(&error, place))?;
        clients.push((origin, client.clone()));
        Ok(client)
    }
}

/// Who issued the certificate of the server that answered: an inspecting proxy shows itself so, and the
/// sandbox.
fn issuer_of(response: &Response) -> Option<String> {
    let certificate = response.extensions().get::<TlsInfo>()?.peer_certificate()?;
    tls::issuer(certificate)
}

/// A key may stand in the query.
fn without_query(url: &str) -> String {
    match url.split_once('?') {
        Some((path, _)) => format!("{path}?[redacted]"),
        None => url.to_owned(),
    }
}

/// The request itself failed: name, connection, TLS or time.
pub(super) fn of_request(error: &reqwest::Error, place: Place) -> Failure {
    if let Some(failure) = tls::failure_within(error) {
        return failure;
    }
    let mut deepest: &dyn std::error::Error = error;
    while let Some(source) = deepest.source() {
        deepest = source;
    }
    let failure = Failure::new(format!("{place} cannot be reached: {deepest}"));
    match deepest.downcast_ref::<std::io::Error>().map(Failure::of_io) {
        Some(Failure { facts }) => match facts.get("error_kind") {
            Some(kind) => failure.with("error_kind", kind.clone()),
            None => failure,
        },
        None if error.is_dns() => failure.with("error_kind", "dns"),
        None => failure,
    }
}
