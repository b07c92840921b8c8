//! Ways to a server: names pinned by hand, and proxies, which may refuse, lie and stall. The scripted
//! server plays proxy and mail server in one.

use mailvet::probe::{Proxies, Route};
use mailvet_core::plan::Stage;

use super::{
    case::{Case, Ran, check, smtp},
    http::answer,
    script::{
        Step::{self, Close, Flood, Request, Say, StartTls, Take},
        say,
    },
    smtp as smtp_server,
};

/// The password of the proxy; what it would be in any form is looked for by [`told_no_password`].
const PROXY_PASSWORD: &str = "Px7-Rw2_Qz9.mT4k";

/// The name of the mail server, which nobody here can look up.
const NAME: &str = "mail.invalid";

fn by(scheme: &str, login: &str, port: u16) -> Route {
    let named = format!("{scheme}://{login}127.0.0.1:{port}").parse().expect("a proxy");
    Route { proxies: Proxies::of(Some(named), |_| None).expect("proxies"), ..Route::default() }
}

fn login() -> String {
    format!("user:{PROXY_PASSWORD}@")
}

fn by_http(port: u16) -> Route {
    by("http", "", port)
}

fn by_http_with_login(port: u16) -> Route {
    by("http", &login(), port)
}

fn by_socks(port: u16) -> Route {
    by("socks5h", "", port)
}

fn by_socks_with_login(port: u16) -> Route {
    by("socks5h", &login(), port)
}

fn pinned(port: u16) -> Route {
    let pin = format!("{NAME}:{port}:127.0.0.1").parse().expect("a pin");
    Route { pins: vec![pin], ..Route::default() }
}

fn pinned_to_metadata(port: u16) -> Route {
    let pin = format!("{NAME}:{port}:169.254.169.254").parse().expect("a pin");
    Route { pins: vec![pin], ..Route::default() }
}

#[test]
fn names_pinned_by_hand() {
    check(vec![
        smtp("r-pinned", smtp_server::offers_nothing()).plain().named(NAME, pinned),
        smtp("r-not-pinned", vec![])
            .plain()
            .named(NAME, |_| Route::default())
            .fails(Stage::Resolve)
            .unreached()
            .words(&["dns"]),
        smtp("r-pinned-to-metadata", vec![])
            .plain()
            .named(NAME, pinned_to_metadata)
            .fails(Stage::Resolve)
            .unreached()
            .words(&["address_refused=true"]),
    ]);
}

/// The proxy's answer and the server's greeting come in one piece.
const OPENED: &str = "HTTP/1.1 200 Connection established\r\n\r\n";

#[test]
fn proxies_of_http() {
    let refuses = |name, status: &str| {
        smtp(name, vec![Request, answer(status, "", "<h1>No</h1>"), Close])
            .plain()
            .named(NAME, by_http)
            .fails(Stage::Connect)
    };
    let mut greets_at_once = vec![Request, say(&format!("{OPENED}220 mail.test ESMTP\r\n"))];
    greets_at_once.extend(smtp_server::offers_nothing().into_iter().skip(1));
    let greeting = format!("{OPENED}220 mail.test {PROXY_PASSWORD}\r\n");
    let mut tells_password = vec![Request, say(&greeting)];
    tells_password.extend(smtp_server::offers_nothing().into_iter().skip(1));
    let mut encrypts = vec![Request, say(OPENED), StartTls];
    encrypts.extend(smtp_server::good());
    check(vec![
        smtp("r-http", greets_at_once).plain().named(NAME, by_http).judge(asked_by_name),
        smtp("r-http-tells-password", tells_password)
            .plain()
            .named(NAME, by_http_with_login)
            .judge(told_no_password),
        smtp("r-http-tls", encrypts).crossed().named("127.0.0.1", by_http),
        refuses("r-http-403", "403 Forbidden").words(&[
            "does not allow this connection",
            "proxy-refused",
            "http_status=403",
        ]),
        refuses("r-http-407", "407 Proxy Authentication Required")
            .words(&["wants a user name and a password", "proxy-authentication"]),
        refuses("r-http-407-again", "407 Proxy Authentication Required")
            .named(NAME, by_http_with_login)
            .words(&["does not accept the user name and password"])
            .judge(told_no_password),
        refuses("r-http-502", "502 Bad Gateway").words(&["unreachable"]),
        refuses("r-http-302", "302 Found").words(&["http_status=302"]),
        smtp("r-http-no-http", vec![say("220 mail.test ESMTP\r\n")])
            .plain()
            .named(NAME, by_http)
            .fails(Stage::Connect)
            .words(&["does not answer in HTTP"]),
        smtp("r-http-close", vec![Request, Close])
            .plain()
            .named(NAME, by_http)
            .fails(Stage::Connect)
            .words(&["broke the connection off"]),
        smtp("r-http-silent", vec![Request]).plain().named(NAME, by_http).stalls(Stage::Connect),
        smtp(
            "r-http-flood",
            vec![Request, say("HTTP/1.1 200 Ok\r\n"), Flood(b"x: y\r\n".repeat(500), 1 << 22)],
        )
        .plain()
        .named(NAME, by_http)
        .fails(Stage::Connect),
    ]);
}

