//! The token endpoint (RFC 6749 §3.2) and the device authorization endpoint (RFC 8628 §3.1).

use std::sync::Arc;

use axum::{
    body::to_bytes,
    extract::{Path, Request, State},
    http::{HeaderMap, Method, header, request::Parts},
    response::Response,
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use ring::digest;
use serde::Serialize;
use serde_json::{Map, Value, json};

use super::{
    Server, Version,
    answer::{Trace, rfc3339},
    assertion,
    grants::{CODE_LIFETIME, Challenge, Code, DEVICE_LIFETIME, Device, DeviceAnswer, Grant},
    request::Parameters,
};
use crate::sandbox::{
    clock::Time,
    faults::Service,
    keys::Claims,
    record::{Event, Party},
    tenant::{
        Directory, EntraError, GrantTrouble, Platform, REFRESH_LIFETIME, User,
        entra::{Client, Credential, Realm},
        resource::Wanted,
    },
};

/// A request is read up to so many bytes.
const LARGEST_REQUEST: usize = 64 * 1024;

/// How often a device may ask, in seconds.
const DEVICE_INTERVAL: u32 = 5;

/// What is given: the claims to sign, and what goes beside the token.
struct Issued {
    claims: Claims,
    wanted: Wanted,
    /// What a refresh token would stand for; an application's own token has none.
    grant: Option<Grant>,
    has_client_info: bool,
}

/// A request that was read.
struct Received {
    head: Parts,
    parameters: Parameters,
    trace: Trace,
    /// Its number in the record.
    session: u64,
}

/// One request to the token endpoint.
struct Asked<'a> {
    server: &'a Server,
    directory: &'a Directory,
    /// What named the tenant in the URL.
    named: &'a str,
    version: Version,
    headers: &'a HeaderMap,
    parameters: &'a Parameters,
    now: Time,
}

/// Answers a request for a token.
pub(super) async fn answer(
    State(server): State<Arc<Server>>,
    Path(named): Path<String>,
    request: Request,
    version: Version,
) -> Response {
    let Received { head, parameters, trace, session } = Received::read(&server, request).await;
    let issued = if head.method == Method::POST {
        let directory = server.world.directory();
        let asked = Asked {
            server: &server,
            directory: &directory,
            named: &named,
            version,
            headers: &head.headers,
            parameters: &parameters,
            now: server.world.clock.now(),
        };
        asked.issue()
    } else {
        Err(EntraError::not_post())
    };
    let body = issued.and_then(|issued| body_of(issued, &server, &head.headers, version));
    respond(&server, session, &trace, body, "a token")
}

