//! Mailvet's own settings for the sandbox: the good ones, and what a scenario changes in them.

use mailvet_core::FormName;
use serde_json::{Map, Value, json};

use super::{
    Ready,
    scenario::{Flow, Trigger},
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
            "port": ready.smtp.starttls,
            "security": "tls",
            "requires_authentication": true,
            "username": username,
        })),
        FormName::Incoming => map(json!({
            "server": HOST,
            "port": ready.imap.tls,
            "security": "ssl",
            "username": username,
        })),
    };
    let mut set = |key: &str, value: Value| drop(settings.insert(key.to_owned(), value));
    if let (FormName::Outgoing, Some(sender)) = (form, trigger.sender) {
        set("sender", sender.into());
    }
    if let Some(mailbox) = trigger.mailbox {
        set("mailbox", mailbox.into());
    }
    if trigger.flow.is_some() {
        set("password", trigger.password.unwrap_or(&ready.password).into());
    }
    if trigger.flow != Some(Flow::Basic) {
        set("oauth", oauth(ready, trigger).into());
    }
    settings
}

fn oauth(ready: &Ready, trigger: &Trigger) -> Map<String, Value> {
    let tenant = trigger.tenant.unwrap_or(&ready.tenant);
    let mut oauth = map(json!({
        "provider": "microsoft-exchange",
        "client_id": trigger.client_id.unwrap_or(&ready.client_id),
        "client_secret": trigger.client_secret.unwrap_or(&ready.client_secret),
        "authority_url": ready.token_url.replace(&ready.tenant, tenant),
    }));
    if let Some(scope) = trigger.scope {
        oauth.insert("scope".to_owned(), scope.into());
    }
    if trigger.flow == Some(Flow::Password) {
        oauth.insert("flow".to_owned(), "password".into());
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
