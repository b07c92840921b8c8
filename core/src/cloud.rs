//! Microsoft's clouds, one row each: sign-in hosts, and the resource of the mail scope. Their mail
//! hosts are rows of [`crate::provider`].
//!
//! Sources: Microsoft, *National clouds* (2025-01-15) and *Authenticate an IMAP, POP or SMTP
//! connection using OAuth* (2026-06-19); the host lists of MSAL for .NET and Go (2026-07/08).

use serde::Serialize;

use crate::find::{contains, replace_first};
use crate::provider::{self, Protocol};
use crate::rules::host::is_host_name;

/// A cloud of Microsoft, as tokens tell them apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
pub enum Cloud {
    /// Bleu, in France.
    Bleu,
    /// China, run by 21Vianet.
    China,
    /// Delos, in Germany.
    Delos,
    /// Microsoft Cloud Germany, closed on 2021-10-29.
    Germany,
    /// The worldwide cloud, GCC included.
    Global,
    /// Singapore's government.
    GovSg,
    /// US government: GCC High and `DoD`.
    UsGovernment,
}

impl Cloud {
    /// Its name in data.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Bleu => "bleu",
            Self::China => "china",
            Self::Delos => "delos",
            Self::Germany => "germany",
            Self::Global => "global",
            Self::GovSg => "gov-sg",
            Self::UsGovernment => "us-government",
        }
    }

    /// The sign-in host to use in new set-ups.
    #[must_use]
    pub fn sign_in_host(self) -> &'static str {
        match self {
            Self::Bleu => "login.sovcloud-identity.fr",
            Self::China => "login.partner.microsoftonline.cn",
            Self::Delos => "login.sovcloud-identity.de",
            Self::Germany | Self::Global => "login.microsoftonline.com",
            Self::GovSg => "login.sovcloud-identity.sg",
            Self::UsGovernment => "login.microsoftonline.us",
        }
    }

    /// The scope of an application's token for its mailboxes.
    #[must_use]
    pub const fn mail_scope(self) -> &'static str {
        match self {
            Self::China => "https://partner.outlook.cn/.default",
            Self::UsGovernment => "https://outlook.office365.us/.default",
            Self::Bleu | Self::Delos | Self::Germany | Self::Global | Self::GovSg => {
                "https://outlook.office365.com/.default"
            }
        }
    }

    /// The host of Microsoft Graph. The `DoD` has one of its own, which no authority tells apart from
    /// GCC High's (Microsoft, *National cloud deployments*, 2025-06).
    #[must_use]
    pub const fn graph_host(self) -> &'static str {
        match self {
            Self::China => "microsoftgraph.chinacloudapi.cn",
            Self::UsGovernment => "graph.microsoft.us",
            Self::Bleu | Self::Delos | Self::Germany | Self::Global | Self::GovSg => {
                "graph.microsoft.com"
            }
        }
    }

    /// What the first domain of a tenant ends in.
    pub(crate) fn tenant_suffix(self) -> Option<&'static str> {
        TENANT_SUFFIXES.iter().find(|(cloud, _)| *cloud == self).map(|(_, suffix)| *suffix)
    }

    /// The cloud that a tenant is in, where its domain tells it.
    pub(crate) fn of_tenant(domain: &str) -> Option<Self> {
        let of = |suffix: &str| domain != suffix && is_within(domain, suffix);
        TENANT_SUFFIXES.iter().find(|(_, suffix)| of(suffix)).map(|(cloud, _)| *cloud)
    }

    /// The domain that a tenant began with, where it is that or the one of its hybrid routing.
    pub(crate) fn initial_domain(domain: &str) -> Option<String> {
        let domain = domain.to_ascii_lowercase();
        let domain = replace_first(&domain, ".mail.onmicrosoft.", ".onmicrosoft.");
        Self::of_tenant(&domain).map(|_| domain)
    }

    /// The host that mail is sent through and the one it is read from.
    #[must_use]
    pub fn mail_hosts(self) -> (&'static str, &'static str) {
        let mail = match self {
            Self::China => &provider::MICROSOFT_365_CHINA,
            Self::UsGovernment => &provider::MICROSOFT_365_GCC_HIGH,
            Self::Bleu | Self::Delos | Self::Germany | Self::Global | Self::GovSg => {
                &provider::MICROSOFT_365
            }
        };
        let host = |protocol| mail.endpoint(protocol).map_or("", |endpoint| endpoint.host);
        (host(Protocol::Smtp), host(Protocol::Imap))
    }

    /// The cloud that a mail host of Microsoft belongs to.
    #[must_use]
    pub fn of_mail_host(host: &str) -> Option<Self> {
        provider::mail_of_host(host)?.cloud
    }
}

/// How a sign-in host stands to Microsoft.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SignInHost {
    /// The host to use, or one of its regions.
    Current(Cloud),
    /// An older name of it.
    Legacy(Cloud),
    /// Of a cloud that was closed.
    Retired,
    /// Of a test ring inside Microsoft.
    Internal,
    /// Of customers' identities: Azure AD B2C.
    B2c,
    /// Of customers' identities: Microsoft Entra External ID.
    Ciam,
}

impl SignInHost {
    /// What this host is, if it is Microsoft's.
    pub(crate) fn of(host: &str) -> Option<Self> {
        const CUSTOMERS: [(&str, SignInHost); 5] = [
            ("b2clogin.com", SignInHost::B2c),
            ("b2clogin.cn", SignInHost::B2c),
            ("b2clogin.us", SignInHost::B2c),
            ("b2clogin.de", SignInHost::B2c),
            ("ciamlogin.com", SignInHost::Ciam),
        ];
        if let Some(found) = Self::named(host) {
            return Some(found);
        }
        if let Some((_, found)) =
            CUSTOMERS.iter().find(|(domain, _)| host != *domain && is_within(host, domain))
            && is_host_name(host)
        {
            return Some(*found);
        }
        let (region, rest) = host.split_once('.')?;
        Some(match Self::named(rest).filter(|_| is_region(region))? {
            // The regions have kept the name.
            Self::Legacy(cloud) if rest == "login.microsoft.com" => Self::Current(cloud),
            found => found,
        })
    }

