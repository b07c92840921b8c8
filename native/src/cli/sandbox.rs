//! `mailvet sandbox`: a simulated tenant for tests, until somebody ends it.

use std::path::{Path, PathBuf};

use clap::Args;
use mailvet_core::{
    diagnosis::Guess,
    remedy::{self, Values},
};
use serde_json::{Map, Value};

use super::{
    Exit, Talk, complain, messages, print_json, runtime,
    signals::{self, Wish},
};
use crate::sandbox::{
    Options, Sandbox,
    scenario::{SCENARIOS, Scenario},
};

/// Options of `sandbox`.
#[derive(Args)]
pub(super) struct SandboxOptions {
    /// The first port: each service takes this and its usual port, as 20587 for 20000
    #[arg(long, value_name = "PORT")]
    ports: Option<u16>,

    /// Keep mail and certificates in this folder, beyond the end
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,

    /// Let random ids follow from this number
    #[arg(long, value_name = "NUMBER")]
    seed: Option<u64>,

    /// Serve SMTP with implicit TLS too, which Exchange Online does not
    #[arg(long)]
    smtps: bool,

    /// List what can fail and what triggers it, and start nothing
    #[arg(long)]
    list: bool,

    /// With `--list`: write one JSON document
    #[arg(long, requires = "list")]
    json: bool,
}

pub(super) fn run(options: SandboxOptions, talk: Talk) -> Exit {
    if options.list {
        return list(options.json);
    }
    runtime::serve(serve(options, talk)).flatten().unwrap_or_else(|exit| exit)
}

async fn serve(options: SandboxOptions, talk: Talk) -> Result<Exit, Exit> {
    // From here on a signal ends it in good order.
    let wish = signals::listen().map_err(|error| {
        complain(format!("signals cannot be heard: {error}"));
        Exit::NotRun
    })?;
    let SandboxOptions { ports, data, seed, smtps, .. } = options;
    let sandbox = Sandbox::start(Options { data, seed, ports, smtps });
    let sandbox = sandbox.await.map_err(|error| {
        complain(format!("the sandbox cannot be started: {error}"));
        Exit::NotRun
    })?;
    let ready = sandbox.ready();
    say!("{}", serde_json::to_string(ready).map_err(|_| Exit::NotRun)?);
    if !talk.quiet {
        tell!("mailvet: a simulated tenant is ready, for this machine only; Ctrl-C ends it");
        let of_file = |path: &Path| remedy::shell(&path.display().to_string());
        let (settings, control) = (of_file(&ready.settings_file), &ready.control_url);
        let trust = format!(
            "--ca-file {} --identity-host {}",
            of_file(&ready.ca_file),
            sandbox.identity_host()
        );
        tell!("mailvet: it is tested by: mailvet test all {settings} {trust}");
        tell!(
            "mailvet: and a failure by its name, as secret-expired: \
             curl -sX POST {control}scenarios/secret-expired | mailvet test all - {trust}"
        );
    }
    let ended_by = wish.await;
    sandbox.shutdown().await;
    Ok(match ended_by {
        Wish::Interrupted => Exit::Interrupted,
        Wish::Terminated => Exit::Good,
    })
}

/// Lists the scenarios.
fn list(json: bool) -> Exit {
    if json {
        return print_json(&SCENARIOS).err().unwrap_or(Exit::Good);
    }
    for scenario in SCENARIOS {
        let guess = Guess::certain(scenario.cause);
        let title = messages().explain(guess, &Values::default()).title;
        say!("{}: {title}\n    {}", scenario.name, trigger(scenario));
    }
    Exit::Good
}

/// What triggers a scenario, in one line.
fn trigger(scenario: &Scenario) -> String {
    let fields = match serde_json::to_value(&scenario.trigger) {
        Ok(Value::Object(fields)) => fields,
        _ => Map::new(),
    };
    let mut fields: Vec<_> =
        fields.iter().map(|(name, value)| format!("{name} = {value}")).collect();
    if scenario.needs_message {
        fields.push("in a test that sends a message (`--send-to`)".to_owned());
    }
    if scenario.needs_refresh {
        fields.push("when the refresh token of the sign-in is used".to_owned());
    }
    if scenario.refused_by_rules {
        fields.push("which the rules refuse before any connection".to_owned());
    }
    fields.join(", ")
}