impl Asked<'_> {
    fn issue(&self) -> Result<Issued, EntraError> {
        let grant_type = self.needed("grant_type")?;
        if self.version == Version::V2 && self.parameters.get("resource").is_some() {
            return Err(EntraError::resource_at_v2());
        }
        let realm = self.directory.realm(self.named)?;
        self.judge_restriction(realm)?;
        match grant_type {
            "client_credentials" => self.issue_to_application(realm),
            "password" => self.issue_for_password(realm),
            "authorization_code" => self.issue_for_code(realm),
            "refresh_token" => self.issue_for_refresh_token(realm),
            "urn:ietf:params:oauth:grant-type:device_code" | "device_code" => {
                self.issue_for_device(realm)
            }
            other => Err(EntraError::unsupported_grant(other)),
        }
    }

    fn issue_to_application(&self, realm: Realm<'_>) -> Result<Issued, EntraError> {
        let Realm::Tenant(tenant) = realm else { return Err(EntraError::no_tenant()) };
        let client = self.directory.client(tenant, self.needed("client_id")?)?;
        let wanted = self.wanted(&client)?;
        let credential = self.authenticate(&client, true)?;
        let scope = self.parameters.get("scope").unwrap_or_default();
        let claims = client.issue_to_application(&wanted, &credential, scope, self.now)?;
        Ok(Issued { claims, wanted, grant: None, has_client_info: false })
    }

    fn issue_for_password(&self, realm: Realm<'_>) -> Result<Issued, EntraError> {
        if matches!(realm, Realm::Anyone) {
            return Err(EntraError::grant_not_over_common());
        }
        let username = self.needed("username")?;
        let password = self.needed("password")?;
        let client_id = self.needed("client_id")?;
        let client = self.directory.client_of_user(realm, client_id, username)?;
        let wanted = self.wanted(&client)?;
        let credential = self.authenticate(&client, !client.app.is_public)?;
        let user = client.sign_in(username, password, &wanted)?;
        self.issue_to_user(&client, user, &credential, wanted, None)
    }

    fn issue_for_code(&self, realm: Realm<'_>) -> Result<Issued, EntraError> {
        let code = self.needed("code")?;
        let redirect_uri = self.needed("redirect_uri")?;
        let mut kept = self.server.world.grants.kept();
        let Some(Code { grant, redirect_uri: granted_uri, challenge, is_used }) =
            kept.codes.get_mut(code)
        else {
            return Err(EntraError::malformed_grant());
        };
        let client = self.client_of_grant(realm, grant)?;
        if std::mem::replace(is_used, true) {
            return Err(EntraError::code_used());
        }
        if grant.issued + CODE_LIFETIME < self.now {
            return Err(EntraError::code_expired());
        }
        if redirect_uri != granted_uri {
            return Err(EntraError::redirect_mismatch(client.app, redirect_uri));
        }
        if challenge.as_ref().is_some_and(|it| !it.is_met(self.parameters.get("code_verifier"))) {
            return Err(EntraError::verifier_mismatch());
        }
        let grant = grant.clone();
        let credential = self.authenticate_at(&client, redirect_uri)?;
        self.issue_by_grant(&client, &credential, grant)
    }

    fn issue_for_refresh_token(&self, realm: Realm<'_>) -> Result<Issued, EntraError> {
        let token = self.needed("refresh_token")?;
        let kept = self.server.world.grants.kept();
        let grant =
            kept.refresh_tokens.get(token).cloned().ok_or_else(EntraError::malformed_grant)?;
        drop(kept);
        let client = self.client_of_grant(realm, &grant)?;
        let user = client.tenant.user(&grant.user);
        if user.is_some_and(|it| it.grant_trouble == Some(GrantTrouble::RefreshTokenRevoked)) {
            return Err(EntraError::grant_revoked(&rfc3339(grant.issued), &rfc3339(self.now)));
        }
        if grant.issued + REFRESH_LIFETIME < self.now {
            return Err(EntraError::refresh_token_expired(&rfc3339(grant.issued)));
        }
        let credential = self.authenticate(&client, false)?;
        self.issue_by_grant(&client, &credential, grant)
    }

    fn issue_for_device(&self, realm: Realm<'_>) -> Result<Issued, EntraError> {
        let code = self.needed("device_code").or_else(|_| self.needed("code"))?;
        let mut kept = self.server.world.grants.kept();
        let device = kept.devices.get(code).ok_or_else(EntraError::malformed_grant)?;
        if device.issued + DEVICE_LIFETIME < self.now {
            return Err(EntraError::device_code_expired());
        }
        let grant = match &device.answer {
            DeviceAnswer::Pending => return Err(EntraError::device_code_pending()),
            DeviceAnswer::Declined => return Err(EntraError::device_code_declined()),
            DeviceAnswer::Granted(grant) => grant.clone(),
        };
        kept.devices.remove(code);
        drop(kept);
        let client = self.client_of_grant(realm, &grant)?;
        let credential = self.authenticate(&client, !client.app.is_public)?;
        self.issue_by_grant(&client, &credential, grant)
    }

    /// Issues what a user has granted before.
    fn issue_by_grant(
        &self,
        client: &Client<'_>,
        credential: &Credential,
        grant: Grant,
    ) -> Result<Issued, EntraError> {
        let unknown = || EntraError::user_not_found(&grant.user, &client.tenant.id);
        let user = client.tenant.user(&grant.user).ok_or_else(unknown)?;
        if grant.issued < user.tokens_valid_from {
            let times = (rfc3339(grant.issued), rfc3339(user.tokens_valid_from));
            return Err(EntraError::grant_revoked(&times.0, &times.1));
        }
        client.judge_user(user)?;
        let asked = self.parameters.get("scope").or(self.parameters.get("resource"));
        let wanted = match asked {
            Some(_) => self.wanted(client)?,
            None => Wanted::of_scope(&grant.scope, &client.tenant.name)?,
        };
        // A refresh token leads to another one, whatever is asked for this time.
        let offline = Wanted::of_scope(&grant.scope, &client.tenant.name)?.offline;
        let wanted = Wanted { offline: wanted.offline || offline, ..wanted };
        self.issue_to_user(client, user, credential, wanted, Some(grant))
    }

    fn issue_to_user(
        &self,
        client: &Client<'_>,
        user: &User,
        credential: &Credential,
        wanted: Wanted,
        before: Option<Grant>,
    ) -> Result<Issued, EntraError> {
        let claims = client.issue_to_user(user, &wanted, credential, self.now)?;
        let (scope, nonce) = match before {
            Some(grant) => (grant.scope, grant.nonce),
            None => (self.parameters.get("scope").unwrap_or_default().to_owned(), None),
        };
        let issued = match user.grant_trouble {
            Some(GrantTrouble::RefreshTokenExpired) => self.now - REFRESH_LIFETIME - 1,
            _ => self.now,
        };
        let grant = Grant { nonce, ..Grant::new(client, user, &scope, issued) };
        let has_client_info = self.parameters.get("client_info").is_some();
        Ok(Issued { claims, wanted, grant: Some(grant), has_client_info })
    }

    /// The application of a grant, which has to be the one that asks, where it was granted.
    fn client_of_grant<'a>(
        &'a self,
        realm: Realm<'a>,
        grant: &Grant,
    ) -> Result<Client<'a>, EntraError> {
        let client_id = self.needed("client_id")?;
        let client = self.directory.client_of_user(realm, client_id, &grant.user)?;
        if client.tenant.id != grant.tenant {
            return Err(EntraError::grant_of_another_tenant());
        }
        if !client.app.client_id.eq_ignore_ascii_case(&grant.client_id) {
            return Err(EntraError::malformed_grant());
        }
        Ok(client)
    }

    fn wanted(&self, client: &Client<'_>) -> Result<Wanted, EntraError> {
        match self.version {
            Version::V1 => Wanted::of_resource(self.needed("resource")?, &client.tenant.name),
            Version::V2 => Wanted::of_scope(self.needed("scope")?, &client.tenant.name),
        }
    }

    /// Judges what proves the application.
    fn authenticate(
        &self,
        client: &Client<'_>,
        needs_proof: bool,
    ) -> Result<Credential, EntraError> {
        let credential = self.credential(client)?;
        client.authenticate(&credential, needs_proof, self.now)?;
        Ok(credential)
    }

    /// Judges what proves the application by the platform that a redirect URI is registered for.
    fn authenticate_at(
        &self,
        client: &Client<'_>,
        redirect_uri: &str,
    ) -> Result<Credential, EntraError> {
        let is_for = |platform| client.app.allows(redirect_uri, |it| it == platform);
        let is_single_page = is_for(Platform::SinglePage);
        if self.headers.contains_key(header::ORIGIN) {
            if !is_single_page {
                return Err(EntraError::cross_origin());
            }
            return Ok(Credential::None);
        }
        if is_single_page && !is_for(Platform::Web) && !is_for(Platform::Native) {
            return Err(EntraError::same_origin());
        }
        self.authenticate(client, !is_for(Platform::Native))
    }

    fn credential(&self, client: &Client<'_>) -> Result<Credential, EntraError> {
        if let Some(assertion) = self.parameters.get("client_assertion") {
            if self.parameters.get("client_assertion_type") != Some(assertion::TYPE) {
                return Err(EntraError::missing("client_assertion_type"));
            }
            let audiences = self.names(client);
            return assertion::judge(assertion, client, &self.server.world, &audiences);
        }
        Ok(match self.parameters.get("client_secret") {
            Some(secret) => Credential::Secret(secret.to_owned()),
            None => Credential::None,
        })
    }

    /// The names that an assertion may call this server by: its token endpoints and its issuer.
    fn names(&self, client: &Client<'_>) -> Vec<String> {
        let base = &self.server.base(self.headers);
        let tenants = [self.named, &client.tenant.id, &client.tenant.domain];
        let paths = ["oauth2/v2.0/token", "oauth2/token", "v2.0", ""];
        let all = tenants
            .iter()
            .flat_map(|tenant| paths.iter().map(move |path| format!("{base}/{tenant}/{path}")));
        all.collect()
    }

    /// A proxy of the network may say which tenants may be used from there.
    fn judge_restriction(&self, realm: Realm<'_>) -> Result<(), EntraError> {
        let allowed = self.headers.get("restrict-access-to-tenants").map(|it| it.to_str());
        let (Some(Ok(allowed)), Realm::Tenant(tenant)) = (allowed, realm) else { return Ok(()) };
        let is_allowed = allowed.split(',').map(str::trim).any(|it| {
            it.eq_ignore_ascii_case(&tenant.id) || it.eq_ignore_ascii_case(&tenant.domain)
        });
        if is_allowed { Ok(()) } else { Err(EntraError::tenant_restricted(&tenant.domain)) }
    }

    fn needed(&self, name: &str) -> Result<&str, EntraError> {
        self.parameters.get(name).ok_or_else(|| EntraError::missing(name))
    }
}

