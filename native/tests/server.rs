//! The local server, spoken to over real connections as its friends and its enemies would.

use std::{
    net::SocketAddr,
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use mailvet::{
    probe,
    server::{Config, Page, Server},
    store::Store,
};
use mailvet_core::{
    Context, IncomingForm, OutgoingForm, check_incoming, check_outgoing,
    messages::{Language, Messages},
};
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    task::JoinHandle,
    time::timeout,
};

const SOON: Duration = Duration::from_secs(5);

const PAGES: &[Page] = &[
    Page { path: "/", content_type: "text/html; charset=utf-8", bytes: b"<!doctype html>" },
    Page { path: "/app.js", content_type: "text/javascript", bytes: b"export {};" },
];

/// A running server with a store of its own; both end with it.
struct Running {
    address: SocketAddr,
    token: String,
    task: JoinHandle<()>,
    folder: PathBuf,
}

impl Running {
    async fn start() -> Self {
        let folder = new_folder();
        let server = Server::bind(config("127.0.0.1:0", &folder).await).await.expect("it binds");
        let url = server.url();
        let (address, token) = url
            .strip_prefix("http://")
            .and_then(|rest| rest.split_once("/#token="))
            .expect("an address with a token");
        let (address, token) = (address.parse().expect("an address"), token.to_owned());
        let task = tokio::spawn(server.run(std::future::pending()));
        Self { address, token, task, folder }
    }

    fn host(&self) -> String {
        self.address.to_string()
    }

    /// Sends bytes as they are and reads the answer until the server closes.
    async fn send(&self, bytes: impl AsRef<[u8]>) -> Answer {
        let mut stream = TcpStream::connect(self.address).await.expect("it listens");
        stream.write_all(bytes.as_ref()).await.expect("it takes them");
        Answer::read(&mut stream).await
    }

    /// Makes a request whose only headers, beside what ends it, are these.
    async fn request(&self, line: &str, headers: &[(&str, &str)], body: &str) -> Answer {
        let headers: Vec<_> =
            headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
        let headers = headers.concat();
        let length = body.len();
        self.send(format!(
            "{line} HTTP/1.1\r\n{headers}Content-Length: {length}\r\nConnection: close\r\n\r\n{body}"
        ))
        .await
    }

    /// Calls the API as the page does.
    async fn call(&self, line: &str, body: &str) -> Answer {
        let host = self.host();
        let (origin, bearer) = (format!("http://{host}"), format!("Bearer {}", self.token));
        let headers = [
            ("Host", host.as_str()),
            ("Origin", &origin),
            ("Sec-Fetch-Site", "same-origin"),
            ("Authorization", &bearer),
            ("Content-Type", "application/json"),
        ];
        self.request(line, &headers, body).await
    }

    async fn call_json(&self, line: &str, body: Value) -> Answer {
        self.call(line, &body.to_string()).await
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.task.abort();
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

fn new_folder() -> PathBuf {
    static NEXT: AtomicUsize = AtomicUsize::new(0);
    let (process, next) = (std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
    std::env::temp_dir().join(format!("mailvet-server-{process}-{next}"))
}

async fn config(listen: &str, folder: &std::path::Path) -> Config {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let tls = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("versions of TLS")
        .with_root_certificates(rustls::RootCertStore::empty())
        .with_no_client_auth();
    let probe = probe::Options {
        stage_timeout: Duration::from_secs(59),
        timeout: Duration::from_secs(59),
        ..probe::Options::new(Arc::new(tls))
    };
    let store = Store::open(folder).await.expect("the store opens");
    Config {
        listen: listen.parse().expect("an address"),
        store,
        probe,
        pages: PAGES,
        sandbox: None,
    }
}

/// An answer, taken apart.
#[derive(Debug)]
struct Answer {
    status: u16,
    head: String,
    body: String,
}

impl Answer {
    async fn read(stream: &mut TcpStream) -> Self {
        let mut bytes = Vec::new();
        // A server that refuses a body closes before it is read, which may reset the connection.
        let _ = stream.read_to_end(&mut bytes).await;
        let text = String::from_utf8(bytes).expect("text");
        let (head, body) = text.split_once("\r\n\r\n").unwrap_or((&text, ""));
        let status = head.get(9..12).and_then(|status| status.parse().ok()).unwrap_or(0);
        let answer = Self { status, head: head.to_owned(), body: body.to_owned() };
        if answer.header("transfer-encoding") == Some("chunked") {
            return Self { body: unchunked(&answer.body), ..answer };
        }
        answer
    }

    fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().skip(1).find_map(|line| {
            let (key, value) = line.split_once(": ")?;
            key.eq_ignore_ascii_case(name).then_some(value)
        })
    }

    fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|_| panic!("no JSON: {self:?}"))
    }

