//! Microsoft Graph, where mail is read and sent over HTTPS: the way out where SMTP AUTH is banned.
//!
//! The conversation goes over the same wire as that of a mail server, so its evidence is the same. It
//! asks for one thing and changes nothing: of the inbox its counts, of a sender's account that it is
//! there. Whether a token with `Mail.Send` alone may send is told by its claims, since it may look
//! nothing up. Only where a message is to be sent a second request sends it.
//!
//! Sources: Microsoft, *Get mailFolder*, *Get user*, *user: sendMail*, *Send Outlook messages in MIME
//! format*, *Microsoft Graph error responses and resource types* (2025).

use std::{io, time::SystemTime};

use base64::{Engine, engine::general_purpose::STANDARD};
use http_body_util::{BodyExt, Full, Limited};
use hyper::{
    Request, StatusCode,
    body::Bytes,
    client::conn::http1::{self, SendRequest},
    header::{
        ACCEPT, AUTHORIZATION, CONTENT_TYPE, HOST, HeaderMap, HeaderValue, RETRY_AFTER,
        WWW_AUTHENTICATE,
    },
    http::request,
};
use hyper_util::rt::TokioIo;
use lettre::Address;
use mailvet_core::{
    Secret,
    claims::Claims,
    diagnosis::Protocol,
    report::{Fact, Facts, Peer},
};
use serde::Deserialize;
use serde_json::Value;
use tokio::task::JoinSet;
use url::Url;

use super::{
    failure::Failure,
    letter::{Letter, address},
    login::{Proof, ProofKind},
    recorder::Recorder,
    run::{Conversation, Then},
    wire::Wire,
};

/// An answer may be so large.
const LARGEST_ANSWER: usize = 256 * 1024;

/// The mailbox that mail is read from.
pub(crate) struct Inbox(Api);

/// The mailbox that mail is sent from.
pub(crate) struct Outbox(Api);

/// Microsoft Graph, and what it answered to the question about the mailbox.
struct Api {
    wire: Option<Wire>,
    channel: Option<Channel>,
    recorder: Recorder,
    answer: Option<Answer>,
    mailbox: String,
    may_send: Option<bool>,
}

/// A connection that requests are made on.
struct Channel {
    sender: SendRequest<Full<Bytes>>,
    host: String,
    bearer: HeaderValue,
    /// What moves the bytes; it ends with the connection.
    _driver: JoinSet<hyper::Result<()>>,
}

struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    body: Vec<u8>,
}