impl Challenge {
    fn is_met(&self, verifier: Option<&str>) -> bool {
        let Some(verifier) = verifier else { return false };
        match self {
            Self::Plain(challenge) => challenge == verifier,
            Self::Sha256(challenge) => {
                let hash = digest::digest(&digest::SHA256, verifier.as_bytes());
                URL_SAFE_NO_PAD.encode(hash) == *challenge
            }
        }
    }
}

/// Signs what was issued, and gives the body of the answer.
fn body_of(
    issued: Issued,
    server: &Server,
    headers: &HeaderMap,
    version: Version,
) -> Result<Value, EntraError> {
    let Issued { mut claims, wanted, grant, has_client_info } = issued;
    let world = &server.world;
    (claims.rh, claims.sid, claims.uti) = (
        format!("1.{}.", &world.random.word()[..40]),
        world.random.guid(),
        world.random.word()[..22].to_owned(),
    );
    let now = world.clock.now();
    let expires_in = (claims.exp - now - 1).max(0);
    let mut body = Map::new();
    let mut put = |name: &str, value: Value| drop(body.insert(name.to_owned(), value));
    put("token_type", "Bearer".into());
    if let Some(scopes) = &claims.scp {
        let scopes: Vec<_> =
            scopes.split(' ').map(|it| format!("{}/{it}", wanted.audience)).collect();
        put("scope", scopes.join(" ").into());
    }
    match version {
        Version::V2 => {
            put("expires_in", expires_in.into());
            put("ext_expires_in", expires_in.into());
        }
        Version::V1 => {
            put("expires_in", expires_in.to_string().into());
            put("ext_expires_in", expires_in.to_string().into());
            put("expires_on", claims.exp.to_string().into());
            put("not_before", claims.nbf.to_string().into());
            put("resource", wanted.audience.clone().into());
        }
    }
    put("access_token", sign(server, &claims)?.into());
    let Some(grant) = grant else { return Ok(Value::Object(body)) };
    if wanted.openid {
        let server_name = format!("{}/{}/v2.0", server.base(headers), claims.tid);
        put("id_token", sign(server, &id_claims(&claims, &grant, &server_name))?.into());
    }
    if has_client_info {
        let info = json!({ "uid": claims.oid, "utid": claims.tid }).to_string();
        put("client_info", URL_SAFE_NO_PAD.encode(info).into());
    }
    if wanted.offline {
        let token = format!("1.{}", world.random.word());
        world.grants.kept().refresh_tokens.put(token.clone(), grant, now);
        put("refresh_token", token.into());
    }
    Ok(Value::Object(body))
}