    /// The events of a stream, with their data.
    fn events(&self) -> Vec<(String, Value)> {
        let blocks = self.body.split("\n\n").filter(|block| !block.is_empty());
        blocks
            .map(|block| {
                let (name, data) = block.split_once('\n').expect("two lines");
                let name = name.strip_prefix("event: ").expect("a name");
                let data = data.strip_prefix("data: ").expect("data");
                assert!(!data.contains('\n'), "data is one line: {block}");
                (name.to_owned(), serde_json::from_str(data).expect("JSON"))
            })
            .collect()
    }

    /// That this is a refusal with this status, in the form of RFC 9457; gives its detail.
    #[track_caller]
    fn expect_problem(&self, status: u16) -> String {
        assert_eq!(self.status, status, "{self:?}");
        assert_eq!(self.header("content-type"), Some("application/problem+json"), "{self:?}");
        let problem = self.json();
        assert_eq!(problem["status"], json!(status));
        assert_eq!(problem["type"], json!("about:blank"));
        assert!(problem["title"].as_str().is_some_and(|title| !title.is_empty()));
        problem["detail"].as_str().expect("a detail").to_owned()
    }
}

fn unchunked(body: &str) -> String {
    let mut rest = body;
    let mut whole = String::new();
    while let Some((size, after)) = rest.split_once("\r\n") {
        let size = usize::from_str_radix(size, 16).expect("a chunk's size");
        if size == 0 {
            break;
        }
        whole.push_str(&after[..size]);
        rest = &after[size + 2..];
    }
    whole
}

#[tokio::test]
async fn r02_only_the_three_names_of_the_server_are_answered() {
    let server = Running::start().await;
    let port = server.address.port();
    let other = port ^ 1;
    let host = |name: &str| format!("Host: {name}\r\n");
    let table = [
        ("/", host(&format!("127.0.0.1:{port}")), true),
        ("/", host(&format!("localhost:{port}")), true),
        ("/", host(&format!("[::1]:{port}")), true),
        ("/", String::new(), false),
        ("/", host(""), false),
        ("/", host("127.0.0.1"), false),
        ("/", host("localhost"), false),
        ("/", host(&format!("127.0.0.1:{other}")), false),
        ("/", host(&format!("LOCALHOST:{port}")), false),
        ("/", host(&format!("localhost.:{port}")), false),
        ("/", host(&format!("0.0.0.0:{port}")), false),
        ("/", host(&format!("127.1:{port}")), false),
        ("/", host(&format!("127.0.0.2:{port}")), false),
        ("/", host(&format!("2130706433:{port}")), false),
        ("/", host(&format!("::1:{port}")), false),
        ("/", host(&format!("[::ffff:127.0.0.1]:{port}")), false),
        ("/", host(&format!("evil.test:{port}")), false),
        ("/", host("evil.test"), false),
        ("/", host(&format!("localhost.evil.test:{port}")), false),
        ("/", host(&format!("evil.test@localhost:{port}")), false),
        ("/", host(&format!("localhost:{port}, evil.test")), false),
        ("/", host(&format!("localhost:{port}")) + &host("evil.test"), false),
        ("/", host(&format!("localhost:{port}")).repeat(2), false),
        ("http://evil.test/", host(&format!("localhost:{port}")), false),
        (&format!("http://localhost:{port}/"), host("evil.test"), false),
        (&format!("https://localhost:{port}/"), host(&format!("localhost:{port}")), false),
        (&format!("http://x@localhost:{port}/"), host(&format!("localhost:{port}")), false),
        (&format!("http://localhost:{port}/"), host(&format!("localhost:{port}")), true),
    ];
    for (target, hosts, answered) in table {
        let request = format!("GET {target} HTTP/1.1\r\n{hosts}Connection: close\r\n\r\n");
        let answer = server.send(&request).await;
        assert_eq!(answer.status, if answered { 200 } else { 421 }, "{request}");
    }
}

#[tokio::test]
async fn r02_a_foreign_host_is_refused_on_every_path_and_method_before_the_body_is_read() {
    let server = Running::start().await;
    for path in ["/", "/app.js", "/nowhere", "/api/v1/check", "/api/v1/settings", "/api/v1/x"] {
        for method in ["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH"] {
            // The body never comes; an answer that waited for it would never come either.
            let answer = server
                .send(format!(
                    "{method} {path} HTTP/1.1\r\nHost: evil.test\r\nContent-Length: 9\r\n\
                     Authorization: Bearer {}\r\nConnection: close\r\n\r\n",
                    server.token
                ))
                .await;
            assert_eq!(answer.status, 421, "{method} {path}");
        }
    }
}

