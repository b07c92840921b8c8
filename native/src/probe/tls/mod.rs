//! TLS: whom connections trust, who they say they are, and what a handshake tells.

mod certificate;
mod identity;
mod verifier;

use std::{fs, io, path::Path, sync::Arc};

use mailvet_core::report::{Fact, Facts};
use rustls::{
    AlertDescription, CertificateError, ClientConfig, ClientConnection,
    pki_types::{CertificateDer, pem::PemObject},
};
use rustls_platform_verifier::Verifier;
use tokio_rustls::{TlsConnector, client::TlsStream};

use super::{failure::Failure, route::Carrier, speech};
pub(super) use certificate::issuer;
pub use identity::Identity;
use verifier::Witness;

/// Trusts the system's roots and those of the PEM file, and nothing else.
pub fn client_config(ca_file: Option<&Path>) -> Result<Arc<ClientConfig>, String> {
    let extra = ca_file.map(read_certificates).transpose()?.unwrap_or_default();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let verifier = Verifier::new_with_extra_roots(extra, Arc::clone(&provider))
        .map_err(|error| format!("The trusted certificates cannot be loaded: {error}"))?;
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| format!("TLS cannot be set up: {error}"))?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(Witness::of(verifier)))
        .with_no_client_auth();
    Ok(Arc::new(config))
}

fn read_certificates(path: &Path) -> Result<Vec<CertificateDer<'static>>, String> {
    let shown = path.display();
    let pem = fs::read(path).map_err(|error| format!("{shown} cannot be read: {error}"))?;
    let certificates: Vec<_> = CertificateDer::pem_slice_iter(&pem)
        .collect::<Result<_, _>>()
        .map_err(|error| format!("{shown} is no PEM file of certificates: {error}"))?;
    if certificates.is_empty() {
        return Err(format!("{shown} holds no certificate in PEM form"));
    }
    Ok(certificates)
}

/// Encrypts a stream to a host, and tells what both sides agreed on. What the server showed is told of
/// a handshake that failed, too; `first` gives the first bytes that came by the stream then.
pub(crate) async fn encrypt<S: Carrier>(
    stream: S,
    host: &str,
    config: Arc<ClientConfig>,
    first: impl FnOnce(S) -> Vec<u8>,
) -> Result<(TlsStream<S>, Facts), Failure> {
    let name = host
        .to_owned()
        .try_into()
        .map_err(|_| Failure::new(format!("No certificate can be for the name {host}.")))?;
    let connecting = TlsConnector::from(config).connect(name, stream).into_fallible();
    let (connected, shown) = verifier::watched(connecting).await;
    match connected {
        Ok(stream) => {
            let facts = facts(stream.get_ref().1, shown);
            Ok((stream, facts))
        }
        Err((error, stream)) => Err(failure(&error, &first(stream)).with_all(shown)),
    }
}

/// What a finished handshake agreed on, beside what the server showed.
fn facts(connection: &ClientConnection, mut facts: Facts) -> Facts {
    // A session that is resumed shows its certificates to nobody again.
    if let (true, Some([end_entity, others @ ..])) =
        (facts.is_empty(), connection.peer_certificates())
    {
        facts = certificate::facts(end_entity, others);
    }
    if let Some(version) = connection.protocol_version() {
        let text = format!("{version:?}").replace('_', ".").replace("TLSv", "TLS ");
        facts.insert("version".to_owned(), Fact::Text(text));
    }
    if let Some(suite) = connection.negotiated_cipher_suite() {
        facts.insert("cipher_suite".to_owned(), Fact::Text(format!("{:?}", suite.suite())));
    }
    let alpn = connection.alpn_protocol().map(String::from_utf8_lossy);
    facts.insert("alpn".to_owned(), Fact::Text(alpn.as_deref().unwrap_or("none").to_owned()));
    facts
}

/// Why a handshake failed. `first` are the first bytes that came.
fn failure(error: &io::Error, first: &[u8]) -> Failure {
    let failure = failure_within(error).unwrap_or_else(|| Failure::of_io(error));
    match failure.facts.get("tls_error") {
        Some(Fact::Text(kind)) if kind == "not-tls" && !first.is_empty() => {
            speech::clear_in_place_of_tls(failure, first)
        }
        _ => failure,
    }
}

