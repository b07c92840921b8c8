//! What a chain of certificates says of itself, before anybody trusts it.

use std::{
    net::IpAddr,
    time::{SystemTime, UNIX_EPOCH},
};

use mailvet_core::report::{Fact, Facts};
use rustls::pki_types::CertificateDer;
use x509_parser::prelude::{FromDer, GeneralName, X509Certificate};

/// More names and certificates than these are not told.
const MOST: usize = 20;

/// The names, the issuer and the end of the server's certificate, and the chain that it showed: each
/// link as its subject and its issuer.
pub(super) fn facts(end_entity: &CertificateDer<'_>, others: &[CertificateDer<'_>]) -> Facts {
    let length = i64::try_from(others.len() + 1).unwrap_or(i64::MAX);
    let mut facts = Facts::from([("chain_length".to_owned(), Fact::Number(length))]);
    let chain = [end_entity].into_iter().chain(others).take(MOST).filter_map(|link| {
        let (_, link) = X509Certificate::from_der(link).ok()?;
        Some(format!("{} ← {}", link.subject(), link.issuer()))
    });
    facts.insert("chain".to_owned(), Fact::List(chain.collect()));
    let Ok((_, certificate)) = X509Certificate::from_der(end_entity) else { return facts };
    let not_after = certificate.validity().not_after.timestamp();
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
    let left = not_after.saturating_sub(i64::try_from(now).unwrap_or(i64::MAX));
    facts.extend([
        ("issuer".to_owned(), Fact::Text(certificate.issuer().to_string())),
        ("names".to_owned(), Fact::List(names(&certificate))),
        ("not_after".to_owned(), Fact::Number(not_after)),
        ("days_left".to_owned(), Fact::Number(left.div_euclid(86_400))),
    ]);
    facts
}

/// The issuer of a certificate.
pub(in crate::probe) fn issuer(certificate: &[u8]) -> Option<String> {
    let (_, certificate) = X509Certificate::from_der(certificate).ok()?;
    Some(certificate.issuer().to_string())
}

/// The hosts that a certificate is for (RFC 9525 §6.3: no name of the subject counts).
fn names(certificate: &X509Certificate<'_>) -> Vec<String> {
    let Ok(Some(names)) = certificate.subject_alternative_name() else { return Vec::new() };
    let shown = names.value.general_names.iter().filter_map(|name| match name {
        GeneralName::DNSName(name) => Some((*name).to_owned()),
        GeneralName::IPAddress(bytes) => address(bytes).map(|address| address.to_string()),
        _ => None,
    });
    shown.take(MOST).collect()
}

fn address(bytes: &[u8]) -> Option<IpAddr> {
    match bytes.len() {
        4 => <[u8; 4]>::try_from(bytes).ok().map(IpAddr::from),
        16 => <[u8; 16]>::try_from(bytes).ok().map(IpAddr::from),
        _ => None,
    }
}