/// What stands in an error response.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Problem {
    error: ProblemDetail,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct ProblemDetail {
    code: Option<String>,
    message: Option<String>,
    #[serde(rename = "innerError", alias = "innererror")]
    inner: InnerError,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct InnerError {
    code: Option<String>,
    #[serde(rename = "request-id")]
    request_id: Option<String>,
}

impl Conversation for Inbox {
    const PROTOCOL: Protocol = Protocol::Graph;

    fn begin(wire: Wire, recorder: Recorder) -> Self {
        Self(Api::begin(wire, recorder))
    }

    /// Asks for the counts of the inbox; a token that opens no inbox is refused here.
    async fn authenticate(&mut self, proof: &Proof) -> Result<Facts, Failure> {
        let path = ["users", &proof.mailbox, "mailFolders", "inbox"];
        let selected = "totalItemCount,unreadItemCount";
        let answer = self.0.get(proof, &path, selected).await?;
        match answer.status {
            StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => Err(answer.refusal()),
            _ => Ok(answer.facts()),
        }
    }

    async fn mailbox(&mut self, _: Option<&str>, _: Then) -> Result<Facts, Failure> {
        let answer = self.0.answered()?;
        let folder: Value = answer.success()?;
        let count = |name: &str| folder.get(name).and_then(Value::as_i64);
        let Some(messages) = count("totalItemCount") else {
            return Err(answer.failure("Microsoft Graph's answer tells nothing of the inbox."));
        };
        let mut facts = Facts::from([("messages".to_owned(), Fact::Number(messages))]);
        facts.extend(count("unreadItemCount").map(|n| ("unread".to_owned(), Fact::Number(n))));
        Ok(facts)
    }
}

impl Conversation for Outbox {
    const PROTOCOL: Protocol = Protocol::Graph;

    fn begin(wire: Wire, recorder: Recorder) -> Self {
        Self(Api::begin(wire, recorder))
    }

    /// Asks for the sender's account. A token that may only send is known by being told so.
    async fn authenticate(&mut self, proof: &Proof) -> Result<Facts, Failure> {
        let answer = self.0.get(proof, &["users", &proof.mailbox], "id,mail").await?;
        let is_denied = answer.status == StatusCode::FORBIDDEN;
        let may_only_send =
            is_denied && answer.code().as_deref() == Some("Authorization_RequestDenied");
        let is_refused = is_denied && !may_only_send;
        if answer.status == StatusCode::UNAUTHORIZED || is_refused {
            return Err(answer.refusal());
        }
        Ok(answer.facts())
    }

    async fn mailbox(&mut self, sender: Option<&str>, _: Then) -> Result<Facts, Failure> {
        let may_send = self.0.may_send;
        let mailbox = self.0.mailbox.clone();
        let answer = self.0.answered()?;
        let sender = sender.unwrap_or(&mailbox).to_owned();
        let mut facts = Facts::from([("sender".to_owned(), Fact::Text(sender))]);
        if may_send == Some(false) {
            let words = "The token has no permission to send mail: Mail.Send is not in its claims.";
            return Err(answer.failure(words).with("permission", "Mail.Send"));
        }
        if answer.status != StatusCode::FORBIDDEN {
            answer.success()?;
            facts.insert("exists".to_owned(), Fact::Flag(true));
        }
        if may_send.is_none() {
            let words =
                "The token is opaque, so nobody but Microsoft Graph knows whether it may send.";
            facts.insert("warnings".to_owned(), Fact::List(vec![words.to_owned()]));
        }
        Ok(facts)
    }

    /// Sends a message as it is, so that it keeps its `Message-ID`.
    async fn send(&mut self, sender: Option<&str>, recipient: &Address) -> Result<Facts, Failure> {
        let sender = sender.unwrap_or(&self.0.mailbox);
        let letter = Letter::write(address(sender)?, recipient.clone(), SystemTime::now())?;
        let answer =
            self.0.send(&letter).await.map_err(|failure| failure.with_all(letter.facts()))?;
        let facts = [answer.facts(), letter.facts()].into_iter().flatten().collect();
        if answer.status == StatusCode::ACCEPTED {
            Ok(facts)
        } else {
            Err(answer.refusal().with_all(facts))
        }
    }
}

impl Api {
    fn begin(wire: Wire, recorder: Recorder) -> Self {
        let (channel, answer, mailbox, may_send) = Default::default();
        Self { wire: Some(wire), channel, recorder, answer, mailbox, may_send }
    }

    /// Asks for one resource of the mailbox.
    async fn get(
        &mut self,
        proof: &Proof,
        path: &[&str],
        selected: &str,
    ) -> Result<&Answer, Failure> {
        let ProofKind::Token(token) = &proof.kind else { return Err(Failure::out_of_turn()) };
        self.recorder.learn(token);
        self.mailbox.clone_from(&proof.mailbox);
        self.may_send = Claims::read(token).map(|claims| permits(&claims, "Mail.Send"));
        let wire = self.wire.take().ok_or_else(Failure::out_of_turn)?;
        let builder = http1::Builder::new();
        let handshake = builder.handshake(TokioIo::new(wire)).await;
        let (sender, connection) = handshake.map_err(|error| broken(&error))?;
        let mut driver = JoinSet::new();
        driver.spawn(connection);
        let host = proof.host.to_string();
        self.channel = Some(Channel { sender, host, bearer: bearer(token)?, _driver: driver });
        let target = format!("{}?$select={selected}", resource(path)?);
        let answer = self.ask(Request::get(target), Bytes::new()).await?;
        Ok(self.answer.insert(answer))
    }

    /// Sends a message, which Microsoft Graph takes in base64.
    async fn send(&mut self, letter: &Letter) -> Result<Answer, Failure> {
        let target = resource(&["users", &self.mailbox, "sendMail"])?;
        let request = Request::post(target).header(CONTENT_TYPE, "text/plain");
        self.ask(request, STANDARD.encode(letter.text()).into()).await
    }

    async fn ask(&mut self, request: request::Builder, body: Bytes) -> Result<Answer, Failure> {
        let channel = self.channel.as_mut().ok_or_else(Failure::out_of_turn)?;
        let request = request
            .header(HOST, &channel.host)
            .header(ACCEPT, "application/json")
            .header(AUTHORIZATION, &channel.bearer)
            .body(Full::new(body))
            .map_err(|_| unusable())?;
        let answer = Answer::read(&mut channel.sender, request).await?;
        answer.note(&self.recorder);
        Ok(answer)
    }

    fn answered(&self) -> Result<&Answer, Failure> {
        self.answer.as_ref().ok_or_else(Failure::out_of_turn)
    }
}

/// The path of a resource, whatever characters are in its parts.
fn resource(parts: &[&str]) -> Result<String, Failure> {
    let mut url = Url::parse("https://graph.invalid/v1.0").map_err(|_| unusable())?;
    url.path_segments_mut().map_err(|()| unusable())?.extend(parts);
    Ok(url.path().to_owned())
}

fn bearer(token: &Secret) -> Result<HeaderValue, Failure> {
    let bearer = format!("Bearer {}", token.expose());
    let mut bearer = HeaderValue::try_from(bearer).map_err(|_| unusable())?;
    bearer.set_sensitive(true);
    Ok(bearer)
}

fn unusable() -> Failure {
    Failure::new("These settings make no request to Microsoft Graph.")
}

impl Answer {
    async fn read(
        sender: &mut SendRequest<Full<Bytes>>,
        request: Request<Full<Bytes>>,
    ) -> Result<Self, Failure> {
        sender.ready().await.map_err(|error| broken(&error))?;
        let response = sender.send_request(request).await.map_err(|error| broken(&error))?;
        let (head, body) = response.into_parts();
        let body = Limited::new(body, LARGEST_ANSWER).collect().await.map_err(|_| {
            Failure::new("The answer of Microsoft Graph is cut off, or longer than it may be.")
        })?;
        let body = body.to_bytes().to_vec();
        Ok(Self { status: head.status, headers: head.headers, body })
    }

    /// Records what was answered.
    fn note(&self, recorder: &Recorder) {
        let content_type = self.headers.get(CONTENT_TYPE).map(HeaderValue::as_bytes);
        let content_type = String::from_utf8_lossy(content_type.unwrap_or_default());
        recorder.note(Peer::Server, &format!("HTTP {} {content_type}", self.status.as_u16()));
        recorder.note(Peer::Server, &String::from_utf8_lossy(&self.body));
    }

    fn problem(&self) -> ProblemDetail {
        serde_json::from_slice::<Problem>(&self.body).unwrap_or_default().error
    }

    /// The code of an error.
    fn code(&self) -> Option<String> {
        self.problem().code
    }

    fn header(&self, name: impl hyper::header::AsHeaderName) -> Option<Fact> {
        self.headers.get(name)?.to_str().ok().map(Fact::from)
    }

    fn facts(&self) -> Facts {
        let ProblemDetail { code, inner, .. } = self.problem();
        let request_id = inner.request_id.map(Fact::Text).or_else(|| self.header("request-id"));
        let facts = [
            ("http_status", Some(Fact::Number(self.status.as_u16().into()))),
            ("graph_error", code.map(Fact::Text)),
            ("graph_inner_error", inner.code.map(Fact::Text)),
            ("request_id", request_id),
            ("retry_after", self.header(RETRY_AFTER)),
            ("www_authenticate", self.header(WWW_AUTHENTICATE)),
        ];
        facts.into_iter().filter_map(|(name, fact)| Some((name.to_owned(), fact?))).collect()
    }

    fn failure(&self, words: &str) -> Failure {
        Failure::new(words).with_all(self.facts())
    }

    /// The body of a good answer.
    fn success(&self) -> Result<Value, Failure> {
        if self.status != StatusCode::OK {
            return Err(self.refusal());
        }
        serde_json::from_slice(&self.body).map_err(|_| {
            self.failure("Microsoft Graph did not answer in JSON; something else did.")
        })
    }

    /// Why it is no good answer, with Graph's own words.
    fn refusal(&self) -> Failure {
        let heading = match self.status {
            StatusCode::UNAUTHORIZED => "Microsoft Graph does not accept the token",
            StatusCode::FORBIDDEN => "Microsoft Graph does not let the token do this",
            StatusCode::NOT_FOUND => "Microsoft Graph finds no such mailbox",
            StatusCode::TOO_MANY_REQUESTS => "Microsoft Graph wants to be asked later",
            status if status.is_server_error() => "Microsoft Graph is out of order",
            _ => "Microsoft Graph refuses the request",
        };
        let ProblemDetail { code, message, .. } = self.problem();
        let words: Vec<_> = [code, message].into_iter().flatten().collect();
        let status = self.status.as_u16();
        if words.is_empty() {
            self.failure(&format!("{heading} (HTTP {status})."))
        } else {
            self.failure(&format!("{heading} (HTTP {status}): {}", words.join(": ")))
        }
    }
}

/// Whether a token names a permission, of an application or of a user.
fn permits(claims: &Claims, permission: &str) -> bool {
    let facts = claims.facts();
    let is_it = |word: &str| word.eq_ignore_ascii_case(permission);
    match (facts.get("roles"), facts.get("scp")) {
        (Some(Fact::List(roles)), _) => roles.iter().any(|role| is_it(role)),
        (_, Some(Fact::Text(scopes))) => scopes.split_whitespace().any(is_it),
        _ => false,
    }
}

fn broken(error: &hyper::Error) -> Failure {
    let mut deepest: &dyn std::error::Error = error;
    while let Some(source) = deepest.source() {
        deepest = source;
    }
    match deepest.downcast_ref::<io::Error>() {
        Some(error) => Failure::of_io(error),
        None if error.is_closed() => Failure::of_io(&io::ErrorKind::UnexpectedEof.into()),
        None => Failure::new(format!("The server does not answer in HTTP: {error}.")),
    }
}