    /// What this host is, if it has a name of its own.
    pub(crate) fn named(host: &str) -> Option<Self> {
        SIGN_IN_HOSTS.iter().find(|(known, _)| *known == host).map(|(_, found)| *found)
    }

    /// The cloud, where the host tells it.
    pub(crate) fn cloud(self) -> Option<Cloud> {
        match self {
            Self::Current(cloud) | Self::Legacy(cloud) => Some(cloud),
            Self::Retired => Some(Cloud::Germany),
            Self::Internal | Self::B2c | Self::Ciam => None,
        }
    }
}

/// Every sign-in host that has a name of its own.
pub(crate) const SIGN_IN_HOSTS: [(&str, SignInHost); 16] = [
    ("login.microsoftonline.com", SignInHost::Current(Cloud::Global)),
    ("login.windows.net", SignInHost::Legacy(Cloud::Global)),
    ("login.microsoft.com", SignInHost::Legacy(Cloud::Global)),
    ("sts.windows.net", SignInHost::Legacy(Cloud::Global)),
    ("login.microsoftonline.us", SignInHost::Current(Cloud::UsGovernment)),
    ("login.usgovcloudapi.net", SignInHost::Legacy(Cloud::UsGovernment)),
    ("login-us.microsoftonline.com", SignInHost::Legacy(Cloud::UsGovernment)),
    ("login.partner.microsoftonline.cn", SignInHost::Current(Cloud::China)),
    ("login.chinacloudapi.cn", SignInHost::Legacy(Cloud::China)),
    ("login.microsoftonline.de", SignInHost::Retired),
    ("login.sovcloud-identity.fr", SignInHost::Current(Cloud::Bleu)),
    ("login.sovcloud-identity.de", SignInHost::Current(Cloud::Delos)),
    ("login.sovcloud-identity.sg", SignInHost::Current(Cloud::GovSg)),
    ("login.windows-ppe.net", SignInHost::Internal),
    ("sts.windows-ppe.net", SignInHost::Internal),
    ("login.microsoft-ppe.com", SignInHost::Internal),
];

/// What the first domains of tenants end in. Those of the newest clouds are not known.
const TENANT_SUFFIXES: [(Cloud, &str); 3] = [
    (Cloud::Global, "onmicrosoft.com"),
    (Cloud::UsGovernment, "onmicrosoft.us"),
    (Cloud::China, "partner.onmschina.cn"),
];

/// A region before a sign-in host is one lower-case DNS label.
fn is_region(label: &str) -> bool {
    label.len() <= 63
        && label.starts_with(|c: char| c.is_ascii_lowercase())
        && label.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
        && !label.ends_with('-')
        && !contains(label, "login")
        && !["device", "autologon"].contains(&label)
}

/// Whether a host is the domain or a name in it.
pub(crate) fn is_within(host: &str, domain: &str) -> bool {
    host.strip_suffix(domain).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sign_in_hosts_are_told_from_others() {
        use SignInHost::{B2c, Ciam, Current, Internal, Legacy, Retired};
        for (host, expected) in [
            ("login.microsoftonline.com", Some(Current(Cloud::Global))),
            ("login.windows.net", Some(Legacy(Cloud::Global))),
            ("sts.windows.net", Some(Legacy(Cloud::Global))),
            ("centralus.login.microsoft.com", Some(Current(Cloud::Global))),
            ("westus2.login.microsoftonline.com", Some(Current(Cloud::Global))),
            ("login.microsoftonline.us", Some(Current(Cloud::UsGovernment))),
            ("login.chinacloudapi.cn", Some(Legacy(Cloud::China))),
            ("login.microsoftonline.de", Some(Retired)),
            ("login.windows-ppe.net", Some(Internal)),
            ("contoso.b2clogin.com", Some(B2c)),
            ("contoso.ciamlogin.com", Some(Ciam)),
            ("b2clogin.com", None),
            ("con\"toso.ciamlogin.com", None),
            ("fakeb2clogin.com", None),
            ("malicious.example.com", None),
            ("fake-login.microsoftonline.com", None),
            ("login.example.com", None),
            ("westus2.login.evil.com", None),
            ("login.microsoft0nline.com", None),
            ("login.microsoftonline.com.evil.example", None),
            ("EastUS.login.microsoft.com", None),
            ("1eastus.login.microsoft.com", None),
            ("-eastus.login.microsoft.com", None),
            ("eastus-.login.microsoft.com", None),
            ("east_us.login.microsoft.com", None),
            ("east.us.login.microsoft.com", None),
            ("", None),
        ] {
            assert_eq!(SignInHost::of(host), expected, "{host}");
        }
    }

    #[test]
    fn mail_hosts_belong_to_clouds() {
        for (host, expected) in [
            ("smtp.office365.com", Some(Cloud::Global)),
            ("smtp-mail.outlook.com", Some(Cloud::Global)),
            ("outlook-dod.office365.us", Some(Cloud::UsGovernment)),
            ("partner.outlook.cn", Some(Cloud::China)),
            ("smtp.partner.outlook.cn", Some(Cloud::China)),
            ("evil-office365.com", None),
            ("mail.example.com", None),
        ] {
            assert_eq!(Cloud::of_mail_host(host), expected, "{host}");
        }
    }
}
