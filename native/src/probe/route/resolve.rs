//! What a name means: pinned by hand, or as the system's resolver says.

use std::{
    net::{IpAddr, SocketAddr},
    str::FromStr,
};

use mailvet_core::{
    report::{Fact, Facts},
    settings::Host,
};
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use tokio::net::lookup_host;

use super::Destination;
use crate::probe::failure::Failure;

/// The addresses that a name has by hand, as curl's `--resolve` writes them:
/// `HOST:PORT:ADDRESS[,ADDRESS]…`, IPv6 in brackets, `*` for every host.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pin {
    host: String,
    port: u16,
    addresses: Vec<SocketAddr>,
}

impl Pin {
    /// Leads from a host and port to this address, whose port may be another one.
    #[must_use]
    pub fn to(host: &str, port: u16, address: SocketAddr) -> Self {
        Self { host: host.to_owned(), port, addresses: vec![address] }
    }

    /// Whether it is about this host and port; case and a dot at the end do not count.
    pub(super) fn is_of(&self, host: &str, port: u16) -> bool {
        let bare = |name: &str| name.trim_end_matches('.').to_ascii_lowercase();
        self.port == port && (self.host == "*" || bare(&self.host) == bare(host))
    }

    pub(super) fn addresses(&self) -> Vec<SocketAddr> {
        self.addresses.clone()
    }
}

impl FromStr for Pin {
    type Err = String;

    fn from_str(typed: &str) -> Result<Self, String> {
        const SHAPE: &str = "write it as HOST:PORT:ADDRESS, IPv6 addresses in brackets";
        // curl's `+` lets an entry grow old, which matters in no single test.
        let typed = typed.strip_prefix('+').unwrap_or(typed);
        let (host, rest) = match typed.strip_prefix('[').and_then(|rest| rest.split_once("]:")) {
            Some((host, rest)) => (host, rest),
            None => typed.split_once(':').ok_or(SHAPE)?,
        };
        let (port, addresses) = rest.split_once(':').ok_or(SHAPE)?;
        let port: u16 =
            port.parse().ok().filter(|port| *port != 0).ok_or("the port is 1 to 65535")?;
        let addresses = addresses
            .split(',')
            .map(|address| {
                let inside = address.strip_prefix('[').and_then(|inside| inside.strip_suffix(']'));
                Ok(SocketAddr::new(inside.unwrap_or(address).parse().map_err(|_| SHAPE)?, port))
            })
            .collect::<Result<_, &str>>()?;
        if host.is_empty() {
            return Err(SHAPE.to_owned());
        }
        Ok(Self { host: host.to_owned(), port, addresses })
    }
}

/// What the system's resolver says.
pub(super) async fn system(target: &Destination) -> Result<Vec<SocketAddr>, Failure> {
    match &target.host {
        Host::Address(address) => Ok(vec![SocketAddr::new(*address, target.port)]),
        Host::Name(name) => match lookup_host((name.as_str(), target.port)).await {
            Ok(addresses) => Ok(addresses.collect()),
            Err(error) => Err(Failure::new(format!("The name {name} cannot be found: {error}"))
                .with("error_kind", "dns")
                .with("resolver", error.to_string())),
        },
    }
}

/// The addresses of a target, none of which is forbidden, and what is told of them.
pub(super) fn checked(
    target: &Destination,
    addresses: Vec<SocketAddr>,
) -> Result<(Vec<SocketAddr>, Facts), Failure> {
    addresses.iter().try_for_each(|address| refuse(address.ip()))?;
    if addresses.is_empty() {
        let failure = Failure::new(format!("The name {} has no address.", target.host));
        return Err(failure.with("error_kind", "dns"));
    }
    let shown = addresses.iter().map(|address| address.ip().to_string()).collect();
    Ok((addresses, Facts::from([("addresses".to_owned(), Fact::List(shown))])))
}

