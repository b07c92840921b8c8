//! What needs a person: signing in for a code (RFC 6749 §4.1), answering a device (RFC 8628 §3.3), and
//! the consent of an administrator.
//!
//! Each is a page with a form; a test posts the same fields: `username`, `password` and `answer`, which
//! is `accept` or `cancel`.

use std::sync::Arc;

use axum::{
    body::Bytes,
    extract::{Path, RawQuery, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use url::Url;

use super::{
    Server,
    answer::Trace,
    grants::{Challenge, Code, DEVICE_LIFETIME, DeviceAnswer, Grant},
    pages::{self, escape, hidden},
    request::Parameters,
};
use crate::sandbox::tenant::{
    App, Audience, Directory, EntraError, GrantTrouble, Tenant, User, contoso,
    entra::{Client, Realm},
    resource::Wanted,
};

/// Where an answer goes, and how (OAuth 2.0 Multiple Response Type Encoding Practices).
struct Return<'a> {
    uri: &'a str,
    mode: &'a str,
    state: Option<&'a str>,
}

/// Shows the page to sign in.
pub(super) async fn page(
    State(server): State<Arc<Server>>,
    Path(named): Path<String>,
    RawQuery(query): RawQuery,
) -> Response {
    let parameters = Parameters::read(query.unwrap_or_default().as_bytes());
    let trace = Trace::new(&server.world, None);
    let directory = server.world.directory();
    let (asked, to) = match begin(&directory, &named, &parameters, &trace) {
        Ok(begun) => begun,
        Err(refusal) => return *refusal,
    };
    if parameters.get("prompt") == Some("none") {
        return to.refuse(&EntraError::sign_in_needed(), &trace);
    }
    pages::page(StatusCode::OK, "Sign in", &sign_in_form(&asked.app.name, &parameters, None))
}

/// Takes what was typed on the page, and leads back to the application with a code.
pub(super) async fn sign_in(
    State(server): State<Arc<Server>>,
    Path(named): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let query = query.unwrap_or_default();
    let typed = Parameters::of_body(&headers, &body);
    let parameters = Parameters::read([query.as_bytes(), b"&", &body].concat().as_slice());
    let trace = Trace::new(&server.world, None);
    let directory = server.world.directory();
    let (asked, to) = match begin(&directory, &named, &parameters, &trace) {
        Ok(begun) => begun,
        Err(refusal) => return *refusal,
    };
    if typed.get("answer") == Some("cancel") {
        return to.refuse(&EntraError::consent_declined(), &trace);
    }
    match asked.grant(&server, &typed, &parameters) {
        Err(error) if error.is_for_application() => to.refuse(&error, &trace),
        Ok(code) => to.answer(&[("code", &code), ("session_state", &server.world.random.guid())]),
        Err(error) => {
            let form = sign_in_form(&asked.app.name, &parameters, Some(&error));
            pages::page(StatusCode::OK, "Sign in", &form)
        }
    }
}

/// Judges a request to sign in: what is wrong with it is told on a page until it is known where the
/// application is, and then to the application.
fn begin<'a>(
    directory: &'a Directory,
    named: &str,
    parameters: &'a Parameters,
    trace: &Trace,
) -> Result<(SignInRequest<'a>, Return<'a>), Box<Response>> {
    let asked = judge_request(directory, named, parameters);
    let asked = asked.map_err(|error| pages::error(&error, trace))?;
    let to = Return::of(parameters);
    asked.judge(parameters).map_err(|error| to.refuse(&error, trace))?;
    Ok((asked, to))
}

/// A request to sign in whose application and redirect URI are known to be good.
struct SignInRequest<'a> {
    directory: &'a Directory,
    realm: Realm<'a>,
    app: &'a App,
}

