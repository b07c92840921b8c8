//! The options of the way to the servers.

use std::{
    net::{IpAddr, SocketAddr},
    path::PathBuf,
};

use clap::Args;

use super::{Exit, complain};
use crate::probe::{Identity, Pin, Proxies, Proxy, Route};

/// How connections are made.
#[derive(Args)]
pub(super) struct RouteOptions {
    /// Connect to this address where HOST and PORT are asked for, and ask no resolver; may be given
    /// several times
    #[arg(long = "resolve", value_name = "HOST:PORT:ADDRESS")]
    pins: Vec<Pin>,

    /// Connect by this proxy: http://, https://, socks5:// or socks5h://. Without it `HTTPS_PROXY` holds
    /// for HTTPS and `ALL_PROXY` for everything, but for the hosts in `NO_PROXY`. A password belongs
    /// into the variables, since every user of the machine sees an argument
    #[arg(long, value_name = "URL")]
    proxy: Option<Proxy>,

    /// Ask this name server who has a domain's mailboxes, in place of those of the system
    #[arg(long, value_name = "ADDRESS[:PORT]", value_parser = nameserver)]
    nameserver: Option<SocketAddr>,
}

/// Who the client says it is.
#[derive(Args)]
pub(super) struct IdentityFiles {
    /// Show this certificate to mail servers that ask for one
    #[arg(long, value_name = "PEM")]
    client_cert: Option<PathBuf>,

    /// The key of the certificate, without a passphrase; by default it stands in the same file
    #[arg(long, value_name = "PEM", requires = "client_cert")]
    client_key: Option<PathBuf>,
}

impl IdentityFiles {
    /// Reads them.
    pub(super) fn identity(&self) -> Result<Option<Identity>, Exit> {
        let read = |path| Identity::read(path, self.client_key.as_deref());
        self.client_cert.as_deref().map(read).transpose().map_err(|error| {
            complain(error);
            Exit::Usage
        })
    }
}

/// An address with the port of DNS, unless another one is named.
fn nameserver(typed: &str) -> Result<SocketAddr, String> {
    let address = typed.parse().map(|address: IpAddr| SocketAddr::new(address, 53));
    address
        .or_else(|_| typed.parse())
        .map_err(|_| "write it as 192.0.2.1 or 192.0.2.1:53".to_owned())
}

impl RouteOptions {
    /// The way that they, and the environment, say.
    pub(super) fn route(&self) -> Result<Route, Exit> {
        let variable = |name: &str| std::env::var(name).ok();
        let proxies = Proxies::of(self.proxy.clone(), variable).map_err(|error| {
            complain(error);
            Exit::Usage
        })?;
        Ok(Route { pins: self.pins.clone(), proxies, nameserver: self.nameserver })
    }
}
