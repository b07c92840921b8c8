//! The numbered errors of Microsoft Entra ID, with its words.
//!
//! Sources: Microsoft, *Entra authentication error codes* (2024-04-24); the words as users of its
//! services posted them (2026-11-24). Microsoft may change them at any time.

use super::{App, Time};

/// An error of an endpoint: what Entra puts into a JSON body, or on its page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct EntraError {
    /// The number behind `AADSTS`.
    pub(crate) code: u32,
    /// The OAuth error (RFC 6749 §5.2).
    pub(crate) error: &'static str,
    pub(crate) status: u16,
    /// The words behind the number.
    pub(crate) text: String,
    pub(crate) suberror: Option<&'static str>,
    /// For `Retry-After`, in seconds.
    pub(crate) retry_after: Option<u32>,
}

impl EntraError {
    fn new(code: u32, error: &'static str, text: impl Into<String>) -> Self {
        let status = if error == "invalid_client" { 401 } else { 400 };
        Self { code, error, status, text: text.into(), suberror: None, retry_after: None }
    }

    fn with(self, suberror: &'static str) -> Self {
        Self { suberror: Some(suberror), ..self }
    }

    /// Whether only a consent is missing.
    pub(crate) fn is_of_consent(&self) -> bool {
        self.code == 65_001
    }

    /// Whether the application is told of it, and not the user alone on the page.
    pub(crate) fn is_for_application(&self) -> bool {
        matches!(self.code, 65_002 | 65_004)
    }

    /// The text as it stands in an answer, without the ids of the request.
    pub(crate) fn description(&self) -> String {
        format!("AADSTS{}: {}", self.code, self.text)
    }
}

/// The request and the tenant.
impl EntraError {
    pub(crate) fn not_post() -> Self {
        let text = "The endpoint only accepts POST requests. Received a GET request.";
        Self { status: 405, ..Self::new(900_561, "invalid_request", text) }
    }

    pub(crate) fn missing(parameter: &str) -> Self {
        let text = format!("The request body must contain the following parameter: '{parameter}'.");
        Self::new(900_144, "invalid_request", text)
    }

    pub(crate) fn malformed() -> Self {
        Self::new(9_002_313, "invalid_request", "Invalid request. Request is malformed or invalid.")
    }

    pub(crate) fn resource_at_v2() -> Self {
        let text = "The 'resource' request parameter is not supported.";
        Self::new(901_002, "invalid_request", text)
    }

    pub(crate) fn unsupported_grant(grant: &str) -> Self {
        let text = format!("The app requested an unsupported grant type '{grant}'.");
        Self::new(70_003, "unsupported_grant_type", text)
    }

    pub(crate) fn unsupported_response_type(response_type: &str) -> Self {
        let text = format!("The response type '{response_type}' is not supported.");
        Self::new(900_145, "unsupported_response_type", text)
    }

    pub(crate) fn tenant_not_found(tenant: &str) -> Self {
        let text = format!(
            "Tenant '{tenant}' not found. Check to make sure you have the correct tenant ID and are \
             signing into the correct cloud. Check with your subscription administrator, this may \
             happen if there are no active subscriptions for the tenant."
        );
        Self::new(90_002, "invalid_request", text)
    }

    pub(crate) fn tenant_malformed(tenant: &str) -> Self {
        let text = format!(
            "Specified tenant identifier '{tenant}' is neither a valid DNS name, nor a valid \
             external domain."
        );
        Self::new(900_023, "invalid_request", text)
    }

    pub(crate) fn no_tenant() -> Self {
        let text = "No tenant-identifying information found in either the request or implied by any \
                    provided credentials.";
        Self::new(50_059, "invalid_request", text)
    }

    pub(crate) fn tenant_elsewhere(tenant: &str) -> Self {
        let text = format!(
            "The specified tenant '{tenant}' belongs to the National Cloud \
             'https://login.microsoftonline.us/'. Current cloud instance \
             'https://login.microsoftonline.com/' does not federate with \
             'https://login.microsoftonline.us/'."
        );
        Self::new(90_038, "invalid_request", text)
    }

    pub(crate) fn tenant_restricted(tenant: &str) -> Self {
        Self::new(500_021, "invalid_request", format!("Access to '{tenant}' tenant is denied."))
    }