/// Judges what has to be right before anything may be sent to the redirect URI (RFC 6749 §4.1.2.1).
fn judge_request<'a>(
    directory: &'a Directory,
    named: &str,
    parameters: &Parameters,
) -> Result<SignInRequest<'a>, EntraError> {
    let client_id = parameters.get("client_id").ok_or_else(|| EntraError::missing("client_id"))?;
    let realm = directory.realm(named)?;
    let app = match realm {
        Realm::Tenant(tenant) => directory.client(tenant, client_id)?.app,
        Realm::Organizations | Realm::Anyone => {
            let unknown = || EntraError::app_not_found(client_id, named);
            let app = directory.app(client_id).ok_or_else(unknown)?;
            if app.audience == Audience::Home {
                return Err(EntraError::app_not_multi_tenant(app));
            }
            app
        }
    };
    let redirect_uri = parameters.get("redirect_uri").unwrap_or_default();
    if !app.allows(redirect_uri, |_| true) {
        return Err(EntraError::redirect_mismatch(app, redirect_uri));
    }
    Ok(SignInRequest { directory, realm, app })
}

impl SignInRequest<'_> {
    /// Judges what the application may be told of.
    fn judge(&self, parameters: &Parameters) -> Result<(), EntraError> {
        match parameters.get("response_type") {
            Some("code") => {}
            Some(other) => return Err(EntraError::unsupported_response_type(other)),
            None => return Err(EntraError::missing("response_type")),
        }
        wanted(parameters)?.scopes(self.app).map(drop)
    }

    /// Signs the user in, and gives a code.
    fn grant(
        &self,
        server: &Server,
        typed: &Parameters,
        parameters: &Parameters,
    ) -> Result<String, EntraError> {
        let world = &server.world;
        let now = world.clock.now();
        let username = typed.get("username").unwrap_or_default();
        let client = self.directory.client_of_user(self.realm, &self.app.client_id, username)?;
        let wanted = wanted(parameters)?;
        let user = client.sign_in(username, typed.get("password").unwrap_or_default(), &wanted)?;
        judge_consent(&client, user, &wanted, now)?;
        let challenge = parameters.get("code_challenge").map(str::to_owned);
        let code = Code {
            grant: Grant {
                nonce: parameters.get("nonce").map(str::to_owned),
                ..Grant::new(&client, user, parameters.get("scope").unwrap_or_default(), now)
            },
            redirect_uri: parameters.get("redirect_uri").unwrap_or_default().to_owned(),
            challenge: challenge.map(|it| match parameters.get("code_challenge_method") {
                Some("S256") => Challenge::Sha256(it),
                _ => Challenge::Plain(it),
            }),
            is_used: user.grant_trouble == Some(GrantTrouble::CodeUsed),
        };
        let name = format!("1.{}", world.random.word());
        world.grants.kept().codes.put(name.clone(), code, now);
        Ok(name)
    }
}

/// What a request to sign in asks for; by v1's words where it uses them.
fn wanted(parameters: &Parameters) -> Result<Wanted, EntraError> {
    match (parameters.get("scope"), parameters.get("resource")) {
        (None, Some(resource)) => Wanted::of_resource(resource, ""),
        (scope, _) => Wanted::of_scope(scope.ok_or_else(|| EntraError::missing("scope"))?, ""),
    }
}

/// Users of this organisation may not consent by themselves: they are told to ask an administrator.
fn judge_consent(
    client: &Client<'_>,
    user: &User,
    wanted: &Wanted,
    now: i64,
) -> Result<(), EntraError> {
    if user.grant_trouble == Some(GrantTrouble::Declined) {
        return Err(EntraError::consent_declined());
    }
    if wanted.is_nothing() {
        return Ok(());
    }
    client.judge_consent(wanted, now).map(drop).map_err(|error| {
        if error.is_of_consent() { EntraError::admin_consent_required() } else { error }
    })
}

/// The form to sign in, with what the request asked for and what went wrong before.
fn sign_in_form(app: &str, parameters: &Parameters, error: Option<&EntraError>) -> String {
    let kept = parameters
        .iter()
        .filter(|(name, _)| !["username", "password", "answer"].contains(name))
        .map(|(name, value)| hidden(name, value))
        .collect::<String>();
    let username = parameters.get("username").or(parameters.get("login_hint")).unwrap_or_default();
    person_form(&format!("to continue to {app}"), &kept, username, error)
}

