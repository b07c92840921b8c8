//! The way to a server: what its name means, which proxy stands between, and how the connection is
//! made.
//!
//! A direct connection is made as RFC 8305 has it, and each attempt is told. Names that were pinned
//! by hand come before the resolver. Wherever an address is known before the connection is made, it
//! is looked at first: link-local, multicast and unspecified ones are no mail server's.

mod connect;
mod proxy;
mod resolve;
mod stream;

use std::{
    net::{IpAddr, SocketAddr},
    sync::Arc,
};

use mailvet_core::{
    report::{Fact, Facts},
    settings::Host,
};
use rustls::ClientConfig;
use url::Url;

use super::{failure::Failure, recorder::Recorder};
pub use proxy::{Proxies, Proxy};
pub use resolve::Pin;
pub(crate) use stream::{Carrier, Stream};

/// How connections are made.
#[derive(Clone, Debug, Default)]
pub struct Route {
    /// What names mean, in place of what the resolver says.
    pub pins: Vec<Pin>,
    /// The proxies.
    pub proxies: Proxies,
    /// The name server to ask what a domain's mail is like; by default those of the system.
    pub nameserver: Option<SocketAddr>,
}

/// Where a connection is to lead to.
#[derive(Clone, Debug)]
pub(crate) struct Destination {
    pub(crate) host: Host,
    pub(crate) port: u16,
}

/// The way to a destination, with every name looked up that is to be looked up here.
#[derive(Debug)]
pub(crate) enum Way {
    /// Straight to one of these addresses.
    Direct(Vec<SocketAddr>),
    /// By a proxy at one of these addresses, which is asked for the target.
    By { proxy: Box<Proxy>, addresses: Vec<SocketAddr>, target: Destination },
}

impl Route {
    /// Looks up what is needed to connect to a mail server.
    pub(crate) async fn resolve(&self, host: &Host, port: u16) -> Result<(Way, Facts), Failure> {
        let proxy = self.proxies.for_mail(&host.to_string(), port);
        self.resolve_by(proxy, Destination { host: host.clone(), port }).await
    }

    async fn resolve_by(
        &self,
        proxy: Option<&Proxy>,
        target: Destination,
    ) -> Result<(Way, Facts), Failure> {
        let Some(proxy) = proxy else {
            let (addresses, facts) = self.look_up(&target).await?;
            return Ok((Way::Direct(addresses), facts));
        };
        let to_proxy = Destination { host: proxy.host().clone(), port: proxy.port() };
        let (at_proxy, told) = self.look_up(&to_proxy).await.map_err(|failure| {
            failure.with("proxy", proxy.to_string()).with("error_kind", "proxy-unreachable")
        })?;
        let mut facts = Facts::from([("proxy".to_owned(), Fact::Text(proxy.to_string()))]);
        facts
            .extend(told.get("addresses").map(|fact| ("proxy_addresses".to_owned(), fact.clone())));
        // A name that is known here already, or that the proxy leaves to its client.
        let is_known = proxy.wants_addresses()
            || matches!(target.host, Host::Address(_))
            || self.pinned(&target).is_some();
        let target = if is_known {
            let (addresses, told) = self.look_up(&target).await?;
            facts.extend(told);
            let address = addresses.first().map_or(target.host, |first| Host::Address(first.ip()));
            Destination { host: address, port: target.port }
        } else {
            facts.insert("resolved_by_proxy".to_owned(), Fact::Flag(true));
            target
        };
        Ok((Way::By { proxy: Box::new(proxy.clone()), addresses: at_proxy, target }, facts))
    }

    /// Connects.
    pub(crate) async fn connect(
        &self,
        way: &Way,
        tls: &Arc<ClientConfig>,
        recorder: &Recorder,
    ) -> Result<(Stream, Facts), Failure> {
        match way {
            Way::Direct(addresses) => {
                let (stream, facts) = connect::race(addresses, recorder).await?;
                Ok((Stream::Tcp(stream), facts))
            }
            Way::By { proxy, addresses, target } => {
                let told = ("proxy".to_owned(), Fact::Text(proxy.to_string()));
                let (stream, mut facts) =
                    connect::race(addresses, recorder).await.map_err(|failure| {
                        failure
                            .headed(&format!("The proxy {proxy} cannot be reached."))
                            .with("error_kind", "proxy-unreachable")
                            .with_all(Facts::from([told.clone()]))
                    })?;
                facts.extend([told]);
                let stream = Box::pin(proxy.open(stream, target, tls, recorder))
                    .await
                    .map_err(|failure| failure.with_all(facts.clone()))?;
                Ok((stream, facts))
            }
        }
    }

    /// A client of HTTP that takes the same way to a URL.
    pub(crate) fn http(
        &self,
        client: reqwest::ClientBuilder,
        url: &str,
        recorder: &Recorder,
    ) -> Result<reqwest::ClientBuilder, Failure> {
        let client = client.no_proxy();
        let Ok(url) = Url::parse(url) else { return Ok(client) };
        let port = url.port_or_known_default().unwrap_or_default();
        let host = url.host_str().unwrap_or_default();
        if let Ok(address) = host.trim_matches(['[', ']']).parse::<IpAddr>() {
            resolve::refuse(address)?;
        }
        let client = client.dns_resolver(resolve::Names { pins: self.pins.clone(), port });
        // Plain http is for this machine alone; a proxy would read the secret.
        let proxy = if url.scheme() == "https" { self.proxies.for_https(host, port) } else { None };
        Ok(match proxy {
            Some(proxy) => client.proxy(proxy.for_http(recorder)?),
            None => client,
        })
    }

    /// The addresses of a name.
    async fn look_up(&self, target: &Destination) -> Result<(Vec<SocketAddr>, Facts), Failure> {
        match self.pinned(target) {
            Some(pin) => {
                let (addresses, mut facts) = resolve::checked(target, pin.addresses())?;
                facts.insert("pinned".to_owned(), Fact::Flag(true));
                Ok((addresses, facts))
            }
            None => resolve::checked(target, resolve::system(target).await?),
        }
    }

    fn pinned(&self, target: &Destination) -> Option<&Pin> {
        self.pins.iter().find(|pin| pin.is_of(&target.host.to_string(), target.port))
    }
}