    pub(crate) fn grant_not_over_common() -> Self {
        let text = "The grant type is not supported over the /common or /consumers endpoints. Please \
                    use the /organizations or tenant-specific endpoint.";
        Self::new(9_001_023, "invalid_request", text)
    }
}

/// The application and what proves it.
impl EntraError {
    pub(crate) fn app_not_found(client_id: &str, directory: &str) -> Self {
        let text = format!(
            "Application with identifier '{client_id}' was not found in the directory \
             '{directory}'. This can happen if the application has not been installed by the \
             administrator of the tenant or consented to by any user in the tenant. You may have \
             sent your authentication request to the wrong tenant."
        );
        Self::new(700_016, "unauthorized_client", text)
    }

    pub(crate) fn app_disabled(app: &App) -> Self {
        let text = format!("Application '{}'({}) is disabled.", app.client_id, app.name);
        Self::new(7_000_112, "unauthorized_client", text)
    }

    pub(crate) fn app_not_multi_tenant(app: &App) -> Self {
        let text = format!(
            "Application '{}'({}) is not configured as a multi-tenant application. Usage of the \
             /common endpoint is not supported for such applications created after '10/15/2018'. \
             Use a tenant-specific endpoint or configure the application to be multi-tenant.",
            app.client_id, app.name
        );
        Self::new(50_194, "invalid_request", text)
    }

    pub(crate) fn principal_missing(client_id: &str, tenant: &str) -> Self {
        let text = format!(
            "The client application {client_id} is missing service principal in the tenant \
             {tenant}. See instructions here: https://go.microsoft.com/fwlink/?linkid=2225119"
        );
        Self::new(7_000_229, "unauthorized_client", text)
    }

    pub(crate) fn client_auth_missing() -> Self {
        let text = "The request body must contain the following parameter: 'client_assertion' or \
                    'client_secret'.";
        Self::new(7_000_218, "invalid_client", text)
    }

    pub(crate) fn client_is_public() -> Self {
        let text = "Client is public so neither 'client_assertion' nor 'client_secret' should be presented.";
        Self::new(700_025, "invalid_client", text)
    }

    pub(crate) fn secret_invalid(client_id: &str) -> Self {
        let text = format!(
            "Invalid client secret provided. Ensure the secret being sent in the request is the \
             client secret value, not the client secret ID, for a secret added to app \
             '{client_id}'."
        );
        Self::new(7_000_215, "invalid_client", text)
    }

    pub(crate) fn secret_expired(client_id: &str) -> Self {
        let text = format!(
            "The provided client secret keys for app '{client_id}' are expired. Visit the Azure \
             portal to create new keys for your app: https://aka.ms/NewClientSecret, or consider \
             using certificate credentials for added security: https://aka.ms/certCreds."
        );
        Self::new(7_000_222, "invalid_client", text)
    }

    /// `thumbprint` is the SHA-1 of the certificate in hexadecimal digits.
    pub(crate) fn certificate_unknown(thumbprint: &str) -> Self {
        let text = format!(
            "The certificate with identifier used to sign the client assertion is not registered on \
             application. [Reason - The key was not found., Thumbprint of key used by client: \
             '{thumbprint}']"
        );
        Self::new(700_027, "invalid_client", text)
    }

    pub(crate) fn assertion_signature(thumbprint: &str) -> Self {
        let text = format!(
            "Client assertion contains an invalid signature. [Reason - The key was found, but use \
             of the key to verify the signature failed., Thumbprint of key used by client: \
             '{thumbprint}']"
        );
        Self::new(700_027, "invalid_client", text)
    }

    pub(crate) fn assertion_malformed() -> Self {
        let text = "JWT token is invalid or malformed.";
        Self::new(50_027, "invalid_client", text)
    }

    pub(crate) fn assertion_audience() -> Self {
        let text = "Client assertion audience claim does not match Realm issuer. Review the \
                    documentation at \
                    https://learn.microsoft.com/entra/identity-platform/certificate-credentials .";
        Self::new(700_023, "invalid_client", text)
    }

