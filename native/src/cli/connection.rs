//! How connections are made: the options that `test`, `token` and `serve` share.

use std::{
    path::{Path, PathBuf},
    pin::pin,
    time::Duration,
};

use clap::Args;
use mailvet_core::plan::Consent;
use tokio::time::timeout;

use super::{
    Exit, complain, language,
    route::RouteOptions,
    runtime,
    signals::{self, Wish},
};
use crate::probe::{self, Credentials, Files, Options, Stop};

/// A test that was stopped has so long to take its leave of the servers.
const PARTING: Duration = Duration::from_secs(2);

/// No test needs longer, and no clock can be trusted to count to the end of every number.
const LONGEST_LIMIT: Duration = Duration::from_hours(24);

/// How connections are made.
#[derive(Args)]
pub(super) struct ConnectionOptions {
    #[command(flatten)]
    limits: LimitOptions,

    /// Trust these certificates too, at the mail server and the token endpoint
    #[arg(long, value_name = "PEM")]
    ca_file: Option<PathBuf>,

    /// Run the commands that secrets are to be read from
    #[arg(long)]
    pub(super) allow_command: bool,

    /// Nobody is there: a flow in which a person signs in is not begun
    #[arg(long)]
    no_input: bool,

    #[command(flatten)]
    identity: IdentityOptions,

    #[command(flatten)]
    route: RouteOptions,
}

/// How long tests may take.
#[derive(Args)]
pub(super) struct LimitOptions {
    /// The longest that one stage may take
    #[arg(long, value_name = "TIME", default_value = "10s", value_parser = time_limit)]
    pub(super) stage_timeout: Duration,

    /// The longest that a whole test may take, and a sign-in by a person before it
    /// [default: 30s, for a sign-in 5m]
    #[arg(long, value_name = "TIME", value_parser = time_limit)]
    timeout: Option<Duration>,
}

impl ConnectionOptions {
    /// How tests are run of settings whose files begin in this folder.
    pub(super) fn probe(&self, folder: &Path) -> Result<Options, Exit> {
        let tls = probe::client_config(self.ca_file.as_deref()).map_err(|error| {
            complain(error);
            Exit::Usage
        })?;
        Ok(Options {
            route: self.route.route()?,
            stage_timeout: self.limits.stage_timeout,
            timeout: self.limits.of_test(),
            credentials: Credentials {
                files: Files::From(folder.to_owned()),
                sign_in: self.limits.of_sign_in(),
                ..Credentials::default()
            },
            consent: Consent { unattended: self.no_input, ..Consent::default() },
            identity_hosts: self.identity.hosts.clone(),
            language: language(),
            ..Options::new(tls)
        })
    }
}

impl LimitOptions {
    /// The longest that a test may take.
    pub(super) fn of_test(&self) -> Duration {
        self.timeout.unwrap_or(Duration::from_secs(30))
    }

    /// The longest that a person may take.
    pub(super) fn of_sign_in(&self) -> Duration {
        self.timeout.unwrap_or(Duration::from_mins(5))
    }
}

/// Hosts beside Microsoft's own.
#[derive(Args)]
pub(super) struct IdentityOptions {
    /// One more host that a client secret for Microsoft Exchange may go to
    #[arg(long = "identity-host", value_name = "HOST[:PORT]", value_parser = host_and_port)]
    pub(super) hosts: Vec<String>,
}

/// Runs what is to be done, until it has ended or the user or the system wants it to; then it is
/// stopped, and takes its leave.
pub(super) fn run_until_stopped<T>(stop: &Stop, work: impl Future<Output = T>) -> Result<T, Exit> {
    runtime::run(async {
        let wish = signals::listen().map_err(|error| {
            complain(format!("signals cannot be heard: {error}"));
            Exit::NotRun
        })?;
        let mut work = pin!(work);
        tokio::select! {
            done = &mut work => Ok(done),
            wish = wish => {
                complain("stopped before the end");
                stop.now();
                let _ = timeout(PARTING, work).await;
                Err(match wish {
                    Wish::Interrupted => Exit::Interrupted,
                    Wish::Terminated => Exit::NotRun,
                })
            }
        }
    })?
}

/// A limit of no time would let nothing happen.
pub(super) fn time_limit(typed: &str) -> Result<Duration, String> {
    match humantime::parse_duration(typed) {
        Ok(Duration::ZERO) => Err("it has to be longer than nothing, such as 10s".to_owned()),
        Ok(limit) if limit > LONGEST_LIMIT => Err("it may be a day at the most".to_owned()),
        Ok(limit) => Ok(limit),
        Err(error) => Err(format!("{error}; write it as 10s or 500ms")),
    }
}

/// A host as `host` or `host:port`, and no URL.
fn host_and_port(typed: &str) -> Result<String, String> {
    match url::Url::parse(&format!("https://{typed}/")) {
        Ok(url)
            if !typed.is_empty()
                && !typed.contains(['/', '@', '?', '#', '\\'])
                && url.has_host() =>
        {
            Ok(typed.to_owned())
        }
        _ => Err("write it as host or host:port, without https://".to_owned()),
    }
}
