//! What needs a test that does not end by itself, or one that ends with a token.

use std::{
    future,
    net::SocketAddr,
    time::{Duration, SystemTime},
};

use axum::{
    extract::{FromRequest, Request, State},
    http::{StatusCode, header::CONTENT_TYPE},
    response::{IntoResponse, Sse},
    routing::get,
};
use mailvet_core::{
    FormName,
    plan::{Consent, Depth},
    report::{TestReport, Verdict},
};
use serde_json::{Map, Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    sync::{Notify, mpsc},
    time::timeout,
};

use super::{
    body::Document,
    run::{self, Teller, events, remember},
    *,
};
use crate::{
    probe::{AccessToken, Outcome},
    store::{tests::Folder, token_binding},
};

const SOON: Duration = Duration::from_secs(5);

async fn app(folder: &Folder, tests_at_once: usize) -> Arc<App> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let tls = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("versions of TLS")
        .with_root_certificates(rustls::RootCertStore::empty())
        .with_no_client_auth();
    let probe = probe::Options {
        tls: Arc::new(tls),
        stage_timeout: SOON,
        timeout: SOON,
        depth: Depth::Envelope,
        consent: Consent::default(),
        identity_hosts: Vec::new(),
    };
    Arc::new(App {
        gate: Gate::new(1, Secret::new("token".to_owned())),
        store: folder.open().await,
        probe,
        pages: &[],
        reports: Reports::default(),
        tests: Arc::new(Semaphore::new(tests_at_once)),
    })
}

async fn document(body: Value) -> Document {
    let request = Request::post("/")
        .header(CONTENT_TYPE, "application/json")
        .body(body.to_string().into())
        .expect("a request");
    Document::from_request(request, &()).await.expect("a document")
}

/// A server whose only path streams a test.
async fn stream_of<F>(test: impl Fn(Teller) -> F + Clone + Send + Sync + 'static) -> SocketAddr
where
    F: Future<Output = ()> + Send + 'static,
{
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("it binds");
    let address = listener.local_addr().expect("it listens");
    let router = Router::new().route("/", get(async move || Sse::new(events(test))));
    tokio::spawn(connections::serve(listener, router, future::pending()));
    address
}

/// Reads until a word has come.
async fn read_until(stream: &mut TcpStream, word: &str) {
    let mut text = String::new();
    while !text.contains(word) {
        let mut bytes = [0; 1024];
        let read = timeout(SOON, stream.read(&mut bytes)).await.expect("in time");
        let read = read.expect("it reads");
        assert!(read > 0, "closed after {text}");
        text += &String::from_utf8_lossy(&bytes[..read]);
    }
}

#[tokio::test]
async fn r12_a_closed_page_cancels_its_test() {
    let (running, ended) = mpsc::channel::<()>(1);
    let address = stream_of(move |teller| {
        let running = running.clone();
        async move {
            let _running = running;
            teller.tell("test", json!({}));
            future::pending::<()>().await;
        }
    })
    .await;
    let mut stream = TcpStream::connect(address).await.expect("it listens");
    stream.write_all(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n").await.expect("it takes them");
    read_until(&mut stream, "event: test").await;
    // The router keeps a sender of its own; the other is the task's.
    assert!(ended.sender_strong_count() > 1);
    drop(stream);
    let is_gone = async {
        while ended.sender_strong_count() > 1 {
            tokio::task::yield_now().await;
        }
    };
    timeout(SOON, is_gone).await.expect("the test ends with its reader");
}

#[tokio::test]
async fn r11_a_running_test_is_not_closed_to_make_room() {
    let go_on = Arc::new(Notify::new());
    let signal = Arc::clone(&go_on);
    let address = stream_of(move |teller| {
        let signal = Arc::clone(&signal);
        async move {
            teller.tell("test", json!({}));
            signal.notified().await;
            teller.tell("report", json!({}));
        }
    })
    .await;
    let mut stream = TcpStream::connect(address).await.expect("it listens");
    stream.write_all(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n").await.expect("it takes them");
    read_until(&mut stream, "event: test").await;
    let mut others = Vec::new();
    for _ in 0..100 {
        others.push(TcpStream::connect(address).await.expect("it listens"));
    }
    // The first of them was closed, so the limit was reached.
    let mut rest = Vec::new();
    timeout(SOON, others[0].read_to_end(&mut rest)).await.expect("in time").expect("a clean end");
    go_on.notify_one();
    read_until(&mut stream, "event: report").await;
}

#[tokio::test]
async fn r12_one_test_too_many_is_asked_to_wait() {
    let folder = Folder::new();
    let app = app(&folder, 1).await;
    let test = async || {
        let body = document(json!({ "outgoing": {} })).await;
        run::test(State(Arc::clone(&app)), FormName::Outgoing, body).await
    };
    let first = test().await.expect("there is room for one");
    let refused = test().await.expect_err("there is no room for two").into_response();
    assert_eq!(refused.status(), StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(refused.headers()["retry-after"], "5");
    let body = first.into_response().into_body();
    axum::body::to_bytes(body, usize::MAX).await.expect("it ends");
    drop(test().await.expect("there is room again"));
}

fn settings() -> Map<String, Value> {
    let settings = json!({ "server": "mail.example.com", "username": "legal@example.com" });
    let Value::Object(settings) = settings else { panic!("no object") };
    settings
}

fn outcome(verdict: Verdict) -> Outcome {
    let mut report = TestReport::of(FormName::Incoming, Vec::new(), Vec::new());
    report.verdict = verdict;
    let expires_at = Some(SystemTime::UNIX_EPOCH + Duration::from_secs(1_800_000_000));
    let token = AccessToken { value: Secret::new("eyJ0".to_owned()), expires_at };
    Outcome { report, token: Some(token) }
}

#[tokio::test]
async fn only_a_test_that_succeeds_leaves_its_token() {
    let folder = Folder::new();
    let app = app(&folder, 1).await;
    let bound_to = token_binding(FormName::Incoming, &settings());
    let stored = async || app.store.token(FormName::Incoming, &bound_to).await.expect("it opens");
    remember(&app, &settings(), &outcome(Verdict::Failure)).await;
    assert_eq!(stored().await, None);
    remember(&app, &settings(), &outcome(Verdict::Success)).await;
    let token = stored().await.expect("it was stored");
    assert_eq!((token.value.expose(), token.expires_at), ("eyJ0", Some(1_800_000_000)));
}

#[tokio::test]
async fn a_test_that_succeeds_saves_no_settings() {
    let folder = Folder::new();
    let app = app(&folder, 1).await;
    remember(&app, &settings(), &outcome(Verdict::Success)).await;
    assert_eq!(app.store.load(FormName::Incoming).await.expect("it loads"), None);
}
