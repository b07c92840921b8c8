//! Google: its mail servers and its token endpoint.
//!
//! Sources: Google, *XOAUTH2 protocol* and *Using OAuth 2.0 for server to server applications*
//! (2026-11-24).

use super::{
    Need::{By, From, Known, Lacks, Reply, Says, Status},
    Sign, signs,
};
use crate::diagnosis::evidence::{Flow::Application, Provider::Google};

signs! {
    // Google
    "google-app-password-required" 0.97 Says("application-specific password required");
    "google-app-password-required" 0.93 Says("invalidsecondfactor");
    "google-app-password-required" 0.93 Status("5.7.9"), Reply(534);
    "google-web-login-required" 0.95 Status("5.7.14"), Reply(534);
    "google-web-login-required" 0.95 Says("log in via your web browser");
    "google-web-login-required" 0.95 Says("log in with your web browser");
    "google-web-login-required" 0.93 Says("p=webloginrequired");
    "google-web-login-required" 0.95 Says("[webalert");
    "google-web-login-required" 0.9 Says("web login required");
    "google-credentials-rejected" 0.93 Says("username and password not accepted");
    "google-credentials-rejected" 0.93 Says("p=badcredentials");
    "google-credentials-rejected" 0.93 Says("invalid credentials (failure)");
    "google-credentials-rejected" 0.8 Says("invalid credentials"), From(Google);
    "google-scope-insufficient" 0.95 Says("\"status\":\"400\""), Says("mail.google.com");
    "google-scope-insufficient" 0.95 Says("\"status\":\"403\""), Says("mail.google.com");
    "google-scope-insufficient" 0.9 Says("insufficient authentication scopes");
    "google-scope-insufficient" 0.85 Says("insufficient permission"), From(Google);
    "google-grant-expired" 0.96 Says("token has been expired or revoked");
    "google-grant-expired" 0.8 Says("invalid_grant"), From(Google), Lacks("jwt"), Lacks("account not found");
    "google-grant-expired" 0.7 Says("invalid_grant"), Says("bad request"), Lacks("aadsts");
    "google-delegation-missing" 0.96 Says("client is unauthorized to retrieve access tokens");
    "google-delegation-missing" 0.8 Says("unauthorized_client"), From(Google);
    "google-app-password-required" 0.62 Says("denied authentication"), Known(Google);
    "google-credentials-rejected" 0.6 Says("denied authentication"), Known(Google);
    "google-client-invalid" 0.85 Says("invalid_grant"), Known(Google), By(Application), Lacks("revoked");
    "google-scope-insufficient" 0.9 Says("insufficientpermissions");
    "google-client-invalid" 0.95 Says("oauth client was not found");
    "google-client-invalid" 0.95 Says("deleted_client");
    "google-client-invalid" 0.95 Says("disabled_client");
    "google-client-invalid" 0.9 Says("invalid_client"), Known(Google);
    "google-client-invalid" 0.85 Says("invalid jwt signature");
    "client-assertion-invalid" 0.8 Says("invalid jwt signature");
    "google-client-invalid" 0.8 Says("account not found"), Says("invalid_grant");
    "client-assertion-invalid" 0.7 Says("account not found"), Says("invalid_grant");
    "google-delegation-missing" 0.9 Says("delegation denied for");
    "google-delegation-missing" 0.7 Says("precondition check failed");
    "protocol-disabled" 0.85 Says("mail service not enabled");
}
