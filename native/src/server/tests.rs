//! What needs a test that does not end by itself, or one that ends with a token.

use std::{
    future,
    net::SocketAddr,
    time::{Duration, SystemTime},
};

use axum::{response::Sse, routing::get};
use mailvet_core::{
    FormName, SecretEntry, SecretReference,
    messages::{Language, Messages},
    remedy::Values,
    report::{TestReport, Verdict},
};
use serde_json::{Map, Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    sync::Notify,
    time::timeout,
};

use super::{
    run::{Teller, events, remember},
    *,
};
use crate::{
    form::Form,
    probe::{AccessToken, Outcome},
    store::{tests::Folder, token_binding},
};

const SOON: Duration = Duration::from_secs(5);

async fn app(folder: &Folder) -> Arc<App> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let tls = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("versions of TLS")
        .with_root_certificates(rustls::RootCertStore::empty())
        .with_no_client_auth();
    let probe =
        probe::Options { stage_timeout: SOON, timeout: SOON, ..probe::Options::new(Arc::new(tls)) };
    Arc::new(App {
        gate: Gate::new(1, Secret::new("token".to_owned())),
        store: folder.open().await,
        probe,
        pages: &[],
        reports: Reports::default(),
        tests: Arc::new(Semaphore::new(TESTS_AT_ONCE)),
        sandbox: None,
    })
}

