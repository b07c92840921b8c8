//! The place that a secret may be sent to.

use mailvet_core::{
    Context, Entry, FormName, default_port, parse_authority,
    settings::{IncomingProtocol, Security},
};
use serde::Deserialize;
use serde_json::{Map, Value};

use super::document;

/// The place that the secret of a field may be sent to, for these settings. A stored secret is
/// used only while this stays as it was when it was typed.
///
/// A password goes to one account of one port of the mail server, never in clear where it was
/// encrypted, and with the password flow (RFC 6749 §4.3) to the token endpoint as well. A client
/// secret goes to one token endpoint, which
/// names the tenant, and belongs to one client id; so does the password of a certificate, which
/// belongs to one file besides. What they fetch goes to the mail server at once, so they are bound
/// to that as well: or else "test connection" hands a token to any host that is asked for.
#[must_use]
pub fn binding(form: FormName, settings: &Map<String, Value>, field: &str) -> String {
    let fields = Fields(settings);
    let parts = match field {
        "password" if fields.word("oauth.flow") == "password" => {
            [&fields.account(form)[..], &fields.client()].concat()
        }
        "password" => fields.account(form).to_vec(),
        "oauth.certificate_password" => {
            let certificate = fields.text("oauth.certificate");
            [&fields.account(form)[..], &fields.client(), &[certificate]].concat()
        }
        _ => [&fields.account(form)[..], &fields.client()].concat(),
    };
    // JSON keeps the parts apart, whatever is in them.
    Value::from(parts).to_string()
}

/// The place that an access token may be sent to: the account it was tested with, as long as the
/// same client gets it from the same token endpoint.
#[must_use]
pub fn token_binding(form: FormName, settings: &Map<String, Value>) -> String {
    let fields = Fields(settings);
    Value::from([&fields.account(form)[..], &fields.client()].concat()).to_string()
}

struct Fields<'a>(&'a Map<String, Value>);