#[tokio::test]
async fn r03_r04_only_the_servers_own_page_may_ask() {
    let server = Running::start().await;
    let (host, port) = (server.host(), server.address.port());
    let bearer = format!("Bearer {}", server.token);
    let (by_name, by_ipv6) = (format!("http://localhost:{port}"), format!("http://[::1]:{port}"));
    let (by_address, encrypted) = (format!("http://{host}"), format!("https://{host}"));
    let table: [(&[(&str, &str)], bool); 15] = [
        (&[], true),
        (&[("Origin", &by_address)], true),
        (&[("Origin", &by_name)], true),
        (&[("Origin", &by_ipv6)], true),
        (&[("Origin", "null")], false),
        (&[("Origin", "")], false),
        (&[("Origin", "http://evil.test")], false),
        (&[("Origin", &encrypted)], false),
        (&[("Origin", "http://127.0.0.1")], false),
        (&[("Origin", &by_address), ("Origin", "http://evil.test")], false),
        (&[("Sec-Fetch-Site", "same-origin")], true),
        (&[("Sec-Fetch-Site", "none")], true),
        (&[("Sec-Fetch-Site", "same-site")], false),
        (&[("Sec-Fetch-Site", "cross-site")], false),
        (&[("Origin", &by_address), ("Sec-Fetch-Site", "cross-site")], false),
    ];
    for line in ["POST /api/v1/check", "GET /api/v1/settings", "GET /", "GET /app.js"] {
        for (headers, admitted) in table {
            let usual = [
                ("Host", host.as_str()),
                ("Authorization", &bearer),
                ("Content-Type", "application/json"),
            ];
            let answer = server.request(line, &[&usual, headers].concat(), "{}").await;
            assert_eq!(answer.status, if admitted { 200 } else { 403 }, "{line} {headers:?}");
        }
    }
}

#[tokio::test]
async fn r05_no_call_of_the_api_works_without_the_token() {
    let server = Running::start().await;
    let host = server.host();
    let token = server.token.as_str();
    let (bearer, basic) = (format!("Bearer {token}"), format!("Basic {token}"));
    let (longer, shorter) = (format!("{bearer}x"), bearer[..bearer.len() - 1].to_owned());
    let table: [&[(&str, &str)]; 7] = [
        &[],
        &[("Authorization", "Bearer")],
        &[("Authorization", token)],
        &[("Authorization", &basic)],
        &[("Authorization", &longer)],
        &[("Authorization", &shorter)],
        &[("Authorization", &bearer), ("Authorization", &bearer)],
    ];
    for line in [
        "POST /api/v1/check",
        "POST /api/v1/test/outgoing",
        "POST /api/v1/test/incoming",
        "GET /api/v1/tests/x",
        "GET /api/v1/settings",
        "PUT /api/v1/settings/outgoing",
        "PUT /api/v1/settings/incoming",
        "GET /api/v1/check",
        "GET /api/v1/unknown",
        "OPTIONS /api/v1/check",
    ] {
        for headers in table {
            let headers = [&[("Host", host.as_str())], headers].concat();
            let answer = server.request(line, &headers, "").await;
            answer.expect_problem(401);
            let challenge = answer.header("www-authenticate");
            assert!(challenge.is_some_and(|challenge| challenge.starts_with("Bearer ")));
            assert!(!answer.body.contains(token), "{line}");
        }
    }
    let lower_case = format!("bearer {token}");
    let headers = [("Host", host.as_str()), ("Authorization", &lower_case)];
    assert_eq!(server.request("GET /api/v1/settings", &headers, "").await.status, 200);
}

#[tokio::test]
async fn r05_every_start_has_a_token_of_its_own_of_256_bits() {
    let (one, two) = (Running::start().await, Running::start().await);
    assert_ne!(one.token, two.token);
    // 43 digits of 6 bits
    assert_eq!(one.token.len(), 43);
    for path in ["/", "/app.js"] {
        let answer = one.call(&format!("GET {path}"), "").await;
        assert!(!answer.body.contains(&one.token) && !answer.head.contains(&one.token));
    }
}