/// A server that has room for one test, which it streams at its only path.
async fn stream_of<F>(
    test: impl Fn(Teller) -> F + Clone + Send + Sync + 'static,
) -> (SocketAddr, Arc<Semaphore>)
where
    F: Future<Output = ()> + Send + 'static,
{
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("it binds");
    let address = listener.local_addr().expect("it listens");
    let slots = Arc::new(Semaphore::new(1));
    let free = Arc::clone(&slots);
    let handler = async move || {
        let slot = free.try_acquire_owned().expect("there is room");
        Sse::new(events(slot, probe::Stop::default(), test))
    };
    let router = Router::new().route("/", get(handler));
    tokio::spawn(connections::serve(listener, router, future::pending()));
    (address, slots)
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
    let (address, slots) = stream_of(async |teller| {
        teller.tell("test", json!({}));
        future::pending::<()>().await;
    })
    .await;
    let mut stream = TcpStream::connect(address).await.expect("it listens");
    stream.write_all(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n").await.expect("it takes them");
    read_until(&mut stream, "event: test").await;
    assert_eq!(slots.available_permits(), 0);
    drop(stream);
    let free = timeout(SOON, slots.acquire()).await.expect("the test ends with its reader");
    assert!(free.is_ok());
}

#[tokio::test]
async fn r11_a_running_test_is_not_closed_to_make_room() {
    let go_on = Arc::new(Notify::new());
    let signal = Arc::clone(&go_on);
    let (address, _) = stream_of(move |teller| {
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

/// The secrets of a form after its stored ones were fetched, and the codes of what was found.
async fn filled(
    app: &App,
    settings: &Value,
) -> (Vec<(&'static str, SecretEntry)>, Vec<&'static str>) {
    let Value::Object(settings) = settings else { panic!("no object") };
    let mut form = Form::read(FormName::Outgoing, settings.clone()).expect("a form");
    let findings = stored::fill(&mut form, settings, &app.store).await.expect("it opens");
    let secrets = form.secrets().into_iter().map(|(field, secret)| (field, secret.clone()));
    (secrets.collect(), findings.into_iter().map(|finding| finding.code).collect())
}

#[tokio::test]
async fn r20_a_stored_secret_is_fetched_where_it_is_sent_and_for_its_own_place_only() {
    let folder = Folder::new();
    let app = app(&folder).await;
    let oauth = |provider: &str, secret: Value| {
        json!({ "provider": provider, "authority_url": "https://login.example.com/token",
                "client_id": "mailvet", "client_secret": secret })
    };
    let mut settings = json!({ "server": "mail.example.com", "username": "legal@example.com",
                               "password": "one", "oauth": oauth("custom", json!("two")) });
    app.store
        .save(FormName::Outgoing, settings.as_object().expect("an object"), None)
        .await
        .expect("it saves");
    let stored = json!({ "stored": true });
    let reference = || SecretEntry::Reference(SecretReference::Stored(true));

    // With OAuth on, the client secret is sent, and the password is not.
    settings["password"] = stored.clone();
    settings["oauth"] = oauth("custom", stored.clone());
    let expected = vec![("password", reference()), ("oauth.client_secret", "two".into())];
    assert_eq!(filled(&app, &settings).await, (expected, vec![]));
    // What it fetches goes to the mail server at once, so another server gets neither.
    settings["server"] = json!("elsewhere.example.com");
    let unfilled = vec![("password", reference()), ("oauth.client_secret", reference())];
    assert_eq!(filled(&app, &settings).await, (unfilled, vec!["stored-secret-moved"]));

    // With OAuth off, it is the other way round.
    settings["oauth"] = oauth("none", stored.clone());
    let unfilled = vec![("password", reference()), ("oauth.client_secret", reference())];
    assert_eq!(filled(&app, &settings).await, (unfilled, vec!["stored-secret-moved"]));
    settings["server"] = json!("mail.example.com");
    let expected = vec![("password", "one".into()), ("oauth.client_secret", reference())];
    assert_eq!(filled(&app, &settings).await, (expected, vec![]));

    // The password flow sends the password to the token endpoint, for which it was not typed.
    settings["oauth"] = oauth("custom", stored);
    settings["oauth"]["flow"] = json!("password");
    let expected = vec![("password", reference()), ("oauth.client_secret", "two".into())];
    assert_eq!(filled(&app, &settings).await, (expected, vec!["stored-secret-moved"]));
}

fn settings() -> Map<String, Value> {
    let settings = json!({ "server": "mail.example.com", "username": "legal@example.com" });
    let Value::Object(settings) = settings else { panic!("no object") };
    settings
}

fn outcome(verdict: Verdict) -> Outcome {
    let mut report = TestReport::of(
        FormName::Incoming,
        Vec::new(),
        Vec::new(),
        &Values::default(),
        Messages::of(Language::English),
    );
    report.verdict = verdict;
    let expires_at = Some(SystemTime::UNIX_EPOCH + Duration::from_hours(500_000));
    let token = AccessToken { value: Secret::new("eyJ0".to_owned()), expires_at };
    let values = Values::default();
    let refresh_token = Some(Secret::new("0.AX".to_owned()));
    Outcome { report, values, token: Some(token), refresh_token }
}

#[tokio::test]
async fn only_a_test_that_succeeds_leaves_its_token() {
    let folder = Folder::new();
    let app = app(&folder).await;
    let bound_to = token_binding(FormName::Incoming, &settings());
    let stored = async || app.store.token(FormName::Incoming, &bound_to).await.expect("it opens");
    remember(&app, &settings(), &outcome(Verdict::Failure)).await;
    assert_eq!(stored().await, None);
    // The one before it may be worth nothing any more, so that this one counts all the same.
    let refresh_token = app.store.refresh_token(FormName::Incoming, &bound_to).await;
    assert_eq!(refresh_token.expect("it opens"), Some(Secret::new("0.AX".to_owned())));
    remember(&app, &settings(), &outcome(Verdict::Success)).await;
    let token = stored().await.expect("it was stored");
    assert_eq!((token.value.expose(), token.expires_at), ("eyJ0", Some(1_800_000_000)));
}

#[tokio::test]
async fn a_test_that_succeeds_saves_no_settings() {
    let folder = Folder::new();
    let app = app(&folder).await;
    remember(&app, &settings(), &outcome(Verdict::Success)).await;
    assert_eq!(app.store.load(FormName::Incoming).await.expect("it loads"), None);
}
