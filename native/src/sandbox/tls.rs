//! The certificates of the servers: made afresh at each start, by an authority that can vouch for this
//! machine and for nothing else.

use std::{
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
    sync::Arc,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use mailvet_core::report::SANDBOX_AUTHORITY;
use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, CidrSubnet, DnType,
    ExtendedKeyUsagePurpose, GeneralSubtree, IsCa, KeyPair, KeyUsagePurpose, NameConstraints,
    SanType, date_time_ymd,
};
use rustls::{
    ServerConfig,
    pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer},
};
use tokio_rustls::TlsAcceptor;

use super::faults::Effect;

const LOCAL_NAME: &str = "localhost";
const LOCAL_ADDRESSES: [IpAddr; 2] =
    [IpAddr::V4(Ipv4Addr::LOCALHOST), IpAddr::V6(Ipv6Addr::LOCALHOST)];

const DAY: Duration = Duration::from_hours(24);

/// Why there is no certificate.
pub(crate) type Error = Box<dyn std::error::Error + Send + Sync>;

/// The certificate authority of one sandbox.
pub(crate) struct Authority(CertifiedIssuer<'static, KeyPair>);

/// The names and the life of a server's certificate.
struct Subject {
    /// For which DNS name it is.
    name: &'static str,
    /// Whether it is for the addresses of this machine, too.
    has_addresses: bool,
    /// Whether its life ended yesterday.
    is_expired: bool,
}

/// This machine.
const LOCAL: Subject = Subject { name: LOCAL_NAME, has_addresses: true, is_expired: false };

/// What the servers show in a handshake: a good certificate, unless a fault wants another.
pub(crate) struct Certificates {
    good: Arc<ServerConfig>,
    expired: Arc<ServerConfig>,
    other_name: Arc<ServerConfig>,
    untrusted: Arc<ServerConfig>,
}

impl Certificates {
    /// New certificates of an authority.
    pub(crate) fn new(authority: &Authority) -> Result<Self, Error> {
        let other = Subject { name: "other.localhost", has_addresses: false, ..LOCAL };
        Ok(Self {
            good: authority.server_config(&LOCAL)?,
            expired: authority.server_config(&Subject { is_expired: true, ..LOCAL })?,
            other_name: authority.server_config(&other)?,
            untrusted: Authority::new()?.server_config(&LOCAL)?,
        })
    }

    /// What to show on a connection that these faults hit.
    pub(crate) fn under(&self, effects: &[Effect]) -> TlsAcceptor {
        let config = effects.iter().find_map(|effect| match effect {
            Effect::ExpiredCertificate => Some(&self.expired),
            Effect::OtherName => Some(&self.other_name),
            Effect::UntrustedCertificate => Some(&self.untrusted),
            _ => None,
        });
        TlsAcceptor::from(Arc::clone(config.unwrap_or(&self.good)))
    }
}

impl Authority {
    /// A new authority. RFC 5280 §4.2.1.10 keeps it from vouching for any other machine.
    pub(crate) fn new() -> Result<Self, Error> {
        let mut params = params(SANDBOX_AUTHORITY, false)?;
        params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        let addresses = LOCAL_ADDRESSES.map(|address| {
            let bits = if address.is_ipv4() { 32 } else { 128 };
            GeneralSubtree::IpAddress(CidrSubnet::from_addr_prefix(address, bits))
        });
        let names = GeneralSubtree::DnsName(LOCAL_NAME.to_owned());
        params.name_constraints = Some(NameConstraints {
            permitted_subtrees: [names].into_iter().chain(addresses).collect(),
            excluded_subtrees: Vec::new(),
        });
        Ok(Self(CertifiedIssuer::self_signed(params, KeyPair::generate()?)?))
    }

    /// The authority's certificate, for clients to trust.
    pub(crate) fn pem(&self) -> String {
        self.0.pem()
    }

    /// What a server with a new certificate shows.
    fn server_config(&self, subject: &Subject) -> Result<Arc<ServerConfig>, Error> {
        let mut params = params(subject.name, subject.is_expired)?;
        params.subject_alt_names = vec![SanType::DnsName(subject.name.try_into()?)];
        if subject.has_addresses {
            params.subject_alt_names.extend(LOCAL_ADDRESSES.map(SanType::IpAddress));
        }
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        params.use_authority_key_identifier_extension = true;
        let key = KeyPair::generate()?;
        let certificate = params.signed_by(&key, &self.0)?;
        let chain = vec![certificate.der().clone(), self.0.der().clone()];
        let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()?
            .with_no_client_auth()
            .with_single_cert(chain, key)?;
        Ok(Arc::new(config))
    }
}

/// A certificate of that name, good for a year from now or until yesterday.
fn params(name: &str, is_expired: bool) -> Result<CertificateParams, Error> {
    let now = SystemTime::now().duration_since(UNIX_EPOCH)?;
    let mut params = CertificateParams::default();
    params.distinguished_name.push(DnType::CommonName, name);
    // Of a clock that is a little behind it is good, too.
    params.not_before = date_time_ymd(1970, 1, 1) + now - DAY * 2;
    params.not_after =
        if is_expired { params.not_before + DAY } else { params.not_before + DAY * 365 };
    Ok(params)
}