/// Refuses an address that belongs to no mail server, but to a machine's own network: link-local
/// ones, where clouds keep the credentials of a machine, multicast ones and none at all. Every
/// spelling of such an address has become the same by now, also the one inside IPv6.
pub(super) fn refuse(address: IpAddr) -> Result<(), Failure> {
    let is_no_servers = match address.to_canonical() {
        IpAddr::V4(v4) => {
            v4.is_link_local() || v4.is_multicast() || v4.is_unspecified() || v4.is_broadcast()
        }
        IpAddr::V6(v6) => v6.is_unicast_link_local() || v6.is_multicast() || v6.is_unspecified(),
    };
    if is_no_servers {
        let words = format!("{address} is no address of a mail server.");
        return Err(Failure::new(words).with("address_refused", true));
    }
    Ok(())
}

/// The same names for a client of HTTP that looks them up itself.
pub(super) struct Names {
    pub(super) pins: Vec<Pin>,
    pub(super) port: u16,
}

impl Resolve for Names {
    fn resolve(&self, name: Name) -> Resolving {
        let target = Destination { host: Host::Name(name.as_str().to_owned()), port: self.port };
        let pin = self.pins.iter().find(|pin| pin.is_of(name.as_str(), self.port));
        let pinned = pin.map(Pin::addresses);
        Box::pin(async move {
            let addresses = match pinned {
                Some(addresses) => addresses,
                None => system(&target).await.map_err(Failure::into_error)?,
            };
            let (addresses, _) = checked(&target, addresses).map_err(Failure::into_error)?;
            Ok(Box::new(addresses.into_iter()) as Addrs)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pins_are_read_as_curl_reads_them() {
        for (typed, host, port, addresses) in [
            ("mail.test:587:127.0.0.1", "mail.test", 587, &["127.0.0.1"][..]),
            ("mail.test:587:[::1]", "mail.test", 587, &["::1"]),
            ("mail.test:587:::1", "mail.test", 587, &["::1"]),
            ("+*:993:192.0.2.1,[2001:db8::1]", "*", 993, &["192.0.2.1", "2001:db8::1"]),
            ("[::1]:25:192.0.2.1", "::1", 25, &["192.0.2.1"]),
        ] {
            let address = |text: &&str| SocketAddr::new(text.parse().expect(text), port);
            let addresses = addresses.iter().map(address).collect();
            assert_eq!(
                typed.parse(),
                Ok(Pin { host: host.to_owned(), port, addresses }),
                "{typed}"
            );
        }
        for typed in [
            "",
            "mail.test",
            "mail.test:587",
            "mail.test:0:127.0.0.1",
            "mail.test:x:127.0.0.1",
            "mail.test:587:",
            "mail.test:587:other.test",
            "mail.test:587:127.0.0.1,",
            ":1:127.0.0.1",
        ] {
            assert!(typed.parse::<Pin>().is_err(), "{typed}");
        }
    }

    #[test]
    fn a_pin_is_of_one_port_and_any_case() {
        let pin: Pin = "Mail.Test:587:127.0.0.1".parse().expect("a pin");
        assert!(pin.is_of("mail.test.", 587));
        assert!(!pin.is_of("mail.test", 465));
        assert!(!pin.is_of("other.test", 587));
    }

    #[test]
    fn addresses_of_a_machines_own_network_are_refused() {
        for (address, refused) in [
            ("127.0.0.1", false),
            ("::1", false),
            ("10.0.0.1", false),
            ("192.0.2.1", false),
            ("169.254.169.254", true),
            ("::ffff:169.254.169.254", true),
            ("fe80::1", true),
            ("224.0.0.1", true),
            ("ff02::1", true),
            ("0.0.0.0", true),
            ("::", true),
            ("255.255.255.255", true),
        ] {
            assert_eq!(refuse(address.parse().expect(address)).is_err(), refused, "{address}");
        }
    }
}
