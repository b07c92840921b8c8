//! Who the client says it is: a certificate for mail servers that ask for one.

use std::{fmt, fs, path::Path, sync::Arc};

use rustls::{
    ClientConfig,
    client::ResolvesClientCert,
    pki_types::{PrivateKeyDer, pem::PemObject},
    sign::{CertifiedKey, SingleCertAndKey},
};
use zeroize::Zeroizing;

use super::read_certificates;

/// A certificate with its private key.
#[derive(Clone)]
pub struct Identity(Arc<dyn ResolvesClientCert>);

impl fmt::Debug for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Identity")
    }
}

impl Identity {
    /// Reads the certificate, with those of its issuers behind it, and the key, both as PEM. The key
    /// may stand in the same file; one with a passphrase is not read.
    pub fn read(certificate: &Path, key: Option<&Path>) -> Result<Self, String> {
        let chain = read_certificates(certificate)?;
        let path = key.unwrap_or(certificate);
        let shown = path.display();
        let pem = fs::read(path).map_err(|error| format!("{shown} cannot be read: {error}"))?;
        let pem = Zeroizing::new(pem);
        let key = PrivateKeyDer::from_pem_slice(&pem).map_err(|_| {
            format!("{shown} holds no private key in PEM form without a passphrase")
        })?;
        let provider = rustls::crypto::ring::default_provider();
        let certified = CertifiedKey::from_der(chain, key, &provider).map_err(|error| {
            format!("{} and {shown} do not belong together: {error}", certificate.display())
        })?;
        Ok(Self(Arc::new(SingleCertAndKey::from(certified))))
    }

    /// The same configuration, with this identity for servers that ask.
    pub(crate) fn shown_by(&self, config: &ClientConfig) -> Arc<ClientConfig> {
        let mut config = config.clone();
        config.client_auth_cert_resolver = Arc::clone(&self.0);
        Arc::new(config)
    }
}
