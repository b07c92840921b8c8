//! Proxies: which one a connection goes by, and how it is asked for the connection (RFC 9110 §9.3.6,
//! RFC 1928, RFC 1929). A refusal is told as what it is.

use std::{error::Error, fmt, io, str::FromStr, sync::Arc};

use base64::{Engine, engine::general_purpose::STANDARD};
use http_body_util::Empty;
use hyper::{
    Method, Request, StatusCode, Uri,
    body::Bytes,
    client::conn::http1,
    header::{HOST, PROXY_AUTHORIZATION},
};
use hyper_util::{
    client::proxy::matcher::{Intercept, Matcher},
    rt::TokioIo,
};
use mailvet_core::{Secret, report::Peer, settings::Host};
use rustls::ClientConfig;
use tokio::{net::TcpStream, task::JoinSet};
use tokio_rustls::client::TlsStream;
use tokio_socks::{Error as SocksError, TargetAddr, tcp::Socks5Stream};
use zeroize::Zeroizing;

use super::{Destination, Stream, stream::Carrier};
use crate::probe::{failure::Failure, recorder::Recorder, tls};

/// The proxies of a test, and what goes past them.
#[derive(Clone, Debug, Default)]
pub struct Proxies {
    all: Option<Proxy>,
    https: Option<Proxy>,
    except: String,
}

impl Proxies {
    /// The proxy that was named for everything, or else those of the environment, as curl reads it:
    /// `HTTPS_PROXY` for HTTPS, `ALL_PROXY` for every connection, and `NO_PROXY` for the hosts that
    /// are reached without any; in lower case, too.
    pub fn of(
        named: Option<Proxy>,
        variable: impl Fn(&str) -> Option<String>,
    ) -> Result<Self, String> {
        let value = |name: &str| {
            let lower = name.to_ascii_lowercase();
            [name, &lower]
                .into_iter()
                .find_map(|name| variable(name).filter(|value| !value.is_empty()))
        };
        let proxy = |name: &str| {
            let read = |typed: String| typed.parse().map_err(|error| format!("{name}: {error}"));
            value(name).map(read).transpose()
        };
        let except = value("NO_PROXY").unwrap_or_default();
        Ok(match named {
            Some(named) => Self { all: Some(named), https: None, except },
            None => Self { all: proxy("ALL_PROXY")?, https: proxy("HTTPS_PROXY")?, except },
        })
    }

    /// The proxy to a mail server.
    pub(crate) fn for_mail(&self, host: &str, port: u16) -> Option<&Proxy> {
        self.all.as_ref().filter(|_| !self.passes_by(host, port))
    }

    /// The proxy to a server of HTTPS.
    pub(super) fn for_https(&self, host: &str, port: u16) -> Option<&Proxy> {
        self.https.as_ref().or(self.all.as_ref()).filter(|_| !self.passes_by(host, port))
    }

    /// Whether a host is reached without a proxy.
    fn passes_by(&self, host: &str, port: u16) -> bool {
        let Ok(uri) = format!("http://{}/", authority(host, port)).parse::<Uri>() else {
            return false;
        };
        let matcher = Matcher::builder().all("http://proxy").no(self.except.as_str()).build();
        matcher.intercept(&uri).is_none()
    }
}

/// A proxy. It prints without its login.
#[derive(Clone)]
pub struct Proxy {
    scheme: Scheme,
    host: Host,
    port: u16,
    login: Intercept,
}

#[derive(Clone, Copy, PartialEq)]
enum Scheme {
    Http,
    Https,
    /// Names are looked up here.
    Socks5,
    /// Names are looked up by the proxy.
    Socks5h,
}

impl Scheme {
    const ALL: [Self; 4] = [Self::Http, Self::Https, Self::Socks5, Self::Socks5h];

    fn as_str(self) -> &'static str {
        match self {
            Self::Http => "http",
            Self::Https => "https",
            Self::Socks5 => "socks5",
            Self::Socks5h => "socks5h",
        }
    }

    fn default_port(self) -> u16 {
        match self {
            Self::Http => 80,
            Self::Https => 443,
            Self::Socks5 | Self::Socks5h => 1080,
        }
    }
}

impl FromStr for Proxy {
    type Err = String;

