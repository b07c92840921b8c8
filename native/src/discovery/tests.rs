use super::*;

fn subject() -> Subject {
    Subject { address: Some("me@contoso.example".to_owned()), domain: "contoso.example".to_owned() }
}

fn file(servers: &str) -> String {
    format!(
        r#"<?xml version="1.0"?><clientConfig version="1.1"><emailProvider id="contoso.example">
        <domain>contoso.example</domain>{servers}</emailProvider></clientConfig>"#
    )
}

fn server(kind: &str, host: &str, port: &str, socket: &str) -> String {
    let (element, kind) = (if kind == "smtp" { "outgoing" } else { "incoming" }, kind);
    format!(
        r#"<{element}Server type="{kind}"><hostname>{host}</hostname><port>{port}</port>
        <socketType>{socket}</socketType><username>%EMAILADDRESS%</username>
        <authentication>password-cleartext</authentication></{element}Server>"#
    )
}

#[track_caller]
fn check(file: &str, expected: &[(Protocol, &str, u16, Security)]) {
    let found = autoconfig::servers(file, &subject());
    let found: Vec<_> = found
        .iter()
        .map(|found| (found.protocol, found.host.as_str(), found.port, found.security))
        .collect();
    assert_eq!(found, expected, "{file}");
}

#[test]
fn configuration_files() {
    let whole = [
        server("imap", "imap.%EMAILDOMAIN%", "993", "SSL"),
        server("pop3", "Pop.contoso.example", "110", "STARTTLS"),
        server("smtp", "smtp.contoso.example", "587", "STARTTLS"),
    ];
    check(
        &file(&whole.concat()),
        &[
            (Protocol::Imap, "imap.contoso.example", 993, Security::Ssl),
            (Protocol::Pop, "pop.contoso.example", 110, Security::Tls),
            (Protocol::Smtp, "smtp.contoso.example", 587, Security::Tls),
        ],
    );
    for odd in [
        server("imap", "imap.contoso.example", "143", "plain"),
        server("exchange", "mail.contoso.example", "443", "SSL"),
        server("imap", "192.0.2.1", "993", "SSL"),
        server("imap", "imap.contoso.example&#10;password = 1", "993", "SSL"),
        server("imap", "imap.%UNKNOWN%.example", "993", "SSL"),
        server("imap", "imap.contoso.example", "0", "SSL"),
        server("imap", "imap.contoso.example", "99999", "SSL"),
        "<incomingServer type=\"imap\"/>".to_owned(),
    ] {
        check(&file(&odd), &[]);
    }
    check("", &[]);
    check("<html><body>Not found</body></html>", &[]);
    check("<!DOCTYPE x [<!ENTITY a \"aaaa\">]><clientConfig/>", &[]);
}

#[test]
fn one_server_of_each_form() {
    let of = |protocol, host: &str| Found {
        protocol,
        host: host.to_owned(),
        port: 1,
        security: Security::Ssl,
        username: None,
    };
    let all = [of(Protocol::Pop, "a"), of(Protocol::Imap, "b"), of(Protocol::Smtp, "c")];
    let suggestion = suggestion("here".to_owned(), all.into_iter()).expect("a suggestion");
    let hosts: Vec<_> = suggestion.servers.iter().map(|found| found.host.as_str()).collect();
    assert_eq!(hosts, ["a", "c"]);
}
