//! Where the browser comes back to: a port of this machine, for one answer (RFC 8252 §7.3).

use std::{borrow::Cow, convert::Infallible, io, net::Ipv6Addr, sync::Arc, time::Duration};

use http_body_util::Full;
use hyper::{
    Method, Response, StatusCode,
    body::{Bytes, Incoming},
    header,
    server::conn::http1,
    service::service_fn,
};
use hyper_util::rt::{TokioIo, TokioTimer};
use mailvet_core::{
    Secret,
    report::{Fact, Facts, Peer},
};
use subtle::ConstantTimeEq;
use tokio::{
    net::{TcpListener, TcpStream},
    sync::mpsc,
    task::JoinSet,
    time::{sleep, timeout},
};
use url::form_urlencoded;

use crate::probe::{failure::Failure, recorder::Recorder};

/// A browser sends its request at once.
const PATIENCE: Duration = Duration::from_secs(10);

/// A browser keeps connections in reserve, on which nothing comes.
const FAREWELL: Duration = Duration::from_millis(300);

/// How long to wait when the system has no connection to give, for want of file descriptors.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// So many bytes of a request are read.
const LARGEST_REQUEST: usize = 32 * 1024;

/// A port that waits for the answer.
pub(super) struct Redirect {
    listener: TcpListener,
    /// The same port of IPv6, which `localhost` can mean as well.
    other: Option<TcpListener>,
    authority: String,
    uri: String,
}

/// What the authorization server has the browser bring.
#[derive(Clone, Debug, Default)]
pub(super) struct Answer {
    code: Option<Secret>,
    issuer: Option<String>,
    error: Option<String>,
    facts: Facts,
}

impl Redirect {
    /// Takes a free port of this machine, which goes by this name.
    pub(super) async fn open(host: &str) -> io::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let port = listener.local_addr()?.port();
        let other = match host {
            "localhost" => TcpListener::bind((Ipv6Addr::LOCALHOST, port)).await.ok(),
            _ => None,
        };
        let authority = format!("{host}:{port}");
        Ok(Self { listener, other, uri: format!("http://{authority}"), authority })
    }

    /// The address for the browser to come back to.
    pub(super) fn uri(&self) -> &str {
        &self.uri
    }

    /// Waits for the answer that belongs to this state.
    pub(super) async fn answer(self, state: &Secret) -> Result<Answer, Failure> {
        let (sender, mut receiver) = mpsc::channel(1);
        let door = Arc::new(Door { authority: self.authority, state: state.clone(), sender });
        let mut visitors = JoinSet::new();
        loop {
            tokio::select! {
                answer = receiver.recv() => {
                    // The browser is still to read its page.
                    let _ = timeout(FAREWELL, async { while visitors.join_next().await.is_some() {} }).await;
                    return answer.unwrap_or_else(|| Err(foreign()));
                }
                visitor = accept(&self.listener, self.other.as_ref()) => {
                    match visitor {
                        Ok(visitor) => drop(visitors.spawn(Arc::clone(&door).serve(visitor))),
                        Err(_) => sleep(ACCEPT_PAUSE).await,
                    }
                }
            }
        }
    }
}

async fn accept(one: &TcpListener, other: Option<&TcpListener>) -> io::Result<TcpStream> {
    let accepted = match other {
        None => one.accept().await,
        Some(other) => tokio::select! {
            accepted = one.accept() => accepted,
            accepted = other.accept() => accepted,
        },
    };
    accepted.map(|(stream, _)| stream)
}

/// Who looks at what comes in.
struct Door {
    authority: String,
    state: Secret,
    sender: mpsc::Sender<Result<Answer, Failure>>,
}

impl Door {
    async fn serve(self: Arc<Self>, visitor: TcpStream) {
        let service = service_fn(|request| {
            let response = self.respond(&request);
            async { Ok::<_, Infallible>(response) }
        });
        // A browser that breaks off has nothing to say.
        let _ = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(PATIENCE)
            .max_buf_size(LARGEST_REQUEST)
            .keep_alive(false)
            .serve_connection(TokioIo::new(visitor), service)
            .await;
    }