/// A form for who has an account. `kept` is HTML.
fn person_form(why: &str, kept: &str, username: &str, error: Option<&EntraError>) -> String {
    let error = error.map_or_else(String::new, |error| {
        format!("<p role=\"alert\">{}</p>", escape(&error.description()))
    });
    format!(
        "<p>{}</p>{error}<form method=\"post\">{kept}\
         <label>User name<input name=\"username\" autocomplete=\"username\" value=\"{}\"></label>\
         <label>Password<input name=\"password\" type=\"password\" autocomplete=\"off\"></label>\
         <p class=\"banner\">The password of every user is <code>{}</code>.</p>\
         <button name=\"answer\" value=\"accept\">Sign in</button>\
         <button name=\"answer\" value=\"cancel\">Cancel</button></form>",
        escape(why),
        escape(username),
        contoso::PASSWORD
    )
}

impl<'a> Return<'a> {
    fn of(parameters: &'a Parameters) -> Self {
        Self {
            uri: parameters.get("redirect_uri").unwrap_or_default(),
            mode: parameters.get("response_mode").unwrap_or("query"),
            state: parameters.get("state"),
        }
    }

    fn refuse(&self, error: &EntraError, trace: &Trace) -> Response {
        let description = trace.body(error).error_description;
        self.answer(&[("error", error.error), ("error_description", &description)])
    }

    /// Leads back to the application.
    fn answer(&self, parameters: &[(&str, &str)]) -> Response {
        let state = self.state.map(|state| ("state", state));
        let parameters: Vec<_> = parameters.iter().copied().chain(state).collect();
        let Ok(mut uri) = Url::parse(self.uri) else {
            return StatusCode::BAD_REQUEST.into_response();
        };
        let encode = || {
            let mut encoded = url::form_urlencoded::Serializer::new(String::new());
            encoded.extend_pairs(&parameters).finish()
        };
        match self.mode {
            "form_post" => return self.form_post(&parameters),
            "fragment" => uri.set_fragment(Some(&encode())),
            _ => drop(uri.query_pairs_mut().extend_pairs(&parameters)),
        }
        redirect(uri.as_str())
    }

    /// The page that posts the answer (OAuth 2.0 Form Post Response Mode); without scripts, by a button.
    fn form_post(&self, parameters: &[(&str, &str)]) -> Response {
        let fields: String = parameters.iter().map(|(name, value)| hidden(name, value)).collect();
        let form = format!(
            "<form method=\"post\" action=\"{}\">{fields}<button>Continue</button></form>",
            escape(self.uri)
        );
        pages::page(StatusCode::OK, "Working", &form)
    }
}

fn redirect(to: &str) -> Response {
    match HeaderValue::try_from(to) {
        Ok(to) => (StatusCode::FOUND, [(header::LOCATION, to)]).into_response(),
        Err(_) => StatusCode::BAD_REQUEST.into_response(),
    }
}

/// Shows the page to type the code of a device on.
pub(super) async fn device_page(RawQuery(query): RawQuery) -> Response {
    let parameters = Parameters::read(query.unwrap_or_default().as_bytes());
    pages::page(StatusCode::OK, "Enter code", &device_form(&parameters, None))
}

fn device_form(typed: &Parameters, error: Option<&EntraError>) -> String {
    let code = format!(
        "<label>Code<input name=\"user_code\" autocomplete=\"off\" value=\"{}\"></label>",
        escape(typed.get("user_code").unwrap_or_default())
    );
    let username = typed.get("username").unwrap_or_default();
    person_form("Enter the code displayed on your app or device.", &code, username, error)
}

/// Takes what was typed on that page.
pub(super) async fn device_answer(
    State(server): State<Arc<Server>>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let typed = Parameters::of_body(&headers, &body);
    match answer_device(&server, &typed) {
        Ok(words) => pages::page(StatusCode::OK, "Done", &format!("<p>{words}</p>")),
        Err(error) => pages::page(StatusCode::OK, "Enter code", &device_form(&typed, Some(&error))),
    }
}