#[tokio::test]
async fn r06_only_json_is_taken() {
    let server = Running::start().await;
    let (host, bearer) = (server.host(), format!("Bearer {}", server.token));
    for (content_type, status) in [
        (Some("application/json"), 200),
        (Some("Application/JSON; charset=utf-8"), 200),
        (Some("text/plain"), 415),
        (Some("application/x-www-form-urlencoded"), 415),
        (Some("multipart/form-data; boundary=x"), 415),
        (Some("text/plain; application/json"), 415),
        (Some("application/jsonp"), 415),
        (Some("application/problem+json"), 415),
        (None, 415),
    ] {
        let mut headers = vec![("Host", host.as_str()), ("Authorization", &bearer)];
        headers.extend(content_type.map(|value| ("Content-Type", value)));
        let answer = server.request("POST /api/v1/check", &headers, "{}").await;
        assert_eq!(answer.status, status, "{content_type:?}");
    }
}

#[tokio::test]
async fn a_key_that_stands_twice_is_refused() {
    let server = Running::start().await;
    for (call, body, column) in [
        ("POST /api/v1/check", r#"{"outgoing":{"server":"hunter2"},"outgoing":{}}"#, 34),
        ("POST /api/v1/check", r#"{"outgoing":{"password":"hunter2","password":"x"}}"#, 35),
        ("POST /api/v1/check", r#"{"outgoing":{"oauth":{"scope":"x","sc\u006fpe":"y"}}}"#, 35),
        ("POST /api/v1/test/outgoing", r#"{"outgoing":{},"outgoing":{}}"#, 16),
        ("PUT /api/v1/settings/incoming", r#"{"settings":{},"settings":{}}"#, 16),
    ] {
        let answer = server.call(call, body).await;
        answer.expect_problem(422);
        let expected = format!(
            "At line 1, column {column} of the body: this key stands twice; one of the two would be lost."
        );
        assert_eq!(answer.json()["detail"], expected, "{call} {body}");
    }
}

#[tokio::test]
async fn r07_r08_what_acts_does_not_act_on_another_method() {
    let server = Running::start().await;
    for (path, allowed) in [
        ("/api/v1/check", "POST"),
        ("/api/v1/test/outgoing", "POST"),
        ("/api/v1/test/incoming", "POST"),
        ("/api/v1/settings/outgoing", "PUT"),
        ("/api/v1/settings/incoming", "PUT"),
        ("/api/v1/settings", "GET,HEAD"),
        ("/api/v1/tests/x", "GET,HEAD"),
        ("/", "GET, HEAD"),
    ] {
        for method in ["GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"] {
            if allowed.contains(method) {
                continue;
            }
            let answer = server.call(&format!("{method} {path}"), "{}").await;
            answer.expect_problem(405);
            assert_eq!(answer.header("allow"), Some(allowed), "{method} {path}");
            assert!(!answer.head.to_lowercase().contains("access-control"), "{answer:?}");
        }
    }
    server.call("GET /nowhere", "").await.expect_problem(404);
    server.call("GET /api/v1/unknown", "").await.expect_problem(404);
    server.call("GET /api/v1", "").await.expect_problem(404);
}

#[tokio::test]
async fn r10_every_answer_tells_the_browser_to_keep_to_itself() {
    let server = Running::start().await;
    let answers = [
        server.call("GET /", "").await,
        server.call("GET /app.js", "").await,
        server.call("GET /nowhere", "").await,
        server.call("GET /api/v1/settings", "").await,
        server.call("POST /api/v1/check", "no JSON").await,
        server.call("POST /api/v1/test/outgoing", r#"{"outgoing":{}}"#).await,
        server.request("GET /", &[("Host", "evil.test")], "").await,
        server.request("GET /api/v1/settings", &[("Host", &server.host())], "").await,
    ];
    let statuses = answers.iter().map(|answer| answer.status);
    assert_eq!(statuses.collect::<Vec<_>>(), [200, 200, 404, 200, 400, 200, 421, 401]);
    for answer in answers {
        for (name, value) in [
            (
                "content-security-policy",
                "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
                 img-src 'self'; connect-src 'self'; frame-ancestors 'none'; form-action 'self'; \
                 base-uri 'none'",
            ),
            ("x-content-type-options", "nosniff"),
            ("referrer-policy", "no-referrer"),
            ("cache-control", "no-store"),
            ("cross-origin-opener-policy", "same-origin"),
            ("cross-origin-resource-policy", "same-origin"),
        ] {
            assert_eq!(answer.header(name), Some(value), "{answer:?}");
        }
        assert!(!answer.head.to_lowercase().contains("access-control"), "{answer:?}");
    }
}

#[tokio::test]
async fn the_page_is_served_as_it_is() {
    let server = Running::start().await;
    let answer = server.call("GET /", "").await;
    assert_eq!(answer.body.as_bytes(), PAGES[0].bytes);
    assert_eq!(answer.header("content-type"), Some(PAGES[0].content_type));
    assert_eq!(answer.header("content-length"), Some("15"));
    let answer = server.call("HEAD /app.js", "").await;
    assert_eq!((answer.status, answer.body.as_str()), (200, ""));
    for path in ["/index.html", "//", "/../app.js", "/app.js/", "/%61pp.js"] {
        server.call(&format!("GET {path}"), "").await.expect_problem(404);
    }
}

#[tokio::test]
async fn r11_a_body_that_is_too_large_is_refused() {
    let server = Running::start().await;
    let most = 256 * 1024;
    let (host, token) = (server.host(), &server.token);
    let head = format!(
        "POST /api/v1/check HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {token}\r\n\
         Content-Type: application/json\r\nConnection: close\r\n"
    );
    // What it says of its length is enough.
    let told = format!("{head}Content-Length: {}\r\n\r\n", most + 1);
    server.send(told).await.expect_problem(413);
    // One that does not say is counted.
    let chunk = format!("{head}Transfer-Encoding: chunked\r\n\r\n{:x}\r\n", most + 1);
    server.send(chunk + &" ".repeat(most + 1)).await.expect_problem(413);
    let fits = format!("{{}}{}", " ".repeat(most - 2));
    assert_eq!(server.call("POST /api/v1/check", &fits).await.status, 200);
}

#[tokio::test]
async fn r11_a_head_that_is_too_large_is_refused() {
    let server = Running::start().await;
    let host = server.host();
    let padded =
        |length| format!("GET / HTTP/1.1\r\nHost: {host}\r\nX: {}\r\n\r\n", "x".repeat(length));
    assert_eq!(server.send(padded(16 * 1024)).await.status, 431);
    let fits = padded(15 * 1024).replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n");
    assert_eq!(server.send(fits).await.status, 200);
}

#[tokio::test]
async fn r11_connections_that_say_nothing_keep_nobody_out() {
    let server = Running::start().await;
    let mut silent = Vec::new();
    for _ in 0..200 {
        let mut stream = TcpStream::connect(server.address).await.expect("it listens");
        stream.write_all(b"GET / HT").await.expect("it takes them");
        silent.push(stream);
    }
    let begun = Instant::now();
    assert_eq!(server.call("GET /api/v1/settings", "").await.status, 200);
    assert!(begun.elapsed() < Duration::from_secs(1), "{:?}", begun.elapsed());
    // The first ones had to go.
    let mut rest = Vec::new();
    let closed = timeout(SOON, silent[0].read_to_end(&mut rest));
    assert!(closed.await.is_ok());
}

#[tokio::test]
async fn r01_no_other_address_than_loopback_can_be_bound() {
    for address in ["0.0.0.0:0", "[::]:0", "127.0.0.2:0", "192.0.2.1:0"] {
        let folder = new_folder();
        let bound = Server::bind(config(address, &folder).await).await;
        let error = bound.err().expect(address).to_string();
        assert!(error.contains("127.0.0.1"), "{error}");
        std::fs::remove_dir_all(&folder).expect("it was made");
    }
}

#[tokio::test]
async fn a_server_ends_when_it_is_told_to() {
    let folder = new_folder();
    let server = Server::bind(config("127.0.0.1:0", &folder).await).await.expect("it binds");
    server.run(std::future::ready(())).await;
    std::fs::remove_dir_all(&folder).expect("it was made");
}

#[tokio::test]
async fn check_finds_what_the_rules_find() {
    let server = Running::start().await;
    let outgoing = json!({ "server": "smtp.office365.com:587", "port": [1], "nonsense": 1,
                           "oauth": "yes" });
    let incoming = json!({ "server": " imap.example.com", "password": "x", "use_ssl": "maybe",
                           "oauth": { "provider": "microsoft-exchange",
                                      "authority_url": "https://login.example.com/contoso.com" } });
    let hosts = ["login.example.com"];
    let answer = server
        .call_json(
            "POST /api/v1/check",
            json!({ "outgoing": outgoing, "incoming": incoming, "identity_hosts": hosts }),
        )
        .await;
    assert_eq!(answer.status, 200, "{answer:?}");
    let mut context = Context::default();
    context.identity_hosts.extend(hosts.map(ToOwned::to_owned));
    let mut findings = check_outgoing(&form::<OutgoingForm>(&outgoing), &context).findings;
    findings.extend(check_incoming(&form::<IncomingForm>(&incoming), &context).findings);
    let findings = Messages::of(Language::English).tell_all(findings);
    assert!(findings.len() > 5, "{findings:?}");
    assert_eq!(answer.json(), json!({ "schema": 1, "findings": findings }));
    let none = server.call("POST /api/v1/check", "{}").await;
    assert_eq!(none.json(), json!({ "schema": 1, "findings": [] }));
}

fn form<'a, F: Deserialize<'a>>(settings: &'a Value) -> F {
    F::deserialize(settings).expect("a form")
}

#[tokio::test]
async fn what_cannot_be_read_is_refused_by_name_and_not_repeated() {
    let server = Running::start().await;
    let calls = ["POST /api/v1/check", "POST /api/v1/test/outgoing"];
    for line in calls {
        let answer = server.call(line, "{\"outgoing\":\n {\"password\": hunter2}}").await;
        let detail = answer.expect_problem(400);
        assert!(detail.contains("line 2, column 15"), "{detail}");
        assert!(!answer.body.contains("hunter2"), "{answer:?}");
        assert!(server.call(line, "{\"outgoing\":").await.expect_problem(400).contains("early"));
        assert!(server.call(line, "").await.expect_problem(400).contains("early"));
        for (body, named) in [
            (json!("hunter2"), "object"),
            (json!(["hunter2"]), "object"),
            (json!({ "outgoing": "hunter2" }), "`outgoing`"),
            (json!({ "outgoing": ["hunter2"] }), "`outgoing`"),
            (json!({ "outgoing": {}, "outgoin": "hunter2" }), "`outgoin`"),
            (json!({ "outgoing": {}, "identity_hosts": "hunter2" }), "`identity_hosts`"),
            (json!({ "outgoing": { "password": { "env": "hunter2" } } }), "`password`"),
            (json!({ "outgoing": { "password": { "file": "hunter2" } } }), "`password`"),
            (json!({ "outgoing": { "password": { "command": ["hunter2"] } } }), "`password`"),
            (
                json!({ "outgoing": { "oauth": { "client_secret": { "env": "hunter2" } } } }),
                "`oauth.client_secret`",
            ),
            (
                json!({ "outgoing": { "oauth": { "certificate_password": { "file": "hunter2" } } } }),
                "`oauth.certificate_password`",
            ),
        ] {
            let answer = server.call_json(line, body).await;
            let detail = answer.expect_problem(422);
            assert!(detail.contains(named), "{detail}");
            assert!(!answer.body.contains("hunter2"), "{answer:?}");
        }
    }
    for (body, named) in [
        (json!({}), "`outgoing`"),
        (json!({ "incoming": {} }), "`outgoing`"),
        (json!({ "outgoing": {}, "depth": "send" }), "`depth`"),
        (json!({ "outgoing": {}, "depth": "auth", "send_to": "me@example.com" }), "`depth`"),
        (json!({ "outgoing": {}, "send_to": "legal" }), "`send_to`: `legal` is not a single"),
        (json!({ "outgoing": {}, "send_to": "" }), "`send_to`"),
        (json!({ "outgoing": {}, "send_to": ["me@example.com"] }), "`send_to`"),
        (
            json!({ "outgoing": {}, "allow_cleartext_password": "yes" }),
            "`allow_cleartext_password`",
        ),
    ] {
        let answer = server.call_json("POST /api/v1/test/outgoing", body).await;
        assert!(answer.expect_problem(422).contains(named), "{answer:?}");
    }
}

#[tokio::test]
async fn a_test_tells_its_id_first_and_its_report_last_and_the_report_again() {
    let server = Running::start().await;
    for name in ["outgoing", "incoming"] {
        let body = json!({ name: { "server": "127.0.0.1" }, "depth": "auth",
                           "identity_hosts": [], "allow_cleartext_password": true });
        let answer = server.call_json(&format!("POST /api/v1/test/{name}"), body).await;
        assert_eq!(answer.status, 200, "{answer:?}");
        assert_eq!(answer.header("content-type"), Some("text/event-stream"));
        let events = answer.events();
        let [(first, id), between @ .., (last, report)] = &events[..] else {
            panic!("too few events: {events:?}")
        };
        assert_eq!((first.as_str(), last.as_str()), ("test", "report"));
        assert!(between.iter().all(|(name, _)| name == "stages" || name == "stage"), "{events:?}");
        assert_eq!(report["schema"], json!(1));
        assert_eq!(report["tests"][0]["form"], json!(name));
        let id = id["id"].as_str().expect("an id");
        let again = server.call(&format!("GET /api/v1/tests/{id}"), "").await;
        assert_eq!(again.json(), *report);
    }
    server.call("GET /api/v1/tests/unknown", "").await.expect_problem(404);
    server.call("GET /api/v1/tests/%ff", "").await.expect_problem(404);
}

/// Nothing but a recipient lets a test send a message, and only one of outgoing settings.
#[tokio::test]
async fn a_message_is_sent_only_to_a_recipient_who_is_named() {
    let server = Running::start().await;
    for (send_to, sends) in [(json!(null), false), (json!(" me@example.com "), true)] {
        let body = json!({ "outgoing": { "server": "127.0.0.1", "port": 9 }, "send_to": send_to });
        let answer = server.call_json("POST /api/v1/test/outgoing", body).await;
        let events = answer.events();
        let (_, plan) = events.iter().find(|(name, _)| name == "stages").expect("a plan");
        let stages = plan["stages"].as_array().expect("stages");
        assert_eq!(stages.contains(&json!("send")), sends, "{stages:?}");
    }
    let body = json!({ "incoming": {}, "send_to": "me@example.com" });
    let answer = server.call_json("POST /api/v1/test/incoming", body).await;
    assert!(answer.expect_problem(422).contains("the outgoing test"), "{answer:?}");
}

/// Begins a test and reads until an event of this name has come.
async fn begin_test(server: &Running, form: &Value, event: &str) -> TcpStream {
    let body = json!({ "outgoing": form }).to_string();
    let (host, token, length) = (server.host(), &server.token, body.len());
    let mut stream = TcpStream::connect(server.address).await.expect("it listens");
    let request = format!(
        "POST /api/v1/test/outgoing HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {token}\r\n\
         Content-Type: application/json\r\nContent-Length: {length}\r\n\r\n{body}"
    );
    stream.write_all(request.as_bytes()).await.expect("it takes them");
    let mut text = String::new();
    while !text.contains(&format!("event: {event}\n")) {
        let mut bytes = [0; 1024];
        let read = timeout(SOON, stream.read(&mut bytes)).await.expect("in time");
        text += &String::from_utf8_lossy(&bytes[..read.expect("it reads")]);
    }
    stream
}

/// A mail server that never greets, and a form that leads to it.
async fn silent_mail_server() -> (TcpListener, Value) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("it binds");
    let port = listener.local_addr().expect("it listens").port();
    (listener, json!({ "server": "127.0.0.1", "port": port, "security": "none" }))
}

#[tokio::test]
async fn r12_closing_the_page_closes_the_connection_to_the_mail_server() {
    let server = Running::start().await;
    let (mail_server, form) = silent_mail_server().await;
    let page = begin_test(&server, &form, "stage").await;
    let accepted = timeout(SOON, mail_server.accept()).await.expect("in time");
    let (mut connection, _) = accepted.expect("a connection");
    drop(page);
    let mut said = Vec::new();
    let ended = timeout(Duration::from_secs(2), connection.read_to_end(&mut said)).await;
    ended.expect("long before its time-out").expect("a clean end");
    assert!(said.is_empty());
}

#[tokio::test]
async fn r12_the_ninth_test_at_once_is_asked_to_wait() {
    let server = Running::start().await;
    let (_mail_server, form) = silent_mail_server().await;
    let mut pages = Vec::new();
    for _ in 0..8 {
        pages.push(begin_test(&server, &form, "test").await);
    }
    let body = json!({ "outgoing": form });
    let answer = server.call_json("POST /api/v1/test/outgoing", body.clone()).await;
    answer.expect_problem(429);
    assert_eq!(answer.header("retry-after"), Some("5"));
    // What does not connect anywhere goes on.
    assert_eq!(server.call_json("POST /api/v1/check", body).await.status, 200);
}

fn settings() -> Value {
    json!({
        "server": "mail.example.com", "port": "587", "security": "tls",
        "username": "legal@example.com", "password": "correct-horse",
        "requires_authentication": true,
        "oauth": { "client_secret": "battery-staple", "client_id": "mailvet" },
    })
}

#[tokio::test]
async fn r13_saved_settings_are_there_again_without_their_secrets() {
    let server = Running::start().await;
    let none = server.call("GET /api/v1/settings", "").await;
    assert_eq!(none.json(), json!({ "outgoing": null, "incoming": null }));
    for name in ["outgoing", "incoming"] {
        let body = json!({ "settings": settings(), "revision": null });
        let saved = server.call_json(&format!("PUT /api/v1/settings/{name}"), body).await;
        assert_eq!(saved.json(), json!({ "revision": 1 }));
    }
    let answer = server.call("GET /api/v1/settings", "").await;
    for secret in ["correct-horse", "battery-staple"] {
        assert!(!answer.body.contains(secret), "{answer:?}");
    }
    let saved = &answer.json()["outgoing"];
    let stored = json!({ "stored": true });
    assert_eq!(saved["revision"], json!(1));
    assert_eq!(saved["settings"]["server"], json!("mail.example.com"));
    assert_eq!(saved["settings"]["password"], stored);
    assert_eq!(saved["settings"]["oauth"]["client_secret"], stored);
    assert_eq!(saved.get("tested"), None);
}

#[tokio::test]
async fn a_save_over_what_the_user_did_not_see_is_a_conflict() {
    let server = Running::start().await;
    let line = "PUT /api/v1/settings/outgoing";
    let save = |revision: Value| {
        server.call_json(line, json!({ "settings": settings(), "revision": revision }))
    };
    save(json!(1)).await.expect_problem(409);
    assert_eq!(save(json!(null)).await.json(), json!({ "revision": 1 }));
    save(json!(null)).await.expect_problem(409);
    assert_eq!(save(json!(1)).await.json(), json!({ "revision": 2 }));
    save(json!(1)).await.expect_problem(409);
    let answer = save(json!("hunter2")).await;
    assert!(answer.expect_problem(422).contains("`revision`"));
    let answer = server.call_json(line, json!({ "revision": 2 })).await;
    assert!(answer.expect_problem(422).contains("`settings`"));
}

#[tokio::test]
async fn r20_a_stored_secret_goes_to_no_other_server() {
    let server = Running::start().await;
    let body = json!({ "settings": settings(), "revision": null });
    assert_eq!(server.call_json("PUT /api/v1/settings/outgoing", body).await.status, 200);
    let mut moved = settings();
    moved["oauth"] = json!({});
    moved["password"] = json!({ "stored": true });
    moved["server"] = json!("evil.test");

    let body = json!({ "settings": moved, "revision": 1 });
    let answer = server.call_json("PUT /api/v1/settings/outgoing", body).await;
    assert!(answer.expect_problem(422).contains("`password`"));
    assert_eq!(answer.json()["field"], json!("password"));

    let answer = server.call_json("POST /api/v1/test/outgoing", json!({ "outgoing": moved })).await;
    let events = answer.events();
    let names: Vec<_> = events.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["test", "stages", "report"]);
    let report = &events[2].1;
    assert_eq!(report["verdict"], json!("failure"));
    let findings = report["tests"][0]["findings"].as_array().expect("findings");
    let found = findings.iter().find(|finding| finding["code"] == json!("stored-secret-moved"));
    assert_eq!(found.expect("it was found")["field"], json!("password"));
    assert!(!answer.body.contains("correct-horse"));
}

#[tokio::test]
async fn a_reference_to_a_secret_that_was_never_stored_is_told_at_its_field() {
    let server = Running::start().await;
    let mut form = settings();
    form["oauth"] = json!({});
    form["password"] = json!({ "stored": true });
    let answer = server.call_json("POST /api/v1/test/incoming", json!({ "incoming": form })).await;
    let events = answer.events();
    let report = &events.last().expect("a report").1;
    assert_eq!(report["verdict"], json!("failure"));
    let findings = report["tests"][0]["findings"].as_array().expect("findings");
    let found = findings.iter().find(|finding| finding["code"] == json!("credential-not-given"));
    let message = found.expect("it was found")["message"].as_str().expect("a message");
    assert!(message.contains("none is stored"), "{message}");
}

#[tokio::test]
async fn the_verdict_of_a_test_stands_with_the_settings_once_they_are_saved() {
    let server = Running::start().await;
    let form = json!({ "server": "127.0.0.1" });
    let tested = server.call_json("POST /api/v1/test/outgoing", json!({ "outgoing": form })).await;
    let verdict = tested.events().last().expect("a report").1["verdict"].clone();
    let body = json!({ "settings": form, "revision": null });
    assert_eq!(server.call_json("PUT /api/v1/settings/outgoing", body).await.status, 200);
    let saved = server.call("GET /api/v1/settings", "").await.json();
    assert_eq!(saved["outgoing"]["tested"]["verdict"], verdict);
    let at = saved["outgoing"]["tested"]["at"].as_str().expect("a time").to_owned();
    assert!(at.len() == 20 && at.starts_with("20") && at.ends_with('Z'), "{at}");
}