    /// Reads `[SCHEME://][USER:PASSWORD@]HOST[:PORT]`; the error repeats nothing of it.
    fn from_str(typed: &str) -> Result<Self, String> {
        const SHAPE: &str = "write it as http://HOST:PORT, https://, socks5:// or socks5h://";
        let any = Uri::from_static("http://any/");
        let login = Matcher::builder().all(typed).build().intercept(&any).ok_or(SHAPE)?;
        let uri = login.uri();
        let scheme = uri.scheme_str().unwrap_or("http");
        let scheme = Scheme::ALL.into_iter().find(|known| known.as_str() == scheme).ok_or(SHAPE)?;
        let host = uri.host().filter(|host| !host.is_empty()).ok_or(SHAPE)?;
        let host = match host.trim_matches(['[', ']']).parse() {
            Ok(address) => Host::Address(address),
            Err(_) => Host::Name(host.to_ascii_lowercase()),
        };
        let port = uri.port_u16().unwrap_or(scheme.default_port());
        Ok(Self { scheme, host, port, login })
    }
}

impl fmt::Display for Proxy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { scheme, host, port, .. } = self;
        write!(f, "{}://{}", scheme.as_str(), authority(&host.to_string(), *port))
    }
}

impl fmt::Debug for Proxy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Proxy {
    pub(super) fn host(&self) -> &Host {
        &self.host
    }

    pub(super) fn port(&self) -> u16 {
        self.port
    }

    /// Whether it is given addresses, and no names.
    pub(super) fn wants_addresses(&self) -> bool {
        self.scheme == Scheme::Socks5
    }

    /// The same proxy for a client of HTTP.
    pub(super) fn for_http(&self, recorder: &Recorder) -> Result<reqwest::Proxy, Failure> {
        self.tell_secrets(recorder);
        let proxy = reqwest::Proxy::all(self.to_string())
            .map_err(|_| Failure::new(format!("The proxy {self} cannot be used.")))?;
        Ok(match (self.login.basic_auth(), self.login.raw_auth()) {
            (Some(header), _) => proxy.custom_http_auth(header.clone()),
            (None, Some((user, password))) => proxy.basic_auth(user, password),
            (None, None) => proxy,
        })
    }

    /// Asks the proxy, which is at the other end of the stream, for a connection.
    pub(super) async fn open(
        &self,
        stream: TcpStream,
        target: &Destination,
        tls: &Arc<ClientConfig>,
        recorder: &Recorder,
    ) -> Result<Stream, Failure> {
        self.tell_secrets(recorder);
        match self.scheme {
            Scheme::Socks5 | Scheme::Socks5h => self.by_socks(stream, target, recorder).await,
            Scheme::Http => {
                let local = stream.local_addr().map_err(|error| Failure::of_io(&error))?;
                let inner = self.by_connect(stream, target, recorder).await?;
                Ok(Stream::Tunnel { inner, local })
            }
            Scheme::Https => {
                let local = stream.local_addr().map_err(|error| Failure::of_io(&error))?;
                let stream = self.encrypt(stream, tls).await?;
                let inner = self.by_connect(stream, target, recorder).await?;
                Ok(Stream::Tunnel { inner, local })
            }
        }
    }

    async fn encrypt(
        &self,
        stream: TcpStream,
        tls: &Arc<ClientConfig>,
    ) -> Result<TlsStream<TcpStream>, Failure> {
        let host = self.host.to_string();
        let encrypted = tls::encrypt(stream, &host, Arc::clone(tls), |_| Vec::new()).await;
        encrypted
            .map(|(stream, _)| stream)
            .map_err(|failure| failure.headed(&format!("The proxy {self} is not to be trusted.")))
    }

    /// RFC 1928, with the login of RFC 1929 where there is one.
    async fn by_socks(
        &self,
        stream: TcpStream,
        target: &Destination,
        recorder: &Recorder,
    ) -> Result<Stream, Failure> {
        let to = match &target.host {
            Host::Address(address) => TargetAddr::Ip((*address, target.port).into()),
            Host::Name(name) => TargetAddr::Domain(name.as_str().into(), target.port),
        };
        recorder.note(Peer::Client, &format!("SOCKS5 CONNECT {target}"));
        let opened = match self.login.raw_auth() {
            Some((user, password)) => {
                Socks5Stream::connect_with_password_and_socket(stream, to, user, password).await
            }
            None => Socks5Stream::connect_with_socket(stream, to).await,
        };
        match opened {
            Ok(stream) => Ok(Stream::Tcp(stream.into_inner())),
            Err(error) => {
                recorder.note(Peer::Server, &error.to_string());
                Err(self.socks_refusal(&error))
            }
        }
    }