    pub(crate) fn assertion_subject() -> Self {
        let text = "Client assertion application identifier doesn't match 'client_id' parameter. \
                    Review the documentation at \
                    https://learn.microsoft.com/entra/identity-platform/certificate-credentials .";
        Self::new(700_021, "invalid_client", text)
    }

    /// The times as texts of RFC 3339.
    pub(crate) fn assertion_time([now, from, until]: [String; 3]) -> Self {
        let text = format!(
            "Client assertion is not within its valid time range. Current time: {now}, assertion \
             valid from {from}, expiry time of assertion {until}. Review the documentation at \
             https://learn.microsoft.com/entra/identity-platform/certificate-credentials ."
        );
        Self::new(700_024, "invalid_client", text)
    }

    pub(crate) fn federated_unknown(issuer: &str, subject: &str) -> Self {
        let text = format!(
            "No matching federated identity record found for presented assertion. Assertion Issuer: \
             '{issuer}'. Assertion Subject: '{subject}'."
        );
        Self::new(700_213, "invalid_client", text)
    }

    pub(crate) fn throttled(retry_after: u32) -> Self {
        let text = "There are too many incoming requests.";
        let error = Self::new(90_055, "temporarily_unavailable", text);
        Self { status: 429, retry_after: Some(retry_after), ..error }
    }

    pub(crate) fn unavailable() -> Self {
        let text = "A transient error has occurred. Please try again.";
        Self { status: 503, ..Self::new(90_033, "temporarily_unavailable", text) }
    }
}

/// What is asked for.
impl EntraError {
    pub(crate) fn scope_malformed(scope: &str) -> Self {
        let text = format!(
            "The provided request must include a 'scope' input parameter. The provided value for \
             the input parameter 'scope' is not valid. The scope {scope} is not valid. The scope \
             format is invalid. Scope must be in a valid URI form <https://example/scope> or a valid \
             Guid <guid/scope>."
        );
        Self::new(70_011, "invalid_scope", text)
    }

    pub(crate) fn scope_not_default(scope: &str) -> Self {
        let text = format!(
            "The provided value for scope {scope} is not valid. Client credential flows must have a \
             scope value with /.default suffixed to the resource identifier (application ID URI)."
        );
        Self::new(1_002_012, "invalid_scope", text)
    }

    pub(crate) fn scope_of_two_resources(scope: &str) -> Self {
        let text = format!(
            "Provided value for the input parameter scope is not valid because it contains more \
             than one resource. Scope {scope} is not valid."
        );
        Self::new(28_000, "invalid_scope", text)
    }

    pub(crate) fn scope_unknown(app: &App, permission: &str, resource: &str) -> Self {
        let text = format!(
            "The application '{}' asked for scope '{permission}' that doesn't exist on the resource \
             '{resource}'. Contact the app vendor.",
            app.name
        );
        Self::new(650_053, "invalid_scope", text)
    }

    pub(crate) fn resource_not_found(resource: &str, tenant: &str) -> Self {
        let text = format!(
            "The resource principal named {resource} was not found in the tenant named {tenant}. \
             This can happen if the application has not been installed by the administrator of the \
             tenant or consented to by any user in the tenant. You might have sent your \
             authentication request to the wrong tenant."
        );
        Self::new(500_011, "invalid_resource", text)
    }

    pub(crate) fn resource_not_requested(app: &App, asked: &str, resource: &str) -> Self {
        let mut listed: Vec<_> = app.requests.iter().map(|it| it.resource).collect();
        listed.dedup();
        let text = format!(
            "Invalid resource. The client has requested access to a resource which is not listed in \
             the requested permissions in the client's application registration. Client app ID: \
             {}({}). Resource value from request: {asked}. Resource app ID: {resource}. List of \
             valid resources from app registration: {}.",
            app.client_id,
            app.name,
            listed.join(", ")
        );
        Self::new(650_057, "invalid_resource", text)
    }

    pub(crate) fn consent_missing(app: &App) -> Self {
        let text = format!(
            "The user or administrator has not consented to use the application with ID '{}' named \
             '{}'. Send an interactive authorization request for this user and resource.",
            app.client_id, app.name
        );
        Self::new(65_001, "invalid_grant", text).with("consent_required")
    }

