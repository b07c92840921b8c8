//! The addresses of an authority: what stands behind the tenant.

use serde::Serialize;

/// One of the addresses of an authority.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
pub enum Endpoint {
    /// The bare authority: host and tenant.
    Authority,
    /// The link that asks for admin consent.
    AdminConsent,
    /// The interactive endpoint of version 2.
    Authorize,
    /// The interactive endpoint of version 1.
    AuthorizeV1,
    /// The endpoint of device codes.
    DeviceCode,
    /// An endpoint of SAML or WS-Federation.
    Federation,
    /// The issuer of version 2: the authority and `v2.0`.
    Issuer,
    /// Where a browser signs out.
    Logout,
    /// The `OpenID` Connect metadata of version 2.
    Metadata,
    /// The `OpenID` Connect metadata of version 1.
    MetadataV1,
    /// The token endpoint of version 2.
    Token,
    /// The token endpoint of version 1.
    TokenV1,
    /// A path that no endpoint has.
    Unrecognised,
}

/// What may stand behind the tenant, the longer before its own ending.
const SUFFIXES: [(&str, Endpoint); 17] = [
    ("", Endpoint::Authority),
    ("v2.0", Endpoint::Issuer),
    ("oauth2/v2.0/token", Endpoint::Token),
    ("oauth2/v2.0/authorize", Endpoint::Authorize),
    ("oauth2/v2.0/devicecode", Endpoint::DeviceCode),
    ("oauth2/token", Endpoint::TokenV1),
    ("oauth2/authorize", Endpoint::AuthorizeV1),
    ("v2.0/.well-known/openid-configuration", Endpoint::Metadata),
    (".well-known/openid-configuration", Endpoint::MetadataV1),
    ("v2.0/adminconsent", Endpoint::AdminConsent),
    ("adminconsent", Endpoint::AdminConsent),
    ("oauth2/devicecode", Endpoint::DeviceCode),
    ("oauth2/v2.0/logout", Endpoint::Logout),
    ("oauth2/logout", Endpoint::Logout),
    ("saml2", Endpoint::Federation),
    ("wsfed", Endpoint::Federation),
    ("federationmetadata/2007-06/federationmetadata.xml", Endpoint::Federation),
];

impl Endpoint {
    pub(super) fn of(path: &str) -> Self {
        SUFFIXES
            .iter()
            .find(|(suffix, _)| suffix.eq_ignore_ascii_case(path))
            .map_or(Self::Unrecognised, |(_, endpoint)| *endpoint)
    }

    /// Whether a path that begins with this word begins with an endpoint, so that no tenant is named.
    pub(super) fn begins_with(word: &str) -> bool {
        SUFFIXES.iter().any(|(suffix, _)| {
            suffix.split('/').next().is_some_and(|head| head.eq_ignore_ascii_case(word))
        })
    }

    /// Whether a browser opens it, with a query that is of no use elsewhere.
    pub(super) fn is_of_browser(self) -> bool {
        matches!(
            self,
            Self::AdminConsent
                | Self::Authorize
                | Self::AuthorizeV1
                | Self::Federation
                | Self::Logout
        )
    }

    /// Its name in data.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Authority => "authority",
            Self::AdminConsent => "admin-consent",
            Self::Authorize => "authorize",
            Self::AuthorizeV1 => "authorize-v1",
            Self::DeviceCode => "device-code",
            Self::Federation => "federation",
            Self::Issuer => "issuer",
            Self::Logout => "logout",
            Self::Metadata => "metadata",
            Self::MetadataV1 => "metadata-v1",
            Self::Token => "token",
            Self::TokenV1 => "token-v1",
            Self::Unrecognised => "unrecognised",
        }
    }

    /// Its name, as the words of a finding choose by it.
    pub(super) fn id(self) -> &'static str {
        match self {
            Self::Authority | Self::Issuer | Self::Unrecognised => "authority",
            Self::AdminConsent => "admin-consent",
            Self::Authorize | Self::AuthorizeV1 => "authorize",
            Self::DeviceCode => "device-code",
            Self::Federation => "federation",
            Self::Logout => "logout",
            Self::Metadata | Self::MetadataV1 => "metadata",
            Self::Token | Self::TokenV1 => "token",
        }
    }
}

/// Whether the path is one endpoint behind another, as programs make it that append it themselves.
pub(super) fn is_doubled(path: &str) -> bool {
    let path = path.to_ascii_lowercase();
    SUFFIXES.iter().any(|(suffix, _)| {
        let rest = path.strip_prefix(suffix).and_then(|rest| rest.strip_prefix('/'));
        !suffix.is_empty() && rest.is_some_and(|rest| Endpoint::of(rest) != Endpoint::Unrecognised)
    })
}