    fn socks_refusal(&self, error: &SocksError) -> Failure {
        use SocksError as Socks;
        let of = |reply: i64, kind: &str, words: &str| {
            Failure::new(format!("The proxy {self} {words} (SOCKS reply {reply})."))
                .with("error_kind", kind)
                .with("socks_reply", reply)
        };
        let login = |words: &str| {
            Failure::new(format!("The proxy {self} {words}."))
                .with("error_kind", "proxy-authentication")
        };
        match error {
            Socks::GeneralSocksServerFailure => {
                of(1, "proxy-refused", "failed for no named reason")
            }
            Socks::ConnectionNotAllowedByRuleset => {
                of(2, "proxy-refused", "does not allow this connection")
            }
            Socks::NetworkUnreachable => {
                of(3, "unreachable", "finds no way to the server's network")
            }
            Socks::HostUnreachable => of(4, "unreachable", "cannot reach the server"),
            Socks::ConnectionRefused => {
                of(5, "connection-refused", "was refused the connection by the server")
            }
            Socks::TtlExpired => of(6, "unreachable", "got no answer from the server in time"),
            Socks::CommandNotSupported => of(7, "proxy-refused", "makes no connections"),
            Socks::AddressTypeNotSupported => {
                of(8, "proxy-refused", "does not take this kind of address")
            }
            Socks::PasswordAuthFailure(_) => login("does not accept the user name and password"),
            Socks::AuthorizationRequired => login("wants a user name and a password"),
            Socks::NoAcceptableAuthMethods if self.login.raw_auth().is_none() => {
                login("wants a login that was not given")
            }
            Socks::NoAcceptableAuthMethods => login("takes no login by user name and password"),
            Socks::Io(error) => {
                Failure::of_io(error).headed(&format!("The proxy {self} did not answer in full."))
            }
            _ => Failure::new(format!("The proxy {self} does not speak SOCKS5: {error}."))
                .with("error_kind", "proxy-refused"),
        }
    }

    /// HTTP CONNECT, of which what the server says at once is not lost, although it may come in one
    /// piece with the proxy's answer.
    async fn by_connect(
        &self,
        stream: impl Carrier + 'static,
        target: &Destination,
        recorder: &Recorder,
    ) -> Result<Box<dyn Carrier>, Failure> {
        let broken = |error: hyper::Error| self.broken(&error);
        let handshake =
            http1::Builder::new().max_buf_size(32 * 1024).handshake(TokioIo::new(stream));
        let (mut sender, connection) = handshake.await.map_err(broken)?;
        // Ends with this function where the proxy refuses.
        let mut driver = JoinSet::new();
        driver.spawn(connection.with_upgrades());
        recorder.note(Peer::Client, &format!("CONNECT {target} HTTP/1.1"));
        let response = match sender.send_request(self.request(target)?).await {
            Ok(response) => response,
            // The connection knows better why it ended.
            Err(error) => {
                drop(sender);
                return Err(match driver.join_next().await {
                    Some(Ok(Err(cause))) => self.broken(&cause),
                    _ => self.broken(&error),
                });
            }
        };
        let status = response.status();
        recorder.note(Peer::Server, &format!("HTTP/1.1 {status}"));
        if !status.is_success() {
            return Err(self.http_refusal(status));
        }
        let upgraded = hyper::upgrade::on(response).await.map_err(broken)?;
        Ok(Box::new(TokioIo::new(upgraded)))
    }

    fn request(&self, target: &Destination) -> Result<Request<Empty<Bytes>>, Failure> {
        let authority = target.to_string();
        let mut request = Request::builder()
            .method(Method::CONNECT)
            .uri(&authority)
            .header(HOST, &authority)
            .body(Empty::new())
            .map_err(|_| Failure::new(format!("No proxy can be asked for {authority}.")))?;
        if let Some(login) = self.login.basic_auth() {
            request.headers_mut().insert(PROXY_AUTHORIZATION, login.clone());
        }
        Ok(request)
    }

    fn http_refusal(&self, status: StatusCode) -> Failure {
        let (kind, words) = match status {
            StatusCode::PROXY_AUTHENTICATION_REQUIRED if self.login.basic_auth().is_some() => {
                ("proxy-authentication", "does not accept the user name and password")
            }
            StatusCode::PROXY_AUTHENTICATION_REQUIRED => {
                ("proxy-authentication", "wants a user name and a password")
            }
            StatusCode::FORBIDDEN => ("proxy-refused", "does not allow this connection"),
            StatusCode::BAD_GATEWAY
            | StatusCode::SERVICE_UNAVAILABLE
            | StatusCode::GATEWAY_TIMEOUT => ("unreachable", "cannot reach the server"),
            _ => ("proxy-refused", "makes no connection"),
        };
        Failure::new(format!("The proxy {self} {words} (HTTP {status})."))
            .with("error_kind", kind)
            .with("http_status", i64::from(status.as_u16()))
    }

