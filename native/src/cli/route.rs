//! The options of the way to the servers.

use clap::Args;

use super::{Exit, complain};
use crate::probe::{Pin, Proxies, Proxy, Route};

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
}

impl RouteOptions {
    /// The way that they, and the environment, say.
    pub(super) fn route(&self) -> Result<Route, Exit> {
        let variable = |name: &str| std::env::var(name).ok();
        let proxies = Proxies::of(self.proxy.clone(), variable).map_err(|error| {
            complain(error);
            Exit::Usage
        })?;
        Ok(Route { pins: self.pins.clone(), proxies })
    }
}
