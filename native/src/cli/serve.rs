//! `mailvet serve`: the form in a browser, and the HTTP API beneath it.

use std::{io::ErrorKind, net::SocketAddr, path::PathBuf};

use clap::Args;
use etcetera::{BaseStrategy, choose_base_strategy};

use super::{
    Exit, complain,
    connection::{IdentityOptions, LimitOptions},
    route::{IdentityFiles, RouteOptions},
    runtime,
    signals::{self, Wish},
};
use crate::{
    probe::{self, Credentials, Files, Options},
    sandbox::{self, Sandbox},
    server::{Config, Page, Server},
    store::Store,
};

/// Options of `serve`.
#[derive(Args)]
pub(super) struct ServeOptions {
    /// Where to listen, on this machine alone; port 0 takes a free one
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8025")]
    listen: SocketAddr,

    /// Start a simulated tenant of Microsoft 365 beside it, and fill in the form for that
    #[arg(long, conflicts_with = "ca_file")]
    sandbox: bool,

    /// The folder of saved settings; by default the user's folder for data
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,

    /// Trust these certificates too, at the mail server and the token endpoint
    #[arg(long, value_name = "PEM")]
    ca_file: Option<PathBuf>,

    #[command(flatten)]
    limits: LimitOptions,

    #[command(flatten)]
    identity: IdentityOptions,

    #[command(flatten)]
    route: RouteOptions,

    #[command(flatten)]
    client: IdentityFiles,
}

/// The page and its parts, as the build script found them.
static PAGES: &[Page] = include!(concat!(env!("OUT_DIR"), "/pages.rs"));

pub(super) fn run(options: ServeOptions) -> Exit {
    runtime::serve(serve(options)).flatten().unwrap_or_else(|exit| exit)
}

async fn serve(options: ServeOptions) -> Result<Exit, Exit> {
    let sandbox = if options.sandbox { Some(start_sandbox().await?) } else { None };
    let ready = sandbox.as_ref().map(Sandbox::ready);
    let ca_file = options.ca_file.as_deref().or(ready.map(|ready| ready.ca_file.as_path()));
    let tls = probe::client_config(ca_file).map_err(|error| {
        complain(error);
        Exit::Usage
    })?;
    // What is saved while trying things out is not to be mixed up with settings in earnest.
    let passing = match (&sandbox, &options.data) {
        (Some(_), None) => Some(tempfile::tempdir().map_err(|error| {
            complain(format!("no folder for the settings can be made: {error}"));
            Exit::NotRun
        })?),
        _ => None,
    };
    let passing_folder = passing.as_ref().map(|folder| folder.path().to_owned());
    let Some(folder) = options.data.or(passing_folder).or_else(usual_folder) else {
        complain("no folder for saved settings is known; name one with --data");
        return Err(Exit::Usage);
    };
    let store = Store::open(&folder).await.map_err(|error| {
        complain(error);
        Exit::NotRun
    })?;
    let confirmed = sandbox.as_ref().map(|sandbox| sandbox.identity_host().to_owned());
    let probe = Options {
        identity: options.client.identity()?,
        route: options.route.route()?,
        stage_timeout: options.limits.stage_timeout,
        timeout: options.limits.of_test(),
        credentials: Credentials {
            files: Files::Within(folder.join("files")),
            sign_in: options.limits.of_sign_in(),
            ..Credentials::default()
        },
        identity_hosts: options.identity.hosts.into_iter().chain(confirmed).collect(),
        ..Options::new(tls)
    };
    let config = Config { listen: options.listen, store, probe, pages: PAGES, sandbox };
    let server = Server::bind(config).await.map_err(|error| {
        let other = match error.kind() {
            ErrorKind::AddrInUse => "; --listen 127.0.0.1:0 takes a free port",
            _ => "",
        };
        complain(format!("cannot listen on {}: {error}{other}", options.listen));
        Exit::NotRun
    })?;
    // From here on a signal ends the server in good order.
    let wish = signals::listen().map_err(|error| {
        complain(format!("signals cannot be heard: {error}"));
        Exit::NotRun
    })?;
    say!("{}", server.url());
    let mut ended_by = Wish::Terminated;
    server.run(async { ended_by = wish.await }).await;
    Ok(match ended_by {
        Wish::Interrupted => Exit::Interrupted,
        Wish::Terminated => Exit::Good,
    })
}

async fn start_sandbox() -> Result<Sandbox, Exit> {
    let sandbox = Sandbox::start(sandbox::Options::default()).await.map_err(|error| {
        complain(format!("the sandbox cannot be started: {error}"));
        Exit::NotRun
    })?;
    tell!("mailvet: a simulated tenant runs beside the form, for this machine only");
    Ok(sandbox)
}

/// Where settings are saved when nobody names a folder.
fn usual_folder() -> Option<PathBuf> {
    choose_base_strategy().ok().map(|base| base.data_dir().join("mailvet"))
}