fn asked_by_name(ran: &Ran) -> Result<(), String> {
    let heard = String::from_utf8_lossy(&ran.mail.clear);
    let first = heard.lines().next().unwrap_or_default();
    if first.starts_with(&format!("CONNECT {NAME}:")) {
        Ok(())
    } else {
        Err(format!("the proxy was asked for {first:?}"))
    }
}

/// What a proxy of SOCKS does to let the client in without a login.
fn lets_in() -> Vec<Step> {
    vec![Take(vec![5, 1, 0]), Say(vec![5, 0])]
}

/// Reads the request for the server by its name, whatever the port.
fn is_asked() -> Vec<Step> {
    let length = u8::try_from(NAME.len()).expect("a short name");
    vec![Take([&[5, 1, 0, 3, length], NAME.as_bytes()].concat()), Step::Skip(2)]
}

fn socks(reply: u8, then: Vec<Step>) -> Vec<Step> {
    [lets_in(), is_asked(), vec![Say(vec![5, reply, 0, 1, 127, 0, 0, 1, 0, 25])], then].concat()
}

#[test]
fn proxies_of_socks() {
    let refuses = |reply: u8, words: &[&'static str]| {
        smtp(&format!("r-socks-{reply}"), socks(reply, vec![Close]))
            .plain()
            .named(NAME, by_socks)
            .fails(Stage::Connect)
            .words(words)
    };
    let with_login = |reply: u8, then: Vec<Step>| {
        let length = u8::try_from(PROXY_PASSWORD.len()).expect("a short password");
        let login = [&b"\x01\x04user"[..], &[length], PROXY_PASSWORD.as_bytes()].concat();
        let script =
            vec![Take(vec![5, 2, 0, 2]), Say(vec![5, 2]), Take(login), Say(vec![1, reply])];
        [script, then].concat()
    };
    let opens = || {
        let opened = vec![Say(vec![5, 0, 0, 1, 127, 0, 0, 1, 0, 25])];
        [is_asked(), opened, smtp_server::offers_nothing()].concat()
    };
    let plain = |name, script| -> Case { smtp(name, script).plain().named(NAME, by_socks) };
    check(vec![
        plain("r-socks", socks(0, smtp_server::offers_nothing())),
        plain("r-socks-login", with_login(0, opens()))
            .named(NAME, by_socks_with_login)
            .judge(told_no_password),
        plain("r-socks-wrong-login", with_login(1, vec![Close]))
            .named(NAME, by_socks_with_login)
            .fails(Stage::Connect)
            .words(&["does not accept the user name", "proxy-authentication"])
            .judge(told_no_password),
        plain("r-socks-no-login", vec![Take(vec![5, 1, 0]), Say(vec![5, 0xff]), Close])
            .fails(Stage::Connect)
            .words(&["wants a login", "proxy-authentication"]),
        refuses(1, &["proxy-refused", "socks_reply=1"]),
        refuses(2, &["does not allow this connection", "proxy-refused", "socks_reply=2"]),
        refuses(4, &["cannot reach the server", "unreachable"]),
        refuses(5, &["connection-refused", "socks_reply=5"]),
        plain("r-socks-of-http", vec![Take(vec![5, 1, 0]), say("HTTP/1.1 400 Bad\r\n\r\n"), Close])
            .fails(Stage::Connect)
            .words(&["does not speak SOCKS5"]),
        plain("r-socks-close", vec![Take(vec![5, 1, 0]), Close])
            .fails(Stage::Connect)
            .words(&["did not answer in full"]),
        plain("r-socks-silent", vec![]).stalls(Stage::Connect),
    ]);
}

fn told_no_password(ran: &Ran) -> Result<(), String> {
    let shown = serde_json::to_string(&ran.outcome.report).expect("a report is JSON");
    let pair = format!("user:{PROXY_PASSWORD}");
    let encoded = base64::Engine::encode(&base64::engine::general_purpose::STANDARD, pair);
    let heard = String::from_utf8_lossy(&ran.mail.clear);
    if !heard.contains(&encoded) && !heard.contains(PROXY_PASSWORD) {
        return Err("the proxy got no password".to_owned());
    }
    match [PROXY_PASSWORD, encoded.as_str()].into_iter().find(|form| shown.contains(form)) {
        Some(form) => Err(format!("the report shows {form}")),
        None => Ok(()),
    }
}