fn sign(server: &Server, payload: &impl Serialize) -> Result<String, EntraError> {
    let world = &server.world;
    let token = world.keys.sign(payload, &world.random.word());
    // The key is the sandbox's own and signs everything.
    token.map(|it| it.expose().to_owned()).map_err(|_| EntraError::unavailable())
}

/// The claims of the token of a user's identity, of version 2.0 (OIDC Core 1.0 §2).
fn id_claims(claims: &Claims, grant: &Grant, issuer: &str) -> Value {
    let mut id = json!({
        "aud": grant.client_id,
        "iss": issuer,
        "iat": claims.iat,
        "nbf": claims.nbf,
        "exp": claims.exp,
        "name": grant.user,
        "oid": claims.oid,
        "preferred_username": grant.user,
        "rh": claims.rh,
        "sub": claims.sub,
        "tid": claims.tid,
        "uti": claims.uti,
        "ver": "2.0",
    });
    if let Some(nonce) = &grant.nonce {
        id["nonce"] = nonce.as_str().into();
    }
    id
}

/// Answers a device that wants a code.
pub(super) async fn device(
    State(server): State<Arc<Server>>,
    Path(named): Path<String>,
    request: Request,
    version: Version,
) -> Response {
    let Received { head, parameters, trace, session } = Received::read(&server, request).await;
    let body = give_device_code(&server, &named, &parameters, &head.headers, version);
    respond(&server, session, &trace, body, "a device code")
}

