//! The way to the authorization server: HTTP, recorded, bounded in time and size.

use std::time::Duration;

use mailvet_core::report::Peer;
use reqwest::{Client, Response, header, redirect::Policy};
use tokio::time::{Instant, sleep};

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
    client: Client,
    recorder: &'a Recorder,
    /// When the stage has to be over.
    deadline: Instant,
}

impl<'a> Channel<'a> {
    /// A channel to the server of this address.
    pub(super) fn new(
        url: &str,
        options: &Options,
        recorder: &'a Recorder,
        deadline: Instant,
    ) -> Result<Self, Failure> {
        let client = Client::builder()
            .tls_backend_preconfigured((*options.tls).clone())
            .redirect(Policy::none());
        let client = options.route.http(client, url, recorder)?;
        let client = client.build().map_err(|error| of_request(&error, Place::Token))?;
        Ok(Self { client, recorder, deadline })
    }

    /// Posts a form, and again where the answer says “later” and there is time for it.
    pub(super) async fn post(&self, form: &Form, place: Place) -> Result<Answer, Failure> {
        let (mut retries, mut waited) = (0, Duration::ZERO);
        loop {
            let answer = self.post_once(form, place).await?;
            // Each time it waits at least as long as before.
            let wait = answer.later().map(|wait| wait.max(waited));
            let in_time = |wait: &Duration| Instant::now() + *wait + RESERVE < self.deadline;
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
        let mut request = self.client.post(&form.url).header(header::ACCEPT, "application/json");
        if let Some(basic) = form.basic(self.recorder) {
            self.recorder.note(Peer::Client, "Authorization: Basic [redacted]");
            request = request.header(header::AUTHORIZATION, basic);
        }
        self.recorder.note(Peer::Client, &form.shown());
        self.read(request.form(&form.sent()).send().await, place).await
    }

    /// Gets a document.
    pub(super) async fn get(&self, url: &str, place: Place) -> Result<Answer, Failure> {
        self.recorder.note(Peer::Client, &format!("GET {}", without_query(url)));
        let request = self.client.get(url).header(header::ACCEPT, "application/json");
        self.read(request.send().await, place).await
    }

    async fn read(
        &self,
        response: reqwest::Result<Response>,
        place: Place,
    ) -> Result<Answer, Failure> {
        let response = response.map_err(|error| of_request(&error, place))?;
        Answer::read(response, place, self.recorder).await
    }
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
