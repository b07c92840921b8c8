//! Mailvet's own settings for the sandbox: the good ones, and what a scenario changes in them.

use mailvet_core::FormName;
use serde_json::{Map, Value, json};

use super::{
    Ready,
    scenario::{Flow, Port, Proof, Trigger},
};

/// The host that the servers listen at.
const HOST: &str = "localhost";

/// The settings of a form, as the settings file and the API have them.
#[must_use]
pub fn settings(ready: &Ready, form: FormName, trigger: &Trigger) -> Map<String, Value> {
    let username = trigger.username.unwrap_or(&ready.username);
    let (port, security) = door(ready, form, trigger);
    let mut settings = match form {
        FormName::Outgoing => map(json!({
            "server": HOST,
            "port": port,
            "security": security,
            "requires_authentication": trigger.requires_authentication.unwrap_or(true),
            "username": username,
        })),
        FormName::Incoming => map(json!({
            "server": HOST,
            "port": port,
            "security": security,
            "username": username,
        })),
    };
    let is_anonymous = form == FormName::Outgoing && trigger.requires_authentication == Some(false);
    let mut set = |key: &str, value: Value| drop(settings.insert(key.to_owned(), value));
    if let (FormName::Outgoing, Some(sender)) = (form, trigger.sender) {
        set("sender", sender.into());
    }
    if let Some(mailbox) = trigger.mailbox {
        set("mailbox", mailbox.into());
    }
    if let (FormName::Incoming, Some(protocol)) = (form, trigger.protocol) {
        set("protocol", protocol.into());
    }
    if matches!(trigger.flow, Some(Flow::Password | Flow::Basic)) {
        set("password", trigger.password.unwrap_or(&ready.password).into());
    }
    if trigger.flow != Some(Flow::Basic) && !is_anonymous {
        set("oauth", oauth(ready, trigger).into());
    }
    settings
}

/// Port and security. What one of the forms cannot show leaves it as it should be: where the sandbox does
/// not listen, another server of this machine may.
fn door(ready: &Ready, form: FormName, trigger: &Trigger) -> (Option<u16>, &'static str) {
    let chosen = |usual| trigger.security.unwrap_or(usual);
    match (form, trigger.port) {
        (FormName::Outgoing, Some(Port::Plain)) => (ready.smtp.plain, chosen("tls")),
        (FormName::Outgoing, Some(Port::Tls)) => match ready.smtp.tls {
            None => (ready.smtp.starttls, "tls"),
            tls => (tls, chosen("tls")),
        },
        (FormName::Outgoing, None | Some(Port::StartTls)) => (ready.smtp.starttls, chosen("tls")),
        (FormName::Incoming, port) => {
            let ports = if trigger.protocol == Some("pop") { ready.pop } else { ready.imap };
            match port {
                Some(Port::StartTls) => (ports.starttls, chosen("ssl")),
                Some(Port::Plain) => (ports.tls, "ssl"),
                // Whoever reads mail logs in.
                None if trigger.requires_authentication == Some(false) => (ports.tls, "ssl"),
                None | Some(Port::Tls) => (ports.tls, chosen("ssl")),
            }
        }
    }
}

fn oauth(ready: &Ready, trigger: &Trigger) -> Map<String, Value> {
    let tenant = trigger.tenant.unwrap_or(&ready.tenant);
    let mut oauth = map(json!({
        "provider": "microsoft-exchange",
        "client_id": trigger.client_id.unwrap_or(&ready.client_id),
        "authority_url": ready.token_url.replace(&ready.tenant, tenant),
    }));
    let mut set = |key: &str, value: Value| drop(oauth.insert(key.to_owned(), value));
    let is_interactive = matches!(trigger.flow, Some(Flow::AuthorizationCode | Flow::DeviceCode));
    match trigger.proof {
        Some(Proof::ClientCertificate) => {
            set("certificate", ready.client_certificate.to_string_lossy().into());
        }
        Some(Proof::AssertionFile) => {
            set("assertion_file", ready.assertion_file.to_string_lossy().into());
        }
        // A program that a user signs in to keeps no secret.
        None if is_interactive => {}
        None => {
            set("client_secret", trigger.client_secret.unwrap_or(&ready.client_secret).into());
        }
    }
    if let Some(scope) = trigger.scope {
        set("scope", scope.into());
    }
    if let Some(flow) = trigger.flow {
        set("flow", serde_json::to_value(flow).unwrap_or_default());
    }
    oauth
}

/// The object that a literal is.
fn map(literal: Value) -> Map<String, Value> {
    match literal {
        Value::Object(map) => map,
        _ => Map::new(),
    }
}
