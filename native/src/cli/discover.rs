//! `mailvet providers --online`: settings for a domain that is not known, as the domain tells.

use mailvet_core::{provider::of_host, report::SCHEMA};
use serde::Serialize;
use tokio::time::timeout;

use super::{
    Exit, complain, print_json,
    providers::{self, ProvidersOptions},
    runtime,
};
use crate::{
    discovery::{self, Discovered, Found, Subject, Suggestion},
    probe, visible,
};

#[derive(Serialize)]
struct Answer<'a> {
    schema: u32,
    domain: &'a str,
    mx: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    hosted_by: Option<&'static str>,
    suggestions: &'a [Suggestion],
}

pub(super) fn run(options: &ProvidersOptions, address: Option<&str>, domain: &str) -> Exit {
    let domain = match url::Host::parse(domain) {
        Ok(url::Host::Domain(domain)) if domain.contains('.') => domain,
        _ => {
            complain(format!("`{}` is no domain", visible::line(domain)));
            return Exit::Usage;
        }
    };
    let subject = Subject { address: address.map(ToOwned::to_owned), domain };
    let discovered = match ask(options, &subject) {
        Ok(discovered) => discovered,
        Err(exit) => return exit,
    };
    let is_known = discovered.hosted_by.is_some() || !discovered.suggestions.is_empty();
    if options.json {
        let Discovered { suggestions, exchangers, hosted_by } = &discovered;
        let answer = Answer {
            schema: SCHEMA,
            domain: &subject.domain,
            mx: exchangers,
            hosted_by: hosted_by.map(|provider| provider.mail.id),
            suggestions,
        };
        if let Err(exit) = print_json(&answer) {
            return exit;
        }
    } else if is_known {
        tell(&subject, &discovered);
    }
    if is_known {
        return Exit::Good;
    }
    complain(format!(
        "{} tells nothing: no configuration file, no service records, no known mail exchanger",
        subject.domain
    ));
    Exit::Failed
}

fn ask(options: &ProvidersOptions, subject: &Subject) -> Result<Discovered, Exit> {
    let tls = probe::client_config(options.ca_file.as_deref()).map_err(|error| {
        complain(error);
        Exit::Usage
    })?;
    let route = options.route.route()?;
    let asked = discovery::discover(subject, &route, &tls);
    let asked = runtime::run(async { timeout(options.timeout, asked).await })?;
    Ok(asked.unwrap_or_default())
}

/// The best suggestion as a settings file; what else was found stands in comments.
fn tell(subject: &Subject, discovered: &Discovered) {
    let Discovered { suggestions, exchangers, hosted_by } = discovered;
    if let Some(exchanger) = exchangers.first() {
        let host = hosted_by.map_or("somebody unknown", |provider| provider.title);
        say!("# mail for {} goes to {exchanger}: {host}", subject.domain);
    }
    let mut suggestions = suggestions.iter();
    match (suggestions.next(), hosted_by) {
        (Some(best), _) => settings(best),
        (None, Some(provider)) => providers::settings(provider, subject.address.as_deref()),
        (None, None) => {}
    }
    for Suggestion { source, servers } in suggestions {
        say!("\n# {source} says");
        for Found { protocol, host, port, security, .. } in servers {
            say!("#   {} {host}:{port} ({security})", protocol.id());
        }
    }
}

fn settings(Suggestion { source, servers }: &Suggestion) {
    say!("# a suggestion of {source}: look whether the names are those of your provider");
    for found in servers {
        let Found { protocol, host, port, security, username } = found;
        providers::server(found.form(), *protocol, (host, *port), *security, username.as_deref());
        if let Some(provider) = of_host(host) {
            providers::login(provider, *protocol);
        } else {
            say!("# password = {{ env = \"NAME\" }}  # the password of the account");
        }
    }
}
