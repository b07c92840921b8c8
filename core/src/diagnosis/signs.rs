//! The signs: which evidence speaks for which cause.
//!
//! A sign is a row: the cause, how sure it is when every need of the row is met, and the needs. No
//! sign stands on a mail server's code alone; a number of Entra names one failure and may.
//!
//! Sources: Microsoft, *Entra authentication error codes* (2024-04-24), *Authenticate an IMAP, POP or
//! SMTP connection using OAuth* (2026-06-19) and *Fix issues with printers, scanners and
//! line-of-business apps* (2021-07-14); RFC 3463, RFC 4954 §6, RFC 6749 §5.2, RFC 9051 §7.1; the words
//! of clients and servers as their users posted them (2026-11-24).

use super::evidence::{Flow, Protocol, Provider};
use crate::plan::Stage;

/// Evidence that speaks for a cause.
#[derive(Debug)]
pub(super) struct Sign {
    pub(super) cause: &'static str,
    /// From 0 to 1, when every need is met.
    pub(super) confidence: f32,
    pub(super) needs: &'static [Need],
}

/// One thing that a sign needs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Need {
    /// This error number of Entra.
    Entra(u32),
    /// These words, in lower case.
    Says(&'static str),
    /// Not these words.
    Lacks(&'static str),
    /// This enhanced status code (RFC 3463).
    Status(&'static str),
    /// This reply code (RFC 5321 §4.2).
    Reply(u16),
    /// A fact of the probe with this very value.
    Fact(&'static str, &'static str),
    /// This protocol; where none is known the sign is a little less sure.
    Over(Protocol),
    /// This stage; where none is known the sign is a little less sure.
    At(Stage),
    /// This provider; where none is known the sign is a little less sure.
    From(Provider),
    /// Known not to be of this provider, or of none that is known.
    NotFrom(Provider),
    /// This flow; where none is known the sign is a little less sure.
    By(Flow),
    /// This port, and known.
    Port(u16),
}

use Need::{At, By, Entra, Fact, From, Lacks, NotFrom, Over, Port, Reply, Says, Status};
use Protocol::{Imap, Pop, Smtp};
use Provider::{Google, Microsoft};

macro_rules! signs {
    ($($cause:literal $confidence:literal $($need:expr),+;)*) => {
        pub(super) const SIGNS: &[Sign] =
            &[$(Sign { cause: $cause, confidence: $confidence, needs: &[$($need),+] }),*];
    };
}

signs! {
    // Names
    "dns-not-found" 0.9 Fact("error_kind", "dns"), At(Stage::Resolve);
    "dns-not-found" 0.7 Fact("error_kind", "dns"), At(Stage::Token);
    "dns-not-found" 0.92 Says("enotfound");
    "dns-not-found" 0.92 Says("nxdomain");
    "dns-not-found" 0.92 Says("name or service not known");
    "dns-not-found" 0.92 Says("nodename nor servname provided");
    "dns-not-found" 0.92 Says("no such host");
    "dns-not-found" 0.9 Says("unknownhostexception");
    "dns-not-found" 0.9 Says("unknown host");
    "dns-not-found" 0.9 Says("getaddrinfo failed");
    "dns-not-found" 0.9 Says("could not resolve host");
    "dns-not-found" 0.9 Says("php_network_getaddresses"), Lacks("temporary failure");
    "dns-not-found" 0.9 Says("remote name could not be resolved");
    "dns-not-found" 0.85 Says("domain name not found");
    "dns-not-found" 0.85 Says("no address associated with hostname");
    "dns-not-found" 0.85 Says("name does not resolve");
    "dns-not-found" 0.85 Says("host not found"), Lacks("try again");
    "dns-not-found" 0.85 Says("failed to lookup address information"), Lacks("temporary failure"), Lacks("try again");
    "dns-not-found" 0.8 Says("11001");
    "dns-failure" 0.93 Says("servfail");
    "dns-failure" 0.93 Says("eai_again");
    "dns-failure" 0.93 Says("temporary failure in name resolution");
    "dns-failure" 0.93 Says("server misbehaving");
    "dns-failure" 0.9 Says("host not found, try again");
    "dns-failure" 0.9 Says("lookup"), Says("i/o timeout"), Says(":53");
    "dns-failure" 0.9 Says("querya"), Says("etimeout");
    "dns-failure" 0.9 Says("resolver"), Says("timed out");
    "dns-failure" 0.85 Says("dns"), Says("timed out");

    // Connections
    "connect-refused" 0.9 Fact("error_kind", "connection-refused");
    "connect-refused" 0.92 Says("connection refused");
    "connect-refused" 0.92 Says("econnrefused");
    "connect-refused" 0.9 Says("actively refused");
    "connect-refused" 0.85 Says("10061");
    "connect-refused" 0.85 Says("wsaeconnrefused");
    "connect-timeout" 0.8 Fact("error_kind", "timeout"), At(Stage::Connect);
    "connect-timeout" 0.6 Fact("error_kind", "timeout"), At(Stage::Token);
    "connect-timeout" 0.8 Fact("error_kind", "unreachable"), At(Stage::Connect);
    "connect-timeout" 0.85 Says("etimedout");
    "connect-timeout" 0.85 Says("connection timed out");
    "connect-timeout" 0.85 Says("connection timeout");
    "connect-timeout" 0.85 Says("connect timed out");
    "connect-timeout" 0.85 Says("connect timeout");
    "connect-timeout" 0.85 Says("dial tcp"), Says("i/o timeout");
    "connect-timeout" 0.85 Says("did not properly respond after a period of time");
    "connect-timeout" 0.85 Says("no route to host");
    "connect-timeout" 0.85 Says("ehostunreach");
    "connect-timeout" 0.85 Says("enetunreach");
    "connect-timeout" 0.85 Says("network is unreachable");
    "connect-timeout" 0.8 Says("operation timed out");
    "connect-timeout" 0.8 Says("timed out while connecting");
    "connect-timeout" 0.8 Says("semaphore timeout period");
    "connect-timeout" 0.8 Says("10060");
    "connect-timeout" 0.7 Says("timeout"), At(Stage::Connect);
    "connect-timeout" 0.7 Says("timed out"), At(Stage::Connect);
    "connect-timeout" 0.6 Says("timeouterror"), Says("timed out");
    "connect-timeout" 0.5 Says("socket.timeout");
    "port-25-blocked" 0.93 Port(25), Says("timed out");
    "port-25-blocked" 0.93 Port(25), Says("timeout");
    "port-25-blocked" 0.93 Port(25), Says("etimedout");
    "port-25-blocked" 0.9 Port(25), Says("network is unreachable");
    "port-25-blocked" 0.9 Port(25), Fact("error_kind", "timeout");
    "port-25-blocked" 0.93 Says(":25"), Says("timed out"), Lacks(":2525"), Lacks(":250"), Lacks(":253"), Lacks(":255");
    "port-25-blocked" 0.93 Says(":25"), Says("timeout"), Lacks(":2525"), Lacks(":250"), Lacks(":253"), Lacks(":255");
    "port-25-blocked" 0.93 Says(":25"), Says("etimedout"), Lacks(":2525"), Lacks(":250"), Lacks(":253"), Lacks(":255");
    "port-25-blocked" 0.9 Says("port 25"), Says("block");
    "port-25-blocked" 0.92 Says("port 25"), Says("timed out");
    "connection-reset" 0.85 Says("econnreset");
    "connection-reset" 0.85 Says("connection reset");
    "connection-reset" 0.85 Says("forcibly closed by the remote host");
    "connection-reset" 0.8 Says("10054");
    "connection-reset" 0.75 Says("connection aborted");
    "connection-reset" 0.7 Says("connection unexpectedly closed");
    "connection-reset" 0.7 Says("unexpectedly disconnected");
    "connection-reset" 0.65 Says("connection closed unexpectedly");
    "connection-reset" 0.6 Says("socket hang up");
    "connection-reset" 0.6 Says("broken pipe");
    "connection-reset" 0.6 Says("epipe");
    "connection-reset" 0.6 Says("lost connection");
    "connection-reset" 0.55 Says("unexpected eof");
    "connection-reset" 0.55 Says("got eof");
    "connection-reset" 0.5 Says("server disconnected");
    "connection-reset" 0.5 Fact("error_kind", "connection-reset"), At(Stage::Tls);
    "connection-reset" 0.5 Fact("error_kind", "connection-closed"), At(Stage::Tls);
    "connection-reset" 0.6 Fact("error_kind", "connection-reset"), At(Stage::Greeting);
    "not-a-mail-server" 0.9 Says("is no smtp server");
    "not-a-mail-server" 0.9 Says("is no imap server");
    "not-a-mail-server" 0.4 Fact("error_kind", "timeout"), At(Stage::Tls);
    "not-a-mail-server" 0.93 Says("http/1."), At(Stage::Greeting);
    "not-a-mail-server" 0.93 Says("ssh-2.0"), Lacks("kex");
    "not-a-mail-server" 0.85 Says("greeting"), Says("http/1.");
    "not-a-mail-server" 0.85 Says("greeting"), Says("<html");
    "not-a-mail-server" 0.85 Says("banner"), Says("http/1.");
    "connection-intercepted" 0.93 Says("220 ****");
    "connection-intercepted" 0.9 Says("220-we do not authorize the use of this system");
    "connection-intercepted" 0.85 Says("did not match expected cn"), Says("hostgator");
    "connection-intercepted" 0.9 Says("secureserver.net"), Says("did not match");
    "connection-intercepted" 0.85 Says("fortinet");
    "connection-intercepted" 0.85 Says("avast"), Says("certificate");
    "connection-intercepted" 0.85 Says("kaspersky"), Says("certificate");
    "server-unavailable" 0.6 Says("421 "), At(Stage::Greeting);
    "server-unavailable" 0.6 Says("* bye"), At(Stage::Greeting);
    "server-unavailable" 0.6 Says("554 "), At(Stage::Greeting);
    "server-unavailable" 0.9 Says("server unavailable. 15");
    "server-unavailable" 0.85 Says("server unavailable");
    "server-unavailable" 0.85 Status("4.3.2"), Says("service not a");
    "server-unavailable" 0.85 Says("service not available");
    "server-unavailable" 0.8 Says("service unavailable"), Lacks("client host"), Lacks("blocked"), Lacks("aadsts");
    "server-unavailable" 0.85 Status("4.7.0"), Says("temporary authentication failure");
    "server-unavailable" 0.8 Says("temporary authentication failure");
    "server-unavailable" 0.85 Says("temporary server error");
    "server-unavailable" 0.85 Says("cannot authenticate due to temporary system problem");
    "server-unavailable" 0.8 Status("5.7.8"), Says("generic failure");
    "server-unavailable" 0.8 Says("[unavailable]");
    "server-unavailable" 0.75 Says("internal error occurred. refer to server log");
    "server-unavailable" 0.7 Says("unavailable"), Says("* bye");

    // TLS
    "tls-on-plaintext-port" 0.9 Fact("tls_error", "not-tls");
    "tls-on-plaintext-port" 0.93 Says("wrong version number");
    "tls-on-plaintext-port" 0.93 Says("wrong_version_number");
    "tls-on-plaintext-port" 0.93 Says("not an ssl/tls record");
    "tls-on-plaintext-port" 0.93 Says("invalidcontenttype");
    "tls-on-plaintext-port" 0.93 Says("first record does not look like a tls handshake");
    "tls-on-plaintext-port" 0.93 Says("packet length too long");
    "tls-on-plaintext-port" 0.92 Says("unrecognized ssl message, plaintext connection");
    "tls-on-plaintext-port" 0.92 Says("unsupported or unrecognized ssl message");
    "tls-on-plaintext-port" 0.92 Says("unknown protocol"), Says("ssl");
    "tls-on-plaintext-port" 0.92 Says("record layer failure");
    "tls-on-plaintext-port" 0.92 Says("corrupt message"), Says("tls");
    "tls-on-plaintext-port" 0.92 Says("cannot determine the frame size or a corrupted frame was received");
    "tls-on-plaintext-port" 0.9 Says("received an unexpected tls packet");
    "tls-on-plaintext-port" 0.9 Says("unexpected tls packet");
    "tls-on-plaintext-port" 0.9 Says("unexpected packet format");
    "tls-on-plaintext-port" 0.9 Says("invalid tls record");
    "tls-on-plaintext-port" 0.9 Says("1408f10b");
    "tls-on-plaintext-port" 0.9 Says("0a00010b");
    "tls-on-plaintext-port" 0.85 Says("packet_length_too_long");
    "tls-on-plaintext-port" 0.85 Says("record overflow");
    "tls-on-plaintext-port" 0.85 Says("bad record type");
    "plaintext-on-tls-port" 0.7 Fact("error_kind", "timeout"), At(Stage::Greeting);
    "plaintext-on-tls-port" 0.4 Fact("error_kind", "connection-closed"), At(Stage::Greeting);
    "plaintext-on-tls-port" 0.9 Says("greeting never received");
    "plaintext-on-tls-port" 0.88 Port(465), Says("timeout"), Lacks("etimedout");
    "plaintext-on-tls-port" 0.88 Port(465), Says("timed out"), Lacks("connection timed out");
    "plaintext-on-tls-port" 0.88 Port(993), Says("timed out"), Lacks("connection timed out");
    "plaintext-on-tls-port" 0.88 Port(465), Says("connection unexpectedly closed");
    "plaintext-on-tls-port" 0.88 Port(465), Says("unexpected eof");
    "plaintext-on-tls-port" 0.88 Port(993), Says("unexpected eof");
    "plaintext-on-tls-port" 0.85 Says("failed to receive greeting");
    "plaintext-on-tls-port" 0.8 Says("no greeting");
    "starttls-not-offered" 0.95 Fact("starttls_offered", "false");
    "starttls-not-offered" 0.9 Says("refuses starttls");
    "starttls-not-offered" 0.93 Says("starttls extension not supported");
    "starttls-not-offered" 0.93 Says("does not support starttls");
    "starttls-not-offered" 0.93 Says("doesn't support starttls");
    "starttls-not-offered" 0.93 Says("not support the starttls extension");
    "starttls-not-offered" 0.9 Says("starttls is required but");
    "starttls-not-offered" 0.9 Says("starttls not supported");
    "starttls-not-offered" 0.9 Says("starttls was required but");
    "starttls-not-offered" 0.9 Says("server does not support secure connections");
    "starttls-not-offered" 0.9 Says("starttls not available");
    "starttls-not-offered" 0.88 Says("starttls"), Says("not offered");
    "starttls-not-offered" 0.88 Says("starttls"), Says("not advertise");
    "starttls-not-offered" 0.85 Says("starttls"), Says("command not"), Reply(502);
    "starttls-not-offered" 0.85 Says("starttls"), Says("unrecognized"), Reply(500);
    "tls-version-unsupported" 0.9 Fact("tls_error", "no-common-version");
    "tls-version-unsupported" 0.95 Says("tls 1.0 and 1.1 are not supported");
    "tls-version-unsupported" 0.93 Status("4.7.66");
    "tls-version-unsupported" 0.92 Says("unsupported protocol"), Says("ssl");
    "tls-version-unsupported" 0.92 Says("unsupported_protocol");
    "tls-version-unsupported" 0.92 Says("alert protocol version");
    "tls-version-unsupported" 0.92 Says("protocol_version");
    "tls-version-unsupported" 0.92 Says("protocol version not supported");
    "tls-version-unsupported" 0.9 Says("no appropriate protocol");
    "tls-version-unsupported" 0.9 Says("no protocols available");
    "tls-version-unsupported" 0.9 Says("peer is incompatible");
    "tls-version-unsupported" 0.88 Says("version too low");
    "tls-version-unsupported" 0.88 Says("dh key too small");
    "tls-version-unsupported" 0.88 Says("no cipher");
    "tls-version-unsupported" 0.85 Says("no shared cipher");
    "tls-version-unsupported" 0.85 Says("handshake failure");
    "tls-version-unsupported" 0.85 Says("handshake_failure");
    "tls-version-unsupported" 0.85 Says("do not possess a common algorithm");
    "tls-version-unsupported" 0.85 Says("legacy sigalg");
    "tls-version-unsupported" 0.85 Says("unsafe legacy renegotiation");
    "cert-expired" 0.95 Fact("tls_error", "certificate-expired");
    "cert-expired" 0.7 Fact("tls_error", "certificate-not-yet-valid");
    "cert-expired" 0.95 Says("certificate has expired");
    "cert-expired" 0.95 Says("certificate expired");
    "cert-expired" 0.95 Says("cert_has_expired");
    "cert-expired" 0.95 Says("certificateexpired");
    "cert-expired" 0.93 Says("certificate is expired");
    "cert-expired" 0.93 Says("not within its validity period");
    "cert-expired" 0.93 Says("has expired or is not yet valid");
    "cert-expired" 0.9 Says("certificate is not yet valid");
    "cert-expired" 0.9 Says("notvalidyet");
    "cert-expired" 0.9 Says("notafter:"), Says("certpath");
    "cert-expired" 0.88 Says("nottimevalid");
    "cert-name-mismatch" 0.95 Fact("tls_error", "certificate-name-mismatch");
    "cert-name-mismatch" 0.95 Says("err_tls_cert_altname_invalid");
    "cert-name-mismatch" 0.95 Says("match certificate's altnames");
    "cert-name-mismatch" 0.95 Says("hostname mismatch");
    "cert-name-mismatch" 0.95 Says("notvalidforname");
    "cert-name-mismatch" 0.95 Says("certificate not valid for name");
    "cert-name-mismatch" 0.95 Says("remotecertificatenamemismatch");
    "cert-name-mismatch" 0.94 Says("did not match expected cn");
    "cert-name-mismatch" 0.94 Says("is not valid for '");
    "cert-name-mismatch" 0.94 Says("certificate is valid for"), Says(", not ");
    "cert-name-mismatch" 0.94 Says("doesn't match either of");
    "cert-name-mismatch" 0.94 Says("doesn't match '");
    "cert-name-mismatch" 0.94 Says("no subject alternative");
    "cert-name-mismatch" 0.94 Says("target principal name is incorrect");
    "cert-name-mismatch" 0.93 Says("host name did not match");
    "cert-name-mismatch" 0.93 Says("does not match target host name");
    "cert-name-mismatch" 0.93 Says("ip address mismatch");
    "cert-name-mismatch" 0.9 Says("certificate's owner does not match hostname");
    "cert-name-mismatch" 0.9 Says("hostname does not match");
    "cert-name-mismatch" 0.9 Says("common name does not match");
    "cert-revocation-unavailable" 0.96 Says("revocationstatusunknown");
    "cert-revocation-unavailable" 0.96 Says("offlinerevocation");
    "cert-revocation-unavailable" 0.95 Says("unable to check revocation");
    "cert-revocation-unavailable" 0.95 Says("revocation function was unable");
    "cert-revocation-unavailable" 0.95 Says("revocation server was offline");
    "cert-revocation-unavailable" 0.93 Says("unable to get certificate crl");
    "cert-untrusted" 0.95 Fact("tls_error", "certificate-untrusted");
    "cert-untrusted" 0.5 Fact("tls_error", "certificate-refused");
    "cert-untrusted" 0.93 Says("unable to get local issuer certificate");
    "cert-untrusted" 0.93 Says("unable to get issuer cert");
    "cert-untrusted" 0.93 Says("self-signed certificate");
    "cert-untrusted" 0.93 Says("self signed certificate");
    "cert-untrusted" 0.93 Says("self_signed_cert");
    "cert-untrusted" 0.93 Says("unknownissuer");
    "cert-untrusted" 0.93 Says("unknown issuer");
    "cert-untrusted" 0.93 Says("unable to verify the first certificate");
    "cert-untrusted" 0.93 Says("unable_to_verify_leaf_signature");
    "cert-untrusted" 0.93 Says("signed by unknown authority");
    "cert-untrusted" 0.93 Says("unable to find valid certification path");
    "cert-untrusted" 0.92 Says("pkix path building failed");
    "cert-untrusted" 0.92 Says("untrustedroot");
    "cert-untrusted" 0.9 Says("remotecertificatechainerrors");
    "cert-untrusted" 0.9 Says("unknown ca");
    "cert-untrusted" 0.9 Says("unknown_ca");
    "cert-untrusted" 0.88 Says("trust anchor for certification path not found");
    "cert-untrusted" 0.88 Says("not trusted"), Says("certificate");
    "cert-untrusted" 0.88 Says("untrusted certificate");
    "cert-untrusted" 0.85 Says("remote certificate is invalid");
    "cert-untrusted" 0.85 Says("remote certificate was rejected");
    "cert-untrusted" 0.8 Says("certificate verify failed");
    "cert-untrusted" 0.8 Says("certificate verification failed");
    "cert-untrusted" 0.8 Says("certificate verification error");

    // Entra: the application and its proof
    "secret-invalid" 0.97 Entra(7_000_215);
    "secret-invalid" 0.93 Says("invalid client secret");
    "secret-expired" 0.97 Entra(7_000_222);
    "secret-expired" 0.95 Says("client secret keys for app"), Says("expired");
    "app-not-found" 0.96 Entra(700_016);
    "app-not-found" 0.8 Entra(90_013);
    "app-not-found" 0.85 Entra(700_010);
    "app-disabled" 0.96 Entra(7_000_112);
    "app-disabled" 0.85 Entra(70_001), Lacks("was not found in the directory");
    "app-not-found" 0.93 Says("was not found in the directory"), Says("application with identifier");
    "tenant-not-found" 0.96 Entra(90_002);
    "tenant-not-found" 0.95 Entra(900_021);
    "tenant-not-found" 0.95 Entra(900_023);
    "tenant-not-found" 0.95 Entra(50_059);
    "tenant-not-found" 0.95 Entra(90_019);
    "tenant-not-found" 0.9 Says("tenant-identifying information found");
    "app-not-multi-tenant" 0.96 Entra(50_194);
    "enterprise-app-missing" 0.95 Entra(7_000_229);
    "enterprise-app-missing" 0.8 Says("missing service principal in the tenant");
    "client-auth-missing" 0.95 Entra(7_000_218);
    "client-auth-missing" 0.6 Entra(70_002);
    "public-client-secret" 0.96 Entra(700_025);
    "client-assertion-invalid" 0.95 Entra(700_027);
    "client-assertion-invalid" 0.85 Entra(50_012);
    "client-assertion-invalid" 0.93 Entra(7_002_131);
    "client-assertion-invalid" 0.9 Entra(700_021);
    "client-assertion-invalid" 0.9 Entra(700_211);
    "client-assertion-invalid" 0.9 Entra(700_212);
    "client-assertion-invalid" 0.9 Entra(700_213);
    "clock-skew" 0.96 Entra(700_024);
    "clock-skew" 0.95 Entra(500_133);
    "clock-skew" 0.95 Says("check your iat and exp values");
    "clock-skew" 0.9 Says("token used too early");
    "clock-skew" 0.85 Says("token is not yet valid");

    // Entra: what is asked for
    "scope-not-default" 0.97 Entra(1_002_012);
    "scope-mixed-resources" 0.96 Entra(28_000);
    "scope-mixed-resources" 0.96 Entra(70_011), Says("not compatible");
    "scope-mixed-resources" 0.9 Entra(28_003);
    "scope-mixed-resources" 0.9 Entra(700_022);
    "scope-invalid" 0.93 Entra(70_011);
    "scope-invalid" 0.93 Entra(650_053);
    "scope-invalid" 0.6 Entra(28_002);
    "scope-invalid" 0.75 Says("invalid_scope");
    "resource-not-found" 0.95 Entra(500_011);
    "resource-not-found" 0.93 Entra(650_052);
    "resource-not-found" 0.9 Entra(50_001);
    "resource-not-found" 0.75 Says("invalid_resource");
    "resource-not-found" 0.75 Says("invalid_target");
    "permission-not-requested" 0.95 Entra(650_057);
    "permission-not-requested" 0.95 Entra(65_005);
    "permission-not-requested" 0.9 Entra(650_056);
    "consent-missing" 0.95 Entra(65_001);
    "consent-missing" 0.9 Entra(65_004);
    "consent-missing" 0.7 Says("consent_required");
    "admin-consent-required" 0.95 Entra(90_094);
    "admin-consent-required" 0.93 Entra(90_095);
    "admin-consent-required" 0.85 Entra(90_008);
    "admin-consent-required" 0.8 Says("need admin approval");
    "admin-consent-required" 0.8 Says("admin approval required");
    "request-malformed" 0.93 Entra(900_144);
    "request-malformed" 0.85 Entra(9_002_313);
    "request-malformed" 0.9 Entra(90_014);
    "request-malformed" 0.9 Entra(901_002);
    "request-malformed" 0.9 Entra(700_003);
    "request-malformed" 0.85 Entra(90_009);
    "app-not-found" 0.9 Entra(65_002);

    // Entra: the authority
    "authority-unsuitable" 0.95 Entra(9_001_023);
    "authority-unsuitable" 0.95 Entra(9_002_332);
    "authority-unsuitable" 0.95 Entra(90_130);
    "authority-unsuitable" 0.95 Entra(90_124);
    "authority-unsuitable" 0.95 Entra(50_049);
    "authority-unsuitable" 0.93 Entra(900_561);
    "authority-unsuitable" 0.9 Says("invalid_instance");
    "authority-unsuitable" 0.7 Fact("is_html", "true"), At(Stage::Token);
    "authority-unsuitable" 0.7 Fact("http_status", "404"), At(Stage::Token);
    "authority-unsuitable" 0.8 Fact("http_status", "405"), At(Stage::Token);
    "authority-unsuitable" 0.85 Says("endpoints_resolution_error");
    "authority-unsuitable" 0.7 Says("<!doctype html"), Over(Protocol::OAuth);
    "cloud-mismatch" 0.95 Entra(90_038);
    "cloud-mismatch" 0.95 Entra(900_432);
    "cloud-mismatch" 0.95 Entra(900_382);
    "grant-tenant-mismatch" 0.96 Entra(7_000_012);

    // Entra: the user
    "user-not-found" 0.95 Entra(50_034);
    "user-not-found" 0.93 Entra(50_020);
    "user-not-found" 0.9 Entra(51_004);
    "user-not-assigned" 0.95 Entra(50_105);
    "password-wrong" 0.93 Entra(50_126);
    "password-wrong" 0.85 Entra(50_056);
    "federated-user" 0.5 Entra(50_126), Says("federat");
    "federation-unavailable" 0.95 Says("federated sts service was unreachable");
    "federation-unavailable" 0.93 Says("federated sts");
    "federation-unavailable" 0.93 Entra(80_001);
    "federation-unavailable" 0.93 Entra(80_002);
    "federation-unavailable" 0.93 Entra(80_003);
    "federation-unavailable" 0.93 Entra(80_005);
    "federation-unavailable" 0.93 Entra(80_007);
    "federation-unavailable" 0.93 Entra(80_010);
    "federation-unavailable" 0.93 Entra(80_012);
    "federation-unavailable" 0.93 Entra(80_013);
    "federation-unavailable" 0.93 Entra(80_014);
    "password-expired" 0.95 Entra(50_055);
    "password-expired" 0.95 Entra(50_144);
    "account-disabled" 0.95 Entra(50_057);
    "account-locked" 0.95 Entra(50_053);
    "mfa-required" 0.95 Entra(50_076);
    "mfa-required" 0.95 Entra(50_079);
    "mfa-required" 0.95 Entra(50_072);
    "mfa-required" 0.95 Entra(50_074);
    "mfa-required" 0.93 Entra(50_078);
    "mfa-required" 0.93 Entra(50_158);
    "mfa-required" 0.7 Says("interaction_required");
    "tenant-restrictions" 0.95 Entra(500_021);
    "tenant-restrictions" 0.95 Entra(500_022);
    "conditional-access" 0.95 Entra(53_003);
    "conditional-access" 0.95 Entra(53_000);
    "conditional-access" 0.95 Entra(53_001);
    "conditional-access" 0.95 Entra(53_002);
    "conditional-access" 0.95 Entra(530_032);
    "conditional-access" 0.9 Entra(530_035);
    "conditional-access" 0.93 Entra(530_084);
    "conditional-access" 0.93 Entra(530_003);
    "conditional-access" 0.9 Says("blocked by conditional access");
    "policy-blocked" 0.5 Entra(530_035);

    // Entra: grants
    "refresh-token-expired" 0.95 Entra(700_082);
    "refresh-token-expired" 0.95 Entra(70_043);
    "refresh-token-expired" 0.95 Entra(700_084);
    "refresh-token-expired" 0.9 Entra(700_081);
    "refresh-token-expired" 0.9 Entra(70_008), Lacks("authorization code");
    "authorization-code-used" 0.9 Entra(70_008), Says("authorization code");
    "authorization-code-used" 0.95 Entra(54_005);
    "refresh-token-revoked" 0.95 Entra(50_173);
    "refresh-token-revoked" 0.85 Entra(50_132);
    "refresh-token-revoked" 0.85 Entra(50_133);
    "refresh-token-revoked" 0.85 Entra(70_000);
    "refresh-token-revoked" 0.6 Says("invalid_grant"), NotFrom(Google);
    "redirect-mismatch" 0.95 Entra(50_011);
    "redirect-mismatch" 0.95 Entra(500_113);
    "redirect-mismatch" 0.95 Entra(900_971);
    "redirect-mismatch" 0.93 Says("redirect_uri_mismatch");
    "redirect-platform" 0.96 Entra(9_002_325);
    "redirect-platform" 0.96 Entra(9_002_326);
    "redirect-platform" 0.9 Entra(9_002_327);
    "device-code-pending" 0.93 Entra(70_016);
    "device-code-pending" 0.93 Says("authorization_pending");
    "device-code-pending" 0.85 Entra(70_019);
    "device-code-pending" 0.8 Says("expired_token"), Says("device");
    "token-endpoint-throttled" 0.95 Entra(50_196);
    "token-endpoint-throttled" 0.95 Entra(90_055);
    "token-endpoint-throttled" 0.9 Fact("http_status", "429");
    "token-endpoint-throttled" 0.85 Says("429"), Over(Protocol::OAuth);
    "token-endpoint-throttled" 0.85 Says("too many requests"), Over(Protocol::OAuth);
    "token-endpoint-unavailable" 0.95 Entra(90_033);
    "token-endpoint-unavailable" 0.93 Entra(50_033);
    "token-endpoint-unavailable" 0.9 Entra(90_024);
    "token-endpoint-unavailable" 0.9 Says("temporarily_unavailable");
    "token-endpoint-unavailable" 0.8 Fact("http_status", "503"), At(Stage::Token);
    "token-endpoint-unavailable" 0.7 Fact("http_status", "500"), At(Stage::Token);
    "token-endpoint-unavailable" 0.7 Fact("http_status", "502"), At(Stage::Token);
    "secret-invalid" 0.6 Fact("oauth_error", "invalid_client");
    "app-not-found" 0.4 Fact("oauth_error", "invalid_client");
    "secret-invalid" 0.6 Says("invalid_client"), NotFrom(Google);
    "app-not-found" 0.4 Says("invalid_client"), NotFrom(Google);
    "app-not-found" 0.5 Says("unauthorized_client"), NotFrom(Google);

    // Exchange Online
    "smtp-auth-disabled-tenant" 0.98 Says("smtpclientauthentication is disabled for the tenant");
    "smtp-auth-disabled-tenant" 0.95 Says("disabled for the tenant");
    "smtp-auth-disabled-mailbox" 0.98 Says("smtpclientauthentication is disabled for the mailbox");
    "smtp-auth-disabled-mailbox" 0.95 Says("disabled for the mailbox");
    "smtp-auth-disabled-tenant" 0.85 Says("smtp_auth_disabled");
    "basic-auth-disabled" 0.95 Says("basic authentication is disabled");
    "basic-auth-disabled" 0.95 Says("basic authentication is not supported");
    "basic-auth-disabled" 0.95 Status("5.7.30");
    "basic-auth-disabled" 0.93 Says("basicauthblocked");
    "basic-auth-disabled" 0.9 Says("no login failed"), NotFrom(Google);
    "basic-auth-disabled" 0.9 Says("login failed."), From(Microsoft), Over(Imap);
    "policy-blocked" 0.95 Says("did not meet the criteria to be authenticated");
    "policy-blocked" 0.95 Says("security defaults policy");
    "password-rejected" 0.93 Says("user credentials were incorrect");
    "password-rejected" 0.55 Status("5.7.139"), Lacks("disabled for"), Lacks("basic auth"), Lacks("criteria"), Lacks("security defaults"), Lacks("sts");
    "protocol-disabled" 0.9 Says("imap4 disabled");
    "protocol-disabled" 0.9 Says("not enabled for imap");
    "protocol-disabled" 0.9 Says("not enabled for pop");
    "protocol-disabled" 0.9 Says("imap access is disabled");
    "protocol-disabled" 0.9 Says("pop access is disabled");
    "protocol-disabled" 0.88 Says("imap is disabled");
    "protocol-disabled" 0.88 Says("pop3 is disabled");
    "protocol-disabled" 0.88 Says("account is not enabled for imap use");
    "protocol-disabled" 0.85 Says("not enabled for"), Says("use"), Says("[sys/perm]");
    "mailbox-permission-missing" 0.9 Says("authenticated but not connected");
    "protocol-disabled" 0.4 Says("authenticated but not connected");
    "mailbox-logon-failure" 0.92 Says("mailbox logon failure");
    "mailbox-permission-missing" 0.6 Says("mailbox logon failure");
    "mailbox-logon-failure" 0.85 Says("mapiexceptionlogonfailed");
    "mailbox-logon-failure" 0.8 Says("cannot open mailbox");
    "send-as-denied" 0.96 Says("sendasdenied");
    "send-as-denied" 0.95 Status("5.7.60");
    "send-as-denied" 0.95 Says("permissions to send as this sender");
    "send-as-denied" 0.93 Says("not allowed to send as");
    "send-as-denied" 0.9 Says("not owned by user");
    "send-as-denied" 0.9 Says("relaying disallowed as");
    "send-as-denied" 0.9 Says("5.2.252");
    "send-as-denied" 0.85 Says("not authorized to send as");
    "send-as-denied" 0.85 Says("not permitted to send from");
    "send-as-denied" 0.85 Says("sender address rejected: not owned");
    "not-authenticated" 0.95 Status("5.7.57");
    "not-authenticated" 0.93 Says("client not authenticated to send");
    "not-authenticated" 0.93 Says("client was not authenticated");
    "not-authenticated" 0.9 Says("authentication required");
    "not-authenticated" 0.9 Says("authentication is required");
    "not-authenticated" 0.88 Says("not logged in");
    "not-authenticated" 0.88 Says("must be authenticated");
    "not-authenticated" 0.88 Says("please authenticate");
    "not-authenticated" 0.85 Reply(530), Status("5.7.0"), Lacks("starttls");
    "not-authenticated" 0.85 Says("smtp auth required");
    "not-authenticated" 0.85 Says("auth required");
    "not-authenticated" 0.8 Says("command received in invalid state");
    "relay-denied" 0.93 Says("relay access denied");
    "relay-denied" 0.93 Says("relaying denied");
    "relay-denied" 0.93 Says("unable to relay");
    "relay-denied" 0.93 Says("relay not permitted");
    "relay-denied" 0.9 Status("5.7.54");
    "relay-denied" 0.93 Status("5.7.64");
    "relay-denied" 0.9 Says("not permitted to relay");
    "relay-denied" 0.88 Says("we do not relay");
    "relay-denied" 0.85 Says("relay"), Says("denied");
    "relay-denied" 0.85 Says("relay"), Says("prohibited");
    "starttls-required" 0.95 Says("must issue a starttls");
    "starttls-required" 0.95 Says("starttls is required");
    "starttls-required" 0.93 Says("privacyrequired");
    "starttls-required" 0.9 Says("starttls"), Reply(530);
    "starttls-required" 0.9 Says("encryption required");
    "starttls-required" 0.9 Says("must use tls");
    "starttls-required" 0.9 Says("tls required");
    "starttls-required" 0.85 Fact("starttls_offered", "true"), At(Stage::Authenticate);
    "login-disabled" 0.9 Fact("login_disabled", "true");
    "login-disabled" 0.93 Says("logindisabled");
    "login-disabled" 0.93 Status("5.7.11");
    "login-disabled" 0.9 Says("plaintext authentication disallowed");
    "login-disabled" 0.9 Says("cleartext authentication");
    "login-disabled" 0.9 Says("plaintext authentication not allowed");
    "mechanism-not-offered" 0.9 Says("unrecognized authentication type");
    "mechanism-not-offered" 0.9 Says("unrecognised authentication type");
    "mechanism-not-offered" 0.85 Status("5.7.4");
    "mechanism-not-offered" 0.9 Says("auth extension not supported");
    "mechanism-not-offered" 0.9 Says("no suitable authentication method");
    "mechanism-not-offered" 0.9 Says("no supported authentication");
    "mechanism-not-offered" 0.9 Says("authentication mechanism is not supported");
    "mechanism-not-offered" 0.88 Says("does not support authentication");
    "mechanism-not-offered" 0.88 Says("authentication not enabled");
    "mechanism-not-offered" 0.88 Says("unsupported authentication mechanism");
    "mechanism-not-offered" 0.88 Says("unsupported auth");
    "mechanism-not-offered" 0.88 Says("auth not supported");
    "mechanism-not-offered" 0.88 Says("no compatible authentication mechanisms");
    "mechanism-not-offered" 0.85 Says("no mechanism available");
    "mechanism-not-offered" 0.85 Says("no worthy mechs");
    "mechanism-not-offered" 0.85 Says("auth command is not enabled");
    "mechanism-not-offered" 0.85 Says("authentication is not enabled");
    "mechanism-not-offered" 0.8 Says("does not offer"), At(Stage::Authenticate);
    "mechanism-not-offered" 0.8 Says("auth"), Says("not implemented"), Reply(502);
    "mechanism-not-offered" 0.8 Says("auth command not"), Reply(503);
    "xoauth2-malformed" 0.9 Says("command argument error"), Lacks("login");
    "xoauth2-malformed" 0.93 Status("5.5.124");
    "xoauth2-malformed" 0.93 Says("invalid xoauth2");
    "xoauth2-malformed" 0.9 Says("invalid sasl argument");
    "xoauth2-malformed" 0.9 Says("cannot decode");
    "xoauth2-malformed" 0.88 Says("malformed auth");
    "xoauth2-malformed" 0.85 Says("invalid base64");
    "xoauth2-malformed" 0.8 Says("unable to decode");
    "command-too-long" 0.93 Says("line too long");
    "command-too-long" 0.93 Says("command line too long");
    "command-too-long" 0.9 Status("5.5.6");
    "command-too-long" 0.85 Says("syntax error, goodbye");
    "command-too-long" 0.85 Over(Pop), From(Microsoft), Says("protocol error");
    "command-too-long" 0.85 Says("response too long");
    "mailbox-full" 0.93 Says("[overquota]");
    "mailbox-full" 0.93 Says("quotaexceeded"), Lacks("submissionquota");
    "mailbox-full" 0.93 Says("mailbox full");
    "mailbox-full" 0.93 Says("mailbox is full");
    "mailbox-full" 0.9 Says("over quota");
    "mailbox-full" 0.9 Says("quota exceeded"), Lacks("submission");
    "mailbox-full" 0.85 Status("5.2.2");
    "mailbox-full" 0.85 Status("4.2.2");
    "sender-restricted" 0.95 Says("bad outbound sender");
    "sender-restricted" 0.9 Status("5.1.8");
    "sender-restricted" 0.9 Status("5.7.708");
    "sender-restricted" 0.9 Status("5.7.750");
    "sender-restricted" 0.9 Status("5.7.501");
    "sender-restricted" 0.9 Status("5.7.502");
    "sender-restricted" 0.9 Status("5.7.503");
    "sender-restricted" 0.88 Says("has been suspended"), Over(Smtp);
    "too-many-connections" 0.95 Says("concurrent connections limit exceeded");
    "too-many-connections" 0.93 Says("sender thread limit");
    "too-many-connections" 0.93 Says("too many simultaneous connections");
    "too-many-connections" 0.93 Says("too many connections");
    "too-many-connections" 0.93 Says("too many concurrent");
    "too-many-connections" 0.93 Says("[in-use]");
    "too-many-connections" 0.9 Says("maximum number of connections");
    "too-many-connections" 0.9 Says("connection limit");
    "too-many-connections" 0.88 Status("4.3.2"), Reply(432);
    "too-many-connections" 0.85 Says("[limit]");
    "rate-limited" 0.93 Says("request is throttled");
    "rate-limited" 0.93 Says("suggested backoff time");
    "rate-limited" 0.93 Says("too many login attempts");
    "rate-limited" 0.93 Says("submissionquotaexceeded");
    "rate-limited" 0.93 Says("[throttled]");
    "rate-limited" 0.9 Says("too many failed");
    "rate-limited" 0.9 Says("rate limit"), Lacks("aadsts");
    "rate-limited" 0.9 Says("daily user sending");
    "rate-limited" 0.9 Says("daily sending quota");
    "rate-limited" 0.9 Says("unusual rate");
    "rate-limited" 0.9 Says("sending limit");
    "rate-limited" 0.88 Says("too many messages");
    "rate-limited" 0.85 Says("try again later"), Status("4.7.0"), From(Google);
    "rate-limited" 0.85 Says("too many errors");
    "rate-limited" 0.8 Says("throttled");
    "recipient-rejected" 0.9 Says("user unknown");
    "recipient-rejected" 0.9 Says("no such user");
    "recipient-rejected" 0.9 Says("recipient address rejected");
    "recipient-rejected" 0.88 Status("5.4.1");
    "recipient-rejected" 0.85 Status("5.1.1");
    "recipient-rejected" 0.85 Status("5.5.105");
    "recipient-rejected" 0.85 Says("recipient rejected");
    "recipient-rejected" 0.85 Says("account that you tried to reach does not exist");
    "mailbox-not-found" 0.85 Status("5.1.10");
    "mailbox-not-found" 0.9 Says("errornonexistentmailbox");
    "mailbox-not-found" 0.88 Says("mailbox doesn't exist"), Over(Imap);
    "mailbox-not-found" 0.85 Says("mailbox unavailable"), Lacks("unavailable for");
    "mailbox-not-found" 0.6 Says("user unknown");
    "mailbox-not-found" 0.5 Fact("error_kind", "connection-closed"), At(Stage::Authenticate);
    "sender-rejected" 0.88 Says("sender address rejected");
    "sender-rejected" 0.88 Says("sender rejected");
    "sender-rejected" 0.88 Says("from address not verified");
    "sender-rejected" 0.88 Says("sender verify failed");
    "sender-rejected" 0.85 Status("5.1.7");
    "sender-rejected" 0.85 Says("email address is not verified");
    "sender-rejected" 0.8 Says("mail from"), Status("5.7.1");
    "message-too-large" 0.93 Status("5.3.4");
    "message-too-large" 0.9 Says("message size exceeds");
    "message-too-large" 0.9 Says("message too large");
    "message-too-large" 0.9 Says("exceeds fixed maximum message size");
    "message-too-large" 0.9 Says("message file too big");
    "token-expired" 0.95 Says("accesstokenexpired");
    "token-expired" 0.9 Says("token_expired");
    "token-expired" 0.85 Says("token is expired");
    "token-expired" 0.85 Says("token has expired"), Lacks("invalid_grant"), NotFrom(Google);
    "token-expired" 0.85 Says("lifetime validation failed");

    // Google
    "google-app-password-required" 0.97 Says("application-specific password required");
    "google-app-password-required" 0.93 Says("invalidsecondfactor");
    "google-app-password-required" 0.93 Status("5.7.9"), Reply(534);
    "google-web-login-required" 0.95 Status("5.7.14"), Reply(534);
    "google-web-login-required" 0.95 Says("log in via your web browser");
    "google-web-login-required" 0.95 Says("log in with your web browser");
    "google-web-login-required" 0.93 Says("p=webloginrequired");
    "google-web-login-required" 0.95 Says("[webalert");
    "google-web-login-required" 0.9 Says("web login required");
    "google-credentials-rejected" 0.93 Says("username and password not accepted");
    "google-credentials-rejected" 0.93 Says("p=badcredentials");
    "google-credentials-rejected" 0.93 Says("invalid credentials (failure)");
    "google-credentials-rejected" 0.8 Says("invalid credentials"), From(Google);
    "google-scope-insufficient" 0.95 Says("\"status\":\"400\""), Says("mail.google.com");
    "google-scope-insufficient" 0.95 Says("\"status\":\"403\""), Says("mail.google.com");
    "google-scope-insufficient" 0.9 Says("insufficient authentication scopes");
    "google-scope-insufficient" 0.85 Says("insufficient permission"), From(Google);
    "google-grant-expired" 0.96 Says("token has been expired or revoked");
    "google-grant-expired" 0.8 Says("invalid_grant"), From(Google), Lacks("jwt"), Lacks("account not found");
    "google-grant-expired" 0.7 Says("invalid_grant"), Says("bad request"), Lacks("aadsts");
    "google-delegation-missing" 0.96 Says("client is unauthorized to retrieve access tokens");
    "google-delegation-missing" 0.8 Says("unauthorized_client"), From(Google);
    "google-client-invalid" 0.95 Says("oauth client was not found");
    "google-client-invalid" 0.95 Says("deleted_client");
    "google-client-invalid" 0.95 Says("disabled_client");
    "google-client-invalid" 0.9 Says("invalid_client"), From(Google);
    "google-client-invalid" 0.85 Says("invalid jwt signature");
    "google-client-invalid" 0.8 Says("account not found"), Says("invalid_grant");

    // Other servers
    "app-password-required" 0.95 Says("#mbr1212");
    "app-password-required" 0.93 Says("app password"), NotFrom(Google);
    "app-password-required" 0.93 Says("application-specific password"), NotFrom(Google), Lacks("534");
    "app-password-required" 0.9 Says("authorization code"), Says("mail.qq.com");
    "app-password-required" 0.9 Says("please using authorized code");
    "app-password-required" 0.85 Says("app-specific password"), NotFrom(Google);
    "authentication-unwanted" 0.95 Says("all-whitespace username");
    "authentication-unwanted" 0.85 Says("empty username");
    "password-rejected" 0.85 Says("incorrect authentication data");
    "password-rejected" 0.8 Says("[authenticationfailed]"), NotFrom(Google), NotFrom(Microsoft);
    "password-rejected" 0.75 Status("5.7.8"), NotFrom(Google), Lacks("generic failure"), Lacks("username and password not accepted");
    "password-rejected" 0.8 Says("invalid login or password");
    "password-rejected" 0.8 Says("invalid user or password");
    "password-rejected" 0.8 Says("invalid username or password");
    "password-rejected" 0.8 Says("bad username or password");
    "password-rejected" 0.8 Says("incorrect username or password");
    "password-rejected" 0.8 Says("wrong username or password");
    "password-rejected" 0.75 Says("authentication credentials invalid");
    "password-rejected" 0.7 Says("535"), Says("authentication failed"), NotFrom(Microsoft), NotFrom(Google);
    "password-rejected" 0.6 Says("authentication failed"), NotFrom(Microsoft), NotFrom(Google), By(Flow::Password);
    "password-rejected" 0.6 Says("login failed"), NotFrom(Microsoft), NotFrom(Google);
    "password-rejected" 0.6 Says("invalid credentials"), NotFrom(Google), NotFrom(Microsoft);
    "password-rejected" 0.55 Says("logon failure"), Lacks("mailbox");
    "password-rejected" 0.55 Says("-err"), Says("password"), NotFrom(Microsoft);
}