fn answer_device(server: &Server, typed: &Parameters) -> Result<&'static str, EntraError> {
    let world = &server.world;
    let now = world.clock.now();
    let directory = world.directory();
    let mut kept = world.grants.kept();
    let user_code = typed.get("user_code").unwrap_or_default();
    let device = kept.device_of(user_code).ok_or_else(EntraError::malformed)?;
    if typed.get("answer") == Some("cancel") {
        device.answer = DeviceAnswer::Declined;
        return Ok("You declined. You may close this window.");
    }
    let username = typed.get("username").unwrap_or_default();
    let realm = directory.realm(&device.realm)?;
    let client = directory.client_of_user(realm, &device.client_id, username)?;
    let wanted = Wanted::of_scope(&device.scope, &client.tenant.name)?;
    let user = client.sign_in(username, typed.get("password").unwrap_or_default(), &wanted)?;
    if user.grant_trouble == Some(GrantTrouble::Declined) {
        device.answer = DeviceAnswer::Declined;
    }
    if user.grant_trouble == Some(GrantTrouble::DeviceCodeExpired) {
        device.issued = now - DEVICE_LIFETIME - 1;
        return Err(EntraError::device_code_expired());
    }
    judge_consent(&client, user, &wanted, now)?;
    device.answer = DeviceAnswer::Granted(Grant::new(&client, user, &device.scope, now));
    Ok("You have signed in to the application on your device. You may close this window.")
}

/// Shows an administrator what an application asks for.
pub(super) async fn consent_page(
    State(server): State<Arc<Server>>,
    Path(named): Path<String>,
    RawQuery(query): RawQuery,
) -> Response {
    let parameters = Parameters::read(query.unwrap_or_default().as_bytes());
    let trace = Trace::new(&server.world, None);
    let directory = server.world.directory();
    let (_, app) = match judge_consent_request(&directory, &named, &parameters) {
        Ok(request) => request,
        Err(error) => return pages::error(&error, &trace),
    };
    let permissions: Vec<_> = app.requests.iter().map(|it| escape(it.name)).collect();
    let permissions = permissions.join("<li>");
    let body = format!(
        "<p>{} asks for these permissions:</p><ul><li>{permissions}</ul><form method=\"post\">\
         <button name=\"answer\" value=\"accept\">Accept</button>\
         <button name=\"answer\" value=\"cancel\">Cancel</button></form>",
        escape(&app.name)
    );
    pages::page(StatusCode::OK, "Permissions requested", &body)
}

/// Takes the administrator's answer: the permissions count from when they have propagated.
pub(super) async fn consent(
    State(server): State<Arc<Server>>,
    Path(named): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let parameters = Parameters::read(query.unwrap_or_default().as_bytes());
    let is_accepted = Parameters::of_body(&headers, &body).get("answer") == Some("accept");
    let world = &server.world;
    let trace = Trace::new(world, None);
    let mut directory = world.directory_mut();
    let (tenant, app) = match judge_consent_request(&directory, &named, &parameters) {
        Ok((tenant, app)) => (tenant.id.clone(), app.clone()),
        Err(error) => return pages::error(&error, &trace),
    };
    let to = Return::of(&parameters);
    if !is_accepted {
        return to.refuse(&EntraError::consent_declined(), &trace);
    }
    directory.consent(&tenant, &app, world.clock.propagated(), || world.random.guid());
    let scope = parameters.get("scope").unwrap_or_default();
    to.answer(&[("admin_consent", "True"), ("tenant", &tenant), ("scope", scope)])
}

fn judge_consent_request<'a>(
    directory: &'a Directory,
    named: &str,
    parameters: &Parameters,
) -> Result<(&'a Tenant, &'a App), EntraError> {
    let client_id = parameters.get("client_id").ok_or_else(|| EntraError::missing("client_id"))?;
    let Realm::Tenant(tenant) = directory.realm(named)? else {
        return Err(EntraError::no_tenant());
    };
    let app = directory.app(client_id);
    let app = app.ok_or_else(|| EntraError::app_not_found(client_id, &tenant.name))?;
    let redirect_uri = parameters.get("redirect_uri").unwrap_or_default();
    if !app.allows(redirect_uri, |_| true) {
        return Err(EntraError::redirect_mismatch(app, redirect_uri));
    }
    Ok((tenant, app))
}