    /// An application and a resource that are both Microsoft's.
    pub(crate) fn app_of_microsoft(client_id: &str, resource: &str) -> Self {
        let text = format!(
            "Consent between first party application '{client_id}' and first party resource \
             '{resource}' must be configured via preauthorization - applications owned and operated \
             by Microsoft must get approval from the API owner before requesting tokens for that API."
        );
        Self::new(65_002, "invalid_request", text)
    }

    pub(crate) fn consent_declined() -> Self {
        let text = "User declined to consent to access the app.";
        Self::new(65_004, "access_denied", text)
    }

    pub(crate) fn admin_consent_required() -> Self {
        Self::new(90_094, "access_denied", "The grant requires admin permission.")
    }
}

/// The user.
impl EntraError {
    pub(crate) fn user_not_found(user: &str, directory: &str) -> Self {
        let text = format!(
            "The user account {user} does not exist in the {directory} directory. To sign into this \
             application, the account must be added to the directory."
        );
        Self::new(50_034, "invalid_grant", text)
    }

    pub(crate) fn password_wrong() -> Self {
        let text = "Error validating credentials due to invalid username or password.";
        Self::new(50_126, "invalid_grant", text)
    }

    pub(crate) fn password_expired() -> Self {
        Self::new(50_055, "invalid_grant", "The password is expired.").with("user_password_expired")
    }

    pub(crate) fn user_disabled() -> Self {
        Self::new(50_057, "invalid_grant", "The user account is disabled.")
    }

    pub(crate) fn user_locked() -> Self {
        let text = "The account is locked, you've tried to sign in too many times with an incorrect \
                    user ID or password.";
        Self::new(50_053, "invalid_grant", text)
    }

    pub(crate) fn second_factor(resource: &str) -> Self {
        let text = format!(
            "Due to a configuration change made by your administrator, or because you moved to a \
             new location, you must use multi-factor authentication to access '{resource}'."
        );
        Self::new(50_076, "interaction_required", text).with("basic_action")
    }

    pub(crate) fn conditional_access() -> Self {
        let text = "Access has been blocked by Conditional Access policies. The access policy does \
                    not allow token issuance.";
        Self::new(53_003, "access_denied", text)
    }

    pub(crate) fn federation_unavailable() -> Self {
        let text = "Authentication Agent is unable to connect to Active Directory.";
        Self::new(80_001, "temporarily_unavailable", text)
    }

    pub(crate) fn user_not_assigned(app: &App, user: &str) -> Self {
        let text = format!(
            "Your administrator has configured the application {} ('{}') to block users unless \
             they are specifically granted ('assigned') access to the application. The signed in \
             user '{user}' is blocked because they are not a direct member of a group with access, \
             nor had access directly assigned by an administrator. Please contact your \
             administrator to assign access to this application.",
            app.name, app.client_id
        );
        Self::new(50_105, "invalid_grant", text)
    }

    pub(crate) fn sign_in_needed() -> Self {
        let text = "A silent sign-in request was sent but no user is signed in.";
        Self::new(50_058, "login_required", text)
    }
}

/// Codes and refresh tokens.
impl EntraError {
    pub(crate) fn redirect_mismatch(app: &App, uri: &str) -> Self {
        let text = format!(
            "The redirect URI '{uri}' specified in the request does not match the redirect URIs \
             configured for the application '{}'. Make sure the redirect URI sent in the request \
             matches one added to your application in the Azure portal. Navigate to \
             https://aka.ms/redirectUriMismatchError to learn more about how to fix this.",
            app.client_id
        );
        Self::new(50_011, "invalid_request", text)
    }

    pub(crate) fn cross_origin() -> Self {
        let text = "Cross-origin token redemption is permitted only for the 'Single-Page Application' \
                    client-type.";
        Self::new(9_002_326, "invalid_request", text)
    }

    pub(crate) fn same_origin() -> Self {
        let text = "Tokens issued for the 'Single-Page Application' client-type may only be redeemed \
                    via cross-origin requests.";
        Self::new(9_002_327, "invalid_request", text)
    }

    /// A code or a token that nobody gave.
    pub(crate) fn malformed_grant() -> Self {
        Self { error: "invalid_grant", ..Self::malformed() }
    }

