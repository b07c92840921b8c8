//! The authorization server: the endpoints of Microsoft Entra ID, in its words.
//!
//! `tenant::entra` decides; here requests are read, tokens are signed, and answers are given. What needs a
//! person (signing in, consenting, typing a device's code) are small pages, which a test can post to.

mod answer;
mod assertion;
mod authorize;
mod grants;
mod http;
mod metadata;
mod pages;
mod request;
mod token;

use std::sync::Arc;

use axum::{
    Router,
    extract::{Path, State},
    http::{HeaderMap, header},
    response::{IntoResponse, Response},
    routing::{any, get, post},
};

use super::{Listener, World, is_this_machine};
use answer::Trace;
pub(crate) use grants::Grants;

/// The version of an endpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Version {
    /// It is asked for a `resource`.
    V1,
    /// It is asked for a `scope`.
    V2,
}

impl Version {
    /// What stands in a path behind `oauth2`.
    fn segment(self) -> &'static str {
        match self {
            Self::V1 => "",
            Self::V2 => "/v2.0",
        }
    }
}

/// What the endpoints share.
pub(crate) struct Server {
    pub(crate) world: Arc<World>,
    /// `https://` and the port.
    pub(crate) port: u16,
}

impl Server {
    /// The address of this server, as the client knows it.
    pub(crate) fn base(&self, headers: &HeaderMap) -> String {
        let named = headers.get(header::HOST).and_then(|host| host.to_str().ok());
        match named.filter(|host| is_this_machine(host)) {
            Some(host) => format!("https://{host}"),
            None => format!("https://localhost:{}", self.port),
        }
    }
}

/// Serves until the task is dropped.
pub(crate) async fn serve(listener: Listener, world: Arc<World>) {
    let server = Arc::new(Server { world: Arc::clone(&world), port: listener.port });
    http::serve(listener, router(server), world).await;
}

fn router(server: Arc<Server>) -> Router {
    let mut router = Router::new()
        .route("/devicelogin", get(authorize::device_page).post(authorize::device_answer))
        .route("/{tenant}/discovery/v2.0/keys", get(keys))
        .route("/{tenant}/discovery/keys", get(keys))
        .route("/{tenant}/adminconsent", get(authorize::consent_page).post(authorize::consent))
        .route(
            "/{tenant}/v2.0/adminconsent",
            get(authorize::consent_page).post(authorize::consent),
        );
    // MSAL asks in either spelling before it sends a password.
    for path in ["/common/userrealm/{user}", "/common/UserRealm/{user}"] {
        router = router.route(path, get(user_realm));
    }
    for version in [Version::V1, Version::V2] {
        let oauth = format!("/{{tenant}}/oauth2{}", version.segment());
        let open = match version {
            Version::V1 => "/{tenant}/.well-known/openid-configuration",
            Version::V2 => "/{tenant}/v2.0/.well-known/openid-configuration",
        };
        router = router
            .route(
                open,
                get(async move |state, path, headers| discover(&state, &path, &headers, version)),
            )
            .route(
                &format!("{oauth}/token"),
                any(move |state, path, request| token::answer(state, path, request, version)),
            )
            .route(
                &format!("{oauth}/devicecode"),
                post(move |state, path, request| token::device(state, path, request, version)),
            )
            .route(&format!("{oauth}/authorize"), get(authorize::page).post(authorize::sign_in));
    }
    router.fallback(pages::not_found).with_state(server)
}

fn discover(
    State(server): &State<Arc<Server>>,
    Path(tenant): &Path<String>,
    headers: &HeaderMap,
    version: Version,
) -> Response {
    let trace = Trace::new(&server.world, None);
    let directory = server.world.directory();
    match directory.realm(tenant) {
        Ok(realm) => trace.json(&metadata::metadata(&server.base(headers), realm, tenant, version)),
        Err(error) => trace.refuse(&error),
    }
}

async fn user_realm(State(server): State<Arc<Server>>, Path(user): Path<String>) -> Response {
    let domain = user.rsplit_once('@').map(|(_, domain)| domain);
    let domain = domain.filter(|domain| server.world.directory().tenant(domain).is_some());
    Trace::new(&server.world, None).json(&metadata::user_realm(domain))
}

async fn keys(State(server): State<Arc<Server>>) -> Response {
    Trace::new(&server.world, None).json(&server.world.keys.jwks()).into_response()
}
