//! Fields that hold what could end a line of a protocol: nothing is sent, to anybody.

use mailvet::probe::{self, Options};
use mailvet_core::{
    OutgoingForm,
    report::{Status, Verdict},
};
use serde::Deserialize as _;
use serde_json::{Value, json};

use super::{
    bench::{BENCH, Shown},
    http,
    script::{Server, Setup},
    secrets::{CLIENT_SECRET, PASSWORD, USER, token},
    smtp,
};

/// What could end a line or a message.
const ODD: &[(&str, &str)] =
    &[("cr", "\r"), ("lf", "\n"), ("crlf", "\r\nRSET\r\n"), ("nul", "\0"), ("0x01", "\u{1}")];

#[test]
fn control_characters() {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let mut wrong = Vec::new();
    for field in ["server", "username", "sender", "mailbox", "password"] {
        for (odd, characters) in ODD {
            let mut form = form();
            form["password"] = PASSWORD.into();
            form["oauth"] = Value::Null;
            spoil(&mut form[field], characters);
            let name = format!("f-{field}-{odd}");
            wrong.extend(
                runtime
                    .block_on(sends_nothing(form))
                    .err()
                    .map(|complaints| format!("{name}: {complaints}")),
            );
        }
    }
    for field in ["client_id", "client_secret", "authority_url", "scope"] {
        for (odd, characters) in ODD {
            let mut form = form();
            spoil(&mut form["oauth"][field], characters);
            let name = format!("f-{field}-{odd}");
            wrong.extend(
                runtime
                    .block_on(sends_nothing(form))
                    .err()
                    .map(|complaints| format!("{name}: {complaints}")),
            );
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

fn form() -> Value {
    json!({
        "server": "127.0.0.1", "security": "ssl", "username": USER, "sender": USER, "mailbox": USER,
        "oauth": {
            "provider": "custom", "client_id": "client", "client_secret": CLIENT_SECRET,
            "scope": "mail",
        },
    })
}

/// Puts the characters into the middle of a value, since what surrounds it may be cut off.
fn spoil(value: &mut Value, characters: &str) {
    let text = value.as_str().unwrap_or("http://127.0.0.1:%PORT%/token").to_owned();
    let (one, two) = text.split_at(text.len() / 2);
    *value = format!("{one}{characters}{two}").into();
}

async fn sends_nothing(mut form: Value) -> Result<(), String> {
    let setup = |implicit| Setup { tls: BENCH.server(Shown::Good), implicit };
    let mail = Server::start(smtp::good(), &setup(true));
    let endpoint = Server::start(http::gives(&token()), &setup(false));
    form["port"] = mail.port.into();
    if form["oauth"].is_object() {
        let url =
            form["oauth"]["authority_url"].as_str().unwrap_or("http://127.0.0.1:%PORT%/token");
        form["oauth"]["authority_url"] = url.replace("%PORT%", &endpoint.port.to_string()).into();
    } else if let Some(form) = form.as_object_mut() {
        form.remove("oauth");
    }
    let form = OutgoingForm::deserialize(form).expect("an outgoing form");
    let options = Options::new(BENCH.client.clone());
    let outcome = probe::outgoing(&form, &options, &|_| ()).await;
    let (mail, endpoint) = (mail.finish().await, endpoint.finish().await);
    let skipped = outcome.report.stages.iter().all(|stage| stage.status == Status::Skipped);
    if mail.connections + endpoint.connections > 0 {
        return Err(format!("connections were made: {mail}, {endpoint}"));
    }
    if outcome.report.verdict != Verdict::Failure || !skipped || outcome.report.findings.is_empty()
    {
        return Err(format!("no finding refuses it: {:?}", outcome.report.findings));
    }
    Ok(())
}
