//! `mailvet providers`: what is known of mail providers, and settings for one of them.

use mailvet_core::{
    FormName,
    provider::{CHECKED, Endpoint, PROVIDERS, Protocol, Provider, SignIn, Username, of_domain},
    report::SCHEMA,
    settings::{Flow, Security},
};
use serde::Serialize;

use super::{Exit, ProvidersOptions, complain, discover, print_json};
use crate::visible;

#[derive(Serialize)]
struct List {
    schema: u32,
    checked: &'static str,
    providers: Vec<&'static Provider>,
}

pub(super) fn run(options: &ProvidersOptions) -> Exit {
    let Some(asked) = &options.asked else {
        return if options.json { json(PROVIDERS.iter().collect()) } else { table() };
    };
    let (local_part, domain) = match asked.rsplit_once('@') {
        Some((local_part, domain)) => (Some(local_part), domain),
        None => (None, asked.as_str()),
    };
    let by_id = || PROVIDERS.iter().find(|provider| provider.mail.id == asked);
    let Some(provider) = of_domain(domain).or_else(by_id) else {
        if options.online {
            return discover::run(options, local_part.map(|_| asked.as_str()), domain);
        }
        complain(format!(
            "nothing is known of `{}`; `mailvet providers` lists all, and --online asks the domain itself",
            visible::line(asked)
        ));
        return Exit::Failed;
    };
    if options.json {
        return json(vec![provider]);
    }
    settings(provider, local_part.map(|_| asked.as_str()));
    Exit::Good
}

fn json(providers: Vec<&'static Provider>) -> Exit {
    let list = List { schema: SCHEMA, checked: CHECKED, providers };
    print_json(&list).err().unwrap_or(Exit::Good)
}

fn table() -> Exit {
    for provider in PROVIDERS {
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
        let need = serde_json::to_value(need).unwrap_or_default();
        say!("# before: {}", need.as_str().unwrap_or_default().replace('-', " "));
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

/// How one logs in at a provider.
pub(super) fn login(provider: &Provider, protocol: Protocol) {
    let by = provider.mail.sign_in;
    if by.contains(&SignIn::AppPassword) {
        say!("# password = the app password of the account");
    } else if by.contains(&SignIn::Password) {
        say!("# password = the password of the account");
    } else if let (true, Some(oauth)) = (provider.mail.cloud.is_some(), provider.oauth) {
        say!("oauth.provider = \"microsoft-exchange\"");
        say!("# oauth.client_id = the “Application (client) ID”");
        if oauth.has_client_credentials() {
            say!("# oauth.client_secret = a client secret, such as {{ env = \"NAME\" }}");
        } else {
            say!("oauth.flow = \"authorization-code\"");
        }
        say!("# oauth.authority_url = {}", oauth.token_url);
    } else if let Some(oauth) = provider.oauth {
        say!("# oauth: tokens are given at {}", oauth.token_url);
        let flows = [Flow::AuthorizationCode, Flow::ServiceAccount];
        if let Some(scope) = flows.into_iter().find_map(|flow| oauth.scope(flow, protocol)) {
            say!("# oauth.scope = \"{scope}\"");
        }
    }
}
