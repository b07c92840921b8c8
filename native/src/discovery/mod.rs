//! Where the mailboxes of a domain are, as the domain itself tells: by a configuration file on its web
//! server, by its service records, or by who takes its mail.
//!
//! What comes of it are suggestions. They are another's words, and none is taken that could not be
//! typed into a form: a name is a name, a port a port, and without encryption nothing is suggested.

mod autoconfig;

use std::sync::Arc;

use mailvet_core::{
    FormName,
    provider::{Protocol, Provider},
    settings::Security,
};
use reqwest::{Client, redirect::Policy};
use rustls::ClientConfig;
use serde::Serialize;

use crate::{
    dns::{Dns, Service},
    probe::{Recorder, Route},
};

/// A configuration file may be so large.
const LARGEST_FILE: usize = 256 * 1024;

/// The services to look for, the best first (RFC 6186, RFC 8314 §5.1).
const SERVICES: [(&str, Protocol, Security); 6] = [
    ("_submissions._tcp", Protocol::Smtp, Security::Ssl),
    ("_submission._tcp", Protocol::Smtp, Security::Tls),
    ("_imaps._tcp", Protocol::Imap, Security::Ssl),
    ("_imap._tcp", Protocol::Imap, Security::Tls),
    ("_pop3s._tcp", Protocol::Pop, Security::Ssl),
    ("_pop3._tcp", Protocol::Pop, Security::Tls),
];

/// Whose settings are looked for.
#[derive(Clone, Debug)]
pub struct Subject {
    /// The address, where one was named.
    pub address: Option<String>,
    /// Its domain, in lower case.
    pub domain: String,
}

/// What one source says.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct Suggestion {
    /// Where it stands.
    pub source: String,
    /// The servers: at most one of each form.
    pub servers: Vec<Found>,
}

/// A server that was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Found {
    /// What it speaks.
    pub protocol: Protocol,
    /// Its name, in lower case.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the connection is encrypted.
    pub security: Security,
    /// The user name, where the source says it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub username: Option<String>,
}

impl Found {
    /// The form that it belongs into.
    #[must_use]
    pub fn form(&self) -> FormName {
        match self.protocol {
            Protocol::Smtp => FormName::Outgoing,
            Protocol::Imap | Protocol::Pop => FormName::Incoming,
        }
    }
}

/// What all sources say: the domain's own words before what can be told from its exchangers.
#[derive(Debug, Default)]
pub struct Discovered {
    /// What each source says.
    pub suggestions: Vec<Suggestion>,
    /// The hosts that take the domain's mail, the preferred one first.
    pub exchangers: Vec<String>,
    /// Who has its mailboxes.
    pub hosted_by: Option<&'static Provider>,
}

/// Asks every source at once. A source that does not answer says nothing.
pub async fn discover(subject: &Subject, route: &Route, tls: &Arc<ClientConfig>) -> Discovered {
    let dns = Dns::of(route.nameserver);
    let (file, services, (exchangers, hosted_by)) = tokio::join!(
        configuration_file(subject, route, tls),
        service_records(dns.as_ref(), &subject.domain),
        exchangers(dns.as_ref(), &subject.domain),
    );
    Discovered { suggestions: file.into_iter().chain(services).collect(), exchangers, hosted_by }
}

async fn exchangers(dns: Option<&Dns>, domain: &str) -> (Vec<String>, Option<&'static Provider>) {
    let Some(dns) = dns else { return (Vec::new(), None) };
    let exchangers = dns.exchangers(domain).await;
    let hosted_by = dns.host_of(domain, &exchangers).await;
    (exchangers, hosted_by)
}

async fn service_records(dns: Option<&Dns>, domain: &str) -> Option<Suggestion> {
    let dns = dns?;
    let asked = SERVICES.map(async |(name, protocol, security)| {
        let servers = dns.servers(name, domain).await;
        let Service { host, port } = servers.into_iter().find(|server| is_host(&server.host))?;
        Some(Found { protocol, host, port, security, username: None })
    });
    let found = futures_util::future::join_all(asked).await;
    suggestion("SRV records (RFC 6186)".to_owned(), found.into_iter().flatten())
}

/// The file that Thunderbird's *autoconfig* puts at either of two places; the first that has one.
async fn configuration_file(
    subject: &Subject,
    route: &Route,
    tls: &Arc<ClientConfig>,
) -> Option<Suggestion> {
    let Subject { address, domain } = subject;
    let query = address.as_ref().map_or(String::new(), |address| {
        let query = url::form_urlencoded::Serializer::new(String::new())
            .append_pair("emailaddress", address)
            .finish();
        format!("?{query}")
    });
    let urls = [
        format!("https://autoconfig.{domain}/mail/config-v1.1.xml"),
        format!("https://{domain}/.well-known/autoconfig/mail/config-v1.1.xml"),
    ];
    let asked = urls.map(async |url| {
        let file = fetch(&format!("{url}{query}"), route, tls).await?;
        suggestion(url, autoconfig::servers(&file, subject).into_iter())
    });
    futures_util::future::join_all(asked).await.into_iter().flatten().next()
}

/// Fetches a file by HTTPS alone, and from names alone.
async fn fetch(url: &str, route: &Route, tls: &Arc<ClientConfig>) -> Option<String> {
    let policy = Policy::custom(|attempt| {
        let is_name = matches!(attempt.url().host(), Some(url::Host::Domain(_)));
        if is_name && attempt.previous().len() < 4 { attempt.follow() } else { attempt.stop() }
    });
    let client = Client::builder()
        .tls_backend_preconfigured((**tls).clone())
        .https_only(true)
        .redirect(policy);
    let client = route.http(client, url, &Recorder::default()).ok()?.build().ok()?;
    let mut response = client.get(url).send().await.ok()?;
    if !response.status().is_success() {
        return None;
    }
    let mut file = Vec::new();
    while let Some(chunk) = response.chunk().await.ok()? {
        if file.len() + chunk.len() > LARGEST_FILE {
            return None;
        }
        file.extend_from_slice(&chunk);
    }
    String::from_utf8(file).ok()
}

/// The first server of each form.
fn suggestion(source: String, found: impl Iterator<Item = Found>) -> Option<Suggestion> {
    let mut servers: Vec<Found> = Vec::new();
    for server in found {
        if servers.iter().all(|known| known.form() != server.form()) {
            servers.push(server);
        }
    }
    (!servers.is_empty()).then_some(Suggestion { source, servers })
}

/// Whether a word is the name of a host, and no address and nothing else.
fn is_host(word: &str) -> bool {
    let is_label = |label: &str| {
        !label.is_empty()
            && label.len() <= 63
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
    };
    let ends_in_number = word.rsplit('.').next().is_some_and(|last| last.parse::<u32>().is_ok());
    word.len() <= 253 && word.contains('.') && word.split('.').all(is_label) && !ends_in_number
}

#[cfg(test)]
mod tests;
