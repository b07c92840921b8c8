//! `mailvet providers`: what is known of mail providers, and settings for one of them.

use std::{path::PathBuf, time::Duration};

use clap::Args;
use mailvet_core::{
    FormName,
    provider::{
        CHECKED, Endpoint, Need, PROVIDERS, Protocol, Provider, SignIn, Username, of_domain,
    },
    report::SCHEMA,
    settings::{self, Flow, Security},
};
use serde::Serialize;

use super::{Exit, complain, connection, discover, print_json, route::RouteOptions};
use crate::visible;

/// Options of `providers`.
#[derive(Args)]
pub(super) struct ProvidersOptions {
    /// An e-mail address, its domain, the id of a provider, or what `oauth.provider` names
    #[arg(value_name = "DOMAIN")]
    asked: Option<String>,

    /// Where nothing is known of a domain, ask the domain itself: its configuration file (autoconfig),
    /// its service records (RFC 6186), and who takes its mail
    #[arg(long, requires = "asked")]
    online: bool,

    /// The longest that asking may take
    #[arg(long, value_name = "TIME", default_value = "10s", value_parser = connection::time_limit)]
    pub(super) timeout: Duration,

    /// Trust these certificates too
    #[arg(long, value_name = "PEM")]
    pub(super) ca_file: Option<PathBuf>,

    #[command(flatten)]
    pub(super) route: RouteOptions,

    /// Write one JSON document
    #[arg(long)]
    pub(super) json: bool,
}

#[derive(Serialize)]
struct List {
    schema: u32,
    checked: &'static str,
    providers: Vec<&'static Provider>,
}

pub(super) fn run(options: &ProvidersOptions) -> Exit {
    let Some(asked) = &options.asked else {
        return list(options, PROVIDERS.iter().collect());
    };
    let (local_part, domain) = match asked.rsplit_once('@') {
        Some((local_part, domain)) => (Some(local_part), domain),
        None => (None, asked.as_str()),
    };
    let by_oauth: Vec<_> =
        PROVIDERS.iter().filter(|provider| oauth_provider(provider) == Some(asked)).collect();
    if !by_oauth.is_empty() {
        return list(options, by_oauth);
    }
    let by_id = || PROVIDERS.iter().find(|provider| provider.mail.id == asked);
    let Some(provider) = of_domain(domain).or_else(by_id) else {
        if options.online {
            return discover::run(options, local_part.map(|_| asked.as_str()), domain);
        }
        let meant: Vec<_> = similar(asked)
            .map(|provider| format!("; `{}` is {}", provider.mail.id, provider.title))
            .collect();
        complain(format!(
            "nothing is known of `{}`{}; `mailvet providers` lists all, and --online asks the domain itself",
            visible::line(asked),
            meant.concat()
        ));
        return Exit::Failed;
    };
    if options.json {
        return json(vec![provider]);
    }
    settings(provider, local_part.map(|_| asked.as_str()));
    Exit::Good
}

/// What `oauth.provider` is in settings for a provider.
fn oauth_provider(provider: &Provider) -> Option<&'static str> {
    let named = match provider.mail.id {
        _ if provider.mail.cloud.is_some() => settings::Provider::MicrosoftExchange,
        "google" => settings::Provider::GoogleWorkspace,
        _ => settings::Provider::Custom,
    };
    provider.oauth.map(|_| named.as_str())
}

/// The providers that somebody may mean who asks for what people call them.
fn similar(asked: &str) -> impl Iterator<Item = &'static Provider> {
    let asked = asked.to_lowercase();
    PROVIDERS.iter().filter(move |Provider { mail, title, domains, .. }| {
        let is_asked = |word: &str| word.eq_ignore_ascii_case(&asked);
        title.split(|c: char| !c.is_alphanumeric()).any(is_asked)
            || mail.id.split('-').any(is_asked)
            || domains.iter().filter_map(|domain| domain.split('.').next()).any(is_asked)
    })
}

fn list(options: &ProvidersOptions, providers: Vec<&'static Provider>) -> Exit {
    if options.json { json(providers) } else { table(&providers) }
}