impl Fields<'_> {
    /// The mail server, its port, the account, and whether the way there is encrypted.
    fn account(&self, form: FormName) -> [String; 4] {
        let port = match self.text("port") {
            typed if typed.is_empty() => self.usual_port(form).to_string(),
            typed => typed,
        };
        let way = if self.security(form) == Security::None { "in clear" } else { "encrypted" };
        [self.word("server"), port, self.text("username"), way.to_owned()]
    }

    /// The provider, the token endpoint and the client.
    fn client(&self) -> [String; 3] {
        let provider = self.word("oauth.provider");
        let typed = self.text("oauth.authority_url");
        // Every form of an authority that leads to the same token endpoint is the same place.
        let token_url = (provider == "microsoft-exchange")
            .then(|| parse_authority(&typed, &Context::default()).authority)
            .flatten()
            .map(|authority| authority.token_url.into_owned());
        [provider, token_url.unwrap_or(typed), self.text("oauth.client_id")]
    }

    fn security(&self, form: FormName) -> Security {
        match self.word("security").as_str() {
            "ssl" => Security::Ssl,
            "tls" => Security::Tls,
            // The outgoing form has no such key.
            "" if form == FormName::Incoming && self.word("use_ssl") == "true" => Security::Ssl,
            _ => Security::None,
        }
    }

    fn usual_port(&self, form: FormName) -> u16 {
        match self.word("protocol").as_str() {
            "pop" => IncomingProtocol::Pop.default_port(self.security(form)),
            _ => default_port(form, self.security(form)),
        }
    }

    /// Beyond ASCII two names that are one in lower case may be two hosts (`Σ` is `σ` or `ς`).
    fn word(&self, field: &str) -> String {
        self.text(field).to_ascii_lowercase()
    }

    /// A value as the rules read it.
    fn text(&self, field: &str) -> String {
        let entry = document::get(self.0, field).and_then(|value| Entry::deserialize(value).ok());
        match entry {
            Some(Entry::Number(digits)) => digits.into_owned(),
            Some(Entry::Flag(flag)) => flag.to_string(),
            Some(Entry::Text(_)) => {
                entry.as_ref().and_then(Entry::text).unwrap_or_default().to_owned()
            }
            Some(Entry::Other(_)) | None => String::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const TENANT: &str = "https://login.microsoftonline.com/contoso.onmicrosoft.com";

    fn base() -> Value {
        json!({ "server": "mail.example.com", "security": "tls", "username": "legal@example.com",
                "oauth": { "provider": "microsoft-exchange", "authority_url": TENANT,
                           "client_id": "one" } })
    }

    /// Whether a secret stays where it is when some values change.
    #[track_caller]
    fn check(field: &str, changes: Value, stays: bool) {
        let (Value::Object(before), Value::Object(changes)) = (base(), changes) else {
            panic!("no objects")
        };
        let mut after = before.clone();
        for (key, value) in changes {
            match (key.as_str(), value) {
                ("oauth", Value::Object(inner)) => {
                    after["oauth"].as_object_mut().expect("a table").extend(inner);
                }
                (_, value) => drop(after.insert(key, value)),
            }
        }
        let of = |settings| match field {
            "token" => token_binding(FormName::Outgoing, settings),
            field => binding(FormName::Outgoing, settings, field),
        };
        assert_eq!(of(&before) == of(&after), stays, "{} / {}", of(&before), of(&after));
    }

    #[test]
    fn a_password_belongs_to_one_account_of_one_server() {
        check("password", json!({ "server": " MAIL.example.com" }), true);
        check("password", json!({ "port": 587 }), true);
        check("password", json!({ "port": " 587 " }), true);
        check("password", json!({ "reply_to": "somebody@example.com" }), true);
        check("password", json!({ "oauth": { "client_id": "two" } }), true);
        check("password", json!({ "server": "evil.test" }), false);
        check("password", json!({ "port": "2525" }), false);
        check("password", json!({ "security": "none" }), false);
        check("password", json!({ "security": null, "use_ssl": true, "port": "587" }), false);
        check("password", json!({ "security": "none", "port": "587" }), false);
        check("password", json!({ "username": "other@example.com" }), false);
    }

    #[test]
    fn a_password_for_the_token_endpoint_belongs_there_too() {
        check("password", json!({ "oauth": { "flow": "password" } }), false);
    }

    #[test]
    fn a_client_secret_belongs_to_one_client_of_one_token_endpoint() {
        let field = "oauth.client_secret";
        check(field, json!({ "server": "elsewhere.example.com" }), false);
        let endpoint = format!("{TENANT}/oauth2/v2.0/token");
        check(field, json!({ "oauth": { "authority_url": endpoint } }), true);
        check(field, json!({ "oauth": { "authority_url": "https://evil.test/token" } }), false);
        let other = TENANT.replace("contoso", "fabrikam");
        check(field, json!({ "oauth": { "authority_url": other } }), false);
        check(field, json!({ "oauth": { "client_id": "two" } }), false);
        check(field, json!({ "oauth": { "provider": "custom" } }), false);
    }

    #[test]
    fn the_password_of_a_certificate_belongs_to_its_file() {
        let field = "oauth.certificate_password";
        check(field, json!({ "oauth": { "certificate": "other.pfx" } }), false);
        check(field, json!({ "username": "other@example.com" }), false);
    }

    #[test]
    fn a_token_belongs_to_its_account_and_its_client() {
        check("token", json!({ "reply_to": "somebody@example.com" }), true);
        check("token", json!({ "server": "evil.test" }), false);
        check("token", json!({ "username": "other@example.com" }), false);
        check("token", json!({ "oauth": { "client_id": "two" } }), false);
    }

    #[test]
    fn no_value_can_pass_for_its_neighbour() {
        let of = |server: &str, username: &str| {
            let settings = json!({ "server": server, "port": "1", "username": username });
            let Value::Object(settings) = settings else { panic!("no object") };
            binding(FormName::Outgoing, &settings, "password")
        };
        assert_ne!(of("a\",\"1\",\"b", "c"), of("a", "b\",\"1\",\"c"));
    }
}
