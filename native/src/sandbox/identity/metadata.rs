//! What clients discover: metadata (OIDC Discovery 1.0), keys (RFC 7517), and who asks for a password.

use serde_json::{Value, json};

use super::Version;
use crate::sandbox::tenant::entra::Realm;

/// The metadata of a tenant. `base` is the address of this server.
pub(crate) fn metadata(base: &str, realm: Realm<'_>, named: &str, version: Version) -> Value {
    let path = match realm {
        Realm::Tenant(tenant) => tenant.id.as_str(),
        Realm::Organizations | Realm::Anyone => named,
    };
    // The words that name no tenant leave the issuer open.
    let id = match realm {
        Realm::Tenant(tenant) => tenant.id.as_str(),
        Realm::Organizations | Realm::Anyone => "{tenantid}",
    };
    let root = format!("{base}/{path}");
    let oauth = format!("{root}/oauth2{}", version.segment());
    let (issuer, keys) = match version {
        Version::V1 => (format!("https://sts.windows.net/{id}/"), format!("{root}/discovery/keys")),
        Version::V2 => (format!("{base}/{id}/v2.0"), format!("{root}/discovery/v2.0/keys")),
    };
    json!({
        "token_endpoint": format!("{oauth}/token"),
        "token_endpoint_auth_methods_supported":
            ["client_secret_post", "private_key_jwt", "client_secret_basic"],
        "jwks_uri": keys,
        "response_modes_supported": ["query", "fragment", "form_post"],
        "subject_types_supported": ["pairwise"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "response_types_supported": ["code"],
        "scopes_supported": ["openid", "profile", "email", "offline_access"],
        "issuer": issuer,
        "request_uri_parameter_supported": false,
        "authorization_endpoint": format!("{oauth}/authorize"),
        "device_authorization_endpoint": format!("{oauth}/devicecode"),
        "http_logout_supported": false,
        "claims_supported": [
            "sub", "iss", "aud", "exp", "iat", "nonce", "preferred_username", "name", "tid", "ver",
        ],
        "tenant_region_scope": null,
        "cloud_instance_name": "microsoftonline.com",
    })
}

/// Who asks a user for the password: Entra ID itself, in a domain of its tenants. One who is federated is
/// told as the others are, since there is no server of his organisation here: the token endpoint refuses him.
pub(crate) fn user_realm(domain: Option<&str>) -> Value {
    json!({
        "ver": "1.0",
        "account_type": if domain.is_some() { "Managed" } else { "Unknown" },
        "domain_name": domain,
        "cloud_instance_name": "microsoftonline.com",
        "cloud_audience_urn": "urn:federation:MicrosoftOnline",
    })
}
