//! The local server: the page and the HTTP API, for the user of this machine and for nobody else.
//!
//! It listens on loopback, which every program and every web page of the machine can reach. So each
//! request is judged before its body is read: by its `Host`, which ends DNS rebinding
//! (Transmission's CVE-2018-5702, Ollama's CVE-2024-28224), by where its page comes from, and in
//! the API by an access token that only the start tells. Nothing acts on GET, which a foreign page
//! can always send (Jenkins' CVE-2019-10387).

mod api;
mod body;
mod connections;
mod gate;
mod openapi;
mod pages;
mod problem;
mod reports;
mod run;
mod sandbox;
mod settings;
mod stored;
#[cfg(test)]
mod tests;

use std::{
    io::{self, ErrorKind, Write},
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    sync::Arc,
};

use axum::{Router, middleware};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD as BASE64};
use mailvet_core::{Context, Secret};
use tokio::{net::TcpListener, sync::Semaphore};

use crate::{probe, sandbox::Sandbox, store::Store};

pub use pages::Page;

use gate::Gate;
use problem::Problem;
use reports::Reports;

/// At most so many tests run at once.
const TESTS_AT_ONCE: usize = 8;

/// What a server needs.
pub struct Config {
    /// Where it listens: 127.0.0.1 or `::1`; port 0 takes a free one.
    pub listen: SocketAddr,
    /// Where Update saves.
    pub store: Store,
    /// How tests are run, where a request does not say otherwise.
    pub probe: probe::Options,
    /// The page and its parts.
    pub pages: &'static [Page],
    /// A simulated tenant beside it, whose scenarios the page offers.
    pub sandbox: Option<Sandbox>,
}

/// A server that listens.
pub struct Server {
    listener: TcpListener,
    address: SocketAddr,
    app: Arc<App>,
}

/// What the handlers share.
struct App {
    gate: Gate,
    store: Store,
    probe: probe::Options,
    pages: &'static [Page],
    reports: Reports,
    tests: Arc<Semaphore>,
    sandbox: Option<Sandbox>,
}

impl Server {
    /// Begins to listen, with a new access token.
    pub async fn bind(config: Config) -> io::Result<Self> {
        let Config { listen, store, probe, pages, sandbox } = config;
        let ip = listen.ip();
        if ip != IpAddr::V4(Ipv4Addr::LOCALHOST) && ip != IpAddr::V6(Ipv6Addr::LOCALHOST) {
            let refusal = format!(
                "Mailvet listens for the user of this machine only, on 127.0.0.1 or [::1], not \
                 on {ip}."
            );
            return Err(io::Error::new(ErrorKind::InvalidInput, refusal));
        }
        let listener = TcpListener::bind(listen).await?;
        let address = listener.local_addr()?;
        let gate = Gate::new(address.port(), Secret::new(random_name()?));
        let tests = Arc::new(Semaphore::new(TESTS_AT_ONCE));
        let app = App { gate, store, probe, pages, reports: Reports::default(), tests, sandbox };
        Ok(Self { listener, address, app: Arc::new(app) })
    }

    /// The address of the page. It carries the access token behind `#`, a part that browsers send
    /// to nobody.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}/#token={}", self.address, self.app.gate.token().expose())
    }

    /// Serves until `shutdown` is ready; tests that still run then are cancelled.
    pub async fn run(self, shutdown: impl Future<Output = ()>) {
        connections::serve(self.listener, router(self.app), shutdown).await;
    }
}

impl App {
    /// What the rules have to know beside the form, with the hosts that a request confirms.
    fn context(&self, confirmed: Vec<String>) -> Context {
        let mut context = Context::default();
        context.identity_hosts.clone_from(&self.probe.identity_hosts);
        context.identity_hosts.extend(confirmed);
        context
    }
}

fn router(app: Arc<App>) -> Router {
    Router::new()
        .nest("/api/v1", api::router(&app))
        .fallback(pages::page)
        .layer(middleware::from_fn_with_state(Arc::clone(&app), gate::admit))
        .layer(middleware::map_response(pages::harden))
        .with_state(app)
}

/// A name that nobody can guess: 256 random bits, fit for a URL.
fn random_name() -> io::Result<String> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).map_err(io::Error::from)?;
    Ok(BASE64.encode(bytes))
}

/// Tells the one who started the server that something failed which no answer can tell. `what` holds
/// no value that a user typed.
fn report_failure(what: &str) {
    // Where standard error is closed there is nobody to tell.
    let _ = writeln!(io::stderr(), "mailvet: {what}");
}
