//! A TCP connection to one of several addresses, by Happy Eyeballs (RFC 8305): the families take
//! turns, and an address that does not answer at once holds up none of the others.

use std::{
    future::pending,
    io,
    net::SocketAddr,
    time::{Duration, Instant},
};

use futures_util::{StreamExt, stream::FuturesUnordered};
use mailvet_core::report::{Fact, Facts};
use tokio::{net::TcpStream, time::sleep};

use crate::probe::{failure::Failure, recorder::Recorder};

/// How long an attempt stays alone (RFC 8305 §5, *Connection Attempt Delay*).
const ATTEMPT_DELAY: Duration = Duration::from_millis(250);

/// Connects to the first address that answers. How each attempt ended is told to the recorder, so
/// that it is known too when the time of the stage is up.
pub(super) async fn race(
    addresses: &[SocketAddr],
    recorder: &Recorder,
) -> Result<(TcpStream, Facts), Failure> {
    let mut next = in_turns(addresses).into_iter().peekable();
    let mut attempts = Attempts { list: Vec::new(), recorder };
    let mut running = FuturesUnordered::new();
    let mut failure = Failure::new("The name has no address.");
    loop {
        if let Some(address) = next.next() {
            attempts.begin(address);
            running.push(async move { (address, dial(address).await) });
        }
        if running.is_empty() {
            return Err(failure);
        }
        let delay = async {
            if next.peek().is_some() { sleep(ATTEMPT_DELAY).await } else { pending().await }
        };
        tokio::select! {
            biased;
            Some((address, dialled)) = running.next() => match dialled {
                Ok(stream) => {
                    attempts.end(address, "connected");
                    attempts.give_up();
                    let address = Fact::Text(address.to_string());
                    return Ok((stream, Facts::from([("address".to_owned(), address)])));
                }
                Err(error) => {
                    attempts.end(address, &error.to_string());
                    failure = Failure::of_io(&error);
                }
            },
            () = delay => {}
        }
    }
}

async fn dial(address: SocketAddr) -> io::Result<TcpStream> {
    let stream = TcpStream::connect(address).await?;
    stream.set_nodelay(true)?;
    Ok(stream)
}

/// The addresses in the order of the resolver, the families taking turns (RFC 8305 §4).
fn in_turns(addresses: &[SocketAddr]) -> Vec<SocketAddr> {
    let first_is_v6 = addresses.first().is_some_and(SocketAddr::is_ipv6);
    let (preferred, other): (Vec<SocketAddr>, Vec<SocketAddr>) =
        addresses.iter().copied().partition(|address| address.is_ipv6() == first_is_v6);
    let (mut preferred, mut other) = (preferred.into_iter(), other.into_iter());
    let mut ordered = Vec::with_capacity(addresses.len());
    while ordered.len() < addresses.len() {
        ordered.extend(preferred.next());
        ordered.extend(other.next());
    }
    ordered
}

/// The attempts of a race and how they ended.
struct Attempts<'a> {
    list: Vec<Attempt>,
    recorder: &'a Recorder,
}

struct Attempt {
    address: SocketAddr,
    begun: Instant,
    end: Option<String>,
}

impl Attempts<'_> {
    fn begin(&mut self, address: SocketAddr) {
        self.list.push(Attempt { address, begun: Instant::now(), end: None });
        self.tell();
    }

    fn end(&mut self, address: SocketAddr, how: &str) {
        let open = |attempt: &&mut Attempt| attempt.address == address && attempt.end.is_none();
        if let Some(attempt) = self.list.iter_mut().find(open) {
            let elapsed = attempt.begun.elapsed().as_secs_f64() * 1e3;
            attempt.end = Some(format!("{how} ({elapsed:.1} ms)"));
        }
        self.tell();
    }

    /// Another address has answered.
    fn give_up(&mut self) {
        for attempt in self.list.iter_mut().filter(|attempt| attempt.end.is_none()) {
            attempt.end = Some("given up, since another address has answered".to_owned());
        }
        self.tell();
    }

    fn tell(&self) {
        let shown = self.list.iter().map(|Attempt { address, end, .. }| {
            format!("{address}: {}", end.as_deref().unwrap_or("no answer"))
        });
        self.recorder.learn_fact("attempts", Fact::List(shown.collect()));
    }
}

#[cfg(test)]
mod tests {
    use tokio::net::TcpListener;

    use super::*;

    #[test]
    fn families_take_turns() {
        let order = |addresses: &[&str]| -> Vec<String> {
            let addresses: Vec<_> = addresses
                .iter()
                .map(|text| SocketAddr::new(text.parse().expect(text), 25))
                .collect();
            in_turns(&addresses).iter().map(|address| address.ip().to_string()).collect()
        };
        assert_eq!(
            order(&["2001:db8::1", "2001:db8::2", "192.0.2.1", "192.0.2.2", "192.0.2.3"]),
            ["2001:db8::1", "192.0.2.1", "2001:db8::2", "192.0.2.2", "192.0.2.3"]
        );
        assert_eq!(order(&["192.0.2.1", "2001:db8::1"]), ["192.0.2.1", "2001:db8::1"]);
        assert_eq!(order(&[]), [""; 0]);
    }

    /// A port of 127.0.0.1 on which nothing listens any more.
    async fn closed() -> SocketAddr {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        listener.local_addr().expect("a bound port")
    }

    #[tokio::test]
    async fn a_refusal_makes_way_for_the_next_address() {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let (closed, open) = (closed().await, listener.local_addr().expect("a bound port"));
        let recorder = Recorder::default();
        let (stream, facts) = race(&[closed, open], &recorder).await.expect("a connection");
        assert_eq!(stream.peer_addr().expect("a peer"), open);
        assert_eq!(facts.get("address"), Some(&Fact::Text(open.to_string())));
        let attempts = format!("{:?}", recorder.take_facts());
        assert!(attempts.contains(&format!("{closed}: Connection refused")), "{attempts}");
        assert!(attempts.contains(&format!("{open}: connected")), "{attempts}");
    }

    #[tokio::test]
    async fn when_all_refuse_each_is_told() {
        let (one, two) = (closed().await, closed().await);
        let recorder = Recorder::default();
        let failure = race(&[one, two], &recorder).await.expect_err("nobody listens");
        assert_eq!(failure.facts.get("error_kind"), Some(&"connection-refused".into()));
        let Some(Fact::List(attempts)) = recorder.take_facts().remove("attempts") else {
            panic!("no attempts were told");
        };
        assert_eq!(attempts.len(), 2, "{attempts:?}");
    }
}
