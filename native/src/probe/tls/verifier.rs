//! Verifies certificates as the platform does, and bears witness to what was shown: a chain that is
//! refused is evidence, too, and TLS 1.3 shows it to nobody else.

use std::{cell::RefCell, error::Error, fmt, future::Future, sync::Arc};

use mailvet_core::report::Facts;
use rustls::{
    CertificateError, DigitallySignedStruct, OtherError, SignatureScheme,
    client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier},
    pki_types::{CertificateDer, ServerName, UnixTime},
};
use rustls_platform_verifier::Verifier;

use super::certificate;

/// A chain may have so many certificates; the longest of public authorities have four.
const LONGEST_CHAIN: usize = 10;

tokio::task_local! {
    /// What the handshake of this task was shown.
    static SHOWN: RefCell<Facts>;
}

/// Runs a handshake, and gives what the server showed with what came of it.
pub(super) async fn watched<F: Future>(handshake: F) -> (F::Output, Facts) {
    let both = async {
        let output = handshake.await;
        (output, SHOWN.with(RefCell::take))
    };
    SHOWN.scope(RefCell::default(), both).await
}

/// A server showed more certificates than any chain needs.
#[derive(Debug)]
pub(super) struct ChainTooLong(usize);

impl fmt::Display for ChainTooLong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "The server shows {} certificates, more than any chain needs", self.0)
    }
}

impl Error for ChainTooLong {}

/// The platform's verifier, watched.
#[derive(Debug)]
pub(super) struct Witness(Verifier);

impl Witness {
    pub(super) fn of(verifier: Verifier) -> Self {
        Self(verifier)
    }
}

impl ServerCertVerifier for Witness {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        // Who does not watch, such as a client of HTTP, is told nothing.
        let _ = SHOWN.try_with(|shown| {
            shown.borrow_mut().extend(certificate::facts(end_entity, intermediates));
        });
        let length = intermediates.len() + 1;
        if length > LONGEST_CHAIN {
            let error = OtherError(Arc::new(ChainTooLong(length)));
            return Err(CertificateError::Other(error).into());
        }
        self.0.verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now)
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        self.0.verify_tls12_signature(message, certificate, signature)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        self.0.verify_tls13_signature(message, certificate, signature)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.supported_verify_schemes()
    }
}