    fn broken(&self, error: &hyper::Error) -> Failure {
        let is_io = error.source().is_some_and(<dyn Error>::is::<io::Error>);
        let is_end = error.is_incomplete_message() || error.is_closed() || error.is_canceled();
        let words = if is_io || is_end {
            format!("The proxy {self} broke the connection off before it had answered.")
        } else {
            format!("The proxy {self} does not answer in HTTP.")
        };
        Failure::new(words).with("error_kind", "proxy-refused")
    }

    /// What the login is made of is shown nowhere, whatever stands behind the proxy says.
    fn tell_secrets(&self, recorder: &Recorder) {
        let learn = |text: &str| recorder.learn(&Secret::new(text.to_owned()));
        if let Some((_, password)) = self.login.raw_auth() {
            learn(password);
        }
        let header = self.login.basic_auth().and_then(|value| value.to_str().ok());
        let Some(pair) = header.and_then(|value| value.strip_prefix("Basic ")) else { return };
        learn(pair);
        // A user name has no colon in it (RFC 7617 §2).
        let pair = STANDARD.decode(pair).map(Zeroizing::new).unwrap_or_default();
        let password = std::str::from_utf8(&pair).ok().and_then(|pair| pair.split_once(':'));
        if let Some((_, password)) = password {
            learn(password);
        }
    }
}

/// `host:port`, IPv6 in brackets.
fn authority(host: &str, port: u16) -> String {
    if host.contains(':') { format!("[{host}]:{port}") } else { format!("{host}:{port}") }
}

impl fmt::Display for Destination {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&authority(&self.host.to_string(), self.port))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(variables: &[(&str, &str)], named: Option<&str>) -> Proxies {
        let named = named.map(|typed| typed.parse().expect(typed));
        let variable = |name: &str| {
            let found = variables.iter().find(|(known, _)| *known == name);
            found.map(|(_, value)| (*value).to_owned())
        };
        Proxies::of(named, variable).expect("proxies")
    }

    #[test]
    fn a_proxy_prints_without_its_login() {
        for (typed, shown) in [
            ("proxy.test:3128", "http://proxy.test:3128"),
            ("http://user:pa%40ss@Proxy.Test", "http://proxy.test:80"),
            ("https://proxy.test", "https://proxy.test:443"),
            ("socks5://user:secret@[::1]", "socks5://[::1]:1080"),
            ("socks5h://127.0.0.1:9050/", "socks5h://127.0.0.1:9050"),
        ] {
            let proxy: Proxy = typed.parse().expect(typed);
            assert_eq!(format!("{proxy}"), shown);
            assert_eq!(format!("{proxy:?}"), shown);
        }
        for typed in ["", "socks4://proxy.test", "ftp://proxy.test", "http://user:secret@", "://"] {
            let error = typed.parse::<Proxy>().expect_err(typed);
            assert!(!error.contains("secret"), "{error}");
        }
    }

    #[test]
    fn each_connection_has_its_proxy() {
        let https = [("HTTPS_PROXY", "h:1")];
        let both = [("https_proxy", "h:1"), ("all_proxy", "socks5h://a:2")];
        let except = [("ALL_PROXY", "a:2"), ("NO_PROXY", "local.test, 10.0.0.0/8,::1")];
        for (variables, named, host, mail, web) in [
            (&[][..], None, "mail.test", None, None),
            (&https[..], None, "mail.test", None, Some("http://h:1")),
            (&both, None, "mail.test", Some("socks5h://a:2"), Some("http://h:1")),
            (&both, Some("http://n:3"), "mail.test", Some("http://n:3"), Some("http://n:3")),
            (&[("ALL_PROXY", "")], None, "mail.test", None, None),
            (&except, None, "mail.local.test", None, None),
            (&except, None, "notlocal.test", Some("http://a:2"), Some("http://a:2")),
            (&except, None, "10.1.2.3", None, None),
            (&except, None, "::1", None, None),
            (&except, Some("http://n:3"), "mail.local.test", None, None),
        ] {
            let proxies = of(variables, named);
            let shown = |proxy: Option<&Proxy>| proxy.map(ToString::to_string);
            assert_eq!(shown(proxies.for_mail(host, 587)).as_deref(), mail, "{host} {variables:?}");
            assert_eq!(shown(proxies.for_https(host, 443)).as_deref(), web, "{host} {variables:?}");
        }
    }

    #[test]
    fn a_variable_that_is_no_proxy_is_named() {
        let error = Proxies::of(None, |name| {
            (name == "ALL_PROXY").then(|| "socks4://user:secret@proxy.test".to_owned())
        });
        let error = error.expect_err("no proxy");
        assert!(error.starts_with("ALL_PROXY: ") && !error.contains("secret"), "{error}");
    }
}