/// The failed handshake that an error is about, however deep it is wrapped.
pub(crate) fn failure_within(error: &(dyn std::error::Error + 'static)) -> Option<Failure> {
    let (kind, words) = match rustls_error(error)? {
        rustls::Error::InvalidCertificate(certificate) => {
            return Some(of_certificate(certificate));
        }
        rustls::Error::InvalidMessage(_) => {
            ("not-tls", "The server does not speak TLS on this port.".to_owned())
        }
        rustls::Error::AlertReceived(AlertDescription::ProtocolVersion)
        | rustls::Error::PeerIncompatible(_) => (
            "no-common-version",
            "The server and Mailvet share no version of TLS: at least TLS 1.2 is needed."
                .to_owned(),
        ),
        rustls::Error::AlertReceived(AlertDescription::CertificateRequired) => (
            "client-certificate-required",
            "The server wants a certificate of its client, and got none.".to_owned(),
        ),
        rustls::Error::AlertReceived(alert) => {
            let words = format!("The server ended the handshake with the alert {alert:?}.");
            let failure = Failure::new(words).with("tls_error", "alert");
            return Some(failure.with("tls_alert", format!("{alert:?}")));
        }
        other => ("handshake", format!("The TLS handshake failed: {other}.")),
    };
    Some(Failure::new(words).with("tls_error", kind))
}

fn of_certificate(error: &CertificateError) -> Failure {
    let failure = |kind: &str, words: String| Failure::new(words).with("tls_error", kind);
    match error {
        CertificateError::Expired => {
            failure("certificate-expired", "The server's certificate has expired.".to_owned())
        }
        CertificateError::ExpiredContext { time, not_after } => {
            let days = time.as_secs().saturating_sub(not_after.as_secs()) / 86_400;
            let ago = match days {
                0 => "less than a day ago".to_owned(),
                1 => "a day ago".to_owned(),
                days => format!("{days} days ago"),
            };
            let words = format!("The server's certificate expired {ago}.");
            let not_after = i64::try_from(not_after.as_secs()).unwrap_or(i64::MAX);
            failure("certificate-expired", words).with("not_after", not_after)
        }
        CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => failure(
            "certificate-not-yet-valid",
            "The server's certificate is not valid yet, or this machine's clock is wrong."
                .to_owned(),
        ),
        CertificateError::NotValidForName => failure(
            "certificate-name-mismatch",
            "The server's certificate is for another name.".to_owned(),
        ),
        CertificateError::NotValidForNameContext { expected, presented } => {
            let expected = expected.to_str().into_owned();
            let presented: Vec<_> = presented.iter().map(|name| plain_name(name)).collect();
            let words = format!(
                "The server's certificate is for {}, not for {expected}.",
                if presented.is_empty() {
                    "no name at all".to_owned()
                } else {
                    presented.join(", ")
                }
            );
            failure("certificate-name-mismatch", words)
                .with("expected", expected)
                .with("presented", presented)
        }
        CertificateError::UnknownIssuer => failure(
            "certificate-untrusted",
            "Nobody whom this machine trusts has issued the server's certificate.".to_owned(),
        ),
        CertificateError::Other(other) if other.0.is::<verifier::ChainTooLong>() => {
            failure("certificate-chain-too-long", format!("{other}."))
        }
        // A certificate that signed itself is refused as one of an authority in a server's place.
        CertificateError::Other(other) if other.to_string().contains("CaUsedAsEndEntity") => {
            failure(
                "certificate-untrusted",
                "The server's certificate has signed itself.".to_owned(),
            )
        }
        other => failure(
            "certificate-refused",
            format!("The server's certificate is refused: {}.", reason(other)),
        ),
    }
}

/// Why a certificate is refused, where rustls tells it in the names of its types.
fn reason(error: &CertificateError) -> String {
    let words = match error {
        CertificateError::BadEncoding => "it cannot be read",
        CertificateError::BadSignature => "its signature is wrong",
        CertificateError::InvalidPurpose | CertificateError::InvalidPurposeContext { .. } => {
            "it was not issued for servers"
        }
        CertificateError::Revoked => "it was revoked",
        CertificateError::UnsupportedSignatureAlgorithmContext { .. }
        | CertificateError::UnsupportedSignatureAlgorithmForPublicKeyContext { .. } => {
            "it is signed by an algorithm that is no longer trusted, such as SHA-1"
        }
        // What the verifier wraps is of webpki, whose errors have no words either.
        CertificateError::Other(other) if other.0.to_string() == "UnsupportedCertVersion" => {
            "it is of X.509 before version 3, and names no host"
        }
        CertificateError::Other(other) => return other.0.to_string(),
        other => return other.to_string(),
    };
    words.to_owned()
}

/// `mail.example.com` of `DnsName("mail.example.com")`, as rustls writes the names of a certificate.
fn plain_name(name: &str) -> String {
    let inner = name.split_once('(').map_or(name, |(_, inner)| inner);
    inner.trim_end_matches(')').trim_matches('"').to_owned()
}

/// The TLS error that an input/output error wraps, however deep.
fn rustls_error<'a>(error: &'a (dyn std::error::Error + 'static)) -> Option<&'a rustls::Error> {
    let mut next = Some(error);
    while let Some(error) = next {
        if let Some(tls) = error.downcast_ref::<rustls::Error>() {
            return Some(tls);
        }
        // What an input/output error wraps is not its source, but stands in its place.
        let wrapped = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
        next = match wrapped {
            Some(wrapped) => Some(wrapped),
            None => error.source(),
        };
    }
    None
}
