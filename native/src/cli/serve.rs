//! `mailvet serve`: the form in a browser, and the HTTP API beneath it.

use std::{io, path::PathBuf};

use etcetera::{BaseStrategy, choose_base_strategy};
use mailvet_core::plan::{Consent, Depth};
use tokio::{runtime::Runtime, signal};

use super::{Exit, ServeOptions, complain};
use crate::{
    probe::{self, Options},
    server::{Config, Page, Server},
    store::Store,
};

/// The page and its parts, as the build script found them.
static PAGES: &[Page] = include!(concat!(env!("OUT_DIR"), "/pages.rs"));

pub(super) fn run(options: ServeOptions) -> Exit {
    let Ok(runtime) = Runtime::new() else {
        complain("the system gives no threads to run on");
        return Exit::NotRun;
    };
    runtime.block_on(serve(options)).unwrap_or_else(|exit| exit)
}

async fn serve(options: ServeOptions) -> Result<Exit, Exit> {
    let tls = probe::client_config(options.ca_file.as_deref()).map_err(|error| {
        complain(error);
        Exit::Usage
    })?;
    let Some(folder) = options.data.or_else(usual_folder) else {
        complain("no folder for saved settings is known; name one with --data");
        return Err(Exit::Usage);
    };
    let store = Store::open(&folder).await.map_err(|error| {
        complain(error);
        Exit::NotRun
    })?;
    let probe = Options {
        tls,
        stage_timeout: options.limits.stage_timeout,
        timeout: options.limits.timeout,
        depth: Depth::default(),
        consent: Consent::default(),
        identity_hosts: options.identity.hosts,
    };
    let config = Config { listen: options.listen, store, probe, pages: PAGES };
    let server = Server::bind(config).await.map_err(|error| {
        complain(format!("cannot listen on {}: {error}", options.listen));
        Exit::NotRun
    })?;
    // From here on a signal ends the server in good order.
    let stop = stop().map_err(|error| {
        complain(format!("signals cannot be heard: {error}"));
        Exit::NotRun
    })?;
    say!("{}", server.url());
    let mut exit = Exit::Good;
    server.run(async { exit = stop.await }).await;
    Ok(exit)
}

/// Where settings are saved when nobody names a folder.
fn usual_folder() -> Option<PathBuf> {
    choose_base_strategy().ok().map(|base| base.data_dir().join("mailvet"))
}

/// Listens for the wish of the user or of the system to come to an end.
#[cfg(unix)]
fn stop() -> io::Result<impl Future<Output = Exit>> {
    use signal::unix::{SignalKind, signal};

    let mut interrupted = signal(SignalKind::interrupt())?;
    let mut terminated = signal(SignalKind::terminate())?;
    Ok(async move {
        tokio::select! {
            _ = interrupted.recv() => Exit::Interrupted,
            _ = terminated.recv() => Exit::Good,
        }
    })
}

#[cfg(not(unix))]
fn stop() -> io::Result<impl Future<Output = Exit>> {
    Ok(async {
        match signal::ctrl_c().await {
            Ok(()) => Exit::Interrupted,
            Err(_) => std::future::pending().await,
        }
    })
}
