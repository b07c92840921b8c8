//! What all cases share: a throw-away authority, the certificates that it gave or did not give, and
//! a client that trusts it.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::{Arc, LazyLock},
};

use mailvet::probe::Identity;
use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair, SanType,
    date_time_ymd,
};
use rustls::{
    ClientConfig, RootCertStore, ServerConfig,
    pki_types::{CertificateDer, PrivatePkcs8KeyDer},
    server::{WebPkiClientVerifier, danger::ClientCertVerifier},
};

/// The names in a good certificate.
const GOOD_NAMES: [&str; 5] = [
    "127.0.0.1",
    "localhost",
    "contoso.example",
    "autoconfig.contoso.example",
    "graph.microsoft.com",
];

/// A certificate that a server shows.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Shown {
    Good,
    Expired,
    NotYetValid,
    WrongName,
    CommonNameOnly,
    SelfSigned,
    UnknownAuthority,
    /// Its name could act on a terminal.
    OddName,
    /// There are more of them than any chain needs.
    LongChain,
    /// It is good, and the server wants one of the client.
    AsksClient,
}

/// The bench, set up once for the process.
pub(crate) static BENCH: LazyLock<Bench> = LazyLock::new(Bench::set_up);

pub(crate) struct Bench {
    /// Trusts the throw-away authority.
    pub(crate) client: Arc<ClientConfig>,
    authority: CertifiedIssuer<'static, KeyPair>,
    stranger: CertifiedIssuer<'static, KeyPair>,
}

impl Bench {
    fn set_up() -> Self {
        let (authority, stranger) = (issuer("Hostile tests"), issuer("Unknown authority"));
        let path = file(&format!("hostile-{}.pem", std::process::id()));
        fs::write(&path, authority.pem()).expect("the test's folder");
        let client = mailvet::probe::client_config(Some(&path)).expect("a client's configuration");
        let _ = fs::remove_file(path);
        Self { client, authority, stranger }
    }

    /// The configuration of a server that shows this certificate.
    pub(crate) fn server(&self, shown: Shown) -> Arc<ServerConfig> {
        let mut params = CertificateParams::new(match shown {
            Shown::WrongName => vec!["192.0.2.1".to_owned(), "elsewhere.test".to_owned()],
            Shown::CommonNameOnly | Shown::OddName => Vec::new(),
            _ => GOOD_NAMES.map(ToOwned::to_owned).to_vec(),
        })
        .expect("names of a certificate");
        params.distinguished_name.push(DnType::CommonName, "127.0.0.1");
        match shown {
            Shown::Expired => params.not_after = date_time_ymd(2020, 1, 31),
            Shown::NotYetValid => params.not_before = date_time_ymd(2100, 1, 1),
            Shown::OddName => {
                let name = "odd\u{1b}[31m.test".try_into().expect("an ASCII name");
                params.subject_alt_names.push(SanType::DnsName(name));
            }
            _ => {}
        }
        let key = KeyPair::generate().expect("a key");
        let certificate = match shown {
            Shown::SelfSigned => params.self_signed(&key),
            Shown::UnknownAuthority => params.signed_by(&key, &self.stranger),
            _ => params.signed_by(&key, &self.authority),
        };
        let certificate = CertificateDer::from(certificate.expect("a certificate"));
        let length = if matches!(shown, Shown::LongChain) { 20 } else { 1 };
        let chain = vec![certificate; length];
        let key = PrivatePkcs8KeyDer::from(key.serialize_der());
        let config = ServerConfig::builder_with_provider(self.client.crypto_provider().clone())
            .with_safe_default_protocol_versions()
            .expect("versions of TLS")
            .with_client_cert_verifier(match shown {
                Shown::AsksClient => self.client_verifier(),
                _ => WebPkiClientVerifier::no_client_auth(),
            })
            .with_single_cert(chain, key.into());
        Arc::new(config.expect("a server's configuration"))
    }
}

impl Bench {
    /// The identity of a client, and of a server that takes it.
    pub(crate) fn identity(&self) -> Identity {
        let key = KeyPair::generate().expect("a key");
        let params = CertificateParams::new(vec!["client.test".to_owned()]).expect("a name");
        let certificate = params.signed_by(&key, &self.authority).expect("a certificate");
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("client.pem");
        fs::write(&path, certificate.pem() + &key.serialize_pem()).expect("the test's folder");
        Identity::read(&path, None).expect("an identity")
    }

    fn client_verifier(&self) -> Arc<dyn ClientCertVerifier> {
        let mut roots = RootCertStore::empty();
        roots.add(self.authority.der().clone()).expect("an authority");
        let provider = self.client.crypto_provider().clone();
        let builder = WebPkiClientVerifier::builder_with_provider(roots.into(), provider);
        builder.build().expect("a verifier")
    }
}

fn file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join(name)
}

fn issuer(name: &str) -> CertifiedIssuer<'static, KeyPair> {
    let mut params = CertificateParams::default();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.distinguished_name.push(DnType::CommonName, name);
    let key = KeyPair::generate().expect("a key");
    CertifiedIssuer::self_signed(params, key).expect("an authority")
}