    pub(crate) fn code_used() -> Self {
        let text = "OAuth2 Authorization code was already redeemed, please retry with a new valid \
                    code or use an existing refresh token.";
        Self::new(54_005, "invalid_grant", text)
    }

    pub(crate) fn code_expired() -> Self {
        let text = "The provided authorization code or refresh token has expired due to inactivity. \
                    Send a new interactive authorization request for this user and resource.";
        Self::new(70_008, "invalid_grant", text)
    }

    pub(crate) fn verifier_mismatch() -> Self {
        let text = "The Code_Verifier does not match the code_challenge supplied in the \
                    authorization request.";
        Self::new(501_481, "invalid_grant", text)
    }

    pub(crate) fn device_code_pending() -> Self {
        let text = "OAuth 2.0 device flow error. Authorization is pending. Continue polling.";
        Self::new(70_016, "authorization_pending", text)
    }

    pub(crate) fn device_code_expired() -> Self {
        let text = "Verification code expired. Have the user retry the sign-in.";
        Self::new(70_019, "expired_token", text)
    }

    pub(crate) fn device_code_declined() -> Self {
        Self { error: "authorization_declined", ..Self::consent_declined() }
    }

    pub(crate) fn refresh_token_expired(issued: &str) -> Self {
        let text = format!(
            "The refresh token has expired due to inactivity. The token was issued on {issued} and \
             was inactive for 90.00:00:00."
        );
        Self::new(700_082, "invalid_grant", text)
    }

    /// The times as texts of RFC 3339.
    pub(crate) fn grant_revoked(issued: &str, valid_from: &str) -> Self {
        let text = format!(
            "The provided grant has expired due to it being revoked, a fresh auth token is needed. \
             The user might have changed or reset their password. The grant was issued on \
             '{issued}' and the TokensValidFrom date (before which tokens are not valid) for this \
             user is '{valid_from}'."
        );
        Self::new(50_173, "invalid_grant", text).with("bad_token")
    }

    pub(crate) fn grant_of_another_tenant() -> Self {
        let text = "The grant was obtained for a different tenant.";
        Self::new(7_000_012, "invalid_grant", text)
    }
}

/// For how many seconds a refresh token lives that nobody uses.
pub(crate) const REFRESH_LIFETIME: Time = 90 * 24 * 60 * 60;

#[cfg(test)]
mod tests {
    use mailvet_core::diagnosis::{Evidence, diagnose};

    use super::*;

    /// What no scenario shows, since it takes a request that Mailvet itself does not make.
    #[test]
    fn errors_without_a_scenario_are_diagnosed() {
        let (app, time) = (App::default(), String::new);
        for (error, expected) in [
            (EntraError::not_post(), "authority-unsuitable"),
            (EntraError::missing("scope"), "request-malformed"),
            (EntraError::malformed(), "request-malformed"),
            (EntraError::resource_at_v2(), "request-malformed"),
            (EntraError::unsupported_grant("implicit"), "request-malformed"),
            (EntraError::unsupported_response_type("token"), "request-malformed"),
            (EntraError::tenant_malformed("{tenantid}"), "tenant-not-found"),
            (EntraError::grant_not_over_common(), "authority-unsuitable"),
            (EntraError::assertion_signature("00"), "client-assertion-invalid"),
            (EntraError::assertion_malformed(), "client-assertion-invalid"),
            (EntraError::assertion_audience(), "client-assertion-invalid"),
            (EntraError::assertion_subject(), "client-assertion-invalid"),
            (EntraError::assertion_time([time(), time(), time()]), "clock-skew"),
            (EntraError::scope_unknown(&app, "Fax.Send", "Exchange"), "scope-invalid"),
            (EntraError::sign_in_needed(), "refresh-token-expired"),
            (EntraError::cross_origin(), "redirect-platform"),
            (EntraError::code_expired(), "refresh-token-expired"),
            (EntraError::verifier_mismatch(), "request-malformed"),
            (EntraError::device_code_declined(), "consent-missing"),
        ] {
            let words = error.description();
            let causes = diagnose(&Evidence::of_text(words.clone()));
            assert_eq!(causes.first().map(|guess| guess.id), Some(expected), "{words}");
        }
    }
}
