//! A client of the sandbox's HTTP, and what it reads from the answers.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use mailvet::{
    probe,
    sandbox::{Options, Ready, Sandbox},
};
use reqwest::{Client as Http, RequestBuilder, Response, redirect::Policy};
use serde_json::Value;

/// The scope of an application.
pub(crate) const DEFAULT: &str = "https://outlook.office365.com/.default";

/// A sandbox with a client that trusts it.
pub(crate) struct Client {
    pub(crate) sandbox: Sandbox,
    pub(crate) http: Http,
}

impl Client {
    pub(crate) async fn new() -> Self {
        let sandbox = Sandbox::start(Options::default()).await.expect("a sandbox");
        let http = http(sandbox.ready());
        Self { sandbox, http }
    }

    pub(crate) fn ready(&self) -> &Ready {
        self.sandbox.ready()
    }

    /// The address of an endpoint of the tenant.
    pub(crate) fn at(&self, path: &str) -> String {
        self.of_tenant(&self.ready().tenant, path)
    }

    /// The address of an endpoint of any tenant.
    pub(crate) fn of_tenant(&self, tenant: &str, path: &str) -> String {
        let token_url = &self.ready().token_url;
        let (base, _) = token_url.split_once(&self.ready().tenant).expect("a tenant");
        format!("{base}{tenant}/{path}")
    }

    /// Asks for a token with these parameters; the client's id is among them unless they name one.
    pub(crate) async fn ask(&self, parameters: &[(&str, &str)]) -> Value {
        self.ask_at("oauth2/v2.0/token", parameters).await
    }

    pub(crate) async fn ask_at(&self, path: &str, parameters: &[(&str, &str)]) -> Value {
        let named = parameters.iter().any(|(name, _)| *name == "client_id");
        let own = [("client_id", self.ready().client_id.as_str())];
        let own = if named { &own[..0] } else { &own[..] };
        let parameters: Vec<_> = own.iter().chain(parameters).collect();
        json(self.http.post(self.at(path)).form(&parameters)).await
    }

    /// A token of the application itself.
    pub(crate) async fn application_token(&self) -> Value {
        let secret = self.ready().client_secret.as_str();
        self.ask(&[
            ("grant_type", "client_credentials"),
            ("client_secret", secret),
            ("scope", DEFAULT),
        ])
        .await
    }

    /// Tells the control API something.
    pub(crate) fn tell(&self, path: &str, what: &Value) -> RequestBuilder {
        let request = self.http.post(self.control(path));
        request.header("content-type", "application/json").body(what.to_string())
    }

    /// The address of the control API.
    pub(crate) fn control(&self, path: &str) -> String {
        format!("{}{path}", self.ready().control_url)
    }
}

/// A client that trusts a sandbox, and goes nowhere by itself.
pub(crate) fn http(ready: &Ready) -> Http {
    let tls = probe::client_config(Some(&ready.ca_file)).expect("a configuration");
    Http::builder()
        .tls_backend_preconfigured((*tls).clone())
        .redirect(Policy::none())
        .no_proxy()
        .build()
        .expect("a client")
}

pub(crate) async fn send(request: RequestBuilder) -> Response {
    request.send().await.expect("an answer")
}

pub(crate) async fn json(request: RequestBuilder) -> Value {
    let text = send(request).await.text().await.expect("a body");
    serde_json::from_str(&text).unwrap_or(Value::String(text))
}

/// The number of an error; 0 for an answer without one.
pub(crate) fn code(answer: &Value) -> u64 {
    answer["error_codes"][0].as_u64().unwrap_or_default()
}

/// The claims of a token in an answer.
pub(crate) fn claims(answer: &Value, member: &str) -> Value {
    let token = answer[member].as_str().unwrap_or_else(|| panic!("no {member} in {answer}"));
    let payload = token.split('.').nth(1).expect("a payload");
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(payload).expect("base64")).expect("claims")
}