    fn respond(&self, request: &hyper::Request<Incoming>) -> Response<Full<Bytes>> {
        let host = request.headers().get(header::HOST).and_then(|host| host.to_str().ok());
        if !host.is_some_and(|host| host.eq_ignore_ascii_case(&self.authority)) {
            return page(StatusCode::MISDIRECTED_REQUEST, "This is no server.");
        }
        let query = request.uri().query().unwrap_or_default();
        let fields = || form_urlencoded::parse(query.as_bytes());
        let is_answer = fields().any(|(name, _)| name == "code" || name == "error");
        if request.method() != Method::GET || request.uri().path() != "/" || !is_answer {
            return page(StatusCode::NOT_FOUND, "There is nothing here.");
        }
        let state = fields().find(|(name, _)| name == "state");
        let is_ours = state.is_some_and(|(_, given)| {
            bool::from(given.as_bytes().ct_eq(self.state.expose().as_bytes()))
        });
        let (answer, status, words) = if is_ours {
            let answer = Answer::of(fields());
            match answer.error {
                None => (
                    Ok(answer),
                    StatusCode::OK,
                    "You are signed in, and the test goes on. This page can be closed.",
                ),
                Some(_) => (
                    Ok(answer),
                    StatusCode::OK,
                    "You are not signed in. The test says why; this page can be closed.",
                ),
            }
        } else {
            let words = "This answer belongs to no sign-in that was begun here.";
            (Err(foreign()), StatusCode::BAD_REQUEST, words)
        };
        // Only the first answer counts.
        let _ = self.sender.try_send(answer);
        page(status, words)
    }
}

/// An answer that nobody asked for: somebody else may have begun the sign-in that it ends.
fn foreign() -> Failure {
    Failure::new(
        "The browser brought an answer to another sign-in: its state is not the one that was sent.",
    )
    .with("error_kind", "sign-in")
    .with("state_mismatch", true)
}

fn page(status: StatusCode, words: &str) -> Response<Full<Bytes>> {
    let body = format!(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Mailvet</title><p>{words}</p></html>"
    );
    let mut response = Response::new(Full::new(Bytes::from(body)));
    *response.status_mut() = status;
    for (name, value) in [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'"),
        (header::CACHE_CONTROL, "no-store"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ] {
        response.headers_mut().insert(name, header::HeaderValue::from_static(value));
    }
    response
}

impl Answer {
    fn of<'a>(fields: impl Iterator<Item = (Cow<'a, str>, Cow<'a, str>)>) -> Self {
        let mut answer = Self::default();
        for (name, value) in fields {
            match &*name {
                "code" => answer.code = Some(Secret::new(value.into_owned())),
                "iss" => answer.issuer = Some(value.into_owned()),
                "error" => answer.error = Some(value.into_owned()),
                "error_description" | "error_uri" | "error_subcode" => {
                    answer.facts.insert(name.into_owned(), Fact::Text(value.into_owned()));
                }
                _ => {}
            }
        }
        answer
    }

    /// The code, if the server of this name gave one.
    pub(super) fn code(
        self,
        issuer: Option<&str>,
        says_issuer: bool,
        recorder: &Recorder,
    ) -> Result<Secret, Failure> {
        if let Some(code) = &self.code {
            recorder.learn(code);
        }
        let words = match (&self.error, self.facts.get("error_description")) {
            (None, _) => "code=[redacted]".to_owned(),
            (Some(error), Some(Fact::Text(description))) => format!("{error}: {description}"),
            (Some(error), _) => error.clone(),
        };
        recorder.note(Peer::Server, &format!("redirect: {words}"));
        let is_strange = match (issuer, &self.issuer) {
            (Some(issuer), Some(given)) => given != issuer,
            (Some(_), None) => says_issuer,
            (None, _) => false,
        };
        if is_strange {
            let failure = Failure::new(
                "The answer comes from another authorization server than the one that was asked (RFC 9207).",
            );
            let failure = failure.with("error_kind", "sign-in");
            return Err(failure.with("issuer", self.issuer.unwrap_or_default()));
        }
        match (self.error, self.code) {
            (None, Some(code)) if !code.expose().is_empty() => Ok(code),
            (Some(error), _) => {
                let failure = Failure::new(format!("The authorization server refuses: {words}"));
                Err(failure.with("oauth_error", error).with_all(self.facts))
            }
            (None, _) => Err(Failure::new("The authorization server gives no code.")),
        }
    }
}