fn give_device_code(
    server: &Server,
    named: &str,
    parameters: &Parameters,
    headers: &HeaderMap,
    version: Version,
) -> Result<Value, EntraError> {
    let world = &server.world;
    let needed = |name| parameters.get(name).ok_or_else(|| EntraError::missing(name));
    let client_id = needed("client_id")?;
    let scope = match version {
        Version::V1 => format!("{}/.default", needed("resource")?.trim_end_matches('/')),
        Version::V2 => needed("scope")?.to_owned(),
    };
    let directory = world.directory();
    let app = match directory.realm(named)? {
        Realm::Tenant(tenant) => directory.client(tenant, client_id)?.app,
        Realm::Organizations | Realm::Anyone => {
            directory.app(client_id).ok_or_else(|| EntraError::app_not_found(client_id, named))?
        }
    };
    Wanted::of_scope(&scope, named)?.scopes(app)?;
    // Without letters that are mistaken for digits.
    let user_code: String = world
        .random
        .bytes()
        .iter()
        .take(9)
        .map(|byte| char::from(b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789"[usize::from(byte % 32)]))
        .collect();
    let device_code = world.random.word();
    let now = world.clock.now();
    let device = Device {
        user_code: user_code.clone(),
        realm: named.to_owned(),
        client_id: client_id.to_owned(),
        scope,
        issued: now,
        answer: DeviceAnswer::Pending,
    };
    world.grants.kept().devices.put(device_code.clone(), device, now);
    let page = format!("{}/devicelogin", server.base(headers));
    Ok(json!({
        "user_code": user_code,
        "device_code": device_code,
        "verification_uri": page,
        "expires_in": DEVICE_LIFETIME,
        "interval": DEVICE_INTERVAL,
        "message": format!(
            "To sign in, use a web browser to open the page {page} and enter the code {user_code} \
             to authenticate."
        ),
    }))
}

impl Received {
    /// Reads a request, and notes it.
    async fn read(server: &Server, request: Request) -> Self {
        let (head, body) = request.into_parts();
        let body = to_bytes(body, LARGEST_REQUEST).await.unwrap_or_default();
        let parameters = Parameters::of_body(&head.headers, &body).with_basic(&head.headers);
        let named = head.headers.get("client-request-id").and_then(|it| it.to_str().ok());
        let trace = Trace::new(&server.world, named.or(parameters.get("client-request-id")));
        let session = server.world.record.next_session();
        let line = format!("{} {} {}", head.method, head.uri.path(), parameters.shown());
        note(server, session, Party::Client, line.trim_end());
        Self { head, parameters, trace, session }
    }
}

/// Answers with `what`, or why it is not given, and notes which.
fn respond(
    server: &Server,
    session: u64,
    trace: &Trace,
    body: Result<Value, EntraError>,
    what: &str,
) -> Response {
    let (line, response) = match body {
        Ok(body) => (format!("200 with {what}"), trace.json(&body)),
        Err(error) => (format!("{} AADSTS{}", error.status, error.code), trace.refuse(&error)),
    };
    note(server, session, Party::Server, &line);
    response
}

fn note(server: &Server, session: u64, from: Party, line: &str) {
    let at = server.world.clock.now();
    let line = line.to_owned();
    server.world.record.note(Event { at, service: Service::Token, session, from, line });
}