fn json(providers: Vec<&'static Provider>) -> Exit {
    let list = List { schema: SCHEMA, checked: CHECKED, providers };
    print_json(&list).err().unwrap_or(Exit::Good)
}

fn table(providers: &[&Provider]) -> Exit {
    for provider in providers {
        say!("{:<24} {}", provider.mail.id, provider.title);
        for protocol in [Protocol::Smtp, Protocol::Imap, Protocol::Pop] {
            let Some(Endpoint { host, port, security, .. }) = provider.mail.endpoint(protocol)
            else {
                continue;
            };
            say!("  {:<4} {host}:{port} ({security})", protocol.id());
        }
    }
    Exit::Good
}

/// Settings as a file has them. What only the account's owner knows is left to be filled in.
pub(super) fn settings(provider: &Provider, address: Option<&str>) {
    say!("# {}, as of {CHECKED}: {}", provider.title, provider.source);
    for need in provider.needs {
        say!("# first: {}", words_of(*need));
    }
    let username = address.map(|address| match provider.mail.username {
        Username::Address => address,
        Username::LocalPart => address.split('@').next().unwrap_or(address),
    });
    for form in [FormName::Outgoing, FormName::Incoming] {
        let protocols: &[Protocol] = match form {
            FormName::Outgoing => &[Protocol::Smtp],
            FormName::Incoming => &[Protocol::Imap, Protocol::Pop],
        };
        let endpoint = protocols.iter().find_map(|protocol| provider.mail.endpoint(*protocol));
        let Some(endpoint) = endpoint else { continue };
        server(
            form,
            endpoint.protocol,
            (endpoint.host, endpoint.port),
            endpoint.security,
            username,
        );
        login(provider, endpoint.protocol);
    }
}

/// What has to be done before a program can log in.
fn words_of(need: Need) -> &'static str {
    match need {
        Need::Bridge => "run the provider's own Bridge on this machine; it is the server",
        Need::EnableAccess => "switch IMAP, POP or SMTP on in the settings of the account",
        Need::Paid => "the account has to be a paid one",
        Need::RegisteredClient => {
            "to log in with OAuth, let the provider register or approve your client"
        }
    }
}

/// The table of a form, up to the login.
pub(super) fn server(
    form: FormName,
    protocol: Protocol,
    (host, port): (&str, u16),
    security: Security,
    username: Option<&str>,
) {
    say!("\n[{}]", form.as_str());
    say!("server = \"{host}\"");
    if protocol == Protocol::Pop {
        say!("protocol = \"pop\"");
    }
    say!("security = \"{security}\"");
    say!("port = {port}");
    if form == FormName::Outgoing {
        say!("requires_authentication = true");
    }
    if let Some(username) = username {
        say!("username = {}", toml::Value::from(username));
    }
}

/// How one logs in at a provider. What is still to be filled in stands in comments, each of which is
/// a line of TOML.
pub(super) fn login(provider: &Provider, protocol: Protocol) {
    let by = provider.mail.sign_in;
    if by.contains(&SignIn::AppPassword) {
        say!("# password = {{ env = \"NAME\" }}  # the app password of the account");
    } else if by.contains(&SignIn::Password) {
        say!("# password = {{ env = \"NAME\" }}  # the password of the account");
    } else if let (true, Some(oauth)) = (provider.mail.cloud.is_some(), provider.oauth) {
        say!("oauth.provider = \"microsoft-exchange\"");
        say!("# oauth.client_id = \"the “Application (client) ID”\"");
        if oauth.has_client_credentials() {
            say!("# oauth.client_secret = {{ env = \"NAME\" }}  # a client secret");
        } else {
            say!("oauth.flow = \"authorization-code\"");
        }
        say!("# oauth.authority_url = \"{}\"", oauth.token_url);
    } else if let Some(oauth) = provider.oauth {
        say!("# tokens of OAuth are given at {}", oauth.token_url);
        let flows = [Flow::AuthorizationCode, Flow::ServiceAccount];
        if let Some(scope) = flows.into_iter().find_map(|flow| oauth.scope(flow, protocol)) {
            say!("# oauth.scope = \"{scope}\"");
        }
    }
}
