//! Who hosts the mailboxes of a domain, as its mail exchangers (RFC 5321 §5.1) tell: a provider gives
//! its customers' domains exchangers with names of its own.
//!
//! An exchanger of a filter in front of the mailboxes tells nothing, and so does one that is not
//! known here.

use crate::provider::{PROVIDERS, Provider, is_in};

/// The domains that exchangers are in, and whose mailboxes are behind them.
///
/// Microsoft: <https://learn.microsoft.com/microsoft-365/enterprise/external-domain-name-system-records>
/// and, for names under `mx.microsoft`,
/// <https://learn.microsoft.com/purview/how-smtp-dane-works>; Google:
/// <https://support.google.com/a/answer/174125>; the others: each provider's page on domains of one's
/// own, or the records of its own domain.
const EXCHANGERS: &[(&str, &str)] = &[
    ("mail.protection.outlook.com", "microsoft-365"),
    ("mx.microsoft", "microsoft-365"),
    ("mail.protection.office365.us", "microsoft-365-gcc-high"),
    ("mail.protection.partner.outlook.cn", "microsoft-365-china"),
    ("olc.protection.outlook.com", "outlook-com"),
    ("aspmx.l.google.com", "google"),
    ("smtp.google.com", "google"),
    ("gmail-smtp-in.l.google.com", "google"),
    ("googlemail.com", "google"),
    ("yahoodns.net", "yahoo"),
    ("mail.icloud.com", "icloud"),
    ("messagingengine.com", "fastmail"),
    ("mx.zoho.com", "zoho"),
    ("mx2.zoho.com", "zoho"),
    ("mx3.zoho.com", "zoho"),
    ("mx.zoho.eu", "zoho-eu"),
    ("mx2.zoho.eu", "zoho-eu"),
    ("mx3.zoho.eu", "zoho-eu"),
    ("mail.protonmail.ch", "proton-bridge"),
    ("mailsec.protonmail.ch", "proton-bridge"),
    ("mx.yandex.net", "yandex"),
    ("emx.mail.ru", "mail-ru"),
    ("kundenserver.de", "ionos"),
    ("ionos.de", "ionos"),
    ("rzone.de", "strato"),
    ("mailbox.org", "mailbox-org"),
    ("mail.ovh.net", "ovh"),
    ("mail.infomaniak.ch", "infomaniak"),
];

/// The provider whose exchanger has this name, in any case, with or without a dot at the end.
#[must_use]
pub fn host_behind(exchanger: &str) -> Option<&'static Provider> {
    let name = exchanger.strip_suffix('.').unwrap_or(exchanger);
    let (_, id) = EXCHANGERS.iter().find(|(domain, _)| is_in(name, domain))?;
    PROVIDERS.iter().find(|provider| provider.mail.id == *id)
}

/// The name to which `autodiscover.DOMAIN` is an alias where Exchange Online has the mailboxes, with
/// whatever exchanger before them.
#[must_use]
pub fn host_of_autodiscover(alias: &str) -> Option<&'static Provider> {
    const ALIASES: &[(&str, &str)] = &[
        ("autodiscover.outlook.com", "microsoft-365"),
        ("autodiscover.office365.us", "microsoft-365-gcc-high"),
        ("autodiscover-dod.office365.us", "microsoft-365-dod"),
        ("autodiscover.partner.outlook.cn", "microsoft-365-china"),
    ];
    let name = alias.strip_suffix('.').unwrap_or(alias);
    let (_, id) = ALIASES.iter().find(|(known, _)| known.eq_ignore_ascii_case(name))?;
    PROVIDERS.iter().find(|provider| provider.mail.id == *id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exchangers_tell_who_is_behind_them() {
        for (exchanger, expected) in [
            ("contoso-com.mail.protection.outlook.com.", Some("microsoft-365")),
            ("Contoso-Com.O-v1.MX.Microsoft", Some("microsoft-365")),
            ("agency-gov.mail.protection.office365.us", Some("microsoft-365-gcc-high")),
            ("outlook-com.olc.protection.outlook.com", Some("outlook-com")),
            ("ASPMX.L.GOOGLE.COM", Some("google")),
            ("alt2.aspmx.l.google.com", Some("google")),
            ("mx01.mail.icloud.com", Some("icloud")),
            ("in1-smtp.messagingengine.com", Some("fastmail")),
            // Near, and nobody's.
            ("mail.protection.outlook.com.example.net", None),
            ("notmx.microsoft", None),
            ("mx1.contoso.iphmx.com", None),
            ("", None),
        ] {
            let found = host_behind(exchanger).map(|provider| provider.mail.id);
            assert_eq!(found, expected, "{exchanger}");
        }
        let found = host_of_autodiscover("autodiscover.outlook.com.");
        assert_eq!(found.map(|provider| provider.mail.id), Some("microsoft-365"));
        assert!(host_of_autodiscover("autodiscover.contoso.com").is_none());
    }

    #[test]
    fn every_row_names_a_provider() {
        for (domain, id) in EXCHANGERS {
            assert_eq!(host_behind(domain).map(|provider| provider.mail.id), Some(*id), "{domain}");
        }
    }
}
