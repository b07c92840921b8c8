//! Authorization servers other than Entra's and Google's, and the libraries that ask them for tokens.
//!
//! Sources: RFC 6749 §4.1.2.1 and §5.2; the words of Keycloak, Okta, Auth0, AD FS, Yahoo and Zoho, of
//! MSAL and of `oauthlib`, as their users posted them (2026-11-30).

use super::{
    Need::{Fact, Lacks, Over, Says},
    Sign, signs,
};
use crate::diagnosis::evidence::Protocol::OAuth;

signs! {
    // What answers is no token endpoint
    "authority-unsuitable" 0.75 Says("sends the request elsewhere");
    "proxy-refused" 0.5 Says("sends the request elsewhere");
    "authority-unsuitable" 0.65 Says("with no json object"), Fact("http_status", "200");
    "authority-unsuitable" 0.6 Says("answers 200 without a token");
    "authority-unsuitable" 0.5 Says("characters that no token may hold");
    "authority-unsuitable" 0.5 Says("answer of the authorization server has no end");

    // The application and its proof
    "secret-invalid" 0.93 Says("client secret"), Says("is invalid");
    "secret-invalid" 0.93 Says("invalid client credentials");
    "secret-invalid" 0.93 Says("invalid_client_credentials");
    "secret-invalid" 0.93 Says("invalid_client_secret");
    "secret-invalid" 0.93 Says("bad client credentials");
    "secret-invalid" 0.88 Says("client was not identified by any client authenticator");
    "secret-invalid" 0.88 Says("client authentication failed");
    "secret-invalid" 0.9 Says("no client authentication included");
    "secret-expired" 0.93 Says("secret has expired");
    "secret-expired" 0.93 Says("secret is expired");
    "secret-expired" 0.85 Says("secret expired");
    "secret-invalid" 0.9 Says("msis9622");
    "secret-invalid" 0.9 Says("msis9623");
    "app-not-found" 0.93 Says("msis9223");
    "app-not-found" 0.85 Says("invalid client_id");
    "app-not-found" 0.85 Says("invalid_client_id");
    "app-not-found" 0.9 Says("client not found"), Over(OAuth);
    "app-not-found" 0.85 Says("unknown client"), Lacks("certificate");
    "client-auth-missing" 0.9 Says("client_assertion_type"), Says("missing");
    "client-auth-missing" 0.9 Says("client secret not provided");
    "client-auth-missing" 0.9 Says("secret or assertion");
    "client-auth-missing" 0.93 Says("client_secret is missing");
    "client-auth-missing" 0.85 Says("token_endpoint_auth_method");
    "client-auth-missing" 0.6 Says("environment variables are not fully configured");
    "request-malformed" 0.9 Says("multiple client credentials");
    "request-malformed" 0.9 Says("code verifier"), Lacks("aadsts");
    "request-malformed" 0.9 Says("code_verifier"), Lacks("aadsts");
    "request-malformed" 0.9 Says("pkce"), Says("invalid_grant");
    "client-assertion-invalid" 0.88 Says("could not use the certificate");
    "client-assertion-invalid" 0.88 Says("certificate for signing");
    "client-assertion-invalid" 0.85 Says("could not deserialize key data");
    "client-assertion-invalid" 0.85 Says("secretorprivatekey");
    "client-assertion-invalid" 0.8 Says("decoder routines::unsupported");
    "client-assertion-invalid" 0.75 Says("pem routines"), Lacks("handshake");
    "client-assertion-invalid" 0.8 Says("no key could be detected");
    "client-assertion-invalid" 0.95 Says("certificate was not found"), Over(OAuth);
    "client-assertion-invalid" 0.93 Says("certificate"), Says("thumbprint"), Says("not found");
    "client-assertion-invalid" 0.93 Says("certificate"), Says("thumbprint"), Says("not be found");
    "client-assertion-invalid" 0.75 Says("call connect-"), Says("thumbprint");
    "client-assertion-invalid" 0.9 Says("keyset does not exist");
    "client-assertion-invalid" 0.85 Says("x509certificate2"), Lacks("handshake"), Lacks("sslpolicy");
    "client-assertion-invalid" 0.85 Says("invalidkeyexception");
    "client-assertion-invalid" 0.85 Says("invalidkeyspecexception");
    "client-assertion-invalid" 0.85 Says("load pem"), Lacks("handshake"), Lacks("ssl_");
    // Whoever takes the token out of an answer without looking whether it is one.
    "secret-invalid" 0.6 Says("keyerror"), Says("access_token");
    "app-not-found" 0.5 Says("keyerror"), Says("access_token");
    "scope-invalid" 0.45 Says("keyerror"), Says("access_token");
    "secret-invalid" 0.6 Says("undefined"), Says("access_token"), Lacks("aadsts"), Lacks("invalid_");
    "app-not-found" 0.5 Says("undefined"), Says("access_token"), Lacks("aadsts"), Lacks("invalid_");
    "scope-invalid" 0.45 Says("undefined"), Says("access_token"), Lacks("aadsts"), Lacks("invalid_");

    // What is asked for
    "authority-unsuitable" 0.85 Says("not allowed for direct access grants");
    "authority-unsuitable" 0.85 Says("not enabled to retrieve service account");
    "authority-unsuitable" 0.85 Says("grant type"), Says("not allowed for the client");
    "authority-unsuitable" 0.7 Says("unsupported_grant_type");
    "request-malformed" 0.65 Says("unsupported_grant_type");
    "permission-not-requested" 0.88 Says("client is not authorized to access");
    "permission-not-requested" 0.88 Says("msis9605");
    "resource-not-found" 0.85 Says("msis9607");
    "consent-missing" 0.85 Says("not admin-consented");
    "scope-invalid" 0.9 Says("scope value that is reserved");
    "scope-invalid" 0.85 Says("empty_input_scopes");
    "scope-invalid" 0.75 Says("scope has changed from");
    "token-missing-scope" 0.65 Says("scope has changed from");

    // The authority
    "tenant-not-found" 0.93 Says("invalid_tenant");
    "tenant-not-found" 0.93 Says("realm does not exist");
    "tenant-not-found" 0.95 Says("no service namespace named");
    "tenant-not-found" 0.88 Says("invalid tenant");
    "tenant-not-found" 0.88 Says("tenant does not exist");
    "tenant-not-found" 0.93 Says("microsoftonline.com//");
    "tenant-not-found" 0.85 Says("unable to get authority configuration for");
    "authority-unsuitable" 0.7 Says("unable to get authority configuration for");
    "tenant-not-found" 0.7 Says("oidc discovery failed");
    "authority-unsuitable" 0.7 Says("oidc discovery failed");
    "authority-unsuitable" 0.9 Says("authority_not_in_valid_list");
    "authority-unsuitable" 0.9 Says("authority_is_not_valid_instance");
    "authority-unsuitable" 0.85 Says("untrusted_authority");
    "authority-unsuitable" 0.8 Says("invalid response received from authorization server");
    "authority-unsuitable" 0.75 Says("does not contain a json body");
    "authority-unsuitable" 0.6 Says("missing access token parameter");
    "secret-invalid" 0.5 Says("missing access token parameter");
    "connect-timeout" 0.7 Says("network_error: network request failed");
    "proxy-refused" 0.6 Says("network_error: network request failed");
    "connection-reset" 0.6 Says("error occurred sending the request");

    "tenant-not-found" 0.7 Says("the tenant for "), Says("does not exist");

    // What a mail server makes of the token
    "token-missing-scope" 0.75 Says("introspection failed"), Says("username");
    "token-missing-scope" 0.6 Says("introspection failed");
    "token-malformed" 0.55 Says("introspection failed");
    "token-malformed" 0.8 Says("oauth2"), Says("token validation failed");
    "token-malformed" 0.6 Says("token is invalid"), Lacks("refresh");
    "token-expired" 0.85 Says("oauth2"), Says("failed: token expired");
    // Jakarta Mail, to which a challenge came in place of a success.
    "token-expired" 0.66 Says("oauth2 asked for more");
    "token-missing-scope" 0.62 Says("oauth2 asked for more");
    "token-wrong-user" 0.58 Says("oauth2 asked for more");
    // A token of a personal account is none that the library can read.
    "personal-account" 0.7 Says("token is invalid"), Says("oauthcredentials");
    "token-expired" 0.7 Says("invalid_token");
    "token-malformed" 0.65 Says("invalid_token");

    // The way back
    "redirect-mismatch" 0.93 Says("invalid redirect uri");
    "redirect-mismatch" 0.93 Says("invalid redirect_uri");
    "redirect-mismatch" 0.93 Says("invalid parameter: redirect_uri");
    "redirect-mismatch" 0.93 Says("callback url mismatch");
    "redirect-mismatch" 0.93 Says("not a valid registered redirect uri");
    "redirect-mismatch" 0.93 Says("msis9224");
    "redirect-mismatch" 0.93 Says("invalid parameter value for redirect_uri");
    "redirect-mismatch" 0.93 Says("device_id and device_name are required");
    "redirect-mismatch" 0.55 Says("insufficient parameters"), Says("callback");
    "consent-missing" 0.6 Says("insufficient parameters"), Says("callback");
    "redirect-mismatch" 0.93 Says("redirect uri in the request"), Lacks("aadsts");
    "redirect-mismatch" 0.75 Says("insecure_transport");
    "request-malformed" 0.7 Says("mismatching_state");
    "request-malformed" 0.7 Says("state validation failed");
    "request-malformed" 0.75 Says("oauth state");
    "request-malformed" 0.75 Says("state_mismatch");
    "request-malformed" 0.6 Says("required option not passed");
    "redirect-platform" 0.7 Says("monitor_window_timeout");
    "request-malformed" 0.7 Says("missing authorization code");

    // The user
    "token-wrong-user" 0.8 Says("user_mismatch");
    "token-wrong-user" 0.85 Says("authenticated username"), Says("does not match");
    "password-wrong" 0.9 Says("invalid user credentials");
    "password-wrong" 0.9 Says("msis9659");
    "password-wrong" 0.9 Says("wrong email or password");
    "user-not-assigned" 0.93 Says("not assigned to the client application");
    "password-expired" 0.85 Says("account is not fully set up");
    "mfa-required" 0.7 Says("account is not fully set up");
    // DavMail signs in at Entra by itself.
    "password-wrong" 0.85 Says("o365authenticator"), Says("invalid user or password");
    "mfa-required" 0.83 Says("o365authenticator"), Says("invalid user or password");
    "password-expired" 0.82 Says("o365authenticator"), Says("invalid user or password");
    "mfa-required" 0.85 Says("o365modern"), Says("invalid user or password"), Lacks("o365authenticator");
    "password-wrong" 0.83 Says("o365modern"), Says("invalid user or password"), Lacks("o365authenticator");
    "federated-user" 0.8 Says("wstrust"), Lacks("federated sts");
    "federated-user" 0.75 Says("integrated_windows_auth_not_supported_managed_user");
    "federated-user" 0.7 Says("unknown_user_type");

    // Grants
    "authorization-code-used" 0.75 Says("was issued to another client");
    "refresh-token-revoked" 0.7 Says("was issued to another client");
    "authorization-code-used" 0.9 Says("malformed auth code");
    "authorization-code-used" 0.88 Says("invalid_code");
    "authorization-code-used" 0.88 Says("code not valid"), Says("invalid_grant");
    "authorization-code-used" 0.85 Says("invalid authorization code");
    "refresh-token-expired" 0.9 Says("refresh token is invalid or expired");
    "refresh-token-expired" 0.88 Says("token is not active"), Says("invalid_grant");
    "refresh-token-expired" 0.88 Says("session not active"), Says("invalid_grant");
    "refresh-token-revoked" 0.9 Says("unknown or invalid refresh token");
    "refresh-token-revoked" 0.88 Says("invalid refresh token");
    "refresh-token-revoked" 0.88 Says("invalid_refresh_token");
    "device-code-pending" 0.9 Says("verification code expired");
    "device-code-pending" 0.9 Says("device_code_expired");
    "authorization-code-used" 0.7 Says("code expired"), Lacks("verification code");
    "device-code-pending" 0.65 Says("code expired"), Lacks("verification code");
    "refresh-token-expired" 0.9 Says("grant has expired"), Lacks("revoked");
    "refresh-token-expired" 0.75 Says("failed to refresh the rt");
    "refresh-token-expired" 0.6 Says("generating new access token");
    "refresh-token-expired" 0.7 Says("create new access token");
    "refresh-token-expired" 0.75 Says("auth_refresh_failed");
    "refresh-token-expired" 0.65 Says("silent_sso_error");
    "refresh-token-expired" 0.65 Says("login_required");
    "refresh-token-expired" 0.9 Says("login_required"), Says("not logged in");
    "refresh-token-expired" 0.65 Says("provide a refresh token");
    "refresh-token-expired" 0.65 Says("no refresh token");
    "refresh-token-expired" 0.7 Says("unable to sign without access token");
    "refresh-token-expired" 0.7 Says("token"), Says("not present or has expired");
    "refresh-token-expired" 0.7 Says("oauth token"), Says("not defined");
    "refresh-token-expired" 0.7 Says("oauth token"), Says("not found");
    "refresh-token-expired" 0.7 Says("oauth token"), Says("no longer valid");
    "refresh-token-expired" 0.65 Says("oauth authorisation required");
    "refresh-token-expired" 0.92 Says("token"), Says("reconnect required");
    "refresh-token-expired" 0.6 Says("missing oauth token");
    "refresh-token-expired" 0.7 Says("token update failed");
    "refresh-token-expired" 0.65 Says("oauth authorization required");
    "refresh-token-expired" 0.7 Says("token expired"), Says("reauth");
    "refresh-token-expired" 0.7 Says("token expired"), Says("re-auth");
    "refresh-token-expired" 0.7 Says("token has expired"), Says("reauth");
    "refresh-token-expired" 0.7 Says("token has expired"), Says("re-auth");
    "refresh-token-expired" 0.9 Says("authentication needed"), Says("call connect-");
    "consent-missing" 0.6 Says("please authorize");
    "consent-missing" 0.85 Says("consent not granted");
    "refresh-token-expired" 0.58 Says("please authorize");
    "refresh-token-expired" 0.6 Says("no_tokens_found");
    "refresh-token-expired" 0.6 Says("no account or login hint was passed");
    "refresh-token-expired" 0.6 Says("failed to acquire token silently");
    "consent-missing" 0.55 Says("access_denied"), Over(OAuth), Lacks("aadsts");
}
