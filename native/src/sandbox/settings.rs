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
    let mut settings = match form {
        FormName::Outgoing => map(json!({
            "server": HOST,
            "port": match trigger.port {
                None | Some(Port::StartTls) => ready.smtp.starttls,
                Some(Port::Plain) => ready.smtp.plain,
                Some(Port::Tls) => ready.smtp.tls,
            },
            "security": trigger.security.unwrap_or("tls"),
            "requires_authentication": trigger.requires_authentication.unwrap_or(true),
            "username": username,
        })),
        FormName::Incoming => map(json!({
            "server": HOST,
            "port": incoming_port(ready, trigger),
            "security": trigger.security.unwrap_or("ssl"),
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

fn incoming_port(ready: &Ready, trigger: &Trigger) -> Option<u16> {
    let ports = if trigger.protocol == Some("pop") { ready.pop } else { ready.imap };
    match trigger.port {
        None | Some(Port::Tls) => ports.tls,
        Some(Port::StartTls | Port::Plain) => ports.starttls,
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
