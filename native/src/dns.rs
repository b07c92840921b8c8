//! What the DNS says about a domain beside the addresses of its hosts: who takes its mail, and where
//! its mailboxes are to be found.
//!
//! Names are looked up by the system's resolver where a connection depends on it, since only that one
//! knows the machine's own names. The look-ups here serve recognition: they have time-outs of their
//! own, and no answer is an answer.

use std::{net::SocketAddr, time::Duration};

use hickory_resolver::{
    TokioResolver,
    config::{ConnectionConfig, NameServerConfig, ResolveHosts, ResolverConfig, ResolverOpts},
    lookup::Lookup,
    net::{NetError, runtime::TokioRuntimeProvider},
    proto::rr::{Name, RData, RecordType},
    system_conf::read_system_conf,
};
use mailvet_core::{
    exchanger::{host_behind, host_of_autodiscover},
    provider::Provider,
    report::{Fact, Facts},
};

/// So long is waited for one answer.
const PATIENCE: Duration = Duration::from_secs(2);

/// More records of one kind help nobody.
const MOST: usize = 10;

/// Asks the DNS.
#[derive(Clone)]
pub(crate) struct Dns(TokioResolver);

/// A server that a domain names for one of its services (RFC 2782).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Service {
    pub(crate) host: String,
    pub(crate) port: u16,
}

impl Dns {
    /// Asks this name server, or else those of the system; nothing where there is none.
    pub(crate) fn of(nameserver: Option<SocketAddr>) -> Option<Self> {
        let (config, mut options) = match nameserver {
            Some(address) => (only(address), ResolverOpts::default()),
            None => read_system_conf().ok()?,
        };
        options.timeout = PATIENCE;
        options.attempts = 1;
        options.cache_size = 0;
        options.use_hosts_file = ResolveHosts::Never;
        let provider = TokioRuntimeProvider::default();
        let builder = TokioResolver::builder_with_config(config, provider).with_options(options);
        builder.build().ok().map(Self)
    }

    /// The hosts that take a domain's mail, the preferred one first (RFC 5321 §5.1).
    pub(crate) async fn exchangers(&self, domain: &str) -> Vec<String> {
        let answer = self.look_up(domain, RecordType::MX).await;
        let mut found = records(answer.ok(), |data| match data {
            RData::MX(mx) => Some((mx.preference, plain(&mx.exchange)?)),
            _ => None,
        });
        found.sort();
        found.into_iter().map(|(_, host)| host).take(MOST).collect()
    }

    /// The servers of a service, such as `_imaps._tcp`, the preferred one first (RFC 2782). A service
    /// that a domain says it has not has none (RFC 6186 §3.4).
    pub(crate) async fn servers(&self, service: &str, domain: &str) -> Vec<Service> {
        let answer = self.look_up(&format!("{service}.{domain}"), RecordType::SRV).await;
        let mut found = records(answer.ok(), |data| match data {
            RData::SRV(srv) => {
                let order = (srv.priority, u16::MAX - srv.weight);
                Some((order, Service { host: plain(&srv.target)?, port: srv.port }))
            }
            _ => None,
        });
        found.sort_by_key(|(order, _)| *order);
        found.into_iter().map(|(_, service)| service).take(MOST).collect()
    }

    /// The name to which a name is an alias.
    async fn alias(&self, name: &str) -> Option<String> {
        let answer = self.look_up(name, RecordType::CNAME).await;
        let found = records(answer.ok(), |data| match data {
            RData::CNAME(alias) => plain(&alias.0),
            _ => None,
        });
        found.into_iter().next()
    }

    /// Who has the mailboxes of a domain with these exchangers.
    pub(crate) async fn host_of(
        &self,
        domain: &str,
        exchangers: &[String],
    ) -> Option<&'static Provider> {
        // Where a filter takes the mail first, Exchange Online is still found by its programs' way.
        match exchangers.iter().find_map(|exchanger| host_behind(exchanger)) {
            Some(provider) => Some(provider),
            None => host_of_autodiscover(&self.alias(&format!("autodiscover.{domain}")).await?),
        }
    }

    async fn look_up(&self, name: &str, kind: RecordType) -> Result<Lookup, NetError> {
        self.0.lookup(format!("{}.", name.trim_end_matches('.')), kind).await
    }
}

fn only(address: SocketAddr) -> ResolverConfig {
    let connections = [ConnectionConfig::udp(), ConnectionConfig::tcp()];
    let connections = connections.map(|mut connection| {
        connection.port = address.port();
        connection
    });
    let server = NameServerConfig::new(address.ip(), true, connections.into());
    ResolverConfig::from_name_servers(vec![server])
}

fn records<T>(answer: Option<Lookup>, read: impl Fn(&RData) -> Option<T>) -> Vec<T> {
    let Some(answer) = answer else { return Vec::new() };
    answer.answers().iter().filter_map(|record| read(&record.data)).collect()
}

/// A name without the dot at its end; the root stands for nothing.
fn plain(name: &Name) -> Option<String> {
    let text = name.to_ascii().trim_end_matches('.').to_ascii_lowercase();
    (!text.is_empty()).then_some(text)
}

/// Whether the DNS knows of a domain at all: names of special use are local (RFC 6761, RFC 9476).
pub(crate) fn is_public(domain: &str) -> bool {
    const SPECIAL: [&str; 7] =
        ["alt", "home.arpa", "internal", "invalid", "local", "onion", "test"];
    let domain = domain.trim_end_matches('.').to_ascii_lowercase();
    let is_within = |special: &str| {
        domain.strip_suffix(special).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
    };
    domain.contains('.') && !SPECIAL.iter().any(|special| is_within(special))
}

/// What the DNS tells of the domain of an address: `mailbox_domain`, its exchangers as `mx`, and who
/// has its mailboxes as `hosted_by`, the id of the provider. Nothing where nobody answers.
pub(crate) async fn recognise(nameserver: Option<SocketAddr>, domain: String) -> Facts {
    let Some(dns) = Dns::of(nameserver) else { return Facts::new() };
    let exchangers = dns.exchangers(&domain).await;
    if exchangers.is_empty() {
        return Facts::new();
    }
    let mut facts = Facts::new();
    if let Some(provider) = dns.host_of(&domain, &exchangers).await {
        facts.insert("hosted_by".to_owned(), Fact::from(provider.mail.id));
    }
    facts.insert("mailbox_domain".to_owned(), Fact::Text(domain));
    facts.insert("mx".to_owned(), Fact::List(exchangers));
    facts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_special_use_are_not_asked_for() {
        for (domain, public) in [
            ("contoso.com", true),
            ("latest.example.com", true),
            ("localhost", false),
            ("mail.test", false),
            ("Mail.Test.", false),
            ("printer.local", false),
            ("contest", false),
            ("greatest.com", true),
        ] {
            assert_eq!(is_public(domain), public, "{domain}");
        }
    }
}
